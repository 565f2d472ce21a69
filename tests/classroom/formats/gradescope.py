"""Gradescope's /autograder/results/results.json.

https://gradescope-autograders.readthedocs.io/en/latest/specs/: a test per function, its words for
the student as plain text. Nothing is hidden: one hidden test would hide the student's total too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.classroom import escape
from tests.classroom.record import Record
from tests.harness.results import FunctionResult
from tests.stages import BY_NAME

# name in Record.measured -> which end of the list is the better one
ORDERS = {"Validation loss": "asc", "Seconds to target": "asc"}


def gradescope(records: Sequence[Record]) -> str:
    """The results of the one submission Gradescope asks about."""
    (record,) = records
    tests = [
        test(record, function, f"{BY_NAME[result.stage].number}.{place}")
        for result in record.stages
        for place, function in enumerate(result.functions, 1)
    ]
    tree = {
        "score": record.points,
        "execution_time": round(record.seconds),
        "output": summary(record),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "leaderboard": leaderboard(record),
        "extra_data": {"isolation": record.isolation, "files": record.files},
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def summary(record: Record) -> str:
    carried = ", ".join(BY_NAME[stage].file for stage in record.carried)
    notes = [record.problem, *record.remarks]
    if carried:
        notes.append(f"Tried with finished earlier stages, at no cost of points: {carried}.")
    return escape.plain("\n".join(note for note in notes if note))


def test(record: Record, function: FunctionResult, number: str) -> dict:
    output = record.advice.get(function.name, "") if function.failed else ""
    return {
        "name": function.name,
        "name_format": "text",
        "number": number,
        "score": function.points,
        "max_score": function.worth,
        "status": "passed" if function.passed else "failed",
        "output": escape.plain(output or ("" if function.passed else record.problem)),
        "output_format": "text",
        "visibility": "visible",
    }


def leaderboard(record: Record) -> list[dict]:
    points = [{"name": "Points", "value": record.points, "order": "desc"}]
    measured = [
        {"name": name, "value": round(value, 4), "order": ORDERS[name]}
        for name, value in record.measured.items()
    ]
    return [*measured, *points]
