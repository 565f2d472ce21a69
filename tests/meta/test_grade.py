"""One submission through the border: due points, no others, and one bad function costs its own."""

import os
import signal
import subprocess
import sys

import pytest

from tests.classroom import grade, record, remote
from tests.classroom.faults import GraderError
from tests.classroom.grade import Settings
from tests.classroom.port import RemotePort
from tests.classroom.remote import Patience, SubmissionPort
from tests.classroom.submission import Submission
from tests.meta.bench import solutions
from tests.stages import BY_NAME, ROOT

ATTENTION = solutions()["attention"][1].decode()
LOOP = "\n\ndef causal_mask(T):\n    print('begun')\n    while True:\n        pass\n"
EXIT = "\n\ndef causal_mask(T):\n    import os\n    os._exit(0)\n"
EVIL = "raise ValueError('<b>\\x1b[31m')\n"
TWO = ("attention", "block")


@pytest.fixture(scope="module")
def warm():
    with RemotePort() as opened:
        yield opened


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(remote, "LEAST", 1.0)
    monkeypatch.setattr(remote, "PATIENCE", 4.0)


def graded(warm, settings=None, **sources):
    files = {name: text.encode() for name, text in sources.items()}
    settings = settings or Settings(5, stages=tuple(sources))
    return grade.grade("ada", Submission(files), warm, settings)


def kinds(found: record.Record) -> dict:
    return {f.name: f.failed[0].failure.kind for f in found.functions if f.failed}


def test_the_solutions_get_full_marks_under_a_fresh_seed(warm):
    settings = grade.settings_of(grade.parser().parse_args(["--submission", "x"]))
    found = grade.grade_path(ROOT / "solutions", warm, settings)
    assert kinds(found) == {}
    assert (found.points, found.total) == (100, 100)
    assert found.isolation == str(warm.level)
    assert found.attempts == []


def test_the_exercises_get_nothing(warm):
    found = grade.grade_path(ROOT / "exercises", warm, Settings(5))
    assert (found.points, found.total) == (0, 100)
    assert set(kinds(found).values()) == {"unwritten"}


@pytest.mark.parametrize(("text", "kind"), [(LOOP, "hung"), (EXIT, "died")])
def test_a_function_that_hangs_or_dies_costs_its_own_points(warm, text, kind):
    found = graded(warm, attention=ATTENTION + text)
    assert kinds(found) == {"causal_mask": kind, "MultiHeadAttention": kind}
    assert found.points == 13


def test_the_rest_of_a_function_that_hangs_is_not_tried(warm):
    found = graded(warm, attention=ATTENTION + LOOP)
    first, *others = found.stages[0].functions[1].claims
    assert first.failure.printed == "begun\n"
    assert others
    assert {c.failure.sentence.split(":")[0] for c in others} == {"not tried"}


def test_a_file_that_cannot_be_run_says_why_once(warm):
    found = graded(warm, attention=EVIL)
    assert set(kinds(found).values()) == {"import"}
    assert found.advice["softmax"].count("ValueError: <b>\ufffd[31m") == 1


@pytest.mark.parametrize(
    "text", ["while True: pass", "import os; os._exit(0)", "import sys; sys.exit()"]
)
def test_a_file_that_never_comes_back_costs_its_stage(warm, text):
    found = graded(warm, attention=text)
    assert (found.points, set(kinds(found).values())) == (0, {"import"})


def test_errors_are_carried_forward(warm):
    block = solutions()["block"][1].decode()
    found = graded(warm, attention=ATTENTION + EXIT, block=block)
    assert found.stages[1].points == found.stages[1].total
    assert found.stages[1].finished == ["attention"]
    assert found.carried == ["block"]
    assert "attention.py" in found.reports["block"]


TOKENIZER = solutions()["tokenizer"][1].decode()


@pytest.mark.parametrize(
    ("first", "points"),
    [
        ("import os; os._exit(0)", 0),
        ("while True: pass", 0),
        ("raise ValueError", 0),
        (TOKENIZER + "import sys; sys.modules['torch'] = None", 10),
    ],
)
def test_a_file_that_ruins_its_child_costs_the_next_stage_nothing(warm, first, points):
    found = graded(warm, tokenizer=first, attention=ATTENTION)
    assert [stage.points for stage in found.stages] == [points, 20]


def test_a_stage_may_be_all_there_is(warm):
    block = solutions()["block"][1].decode()
    found = graded(warm, Settings(5, stages=TWO), block=block)
    assert [stage.points for stage in found.stages] == [0, 15]
    assert set(kinds(found).values()) == {"missing"}


def test_what_cannot_be_read_is_told_and_costs_its_stage(warm):
    submission = Submission({}, {"attention": "attention.py is a link."}, ["math.py"])
    found = grade.grade("ada", submission, warm, Settings(5, stages=("attention",)))
    assert found.points == 0
    assert "attention.py is a link." in found.advice["softmax"]
    assert found.remarks[1].endswith("math.py.")


def test_no_submission_is_a_record_too(warm, tmp_path):
    found = grade.grade_path(tmp_path, warm, Settings(5))
    assert (found.points, found.total) == (0, 100)
    assert "is empty" in found.problem


def test_an_answer_of_another_form_fails_one_claim(warm):
    liar = "\n\nclass Same:\n    def __eq__(self, other): return True\n\ndef softmax(x, dim=-1):\n"
    found = graded(warm, attention=ATTENTION + liar + "    return Same()\n")
    assert "softmax" in kinds(found)
    assert "causal_mask" not in kinds(found)


