"""What the mistake lab says."""

WORDS = {
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
    " The numbers are lost: once there is a nan, it spreads.": (
        "数值全丢了：只要出现一个 nan，它就会传开。"
    ),
    (
        " The floor of this text is {}: nobody can be better without seeing the answer, so "
        "the loss lies. Read the text."
    ): ("这份文本的下限是 {}：不偷看答案，谁也不可能更低，所以这个损失在骗人。读一读它写的文本。"),
    " It learns less, or more slowly.": "它学得更少，或者更慢。",
    " The loss alone does not show this mistake; a test has to.": (
        "单看损失，看不出这个错误；要靠测试。"
    ),
    "One of these: make lab MISTAKE=id. To begin with:": (
        "任选一个：make lab MISTAKE=id。可以先试："
    ),
    "There is no mistake {}; make lab lists them.": "没有 {} 这个错误；make lab 会列出所有的。",
    (
        "{} cannot be tried here: it lives in {}, which the training program does not use. "
        "Its claim shows it."
    ): "{} 在这里试不了：它在 {} 里，训练程序用不到那个文件。它自己的测试会查出它。",
}
