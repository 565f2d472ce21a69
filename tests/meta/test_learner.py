"""What a learner sees: short, one cause at a time, a sentence for every broken file."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.harness import language, progress
from tests.harness.bench import Bench, Trial
from tests.harness.report import facts, stage_report
from tests.harness.results import ClaimResult, Failure, FunctionResult, StageResult
from tests.harness.screen import Paint
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
        ("return [1, 2]", "a list of 2"),
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


def test_an_endless_loop_is_cut_off():
    forever = "def causal_mask(T):\n    while True:\n        pass"
    with impatient("attention"):
        result = graded("attention", changed("attention", forever))
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


def test_an_endless_function_is_tried_once_and_what_calls_it_is_folded():
    tried = []
    files = changed("attention", "def softmax(x, dim=-1):\n    while True:\n        pass")
    bench = Bench(files, solutions(), on_claim=lambda claim: tried.append(claim.function))
    with impatient("attention"):
        result = bench.grade(BY_NAME["attention"])
    text = "\n".join(stage_report(result, files, PLAIN))
    assert tried.count("softmax") == 1
    assert "✗ softmax: cut off after 0.3 seconds" in text
    assert "What else there is to test in softmax was not tried." in text
    assert "For the same reason: attention_weights, scaled_dot_product_attention" in text


def test_a_file_that_never_ends_is_cut_off(monkeypatch):
    monkeypatch.setattr(Trial, "import_seconds", 0.3)
    text = "\n".join(report("attention", broken("attention", b"while True:\n    pass\n")))
    assert "cut off after 0.3 seconds" in text
    assert "attention.py:" in text


@contextmanager
def impatient(stage: str):
    """The stage's claims may take 0.3 seconds each."""
    table_entry, usual = BY_NAME[stage], BY_NAME[stage].seconds
    object.__setattr__(table_entry, "seconds", 0.3)
    try:
        yield
    finally:
        object.__setattr__(table_entry, "seconds", usual)


@pytest.mark.parametrize("width", [80, 70])
@pytest.mark.parametrize("tongue", ["en", "zh"])
@pytest.mark.parametrize(
    ("stage", "way"),
    [
        ("attention", (" / math.sqrt(q.shape[-1])", "")),
        ("attention", "def softmax(x, dim=-1):\n    return x.nothing"),
        ("attention", "def softmax(x, dim=-1):\n    return 1.7 * x"),
        ("attention", "def softmax(x, dim=-1):\n    raise NotImplementedError"),
        ("tokenizer", ("sorted(set(text))", "list(set(text))")),
    ],
)
def test_no_line_is_wider_than_the_terminal(stage, way, tongue, width, monkeypatch):
    monkeypatch.setenv("KATA_LANG", tongue)
    files = changed(stage, way)
    lines = stage_report(graded(stage, files), files, Paint(False, width))
    lists = [line for line in lines if re.match(r"  [✓✗·] ", line)]  # as wide as the names
    assert [line for line in lines if language.columns(line) > width and line not in lists] == []


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_the_list_of_functions_fits_an_ordinary_terminal(stage):
    stubs = read_folder(ROOT / "exercises")
    lines = stage_report(graded(stage.name, stubs), stubs, Paint(False, 80))
    assert max(map(language.columns, lines)) <= 80
    assert len(lines) <= SCREEN - 2  # make's own last line, and the next prompt


def test_what_is_not_there_is_told_with_the_way_out():
    gone = {name: file for name, file in solutions().items() if name != "attention"}
    lines = stage_report(Bench(gone, solutions()).grade(BY_NAME["attention"]), gone, PLAIN)
    assert "there is no attention.py; make reset-stage-2" in " ".join(lines)
    empty = " ".join(report("attention", broken("attention", b"\xef\xbb\xbf")))
    assert "softmax is not in solutions/attention.py. make reset-stage-2 brings" in empty


