"""The kata in two languages, and hints one after the other."""

import ast
import importlib
import json
import pickle
import re
from collections import Counter
from copy import deepcopy

import pytest

from reference import corpus
from reference.sentence import Sentence
from tests import hints, mistakes
from tests.harness import hint, language, words
from tests.harness.claims import claims_of
from tests.harness.report import stage_report
from tests.harness.screen import Paint
from tests.harness.words import WORDS
from tests.meta.bench import changed, graded, solutions
from tests.stages import BY_NAME, ROOT, STAGES

PLAIN = Paint(False)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
each_stage = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "KATA_LANG": "en"}, "en"),
        ({"LANG": "C", "KATA_LANG": "zh"}, "zh"),
        ({"KATA_LANG": "", "LANG": "zh"}, "zh"),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_locale(environ, expected):
    assert language.chosen(environ) == expected


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一种“软”\n的查表\n（字典）", 40, ["一种“软”的查表（字典）"]),
        ("每个 token\n都有 D\n个特征", 40, ["每个 token 都有 D 个特征"]),
        ("one two three", 8, ["one two", "three"]),
        ("先看 分数，再看\n   权重。", 8, ["先看 分", "数，再看", "权重。"]),
        ("每一行（`dim`）的和是 1。", 10, ["每一行", "（`dim`）", "的和是 1。"]),
        ("一句。\n`x` 是", 40, ["一句。`x` 是"]),
        ("a_word_longer_than_the_line x", 8, ["a_word_longer_than_the_line", "x"]),
    ],
)
def test_lines_break_where_the_language_allows(text, width, lines):
    assert language.wrap(text, width) == lines


def test_a_place_in_a_lesson_is_named_in_the_learners_language():
    english = language.place("attention", "Scaling", "en")
    chinese = language.place("attention", "Scaling", "zh")
    assert english == "exercises/lessons/attention.md: Scaling"
    path, _, heading = chinese.partition(": ")
    assert path == "exercises/lessons/zh/attention.md"
    own = (ROOT / path).read_text(encoding="utf-8")
    assert f"## {heading}\n" in own
    assert heading != "Scaling"


def test_a_heading_or_lesson_without_translation_is_named_in_english():
    assert language.place("attention", "Nowhere", "zh").endswith(": Nowhere")
    assert language.lesson("nothing", "zh") == "exercises/lessons/nothing.md"


def test_advice_in_chinese_is_shown_where_there_is_some(monkeypatch):
    known = mistakes.by_id("attention-not-scaled")
    monkeypatch.setenv("KATA_LANG", "zh")
    monkeypatch.setattr(mistakes, "advice", lambda _known, tongue: f"{tongue} 除以根号 D。")
    result = graded("attention", changed("attention", (" / math.sqrt(q.shape[-1])", "")))
    text = "\n".join(stage_report(result, solutions(), PLAIN))
    assert f"已知错误: {known.id}" in text
    assert "zh 除以根号 D。" in text
    assert language.place("attention", known.read, "zh") in text


def test_advice_without_translation_is_the_english_one():
    known = mistakes.by_id("attention-not-scaled")
    assert mistakes.advice(known, "xx") == known.advice


# -- the fixed sentences -----------------------------------------------------------------------

ROOMS, PROGRAMS = ("exercises", "solutions"), ("simple_llm", "gpt2_text")
HARNESS = sorted((ROOT / "tests" / "harness").rglob("*.py"))
SPEAKERS = [
    *(path for path in HARNESS if path.parent.name != "words"),
    *(ROOT / room / f"{name}.py" for room in ROOMS for name in PROGRAMS),
    ROOT / "reference" / "corpus.py",
    ROOT / "tests" / "plugin.py",
]
LITERAL = (ast.Constant, ast.Tuple, ast.Dict)
SAYING = {"say", "screen.say", "language.say", "caption", "Sentence", "with_names"}


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in SPEAKERS]


def texts(node: ast.AST) -> set[str]:
    """Every piece of text in it."""
    found = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return {value for value in found if isinstance(value, str)}


