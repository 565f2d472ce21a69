"""The job summary of GitHub Actions, in Markdown: append it to the file $GITHUB_STEP_SUMMARY.

The check itself fails by the exit code of `make grade … NEED=points`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.classroom import escape
from tests.classroom.record import Record
from tests.harness.results import FunctionResult, StageResult
from tests.stages import BY_NAME

LIMIT = 900_000  # bytes; the service refuses a summary beyond a mebibyte
MARKS = {"passed": "✅", "failed": "❌", "unwritten": "⚪"}


def github(records: Sequence[Record]) -> str:
    """A table of stages and functions, then the words about each function that failed."""
    text = "\n".join(line for record in records for line in [*lines(record), ""])
    raw = text.encode()
    return text if len(raw) <= LIMIT else raw[:LIMIT].decode(errors="ignore") + "\n\n[cut]\n"


def lines(record: Record) -> list[str]:
    found = [f"## {escape.markdown(record.name)}: {record.points} of {record.total} points", ""]
    found += [f"{escape.markdown(note)}\n" for note in [record.problem, *record.remarks] if note]
    found += ["| stage | points | functions |", "|---|---:|---|"]
    found += [row(result) for result in record.stages]
    for function in record.functions:
        if function.status == "failed" and function.name in record.advice:
            found += ["", *details(function, record.advice[function.name])]
    return found


def row(result: StageResult) -> str:
    stage = BY_NAME[result.stage]
    functions = " ".join(f"{MARKS[f.status]}&nbsp;`{f.name}`" for f in result.functions)
    carried = " (finished earlier stages)" if result.finished and result.points else ""
    points = f"{result.points} of {result.total}"
    return f"| {stage.number} {escape.markdown(stage.name)}{carried} | {points} | {functions} |"


def details(function: FunctionResult, advice: str) -> list[str]:
    """Folded away, as there may be many."""
    mark = MARKS[function.status]
    head = f"<details><summary>{mark} {escape.markup(function.name)}</summary>"
    return [head, "", escape.fenced(advice), "", "</details>"]
