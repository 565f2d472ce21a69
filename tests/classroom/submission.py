"""Reading a submission: the expected files and nothing else, as bytes, whatever the rest may be.

Nothing is unpacked to disk, no link is followed, no file is read beyond its size limit. The files
are not decoded either: Python itself decides what their bytes mean, when it compiles them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.classroom import archive
from tests.classroom.archive import ENTRY_LIMIT, FILE_LIMIT, Entry, SubmissionError

DEPTH_LIMIT = 4
EXERCISES = "exercises"
IGNORED = ("__pycache__", "__MACOSX", "node_modules")


@dataclass
class Submission:
    """What was handed in, as far as it counts."""

    sources: dict[str, bytes] = field(default_factory=dict)  # stage name -> the file's bytes
    problems: dict[str, str] = field(default_factory=dict)  # stage name -> why its file is not read
    stray: list[str] = field(default_factory=list)  # Python files that nobody expected


def read_submission(path: str | Path, stages: Iterable[str]) -> Submission:
    """The files of `stages` in a folder, a .zip, a .tar (also compressed), or one stage's file.

    They may lie at the top, in `exercises/`, or in one of both inside a folder of the student's.
    A file that cannot be taken is in `problems`, and costs only its own stage.
    Raises SubmissionError, a sentence, where there is nothing to grade.
    """
    path = Path(path)
    expected = {f"{stage}.py": stage for stage in stages}
    entries = entries_of(path, expected)
    if not entries:
        raise SubmissionError(f"{path.name} is empty.")
    folder = folder_of(entries, expected, path.name)
    submission = Submission()
    for entry in entries:
        place = PurePosixPath(entry.name)
        if place.parent == folder and place.name in expected:
            take(entry, expected[place.name], submission)
        elif place.suffix == ".py" and place.parent == folder:
            submission.stray.append(shown(entry.name))
    submission.stray.sort()
    return submission


def take(entry: Entry, stage: str, submission: Submission) -> None:
    """One expected file into `sources`, or the reason why not into `problems`."""
    if stage in submission.sources or stage in submission.problems:
        submission.sources.pop(stage, None)
        submission.problems[stage] = f"{shown(entry.name)} is there more than once."
        return
    try:
        submission.sources[stage] = entry.read()
    except SubmissionError as error:
        submission.problems[stage] = str(error)


def folder_of(entries: list[Entry], expected: dict, name: str) -> PurePosixPath:
    """Where the expected files lie: an `exercises` folder before others, then the nearest one.

    A whole repository may be handed in, with solutions/ and reference/ beside exercises/.
    """
    places = [PurePosixPath(entry.name) for entry in entries]
    folders = {place.parent for place in places if place.name in expected}
    if not folders:
        raise SubmissionError(f"{name} holds none of the expected files: {', '.join(expected)}.")
    folders = {f for f in folders if f.name == EXERCISES} or folders
    nearest = min(len(folder.parts) for folder in folders)
    candidates = sorted(folder for folder in folders if len(folder.parts) == nearest)
    if len(candidates) > 1:
        listed = ", ".join(shown(str(folder)) for folder in candidates[:5])
        raise SubmissionError(f"{name} holds the files in several folders: {listed}. Hand in one.")
    return candidates[0]


def entries_of(path: Path, expected: dict) -> list[Entry]:
    """Everything in a submission, unread."""
    try:
        # O_NOFOLLOW: a student's link could lead to the solutions. O_NONBLOCK: a pipe would wait.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise SubmissionError(f"{path.name} cannot be opened: {reason(error)}.") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            return folder_entries(descriptor, expected)
        if not stat.S_ISREG(mode):
            raise SubmissionError(f"{path.name} is neither a file nor a folder.")
        if path.name in expected:
            return [Entry(path.name, told(read_file(descriptor, path.name)))]
        raw = read_file(descriptor, path.name, archive.ARCHIVE_LIMIT)
        return [e for e in archive.entries(raw, path.name) if wanted(e.name)]
    finally:
        os.close(descriptor)


def folder_entries(root: int, expected: dict) -> list[Entry]:
    """The files below a folder. Each is read while its folder is open: no path is walked twice."""
    entries: list[Entry] = []
    seen = total = 0
    for place, folders, files, descriptor in os.fwalk(".", dir_fd=root, follow_symlinks=False):
        inside = PurePosixPath(place)
        deep = len(inside.parts) >= DEPTH_LIMIT
        folders[:] = [] if deep else sorted(name for name in folders if not ignored(name))
        seen += 1 + len(files)
        if seen > ENTRY_LIMIT or total > archive.ARCHIVE_LIMIT:
            raise SubmissionError("there are too many files.")
        for name in sorted(files):
            full = str(inside / name)
            outcome = read_in_folder(descriptor, name, full) if name in expected else b""
            total += len(outcome) if isinstance(outcome, bytes) else 0
            entries.append(Entry(full, told(outcome)))
    return entries


def told(outcome: bytes | SubmissionError) -> Callable[[], bytes]:
    """Gives the bytes, or raises the reason against them, when asked."""

    def read() -> bytes:
        if isinstance(outcome, SubmissionError):
            raise outcome
        return outcome

    return read


def read_in_folder(folder: int, name: str, full: str) -> bytes | SubmissionError:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(name, flags, dir_fd=folder)
    except OSError as error:
        return SubmissionError(f"{shown(full)} cannot be read: {reason(error)}.")
    try:
        return read_file(descriptor, full)
    except SubmissionError as error:
        return error
    finally:
        os.close(descriptor)


def read_file(descriptor: int, name: str, limit: int = FILE_LIMIT) -> bytes:
    """A regular file's bytes; its size is judged by what is read, not by what was announced."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise SubmissionError(f"{shown(name)} is not a regular file.")
    try:
        with open(descriptor, "rb", closefd=False) as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise SubmissionError(f"{shown(name)} cannot be read: {reason(error)}.") from None
    if len(raw) > limit:
        raise SubmissionError(f"{shown(name)} is larger than {limit:,} bytes.")
    return raw


def wanted(name: str) -> bool:
    folders = PurePosixPath(name).parts[:-1]
    return len(folders) <= DEPTH_LIMIT and not any(ignored(folder) for folder in folders)


def ignored(folder: str) -> bool:
    return folder in IGNORED or folder.startswith(".")


def reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number in (40, 62):  # ELOOP on Linux and macOS: what O_NOFOLLOW says of a link
        return "it is a link"
    return os.strerror(number) if number else "its name is not allowed"


def shown(name: str) -> str:
    """A student's file name as part of a sentence: short, and with nothing that moves a cursor."""
    text = name.encode("utf-8", "replace").decode()
    printable = "".join(c if c.isprintable() else "�" for c in text)
    return printable if len(printable) <= 120 else f"{printable[:117]}…"
