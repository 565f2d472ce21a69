"""Every format is what its reader expects, and nothing a student wrote does anything in it."""

import csv
import io
import json
import pickle
import re
from xml.etree import ElementTree

import pytest

from tests.classroom import escape, grade, record
from tests.classroom.formats import FORMATS
from tests.harness.report import stage_report
from tests.harness.screen import Paint
from tests.meta.bench import changed, graded
from tests.meta.records import ada, golden_file, mallory, written

GRADEBOOKS = ("moodle", "canvas", "brightspace", "csv")


@pytest.mark.parametrize("name", FORMATS)
def test_format_is_as_it_was(name):
    assert written(name).encode() == golden_file(name).read_bytes()


def test_every_golden_file_belongs_to_a_format():
    there = {path.name for path in golden_file("text").parent.iterdir()}
    assert there == {golden_file(name).name for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character_gets_through(name):
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", written(name))


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_what_is_the_teachers_is_in_json_alone(name):
    assert "424242" not in written(name)
    assert "shadow" not in written(name)


def test_json_is_read_back_as_it_was():
    tree = json.loads(written("json"))
    assert tree["schema"] == record.SCHEMA
    assert record.from_data(tree) == ada()
    assert tree["stages"][1]["functions"][0] | {"claims": None} == {
        "name": "softmax", "worth": 3, "points": 0, "status": "failed", "claims": None,
    }  # fmt: skip
    with pytest.raises(ValueError, match="expected gpt-kata"):
        record.from_data(tree | {"schema": "gpt-kata/result/v0"})


def test_several_records_are_a_list_in_json():
    tree = json.loads(FORMATS["json"]([ada(), mallory()]))
    assert [one["score"] for one in tree] == [10, 0]


def test_gradescope_counts_every_function_and_hides_none():
    tree = json.loads(written("gradescope"))
    assert tree["score"] == sum(test["score"] for test in tree["tests"]) == 10
    assert sum(test["max_score"] for test in tree["tests"]) == 30
    assert {test["visibility"] for test in tree["tests"]} == {"visible"}
    assert {test["output_format"] for test in tree["tests"]} == {"text"}
    assert [test["number"] for test in tree["tests"]][:3] == ["1.1", "2.1", "2.2"]
    assert tree["leaderboard"][0] == {"name": "Validation loss", "value": 1.2346, "order": "asc"}


def test_classroom50_keeps_its_contract():
    tree = json.loads(written("classroom50"))
    assert list(tree) == [
        "schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit",
        "release", "review", "datetime", "graded_at", "score", "max-score", "tests",
    ]  # fmt: skip
    assert tree["schema"] == "classroom50/result/v1"
    assert tree["submission"].startswith("submit/")
    assert (tree["score"], tree["max-score"]) == (10, 30)
    for test in tree["tests"]:
        assert type(test["passed"]) is bool
        assert 0 <= test["score"] <= test["max-score"]


def test_classroom50_is_not_empty_where_nothing_was_graded():
    assert len(json.loads(FORMATS["classroom50"]([mallory()]))["tests"]) == 8


def test_junit_is_xml_without_a_skipped_test():
    for text in (written("junit"), FORMATS["junit"]([mallory()])):
        root = ElementTree.fromstring(text.encode())
        assert not list(root.iter("skipped"))
        assert all(int(suite.get("tests")) for suite in root)
    root = ElementTree.fromstring(written("junit").encode())
    assert [suite.get("failures") for suite in root] == ["0", "7"]
    assert "<script>" in "".join(root.itertext())  # as text, that is


def test_the_job_summary_gives_no_order_and_no_markup():
    text = written("github")
    assert not re.search(r"(?m)^\s*::", text)
    assert "##[" not in text
    outside = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", text)
    assert "<script" not in outside
    assert outside.count("<details>") == text.count("</details>") == 2


def test_plain_text_gives_no_order_to_a_runner():
    assert not re.search(r"(?m)^\s*::", written("text"))


@pytest.mark.parametrize("name", GRADEBOOKS)
def test_no_cell_of_a_gradebook_is_a_formula(name):
    text = written(name)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len({len(row) for row in rows}) == 1
    assert not [c for row in rows for c in row if c.startswith(("=", "+", "-", "@"))]


def test_gradebooks_find_the_student():
    assert "ada@school.edu,007,10" in written("moodle")
    assert "Ada Löve,,,ada,,10" in written("canvas")
    assert "007,ada,10,#" in written("brightspace")


@pytest.mark.parametrize(
    ("function", "text", "shown"),
    [
        (escape.plain, "a\x1b[1mb\r\nc\u202e", "a\ufffd[1mb\nc\ufffd"),
        (escape.plain, "x" * 30_000, "x" * 20_000 + "\n[cut]"),
        (escape.line, "a\n  b\tc", "a b c"),
        (escape.markup, '<a href="\'&">', "&lt;a href=&quot;&#x27;&amp;&quot;&gt;"),
        (escape.markdown, "*a* <b> [c](d) `e`", "\\*a\\* &lt;b&gt; \\[c\\]\\(d\\) \\`e\\`"),
        (
            escape.workflow,
            "::error::\n  ::x\na::b ##[group]",
            ": :error::\n  : :x\na::b # #[group]",
        ),
        (escape.cell, "=1+1", "'=1+1"),
        (escape.cell, "Ada", "Ada"),
    ],
)
def test_escape(function, text, shown):
    assert function(text) == shown


def test_a_fence_is_longer_than_any_in_the_text():
    assert escape.fenced("a\n````\nb").splitlines()[0] == "`````text"


def test_results_stay_english_where_a_teachers_reports_are_chinese(monkeypatch):
    """Reports and advice follow the teacher's language as ever; what programs read does not."""
    monkeypatch.setenv("KATA_LANG", "zh")
    files = changed("attention", ("return exponentials /", "return 0.7 * exponentials /"))
    found = record.Record("ada")
    found.stages = [grade.reported(graded("attention", files), files, found)]
    assert "测得: 都是正确值的 0.7 倍" in found.reports["attention"]
    assert "✗ softmax: 指定哪一维，softmax 就沿哪一维归一化" in found.reports["attention"]
    results = json.loads(FORMATS["json"]([found]))["stages"][0]["functions"][0]
    failures = [claim["failure"] for claim in results["claims"] if claim["failure"]]
    assert failures[0]["measured"] == "off by a constant factor of 0.7"
    assert failures[0]["where"].endswith("values differ, first at [0, 0, 0]")
    promised = "softmax normalises along the axis it is asked for, whichever that is"
    assert results["claims"][0]["sentence"] == promised
    data = [json.dumps(results["claims"], ensure_ascii=False)]
    for text in (*data, *(FORMATS[name]([found]) for name in ("junit", "csv"))):
        assert re.findall(r"[\u4e00-\u9fff]", text) == []
    copied = record.from_data(pickle.loads(pickle.dumps(record.as_data(found))))
    assert "都是正确值的 0.7 倍" in "\n".join(stage_report(copied.stages[0], files, Paint(False)))
