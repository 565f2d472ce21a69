"""What a forked child does to itself before it runs a submission, and how much of it works here.

Each step takes something away that a hostile or broken submission was seen to use. The order
matters: what needs privileges comes before they are dropped, the filter of system calls comes last.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import stat
import tempfile
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from tests.classroom import landlock, linux, seccomp

CHANNEL, NOTES = 3, 4  # where a child finds its channel and its notebook
READY, READY_LISTENING, FAILED = b"r", b"R", b"E"  # its first word to the trusted side
FIRST_UID, UIDS = 62000, 2000  # of no system's users
FILE_SIZE = 64 << 20
OPEN_FILES = 64
THREADS = 256


@dataclass(frozen=True)
class Level:
    """How well a submission is shut in: `str()` is what results carry, `reaches` compares."""

    landlock: int = 0  # version of the kernel's interface, 0 without
    seccomp: bool = False
    uid: bool = False

    def __str__(self) -> str:
        parts = [f"landlock {self.landlock}"] if self.landlock else []
        parts += [name for name in ("seccomp", "uid") if getattr(self, name)]
        return " + ".join(parts) or "limits"

    def reaches(self, wanted: Level) -> bool:
        """Whether every protection of `wanted` is there, Landlock at least as new."""
        return all(getattr(self, f.name) >= getattr(wanted, f.name) for f in fields(self))

    @classmethod
    def parse(cls, text: str) -> Level:
        """The level written as `landlock 4 + seccomp`; ValueError for words it does not know."""
        level: dict = {}
        for part in text.lower().split("+"):
            match part.split():
                case ["landlock"]:
                    level["landlock"] = 1
                case ["landlock", number] if number.isdigit():
                    level["landlock"] = int(number)
                case ["seccomp" | "uid" as name]:
                    level[name] = True
                case ["limits"]:
                    pass
                case _:
                    raise ValueError(
                        f"isolation level {text!r}: write one like 'landlock 4 + seccomp + uid', "
                        "any of the three, or 'limits'"
                    )
        return cls(**level)


@cache
def probe() -> Level:
    """What this machine can do for us, found by asking the kernel."""
    return Level(landlock.version(), seccomp.available(), can_change_user())


def can_change_user() -> bool:
    """Root in a container may lack the right, or the users; only trying shows it."""
    if os.geteuid() != 0 or not linux.is_linux():
        return False
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            change_user(FIRST_UID)
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def refusal(level: Level, secret: Path) -> str | None:
    """Why nothing should be graded here: `secret`, a file of the teacher's, could be read."""
    secret = Path(os.path.realpath(secret))
    shared = next((path for path in landlock.readable() if secret.is_relative_to(path)), None)
    if shared:
        return f"A submission may read what is in {shared}, and the kata lies there: move it."
    if level.landlock or (level.uid and not open_to_strangers(secret)):
        return None
    return (
        f"Here a submission could read the solutions and the tests (isolation: {level}). "
        "Grade on Linux 5.13 or later, where Landlock hides them, or as root in a folder that "
        "others cannot read; or accept the risk with --isolation=process."
    )


def open_to_strangers(path: Path) -> bool:
    """Whether any user of the system may read this file, by the permissions on the way to it."""
    path = Path(os.path.realpath(path))
    way = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
    return way and bool(path.stat().st_mode & stat.S_IROTH)


def confine(level: Level, folder: str, seconds: float, memory: int) -> int | None:
    """Shut this process in, as far as `level` says; gives seccomp's listener if there is one.

    OSError if a step that the probe promised fails: then nothing may run.
    """
    empty_environment(folder)
    limit_resources(seconds, memory)
    if level.uid:
        uid = FIRST_UID + os.getpid() % UIDS  # its own: two children cannot signal each other
        os.chown(folder, uid, uid)
        change_user(uid, keep_reading=level.landlock > 0 and python_is_hidden())
        limit(resource.RLIMIT_NPROC, THREADS)  # counts this user's threads, and it has no others
    if linux.is_linux():
        linux.hide_memory()
        linux.die_with_parent()
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    if level.landlock:
        landlock.restrict(folder)
    return seccomp.restrict() if level.seccomp else None


@cache
def python_is_hidden() -> bool:
    """Whether a plain user could not even import what is installed here."""
    return not all(open_to_strangers(Path(path)) for path in landlock.python_paths())


def leave_server(channel: int, output: int, notes: int) -> None:
    """Cut what a fork inherits: terminal and session, signal handlers, every other descriptor."""
    os.setsid()  # a session of its own: killed whole, and no terminal to write to or read from
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    place_descriptors(channel, output, notes)


def place_descriptors(channel: int, output: int, notes: int) -> None:
    """0 reads nothing, 1 and 2 are the captured output, then channel and notebook; no other."""
    nothing = os.open(os.devnull, os.O_RDWR)
    wanted = (nothing, output, output, channel, notes)
    # first out of the way: a source may have the very number another is to be put on
    sources = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, len(wanted)) for descriptor in wanted]
    for place, descriptor in enumerate(sources):
        os.dup2(descriptor, place)
    os.closerange(len(wanted), 1 << 20)
    os.set_blocking(NOTES, False)  # a full notebook must not stop anyone


def empty_environment(folder: str) -> None:
    """Nothing of the teacher's environment; the names that libraries ask for lead to `folder`."""
    os.environ.clear()
    os.environ.update(HOME=folder, TMPDIR=folder, USER="student", LANG="C.UTF-8")
    tempfile.tempdir = None  # the server's answer was remembered
    os.chdir(folder)
    os.umask(0o077)


def limit_resources(seconds: float, memory: int) -> None:
    """The second line of defence behind the trusted side's clock, and the only one for memory."""
    # processor time of all threads together; two may be busy, and rounding must not be felt
    processor = int(2 * seconds) + 2
    limit(resource.RLIMIT_CPU, processor)
    # beside what is there already: torch built for graphics cards maps 3 GB of libraries
    limit(resource.RLIMIT_AS, linux.mapped() + memory)
    limit(resource.RLIMIT_FSIZE, FILE_SIZE)
    limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    limit(resource.RLIMIT_CORE, 0)  # a dump of the memory on the teacher's disk
    # RLIMIT_NPROC would count the teacher's own processes and stop libgomp's threads: it is only
    # for a user of the child's own. Seccomp forbids new processes and nothing else.


def limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS has no limit on address space
        resource.setrlimit(kind, (value, value))


def change_user(uid: int, keep_reading: bool = False) -> None:
    """From root to nobody in particular, for good: real, effective and saved ids, no groups."""
    if keep_reading:
        linux.prctl(linux.PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if keep_reading:
        with contextlib.suppress(OSError):  # a container's root may not have this power itself
            linux.keep_only_reading()
