"""What a learner sees: short, one cause at a time, a sentence for every broken file."""

import subprocess
import sys

import pytest

from tests.harness.bench import Bench
from tests.harness.report import Paint, stage_report
from tests.harness.sources import read_folder
from tests.meta.bench import changed, graded, solutions
from tests.stages import BY_NAME, ROOT, STAGES

PLAIN = Paint(False)
SCREEN = 24


def report(stage: str, files) -> list[str]:
    return stage_report(graded(stage, files), files, PLAIN)


def broken(stage: str, source: bytes):
    name, _ = solutions()[stage]
    return solutions() | {stage: (name, source)}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_untouched_exercises_fit_one_screen(stage):
    stubs = read_folder(ROOT / "exercises")
    lines = report(stage.name, stubs)
    assert len(lines) <= SCREEN
    assert "Traceback" not in "\n".join(lines)


def test_one_cause_is_told_once_and_named():
    files = changed("attention", (" / math.sqrt(q.shape[-1])", ""))
    lines = report("attention", files)
    text = "\n".join(lines)
    assert text.count("Known mistake") == 1
    assert "Known mistake: attention-not-scaled" in text
    assert "For the same reason: scaled_dot_product_attention, MultiHeadAttention" in text
    assert len(lines) - len(BY_NAME["attention"].points) <= 25


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "not in the file"),
        (b"def softmax(x:\n", "SyntaxError"),
        (b"import nonsense\n", "ModuleNotFoundError: No module named 'nonsense'"),
        (b"def softmax(x, dim=-1):\n\treturn x\n        return x\n", "TabError"),
        (b"\xff\xfe\x00", "attention.py"),
        (b"1 / 0\n", "ZeroDivisionError: division by zero"),
        (b"raise SystemExit\n", "SystemExit"),
    ],
)
def test_a_file_that_cannot_run_is_told_in_a_sentence(source, says):
    lines = report("attention", broken("attention", source))
    assert says in "\n".join(lines)
    assert "Traceback" not in "\n".join(lines)
    assert len(lines) <= SCREEN


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", "# 中文注释\n".encode()])
def test_byte_order_marks_and_chinese_comments_are_fine(prefix):
    source = prefix + solutions()["attention"][1].replace(b"\n", b"\r\n")
    assert graded("attention", broken("attention", source)).passed


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("return None", "None"),
        ("return [1, 2]", "shape (2,)"),
        ("return x.numpy()", ""),
        ("return x[..., :1]", "shape"),
        ("return (x > 0)", "bool values"),
        ("return nothing", "NameError: name 'nothing' is not defined"),
        ("x.backwards()", "AttributeError"),
    ],
)
def test_wrong_types_and_shapes_are_told(body, says):
    files = changed("attention", f"def softmax(x, dim=-1):\n    {body}")
    text = "\n".join(report("attention", files))
    assert says in text
    assert "softmax" in text
    assert "Traceback" not in text


def test_an_exception_shows_the_learners_own_line():
    files = changed("attention", "def softmax(x, dim=-1):\n    return x.nothing")
    text = "\n".join(report("attention", files))
    assert "in softmax:" in text
    assert "attention.py:" in text


def test_an_endless_loop_is_cut_off(monkeypatch):
    stage = BY_NAME["attention"]
    monkeypatch.setattr(type(stage), "seconds", 0.3, raising=False)
    object.__setattr__(stage, "seconds", 0.3)
    try:
        forever = "def causal_mask(T):\n    while True:\n        pass"
        result = graded("attention", changed("attention", forever))
    finally:
        object.__setattr__(stage, "seconds", 10.0)
    masks = next(f for f in result.functions if f.name == "causal_mask")
    assert {claim.failure.kind for claim in masks.failed} == {"hung"}
    assert next(f for f in result.functions if f.name == "softmax").passed


def test_a_broken_earlier_stage_costs_nothing_later_and_is_told():
    files = broken("attention", b"def softmax(x:\n")
    result = Bench(files, solutions()).grade(BY_NAME["block"])
    assert result.passed
    assert result.finished == ["attention"]
    told = " ".join(" ".join(stage_report(result, files, PLAIN)).split())
    assert "Not passing yet: attention.py" in told


def test_without_finished_files_the_broken_stage_is_named():
    files = broken("attention", b"def softmax(x:\n")
    result = Bench(files, {}).grade(BY_NAME["block"])
    assert not result.passed
    assert result.broken == ["attention"]
    assert "attention.py. This stage builds on it" in " ".join(stage_report(result, files, PLAIN))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--stage", "1", "--target", "exercises"], 1, "not written yet"),
        (["--stage", "1", "--target", "solutions"], 0, "10 of 10 points"),
        (["--stage", "99"], 4, "there is no stage 99"),
        (["--stage", "one"], 4, "expected numbers such as"),
        (["--stage", "1", "--target=nowhere"], 4, "there is no such folder"),
    ],
)
def test_the_command_line(arguments, code, says):
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stdout + done.stderr
    assert "\033[" not in done.stdout
