"""What stands in the pictures of a trained model, and beside them."""

WORDS = {
    "The loss only: the other pictures are of the simple model.": (
        "只画损失：别的图是给简单模型的。"
    ),
    "The model knows no character of {}: choose another PROMPT.": (
        "{} 里没有一个字符是模型认得的：换一个 PROMPT。"
    ),
    "Drawn for {}: all that the model can read of it.": "画的是 {}：模型只读得了这些。",
    "validation": "验证",
    "loss, nats per character": "损失（每个字符多少纳特）",
    "Loss, and what a model would reach that knows only …": "损失，以及只懂这么多的模型能降到哪里",
    "layer {}, head {}": "第 {} 层，第 {} 个头",
    "Who looks at whom: row looks, column is looked at, dark is much": (
        "谁在看谁：行是看的，列是被看的，颜色越深看得越多"
    ),
    "temperature {}": "温度 {}",
    "probability": "概率",
    "What comes after {}?": "{} 后面是什么？",
    "cosine": "余弦",
    "position": "位置",
    "Which positions look alike to the model?": "在模型看来，哪些位置相像？",
}
