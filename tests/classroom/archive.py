"""Zip and tar files of strangers: members are read one by one, under limits, never extracted.

`extractall` writes where a member's name says, follows links, and unpacks a bomb of a few kilobytes
to gigabytes. Here a member is a name and a function that gives at most a megabyte.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

FILE_LIMIT = 1 << 20
ARCHIVE_LIMIT = 64 << 20
UNPACKED_LIMIT = 128 << 20
ENTRY_LIMIT = 5000
COMPRESSIONS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
ENCRYPTED = 0x1


class SubmissionError(Exception):
    """Why a submission, or one file of it, cannot be taken: a sentence for student and teacher."""


@dataclass(frozen=True)
class Entry:
    """A file inside a submission, by its relative path."""

    name: str
    read: Callable[[], bytes]


def entries(raw: bytes, name: str) -> list[Entry]:
    """The files in an archive. SubmissionError where it is none, or broken, or a bomb."""
    try:
        found = zip_entries(raw) if raw.startswith(b"PK") else tar_entries(unpacked(raw))
    except SubmissionError as error:
        raise SubmissionError(f"{name}: {error}") from None
    except Exception:  # the readers of the standard library raise almost anything on broken files
        raise SubmissionError(
            f"{name} cannot be read: a folder, a .zip, a .tar or one stage's file was expected."
        ) from None
    return [entry for entry in found if entry.name]


def zip_entries(raw: bytes) -> list[Entry]:
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        members = [m for m in opened.infolist() if not m.is_dir()]
    count(members)
    return [Entry(plain_name(m.filename), zip_reader(raw, m)) for m in members]


def zip_reader(raw: bytes, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        kind = stat.S_IFMT(member.external_attr >> 16)
        regular(member.filename, kind in (0, stat.S_IFREG))
        if member.flag_bits & ENCRYPTED:
            raise SubmissionError(f"{member.filename} is encrypted.")
        with zipfile.ZipFile(io.BytesIO(raw)) as opened, opened.open(member) as file:
            return limited(file, member.filename)

    return sentences(read, member.filename)


def unpacked(raw: bytes) -> bytes:
    """A compressed tar's bytes, all at once: a limit on the whole also stops many small bombs."""
    for magic, reader in COMPRESSIONS.items():
        if raw.startswith(magic):
            with reader(io.BytesIO(raw)) as file:
                raw = file.read(UNPACKED_LIMIT + 1)
    if len(raw) > UNPACKED_LIMIT:
        raise SubmissionError(f"it unpacks to more than {UNPACKED_LIMIT:,} bytes.")
    return raw


def tar_entries(raw: bytes) -> list[Entry]:
    opened = tarfile.open(fileobj=io.BytesIO(raw), mode="r:")  # noqa: SIM115 - entries read it
    members: list[tarfile.TarInfo] = []
    for member in opened:
        if not member.isdir():
            members.append(member)
            count(members)
    return [Entry(plain_name(m.name), tar_reader(opened, m)) for m in members]


def tar_reader(opened: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        # a sparse member of a few bytes may announce any size
        regular(member.name, member.isreg() and not member.issparse())
        return limited(opened.extractfile(member), member.name)

    return sentences(read, member.name)


def count(members: list) -> None:
    if len(members) > ENTRY_LIMIT:
        raise SubmissionError(f"it holds more than {ENTRY_LIMIT:,} files.")


def regular(name: str, condition: bool) -> None:
    if not condition:
        raise SubmissionError(f"{PurePosixPath(name).name} is a link or not a regular file.")


def limited(file, name: str) -> bytes:
    raw = file.read(FILE_LIMIT + 1)
    if len(raw) > FILE_LIMIT:
        raise SubmissionError(f"{PurePosixPath(name).name} is larger than {FILE_LIMIT:,} bytes.")
    return raw


def sentences(read: Callable[[], bytes], name: str) -> Callable[[], bytes]:
    """The same reader, with every fault of the archive said in a sentence."""

    def safely() -> bytes:
        try:
            return read()
        except SubmissionError:
            raise
        except Exception:
            raise SubmissionError(
                f"{PurePosixPath(name).name} is damaged in the archive."
            ) from None

    return safely


def plain_name(name: str) -> str:
    """A member's path inside the archive; "" for one that would lead out of it."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name:
        return ""
    return str(path)
