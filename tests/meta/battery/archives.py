"""Archives: members that lead elsewhere, links, bombs, doubles; and ordinary ones, which count."""

from __future__ import annotations

import io
import os
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
    "folder-with-a-symlink": made(lambda path: path.symlink_to(SECRET)),
    "folder-with-a-pipe": made(os.mkfifo),
    "folder-with-a-folder": made(lambda path: path.mkdir()),
    "folder-with-too-large-a-file": made(lambda path: path.write_bytes(b"#" * (2 << 20))),
    "folder-with-nothing": made(lambda path: None),
}
