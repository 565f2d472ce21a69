"""The mistake lab and the pictures: what they show, and what they say where they cannot."""

import importlib
import math
import re
from pathlib import Path

import pytest
from matplotlib import font_manager, rcParams
from matplotlib.image import imread
from matplotlib.text import Text

from tests import mistakes
from tests.harness import fonts, lab, language, plots
from tests.harness.screen import Paint
from tests.stages import BY_NAME

NAN = math.nan


def sides(wrong: float, right: float = 0.3, **facts) -> list[lab.Side]:
    found = [lab.Side(name, Path(), validation=loss, floor=0.2) for name, loss in
             (("right", right), ("mistaken", wrong))]  # fmt: skip
    for name, value in facts.items():
        setattr(found[1], name, value)
    return found


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (0.1, "The floor of this text is 0.200: nobody can be better"),
        (0.6, "It learns less, or more slowly."),
        (0.3, "The loss alone does not show this mistake"),
        (NAN, "once there is a nan, it spreads"),
    ],
)
def test_the_verdict_follows_from_the_numbers(wrong, says):
    told = lab.verdict(*sides(wrong))
    assert says in told
    assert "0.300 without" in told


def test_what_cannot_be_trained_says_why():
    assert "nothing can be trained: RuntimeError: no" in lab.verdict(
        *sides(NAN, error="RuntimeError: no")
    )


def test_the_curve_is_a_row_of_bars_and_a_nan_an_empty_place():
    assert lab.sparkline([4.0, 2.0, 1.0, NAN, 0.5], 9, 0.5, 4.0) == "█▆▃ ▁"
    assert lab.sparkline([1.0] * 5, 9, 1.0, 1.0) == "▁▁▁▁▁"
    assert len(lab.sparkline([1.0] * 1000, 48, 0.5, 2.0)) <= 48


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_the_list_has_every_mistake_that_can_be_trained_and_fits(tongue, monkeypatch):
    monkeypatch.setenv("KATA_LANG", tongue)
    lines = lab.listing(Paint(False, 80))
    words = " ".join(lines).split()
    for stage in lab.TRAINED:
        assert {known.id for known in mistakes.of_stage(stage)} <= set(words)
    assert max(map(language.columns, lines)) <= 80
    assert words[-len(lab.FIRST) :] == list(lab.FIRST)


@pytest.mark.parametrize("name", lab.FIRST)
def test_the_first_experiments_change_the_model_that_trains(name, tmp_path):
    known = mistakes.by_id(name)
    right = lab.build(tmp_path / "right", None) / lab.ROOM / known.stage.file
    wrong = lab.build(tmp_path / "wrong", known) / lab.ROOM / known.stage.file
    assert known.stage.name in lab.TRAINED
    assert right.read_text() != wrong.read_text()


def test_the_end_is_told_in_the_learners_language(monkeypatch):
    monkeypatch.setenv("KATA_LANG", "zh")
    known = mistakes.by_id("attention-not-scaled")
    told = "".join(lab.closing(known, sides(0.6, sample="text"), Paint(False, 80)))
    assert "--- 有错的模型写的文本 ---text" in told
    assert "验证损失：有错的 0.600，正确的 0.300。它学得更少" in told
    assert "你的分数没有除以 √D" in told


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [("nonsense", 2, "make lab lists them"), ("bpe", 1, "the training program does not use")],
)
def test_what_cannot_be_tried_is_told_in_a_sentence(name, code, says, capsys):
    known = next(iter(mistakes.of_stage(name))).id if name in BY_NAME else name
    assert lab.main([known]) == code
    assert says in capsys.readouterr().err


# -- pictures ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    program = importlib.import_module("solutions.simple_llm")
    out = tmp_path_factory.mktemp("run") / "model.safetensors"
    small = ["--d-model=8", "--n-heads=2", "--n-layers=1", "--batch=4", "--steps=24"]
    assert program.main(["train", *small, "--out", str(out)]) == 0
    return out


