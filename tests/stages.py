"""THE table of stages: order, files, points and limits are written here and nowhere else.

A stage is one word, and that word names its place in every room: `exercises/attention.py`,
`solutions/attention.py`, `reference/attention.py`, `tests/graded/test_attention.py`, the folder
`tests/mistakes/attention`, `exercises/lessons/attention.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Stage:
    """One stage: what the learner writes in one file, and what each part of it is worth."""

    number: int
    name: str
    title: str
    points: dict[str, int]  # public function or class -> points, all or nothing
    needs: tuple[str, ...] = ()  # earlier stages whose files this one is tested with
    arrays: str = "torch"  # what arrays become beside the submission: "torch", "numpy"
    seconds: float = 10.0  # how long one claim may take
    optional: bool = False

    @property
    def file(self) -> str:
        """The file a learner writes."""
        return f"{self.name}.py"

    @property
    def total(self) -> int:
        """All the points there are."""
        return sum(self.points.values())


STAGES = (
    Stage(
        1, "tokenizer", "Tokenizer: text becomes numbers", {"SimpleTokenizer": 10}, arrays="numpy"
    ),
    Stage(
        2,
        "attention",
        "Attention: every token asks, every earlier token answers",
        {
            "softmax": 3,
            "causal_mask": 2,
            "attention_weights": 4,
            "scaled_dot_product_attention": 2,
            "split_heads": 2,
            "merge_heads": 2,
            "MultiHeadAttention": 5,
        },
    ),
    Stage(
        3,
        "block",
        "Block: attend, think, stay normalised",
        {"LayerNorm": 5, "FeedForward": 4, "TransformerBlock": 6},
        needs=("attention",),
    ),
    Stage(
        4,
        "model",
        "Model: from ids to a guess about the next one",
        {"SimpleLLM": 12, "count_parameters": 3},
        needs=("attention", "block"),
    ),
    Stage(
        5,
        "generation",
        "Generation: from guesses to text",
        {
            "apply_temperature": 2,
            "top_k_filter": 3,
            "top_p_filter": 4,
            "sample_next_token": 4,
            "generate_ids": 5,
            "generate": 2,
        },
        needs=("tokenizer", "attention", "block", "model"),
    ),
    Stage(
        6,
        "training",
        "Training: be wrong, measure it, be a little less wrong",
        {"get_batch": 4, "cross_entropy": 5, "train_step": 5, "evaluate": 3, "train": 3},
        needs=("attention", "block", "model"),
    ),
    Stage(
        7,
        "modern",
        "Modern: the same idea with the parts of today",
        {
            "RMSNorm": 3,
            "silu": 1,
            "SwiGLU": 3,
            "apply_rope": 4,
            "GroupedQueryAttention": 4,
            "ModernBlock": 2,
            "ModernLLM": 3,
        },
        needs=("attention",),
        optional=True,
    ),
    Stage(
        8,
        "bpe",
        "BPE: the tokens that GPT-2 reads",
        {"train_bpe": 8, "BPETokenizer": 9, "load_gpt2_bpe": 3},
        arrays="numpy",
        optional=True,
    ),
    Stage(
        9,
        "optimizer",
        "Optimizer: the machine that trains, opened",
        {
            "AdamW": 6,
            "clip_grad_norm": 4,
            "cosine_schedule": 3,
            "save_checkpoint": 4,
            "load_checkpoint": 3,
        },
        optional=True,
    ),
    Stage(
        10,
        "kv_cache",
        "KV cache: read once, remember, go on",
        {"KVCache": 4, "cached_attention": 5, "cached_logits": 4, "generate_cached": 7},
        needs=("tokenizer", "attention", "block", "model", "generation", "modern"),
        optional=True,
    ),
    Stage(
        11,
        "gpt2",
        "GPT-2: your parts, the weights of 2019",
        {
            "gelu": 2,
            "GPT2Attention": 4,
            "GPT2FeedForward": 1,
            "GPT2Block": 3,
            "GPT2": 5,
            "load_gpt2": 7,
        },
        needs=("attention", "block"),
        optional=True,
    ),
    Stage(
        12,
        "backprop",
        "Backprop: the chain rule by hand, until a GPT trains",
        {
            "linear_backward": 2,
            "relu_backward": 1,
            "embedding_backward": 1,
            "softmax_backward": 2,
            "cross_entropy_backward": 2,
            "layer_norm_backward": 3,
            "attention_backward": 2,
            "multi_head_attention_backward": 2,
            "feed_forward_backward": 1,
            "block_backward": 2,
            "gpt_backward": 1,
            "gradient_descent": 1,
        },
        arrays="numpy",
        optional=True,
    ),
)

BY_NAME = {stage.name: stage for stage in STAGES}
STAGE_OF = {name: stage for stage in STAGES for name in stage.points}  # public name -> stage


def reference_name(public: str) -> str:
    """The reference function of a public name: `MultiHeadAttention` -> `multi_head_attention`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", public)
    return words.lower()


def stage_numbered(number: int) -> Stage:
    """The stage with this number; ValueError with the numbers there are."""
    for stage in STAGES:
        if stage.number == number:
            return stage
    raise ValueError(f"there is no stage {number}: choose one of 1 to {STAGES[-1].number}")
