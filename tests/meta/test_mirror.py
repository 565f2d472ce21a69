"""An exercise is its solution without bodies: same names, same signatures, same docstrings.

Read from the source, so that it holds however much a learner has written: bodies, imports and
helpers are theirs.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = {"__init__", "gpt2_text", "minimal_llm", "simple_llm"}
STAGES = sorted({path.stem for path in (ROOT / "solutions").glob("*.py")} - PROGRAMS)


def public(name: str) -> bool:
    """`__init__` and its like belong to the contract, `_helper` does not."""
    return not name.startswith("_") or name.endswith("__")


def contract(node: ast.Module | ast.ClassDef, prefix: str = "") -> dict[str, tuple[str, str]]:
    """Every public name below `node` -> (signature, docstring)."""
    found = {prefix or "(the file)": (signature(node), ast.get_docstring(node) or "")}
    for child in node.body:
        if isinstance(child, ast.ClassDef) and public(child.name):
            found |= contract(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef) and public(child.name):
            found[prefix + child.name] = (signature(child), ast.get_docstring(child) or "")
    return found


def signature(node: ast.AST) -> str:
    """A function's arguments and result, a class's bases, nothing for a file."""
    if isinstance(node, ast.FunctionDef):
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        return f"({ast.unparse(node.args)}){returns}"
    return ", ".join(ast.unparse(base) for base in getattr(node, "bases", []))


def differences(solution: str, exercise: str) -> list[str]:
    """Where the source `exercise` breaks the contract of the source `solution`."""
    theirs = contract(ast.parse(exercise))
    broken = []
    for name, (expected_signature, expected_docstring) in contract(ast.parse(solution)).items():
        if name not in theirs:
            broken.append(f"{name} is missing")
            continue
        got_signature, got_docstring = theirs[name]
        if got_signature != expected_signature:
            broken.append(f"{name} has {got_signature}, the solution {expected_signature}")
        if got_docstring != expected_docstring:
            broken.append(f"{name} has another docstring than the solution")
    return broken


@pytest.mark.parametrize("stage", STAGES)
def test_exercise_keeps_the_contract_of_its_solution(stage):
    solution, exercise = (ROOT / room / f"{stage}.py" for room in ("solutions", "exercises"))
    assert exercise.exists(), f"exercises/{stage}.py is missing"
    assert differences(solution.read_text("utf-8"), exercise.read_text("utf-8")) == []


def test_no_exercise_without_a_solution():
    exercises = {path.stem for path in (ROOT / "exercises").glob("*.py")} - PROGRAMS
    assert exercises == set(STAGES)


SOLUTION = '''"""A file."""
import torch
class Layer(Module):
    """A layer."""
    def forward(self, x: int = 1) -> int:
        """One step."""
        return x
'''
HOLE = SOLUTION.replace("return x", "raise NotImplementedError")


@pytest.mark.parametrize(
    "exercise",
    [
        HOLE,
        "'''A file.'''\nimport numpy\ndef my_helper(a): return a\n" + HOLE.split("\n", 1)[1],
        HOLE.replace("raise", "y = 2\n        raise").replace("    def", "    size = 3\n    def"),
        HOLE + "    def extra(self): pass\n",
    ],
)
def test_a_learner_may_add(exercise):
    assert differences(SOLUTION, exercise) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("x: int = 1", "x: int = 2", "Layer.forward has (self, x: int=2) -> int"),
        ("x: int = 1", "y: int = 1", "Layer.forward has (self, y: int=1) -> int"),
        ("(Module)", "", "Layer. has "),
        ("forward", "backward", "Layer.forward is missing"),
        ("One step.", "Two steps.", "Layer.forward has another docstring"),
        ("A layer.", "", "Layer. has another docstring"),
        ("A file.", "My file.", "(the file) has another docstring"),
    ],
)
def test_a_changed_contract_is_named(old, new, message):
    (broken,) = differences(SOLUTION, HOLE.replace(old, new))
    assert broken.startswith(message)