def said() -> set[str]:
    """What the speakers hand over to be told, as it stands there or under a name of the file."""
    found = set()
    for tree in trees():
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        handed = [call.args[0] for call in calls if ast.unparse(call.func) in SAYING and call.args]
        names = {part.id for node in handed for part in ast.walk(node) if hasattr(part, "id")}
        assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
        meant = [node.value for node in assigned if names & {ast.unparse(t) for t in node.targets}]
        plain = [node for node in (*handed, *meant) if isinstance(node, LITERAL)]
        found |= {text for node in plain for text in texts(node)}
    return found


def test_every_fixed_sentence_has_its_translation():
    assert len(said()) > 200
    with_words = {text for text in said() if re.search(r"[^\W\d_]", text)}
    assert with_words - set(WORDS) - set(PROGRAMS) == set()


def test_nothing_is_translated_that_nobody_says_or_twice():
    everything = set().union(*map(texts, trees()), levels())
    assert set(WORDS) - everything == set()
    assert len(WORDS) == sum(len(speaker.WORDS) for speaker in words.SPEAKERS)


def test_a_translation_has_the_same_holes_and_no_english():
    for english, chinese in WORDS.items():
        holes = {match[1] or match.start() for match in re.finditer(r"{(\d*)}", english)}
        marks = [f"\N{LEFT FLOOR}{i}\N{RIGHT FLOOR}" for i in range(len(holes))]
        for filled in (english.format(*marks), chinese.format(*marks)):
            assert all(mark in filled for mark in marks), english
        assert latin(chinese) <= KEPT, english


def latin(text: str) -> set[str]:
    """Words in Latin letters; a single letter is a name."""
    return set(re.findall(r"[A-Za-z][A-Za-z_.-]*[A-Za-z]", text))


# what Chinese, too, writes in Latin letters: commands, options, files, names of the code
KEPT = latin(
    "make compare-stage demo lab progress reset-stage test-stage test-stage-N train watch help "
    "ANYWAY DATA D_MODEL MISTAKE MODEL N_HEADS OUT PRECISION PROMPT TARGET modern pydoc solutions "
    "stories exercises merges.txt pydoc_data.topics vocab.json GPT Python UTF breakpoint float id "
    "nan None token"
)


def levels() -> set[str]:
    """The names of the losses that a model's loss is read against."""
    return {name for data in ("stories", "pydoc") for name in corpus.load(data).levels}


def test_every_level_has_a_chinese_name():
    assert levels() <= set(WORDS)


def test_a_sentence_is_english_text_and_keeps_its_parts_when_copied():
    inner = Sentence("item {}", 2)
    whole = Sentence("{} of {} results are wrong, first {}", 1, 3, inner)
    assert whole == "1 of 3 results are wrong, first item 2"
    assert json.dumps(whole) == f'"{whole}"'
    for copy in (deepcopy(whole), pickle.loads(pickle.dumps(whole))):
        assert language.tell(copy, "en") == whole
        told = language.tell(copy, "zh")
        assert told == "3 个结果里有 1 个不对，第一个是 第 2 项（从 0 数起）"
    assert language.tell("plain {} text", "zh") == "plain {} text"
    assert language.say("no translation of {}", "zh", 3) == "no translation of 3"


@pytest.mark.parametrize(
    ("code", "tells"),
    [
        ("def softmax(x, dim=-1):\n    raise NotImplementedError", "下一步：写 softmax（"),
        ("def softmax(x, dim=-1):\n    return x.nothing", "    事实      AttributeError: "),
        ("def softmax(x, dim=-1):\n    return 1.7 * x", "    你的代码  solutions/attention.py:"),
        ("def softmax(x, dim=-1):\n    return 1.7 * x", "测得: "),
        ("def softmax(x:", "solutions/attention.py: 文件运行不了"),
    ],
)
def test_a_report_in_chinese_has_no_fixed_word_in_english(code, tells, monkeypatch):
    monkeypatch.setenv("KATA_LANG", "zh")
    files = solutions() | {"attention": ("solutions/attention.py", code.encode())}
    text = "\n".join(stage_report(graded("attention", files), files, PLAIN))
    assert tells in text
    assert re.findall(r"Stage \d ·|Next:|points|not (?:written|in the file)|Failing", text) == []
    assert "第 2 阶段 · 注意力：" in text


