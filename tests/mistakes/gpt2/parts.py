"""gelu and GPT2FeedForward: the bend of 2019."""

import math

import numpy as np

from tests.mistakes import mistake

GELU = "return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))"
FEED = "return self.linear2(gelu(self.linear1(x)))"
NP_FEED = (
    'return attention.linear(gelu(attention.linear(x, weights, "linear1")), weights, "linear2")'
)


def exact(x):
    """x times the normal distribution up to x."""
    x = np.asarray(x, np.float64)
    return 0.5 * x * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2)))


MISTAKES = [
    mistake(
        "gpt2-exact-gelu",
        of="gelu",
        advice="""You compute GELU with the error function, as it is defined; PyTorch does so unless
        told otherwise. GPT-2 was trained with the approximation by tanh: which of the two do its
        weights fit? (In PyTorch: `approximate="tanh"`.)""",
        numpy=exact,
        torch=(GELU, "return nn.functional.gelu(x)"),
        also=((GELU, "return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))"),),
        read="GELU",
    ),
    mistake(
        "gelu-by-sigmoid",
        of="gelu",
        advice="""You use the coarse approximation x * sigmoid(1.702 x). It is off by up to 0.02;
        GPT-2 has the one with tanh.""",
        numpy=(
            "0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))",
            "x * 0.5 * (1 + np.tanh(1.702 * x / 2))",
        ),
        torch=(GELU, "return x * torch.sigmoid(1.702 * x)"),
        read="GELU",
    ),
    mistake(
        "gelu-is-silu",
        of="gelu",
        advice="""This is SiLU, x * sigmoid(x), the bend of Llama. It looks like GELU from afar, but
        its dip is deeper and further out.""",
        numpy=(
            "0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))",
            "x * 0.5 * (1 + np.tanh(x / 2))",
        ),
        torch=(GELU, "return x * torch.sigmoid(x)"),
        read="GELU",
    ),
    mistake(
        "gelu-not-halved",
        of="gelu",
        advice="""For large x your result is 2 x: 1 + tanh(...) goes up to 2, and x has to be halved
        for that.""",
        numpy=("return 0.5 * x", "return x"),
        torch=("return 0.5 * x", "return x"),
        read="GELU",
    ),
    mistake(
        "gelu-root-missing",
        of="gelu",
        advice="""The factor in the tanh is sqrt(2 / pi), about 0.80; yours is 2 / pi, about
        0.64.""",
        numpy=("math.sqrt(2 / math.pi)", "(2 / math.pi)"),
        torch=("math.sqrt(2 / math.pi)", "(2 / math.pi)"),
        read="GELU",
    ),
    mistake(
        "gelu-square-for-cube",
        of="gelu",
        advice="""You have x squared where the formula has x cubed. What should happen to the term
        when x changes its sign?""",
        numpy=("x**3", "x**2"),
        torch=("x**3", "x**2"),
        read="GELU",
    ),
    mistake(
        "gelu-no-cube",
        of="gelu",
        advice="""The term with x cubed is missing. It is small near 0 only; at 3 it is more than a
        third of x.""",
        numpy=("(x + 0.044715 * x**3)", "x"),
        torch=("(x + 0.044715 * x**3)", "x"),
        read="GELU",
    ),
    mistake(
        "gelu-in-place",
        of="gelu",
        advice="""You write into the tensor you were given, and the caller's x is changed. `x *=
        ...` and functions that end in `_` do so.""",
        torch=(
            GELU,
            f"y = {GELU.removeprefix('return ')}\n    return x.data.copy_(y.data) * 0 + y",
        ),
        read="GELU",
    ),
    mistake(
        "gpt2-feed-forward-relu",
        of="GPT2FeedForward",
        advice="""The bend is still the ReLU of stage 3. Did `forward` get its new body, with
        gelu?""",
        numpy=(NP_FEED, "return block.feed_forward(x, weights)"),
        torch=(FEED, "return super().forward(x)"),
        also=((FEED, "return self.linear2(self.linear1(x).relu())"),),
        read="GELU",
    ),
    mistake(
        "gpt2-feed-forward-bends-at-the-end",
        of="GPT2FeedForward",
        advice="""You apply GELU to the output instead of between the two layers. Without a bend
        between them they are one layer, and the step could hardly subtract anything.""",
        numpy=(
            NP_FEED,
            'return gelu(attention.linear(attention.linear(x, weights, "linear1"), '
            'weights, "linear2"))',
        ),
        torch=(FEED, "return gelu(self.linear2(self.linear1(x)))"),
        read="GELU",
    ),
    mistake(
        "gpt2-feed-forward-no-bend",
        of="GPT2FeedForward",
        advice="""There is no bend between the two layers, so together they are one linear
        layer.""",
        numpy=(NP_FEED, NP_FEED.replace("gelu", "")),
        torch=(FEED, "return self.linear2(self.linear1(x))"),
        read="GELU",
    ),
]
