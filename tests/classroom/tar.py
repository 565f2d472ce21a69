"""Members of a tar file, as far as they are wanted here: name, kind and bytes.

The standard library's reader knows far more, and a header made for it keeps it busy for hours: a
regular expression searches an extended header of a few kilobytes (CVE-2024-6232, mended only in
newer Pythons). Here every byte is looked at once, and headers are counted.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = tarfile.BLOCKSIZE
HEADERS = 20_000
EXTENDED_LIMIT = 1 << 16  # bytes of an extended header: a name, and what a Mac notes of a file
RECORDS = 100
PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
EXTENDED = (*PAX, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
# links, devices, folders, pipes: whatever size they announce, no bytes follow
WITHOUT_BYTES = (b"1", b"2", b"3", b"4", b"5", b"6")


@dataclass(frozen=True)
class Member:
    """A file, or something else that an archive holds."""

    name: str
    regular: bool
    folder: bool
    content: memoryview


def members(raw: bytes) -> Iterator[Member]:
    """In their order. ValueError or HeaderError where it is no tar file, or a broken one."""
    view, place, said = memoryview(raw), 0, {}
    for _ in range(HEADERS):
        block = raw[place : place + BLOCK]
        if not block.strip(b"\0"):
            return  # zeros end the archive, whatever follows
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        start, size = place + BLOCK, int(said.get("size", header.size))
        size = 0 if header.type in WITHOUT_BYTES else size
        if not 0 <= size <= len(raw) - start or header.type == tarfile.GNUTYPE_SPARSE:
            raise ValueError("a member is cut off, or of a kind that nobody expects")
        content, place = view[start : start + size], start + size + -size % BLOCK
        if header.type in EXTENDED:
            said |= extended(header.type, content)
        else:
            name = said.get("path", header.name)
            yield Member(name, header.isreg(), header.isdir(), content)
            said = {}
    raise ValueError("there are too many members")


def extended(kind: bytes, content: memoryview) -> dict[str, str]:
    """What this header says of the next member."""
    if len(content) > EXTENDED_LIMIT:
        raise ValueError("an extended header is too long")
    if kind == tarfile.GNUTYPE_LONGNAME:
        return {"path": text(bytes(content).partition(b"\0")[0])}
    return records(bytes(content)) if kind in PAX else {}


def records(data: bytes) -> dict[str, str]:
    """The lines of a pax header, each `length key=value`."""
    found, place = {}, 0
    for _ in range(RECORDS):
        if place >= len(data):
            break
        space = data.index(b" ", place, place + 8)
        end = place + int(data[place:space])
        if end <= space:
            raise ValueError("a record of a pax header is shorter than its own length")
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        found[text(key)] = text(value)
        place = end
    return found


def text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
