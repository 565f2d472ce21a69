"""Bytes and dicts keyed by ids cross the port both ways, in one form only."""

import time
from pathlib import Path

import pytest

from tests.classroom import wire
from tests.classroom.answers import NoAnswer, checked
from tests.harness.arguments import pack
from tests.harness.beside.executor import Executor
from tests.harness.beside.folders import TextFiles
from tests.harness.beside.plain import Chunks, take
from tests.harness.target import Learner, LocalPort
from tests.stages import BY_NAME

TREES = [
    b"",
    b"\x00\xff\x00",
    {0: b"a", 255: b"\xe4"},
    [(b"a", b"b"), (b"", b"\n")],
    ({7: {3: [b"a"]}}, {}, {"a": b"a"}),
]


@pytest.mark.parametrize("tree", TREES)
def test_bytes_and_ids_reach_the_submission_and_come_back(tree):
    executor = Executor()
    crossed = wire.decode(wire.encode(pack(tree)))
    assert executor.receive(crossed, "numpy") == tree
    answer = wire.decode(wire.encode({"value": executor.send(tree)}))
    assert (
        Learner(LocalPort(), BY_NAME["tokenizer"])._unpack(
            checked({"op": "call"}, answer)["value"], ""
        )
        == tree
    )


@pytest.mark.parametrize(
    "value",
    [
        {"__bytes__": "zz"},
        {"__bytes__": "abc"},
        {"__bytes__": 7},
        {"__bytes__": "ab", "more": 1},
        [({"__bytes__": "a b "},)],
        {"__items__": {}},
        {"__items__": [[1, 2, 3]]},
        {"__items__": [[[1], 2]]},
        {"__items__": [[1, {"__bytes__": "x"}]]},
    ],
)
def test_another_form_is_no_answer(value):
    with pytest.raises(NoAnswer):
        checked({"op": "call"}, {"value": value})


def test_text_files_are_there_as_long_as_their_folder():
    files = TextFiles({"a.txt": "Ġ\n"})
    place = Path(files.path)
    assert (place / "a.txt").read_bytes() == "Ġ\n".encode()
    del files
    assert not place.exists()


def test_chunks_count_what_is_read():
    chunks = Chunks(["a", "b", "c"])
    assert take(chunks, 2) == ["a", "b"]
    assert chunks.read == 2
    assert take(chunks, 5) == ["c"]
    assert take(chunks, 5) == []
    assert chunks.read == 3


def test_seconds_are_those_of_the_processor():
    learner = Learner(LocalPort(), BY_NAME["tokenizer"])
    assert learner.seconds(lambda: time.sleep(0.3)) < 0.1
    assert learner.seconds(lambda: sum(range(1_000_000))) > 0
