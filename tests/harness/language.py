"""In which language the kata speaks: English, or Chinese with `KATA_LANG=zh` or such a locale.

What is translated: hints, the advice of known mistakes, lessons, what each graded test promises,
and what reports, commands, the training program and the pictures say. What has no translation is
told in English: the fact that a test notices where it compares nothing ("the input was changed in
place"), what Python and the learner's own code say, and every `--help`.
"""

from __future__ import annotations

import importlib
import os
import re
import unicodedata
from collections.abc import Mapping

from reference.sentence import Sentence
from tests.harness.words import WORDS
from tests.stages import ROOT, Stage

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as POSIX has it
STOPS = "，。、；：！？）》」』"
CLOSING = STOPS + "”’…,.;:!?)]"  # never the first of a line
STARTS = "（《「『“‘"
OPENING = STARTS + "(["  # never the last of a line


def chosen(environ: Mapping[str, str] = os.environ) -> str:
    """`zh` or `en`: `KATA_LANG`, else the locale."""
    names = ("KATA_LANG", *LOCALE)
    wanted = next((environ[name] for name in names if environ.get(name)), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


def tell(text: str, language: str) -> str:
    """A sentence and its parts in this language; other text as it is."""
    if language != "zh" or not isinstance(text, Sentence):
        return str(text)
    own = WORDS.get(text.text, text.text)
    return own.format(*(tell(field, language) for field in text.fields))


def say(text: str, language: str, *fields) -> str:
    """One of the fixed sentences, its holes filled in."""
    return tell(Sentence(text, *fields), language)


# -- lessons -----------------------------------------------------------------------------------


def lesson(stage: str, language: str) -> str:
    """The path of a stage's lesson, from the folder of the kata."""
    translated = f"exercises/lessons/{language}/{stage}.md"
    exists = language != "en" and (ROOT / translated).is_file()
    return translated if exists else f"exercises/lessons/{stage}.md"


def title(stage: Stage, language: str) -> str:
    """What a stage is called: the first heading of its translated lesson, where there is one."""
    path = lesson(stage.name, language)
    return stage.title if path == lesson(stage.name, "en") else headings(path)[0]


def place(stage: str, heading: str, language: str) -> str:
    """A lesson and a heading in it; an English heading has its translation at the same place."""
    path = lesson(stage, language)
    english, own = headings(lesson(stage, "en")), headings(path)
    known = heading in english and len(own) == len(english)
    return f"{path}: {own[english.index(heading)] if known else heading}"


def headings(path: str) -> list[str]:
    """The headings of a lesson in their order; none where there is no such file."""
    file = ROOT / path
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    outside = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^#+ +(.*?) *$", outside, flags=re.MULTILINE)


# -- graded tests ------------------------------------------------------------------------------


def promise(test: str, sentence: str, stage: str, language: str) -> str:
    """What a graded test promises: its own English sentence where that is not translated.

    The table is read here, where a learner looks on: results are data, and stay English.
    """
    if not (ROOT / "tests" / "graded" / language / f"{stage}.py").is_file():
        return sentence
    translated = importlib.import_module(f"tests.graded.{language}.{stage}").CLAIMS
    return translated.get(test, sentence)


# -- lines of text -----------------------------------------------------------------------------


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Like `textwrap.wrap`, for Chinese too: two columns a character, no blanks to break at."""
    lines = [indent]
    for piece in pieces(text):
        if columns(lines[-1] + piece.rstrip()) > width and lines[-1].strip():
            lines.append(indent)
        lines[-1] += piece.lstrip() if lines[-1] == indent else piece
    return [line.rstrip() for line in lines if line.strip()]


def fold(text: str, width: int) -> list[str]:
    """The very same text in lines of at most so many columns, ended after a blank if there is one.

    For what must be read as it is, such as a string with two blanks.
    """
    lines = []
    while columns(text) > width:
        end = next(i for i in range(len(text), 0, -1) if columns(text[:i]) <= width)
        end = text.rfind(" ", end // 2, end) + 1 or end
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]


def pieces(text: str) -> list[str]:
    """The text in parts between which a line may end, line ends of the source joined."""
    wide = r"[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
    within = rf"(?<={wide})\s*\n\s*(?={wide})|(?<=[{STOPS}])\s*\n\s*|\s*\n\s*(?=[{STARTS}])"
    flowing = re.sub(within, "", text.strip())
    flowing = re.sub(r"\s+", " ", flowing)
    closing, opening = re.escape(CLOSING), re.escape(OPENING)
    narrow = rf"(?:(?!{wide})\S)"
    return re.findall(rf"[{opening}]*(?:{wide}|{narrow}+)[{closing}]* *", flowing)


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
