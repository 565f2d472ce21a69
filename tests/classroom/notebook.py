"""What a submission tries to open, written down inside its own process: evidence, never proof.

Landlock refuses a file in silence, so Python's own audit hook tells which one was asked for. A
submission could close the notebook or scribble in it. That is why nothing but the teacher's tamper
report reads it, and no point depends on it. What system calls were refused is seen from outside,
see seccomp.py.
"""

from __future__ import annotations

import contextlib
import os
import sys

LINE_LIMIT = 160
TELLING = {
    "gc.get_objects": "searched memory for objects",
    "gc.get_referrers": "searched memory for objects",
    "subprocess.Popen": "started a process",
    "os.system": "ran a shell command",
    "sys.addaudithook": "watched Python's own events",
}
PATH_EVENTS = {"open": "opened", "os.listdir": "listed", "os.scandir": "listed"}
CHANGING = {
    "os.remove": "removed",
    "os.rename": "renamed",
    "os.chmod": "changed",
    "os.link": "linked",
}


def keep(notes: int, readable: tuple[str, ...]) -> None:
    """From here on, write what is telling to the descriptor `notes`, a line each."""
    roots = tuple(os.path.join(path, "") for path in readable)

    def allowed(path: str) -> bool:
        real = os.path.join(os.path.realpath(path), "")
        return real.startswith(roots)

    def hook(event: str, arguments: tuple) -> None:
        line = None
        if event in PATH_EVENTS or event in CHANGING:
            path = as_text(arguments[0])
            if path is not None and not allowed(path):
                line = f"{PATH_EVENTS.get(event) or CHANGING[event]} {path}"
        elif event in TELLING:
            line = TELLING[event]
        if line:
            note(notes, line)

    sys.addaudithook(hook)


def as_text(path) -> str | None:
    if type(path) is bytes:
        path = os.fsdecode(path)
    return path if type(path) is str else None


def note(notes: int, line: str) -> None:
    with contextlib.suppress(OSError):  # full or closed: nobody waits for it
        os.write(notes, line[:LINE_LIMIT].encode("utf-8", "replace") + b"\n")
