"""In which language the kata speaks: English, or Chinese with `KATA_LANG=zh` or such a locale.

What is translated: hints, the advice of known mistakes, lessons, what reports and commands say.
What has no translation is told in English: what a claim says, and what was measured.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping

from tests.stages import ROOT, Stage

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as POSIX has it
REPLACED = (
    "Not passing yet: {}. This stage was tried with the finished files in their place, so it costs "
    "you no points here."
)
BROKEN = "Not passing yet: {}. This stage builds on it: mend it first."
WRITE = "Next: write {} ({}). Its docstring is its specification; {} tells the idea."
MEND = "Next: mend {}."
TRAIN = "Next: make train, your own model. Then, as you like, {} ({})."
NO_FILE = "Next: there is no {}; make reset-stage-{} brings the untouched exercise back."
NOT_IN_FILE = (
    "Next: {} is not in {}. make reset-stage-{} brings the untouched exercise back; yours is kept."
)
NO_BREAKPOINT = "breakpoint() needs a terminal of its own: make test-stage-{}. Going on without it."
NOT_YET = (
    "Stage {0} has {1} of {2} points. The finished solution teaches most after the pass: first "
    "make test-stage-{0}. To look all the same: make compare-stage-{0} ANYWAY=1"
)
NAN = " The numbers are lost: once there is a nan, it spreads."
BELOW_THE_FLOOR = (
    " The floor of this text is {}: nobody can be better without seeing the answer, so the loss "
    "lies. Read the text."
)
NOT_TRAINED = (
    "{} cannot be tried here: it lives in {}, which the training program does not use. Its claim "
    "shows it."
)
WORDS = {
    "Stage {} · {}": "第 {} 阶段 · {}",
    "not in the file": "文件里没有",
    "not written yet": "还没有写",
    "{} is not written yet": "{} 还没有写",
    REPLACED: "还没有通过：{}。这一阶段是用现成的文件代替它来试的，所以不扣你这里的分。",
    BROKEN: "还没有通过：{}。这一阶段建在它上面：先修好它。",
    "the file cannot be run": "文件运行不了",
    "fact": "事实",
    "call": "调用",
    "expected": "应得",
    "got": "实得",
    "where": "位置",
    "your code": "你的代码",
    "printed": "打印",
    "Measured": "测得",
    "Failing too in {}: {} more.": "{} 还有 {} 条没有通过。",
    "For the same reason: {}.": "同一个原因：{}。",
    "{} of {} points.": "得分 {}/{}。",
    "Stage passed.": "这一阶段通过了。",
    "Next: {} ({}).": "下一步：{}（{}）。",
    TRAIN: "下一步：make train，训练你自己的模型。然后，愿意的话，{}（{}）。",
    "press n for stage {}": "按 n 进入第 {} 阶段",
    NO_FILE: "下一步：没有 {} 这个文件；make reset-stage-{} 可以恢复空的练习。",
    NOT_IN_FILE: "下一步：{} 不在 {} 里。make reset-stage-{} 可以恢复空的练习，你的文件会留着。",
    "Next: make test-stage-{} ({}).": "下一步：make test-stage-{}（{}）。",
    "Last run: stage {}, {}.": "上一次运行：第 {} 阶段，{}。",
    "Every stage passes.": "所有阶段都通过了。",
    WRITE: "下一步：写 {}（{}）。它的文档字符串就是全部要求；思路见 {}。",
    MEND: "下一步：修好 {}。",
    " Then run make test-stage-{} again.": "然后再运行一次 make test-stage-{}。",
    " Then save.": "然后存盘。",
    "What else there is to test in {} was not tried.": "{} 的其余测试没有运行。",
    "watching exercises/{}": "正在盯着 exercises/{}",
    NO_BREAKPOINT: "breakpoint() 需要一个自己的终端：请用 make test-stage-{}。先不停下，接着运行。",
    "h hint · n next · l list · 1-9 jump · c compare · r run again · q quit": (
        "h 提示 · n 下一阶段 · l 列表 · 1-9 跳到 · c 对照 · r 再运行 · q 退出"
    ),
    "make watch needs a terminal; without one, run make test-stage-N.": (
        "make watch 要在终端里用；没有终端，请运行 make test-stage-N。"
    ),
    "Bye. make progress shows how far you are.": "再见。make progress 可以看到你走到哪里了。",
    "trying {} …": "正在试 {} …",
    "\nStopped.": "\n已停下。",
    NOT_YET: (
        "第 {0} 阶段现在是 {1}/{2} 分。现成的答案，通过以后再看收获最大：先 make test-stage-{0}。"
        "一定要现在看：make compare-stage-{0} ANYWAY=1"
    ),
    "Stage {}: {} beside the finished one": "第 {} 阶段：{} 与现成的答案对照",
    "the same results on the graded inputs": "在计分的输入上，结果相同",
    "other results on the graded inputs": "在计分的输入上，结果不同",
    " (as right: it passes)": "（同样是对的：测试通过了）",
    "- yours": "- 你的",
    "+ the finished one": "+ 现成的",
    "Every body is the same.": "每个函数体都一样。",
    "There is no finished solution in this folder to compare with.": "这里没有现成的答案可以对照。",
    "There is no {} to compare.": "没有 {}，无从对照。",
    "{} cannot be read: {}": "{} 读不了：{}",
    "Which stage? One of 1 to {}.": "哪个阶段？从 1 到 {}。",
    "Put {} back as it was? Yours is kept. [y/N] ": "把 {} 恢复原样？你的文件会留着。[y/N] ",
    "Nothing was changed.": "什么都没有改。",
    "{} is untouched already.": "{} 本来就没有动过。",
    "{} is as it was at first.": "{} 已恢复原样。",
    "Your file is now {}.": "你的文件现在是 {}。",
    "step": "步",
    "loss": "损失",
    "curve": "曲线",
    "right": "正确",
    "mistaken": "有错",
    "--- Text from the {} model ---": "--- {}的模型写的文本 ---",
    "(none)": "（没有）",
    "Nothing could be trained: {}.": "训练不了：{}。",
    "With the mistake nothing can be trained: {}.": "带着这个错误，什么也训练不了：{}。",
    "Validation loss: {} with the mistake, {} without.": "验证损失：有错的 {}，正确的 {}。",
    NAN: "数值全丢了：只要出现一个 nan，它就会传开。",
    BELOW_THE_FLOOR: (
        "这份文本的下限是 {}：不偷看答案，谁也不可能更低，所以这个损失在骗人。读一读它写的文本。"
    ),
    " It learns less, or more slowly.": "它学得更少，或者更慢。",
    " The loss alone does not show this mistake; a test has to.": (
        "单看损失，看不出这个错误；要靠测试。"
    ),
    "One of these: make lab MISTAKE=id. To begin with:": (
        "任选一个：make lab MISTAKE=id。可以先试："
    ),
    "There is no mistake {}; make lab lists them.": "没有 {} 这个错误；make lab 会列出所有的。",
    NOT_TRAINED: "{} 在这里试不了：它在 {} 里，训练程序用不到那个文件。它自己的测试会查出它。",
    "There is no checkpoint {}; make train writes one.": "没有检查点 {}；make train 会写一个。",
    "{} is no checkpoint that make train wrote ({}).": "{} 不是 make train 写的检查点（{}）。",
    "The loss only: the other pictures are of the simple model.": (
        "只画损失：别的图是给简单模型的。"
    ),
    "The model knows no character of {}: choose another PROMPT.": (
        "{} 里没有一个字符是模型认得的：换一个 PROMPT。"
    ),
    "Drawn for {}: all that the model can read of it.": "画的是 {}：模型只读得了这些。",
    "Known mistake": "已知错误",
    "a mistake of": "错在",
    "Read": "请读",
    "Hint {} of {} for {}": "{2} 的提示 {0}/{1}",
    "{} passes. What it was about:": "{} 已通过。它的要点：",
    "That was the last hint. The lesson tells more: {}": "提示到此为止。课文里讲得更多：{}",
    "There are no hints for {}. The lesson: {}": "{} 没有提示。课文：{}",
}
STOPS = "，。、；：！？）》」』"
CLOSING = STOPS + "”’…,.;:!?)]"  # never the first of a line
STARTS = "（《「『“‘"
OPENING = STARTS + "(["  # never the last of a line


def chosen(environ: Mapping[str, str] = os.environ) -> str:
    """`zh` or `en`: `KATA_LANG`, else the locale."""
    names = ("KATA_LANG", *LOCALE)
    wanted = next((environ[name] for name in names if environ.get(name)), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


def say(text: str, language: str) -> str:
    """One of the fixed sentences, with holes where something is filled in."""
    return WORDS[text] if language == "zh" else text


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
