"""The warm server and its port: children come and go, ends are clean, nothing is left behind."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from tests.classroom import answers, disk, faults, port
from tests.classroom.faults import Died, GraderError
from tests.classroom.port import RemotePort
from tests.harness.target import Learner, LearnerError
from tests.stages import BY_NAME

SOFTMAX = b"""
import torch

def softmax(x, dim=-1):
    return torch.softmax(x, dim)

class MultiHeadAttention(torch.nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.q_linear = torch.nn.Linear(d_model, d_model)

    def forward(self, x):
        return self.q_linear(x)
"""
CALL = {"op": "call", "target": ["attention", "softmax"]}


@pytest.fixture(scope="module")
def warm():  # one for all: a port starts another server whenever its own is gone
    with RemotePort() as opened:
        yield opened


def works(warm) -> bool:
    with warm.session({"attention": SOFTMAX}) as session:
        answer = session.request(CALL | {"args": (np.zeros((2, 5), np.float32),)})
    return np.allclose(answer["value"], 0.2)


def test_the_learner_of_the_graded_tests_works_across_the_border(warm):
    with warm.session({"attention": SOFTMAX}) as session:
        learner = Learner(session, BY_NAME["attention"])
        x = np.arange(6, dtype=np.float32).reshape(2, 3)
        assert np.allclose(learner.softmax(x).sum(-1), 1)
        assert learner.observe("softmax", x, dim=0).untouched
        layer = learner.MultiHeadAttention(3, 1)
        assert set(layer.weights()) == {"q_linear.weight", "q_linear.bias"}
        found = layer.gradients(x, upstream=np.ones((2, 3), np.float32))
        assert np.allclose(found["weights"]["q_linear.bias"], 2)
        with pytest.raises(LearnerError) as caught:
            learner.causal_mask(3)
        assert caught.value.missing == "causal_mask"


def test_a_session_may_lend_its_files_to_another_stage(warm):
    block = b"from .attention import softmax\ndef relu(x):\n    return softmax(x, dim=0)"
    with warm.session({"attention": SOFTMAX, "block": block}) as session:
        answer = session.request(
            {"op": "call", "target": ["block", "relu"], "args": (np.zeros(4, np.float32),)}
        )
    assert np.allclose(answer["value"], 0.25)


def test_no_descriptor_is_left_behind(warm):
    assert works(warm)
    before = open_descriptors()
    for _ in range(5):
        assert works(warm)
    assert open_descriptors() == before


def open_descriptors() -> int:
    count = 0
    for number in range(256):
        try:
            os.fstat(number)
            count += 1
        except OSError:
            pass
    return count


def test_the_end_of_the_port_ends_the_children_and_their_folders(warm):
    session = warm.session({"attention": SOFTMAX})
    server, folder = warm.process.pid, Path(warm.folder)
    (child,) = children_of(server)
    warm.stop()
    assert not is_running(server)
    assert not is_running(child)
    assert not folder.exists()
    session.close()


def test_a_killed_server_takes_its_children_along_and_is_replaced(warm):
    with warm.session({"attention": b"def softmax(x):\n    while True: pass"}) as session:
        (child,) = children_of(warm.process.pid)
        os.kill(warm.process.pid, signal.SIGKILL)
        with pytest.raises(GraderError):
            session.request(CALL | {"args": (np.zeros(3),)})
        assert not is_running(child)
    assert works(warm)


def test_a_stopped_server_is_noticed_and_replaced(warm, monkeypatch):
    monkeypatch.setattr(port, "ANSWER_SECONDS", 0.5)
    assert works(warm)
    os.kill(warm.process.pid, signal.SIGSTOP)
    monkeypatch.setattr("tests.classroom.session.START_SECONDS", 0.5)
    with pytest.raises(GraderError):
        warm.session({"attention": SOFTMAX})
    monkeypatch.setattr("tests.classroom.session.START_SECONDS", 30)
    assert works(warm)


def test_news_of_ended_children_does_not_pile_up_unread(warm):
    for _ in range(8):
        assert works(warm)
    assert len(warm.dismissed) < 6
    assert not warm.endings


def children_of(server: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{server}/task/{server}/children").read_text().split()]


def is_running(pid: int, patience: float = 3) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state in "ZX":
            return False
        time.sleep(0.02)
    return True


# -- what children write -----------------------------------------------------------------------


def test_folders_deeper_than_any_path_are_noticed_and_deleted(tmp_path):
    top, here = tmp_path / "submission-x", os.getcwd()
    top.mkdir()
    try:
        os.chdir(top)
        for _ in range(2500):  # more than the recursion limit, and than descriptors
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        Path("file").touch()
    finally:
        os.chdir(here)
    assert disk.too_much(str(top))
    disk.remove(str(top))
    assert not list(tmp_path.iterdir())


def test_a_few_files_are_not_too_much(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "model.pt").write_bytes(bytes(1 << 20))
    assert not disk.too_much(str(tmp_path))
    assert not disk.is_full(str(tmp_path))


def test_a_full_disk_is_nobodys_fault():
    with pytest.raises(GraderError, match="disk"):
        faults.fault_of(signal.SIGKILL, "full", 2.0)


# -- the form of answers -----------------------------------------------------------------------

X = np.zeros(2)
SEEN = {
    "value": X,
    "arguments": [X],
    "requires_grad": False,
    "containers_untouched": True,
    "global_random_untouched": True,
    "printed": "",
    "warnings": [],
}
RAISED = {"types": ["ValueError", "Exception"], "message": "no", "frames": [["a.py", 1, "f", "x"]]}


@pytest.mark.parametrize(
    ("op", "answer"),
    [
        ("call", {"value": [1, {"__handle__": 1, "type": "Linear"}]}),
        ("call", {"raised": RAISED}),
        ("call", {"missing": "softmax"}),
        ("weights", {"value": {"weight": X}}),
        ("gradients", {"value": {"inputs": [X, None], "weights": {"bias": X}}}),
        ("observe", {"value": SEEN}),
    ],
)
def test_answers_of_the_executors_form_pass(op, answer):
    assert answers.checked({"op": op}, answer) is answer


@pytest.mark.parametrize(
    ("op", "answer"),
    [
        ("call", None),
        ("call", {}),
        ("call", {"value": 1, "missing": "x"}),
        ("call", {"missing": 3}),
        ("call", {"missing": "x" * 1000}),
        ("call", {"value": {"__handle__": 1}}),
        ("call", {"value": {"__handle__": True, "type": "x"}}),
        ("call", {"value": ({"a": {"__handle__": 1, "type": "x" * 100}},)}),
        ("call", {"raised": "ValueError"}),
        ("call", {"raised": RAISED | {"self": 1}}),
        ("call", {"raised": RAISED | {"types": []}}),
        ("call", {"raised": RAISED | {"types": "ValueError"}}),
        ("call", {"raised": RAISED | {"message": None}}),
        ("call", {"raised": RAISED | {"message": "x" * 1000}}),
        ("call", {"raised": RAISED | {"frames": [["a.py", "1", "f", "x"]]}}),
        ("weights", {"value": [X]}),
        ("weights", {"value": {"weight": 1.0}}),
        ("gradients", {"value": {"inputs": [X]}}),
        ("gradients", {"value": {"inputs": [1.0], "weights": {}}}),
        ("observe", {"value": X}),
        ("observe", {"value": SEEN | {"arguments": [1]}}),
        ("observe", {"value": SEEN | {"requires_grad": 1}}),
        ("observe", {"value": SEEN | {"warnings": [None]}}),
        ("observe", {"value": SEEN | {"untouched": True}}),
    ],
)
def test_other_forms_are_no_answer(op, answer):
    with pytest.raises(answers.NoAnswer):
        answers.checked({"op": op}, answer)


@pytest.mark.parametrize(
    ("status", "why", "kind", "words"),
    [
        (3 << 8, "", Died, "exit code 3"),
        (signal.SIGSEGV, "", Died, "segmentation fault"),
        (signal.SIGXCPU, "", faults.Hung, "2 seconds"),
        (signal.SIGKILL, "disk", Died, "too many files"),
        (signal.SIGBUS, "", Died, "SIGBUS"),
    ],
)
def test_an_end_is_told_in_a_sentence(status, why, kind, words):
    fault = faults.fault_of(status, why, 2.0)
    assert type(fault) is kind
    assert words in str(fault)
