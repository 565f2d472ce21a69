"""What children write: judged while they live, cleared when they are gone, whatever it looks like.

A submission may nest folders until their path is longer than the kernel takes, in a moment. Whoever
walks by path, or one recursion for each folder, neither counts nor deletes what lies below.
"""

from __future__ import annotations

import contextlib
import itertools
import os

LIMIT = 256 << 20
FILES = 1000
DEPTH = 12  # with names of 255 bytes a path stays shorter than the kernel's 4096
FLOOR = 64 << 20  # free bytes below which the whole disk counts as full


def too_much(folder: str) -> bool:
    """Whether a folder holds too much; the kernel limits one file, not their sum."""
    total = files = 0
    waiting = [(folder, 0)]
    while waiting:
        place, depth = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    files += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
                    if files > FILES or total > LIMIT or depth > DEPTH:
                        return True
        except FileNotFoundError:  # deleted while we looked
            continue
        except OSError:  # a folder made so that nobody can look into it
            return True
    return False


def is_full(folder: str) -> bool:
    """Whether hardly anything is free: a deleted file takes its space until it is closed."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize < FLOOR


def remove(folder: str) -> None:
    """Delete a tree, however deep: folders in it are moved out beside it, then deleted like it."""
    waiting, names = [folder], (f"{folder}.{n}" for n in itertools.count())
    while waiting:
        place = waiting.pop()
        with contextlib.suppress(OSError):
            with os.scandir(place) as entries:
                found = list(entries)
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, 0o700)
                    waiting.append(next(names))
                    os.rename(entry.path, waiting[-1])
                else:
                    os.unlink(entry.path)
            os.rmdir(place)
