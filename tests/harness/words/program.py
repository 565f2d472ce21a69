"""What the programs say that train, generate, and speak with the weights of GPT-2."""

WORDS = {
    "=== Minimal LLM Demo ===": "=== 最小的语言模型 ===",
    "Data: {}, {} characters to learn from": "数据：{}，用来学的有 {} 个字符",
    "Vocabulary size: {}": "词表大小：{}",
    "Model parameters: {}": "模型参数：{}",
    "Matrix products in {} (PRECISION=float32: all exact)": (
        "矩阵乘法用 {}（PRECISION=float32：全部精确）"
    ),
    "Losses to compare with, in nats per character: {}": "可以对照的损失（每个字符多少纳特）：{}",
    ", ": "、",
    "uniform": "均匀",
    "unigram": "一元",
    "bigram": "二元",
    "trigram": "三元",
    "no copying": "不会抄写",
    "floor": "下限",
    "training": "训练",
    "{} tokens/s": "每秒 {} 个 token",
    "loss {}  {}": "损失 {}  {}",
    "{}: about {} s for {} steps": "{0}：{2} 步大约要 {1} 秒",
    "step {}  loss {}  validation {}": "步 {}  损失 {}  验证 {}",
    "step {}  loss {}  validation {}  (better than {})": "步 {}  损失 {}  验证 {}  （低于“{}”）",
    "Trained in {} s: validation loss {} nats": "训练用了 {} 秒：验证损失 {} 纳特",
    "That is {} times the floor.": "这是下限的 {} 倍。",
    "Checkpoint: {}": "检查点：{}",
    "--- Text from the model, at temperature {} ---": "--- 模型写的文本，温度 {} ---",
    "The prompt has {}, which the model has never seen: it knows only {}.": (
        "提示里有 {}，模型从来没有见过：它只认得 {}。"
    ),
    "There is no checkpoint {}; make train writes one.": "没有检查点 {}；make train 会写一个。",
    "{} is no checkpoint that make train wrote ({}).": "{} 不是 make train 写的检查点（{}）。",
    "{} is no ordinary file: choose another OUT.": "{} 不是普通的文件：换一个 OUT。",
    "{} cannot be written ({}): choose another OUT.": "{} 写不了（{}）：换一个 OUT。",
    (
        "D_MODEL={} cannot be cut into N_HEADS={} equal heads: choose numbers that divide, "
        "such as 128 and 4."
    ): "D_MODEL={} 不能平分成 N_HEADS={} 个头：换成除得尽的数，比如 128 和 4。",
    (
        "D_MODEL={} and N_HEADS={} make heads of {} features, but MODEL=modern turns them in "
        "pairs: choose an even size, such as 128 and 4."
    ): (
        "D_MODEL={} 和 N_HEADS={} 使每个头有 {} 个特征，可是 MODEL=modern 要把它们成对地转："
        "换成偶数，比如 128 和 4。"
    ),
    "{} (--help shows every option)": "{}（--help 列出所有选项）",
    "argument {}: {}": "选项 {}：{}",
    "invalid {} value: {}": "{1} 不是 {0} 型的数",
    "{} must be greater than {}": "{} 必须大于 {}",
    "{} must be at least {}": "{} 不能小于 {}",
    "{} must be greater than {} and at most {}": "{} 必须大于 {}，不能超过 {}",
    "Stopped.": "已停下。",
    "Stopped. There is no checkpoint yet.": "已停下。还没有检查点。",
    "Stopped. What {} held at the last check is still there.": (
        "已停下。最近一次存进 {} 的检查点还在。"
    ),
    "  {} in {}: {}": "  {}（{}）：{}",
    (
        "{} ({}) is not written yet: make test-stage-1 to test-stage-6 lead there. To see "
        "the finished model now: make demo"
    ): (
        "{}（{}）还没有写：make test-stage-1 到 test-stage-6 会带你写到那里。"
        "想现在就看完成的模型：make demo"
    ),
    "{} ({}) is not written yet; try TARGET=solutions": (
        "{}（{}）还没有写；可以先用 TARGET=solutions"
    ),
    "there is no {} in {}": "{1} 里没有 {0}",
    "{}: vocab.json or merges.txt is not as GPT-2's: {}": (
        "{}：vocab.json 或 merges.txt 不像 GPT-2 的：{}"
    ),
    "the vocabulary of {} has no {} of the prompt": "{} 的词表里没有提示中的 {}",
}
