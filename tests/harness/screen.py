"""Where a learner reads: how wide it is, which colours it shows, in which language it speaks."""

from __future__ import annotations

import os
import shutil
import sys

from tests.harness import language
from tests.stages import Stage

WIDTH = 88  # of a line at most; a narrower terminal sets its own
MARKS = {"passed": "✓", "failed": "✗", "unwritten": "·"}
COLOURS = {
    "passed": "32",
    "failed": "31",
    "unwritten": "2",
    "bold": "1",
    "faint": "2",
    "hint": "36",
}


class Paint:
    """Colours where they are wanted, plain text elsewhere; and how wide a line may be."""

    def __init__(self, enabled: bool, width: int = WIDTH):
        self.enabled, self.width = enabled, width

    def __call__(self, colour: str, text: str) -> str:
        return f"\033[{COLOURS[colour]}m{text}\033[0m" if self.enabled else text


def wants_colour(stream=None) -> bool:
    """A terminal that can show colours, and no `NO_COLOR` (https://no-color.org)."""
    stream = stream or sys.stdout
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def screen() -> Paint:
    """The paint for where this process writes to, as it is now."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    return Paint(wants_colour(), max(40, min(WIDTH, columns)))


def show(lines: list[str]) -> None:
    """Print; a reader such as `head` or `less` may leave before the end."""
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:  # what is left goes nowhere, at the interpreter's end too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str, *fields) -> str:
    """One of the fixed sentences, its holes filled in, in the learner's language."""
    return language.say(text, language.chosen(), *fields)


def tell(text: str) -> str:
    """A sentence of somebody who does not know who reads it, in the learner's language."""
    return language.tell(text, language.chosen())


def named(stage: Stage) -> str:
    """What the stage is called in the learner's language."""
    return language.title(stage, language.chosen())
