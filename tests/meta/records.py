"""Records for the tests of formats and pages, with a student who writes what must do no harm.

`python -m tests.meta.records` writes the golden files anew: look at what changed.
"""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from unittest import mock

from tests.classroom import escape, record
from tests.classroom.formats import FORMATS
from tests.harness.files import write_whole
from tests.harness.results import ClaimResult, Failure, stage_result

GOLDEN = Path(__file__).with_name("golden")
SUFFIX = {"json": "json", "gradescope": "json", "classroom50": "json", "github": "md"}
SUFFIX |= {"junit": "xml", "text": "txt"}
EVIL = '<script>alert("1")</script> & ::set-output name=a::b\n::error::x \x1b[31m]]> ``` \x00 =1+1'
RUNNER = {
    "GITHUB_REPOSITORY": "school/gpt-kata-ada",
    "GITHUB_ACTOR": "ada",
    "GITHUB_SHA": "0123abc",
    "GITHUB_REF_NAME": "submit/2026-11-22T10-00-00Z-0123abc",
    "CLASSROOM50_CLASSROOM": "nlp",
    "CLASSROOM50_ASSIGNMENT": "gpt-kata",
    "CLASSROOM50_DATETIME": "2026-11-22T10:00:00Z",
    "CLASSROOM50_GRADED_AT": "2026-11-22T10:01:00Z",
}


def ada() -> record.Record:
    """Passes stage 1, makes a known mistake and writes harmful text in stage 2."""
    known = Failure(
        "wrong", call="softmax(x, dim=0)", expected="0.25", got="0.5", where="at [0, 1]"
    )
    known.suspects = [("softmax-ignores-dim",)]
    evil = Failure("raised", f"ValueError: {EVIL}", printed=EVIL)
    tokenizer = [
        ClaimResult(
            "SimpleTokenizer", "test_SimpleTokenizer_is_exact", "nothing is lost", None, 0.25
        )
    ]
    attention = [
        ClaimResult("softmax", "test_softmax_sums", "softmax normalises along dim", known, 0.5),
        ClaimResult("softmax", "test_softmax_shape", "the shape stays"),
        ClaimResult("causal_mask", "test_causal_mask_values", "True means may look", evil),
        ClaimResult("split_heads", "test_split_heads", "heads", Failure("unwritten", "not yet")),
    ]
    found = record.Record("Ada Löve")
    for stage, claims in (("tokenizer", tokenizer), ("attention", attention)):
        result = stage_result(stage, claims, seconds=0.75)
        found.stages.append(record.stage_from(record.cleaned(asdict(result))))
        found.reports[stage] = escape.plain(f"Stage {stage}\n  {EVIL}")
    found.advice = {
        "softmax": "softmax: Known mistake",
        "causal_mask": escape.plain(EVIL),
        "split_heads": "not written yet",
    }
    found.stages[1].finished = ["tokenizer"]
    found.person = {"Email address": "ada@school.edu", "ID number": "007", "Username": "ada"}
    found.remarks = ["Not read, as nobody expected them: extra.py."]
    found.attempts = ["opened /etc/shadow", "opened a socket (refused)"]
    found.measured = {"Validation loss": 1.23456}
    found.isolation, found.seed, found.seconds = "landlock 7 + seccomp + uid", 424242, 3.5
    found.key, found.files = "k" * 24, "f" * 24
    return found


def mallory() -> record.Record:
    """Handed in something unreadable, under a name that wants to do harm."""
    stages = ("tokenizer", "attention")
    found = record.nothing_graded('=cmd|"/c calc"!A1<b>', f"cannot be read: {EVIL}", stages)
    found.person = {"Email address": "@evil", "Username": "-1+1"}
    return found


def golden_file(name: str) -> Path:
    return GOLDEN / f"{name}.{SUFFIX.get(name, 'csv')}"


def written(name: str) -> str:
    """Ada's result in this format; a gradebook holds Mallory's too."""
    records = [ada(), mallory()] if golden_file(name).suffix == ".csv" else [ada()]
    with mock.patch.dict(os.environ, RUNNER, clear=True):
        return FORMATS[name](records)


if __name__ == "__main__":
    for name in FORMATS:
        write_whole(golden_file(name), written(name))
