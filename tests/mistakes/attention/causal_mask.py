"""causal_mask: who may look at whom."""

import numpy as np

from tests.mistakes import mistake

MISTAKES = [
    mistake(
        "causal-mask-hides-the-token-itself",
        of="causal_mask",
        advice="""In your mask a token may not look at itself, and the first one nowhere at all:
        its softmax is 0 / 0. The diagonal belongs to what is visible: j <= i.""",
        numpy=("bool))", "bool), -1)"),
        torch=(".tril()", ".tril(-1)"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-shows-the-next-token",
        of="causal_mask",
        advice="""In your mask each token also sees the next one, which is exactly what it is to
        predict: the loss will be wonderful, the text will not. The diagonal is 0.""",
        numpy=("bool))", "bool), 1)"),
        torch=(".tril()", ".tril(1)"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-transposed",
        of="causal_mask",
        advice="""In your mask a token sees itself and what comes after. Rows are the tokens that
        look, columns are what they look at: which triangle lies in the past?""",
        numpy=("np.tril", "np.triu"),
        torch=(".tril()", ".triu()"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-true-is-hidden",
        of="causal_mask",
        advice="""Your mask is True where a token may not look. Here True means "may look": turn
        it round.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.triu(np.ones((T, T), bool), 1)"),
        torch=(".tril()", ".triu(1)"),
        also=(("return torch.ones", "return ~torch.ones"),),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-of-numbers",
        of="causal_mask",
        advice="""Your mask holds the numbers 0 and 1. It should hold booleans:
        `dtype=torch.bool`. What would `~mask` do with a number?""",
        numpy=("np.ones((T, T), bool)", "np.ones((T, T))"),
        torch=("dtype=torch.bool", "dtype=torch.float32"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-of-integers",
        of="causal_mask",
        advice="""Your mask holds the integers 0 and 1. It should hold booleans:
        `dtype=torch.bool`. On an integer, `~1` is -2.""",
        numpy=("np.ones((T, T), bool)", "np.ones((T, T), int)"),
        torch=("dtype=torch.bool", "dtype=torch.int64"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-to-be-added",
        of="causal_mask",
        advice="""Your mask holds 0 and -inf, to be added to the scores. Here a mask is boolean,
        True = may look; `attention_weights` makes -inf of it.""",
        numpy=lambda T: np.where(np.tri(T, dtype=bool), 0.0, -np.inf),
        torch=(
            "torch.ones(T, T, dtype=torch.bool).tril()",
            "torch.full((T, T), -math.inf).triu(1)",
        ),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-hides-nothing",
        of="causal_mask",
        advice="Your mask is True everywhere: each token sees the future. Keep the lower triangle.",
        numpy=("np.tril(np.ones((T, T), bool))", "np.ones((T, T), bool)"),
        torch=(".tril()", ""),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-only-the-token-itself",
        of="causal_mask",
        advice="""In your mask a token sees itself and nothing else: that is the diagonal.
        Everything before it is visible too.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.eye(T, dtype=bool)"),
        torch=("torch.ones(T, T, dtype=torch.bool).tril()", "torch.eye(T, dtype=torch.bool)"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-with-extra-dimensions",
        of="causal_mask",
        advice="""Your mask has dimensions for batch and heads. (T, T) is enough: broadcasting
        adds them where they are needed.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.tril(np.ones((1, 1, T, T), bool))"),
        torch=("torch.ones(T, T, dtype", "torch.ones(1, 1, T, T, dtype"),
        read="The causal mask",
    ),
]
