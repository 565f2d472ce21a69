"""Hints, function by function: a question, the idea, almost the line; last, the explanation.

`tests/hints/<stage>.py` holds HINTS: public name -> texts, `tests/hints/zh/<stage>.py` the same in
Chinese. The last text of each is for after the pass.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from tests.stages import STAGE_OF


def hints(name: str, language: str = "en") -> tuple[str, ...]:
    """What helps before the pass, from a question to almost the line."""
    return texts(name, language)[:-1]


def explanation(name: str, language: str = "en") -> str:
    """What it was about, for after the pass; empty where nothing is written yet."""
    return "".join(texts(name, language)[-1:])


def texts(name: str, language: str = "en") -> tuple[str, ...]:
    """All texts of a public name, in English where they are not translated."""
    stage = STAGE_OF[name].name
    translated = table(f"{language}.{stage}") if language != "en" else {}
    return translated.get(name) or table(stage).get(name, ())


@cache
def table(module: str) -> dict[str, tuple[str, ...]]:
    """The HINTS of a module of this package; empty where there is none."""
    if not (Path(__file__).parent / f"{module.replace('.', '/')}.py").exists():
        return {}
    return importlib.import_module(f"{__name__}.{module}").HINTS
