"""Objects the kata makes beside a submission: `learner.given(name, ...)` of the graded tests."""

from __future__ import annotations

import importlib
from types import ModuleType

FAMILIES = ("plain", "folders", "models", "training", "devices")  # torch comes with the third


def family(name: str) -> ModuleType:
    return importlib.import_module(f"tests.harness.beside.{name}")


def module_of(name: str) -> ModuleType:
    """Where a given object is made: torch is imported only for those that need it."""
    for module in map(family, FAMILIES):
        if hasattr(module, name):
            return module
    raise AttributeError(f"the kata has no {name} to give")


def import_all() -> None:
    """For a process that is forked, or that can import nothing of the kata later."""
    for name in FAMILIES:
        family(name)
