"""Who handed in what: the entries of a folder, with names from a roster where there is one.

A roster is any CSV with a header, such as a gradebook exported from Moodle, Canvas or Brightspace.
A submission belongs to the row one of whose cells is its name (or the part of it before the first
`_`, which is how those systems name downloads).
"""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.classroom import escape

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
QUIET = ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")
NAMES = ("name", "student", "full name", "display name", "student name")
FIRST, LAST = ("first name", "given name", "firstname"), ("last name", "surname", "lastname")


@dataclass(frozen=True)
class Entry:
    """Something handed in; `path` is None for a student on the roster who did not."""

    name: str
    path: Path | None
    person: dict[str, str] = field(default_factory=dict)


def entries_in(folder: Path, roster: list[dict[str, str]], besides: Path) -> tuple[list, list]:
    """(entries, notes): every submission under a name of its own, and what a teacher should know.

    `besides` is not a submission: where results go. OSError where the folder cannot be read.
    """
    entries, notes = [], []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in QUIET or path.resolve() == besides.resolve():
            continue
        if path.is_dir() or path.name.lower().endswith(ARCHIVES):
            person = person_of(path, roster)
            entries.append(Entry(name_of(person) or shown(stem(path)), path, person))
        else:
            notes.append(f"Not a submission: {shown(path.name)}")
    entries = told_apart(entries, notes)
    if roster:
        notes += [f"Not on the roster: {e.name}" for e in entries if not e.person]
        handed_in = [entry.person for entry in entries]
        missing = [row for row in roster if row not in handed_in]
        entries += told_apart([Entry(name_of(row) or "?", None, row) for row in missing], [])
    return entries, notes


def told_apart(entries: list[Entry], notes: list[str]) -> list[Entry]:
    """The entries, with the name of the file where a name is there more than once."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[folded(entry.name)].append(entry)
    for group in groups.values():
        if len(group) > 1 and group[0].path:
            files = ", ".join(shown(entry.path.name) for entry in group)
            notes.append(f"Handed in more than once: {group[0].name} ({files})")
    found: dict[str, Entry] = {}
    for entry in entries:
        name = entry.name
        if len(groups[folded(name)]) > 1 and entry.path:
            name = f"{name} ({shown(entry.path.name)})"
        number = 1
        while folded(name) in found:
            number, name = number + 1, f"{entry.name} ({number + 1})"
        found[folded(name)] = replace(entry, name=name)
    return list(found.values())


def read_roster(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV with a header. ValueError, a sentence, where it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the roster {path} cannot be read as UTF-8 text: {error}") from None
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not rows or len(rows[0]) < 1 or not head.strip():
        raise ValueError(f"the roster {path} holds no row below a header")
    plain = [{str(k): v or "" for k, v in row.items() if isinstance(v, str)} for row in rows]
    return [row for row in plain if any(cell.strip() for cell in row.values())]


def person_of(path: Path, roster: list[dict[str, str]]) -> dict[str, str]:
    """The one row that means this file; {} where none or several could."""
    whole = stem(path)
    for name in dict.fromkeys([whole, whole.split("_")[0]]):
        rows = [row for row in roster if folded(name) in keys_of(row)]
        if len(rows) == 1:
            return rows[0]
    return {}


def keys_of(row: dict[str, str]) -> set[str]:
    """Every cell of a row, the part of an email address before the @, and the full name."""
    cells = [cell for cell in row.values() if cell.strip()]
    cells += [cell.split("@")[0] for cell in cells if "@" in cell]
    return {folded(cell) for cell in [*cells, name_of(row)] if cell.strip()}


def name_of(row: dict[str, str]) -> str:
    """The student's name, from one column or from two; else the row's first cell."""
    cells = {column.strip().lower(): shown(cell) for column, cell in row.items()}
    first, last = (next((cells[c] for c in names if cells.get(c)), "") for names in (FIRST, LAST))
    whole = next((cells[column] for column in NAMES if cells.get(column)), "")
    return whole or f"{first} {last}".strip() or next(iter(cells.values()), "")


def stem(path: Path) -> str:
    """The name without the suffix of an archive; a folder's dots are its own."""
    ending = next((e for e in ARCHIVES if path.name.lower().endswith(e)), "")
    return path.name if path.is_dir() or not ending else path.name[: -len(ending)]


def shown(name: str) -> str:
    """A file name or a cell as one harmless line."""
    return escape.line(os.fsencode(name).decode("utf-8", "replace"), 80)


def folded(name: str) -> str:
    """Equal for names that a person, or another file system, would call the same."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def columns(rows: Iterable[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))
