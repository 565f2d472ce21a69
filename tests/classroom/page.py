"""The class page and a page for each submission: HTML files that need nothing but themselves.

`index.html` is the teacher's: it alone names seeds, attempts and other students. A page below
`submissions/` holds one learner's report and may be handed on. All text goes through Jinja2's
autoescape; a policy in each page forbids scripts and the network besides.
"""

from __future__ import annotations

import hashlib
import os
import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import markupsafe
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests import mistakes
from tests.classroom import escape
from tests.classroom.record import Record
from tests.harness.files import write_whole
from tests.harness.results import FunctionResult
from tests.stages import BY_NAME

TEMPLATES = Path(__file__).with_name("templates")
FOLDER = "submissions"
MARKS = {"passed": "✓", "failed": "✗", "unwritten": "·"}
SHOWN = 8  # mistakes at first sight
BINS = 10  # of the distribution; full marks have one of their own


@dataclass
class Class:
    """What the class page says beyond its records."""

    records: Sequence[Record]
    notes: list[str] = field(default_factory=list)  # stray files, duplicates, missing students
    title: str = "GPT kata"
    seed: int | None = None

    @property
    def ranked(self) -> list[Record]:
        return sorted(self.records, key=lambda record: (-record.points, record.name.casefold()))

    @property
    def shares(self) -> list[float]:
        """Of all points, by submission."""
        return [record.points / max(record.total, 1) for record in self.records]

    @property
    def median(self) -> float:
        return statistics.median(record.points for record in self.records) if self.records else 0

    @property
    def levels(self) -> list[str]:
        return sorted({record.isolation for record in self.records if record.isolation})

    def distribution(self) -> list[dict]:
        """Bins of equal width, then full marks; `height` is relative to the fullest bin."""
        counts = [0] * (BINS + 1)
        for share in self.shares:
            counts[int(share * BINS)] += 1
        width, highest = 100 // BINS, max(counts)
        labels = [f"{i * width}–{(i + 1) * width - 1}" for i in range(BINS)] + ["100"]
        return [
            {"label": label, "count": count, "height": 100 * count / max(highest, 1)}
            for label, count in zip(labels, counts, strict=True)
        ]

    def stages(self) -> list[dict]:
        """Each stage with its functions, and how many submissions pass each."""
        found = []
        for place, result in enumerate(self.records[0].stages if self.records else []):
            results = [record.stages[place] for record in self.records]
            functions = [
                {
                    "name": function.name,
                    "worth": function.worth,
                    "passed": sum(r.functions[i].passed for r in results),
                }
                for i, function in enumerate(result.functions)
            ]
            found.append({"stage": BY_NAME[result.stage], "functions": functions})
        return found

    def mistakes(self) -> list[dict]:
        """The known mistakes of the class, most frequent first: the next lesson's plan."""
        made: dict[str, dict[str, Record]] = defaultdict(dict)
        for record in self.ranked:
            for function in record.functions:
                for id in function.diagnosis:
                    made[id][page_of(record)] = record
        found = [{"known": known(id), "id": id, "by": list(by.values())} for id, by in made.items()]
        return sorted(found, key=lambda row: (-len(row["by"]), row["id"]))

    def tampering(self) -> list[Record]:
        return [record for record in self.ranked if record.attempts]

    def ungraded(self) -> list[Record]:
        return [record for record in self.ranked if record.problem]


def known(id: str) -> mistakes.Mistake | None:
    """None for a mistake that the bank has since lost."""
    try:
        return mistakes.by_id(id)
    except KeyError:
        return None


def slug(name: str) -> str:
    """A file name for a submission: readable, and different for different names."""
    readable = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", escape.line(name, 40)))
    return (
        f"{readable.strip('-') or 'submission'}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"
    )


def page_of(record: Record) -> str:
    return f"{FOLDER}/{slug(record.name)}.html"


def shade(function: FunctionResult) -> str:
    """The class of a cell of the heat map: lighter the more claims hold."""
    if not function.claims:
        return "unwritten"
    if function.status != "failed":
        return function.status
    share = 1 - len(function.failed) / len(function.claims)
    return f"failed f{int(share * 3)}"


def mark(function: FunctionResult) -> str:
    return MARKS[function.status] if function.claims else "–"


def tooltip(function: FunctionResult) -> str:
    held = f"{len(function.claims) - len(function.failed)} of {len(function.claims)} claims hold"
    cause = ", ".join(function.diagnosis)
    return f"{function.name}: {held}" + (f". Known mistake: {cause}" if cause else "")


def code(text: str) -> Markup:
    """The bank's own sentences, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(markupsafe.escape(text))))


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"shade": shade, "tooltip": tooltip, "page": page_of}
    made.filters |= {"line": escape.line, "code": code, "mark": mark}
    made.globals |= {"BY_NAME": BY_NAME, "SHOWN": SHOWN}
    return made


def class_page(room: Class) -> str:
    return environment().get_template("class.html").render(room=room)


def submission_page(record: Record) -> str:
    return environment().get_template("submission.html").render(record=record)


def write_pages(folder: Path, room: Class) -> None:
    """`index.html` and a page for each record."""
    for record in room.records:
        write_whole(folder / page_of(record), submission_page(record))
    write_whole(folder / "index.html", class_page(room))


def common(records: Iterable[Record], most: int = 5) -> list[str]:
    """The most frequent mistakes in a line each."""
    return [f"{len(row['by'])} × {row['id']}" for row in Class(list(records)).mistakes()[:most]]
