"""Every hostile or broken submission of `tests/meta/battery`, through the very path of a grade."""

import dataclasses
import importlib
import json
import os
import re
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from reference import block, tokenizer
from tests.classroom import formats, grade, record, remote
from tests.classroom.grade import Settings
from tests.classroom.port import RemotePort
from tests.classroom.submission import Submission
from tests.harness.comparison import agree
from tests.harness.target import LearnerError
from tests.meta import plain_user
from tests.meta.battery import POINTS, Entry, solution
from tests.stages import BY_NAME, ROOT

FAMILIES = (
    "leave", "forge", "patch", "objects", "steal", "influence", "exhaust", "leak", "accidents",
    "archives",
)  # fmt: skip
BATTERY = {
    f"{family}-{name}": entry
    for family in FAMILIES
    for name, entry in importlib.import_module(f"tests.meta.battery.{family}").ENTRIES.items()
}
TOKEN = "GRADER-TOKEN-5e2f"  # in our environment, in the canary, and in another student's file
PLANTED = ("sitecustomize.py", "zzz-kata.pth", "kata-was-here")
SECONDS = 1.0  # for a claim of what is to fail; what an endless loop costs
LONGEST = 60.0  # seconds for any entry: far more than one needs, on however busy a machine
LARGEST = 100_000  # characters of any record: hundreds of them make a class page
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\u202e]|^\s*::", re.M)
TAGS = re.compile(r"<script|<img")  # plain text may say so, for a reader of markup it is alive
FENCED = re.compile(r"^(`{3,})text\n.*?^\1$", re.M | re.S)  # Markdown shows what is inside as it is
MARKUP = ("github", "junit")


@pytest.fixture(scope="module")
def warm():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_TOKEN", TOKEN)  # the server is started from this environment
        with RemotePort() as port:
            yield port


@pytest.fixture(scope="module")
def world():
    """What an attacker would like to reach: a copy of a solution, results, a server. All open."""
    place = Path(tempfile.mkdtemp(prefix="world-"))  # pytest's own folders let nobody else in
    place.chmod(0o777)
    other = place / "other"
    other.mkdir()
    for path in (place / "canary.py", place / "results.json", other / "tokenizer.py"):
        path.write_text(f"TOKEN = {TOKEN!r}\n" + solution("tokenizer"))
        path.chmod(0o666)
    other.chmod(0o777)
    with listening() as port:
        yield {
            "@CANARY@": str(place / "canary.py"),
            "@RESULTS@": str(place / "results.json"),
            "@OTHER@": str(other),
            "@ROOT@": str(ROOT),
            "@PORT@": str(port),
        }
    shutil.rmtree(place)


