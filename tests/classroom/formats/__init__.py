"""Results for other programs: sibling functions with one signature behind one dictionary.

Each takes the records of one or more submissions and gives a text. What only the teacher may see
(seed, attempts) is in `json` alone; every other format may be shown to the student it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.classroom.formats import (
    classroom50,
    github,
    gradebooks,
    gradescope,
    junit,
    text,
    versioned,
)
from tests.classroom.record import Record

Format = Callable[[Sequence[Record]], str]

FORMATS: dict[str, Format] = {
    "text": text.text,
    "json": versioned.versioned,
    "gradescope": gradescope.gradescope,
    "classroom50": classroom50.classroom50,
    "github": github.github,
    "junit": junit.junit,
    "moodle": gradebooks.moodle,
    "canvas": gradebooks.canvas,
    "brightspace": gradebooks.brightspace,
    "csv": gradebooks.spreadsheet,
}