# values and code; and a fact is Python's own or the test's, which is told in English
EVIDENCE = tuple(f"    {WORDS[key]} " for key in ("fact", "call", "expected", "got", "your code"))
TABLE = re.compile(r"  [✓✗·] \w+ +[✓✗·]+ +\d+/\d+")  # a function, its claims, its points


def prose(report: list[str]) -> str:
    """A report without its evidence and the list on top."""
    told = [line for line in report if not line.startswith((*EVIDENCE, " " * 14))]
    return "\n".join(line for line in told if not TABLE.match(line))


@each_stage
def test_a_red_report_in_chinese_has_no_english_word_outside_code(stage, monkeypatch):
    monkeypatch.setenv("KATA_LANG", "zh")
    monkeypatch.setattr(mistakes, "advice", lambda _known, _tongue: "建议。")
    known = next(m for m in mistakes.of_stage(stage.name) if m.numpy and m.commits)
    files = changed(stage.name, known.commits[0])
    result = graded(stage.name, files)
    result.finished, result.broken = ["tokenizer", "attention"], ["block", "model"]
    told = stage_report(result, files, Paint(False, 80))
    lesson = language.place(stage.name, known.read, "zh")
    code = latin(f"{known.id} {known.of} {lesson} {stage.file} {files[stage.name][0]}")
    code |= latin("tokenizer.py attention.py block.py model.py") | set(stage.points)
    assert left_over(prose(told)) - code - KEPT == set()
    assert "tokenizer.py、attention.py。" in "\n".join(told)
    assert "block.py、model.py。" in "\n".join(told)


def test_functions_in_a_chinese_report_are_joined_as_in_chinese(monkeypatch):
    monkeypatch.setenv("KATA_LANG", "zh")
    broken = changed("attention", "def softmax(x, dim=-1):\n    return x.nothing")
    text = "\n".join(stage_report(graded("attention", broken), broken, PLAIN))
    assert "同一个原因：attention_weights、scaled_dot_product_attention、" in text


def test_a_stage_without_a_translated_lesson_keeps_its_title(monkeypatch):
    stage = BY_NAME["attention"]
    assert language.title(stage, "en") == language.title(stage, "xx") == stage.title
    assert language.title(stage, "zh").startswith("注意力")


# -- what graded tests promise -----------------------------------------------------------------

# code by its form: in backquotes, a call or a shape, an attribute or file, a number, a name with _
# or capitals inside, a single capital letter
CODE = re.compile(
    r"`[^`]+`"
    r"|\w*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(?:\[\w+\])?"
    r"|\w*(?:\.[a-z]\w+)+"
    r"|-?\d[\d,.e-]*\d|\d"
    r"|\b(?:\w+\.)*\w*(?:_|\d|[a-z][A-Z]|[A-Z]{2})\w*(?:\.\w+)*"
    r"|\b[A-Z]\b",
    re.ASCII,
)
# code that looks like a word, and what Chinese writes in Latin letters too
NAMES = latin(
    "True False None abc ll beta betas chars closure decode dim dropout emoji endoftext eps "
    "evaluate gate inf ln log logit logits lr max nan safetensors sigmoid silu softmax tanh theta "
    "torch upstream vocab"
)
# names in one sentence, English words in another
AT_TIMES = latin(
    "attention bias down encode float id int merges position temperature token up weight"
)


def lost(english: str, chinese: str) -> list[str]:
    """The code of an English sentence that its translation does not have."""
    gone = Counter(CODE.findall(english)) - Counter(CODE.findall(chinese))
    return [*gone, *(name for name in latin(english) & NAMES if name not in chinese)]


def left_over(chinese: str) -> set[str]:
    """The English words of a Chinese sentence."""
    return latin(CODE.sub("", chinese)) - NAMES - AT_TIMES


@each_stage
def test_every_claim_has_one_sentence_in_chinese_in_the_order_of_its_file(stage):
    table = importlib.import_module(f"tests.graded.zh.{stage.name}").CLAIMS
    assert list(table) == [claim.name for claim in claims_of(stage)]
    source = (ROOT / "tests" / "graded" / "zh" / stage.file).read_text(encoding="utf-8")
    assert [name for name in table if source.count(f'"{name}"') != 1] == []
    assert [name for name, told in table.items() if not CHINESE.search(told)] == []