def test_the_teacher_is_told_what_was_tried_and_the_student_is_not(warm):
    found = graded(warm, attention="import socket\nsocket.socket()\n" + ATTENTION)
    assert found.attempts == ["opened a network connection (refused)"]
    assert found.points == 0
    assert "refused" not in found.reports["attention"]
    assert any("network" in line for line in grade.for_the_teacher(found))


def test_a_seed_repeats_a_run_and_is_nowhere_in_the_report(warm):
    wrong = ATTENTION + "\n\ndef softmax(x, dim=-1):\n    return x * 0.5\n"
    seed = 123456789
    texts = [
        graded(warm, Settings(s, ("attention",)), attention=wrong).reports for s in (seed, seed, 4)
    ]
    assert texts[0] == texts[1] != texts[2]
    assert str(seed) not in texts[0]["attention"]


def test_a_child_cannot_tell_the_seed_of_the_inputs(warm):
    peek = "\n\ndef softmax(x, dim=-1):\n    raise ValueError(str(torch.initial_seed()))\n"
    found = graded(warm, Settings(77, ("attention",)), attention=ATTENTION + peek)
    claims = found.stages[0].functions[0].claims
    assert "ValueError: 77" not in {claim.failure.sentence for claim in claims}


def test_a_server_that_is_killed_costs_no_point(warm):
    settings, killed = Settings(5, stages=("attention",)), []

    class Killing(SubmissionPort):
        def request(self, request):
            if request["op"] == "call" and not killed:
                killed.append(self.warm.process.pid)
                os.kill(self.warm.process.pid, signal.SIGKILL)
            return super().request(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote, "SubmissionPort", Killing)
        found = graded(warm, settings, attention=ATTENTION)
    assert killed
    assert found.points == 20


def test_a_server_that_fails_on_and_on_is_an_error_of_ours(warm, monkeypatch):
    def broken(*_):
        raise GraderError("no server today")

    monkeypatch.setattr(SubmissionPort, "open", broken)
    with pytest.raises(GraderError, match="no server today"):
        graded(warm, attention=ATTENTION)


def test_patience_grows_short_but_never_out():
    patience = Patience(40)
    assert patience.allows(10) == 10
    for _ in range(10):
        patience.spend(10)
    assert patience.allows(10) == remote.LEAST
    patience.spend(0.5)
    wasted = 10 * (10 - remote.FREE) + 0.5 - remote.FREE
    assert patience.left == pytest.approx(40 - wasted)


def test_the_trusted_side_never_imports_torch_nor_the_submission(tmp_path):
    arguments = ["--submission", "solutions", "--stages", "2", "--out", str(tmp_path / "report")]
    watched = (
        "import sys; from tests.classroom import grade, record\n"
        f"grade.main({arguments})\n"
        "bad = [n for n in sys.modules if n.split('.')[0] in ('torch', 'exercises', 'solutions')]\n"
        "print('loaded:', bad)"
    )
    found = subprocess.run(
        [sys.executable, "-c", watched], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "loaded: []" in found.stdout


def test_the_command_prints_a_report_and_tells_the_teacher_the_rest():
    command = [sys.executable, "-m", "tests.classroom.grade", "--submission"]
    command += ["solutions/tokenizer.py", "--stages", "1", "--seed", "99", "--need", "11"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 1  # ten points are fewer than eleven
    assert "10 of 10 points" in found.stdout
    assert "99" not in found.stdout
    assert "seed: 99" in found.stderr
    assert "isolation: " in found.stderr


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (["--strict", "landlock 99"], 3, "was asked for"),
        (["--strict", "magic"], 2, "isolation level"),
        (["--stages", "99"], 2, "there are 1 to"),
        (["--memory", "100"], 2, "needs 128 MB or more"),
        (["--submission", "a/mistyped/path"], 2, "a/mistyped/path"),
    ],
)
def test_the_command_refuses_in_a_sentence(more, code, words, capsys):
    assert grade.main(["--submission", str(ROOT / "solutions"), *more]) == code
    assert words in capsys.readouterr().err


def test_the_leaderboard_is_measured_here(warm, monkeypatch):
    from tests.classroom import leaderboard

    monkeypatch.setattr(leaderboard, "STEPS", 2)
    bench = remote.RemoteBench(solutions(), solutions(), warm, 3)
    monkeypatch.setattr(bench, "grade", lambda stage: passing(stage))
    (found,) = leaderboard.measure(bench, 0.1).items()
    assert found[0] == "Validation loss"
    assert 2 < found[1] < 5  # a few steps below log V
    untrained = solutions() | {"training": ("", b"def train_step(*_): return 0.0")}
    bench.own = untrained
    lazy = leaderboard.measure(bench, 0.1)
    assert lazy["Validation loss"] > found[1]  # saying that it learnt is not enough


def passing(stage):
    result = grade.record.stage_result(stage.name, [])
    result.functions = []
    return result


def test_stages_are_chosen_by_number():
    assert [stage.name for stage in record.chosen("1,3")] == ["tokenizer", "block"]
    assert record.chosen(None) == tuple(BY_NAME[name] for name in record.CORE)
    with pytest.raises(ValueError, match="expected numbers"):
        record.chosen("two")
