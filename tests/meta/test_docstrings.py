"""The examples in the docstrings are the learner's specification: each runs and is true."""

import ast
import doctest
import importlib

import pytest

from tests.meta.test_mirror import ROOT, STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_every_example_gives_its_value(stage, capsys):
    result = doctest.testmod(importlib.import_module(f"solutions.{stage}"))
    assert result.failed == 0, capsys.readouterr().out


@pytest.mark.parametrize("stage", STAGES)
def test_every_public_name_has_an_example(stage):
    tree = ast.parse((ROOT / "solutions" / f"{stage}.py").read_text("utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert public, f"solutions/{stage}.py defines nothing"
    assert [node.name for node in public if ">>> " not in (ast.get_docstring(node) or "")] == []
