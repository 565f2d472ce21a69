"""A class: everyone graded once, whatever dies; found again after a crash; named as people are."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.classroom import batch, pool, record, roster, worker
from tests.classroom.display import Display
from tests.classroom.faults import IsolationRefused
from tests.classroom.grade import Settings
from tests.classroom.submission import Submission
from tests.classroom.worker import Task
from tests.stages import ROOT

STAGE = ("tokenizer",)
SETTINGS = Settings(7, stages=STAGE)
RIGHT = (ROOT / "solutions" / "tokenizer.py").read_bytes()
WRONG = RIGHT.replace(b"sorted(set(text))", b"list(set(text))")


def hand_in(folder: Path, **files: bytes) -> Path:
    for name, raw in files.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "tokenizer.py").write_bytes(raw)
    return folder


def pretended(task: Task, settings: Settings) -> dict:
    """Instead of grading: some submissions end the process, some always, some only once."""
    text = task.submission.sources["tokenizer"].decode()
    if text == "kill":
        os._exit(9)
    if text.startswith("once ") and not Path(text[5:]).exists():
        Path(text[5:]).touch()
        os._exit(9)
    if text == "refuse":
        raise IsolationRefused("not here")
    time.sleep(0.02)
    found = record.nothing_graded(task.name, "", STAGE, key=task.key, person=task.person)
    return record.as_data(found)


def tasks(**texts: str) -> list[Task]:
    return [Task(n, Submission({"tokenizer": t.encode()}), n) for n, t in texts.items()]


def outcomes(where, *args) -> dict[str, record.Record]:
    found = list(pool.outcomes(where, *args, SETTINGS, pretended))
    assert len({task.name for task, _ in found}) == len(found)
    return {task.name: known for task, known in found}


def test_a_process_that_dies_loses_nobody(tmp_path):
    given = {f"s{i}": "fine" for i in range(12)} | {"m": "kill", "o": f"once {tmp_path / 'x'}"}
    found = outcomes(pool.processes(2), tasks(**given))
    assert set(found) == set(given)
    assert found["m"].ours
    assert "twice" in found["m"].problem
    assert [name for name, known in found.items() if known.problem] == ["m"]


def test_a_refusal_ends_the_batch():
    with pytest.raises(IsolationRefused, match="not here"):
        outcomes(pool.processes(1), tasks(a="refuse", b="fine"))


def test_any_executor_will_do():
    where = pool.Pool(lambda: ThreadPoolExecutor(2), 2)
    assert set(outcomes(where, tasks(a="fine", b="fine"))) == {"a", "b"}


def test_a_cluster_that_loses_a_worker_loses_nobody(tmp_path):
    distributed = pytest.importorskip("distributed")
    given = {f"s{i}": "fine" for i in range(20)} | {"once": f"once {tmp_path / 'x'}"}
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(**options, silence_logs=50) as cluster,
        pool.dask(cluster.scheduler_address) as where,
    ):
        assert where.width == 2
        found = outcomes(where, tasks(**given))
    assert set(found) == set(given)
    assert (tmp_path / "x").exists()  # a worker was killed indeed
    assert not any(known.problem for known in found.values())


def test_a_submission_our_code_stumbles_over_is_told_and_tried_again(monkeypatch):
    monkeypatch.setattr(worker, "warm_server", lambda settings: 1 / 0)
    found = record.from_data(worker.work(tasks(a="x")[0], SETTINGS))
    assert "ZeroDivisionError" in found.problem
    assert found.ours


class Workers:
    """A cluster whose every worker runs what it is told in this process, or has no such module."""

    def __init__(self, known: bool = True):
        self.known = known

    def run(self, function) -> dict:
        if not self.known:
            raise ModuleNotFoundError("No module named 'tests'")
        return {"tcp://a": function(), "tcp://b": "another"}


def test_workers_that_lack_the_kata_are_told_how_to_begin():
    with pytest.raises(ValueError, match="python -m dask worker tcp://there"):
        pool.have_the_kata(Workers(known=False), "tcp://there")
    with pytest.raises(ValueError, match="another version"):
        pool.have_the_kata(Workers(), "tcp://there")


# -- the whole command -------------------------------------------------------------------------


def command(folder: Path, out: Path, *more: str) -> list[str]:
    words = [sys.executable, "-m", "tests.classroom.batch", "--submissions", str(folder)]
    return [*words, "--out", str(out), "--stages", "1", "--jobs", "1", *more]


def run(folder: Path, out: Path, *more: str) -> subprocess.CompletedProcess:
    ran = subprocess.run(command(folder, out, *more), cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran


def rows(out: Path) -> dict[str, str]:
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Name"]: row["Points"] for row in csv.DictReader(file)}


def alive(group: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_class_killed_in_the_middle_ends_as_if_it_had_not_been(tmp_path):
    names = {f"s{i}": RIGHT if i % 2 else WRONG for i in range(6)}
    folder = hand_in(tmp_path / "in", **names)
    (folder / "loop").mkdir()
    (folder / "loop" / "tokenizer.py").write_bytes(RIGHT + b"\nimport os; os._exit(0)\n")
    process = subprocess.Popen(
        command(folder, tmp_path / "cut", "--seed", "5"),
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    results = tmp_path / "cut" / "results"
    while not (results.is_dir() and len(list(results.glob("*.json"))) >= 2):
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()  # it alone: what it has started must end by itself
    process.wait()
    deadline = time.monotonic() + 30
    while alive(process.pid):
        assert time.monotonic() < deadline, "its workers wait for ever"
        time.sleep(0.02)
    early = {p: p.stat().st_mtime_ns for p in results.glob("*.json")}
    assert len(early) < len(names) + 1
    run(folder, tmp_path / "cut")  # the seed is remembered
    assert all(path.stat().st_mtime_ns == when for path, when in early.items())
    run(folder, tmp_path / "whole", "--seed", "5")
    for file in batch.GRADEBOOKS.values():
        assert (tmp_path / "cut" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
    assert Counter(rows(tmp_path / "cut").values()) == {"10": 3, "0": 4}


# -- resuming, names, files --------------------------------------------------------------------


class Counting(Display):
    """Says nothing; remembers who was graded."""

    def ended(self, name, found):
        self.names = [*getattr(self, "names", []), name]


def graded(folder: Path, out: Path, people=(), settings=SETTINGS) -> tuple[batch.Batch, list]:
    made = batch.Batch(folder, out, settings, list(people))
    display = Counting()
    where = pool.Pool(lambda: ThreadPoolExecutor(1), 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool.outcomes, "__defaults__", (pretended, lambda task: None))
        made.run(where, display)
    made.write()
    return made, getattr(display, "names", [])


def test_only_what_changed_is_graded_again(tmp_path):
    folder = hand_in(tmp_path / "in", ada=b"fine", bob=b"fine")
    assert graded(folder, tmp_path / "out")[1] == ["ada", "bob"]
    assert graded(folder, tmp_path / "out")[1] == []
    (folder / "bob" / "tokenizer.py").write_bytes(b"fine, too")
    assert graded(folder, tmp_path / "out")[1] == ["bob"]
    other = Settings(8, stages=STAGE)
    assert graded(folder, tmp_path / "out", settings=other)[1] == ["ada", "bob"]
    next((tmp_path / "out" / "results").glob("ada*")).write_text("{")
    assert graded(folder, tmp_path / "out", settings=other)[1] == ["ada"]


def test_what_failed_through_us_is_graded_again(tmp_path):
    folder = hand_in(tmp_path / "in", ada=b"fine")
    graded(folder, tmp_path / "out")
    (path,) = (tmp_path / "out" / "results").glob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"ours": True}))
    assert graded(folder, tmp_path / "out")[1] == ["ada"]


def test_everything_in_the_folder_is_graded_or_named(tmp_path):
    folder = hand_in(tmp_path / "in", **{"Zoë Müller": b"fine", "李华": b"fine"})
    (folder / "empty").mkdir()
    (folder / "notes.txt").write_text("hello")
    (folder / ".DS_Store").write_text("")
    (folder / "bad.zip").write_bytes(b"PK\3\4")
    (folder / "link").symlink_to(ROOT / "solutions")
    os.mkdir(os.fsencode(folder) + b"/caf\xe9")
    made, names = graded(folder, folder / "out")
    assert set(names) == {"Zoë Müller", "李华"}
    problems = {found.name: found.problem for found in made.records() if found.problem}
    assert set(problems) == {"bad", "caf\ufffd", "empty", "link"}
    assert "link" in problems["link"]
    assert made.notes == ["Not a submission: notes.txt"]
    assert len(list((folder / "out" / "submissions").iterdir())) == 6


def test_who_hands_in_twice_is_graded_twice_and_named(tmp_path):
    folder = hand_in(tmp_path / "in", ada=b"fine")
    shutil.make_archive(str(folder / "ADA"), "zip", folder / "ada")
    made, names = graded(folder, tmp_path / "out")
    assert sorted(names) == ["ADA (ADA.zip)", "ada (ada)"]
    assert made.notes[0].startswith("Handed in more than once: ")


ROSTER = """\ufeffFirst name;Last name;Email address;ID number
Ada;Lovelace;ada@school.edu;001
Grace;Hopper;grace@school.edu;002
Alan;Turing;alan@school.edu;003
"""


def test_a_roster_names_the_students_and_the_missing(tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    people = roster.read_roster(tmp_path / "roster.csv")
    moodle = "Grace Hopper_4711_assignsubmission_file_"
    folder = hand_in(tmp_path / "in", **{"001": b"fine", moodle: b"fine", "eve": b"fine"})
    made, _ = graded(folder, tmp_path / "out", people)
    assert [found.name for found in made.records()] == [
        "Ada Lovelace", "Grace Hopper", "eve", "Alan Turing",
    ]  # fmt: skip
    assert made.notes == ["Not on the roster: eve"]
    text = (tmp_path / "out" / "moodle.csv").read_text(encoding="utf-8-sig")
    assert "grace@school.edu,002,0" in text
    assert "alan@school.edu,003,0" in text


def test_a_cell_that_two_students_share_names_nobody():
    people = [{"name": "Ada", "group": "A"}, {"name": "Bob", "group": "A"}]
    assert roster.person_of(Path("A.zip"), people) == {}
    assert roster.person_of(Path("bob.tar.gz"), people)["name"] == "Bob"


@pytest.mark.parametrize("text", ["", "name\n"])
def test_a_roster_without_rows_is_refused(tmp_path, text):
    (tmp_path / "r.csv").write_text(text)
    with pytest.raises(ValueError, match="no row"):
        roster.read_roster(tmp_path / "r.csv")


def test_the_better_of_two_counts_for_a_student():
    low, high = record.Record("a"), record.Record("b")
    low.person = high.person = {"id": "1"}
    high.stages = [record.stage_result("tokenizer", [])]
    high.stages[0].functions[0].claims = [record.ClaimResult("SimpleTokenizer", "x", "")]
    assert batch.best_of_each([low, high]) == [high]
    assert batch.best_of_each([high, low]) == [high]


def test_equal_files_are_noticed_where_they_earn_points():
    one, two, three = (record.Record(name, files="f") for name in "abc")
    for found in (one, two):
        found.stages = [record.stage_result("tokenizer", [])]
        found.stages[0].functions[0].claims = [record.ClaimResult("SimpleTokenizer", "x", "")]
    assert batch.identical([one, two, three]) == ["The very same files: a, b"]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path, capsys):
    missing = ["--submissions", str(tmp_path / "no"), "--out", str(tmp_path / "out")]
    assert batch.main(missing) == 2
    assert "no" in capsys.readouterr().err