def test_the_checks_are_spread_evenly_and_the_last_is_at_the_end(checkpoint):
    steps = [point[0] for point in plots.load(checkpoint).curve]
    assert steps == list(range(2, 25, 2))


def test_every_picture_is_drawn(checkpoint, tmp_path, capsys):
    arguments = [f"--checkpoint={checkpoint}", f"--out={tmp_path}"]
    assert plots.main(arguments) == 0
    for name in plots.PICTURES:
        height, width = imread(tmp_path / f"{name}.png").shape[:2]
        assert min(height, width) > 400
    assert capsys.readouterr().out.count(".png") == len(plots.PICTURES)


def test_what_the_model_cannot_read_is_left_out_and_told(checkpoint, tmp_path, capsys):
    arguments = [f"--checkpoint={checkpoint}", f"--out={tmp_path}", "--prompt", "中Lily"]
    assert plots.main(arguments) == 0
    assert "Drawn for 'Lily'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("--checkpoint=nowhere", "make train writes one"),
        ("--checkpoint=README.md", "is no checkpoint that make train wrote"),
        ("--prompt=中", "choose another PROMPT"),
        ("--out=/proc/nowhere", "/proc/nowhere"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_line(option, says, checkpoint, capsys):
    assert plots.main([f"--checkpoint={checkpoint}", option]) == 1
    told = capsys.readouterr().err
    assert says in told
    assert len(told.splitlines()) == 1


@pytest.fixture
def installed(monkeypatch):
    """Pretends that only these fonts are there."""

    def pretend(*names):
        entries = [font_manager.FontEntry(fname=f"{name}.ttf", name=name) for name in names]
        monkeypatch.setattr(font_manager.fontManager, "ttflist", entries)

    return pretend


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        (["DejaVu Sans"], None),
        (["DejaVu Sans", "SimHei"], "SimHei"),
        (["SimHei", "Microsoft YaHei", "Arial"], "Microsoft YaHei"),
        (["Noto Sans CJK JP", "Noto Sans CJK SC"], "Noto Sans CJK SC"),
        (["DejaVu Sans", "Noto Sans CJK JP"], "Noto Sans CJK JP"),
    ],
)
def test_the_best_chinese_font_that_is_installed_is_added(there, chosen, installed):
    installed(*there)
    assert fonts.chinese_font() == chosen
    assert fonts.families() == [*rcParams["font.family"], *filter(None, [chosen])]


def words_of(figure) -> str:
    """All the text in a picture."""
    return "\n".join(text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize(
    ("font", "says"),
    [
        ("SimHei", ["损失", "均匀 3.74", "层，第", "概率", "温度 0.5", "位置", "余弦"]),
        (None, ["loss", "uniform 3.74", "layer 1", "probability", "temperature 0.5", "position"]),
    ],
)
def test_pictures_are_chinese_where_a_font_is(font, says, checkpoint, installed, monkeypatch):
    monkeypatch.setenv("KATA_LANG", "zh")
    installed("DejaVu Sans", *filter(None, [font]))
    trained, told = plots.load(checkpoint), ""
    for draw in plots.PICTURES.values():
        figure = draw(trained, "Lily")
        told += words_of(figure)
        plots.plt.close(figure)
    assert all(word in told for word in says)
    if font:
        assert set(re.findall(r"[A-Za-z]{2,}", told)) <= {"Lily", "mathdefault"}
    else:
        assert re.findall(r"[\u4e00-\u9fff]", told) == []


@pytest.mark.skipif(not fonts.chinese_font(), reason="no font with Chinese characters here")
def test_no_character_is_drawn_as_a_box(checkpoint, tmp_path, monkeypatch, recwarn):
    monkeypatch.setenv("KATA_LANG", "zh")
    assert plots.main([f"--checkpoint={checkpoint}", f"--out={tmp_path}"]) == 0
    assert [str(found.message) for found in recwarn if "Glyph" in str(found.message)] == []
