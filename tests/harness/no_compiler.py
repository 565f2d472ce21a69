"""torch without its compiler, so that an optimizer is there at once.

The first optimizer of a process imports `torch._dynamo`, and with it sympy, only to tell the
compiler to stay away: with torch 2.13 two seconds and 70 MB for something the kata never uses.
Who does use it (`torch.compile`) finds the real one, which is imported then.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

NAME = "torch._dynamo"


class Absent(ModuleType):
    """All that an optimizer asks of the compiler; anything else brings the compiler itself."""

    @staticmethod
    def disable(function, *_, **__):
        """Nothing compiles this function: there is nothing to switch off."""
        return function

    @staticmethod
    def graph_break() -> None:
        """Nothing is being recorded that could be broken off."""

    def __getattr__(self, name: str):
        # whoever walks through all modules asks for names like __file__, and wants no compiler
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        return getattr(importlib.import_module(NAME), name)


def leave_out_the_compiler() -> None:
    """From here on this process does without the compiler until somebody asks for it."""
    sys.modules.setdefault(NAME, Absent(NAME))
