"""The learner's smaller commands: beside the finished file, and back to the beginning."""

import builtins
import re
import subprocess

import pytest

from tests.harness import compare, reset
from tests.stages import BY_NAME, ROOT


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder of exercises with the untouched second stage in it."""
    monkeypatch.setattr(reset, "EXERCISES", tmp_path)
    path = tmp_path / "attention.py"
    path.write_text(reset.untouched(BY_NAME["attention"]), encoding="utf-8")
    return path


def answer(monkeypatch, text):
    def asked(_question):
        if text is None:
            raise EOFError
        return text

    monkeypatch.setattr(builtins, "input", asked)


@pytest.mark.parametrize("text", ["", "n", "no", "yeah", None])
def test_only_a_clear_yes_resets(text, own, monkeypatch, capsys):
    answer(monkeypatch, text)
    own.write_text("mine")
    assert reset.main(["2"]) == 1
    assert own.read_text() == "mine"
    assert "Nothing was changed." in capsys.readouterr().out


def test_after_a_yes_the_file_is_new_and_the_old_one_kept(own, monkeypatch, capsys):
    answer(monkeypatch, "y")
    stub = own.read_text()
    own.write_text("mine")
    assert reset.main(["2"]) == 0
    assert own.read_text() == stub
    (kept,) = own.parent.glob("*.bak")
    assert kept.read_text() == "mine"
    assert kept.name in capsys.readouterr().out


def test_an_untouched_file_is_told_without_a_question_and_a_missing_one_brought_back(own, capsys):
    assert reset.main(["2"]) == 0
    assert "untouched already" in capsys.readouterr().out
    stub = own.read_text()
    own.unlink()
    assert reset.main(["2"]) == 0
    assert own.read_text() == stub


@pytest.mark.parametrize("word", ["99", "two"])
def test_which_stage_to_reset_has_to_be_said(word, capsys):
    assert reset.main([word]) == 2
    assert "One of 1 to 12" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("tongue", "tells"),
    [("en", ("- yours", "other results")), ("zh", ("- 你的", "结果不同"))],
)
def test_what_differs_is_shown_with_whose_it_is(tongue, tells, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KATA_LANG", tongue)
    (tmp_path / "tokenizer.py").write_text("class SimpleTokenizer:\n    chars = 3\n")
    assert compare.main(["1", f"--target={tmp_path}"]) == 1
    assert "make compare-stage-1 ANYWAY=1" in capsys.readouterr().out
    assert compare.main(["1", f"--target={tmp_path}", "--anyway"]) == 0
    told = capsys.readouterr().out
    assert [text for text in tells if text not in told] == []


def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path, capsys):
    (tmp_path / "tokenizer.py").write_bytes("# élève\n".encode("latin-1"))
    assert compare.main(["1", f"--target={tmp_path}", "--anyway"]) == 2
    assert "tokenizer.py cannot be read" in capsys.readouterr().err


def test_make_alone_fits_a_screen_and_names_every_target():
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = told.splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80
    rules = re.findall(r"^([\w%-]+):.* ## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [name for name in rules if name.replace("%", "N") not in told.split()] == []
