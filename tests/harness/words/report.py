"""What the report of a stage says."""

WORDS = {
    "Stage {} · {}": "第 {} 阶段 · {}",
    "not in the file": "文件里没有",
    "not written yet": "还没有写",
    "{} is not written yet": "{} 还没有写",
    (
        "Not passing yet: {}. This stage was tried with the finished files in their place, "
        "so it costs you no points here."
    ): "还没有通过：{}。这一阶段是用现成的文件代替它来试的，所以不扣你这里的分。",
    "Not passing yet: {}. This stage builds on it: mend it first.": (
        "还没有通过：{}。这一阶段建在它上面：先修好它。"
    ),
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
    "Next: make train, your own model. Then, as you like, {} ({}).": (
        "下一步：make train，训练你自己的模型。然后，愿意的话，{}（{}）。"
    ),
    "press n for stage {}": "按 n 进入第 {} 阶段",
    "Next: there is no {}; make reset-stage-{} brings the untouched exercise back.": (
        "下一步：没有 {} 这个文件；make reset-stage-{} 可以恢复空的练习。"
    ),
    (
        "Next: {} is not in {}. make reset-stage-{} brings the untouched exercise back; "
        "yours is kept."
    ): "下一步：{} 不在 {} 里。make reset-stage-{} 可以恢复空的练习，你的文件会留着。",
    "Next: write {} ({}). Its docstring is its specification; {} tells the idea.": (
        "下一步：写 {}（{}）。它的文档字符串就是全部要求；思路见 {}。"
    ),
    "Next: mend {}.": "下一步：修好 {}。",
    " Then run make test-stage-{} again.": "然后再运行一次 make test-stage-{}。",
    " Then save.": "然后存盘。",
    "What else there is to test in {} was not tried.": "{} 的其余测试没有运行。",
    "Known mistake": "已知错误",
    "Read": "请读",
    "{} in {}": "{}（{}）",
    ", a mistake of {}": "，错在 {}",
}
