"""What `make watch`, `progress`, `hint`, `compare` and `reset` say."""

WORDS = {
    "Next: make test-stage-{} ({}).": "下一步：make test-stage-{}（{}）。",
    "Last run: stage {}, {}.": "上一次运行：第 {} 阶段，{}。",
    "Every stage passes.": "所有阶段都通过了。",
    "watching exercises/{}": "正在盯着 exercises/{}",
    "breakpoint() needs a terminal of its own: make test-stage-{}. Going on without it.": (
        "breakpoint() 需要一个自己的终端：请用 make test-stage-{}。先不停下，接着运行。"
    ),
    "h hint · n next · l list · 1-9, 0 (10) jump · c compare · r run again · q quit": (
        "h 提示 · n 下一阶段 · l 列表 · 1-9、0（10）跳到 · c 对照 · r 再运行 · q 退出"
    ),
    "make watch needs a terminal; without one, run make test-stage-N.": (
        "make watch 要在终端里用；没有终端，请运行 make test-stage-N。"
    ),
    "Bye. make progress shows how far you are.": "再见。make progress 可以看到你走到哪里了。",
    "trying {} …": "正在试 {} …",
    "\nStopped.": "\n已停下。",
    (
        "Stage {0} has {1} of {2} points. The finished solution teaches most after the pass: "
        "first make test-stage-{0}. To look all the same: make compare-stage-{0} ANYWAY=1"
    ): (
        "第 {0} 阶段现在是 {1}/{2} 分。现成的答案，通过以后再看收获最大："
        "先 make test-stage-{0}。一定要现在看：make compare-stage-{0} ANYWAY=1"
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
    "Hint {} of {} for {}": "{2} 的提示 {0}/{1}",
    "{} passes. What it was about:": "{} 已通过。它的要点：",
    "That was the last hint. The lesson tells more: {}": "提示到此为止。课文里讲得更多：{}",
    "There are no hints for {}. The lesson: {}": "{} 没有提示。课文：{}",
}
