"""JSON with a version: everything that is known, for the teacher's own programs.

schema      "gpt-kata/result/v1"; a field may be added in v1, none changes its meaning or goes
score       points earned, max_score points there are; whole numbers
name        of the submission; person: the roster's row, column -> cell
problem     why it could not be graded, or ""; ours: the fault is the grader's, grade it again
remarks     on the files handed in
stages      [{stage, functions, finished, broken, seconds}] in the order of the stage table;
            finished: earlier stages that the finished files stood in for (error carried forward);
            broken: earlier ones that do not pass and had no stand-in
  functions [{name, worth, points, status, claims}]; status "passed", "failed", "unwritten"
    claims  [{function, name, sentence, seconds, failure}]; failure null, or {kind, sentence, call,
            expected, got, where, frames, suspects, measured, printed}
reports     stage -> the learner's report; advice: function -> the part about this function
measured    for a leaderboard: name -> number
isolation   how well the submission was shut in; seed: repeats the run; attempts: what it tried
key         of files, suite and settings together; files: of the files alone
seconds     that grading took

One record is an object, several are a list of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.classroom.record import Record, as_data


def versioned(records: Sequence[Record]) -> str:
    """All of every record."""
    found = [with_points(record) for record in records]
    tree = found[0] if len(found) == 1 else found
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def with_points(record: Record) -> dict:
    """The record's data, and beside each function what follows from its claims."""
    data = as_data(record)
    for stage, result in zip(data["stages"], record.stages, strict=True):
        for plain, function in zip(stage["functions"], result.functions, strict=True):
            plain |= {"points": function.points, "status": function.status}
    return data
