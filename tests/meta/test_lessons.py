"""Lessons and hints: what they show is true, and both languages teach the same."""

import ast
import doctest
import importlib
import re

import pytest

from tests import hints, mistakes
from tests.harness.language import headings
from tests.stages import ROOT, STAGE_OF, STAGES

LESSONS = "exercises/lessons"
LANGUAGES = {"en": LESSONS, "zh": f"{LESSONS}/zh"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")
CITED = re.compile(r"https?://\S+|arXiv:\S+|(?:sections?|equations?|§|第) ?[\d.]+")
QUOTED = re.compile(r"`([^`]+)`")
COPIED = 25  # a line of this length that stands in a solution gives its code away
LONGEST = 4 * 60  # lines: four screens
WIDEST = 105

TAUGHT = [stage.name for stage in STAGES if (ROOT / LESSONS / f"{stage.name}.md").is_file()]
BOTH = [(stage, language) for stage in TAUGHT for language in LANGUAGES]
HINTED = [
    (name, language) for name, s in STAGE_OF.items() if s.name in TAUGHT for language in LANGUAGES
]


def text(stage: str, language: str) -> str:
    return (ROOT / LANGUAGES[language] / f"{stage}.md").read_text(encoding="utf-8")


def code(stage: str, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text(stage, language)) if kind == "python"]


@pytest.mark.parametrize(("stage", "language"), BOTH)
def test_every_code_block_gives_what_it_shows(stage, language):
    blocks = code(stage, language)
    assert blocks
    assert [block for block in blocks if ">>> " not in block] == []
    whole = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, stage, f"{stage}.md", 0)
    told = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(whole, out=told.append)
    assert failed == 0, "".join(told)


@pytest.mark.parametrize(("stage", "language"), BOTH)
def test_every_decimal_number_is_shown_by_a_block(stage, language):
    taught = text(stage, language).rpartition("\n## ")[0]  # the last section names the sources
    prose = BLOCK.sub(lambda block: "" if block[1] == "python" else block[2], taught)
    prose = CITED.sub("", prose)
    shown = "\n".join(code(stage, language))
    numbers = set(re.findall(r"(?<![\w.])\d+\.\d+(?![\w.]*\w)", prose))
    assert sorted(number for number in numbers if number not in shown) == []


@pytest.mark.parametrize("stage", TAUGHT)
def test_a_lesson_is_read_in_one_sitting(stage):
    lines = text(stage, "en").splitlines()
    assert len(lines) <= LONGEST
    assert [line for line in lines if len(line) > WIDEST] == []


@pytest.mark.parametrize("stage", TAUGHT)
def test_both_languages_have_the_same_headings_and_code(stage):
    levels = [re.findall(r"^(#+) ", BLOCK.sub("", text(stage, lang)), re.M) for lang in LANGUAGES]
    assert levels[0] == levels[1]
    assert code(stage, "en") == code(stage, "zh")
    chinese = headings(f"{LANGUAGES['zh']}/{stage}.md")
    assert [heading for heading in chinese if not CHINESE.search(heading)] == []
    assert not CHINESE.search("".join(headings(f"{LESSONS}/{stage}.md")))


@pytest.mark.parametrize("stage", TAUGHT)
def test_every_heading_that_advice_names_is_there(stage):
    named = {known.read for known in mistakes.of_stage(stage) if known.read}
    assert named - set(headings(f"{LESSONS}/{stage}.md")) == set()


def test_translated_advice_is_that_of_a_known_mistake():
    for stage in STAGES:
        if (ROOT / "tests" / "mistakes" / "zh" / f"{stage.name}.py").is_file():
            translated = importlib.import_module(f"tests.mistakes.zh.{stage.name}").ADVICE
            assert set(translated) - {known.id for known in mistakes.of_stage(stage.name)} == set()
            assert [id for id, advice in translated.items() if not CHINESE.search(advice)] == []


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES if not stage.optional])
def test_every_mistake_of_a_core_stage_has_chinese_advice_with_the_same_code(stage):
    bank = mistakes.of_stage(stage)
    assert [known.id for known in bank if not CHINESE.search(mistakes.advice(known, "zh"))] == []
    lost = {
        known.id: [code for code in QUOTED.findall(known.advice) if code not in chinese]
        for known in bank
        for chinese in [mistakes.advice(known, "zh")]
    }
    assert {id: codes for id, codes in lost.items() if codes} == {}


@pytest.mark.parametrize(("stage", "language"), BOTH)
def test_links_lead_somewhere(stage, language):
    links = LINK.findall(text(stage, language))
    assert [link for link in links if not (ROOT / LANGUAGES[language] / link).exists()] == []


@pytest.mark.parametrize(("name", "language"), HINTED)
def test_every_public_name_has_hints_and_an_explanation(name, language):
    texts = hints.table(STAGE_OF[name].name if language == "en" else f"zh.{STAGE_OF[name].name}")
    own = texts.get(name, ())
    assert len(own) >= 4, "three hints at least, and the explanation"
    assert len(set(own)) == len(own)
    assert all(bool(CHINESE.search(one)) == (language == "zh") for one in own)
    assert len(own) == len(hints.texts(name, "en"))


@pytest.mark.parametrize("stage", TAUGHT)
def test_no_lesson_gives_the_code_away(stage):
    bodies = statements((ROOT / "solutions" / f"{stage}.py").read_text(encoding="utf-8"))
    given = {
        line.strip().removeprefix(">>> ") for line in "\n".join(code(stage, "en")).splitlines()
    }
    assert {line for line in bodies & given if len(line) >= COPIED} == set()


def statements(source: str) -> set[str]:
    """Every simple statement of a file, as `ast` writes it and as it stands there."""
    simple = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Assign | ast.Return)]
    return {ast.unparse(n) for n in simple} | {ast.get_source_segment(source, n) for n in simple}
