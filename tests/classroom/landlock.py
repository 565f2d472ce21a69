"""Landlock: which files a process may still touch, decided by itself and never undone.

A submission sees Python, its packages and the shared libraries, and may write in its own temporary
directory. Everything else, `/proc` with its parent's environment included, does not open. It needs
no privilege, and works in containers that forbid namespaces. The kernel's documentation:
userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from functools import cache
from pathlib import Path

from tests.classroom.linux import is_linux, syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_FILE, MAKE_REG, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
REMOVE_DIR, MAKE_DIR = 1 << 4, 1 << 7
READ = READ_FILE | READ_DIR
OWN = READ | WRITE_FILE | REMOVE_FILE | REMOVE_DIR | MAKE_REG | MAKE_DIR | TRUNCATE
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE

# kernel interface version -> how many file rights it knows (5.13, 5.19, 6.2, 6.10)
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
NET_SINCE, NET = 4, 0b11  # bind and connect of TCP
SCOPE_SINCE, SCOPE = 6, 0b11  # abstract sockets and signals beyond the sandbox

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/intel/lib")
# What NumPy, torch and the C library look up while they work: the number of cores, the clock's zone
SMALL_THINGS = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
    "/proc/cpuinfo",
    "/sys/devices/system/cpu",
)


@cache
def version() -> int:
    """The kernel's Landlock interface; 0 where there is none."""
    if not is_linux():
        return 0
    try:
        return syscall(CREATE_RULESET, None, 0, VERSION_FLAG)
    except OSError:
        return 0


@cache
def readable() -> tuple[str, ...]:
    """What a submission may read. Not `sys.path`: a development install puts the project there."""
    return tuple(path for path in (*python_paths(), *LIBRARIES, *SMALL_THINGS) if exists(path))


def python_paths() -> set[str]:
    """The standard library and the folders packages are installed in, of this interpreter."""
    import site
    import sysconfig

    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = {sysconfig.get_path(name) for name in names} | set(site.getsitepackages())
    # beside a virtual environment: the packages of the Python it was made from, and its libpython
    paths |= {str(Path(sys.base_prefix) / sys.platlibdir)}
    modules = (sys.modules.get(name) for name in ("torch", "numpy"))
    paths |= {str(Path(module.__file__).parent.parent) for module in modules if module}
    return {os.path.realpath(path) for path in paths if path}


def exists(path: str) -> bool:
    return os.path.exists(path)


def restrict(own_folder: str) -> None:
    """Confines this process, for good. OSError where the kernel cannot."""
    handled = (1 << FILE_RIGHTS[max(v for v in FILE_RIGHTS if v <= version())]) - 1
    ruleset = create_ruleset(handled)
    try:
        for path in readable():
            allow(ruleset, path, READ & handled)
        allow(ruleset, "/dev/null", (READ_FILE | WRITE_FILE) & handled)
        allow(ruleset, own_folder, OWN & handled)
        syscall(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def create_ruleset(handled: int) -> int:
    # the structure grew with the kernel, and an older one refuses fields it does not know
    fields = [handled]
    if version() >= NET_SINCE:
        fields.append(NET)
    if version() >= SCOPE_SINCE:
        fields.append(SCOPE)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    return syscall(CREATE_RULESET, ctypes.c_char_p(attributes), len(attributes), 0)


def allow(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= OF_A_FILE
        rule = ctypes.c_char_p(struct.pack("=Qi", rights, descriptor))
        syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