@each_stage
def test_what_a_claim_promises_has_the_same_code_and_no_english(stage):
    told = {
        claim.sentence: language.promise(claim.name, claim.sentence, stage.name, "zh")
        for claim in claims_of(stage)
    }
    wrong = {chinese: lost(english, chinese) for english, chinese in told.items()}
    assert {chinese: code for chinese, code in wrong.items() if code} == {}
    assert {chinese: left_over(chinese) for chinese in wrong if left_over(chinese)} == {}


@each_stage
def test_different_promises_differ_in_chinese_and_equal_ones_are_equal(stage):
    table = importlib.import_module(f"tests.graded.zh.{stage.name}").CLAIMS
    pairs = {(claim.sentence, table[claim.name]) for claim in claims_of(stage)}
    assert len(pairs) == len(dict(pairs)) == len({chinese for _, chinese in pairs})


def test_a_promise_without_translation_is_told_in_english():
    assert language.promise("test_x", "x is y", "attention", "en") == "x is y"
    assert language.promise("test_x", "x is y", "attention", "xx") == "x is y"
    assert language.promise("test_x", "x is y", "attention", "zh") == "x is y"
    claim = claims_of(BY_NAME["attention"])[0]
    assert language.promise(claim.name, claim.sentence, "attention", "en") == claim.sentence


# -- hints -------------------------------------------------------------------------------------

HOLE = "def causal_mask(T):\n    raise NotImplementedError"


@pytest.fixture
def notes(tmp_path, monkeypatch):
    monkeypatch.setattr(hint, "FILE", tmp_path / ".kata" / "hints.json")
    return hint.FILE


def shown(stage, files, notes, tongue="en"):
    result = graded(stage, files, diagnose=False)
    return "\n".join(hint.advance(result, notes, tongue, PLAIN))


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_hints_come_one_by_one_and_the_explanation_after_the_pass(tongue):
    counted, texts = {}, hints.hints("causal_mask", tongue)
    unwritten = changed("attention", HOLE)
    for text in (*texts, texts[-1]):
        told = shown("attention", unwritten, counted, tongue)
        assert language.wrap(text, 80, "  ")[0][:30] in told
    assert language.lesson("attention", tongue) in told
    broken = changed("attention", HOLE, "def merge_heads(x):\n    return x")
    first = shown("attention", broken, counted, tongue)
    assert "merge_heads" in first
    mended = changed("attention", "def merge_heads(x):\n    return x")
    explained = language.wrap(hints.explanation("causal_mask", tongue), 88, "  ")[0]
    assert explained in shown("attention", mended, counted, tongue)
    assert explained not in shown("attention", mended, counted, tongue), "told once"
    assert language.wrap(texts[0], 80, "  ")[0][:30] in shown(
        "attention", unwritten, counted, tongue
    )


def test_a_stage_that_passes_is_explained_function_by_function():
    told = shown("attention", solutions(), {})
    for name in ("softmax", "causal_mask", "MultiHeadAttention"):
        assert language.wrap(hints.explanation(name), 88, "  ")[0] in told


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"softmax": "x"}', '{"softmax": true}', "\0"])
def test_damaged_notes_begin_anew(damage, notes):
    hint.remember({"softmax": 2})
    assert hint.given() == {"softmax": 2}
    notes.write_text(damage, encoding="utf-8")
    assert hint.given() == {}


def test_a_hint_is_given_whatever_the_file_looks_like(notes, tmp_path, capsys):
    (tmp_path / "attention.py").write_text("def softmax(x:\n")
    assert hint.main(["2", f"--target={tmp_path}"]) == 0
    assert hint.given() == {"softmax": 1}
    assert hint.main(["2", f"--target={tmp_path}"]) == 0
    assert hint.given() == {"softmax": 2}
    assert "softmax" in capsys.readouterr().out


def test_what_the_learners_code_prints_is_not_shown(notes, tmp_path, capsys):
    (tmp_path / "attention.py").write_text("print('noise')\n")
    hint.main(["2", f"--target={tmp_path}"])
    assert "noise" not in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["99"], ["2", "--target=nowhere"]])
def test_what_cannot_be_hinted_is_told_in_a_sentence(arguments, notes, capsys):
    assert hint.main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
