"""Zip and tar files of strangers: members are read one by one, under limits, never extracted.

`extractall` writes where a member's name says, follows links, and unpacks a bomb of a few kilobytes
to gigabytes. Here a member is a name and a function that gives at most a megabyte.
"""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from tests.classroom import tar

FILE_LIMIT = 1 << 20
ARCHIVE_LIMIT = 64 << 20
UNPACKED_LIMIT = 128 << 20
ENTRY_LIMIT = 5000
GZIP = 16 + zlib.MAX_WBITS  # zlib's word for that header
COMPRESSIONS = {
    b"\x1f\x8b": partial(zlib.decompressobj, GZIP),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": lzma.LZMADecompressor,
}
CENTRAL = b"PK\1\2"  # begins every member's line in the list at the end of a zip file
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
    # before the standard library makes an object of each: a million fit into an archive
    count(raw.count(CENTRAL))
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        members = [m for m in opened.infolist() if not m.is_dir()]
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
    for magic, decompressor in COMPRESSIONS.items():
        if raw.startswith(magic):
            # the first stream only: a file of a million empty ones costs a minute
            raw = decompressor().decompress(raw, UNPACKED_LIMIT + 1)
    if len(raw) > UNPACKED_LIMIT:
        raise SubmissionError(f"it unpacks to more than {UNPACKED_LIMIT:,} bytes.")
    return raw


def tar_entries(raw: bytes) -> list[Entry]:
    members = [member for member in tar.members(raw) if not member.folder]
    count(len(members))
    return [Entry(plain_name(m.name), tar_reader(m)) for m in members]


def tar_reader(member: tar.Member) -> Callable[[], bytes]:
    def read() -> bytes:
        regular(member.name, member.regular)
        return limited(io.BytesIO(member.content), member.name)

    return sentences(read, member.name)


def count(files: int) -> None:
    if files > ENTRY_LIMIT:
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
