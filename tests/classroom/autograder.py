"""The archive Gradescope asks for: `python -m tests.classroom.autograder`, `make gradescope`."""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.classroom import record, sandbox
from tests.harness.files import write_whole
from tests.stages import ROOT

SCRIPTS = ("setup.sh", "run_autograder")
ROOMS = (
    "reference",
    "solutions",
    "tests/graded",
    "tests/harness",
    "tests/mistakes",
    "tests/classroom",
)
SINGLE = ("tests/__init__.py", "tests/stages.py")
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"
LONG_AGO = (2020, 1, 1, 0, 0, 0)  # the same files make the same archive


def files() -> Iterator[tuple[str, bytes]]:
    """The kata as the container needs it: no exercises, no pages, no tests of the kata itself."""
    for name in SINGLE:
        yield name, (ROOT / name).read_bytes()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_bytes()


def requirements() -> str:
    """The pinned torch, built for CPUs, and the pinned numpy."""
    lines = (ROOT / ".constraints.txt").read_text(encoding="utf-8").splitlines()
    torch = [f"{line}+cpu" for line in lines if line.startswith("torch==")]
    numpy = [line for line in lines if line.startswith("numpy==")]
    return "\n".join([f"--extra-index-url {CPU_WHEELS}", *torch, *numpy, ""])


def build(settings: dict) -> bytes:
    """The archive: scripts at its root, executable, the kata in a folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in SCRIPTS:
            script = Path(__file__).with_name("gradescope") / name
            add(archive, name, script.read_bytes(), executable=True)
        add(archive, "requirements.txt", requirements().encode())
        add(archive, "kata/settings.json", json.dumps(settings).encode())
        for name, raw in files():
            add(archive, f"kata/{name}", raw)
    return out.getvalue()


def add(archive: zipfile.ZipFile, name: str, raw: bytes, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, raw)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="gradescope", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("autograder.zip"))
    parser.add_argument("--stages", help="2, 1-6 or 1,3; the core stages without it")
    parser.add_argument("--strict", metavar="LEVEL", help="refuse below: 'landlock 4 + seccomp'")
    parser.add_argument("--leaderboard", type=float, default=0.0, metavar="SECONDS")
    options = parser.parse_args(arguments)
    settings = {k: getattr(options, k) for k in ("stages", "strict", "leaderboard")}
    try:
        record.chosen(options.stages)
        sandbox.Level.parse(options.strict or "limits")
        write_whole(options.out, build(settings))
    except (ValueError, OSError) as error:
        print(f"gradescope: {error}", file=sys.stderr)
        return 2
    print(f"{options.out} is ready: upload it as the autograder of a programming assignment.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
