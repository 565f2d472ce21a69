"""The tests of a file again without root: there Landlock and seccomp stand alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.stages import ROOT

# the power to read all files stays: it makes Landlock's work harder
DROPPED = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
DROPPED += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]


def tests_pass(file: str, folder: Path, *chosen: str) -> None:
    """They do for a user without rights; where the tests run as one already, they have shown it."""
    if os.geteuid() != 0:
        return
    folder.chmod(0o777)
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-x", file, "--basetemp", folder / "plain"]
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nowhere"}
    done = subprocess.run(
        [*DROPPED, *pytest_, *chosen],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