class listening:
    """A server of this machine that hands out the solution to whoever gets through."""

    def __enter__(self) -> int:
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()
        return self.socket.getsockname()[1]

    def __exit__(self, *_) -> None:
        self.socket.close()

    def serve(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
                with caller:
                    caller.sendall(solution("tokenizer").encode())
            except OSError:
                return


@pytest.fixture
def hurry(monkeypatch, request):
    """A short time-out for what hangs; none for right code, on however busy a machine."""
    entry = BATTERY[request.node.callspec.params["name"]]
    if entry.points < POINTS[entry.stage]:
        stage = dataclasses.replace(BY_NAME[entry.stage], seconds=SECONDS)
        monkeypatch.setitem(BY_NAME, entry.stage, stage)


def graded(entry: Entry, warm, world, place: Path) -> record.Record:
    settings = Settings(seed=int(time.time()) % 99991, stages=(entry.stage,))
    if callable(entry.handed):
        handed = entry.handed(place)
        return grade.grade_path(handed, warm, settings)
    source = entry.handed
    if isinstance(source, str):
        for word, meant in world.items():
            source = source.replace(word, meant)
        source = source.encode()
    return grade.grade("attacker", Submission({entry.stage: source}), warm, settings)


def state_of(world) -> dict:
    """When everything that must stay as it is was written, and what was planted here."""
    paths = [path for path in Path(world["@CANARY@"]).parent.rglob("*") if path.is_file()]
    planted = [ROOT / room / name for room in ("", "tests/graded") for name in PLANTED]
    return {path: path.stat().st_mtime_ns for path in [*paths, *planted] if path.exists()}


@pytest.mark.parametrize("name", BATTERY)
def test_a_submission_earns_what_it_deserves(name, warm, world, tmp_path, hurry):
    before, server, began = state_of(world), warm.process.pid, time.monotonic()
    found = graded(BATTERY[name], warm, world, tmp_path)
    took = time.monotonic() - began
    assert found.points == BATTERY[name].points, wrong(found)
    assert took < LONGEST
    assert warm.process.pid == server  # the server has survived it
    assert state_of(world) == before
    shown = json.dumps(record.as_data(found), ensure_ascii=False)
    assert TOKEN not in shown
    assert len(shown) < LARGEST
    assert not leftovers(warm)


def wrong(found: record.Record) -> str:
    lines = [found.problem, *found.remarks, *found.attempts]
    for function in found.functions:
        for claim in function.claims:
            if claim.failure:
                lines.append(f"{claim.name}: {claim.failure.kind} {claim.failure.sentence}")
    return "\n".join(lines)


def leftovers(warm, patience: float = 3.0) -> list[str]:
    """Folders of children that are still there once the server has had time to bury them."""
    deadline = time.monotonic() + patience
    while names := [n for n in os.listdir(warm.folder) if n.startswith("submission-")]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return names


@pytest.mark.parametrize("name", [name for name in BATTERY if "markup" in name])
def test_no_format_shows_live_markup(name, warm, world, tmp_path, hurry):
    found = graded(BATTERY[name], warm, world, tmp_path)
    for kind, write in formats.FORMATS.items():
        text = write([found])
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        assert not CONTROL.search(text.replace("\r\n", "\n")), kind
        assert kind not in MARKUP or not TAGS.search(FENCED.sub("", text)), kind


def test_a_lent_solution_is_not_there_as_text(warm):
    """A stage is tried with finished files where the earlier ones are broken; they stay ours."""
    text = """
from . import attention
def LayerNorm(*_):
    raise ValueError(attention.__loader__.sources["attention"]["source"].tobytes()[:300])
"""
    settings = Settings(seed=1, stages=("block",))
    sources = {"attention": b"", "block": (solution("block") + text).encode()}
    found = grade.grade("attacker", Submission(sources), warm, settings)
    assert found.points == BY_NAME["block"].points["FeedForward"]
    assert found.stages[0].finished == ["attention"]
    assert "marshal" in json.dumps(record.as_data(found))  # what was stolen, and it is no text
    assert "math.sqrt" not in json.dumps(record.as_data(found))


def test_one_that_is_slow_everywhere_is_given_up(warm):
    """Every call a little below its time-out: nothing hangs, and all of it would take for ever."""
    text = "import time\n" + "def {}(*a, **k): time.sleep(0.7)\n" * 2
    slow = solution("attention") + text.format("softmax", "causal_mask")
    files = {"attention": ("attention.py", slow.encode())}
    began = time.monotonic()
    with remote.RemoteBench(files, {}, warm, 1, patience=0.5) as bench:
        found = bench.grade(BY_NAME["attention"])
    kinds = [c.failure.sentence for f in found.functions for c in f.claims if c.failure]
    assert any("took too much time" in sentence for sentence in kinds)
    assert time.monotonic() - began < LONGEST


def test_an_error_in_a_computation_is_never_what_is_expected():
    """Weights of impossible shapes come from the submission, which could raise the same error."""

    def raises():
        raise LearnerError(["ValueError", "Exception"], "shapes")

    with pytest.raises(ValueError, match="broadcast"):
        agree(raises, lambda: block.layer_norm(np.ones((2, 7)), np.ones(3), np.ones(3)))
    agree(raises, lambda: tokenizer.encode("x", ["a"]))


def test_the_battery_is_large_enough():
    assert len(BATTERY) >= 60
    assert {name.partition("-")[0] for name in BATTERY} == set(FAMILIES)


def test_the_same_holds_for_a_plain_user(tmp_path):
    """A part of the battery."""
    chosen = "earns and (steal or influence or forge-fake or forge-orphan or accidents-the)"
    plain_user.tests_pass(__file__, tmp_path, "-k", chosen)
