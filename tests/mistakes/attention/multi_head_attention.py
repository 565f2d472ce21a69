"""MultiHeadAttention: its mask, its scale and its heads."""

import numpy as np

from reference import attention
from tests.mistakes import mistake
from tests.mistakes.attention.shared import OUT, PROJECT, T_OUT

T_HEADS = {n: f"{n} = split_heads(self.{n}_linear(x), self.n_heads)" for n in "qkv"}


def attends_over_heads(x, weights, n_heads):
    """Heads never swapped with tokens: in each token, heads attend to heads."""
    q, k, v = (
        attention.linear(x, weights, name).reshape(*x.shape[:-1], n_heads, -1)
        for name in attention.PROJECTIONS
    )
    mixed = attention.scaled_dot_product_attention(q, k, v)
    return attention.linear(mixed.reshape(x.shape), weights, "out_linear")


def fused(x, weights, n_heads):
    """All three projections side by side: (..., T, 3C)."""
    return np.concatenate([attention.linear(x, weights, n) for n in attention.PROJECTIONS], -1)


def unpacked_last(x, weights, n_heads):
    """The fused features read as (H, D, 3)."""
    parts = fused(x, weights, n_heads).reshape(*x.shape[:-1], n_heads, -1, 3)
    return [parts[..., i].swapaxes(-3, -2) for i in range(3)]


def unpacked_per_head(x, weights, n_heads):
    """The fused features read as (H, 3, D)."""
    parts = fused(x, weights, n_heads).reshape(*x.shape[:-1], n_heads, 3, -1)
    return [parts[..., i, :].swapaxes(-3, -2) for i in range(3)]


def t_fused(read):
    """The three projections in torch, unpacked in this way."""
    cat = "torch.cat([layer(x) for layer in (self.q_linear, self.k_linear, self.v_linear)], -1)"
    return [
        (T_HEADS["q"], f"q, k, v = (part.transpose(-3, -2) for part in {cat}{read})"),
        (T_HEADS["k"], "pass"),
        (T_HEADS["v"], "pass"),
    ]


