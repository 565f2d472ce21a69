"""The house keeps its order: a place for each stage in every room, and imports in one direction."""

import ast
from pathlib import Path

import pytest

from tests.stages import ROOT, STAGE_OF, STAGES, reference_name

ROOMS = (
    "exercises/{}.py",
    "solutions/{}.py",
    "reference/{}.py",
    "tests/graded/test_{}.py",
    "tests/graded/zh/{}.py",  # a Chinese report begins with what the test promises
    "tests/mistakes/{}/__init__.py",
    "tests/meta/styles/{}.py",
)

# what the given programs use; the stages' own files import nothing of it
GIVEN = {
    "reference.corpus",
    "reference.sentence",
    "tests.harness.no_compiler",
    "tests.harness.program",
    "tests.harness.screen.say",
}

# room -> what of the kata it may import; what is not listed here imports nothing of it
ALLOWED = {
    "reference": {"reference"},
    "tests/stages.py": set(),
    "tests/mistakes": {"reference", "tests.mistakes", "tests.stages"},
    "tests/hints": {"tests.hints", "tests.stages"},
    "tests/harness": {
        "reference",
        "tests.mistakes",
        "tests.hints",
        "tests.stages",
        "tests.harness",
    },
    "tests/harness/beside": {"tests.harness.beside"},
    "tests/graded": {"reference", "tests.harness"},
    "tests/graded/zh": set(),  # sentences alone: what is told of a test decides nothing in it
    "tests/plugin.py": {"tests.harness", "tests.stages"},
    "exercises": GIVEN,
    "solutions": GIVEN,
}
# what may not be imported at all, because it would undo a promise
FORBIDDEN = {
    "reference": {"torch"},
    "tests/graded": {"torch", "pytest"},
    "tests/mistakes": {"torch", "pytest"},
    "tests/harness/beside": {"pytest"},
    "tests/harness/beside/given.py": {"torch"},  # what stages without torch ask for
    "tests/harness/beside/plain.py": {"torch"},
    "tests/harness/beside/folders.py": {"torch"},
    "tests/classroom": {"torch", "pytest", "solutions", "exercises"},
}
UNTRUSTED = {"server.py", "child.py"}  # of tests/classroom: they run beside the submission
OURS = {"reference", "tests", "exercises", "solutions"}


def python_files(place: str) -> list[Path]:
    path = ROOT / place
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module a file imports, relative ones left out."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_room_has_a_place_for_the_stage(stage):
    missing = [room for room in ROOMS if not (ROOT / room.format(stage.name)).is_file()]
    assert missing == []


def test_stages_are_numbered_in_order_and_need_only_earlier_ones():
    assert [stage.number for stage in STAGES] == list(range(1, len(STAGES) + 1))
    numbers = {stage.name: stage.number for stage in STAGES}
    late = [s.name for s in STAGES for need in s.needs if numbers[need] >= s.number]
    assert late == []


def test_a_public_name_belongs_to_one_stage():
    assert len(STAGE_OF) == sum(len(stage.points) for stage in STAGES)


@pytest.mark.parametrize("place", ALLOWED)
def test_a_room_imports_only_what_stands_before_it(place):
    wrong = {}
    for path in python_files(place):
        ours = {module for module in imported(path) if within(module, OURS)}
        wrong[str(path)] = {module for module in ours if not within(module, ALLOWED[place])}
    assert {name: bad for name, bad in wrong.items() if bad} == {}


@pytest.mark.parametrize("place", FORBIDDEN)
def test_a_room_does_without_what_would_undo_its_promise(place):
    wrong = {
        str(path): {m for m in imported(path) if within(m, FORBIDDEN[place])}
        for path in python_files(place)
        if path.name not in UNTRUSTED
    }
    assert {name: bad for name, bad in wrong.items() if bad} == {}


@pytest.mark.parametrize(
    ("public", "reference"),
    [("MultiHeadAttention", "multi_head_attention"), ("SimpleLLM", "simple_llm"), ("softmax",) * 2],
)
def test_reference_names_are_the_public_ones_in_small_letters(public, reference):
    assert reference_name(public) == reference
