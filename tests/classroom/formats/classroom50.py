"""Classroom 50's `result.json` (schema classroom50/result/v1), the successor of GitHub Classroom.

Its runner calls the autograder inside GitHub Actions, so the facts about the repository come from
the environment. A result has whole points and at least one test; a problem of the grader itself is
no result: there the command's exit code says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime, timezone

from tests.classroom import escape
from tests.classroom.record import Record
from tests.stages import BY_NAME


def classroom50(records: Sequence[Record]) -> str:
    """The result of the one repository that was handed in."""
    (record,) = records
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    tree = {
        "schema": "classroom50/result/v1",
        **repository(os.environ),
        "datetime": os.environ.get("CLASSROOM50_DATETIME", now),
        "graded_at": os.environ.get("CLASSROOM50_GRADED_AT", now),
        "score": record.points,
        "max-score": record.total,
        "tests": tests(record),
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def repository(environment) -> dict:
    """Which submission this is; what the runner does not say is empty."""
    owner, _, assignment = environment.get("GITHUB_REPOSITORY", "").partition("/")
    tag = environment.get("CLASSROOM50_SUBMISSION", environment.get("GITHUB_REF_NAME", ""))
    return {
        "classroom": environment.get("CLASSROOM50_CLASSROOM", ""),
        "assignment": environment.get("CLASSROOM50_ASSIGNMENT", assignment),
        "assignment_type": environment.get("CLASSROOM50_TYPE", "individual"),
        "owner": environment.get("CLASSROOM50_OWNER", environment.get("GITHUB_ACTOR", owner)),
        "submission": tag if tag.startswith("submit/") else f"submit/{tag}",
        "commit": environment.get("GITHUB_SHA", ""),
        "release": environment.get("CLASSROOM50_RELEASE", ""),
        "review": environment.get("CLASSROOM50_REVIEW", ""),
    }


def tests(record: Record) -> list[dict]:
    return [
        {
            "test-name": escape.line(f"{BY_NAME[result.stage].number} {function.name}"),
            "passed": function.passed,
            "score": function.points,
            "max-score": function.worth,
        }
        for result in record.stages
        for function in result.functions
    ]