MISTAKES = [
    mistake(
        "mha-not-causal",
        of="MultiHeadAttention",
        advice="""Every token of yours sees the whole sequence, the future too. The loss will fall
        towards 0, and the text will be poor: what it copied is not there when it writes. Hand on
        the causal mask.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.ones((T, T), bool)"),
        at="causal_mask",
        torch=(
            "heads = scaled_dot_product_attention(q, k, v, mask)",
            "heads = scaled_dot_product_attention(q, k, v)",
        ),
        read="The causal mask",
    ),
    mistake(
        "mha-mask-inverted",
        of="MultiHeadAttention",
        advice="""Your layer hides what the causal mask shows: tokens see the future and nothing
        else, the last one nothing at all. True means "may look": hand the mask on as it is.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.triu(np.ones((T, T), bool), 1)"),
        at="causal_mask",
        torch=("mask = causal_mask", "mask = ~causal_mask"),
        read="The causal mask",
    ),
    mistake(
        "mha-mask-of-fixed-size",
        of="MultiHeadAttention",
        advice="""Your mask has one size for all inputs, but the number of tokens changes from
        call to call; a text begins with one. Make the mask in `forward`, for the T that came.""",
        torch=("causal_mask(x.shape[-2])", "causal_mask(64)"),
        also=(
            ("causal_mask(x.shape[-2])", "causal_mask(128)[: x.shape[-2], : x.shape[-2]]"),
            (
                "mask = causal_mask(x.shape[-2]).to(x.device)",
                "self.mask = mask = getattr(self, 'mask', causal_mask(x.shape[-2]))",
            ),
        ),
        read="The causal mask",
    ),
    mistake(
        "mha-scaled-by-d-model",
        of="MultiHeadAttention",
        advice="""Your scores are divided by √d_model. Each head's dot product sums over its own D
        features only: divide by √D, D = d_model / n_heads.""",
        numpy=("attention(q,", "attention(q / math.sqrt(n_heads),"),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(q / self.n_heads**0.5, k, v, mask)\n        return",
        ),
        read="Scaling",
    ),
    mistake(
        "mha-scaled-again",
        of="MultiHeadAttention",
        advice="Your layer divides by √D once more: `scaled_dot_product_attention` has done it.",
        numpy=("attention(q,", "attention(q / math.sqrt(q.shape[-1]),"),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(q / q.shape[-1] ** 0.5, k, v, mask)\n        return",
        ),
        read="Scaling",
    ),
    mistake(
        "mha-merges-without-swapping",
        of="MultiHeadAttention",
        advice="""You reshape the heads to (B, T, C) without swapping H and T back, so a token
        gets what belongs to others, future ones too. `merge_heads` does it right.""",
        numpy=("merge_heads(mixed)", "mixed.reshape(x.shape)"),
        torch=("merge_heads(heads))", "heads.reshape(x.shape))"),
        read="Heads",
    ),
    mistake(
        "mha-splits-without-swapping",
        of="MultiHeadAttention",
        advice="""You reshape to (B, H, T, D) in one step, which cuts the sequence and not the
        features. `split_heads` cuts the features and swaps T and H.""",
        numpy=lambda x, weights, n_heads: [
            attention.linear(x, weights, name).reshape(*x.shape[:-2], n_heads, x.shape[-2], -1)
            for name in attention.PROJECTIONS
        ],
        at="project_to_heads",
        torch=[
            (old, f"{n} = self.{n}_linear(x).reshape(x.shape[0], self.n_heads, x.shape[1], -1)")
            for n, old in T_HEADS.items()
        ],
        read="Heads",
    ),
    mistake(
        "mha-attends-over-heads",
        of="MultiHeadAttention",
        advice="""In your layer heads attend to heads within one token, and no token ever hears
        another. Attention works on the last two axes: swap T and H first.""",
        numpy=attends_over_heads,
        torch=[
            *(
                (old, f"{n} = self.{n}_linear(x).unflatten(-1, (self.n_heads, -1))")
                for n, old in T_HEADS.items()
            ),
            (
                "heads = scaled_dot_product_attention(q, k, v, mask)",
                "heads = scaled_dot_product_attention(q, k, v)",
            ),
            ("merge_heads(heads))", "heads.flatten(-2))"),
        ],
        read="Heads",
    ),
    mistake(
        "mha-attends-over-the-batch",
        of="MultiHeadAttention",
        advice="""Your layer takes the first axis for time, so the texts of a batch read one
        another. Here x is (B, T, C): the batch comes first.""",
        numpy=[
            (PROJECT, f"x = np.asarray(x).swapaxes(0, 1)\n    {PROJECT}"),
            (OUT, f"{OUT}.swapaxes(0, 1)"),
        ],
        torch=[
            (T_HEADS["q"], f"x = x.transpose(0, 1)\n        {T_HEADS['q']}"),
            (T_OUT, f"{T_OUT}.transpose(0, 1)"),
        ],
        read="Heads",
    ),
    mistake(
        "mha-single-head",
        of="MultiHeadAttention",
        advice="""`n_heads` has no effect: your layer is one big head. Cut q, k and v into heads,
        let each attend by itself, and put them together again.""",
        numpy=(PROJECT, PROJECT.replace("n_heads", "1")),
        torch=("self.n_heads = n_heads", "self.n_heads = 1"),
        read="Heads",
    ),
    mistake(
        "mha-fused-wrong-order",
        of="MultiHeadAttention",
        advice="""Your three projections lie side by side, but are taken apart as (H, D, 3). Take
        them apart in the order they were packed in: (3, H, D).""",
        numpy=unpacked_last,
        at="project_to_heads",
        torch=t_fused(".unflatten(-1, (self.n_heads, -1, 3)).unbind(-1)"),
        read="Heads",
    ),
    mistake(
        "mha-fused-per-head",
        of="MultiHeadAttention",
        advice="""Your three projections lie side by side, but are taken apart as (H, 3, D). Take
        them apart in the order they were packed in: (3, H, D).""",
        numpy=unpacked_per_head,
        at="project_to_heads",
        torch=t_fused(".unflatten(-1, (self.n_heads, 3, -1)).unbind(-2)"),
        read="Heads",
    ),
]
