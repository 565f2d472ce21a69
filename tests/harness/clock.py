"""A time limit for code in this process: the system's alarm, heard by the main thread."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

REPEAT = 0.5  # seconds: code that swallows one interruption is interrupted again


class TookTooLong(BaseException):
    """(seconds, frames): time is over. No `except Exception` of a learner stops it."""


@contextmanager
def time_limit(seconds: float, own_files: set[str]) -> Iterator[None]:
    """Raise TookTooLong, with the frames that lie in `own_files`, when the time is over."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def ring(_signal, frame):
        raise TookTooLong(seconds, frames_in(own_files, frame))

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, REPEAT)
    try:
        yield
    finally:
        stop()
        signal.signal(signal.SIGALRM, before)


def stop() -> None:
    """No alarm any more: the time is up, or the learner is at a breakpoint."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def frames_in(own_files: set[str], frame) -> list:
    """[file, line, function, text] of the frames that lie in these files, innermost last."""
    found = []
    while frame is not None:
        if frame.f_code.co_filename in own_files:
            found.insert(0, [frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name, ""])
        frame = frame.f_back
    return found
