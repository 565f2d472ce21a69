"""CSV for the gradebooks of Moodle, Canvas and Brightspace, and one for a spreadsheet.

Their columns come from the roster's row of the student, whose own spelling is kept: Moodle compares
email addresses letter by letter. UTF-8 with a byte order mark, as Excel wants it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from tests.classroom import escape
from tests.classroom.record import Record

ITEM = "GPT kata"
BOM = "\ufeff"
# column of the gradebook -> columns of a roster that may hold it
ALIASES = {
    "Email address": ("email", "e-mail", "mail"),
    "ID number": ("idnumber", "student id", "studentid"),
    "ID": ("canvas id", "student id"),
    "SIS User ID": ("sis id",),
    "SIS Login ID": ("login", "username", "user name"),
    "Section": ("group", "class"),
    "OrgDefinedId": ("org defined id", "id number", "student id"),
    "Username": ("login", "user name", "sis login id"),
}


def moodle(records: Sequence[Record]) -> str:
    """Import with `Email address` or `ID number` as the identity."""
    identity = ["Email address", "ID number"]
    rows = [[*cells(record, identity), record.points] for record in records]
    return table([*identity, ITEM], rows)


def canvas(records: Sequence[Record]) -> str:
    """One column per assignment, and the row of points possible that Canvas itself writes."""
    identity = ["ID", "SIS User ID", "SIS Login ID", "Section"]
    total = records[0].total if records else 0
    rows = [["    Points Possible", "", "", "", "", total]]
    rows += [[record.name, *cells(record, identity), record.points] for record in records]
    return table(["Student", *identity, ITEM], rows)


def brightspace(records: Sequence[Record]) -> str:
    """The last column ends every row for Brightspace's import."""
    identity = ["OrgDefinedId", "Username"]
    rows = [[*cells(record, identity), record.points, "#"] for record in records]
    return table([*identity, f"{ITEM} Points Grade", "End-of-Line Indicator"], rows)


def spreadsheet(records: Sequence[Record]) -> str:
    """Every function in a column of its own."""
    functions = [function.name for function in records[0].functions] if records else []
    stages = [result.stage for result in records[0].stages] if records else []
    head = ["Name", "Points", "Of", *stages, *functions, "Carried forward", "Problem"]
    return table(head, [spreadsheet_row(record) for record in records])


def spreadsheet_row(record: Record) -> list:
    stages = [result.points for result in record.stages]
    functions = [function.points for function in record.functions]
    tail = [" ".join(record.carried), record.problem]
    return [record.name, record.points, record.total, *stages, *functions, *tail]


def cells(record: Record, columns: Iterable[str]) -> list[str]:
    """What the roster says, whatever it calls the column; empty where it says nothing."""
    person = {name.strip().lower(): cell for name, cell in record.person.items()}
    found = []
    for column in columns:
        names = (column.lower(), *ALIASES.get(column, ()))
        found.append(next((person[name] for name in names if person.get(name)), ""))
    return found


def table(head: list[str], rows: Iterable[list]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in [head, *rows]:
        writer.writerow([escape.cell(cell) if isinstance(cell, str) else cell for cell in row])
    return BOM + out.getvalue()
