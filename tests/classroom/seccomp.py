"""seccomp: which system calls a process may still make, and word of those it tried.

The filter is a small program the kernel runs before every call. Refused calls are not merely
answered with an error: where the kernel can, they wait for the trusted side, which notes them and
then answers "not permitted". So an attempt is seen from outside, by someone the submission cannot
talk to. The kernel's documentation: userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import struct
from functools import cache

from tests.classroom import syscalls
from tests.classroom.linux import PR_SET_PDEATHSIG, syscall

SET_MODE_FILTER, GET_ACTION_AVAIL = 1, 2
NEW_LISTENER = 1 << 3
ALLOW, KILL, ERRNO, NOTIFY = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000

LOAD, IF_EQUAL, IF_AT_LEAST, IF_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
AUDIT_ARCHITECTURE = (0xC000003E, 0xC00000B7)
CLONE_THREAD = 0x00010000
# A descriptor can send a signal of one's choice to a process of one's choice when input arrives:
# F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP
SIGNAL_ON_INPUT, OWNER_BY_IOCTL = (8, 10, 15), (0x8901, 0x8902)

NOTICE = struct.Struct("=QIIiIQ6Q")  # id, pid, flags, number, architecture, address, arguments
ANSWER = struct.Struct("=QqiI")  # id, value, error, flags
RECEIVE_NOTICE, SEND_ANSWER = 0xC0502100, 0xC0182101


@cache
def available() -> bool:
    """Whether this kernel filters, on a machine whose call numbers are known here."""
    return has_action(ERRNO)


def has_action(action: int) -> bool:
    column = syscalls.machine()
    if column is None:
        return False
    try:
        wanted = ctypes.byref(ctypes.c_uint32(action))
        return syscall(syscalls.SECCOMP[column], GET_ACTION_AVAIL, 0, wanted) == 0
    except OSError:
        return False


def restrict() -> int | None:
    """Filters this process's calls, for good; gives the descriptor that refusals are heard on.

    None where the kernel has no such descriptor, or a container's own filter has taken the only
    one: calls are then refused in silence. OSError where the kernel does not filter at all.
    """
    number = syscalls.SECCOMP[syscalls.machine()]
    if has_action(NOTIFY):
        try:
            return syscall(number, SET_MODE_FILTER, NEW_LISTENER, program(NOTIFY))
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EINVAL):
                raise
    syscall(number, SET_MODE_FILTER, 0, program(ERRNO | errno.EPERM))
    return None


class Instructions(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("first", ctypes.c_char_p)]


def program(refuse: int):
    """The filter with `refuse` as the answer to what is forbidden."""
    raw = b"".join(struct.pack("=HBBI", *step) for step in steps(refuse, os.getpid()))
    return ctypes.byref(Instructions(len(raw) // 8, raw))


def steps(refuse: int, own: int) -> list[tuple[int, int, int, int]]:
    """(operation, jump if true, jump if false, operand); a process may signal and limit `own`."""
    column = syscalls.machine()
    no_such_call = ERRNO | errno.ENOSYS
    lines = [
        (LOAD, 0, 0, ARCHITECTURE),
        (IF_EQUAL, 1, 0, AUDIT_ARCHITECTURE[column]),
        (RETURN, 0, 0, KILL),  # the 32-bit entrance has other numbers: nobody needs it
        (LOAD, 0, 0, NUMBER),
        # also the x32 entrance, whose numbers begin at 2**30
        (IF_AT_LEAST, 0, 1, syscalls.FIRST_UNKNOWN),
        (RETURN, 0, 0, no_such_call),
        # clone3 keeps its flags in memory, where a filter cannot look; told that there is no such
        # call, the C library makes its threads with clone
        (IF_EQUAL, 0, 1, syscalls.CLONE3),
        (RETURN, 0, 0, no_such_call),
    ]
    for number in sorted(syscalls.denied_numbers(column)):
        lines += [(IF_EQUAL, 0, 1, number), (RETURN, 0, 0, refuse)]
    threads_only = [(IF_BITS, 1, 0, CLONE_THREAD), (RETURN, 0, 0, refuse)]
    own_only = [(IF_EQUAL, 1, 0, own), (RETURN, 0, 0, refuse)]
    no_flags = [(IF_EQUAL, 1, 0, 0), (RETURN, 0, 0, refuse)]  # none that leaves the stream's order
    lines += judged("clone", threads_only)
    lines += judged("prctl", none_of(PR_SET_PDEATHSIG, refuse=refuse))
    lines += judged("kill", own_only)
    lines += judged("tgkill", own_only)
    lines += judged("prlimit64", [(IF_EQUAL, 2, 0, 0), *own_only])
    lines += judged("sendmsg", no_flags, argument=2)
    lines += judged("fcntl", none_of(*SIGNAL_ON_INPUT, refuse=refuse), argument=1)
    lines += judged("ioctl", none_of(*OWNER_BY_IOCTL, refuse=refuse), argument=1)
    return [*lines, (RETURN, 0, 0, ALLOW)]


def none_of(*values: int, refuse: int) -> list:
    """A verdict: refused if the argument is one of these."""
    return [step for v in values for step in ((IF_EQUAL, 0, 1, v), (RETURN, 0, 0, refuse))]


def judged(name: str, verdict: list, argument: int = 0) -> list:
    """One call whose argument decides; the steps of `verdict` go on behind it to allow."""
    number = syscalls.judged_number(name, syscalls.machine())
    body = [(LOAD, 0, 0, ARGUMENTS + 8 * argument), *verdict, (RETURN, 0, 0, ALLOW)]
    return [(IF_EQUAL, 0, len(body), number), *body]


def answer(listener: int) -> str | None:
    """Takes one waiting call, refuses it, and says what it was; None if it is no longer waiting."""
    notice = bytearray(NOTICE.size)
    try:
        fcntl.ioctl(listener, RECEIVE_NOTICE, notice)
        identity, _, _, number, *_ = NOTICE.unpack(notice)
        reply = bytearray(ANSWER.pack(identity, 0, -errno.EPERM, 0))
        fcntl.ioctl(listener, SEND_ANSWER, reply)
    except OSError:
        return None
    return meaning(number)


def meaning(number: int) -> str:
    column = syscalls.machine()
    judgements = {syscalls.judged_number(n, column): m for n, (m, _) in syscalls.JUDGED.items()}
    known = {**syscalls.denied_numbers(column), **judgements}
    return known.get(number, f"made system call {number}")
