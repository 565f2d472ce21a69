"""Archives: members that lead elsewhere, links, bombs, doubles; and ordinary ones, which count."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
from pathlib import Path

from tests.meta.battery import Entry, solution

SOLUTION = solution("tokenizer").encode()
NAME = "tokenizer.py"
SECRET = "@ROOT@/solutions/tokenizer.py"  # replaced by the test, as in sources


def zipped(members: list[tuple[str, bytes]], points: int = 0, **options) -> Entry:
    def make(place: Path) -> Path:
        with zipfile.ZipFile(place / "work.zip", "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in members:
                info = zipfile.ZipInfo(name)
                info.external_attr = options.get("mode", 0o100644) << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(info, content)
        return changed(place / "work.zip", options.get("change"))

    return Entry("tokenizer", make, points)


def changed(path: Path, change) -> Path:
    if change:
        path.write_bytes(change(path.read_bytes()))
    return path


def tarred(points: int = 0, mode: str = "w:gz", content: bytes = SOLUTION, **member) -> Entry:
    def make(place: Path) -> Path:
        path = place / "work.tar.gz"
        with tarfile.open(path, mode) as file:
            info = tarfile.TarInfo(member.get("name", NAME))
            info.type = member.get("type", tarfile.REGTYPE)
            info.linkname = member.get("linkname", "")
            info.size = len(content) if info.isreg() else 0
            file.addfile(info, io.BytesIO(content))
        return path

    return Entry("tokenizer", make, points)


def made(action, points: int = 0) -> Entry:
    """A folder in which `action(path of the stage's file)` has happened."""

    def make(place: Path) -> Path:
        action(place / NAME)
        return place

    return Entry("tokenizer", make, points)


def encrypted(raw: bytes) -> bytes:
    """The flag that says so, in both headers."""
    data = bytearray(raw)
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def file(name: str, raw: bytes, points: int = 0) -> Entry:
    def make(place: Path) -> Path:
        (place / name).write_bytes(raw)
        return place / name

    return Entry("tokenizer", make, points)


def tar_of(*blocks: tuple[bytes, str, bytes], times: int = 1) -> bytes:
    """Blocks (type, name, content) that tarfile itself would not write."""
    raw = b""
    for kind, name, content in blocks:
        info = tarfile.TarInfo(name)
        info.type, info.size = kind, len(content)
        raw += info.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512)
    return gzip.compress(raw * times)


def long_list(members: int) -> bytes:
    """A zip file that is nothing but the list of its members."""
    listed = (b"PK\1\2" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"x") * members
    return (
        b"PK\3\4"
        + listed
        + struct.pack(
            "<4s4H2LH", b"PK\5\6", 0, 0, members % 65536, members % 65536, len(listed), 4, 0
        )
    )


ENTRIES = {
    "zip": zipped([(NAME, SOLUTION)], 10),
    "zip-of-a-folder": zipped([(f"ada/exercises/{NAME}", SOLUTION)], 10),
    "zip-made-on-windows": zipped([(f"ada\\exercises\\{NAME}", SOLUTION)], 10),
    "zip-made-on-a-mac": zipped([(NAME, SOLUTION), (f"__MACOSX/._{NAME}", b"\0\5\26\7")], 10),
    "zip-with-doubles": zipped([(NAME, SOLUTION), (NAME, SOLUTION)]),
    "zip-that-climbs": zipped([(f"../../{NAME}", SOLUTION)]),
    "zip-that-climbs-beside-a-solution": zipped([("../../x.py", b"x"), (NAME, SOLUTION)], 10),
    "zip-from-the-root": zipped([(f"/tmp/{NAME}", SOLUTION)]),
    "zip-with-a-link": zipped([(NAME, SECRET.encode())], mode=0o120777),
    "zip-encrypted": zipped([(NAME, SOLUTION)], change=encrypted),
    "zip-cut-off": zipped([(NAME, SOLUTION)], change=lambda raw: raw[: len(raw) // 2]),
    "zip-with-a-wrong-sum": zipped([(NAME, b"x" * 999)], change=lambda r: r.replace(b"x", b"y")),
    "zip-bomb": zipped([(NAME, b"#" * (64 << 20))]),
    "zip-of-many-files": zipped([(f"{n}.txt", b"") for n in range(6000)] + [(NAME, SOLUTION)]),
    "zip-of-another-zip": zipped([("work.zip", b"PK\5\6" + bytes(18))]),
    "no-zip-at-all": made(lambda path: path.with_name("work.zip").write_bytes(b"PK\3\4 hello")),
    "tar": tarred(10),
    "tar-as-xz": tarred(10, "w:xz"),
    "tar-that-climbs": tarred(name=f"../{NAME}"),
    "tar-with-a-symlink": tarred(type=tarfile.SYMTYPE, linkname=SECRET),
    "tar-with-a-hard-link": tarred(type=tarfile.LNKTYPE, linkname=SECRET),
    "tar-with-a-device": tarred(type=tarfile.CHRTYPE),
    "tar-with-a-pipe": tarred(type=tarfile.FIFOTYPE),
    "tar-bomb": tarred(content=b"#" * (160 << 20)),
    # a reader that searches the header for a number of digits, from each digit on, takes an hour
    "tar-with-a-header-of-digits": file(
        "work.tgz", tar_of((tarfile.XHDTYPE, "x", b"1" * 999_999), (b"0", NAME, SOLUTION))
    ),
    "tar-with-a-header-that-shrinks": file(
        "work.tgz", tar_of((tarfile.XHDTYPE, "x", b"1 path=a\n" * 9), (b"0", NAME, SOLUTION))
    ),
    "tar-of-many-folders": file("work.tgz", tar_of((tarfile.DIRTYPE, "d", b""), times=99_999)),
    "tar-of-a-sparse-file": file("work.tgz", tar_of((tarfile.GNUTYPE_SPARSE, NAME, SOLUTION))),
    "tar-with-a-name-from-a-header": file(
        "work.tgz",
        tar_of((tarfile.XHDTYPE, "x", b"27 path=ada/tokenizer.py\n\n"), (b"0", "y", SOLUTION)),
    ),
    "gzip-of-empty-members": file("work.tar.gz", gzip.compress(b"") * 1_000_000),
    "zip-of-a-long-list": file("work.zip", long_list(500_000)),
    "zip-with-a-null-in-a-name": zipped([(f"{NAME}\0.txt", SOLUTION)], 10),
    "zip-of-two-spellings": zipped([(NAME, SOLUTION), (NAME.title(), b"x")], 10),
    "zip-of-a-name-that-turns-around": zipped([("\u202eyp.rezinekot", SOLUTION)]),
    "zip-from-a-drive": zipped([(f"C:\\ada\\{NAME}", SOLUTION)], 10),
    "folder-with-a-symlink": made(lambda path: path.symlink_to(SECRET)),
    "folder-with-a-pipe": made(os.mkfifo),
    "folder-with-a-folder": made(lambda path: path.mkdir()),
    "folder-with-too-large-a-file": made(lambda path: path.write_bytes(b"#" * (2 << 20))),
    "folder-with-nothing": made(lambda path: None),
}
