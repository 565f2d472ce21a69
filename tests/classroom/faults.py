"""What can end a session early: the submission's doing, or ours."""

from __future__ import annotations

import os
import signal


class Fault(Exception):
    """The submission stopped answering; `str()` is a sentence for the student."""


class Hung(Fault):
    """It used up its time."""


class Died(Fault):
    """Its process ended, by its own doing or at a limit."""


class Garbled(Fault):
    """What came was no answer: something else wrote on the channel."""


class GraderError(Exception):
    """The sandbox or the server failed: no fault of the submission, nothing may be concluded."""


class IsolationRefused(GraderError):
    """This machine cannot hide the teacher's files, or not as well as was asked for."""


SIGNALS = {
    signal.SIGSEGV: "Your code crashed Python itself (segmentation fault): endless recursion in a "
    "C function, or memory written where it must not be.",
    signal.SIGABRT: "Your code crashed Python itself (abort).",
    signal.SIGKILL: "Your code's process was killed: it used too much memory, or closed a file "
    "that was not its own.",
    signal.SIGXFSZ: "Your code wrote a file that is too large.",
}


def fault_of(status: int, why: str, seconds: float) -> Fault:
    """The fault behind a wait status and the server's own reason; GraderError if it was ours."""
    if why == "full":
        raise GraderError("the disk that submissions write to is full")
    if why == "disk":
        return Died("Your code wrote too many files or too much into them, and was stopped.")
    if not os.WIFSIGNALED(status):
        code = os.waitstatus_to_exitcode(status)
        return Died(f"Your code ended its own process (exit code {code}) instead of returning.")
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return hung(seconds)
    return Died(SIGNALS.get(number, f"Your code's process was ended by {name_of(number)}."))


def name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal: valid, and without a name
        return f"signal {number}"


def hung(seconds: float) -> Hung:
    return Hung(f"Your code did not finish within {seconds:g} seconds: a loop that never ends?")
