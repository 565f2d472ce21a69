"""Hostile and broken submissions, in families; each is graded, and must earn what stands beside it.

Published on purpose: a grader that is only safe from those who have not read it is not safe. An
entry is a name, the stage it hands in, the file's source (or a function that makes a folder or an
archive), and the points its honest part deserves. `@CANARY@` and the like in a source become paths
that an attacker might know, see `tests/meta/test_battery.py`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.harness.stubs import stub_of
from tests.meta.bench import solutions
from tests.mistakes import commit_in

POINTS = {"tokenizer": 10, "attention": 20}
# Points of attention that do not rest on the function, where the solution calls it elsewhere.
WITHOUT = {"softmax": 6, "causal_mask": 13, "split_heads": 13, "merge_heads": 13}

Handed = (
    str | bytes | Callable[[Path], Path]
)  # a file's source, or what makes something in a folder


@dataclass(frozen=True)
class Entry:
    """What is handed in, and the points it must earn."""

    stage: str
    handed: Handed
    points: int


def solution(stage: str) -> str:
    return solutions()[stage][1].decode()


def code(text: str) -> str:
    return textwrap.dedent(text).strip("\n") + "\n"


def cheat(text: str, stage: str = "tokenizer") -> Entry:
    """Nothing of the exercise is written; all the points there are would be stolen ones."""
    return Entry(stage, stub_of(solution(stage)) + "\n\n" + code(text), 0)


def harmless(text: str, stage: str = "tokenizer") -> Entry:
    """A right solution, and below it what must neither cost nor give a point."""
    return Entry(stage, solution(stage) + "\n\n" + code(text), POINTS[stage])


def ruined(text: str, stage: str = "tokenizer") -> Entry:
    """A right solution, and below it what makes all of it worthless."""
    return Entry(stage, solution(stage) + "\n\n" + code(text), 0)


def one_bad(definition: str, points: int | None = None) -> Entry:
    """Attention with one function replaced, which costs its points and those that rest on it."""
    definition = code(definition)
    name = definition.partition("def ")[2].partition("(")[0]
    points = WITHOUT[name] if points is None else points
    return Entry("attention", commit_in(solution("attention"), definition), points)


def answers(method: str) -> Entry:
    """A tokenizer whose every answer is what this method body gives."""
    body = textwrap.indent(code(method), " " * 8)
    source = f"""import sys


class SimpleTokenizer:
    vocab_size = 4

    def __init__(self, text):
        self.text = text

    def encode(self, text):
{body}
    def decode(self, ids):
{body}
    @property
    def chars(self):
        ids = text = self.text
{body}"""
    return Entry("tokenizer", source, 0)