def test_a_file_that_cannot_run_is_what_has_to_be_mended():
    text = "\n".join(report("attention", broken("attention", b"def softmax(x:\n")))
    assert "✗ solutions/attention.py: the file cannot be run" in text
    assert "Next: mend solutions/attention.py." in text
    assert text.count("✗") == 1, "what could not be tried is not called wrong"


def test_a_method_is_told_with_its_own_line():
    files = changed("tokenizer", ("self._id_of[char] for char in text]", "0 for char in text]"))
    source = files["tokenizer"][1].decode().splitlines()
    line = next(i for i, text in enumerate(source, 1) if "def encode" in text)
    assert f"tokenizer.py:{line}" in "\n".join(report("tokenizer", files))


def test_the_last_lines_that_were_printed_are_shown():
    failure = Failure("wrong", "it is wrong", printed="".join(f"line  {i}\n" for i in range(9)))
    (key, lines), *_ = facts(FunctionResult("softmax", 3), failure, {})[::-1]
    assert (key, lines) == ("printed", [f"line  {i}" for i in range(5, 9)])


def test_what_is_watched_says_to_save():
    files = changed("attention", (" / math.sqrt(q.shape[-1])", ""))
    result = graded("attention", files)
    assert stage_report(result, files, PLAIN, watched=True)[-2].endswith("Then save.")
    passed = stage_report(graded("attention", solutions()), solutions(), PLAIN, watched=True)
    assert "Next: press n for stage 3" in passed[-2]


def test_after_the_core_the_model_trains():
    result = StageResult("training", [FunctionResult("train", 3, [ClaimResult("train", "", "")])])
    assert "Next: make train, your own model." in " ".join(stage_report(result, {}, PLAIN))


NOTED = {"functions": {"softmax": "passed", "causal_mask": "failed"}, "when": "2026-01-02T03:04"}


@pytest.fixture
def notes(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "FILE", tmp_path / "progress.json")
    return progress.FILE


def test_progress_tells_stages_functions_points_and_what_is_next(notes):
    notes.write_text(json.dumps({"attention": NOTED}))
    lines = progress.overview(Paint(False, 80))
    told = lines.index("  ✗  2   3/20  Attention: every token asks, every earlier token answers")
    assert lines[told + 1].strip().startswith("✓ softmax ✗ causal_mask · attention_weights")
    assert "Last run: stage 2, 2026-01-02 03:04." in lines
    assert "Next: make test-stage-1 (Tokenizer: text becomes numbers)." in lines
    assert max(map(len, lines)) <= 80
    assert len(lines) <= SCREEN


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        "[]",
        '{"attention": 3}',
        '{"attention": {"functions": 3}}',
        '{"attention": {"functions": {"softmax": []}}}',
        '{"attention": {"functions": {"softmax": "splendid"}}}',
        "\0",
    ],
)
def test_damaged_progress_begins_anew(damage, notes):
    untouched = progress.overview(PLAIN)
    notes.write_text(damage)
    assert progress.overview(PLAIN) == untouched


def test_progress_at_the_end_says_so(notes):
    passed = {
        stage.name: {"passed": True, "functions": dict.fromkeys(stage.points, "passed")}
        for stage in STAGES
    }
    notes.write_text(json.dumps(passed))
    assert "Every stage passes." in progress.overview(PLAIN)


def test_a_reader_may_leave_before_the_end():
    command = f"{sys.executable} -m tests.harness.progress | true"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""


def test_leaving_the_debugger_leaves_the_run(tmp_path):
    source = changed("attention", "def softmax(x, dim=-1):\n    breakpoint()")["attention"][1]
    (tmp_path / "attention.py").write_bytes(source)
    command = [sys.executable, "-m", "pytest", "--stage=2", f"--target={tmp_path}"]
    done = subprocess.run(
        command, cwd=ROOT, input="q\n", capture_output=True, text=True, check=False
    )
    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert done.stdout.count("set_trace") == 1
    assert "points" not in done.stdout
    assert done.stdout.endswith("Stopped.\n")
