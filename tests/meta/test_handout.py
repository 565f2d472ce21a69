"""What students and Gradescope are given: complete enough to run, without what is not for them."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.classroom import autograder, handout
from tests.meta.bench import solutions
from tests.stages import ROOT, STAGES


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handout") / "repository"
    handout.write_handout(folder)
    return folder


def python(*arguments, cwd, **more):
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, **more
    )


def test_the_handout_holds_its_rooms_and_no_others(out):
    assert {path.name for path in out.iterdir()} == {
        "exercises", "reference", "tests", ".stubs", ".gitignore", ".constraints.txt",
        ".requirements", "LICENSE", "Makefile", "README.md", "conftest.py", "pyproject.toml",
    }  # fmt: skip
    assert {path.name for path in (out / "tests").iterdir()} == {
        "__init__.py", "stages.py", "plugin.py", "graded", "harness", "hints", "mistakes",
    }  # fmt: skip


def test_no_body_of_a_solution_is_in_the_handout(out):
    # of torch, that is: the references say the same in NumPy, and students get those
    core = [stage for stage in STAGES if not stage.optional and stage.arrays == "torch"]
    given = "\n".join(path.read_text() for path in out.rglob("*.py"))
    bodies = {
        line.strip()
        for stage in core
        for line in (ROOT / "solutions" / stage.file).read_text().splitlines()
        if re.search(r"\w\(.*\)|return ", line) and len(line.strip()) > 50
    }
    stubs = "\n".join((out / "exercises" / s.file).read_text() for s in core)
    bodies = {line for line in bodies if line not in stubs and not line.startswith("raise ")}
    assert len(bodies) > 20
    assert [line for line in bodies if line in given] == []


def test_the_bank_has_no_torch_left_and_works(out):
    bank = "\n".join(path.read_text() for path in (out / "tests" / "mistakes").glob("*/*.py"))
    assert "softmax-ignores-dim" in bank
    assert not re.search(r"\b(torch|also)=", bank)
    source = solutions()["attention"][1].decode()
    shutil.copytree(out, out.parent / "mine")
    (out.parent / "mine" / "exercises" / "attention.py").write_text(
        source + "\n\ndef softmax(x, dim=-1):\n    return torch.softmax(x, -1)\n"
    )
    found = python("-m", "pytest", "--stage", "2", cwd=out.parent / "mine")
    assert "Known mistake: softmax-ignores-dim" in found.stdout
    chinese = os.environ | {"KATA_LANG": "zh"}
    found = python("-m", "pytest", "--stage", "2", cwd=out.parent / "mine", env=chinese)
    assert "✗ softmax: 指定哪一维，softmax 就沿哪一维归一化" in found.stdout
    assert "不管 `dim` 是几" in found.stdout


def test_the_graded_tests_are_told_in_chinese_too(out):
    tables = {path.name for path in (out / "tests" / "graded" / "zh").glob("*.py")}
    assert tables == {"__init__.py", *(stage.file for stage in handout.written_stages())}


def test_exercises_are_untouched_and_kept_once_more(out):
    for stage in handout.written_stages():
        exercise = (out / "exercises" / stage.file).read_bytes()
        assert exercise == (out / ".stubs" / stage.file).read_bytes()
        assert b"raise NotImplementedError" in exercise


def test_a_stage_can_be_tried_and_reset_in_the_handout(out):
    found = python("-m", "pytest", "--stage", "1", cwd=out)
    assert "not written yet" in found.stdout
    broken = out / "exercises" / "tokenizer.py"
    broken.write_text("broken")
    python("-m", "tests.harness.reset", "1", cwd=out, input="y\n")
    assert broken.read_bytes() == (out / ".stubs" / "tokenizer.py").read_bytes()


def test_the_training_program_and_the_pictures_work_in_the_handout(out):
    mine = out.parent / "finished"
    shutil.copytree(out, mine)
    for stage in (stage for stage in STAGES if not stage.optional):
        shutil.copy(ROOT / "solutions" / stage.file, mine / "exercises")
    program = ("-m", "exercises.simple_llm")
    small = ("--d-model=8", "--n-heads=2", "--n-layers=1", "--batch=4", "--steps=12")
    for command in (
        (*program, "train", *small),
        (*program, "generate"),
        ("-m", "tests.harness.plots"),
    ):
        found = python(*command, cwd=mine)
        assert (found.returncode, found.stderr) == (0, ""), command
    assert (mine / "out" / "loss.png").is_file()
    found = python(*program, cwd=out)
    assert "is not written yet: make test-stage-1" in found.stderr


def test_the_makefile_has_only_what_works_here(out):
    text = (out / "Makefile").read_text()
    rules = set(re.findall(r"(?m)^([a-z0-9%-]+):", text))
    assert {"help", "test-stage-%", "reset-stage-%", "train", "clean"} <= rules
    assert not {"grade", "grade-class", "handout", "test", "lint", "demo"} & rules
    phony = set(re.search(r"(?m)^\.PHONY: (.*)$", text)[1].split())
    assert phony <= rules
    assert not re.search(r"solutions|classroom|tests\.meta", text)
    shown = subprocess.run(["make", "-n", "test-stage-2"], cwd=out, capture_output=True, text=True)
    assert "--stage 2" in shown.stdout


def test_the_readme_names_the_stages_and_the_hidden_seed(out):
    text = (out / "README.md").read_text()
    assert all(stage.title in text for stage in handout.written_stages())
    assert "seed that nobody knows" in text


def test_nothing_is_overwritten(out, capsys):
    assert handout.main(["--out", str(out)]) == 2
    assert "not empty" in capsys.readouterr().err


# -- Gradescope --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """A tree shaped like /autograder, with the archive unpacked as Gradescope does it."""
    root = tmp_path_factory.mktemp("autograder")
    assert autograder.main(["--out", str(root / "autograder.zip"), "--stages", "1,2"]) == 0
    subprocess.run(["unzip", "-q", root / "autograder.zip", "-d", root / "source"], check=True)
    (root / "submission").mkdir()
    return root


def run_autograder(container):
    environment = os.environ | {"AUTOGRADER": str(container), "AUTOGRADER_PYTHON": sys.executable}
    script = container / "source" / "run_autograder"
    return subprocess.run([script], env=environment, capture_output=True, text=True)


def test_the_archive_has_its_scripts_at_the_root(container):
    with zipfile.ZipFile(container / "autograder.zip") as archive:
        modes = {m.filename: m.external_attr >> 16 for m in archive.infolist()}
    assert modes["run_autograder"] & 0o111
    assert modes["setup.sh"] & 0o111
    assert f"kata/solutions/{STAGES[0].file}" in modes
    assert not [n for n in modes if "exercises" in n or "meta" in n or "__pycache__" in n]


def test_torch_is_pinned_and_for_cpus():
    text = autograder.requirements()
    assert re.search(r"(?m)^torch==[\d.]+\+cpu$", text)
    assert "/whl/cpu" in text


def test_the_autograder_grades_as_in_the_container(container):
    for name in ("tokenizer.py", "attention.py"):
        shutil.copy(ROOT / "solutions" / name, container / "submission")
    found = run_autograder(container)
    assert found.returncode == 0, found.stderr
    results = json.loads((container / "results" / "results.json").read_text())
    assert results["score"] == 30
    assert results["output"] == ""
    assert {test["status"] for test in results["tests"]} == {"passed"}


def test_an_autograder_that_fails_gives_no_grade(container):
    (container / "source" / "kata" / "settings.json").write_text("{}")
    found = run_autograder(container)
    assert found.returncode == 1
    assert "The autograder failed" in found.stderr
    assert not (container / "results" / "results.json").exists()


def test_the_same_kata_makes_the_same_archive():
    settings = {"stages": None, "strict": None, "leaderboard": 0.0}
    assert autograder.build(settings) == autograder.build(settings)
