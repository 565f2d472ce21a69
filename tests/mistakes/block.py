"""Known mistakes of stage 3, block.

Most mistakes of a feed-forward net and of a block are a wrong *wiring* of right parts. `hidden` and
`wired` take the wrong wiring once, as the lines of `forward`, and make the torch and the NumPy
version of it.
"""

import math
import re

import numpy as np

from reference import attention, block
from tests.mistakes import mistake
from tests.mistakes.merging import Rewrite

CENTRED = "centred = x - x.mean(-1, keepdim=True)"
VARIANCE = "variance = centred.pow(2).mean(-1, keepdim=True)"
NORMED = "centred / (variance + self.eps).sqrt()"
HIDDEN = "return self.linear2(self.linear1(x).relu())"
FORWARD = """x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.feed_forward(x))"""
VAR = "x.var(-1, keepdims=True)"
DX = "return (h - along) / deviation, dweight"
LINEAR1, LINEAR2 = "nn.Linear(d_model, d_ff)", "nn.Linear(d_ff, d_model)"
MAKE_LINEARS = f"self.linear1 = {LINEAR1}\n        self.linear2 = {LINEAR2}"
PARTS = """self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.feed_forward = FeedForward(d_model, d_ff)"""
RESET = """
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)"""
RESET_SMALL = RESET.replace("xavier_uniform_(parameter)", "normal_(parameter, std=0.02)")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gelu(x):
    return x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2


def gelu_tanh(x):
    return x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


ACTIVATIONS = {  # what a wiring may say -> in torch, in NumPy
    "relu": ("torch.relu", lambda x: block.relu(x)),
    "gelu": ("nn.functional.gelu", gelu),
    "gelu_tanh": ("nn.GELU(approximate='tanh')", gelu_tanh),
    "silu": ("nn.functional.silu", lambda x: x * sigmoid(x)),
    "leaky_relu": ("nn.functional.leaky_relu", lambda x: np.where(x > 0, x, 0.01 * x)),
    "sigmoid": ("torch.sigmoid", sigmoid),
    "tanh": ("torch.tanh", np.tanh),
}


WIRING = "x = norm1(x + attention(x))\nreturn norm2(x + feed_forward(x))"


def compiled(lines, names):
    """The lines as a NumPy function of x and of the named parts."""
    body = "".join(f"\n    {line}" for line in lines)
    namespace = {}
    exec(f"def wiring(x, {', '.join(names)}):{body}", namespace)
    return namespace["wiring"]


def wrong_hidden(expression):
    """The reference's `feed_forward` with this wiring."""
    parts = {name: numpy for name, (_, numpy) in ACTIVATIONS.items()}
    wiring = compiled([f"return {expression}"], ["linear1", "linear2", *parts])

    def wrong(x, weights):
        def part(name):
            return lambda x: attention.linear(x, weights, name)

        return wiring(np.asarray(x, np.float64), part("linear1"), part("linear2"), **parts)

    return wrong


def hidden(expression):
    """`numpy` and `torch` of a feed-forward net with this wrong wiring."""
    code = re.sub(r"\blinear[12]\b", r"self.\g<0>", expression)
    code = re.sub(r"\w+(?=\()", lambda m: ACTIVATIONS.get(m[0], (m[0],))[0], code)
    rewrite = Rewrite("linear2(relu(linear1(x)))", expression, wrong_hidden)
    return {"numpy": rewrite, "torch": (HIDDEN, f"return {code}")}


def wrong_wiring(program):
    """The reference's `transformer_block` with this wiring."""
    wiring = compiled(program.split("\n"), ["attention", "feed_forward", "norm1", "norm2"])

    def wrong(x, weights, n_heads):
        def under(name):
            return attention.under(weights, name)

        return wiring(
            np.asarray(x, np.float64),
            lambda x: attention.multi_head_attention(x, under("attention"), n_heads),
            lambda x: block.feed_forward(x, under("feed_forward")),
            lambda x: block.layer_norm(x, **under("norm1")),
            lambda x: block.layer_norm(x, **under("norm2")),
        )

    return wrong


def wired(*lines):
    """`numpy` and `torch` of a block with this wrong wiring."""
    part = r"\b(attention|feed_forward|norm1|norm2)\b"
    code = [re.sub(part, r"self.\1", line) for line in lines]
    rewrite = Rewrite(WIRING, "\n".join(lines), wrong_wiring)
    return {"numpy": rewrite, "torch": (FORWARD, "\n        ".join(code))}


LAYER_NORM = [
    mistake(
        "layernorm-unbiased-variance",
        of="LayerNorm",
        at="normalize",
        advice="""Your variance divides by C - 1, as `var()` and `std()` do by default. Are C
        features a sample of something larger, or all there is? Divide by C: `unbiased=False`.""",
        numpy=(VAR, "x.var(-1, ddof=1, keepdims=True)"),
        torch=(VARIANCE, "variance = x.var(-1, keepdim=True)"),
        also=((VARIANCE, "variance = x.std(-1, keepdim=True) ** 2"),),
        read="Layer norm",
    ),
    mistake(
        "layernorm-eps-outside-sqrt",
        of="LayerNorm",
        at="normalize",
        advice="""You add eps to the standard deviation, after the root. The formula adds it to the
        variance, inside the root: how much does 1e-5 weigh in each case when variance is tiny?""",
        numpy=(f"np.sqrt({VAR} + eps)", f"np.sqrt({VAR}) + eps"),
        torch=("(variance + self.eps).sqrt()", "(variance.sqrt() + self.eps)"),
        also=((NORMED, "centred / (x.std(-1, keepdim=True, unbiased=False) + self.eps)"),),
        read="Layer norm",
    ),
    mistake(
        "layernorm-divides-by-variance",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the variance. What is its unit, if x were in metres? Take the
        square root first.""",
        numpy=(f"np.sqrt({VAR} + eps)", f"{VAR} + eps"),
        torch=("(variance + self.eps).sqrt()", "(variance + self.eps)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-no-mean",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the right deviation but do not subtract the mean. What is the mean
        of your result? Centre first, then scale.""",
        numpy=("return (x - x.mean(-1, keepdims=True)) / deviation", "return x / deviation"),
        torch=(NORMED, "x / (variance + self.eps).sqrt()"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-is-rmsnorm",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the root of the mean square, and the mean stays: that is RMSNorm, a
        younger relative. Layer norm subtracts the mean first, also inside the variance.""",
        numpy=[
            (VAR, "(x**2).mean(-1, keepdims=True)"),
            ("return (x - x.mean(-1, keepdims=True)) / deviation", "return x / deviation"),
        ],
        torch=(CENTRED, "centred = x"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-raw-second-moment",
        of="LayerNorm",
        at="normalize",
        advice="""Your variance is the mean of x², not of (x - mean)². The two differ as soon as
        the mean is not 0. Square the distances from the mean.""",
        numpy=(VAR, "(x**2).mean(-1, keepdims=True)"),
        torch=(VARIANCE, "variance = x.pow(2).mean(-1, keepdim=True)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-sum-of-squares",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the length of the centred vector: the squares are summed, not
        averaged. Would a token with twice as many features come out half as large?""",
        numpy=(VAR, f"x.shape[-1] * {VAR}"),
        torch=(VARIANCE, "variance = centred.pow(2).sum(-1, keepdim=True)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-mean-absolute-deviation",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the mean distance from the mean. The standard deviation is the root
        of the mean *squared* distance.""",
        numpy=(
            f"np.sqrt({VAR} + eps)",
            "np.abs(x - x.mean(-1, keepdims=True)).mean(-1, keepdims=True) + eps",
        ),
        torch=(NORMED, "centred / (centred.abs().mean(-1, keepdim=True) + self.eps)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-sequence-axis",
        of="LayerNorm",
        at="normalize",
        advice="""You take mean and variance over the tokens, so a token's result depends on the
        tokens after it. Over which axis does one token's features lie? Use `dim=-1`.""",
        numpy=[(VAR, "x.var(-2, keepdims=True)"), ("x.mean(-1,", "x.mean(-2,")],
        torch=[
            (CENTRED, "centred = x - x.mean(-2, keepdim=True)"),
            (VARIANCE, "variance = centred.pow(2).mean(-2, keepdim=True)"),
        ],
        also=(
            [
                (CENTRED, "centred = x - x.mean(1, keepdim=True)"),
                (VARIANCE, "variance = centred.pow(2).mean(1, keepdim=True)"),
            ],
        ),
        read="Layer norm",
    ),
    mistake(
        "layernorm-batch-axis",
        of="LayerNorm",
        at="normalize",
        advice="""You take mean and variance over the batch: that is batch norm. May a text change
        because of the other texts beside it? Use the last axis.""",
        numpy=[(VAR, "x.var(0, keepdims=True)"), ("x.mean(-1,", "x.mean(0,")],
        torch=[
            (CENTRED, "centred = x - x.mean(0, keepdim=True)"),
            (VARIANCE, "variance = centred.pow(2).mean(0, keepdim=True)"),
        ],
        read="Layer norm",
    ),
    mistake(
        "layernorm-tokens-and-features",
        of="LayerNorm",
        at="normalize",
        advice="""You normalise all tokens of a text together. Each token has a mean and a variance
        of its own: take them over the last axis only.""",
        numpy=[(VAR, "x.var((-2, -1), keepdims=True)"), ("x.mean(-1,", "x.mean((-2, -1),")],
        torch=[
            (CENTRED, "centred = x - x.mean((-2, -1), keepdim=True)"),
            (VARIANCE, "variance = centred.pow(2).mean((-2, -1), keepdim=True)"),
        ],
        read="Layer norm",
    ),
    mistake(
        "layernorm-whole-tensor",
        of="LayerNorm",
        at="normalize",
        advice="""You take one mean and one variance of the whole tensor. Each token has its own:
        name the axis, and keep it with `keepdim=True`.""",
        numpy=[(VAR, "x.var()"), ("x.mean(-1, keepdims=True)", "x.mean()")],
        torch=[
            (CENTRED, "centred = x - x.mean()"),
            (VARIANCE, "variance = centred.pow(2).mean()"),
        ],
        read="Layer norm",
    ),
    mistake(
        "layernorm-ignores-eps",
        of="LayerNorm",
        at="normalize",
        advice="""eps is not in your formula, or next to nothing. What is 0 / 0, when all features
        of a token are equal? Add `self.eps` to the variance.""",
        numpy=(f"{VAR} + eps", VAR),
        torch=("(variance + self.eps)", "variance"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-eps-hard-coded",
        of="LayerNorm",
        at="normalize",
        advice="""You always add 1e-5, whatever `eps` says. Keep the argument in `__init__` and use
        it in `forward`.""",
        numpy=(f"{VAR} + eps", f"{VAR} + 1e-5"),
        torch=("self.eps = eps", "self.eps = 1e-5"),
        also=(("variance + self.eps", "variance + 1e-5"),),
        read="Layer norm",
    ),
    mistake(
        "layernorm-eps-squared",
        of="LayerNorm",
        at="normalize",
        advice="""You add eps², as for a standard deviation with eps beside it under one root. The
        formula adds eps itself to the variance.""",
        numpy=(f"{VAR} + eps", f"{VAR} + eps**2"),
        torch=("variance + self.eps", "variance + self.eps**2"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-default-eps",
        of="LayerNorm",
        advice="""Your default eps is 1e-6. The signature says 1e-5, as in
        `torch.nn.LayerNorm`.""",
        numpy=("eps=1e-5", "eps=1e-6"),
        torch=("eps: float = 1e-5", "eps: float = 1e-6"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-no-scale",
        of="LayerNorm",
        advice="""Your result is not multiplied by `weight`, so the learnt scale does nothing.""",
        numpy=("normalized * np.asarray(weight, np.float64)", "normalized"),
        torch=(" * self.weight", ""),
        read="Layer norm",
    ),
    mistake(
        "layernorm-no-shift",
        of="LayerNorm",
        advice="""`bias` is not added to your result, so the learnt shift does nothing.""",
        numpy=(" + np.asarray(bias, np.float64)", ""),
        torch=(" + self.bias", ""),
        read="Layer norm",
    ),
    mistake(
        "layernorm-shift-before-scale",
        of="LayerNorm",
        advice="""You add `bias` first and multiply the sum by `weight`. The scale belongs to the
        normalised x alone: n * weight + bias.""",
        numpy=(
            "normalized * np.asarray(weight, np.float64) + np.asarray(bias, np.float64)",
            "(normalized + np.asarray(bias, np.float64)) * np.asarray(weight, np.float64)",
        ),
        torch=(f"{NORMED} * self.weight + self.bias", f"({NORMED} + self.bias) * self.weight"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-scale-plus-one",
        of="LayerNorm",
        advice="""You multiply by 1 + `weight`, as models do whose scale begins at 0. Here `weight`
        begins with ones and is the scale itself.""",
        numpy=("* np.asarray(weight, np.float64)", "* (1 + np.asarray(weight, np.float64))"),
        torch=("* self.weight", "* (1 + self.weight)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-scalar-parameters",
        of="LayerNorm",
        at="layer_norm_shapes",
        advice="""`weight` and `bias` are one number each. Every feature has its own scale and its
        own shift: shape (d_model,).""",
        numpy=('{"weight": (d_model,), "bias": (d_model,)}', '{"weight": (1,), "bias": (1,)}'),
        torch=[
            ("torch.ones(d_model)", "torch.ones(1)"),
            ("torch.zeros(d_model)", "torch.zeros(1)"),
        ],
        read="Layer norm",
    ),
    mistake(
        "layernorm-three-dimensions-only",
        of="LayerNorm",
        advice="""You unpack the shape of x into three sizes, so one token alone cannot be
        normalised. Do you need them? `dim=-1` works for any number of dimensions.""",
        numpy=("normalized, _ =", "B, T, C = np.shape(x)\n    normalized, _ ="),
        torch=(CENTRED, f"B, T, C = x.shape\n        {CENTRED}"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-variance-by-difference",
        of="LayerNorm",
        advice="""You compute the variance as mean(x²) - mean(x)². Far from 0 both are huge and
        nearly equal: how many of float32's 7 digits does their difference keep? Subtract the mean
        first, then square.""",
        torch=(
            VARIANCE,
            "variance = (x**2).mean(-1, keepdim=True) - x.mean(-1, keepdim=True) ** 2",
        ),
        read="Layer norm",
    ),
    mistake(
        "layernorm-detached-statistics",
        of="LayerNorm",
        at="layer_norm_backward",
        advice="""Your mean and variance are cut off from the graph (`detach`, `no_grad` or
        `.data`). When x changes, they change too: the gradient must flow through them.""",
        numpy=(DX, "return h / deviation, dweight"),
        torch=[
            (CENTRED, "centred = x - x.mean(-1, keepdim=True).detach()"),
            (VARIANCE, f"{VARIANCE}.detach()"),
        ],
        also=(
            [
                (CENTRED, "centred = x - x.data.mean(-1, keepdim=True)"),
                (VARIANCE, "variance = x.data.var(-1, keepdim=True, unbiased=False)"),
            ],
        ),
        read="Layer norm",
    ),
    mistake(
        "layernorm-detached-variance",
        of="LayerNorm",
        at="layer_norm_backward",
        advice="""Your variance is cut off from the graph (`detach`, `no_grad` or `.data`). When x
        changes, it changes too: the gradient must flow through it.""",
        numpy=(DX, "return (h - h.mean(-1, keepdims=True)) / deviation, dweight"),
        torch=(VARIANCE, f"{VARIANCE}.detach()"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-detached-input",
        of="LayerNorm",
        at="layer_norm_backward",
        advice="""No gradient reaches the input: x is cut off from the graph (`detach`, `.data`, or
        a new tensor made of its values). All layers below would stop learning.""",
        numpy=(DX, "return None, dweight"),
        torch=(CENTRED, f"x = x.detach()\n        {CENTRED}"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-weight-init-zero",
        of="LayerNorm",
        advice="""`weight` begins with zeros, so a new layer norm turns everything into 0. Which
        scale changes nothing?""",
        torch=("nn.Parameter(torch.ones(d_model))", "nn.Parameter(torch.zeros(d_model))"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-bias-init-ones",
        of="LayerNorm",
        advice="""`bias` begins with ones, so a new layer norm moves everything by 1. Which shift
        changes nothing?""",
        torch=("nn.Parameter(torch.zeros(d_model))", "nn.Parameter(torch.ones(d_model))"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-init-random",
        of="LayerNorm",
        advice="""The initial values of `weight` or `bias` are neither ones nor zeros. A norm
        begins by changing nothing: a scale of 1, a shift of 0.""",
        torch=("nn.Parameter(torch.ones(d_model))", "nn.Parameter(torch.randn(d_model))"),
        also=(("nn.Parameter(torch.zeros(d_model))", "nn.Parameter(torch.rand(d_model))"),),
        read="Layer norm",
    ),
    mistake(
        "layernorm-plain-tensors",
        of="LayerNorm",
        advice="""`weight` or `bias` is not among `parameters()`. What would the optimizer change,
        and what would be saved? Wrap the tensor in `nn.Parameter`.""",
        torch=[
            ("nn.Parameter(torch.ones(d_model))", "torch.ones(d_model)"),
            ("nn.Parameter(torch.zeros(d_model))", "torch.zeros(d_model)"),
        ],
        also=(
            ("nn.Parameter(torch.zeros(d_model))", "torch.zeros(d_model, requires_grad=True)"),
            (
                "self.weight = nn.Parameter(torch.ones(d_model))",
                'self.register_buffer("weight", torch.ones(d_model))',
            ),
            ("self.bias = nn.Parameter(torch.zeros(d_model))", "self.bias = 0.0"),
        ),
        read="Parameters",
    ),
    mistake(
        "layernorm-changes-its-input",
        of="LayerNorm",
        advice="""Your layer norm writes into the tensor it was given (`x -= ...`). The residual
        path still needs it. Give the result a new name.""",
        torch=(CENTRED, "x -= x.mean(-1, keepdim=True)\n        centred = x"),
        also=((CENTRED, "centred = x.sub_(x.mean(-1, keepdim=True))"),),
        read="Dtype and memory",
    ),
    mistake(
        "layernorm-changes-the-dtype",
        of="LayerNorm",
        advice="""Your result has another dtype than the input. Where do you convert, or make a
        tensor of a fixed dtype? If you compute in a wider type inside, convert back at the
        end.""",
        torch=(CENTRED, f"x = x.float()\n        {CENTRED}"),
        also=((CENTRED, f"x = x.double()\n        {CENTRED}"),),
        read="Dtype and memory",
    ),
]

FEED_FORWARD = [
    mistake(
        "ffn-activation-on-output",
        of="FeedForward",
        advice="""Your ReLU comes after the second layer, not between the two. Two linear layers
        with nothing between are one linear layer; and what is added to the residual must be able
        to be negative.""",
        **hidden("relu(linear2(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-both-activations",
        of="FeedForward",
        advice="""There is a second ReLU, after the last layer. What is added to the residual must
        be able to be negative.""",
        **hidden("relu(linear2(relu(linear1(x))))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-no-activation",
        of="FeedForward",
        advice="""There is no ReLU between your two layers. What is a linear function of a linear
        function? One layer could do it.""",
        **hidden("linear2(linear1(x))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-activation-on-input",
        of="FeedForward",
        advice="""Your ReLU comes before the first layer: all that is negative in x is lost. It
        belongs between the two layers.""",
        **hidden("linear2(linear1(relu(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-negative-relu",
        of="FeedForward",
        advice="""Your activation keeps the negative numbers and drops the positive ones: min
        instead of max.""",
        **hidden("linear2(-relu(-linear1(x)))"),
        also=((HIDDEN, "return self.linear2(self.linear1(x).clamp(max=0))"),),
        read="Feed-forward",
    ),
    mistake(
        "ffn-absolute-value",
        of="FeedForward",
        advice="""Your activation is the absolute value. ReLU makes negative numbers 0, it does not
        mirror them.""",
        **hidden("linear2(abs(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-gelu",
        of="FeedForward",
        advice="""Your activation is GELU, as in GPT-2. This model has ReLU: max(0, x).""",
        **hidden("linear2(gelu(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-gelu-tanh",
        of="FeedForward",
        advice="""Your activation is GELU (the tanh form), as in GPT-2. This model has ReLU: max(0,
        x).""",
        **hidden("linear2(gelu_tanh(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-silu",
        of="FeedForward",
        advice="""Your activation is SiLU, as in newer models. This one has ReLU: max(0, x).""",
        **hidden("linear2(silu(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-leaky-relu",
        of="FeedForward",
        advice="""Your activation lets 1% of negative numbers through (leaky ReLU). ReLU makes them
        exactly 0.""",
        **hidden("linear2(leaky_relu(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-sigmoid",
        of="FeedForward",
        advice="""Your activation is the sigmoid. The formula says max(0, x).""",
        **hidden("linear2(sigmoid(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-tanh",
        of="FeedForward",
        advice="""Your activation is tanh. The formula says max(0, x).""",
        **hidden("linear2(tanh(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-relu6",
        of="FeedForward",
        advice="""Your activation cuts off above 6 (ReLU6). ReLU has no upper limit.""",
        numpy=hidden("linear2(relu(linear1(x)) - relu(linear1(x) - 6))")["numpy"],
        torch=(HIDDEN, "return self.linear2(nn.functional.relu6(self.linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-residual-inside",
        of="FeedForward",
        advice="""Your feed-forward net adds its input to its result. The block does that: with
        both, x is added twice.""",
        **hidden("x + linear2(relu(linear1(x)))"),
        read="Residual connections",
    ),
    mistake(
        "ffn-hidden-size-ignored",
        of="FeedForward",
        at="feed_forward_shapes",
        advice="""Your hidden layer has d_model features, whatever d_ff says. `linear1` goes from
        d_model to d_ff, `linear2` from d_ff back.""",
        numpy=(
            'return linear_shapes("linear1", d_model, d_ff)',
            'd_ff = d_model\n    return linear_shapes("linear1", d_model, d_ff)',
        ),
        torch=[(LINEAR1, "nn.Linear(d_model, d_model)"), (LINEAR2, "nn.Linear(d_model, d_model)")],
        read="Feed-forward",
    ),
    mistake(
        "ffn-hidden-size-fixed",
        of="FeedForward",
        at="feed_forward_shapes",
        advice="""Your hidden layer has 4 * d_model features, whatever d_ff says. The factor 4 is
        the caller's choice: use d_ff.""",
        numpy=(
            'return linear_shapes("linear1", d_model, d_ff)',
            'd_ff = 4 * d_model\n    return linear_shapes("linear1", d_model, d_ff)',
        ),
        torch=("self.linear1 =", "d_ff = 4 * d_model\n        self.linear1 ="),
        read="Feed-forward",
    ),
    mistake(
        "ffn-sizes-swapped",
        of="FeedForward",
        at="feed_forward_shapes",
        advice="""The sizes of your layers are the wrong way round. `nn.Linear(in, out)`: the first
        layer takes d_model features and makes d_ff of them.""",
        numpy=lambda d_model, d_ff: (
            block.linear_shapes("linear1", d_ff, d_model)
            | block.linear_shapes("linear2", d_model, d_ff)
        ),
        torch=(MAKE_LINEARS, f"self.linear1 = {LINEAR2}\n        self.linear2 = {LINEAR1}"),
        also=(
            [
                (MAKE_LINEARS, f"self.linear1 = {LINEAR2}\n        self.linear2 = {LINEAR1}"),
                (HIDDEN, "return self.linear1(self.linear2(x).relu())"),
            ],
        ),
        read="Feed-forward",
    ),
    mistake(
        "ffn-no-bias",
        of="FeedForward",
        at="feed_forward_shapes",
        advice="""Your linear layers have no bias. The formula has one in each: leave `bias` at its
        default.""",
        numpy=lambda d_model, d_ff: {
            "linear1.weight": (d_ff, d_model),
            "linear2.weight": (d_model, d_ff),
        },
        torch=[
            (LINEAR1, "nn.Linear(d_model, d_ff, bias=False)"),
            (LINEAR2, "nn.Linear(d_ff, d_model, bias=False)"),
        ],
        read="Feed-forward",
    ),
    mistake(
        "ffn-detached",
        of="FeedForward",
        at="feed_forward_backward",
        advice="""No gradient reaches `linear1` and the input: the hidden values are cut off from
        the graph (`detach`, `.data` or `no_grad`). They would never learn.""",
        numpy=(
            "return dx, {**dlinear1, **dlinear2}",
            "return None, {**dict.fromkeys(dlinear1), **dlinear2}",
        ),
        torch=(HIDDEN, "return self.linear2(self.linear1(x).relu().detach())"),
        also=((HIDDEN, "return self.linear2(self.linear1(x).data.clamp(min=0))"),),
        read="Feed-forward",
    ),
    mistake(
        "ffn-dropout-always-on",
        of="FeedForward",
        advice="""Two calls with one input give different results: something is dropped at random.
        This net has no dropout; and `F.dropout` drops even in evaluation mode unless it is told
        `training=self.training`.""",
        torch=(HIDDEN, "return nn.functional.dropout(self.linear2(self.linear1(x).relu()), 0.1)"),
        also=(
            [
                ("self.linear1 =", "self.dropout = nn.Dropout(0.2)\n        self.linear1 ="),
                (HIDDEN, "return self.linear2(self.dropout(self.linear1(x).relu()))"),
            ],
        ),
        read="Feed-forward",
    ),
    mistake(
        "ffn-created-out-of-order",
        of="FeedForward",
        advice="""`linear2` is created before `linear1`. Each layer draws its initial values when
        it is created: with another order the same seed gives another model.""",
        torch=(MAKE_LINEARS, f"self.linear2 = {LINEAR2}\n        self.linear1 = {LINEAR1}"),
        read="Parameters",
    ),
    mistake(
        "ffn-other-names",
        of="FeedForward",
        advice="""Your layers are there, but under other names. Saved weights are found by name:
        call them `linear1` and `linear2`.""",
        torch=[
            (
                MAKE_LINEARS,
                f"self.net = nn.Sequential({LINEAR1}, nn.ReLU(), {LINEAR2})",
            ),
            (HIDDEN, "return self.net(x)"),
        ],
        also=(
            [
                (MAKE_LINEARS, f"self.fc1 = {LINEAR1}\n        self.fc2 = {LINEAR2}"),
                (HIDDEN, "return self.fc2(self.fc1(x).relu())"),
            ],
        ),
        read="Parameters",
    ),
    mistake(
        "ffn-not-registered",
        of="FeedForward",
        advice="""`parameters()` is empty: a module sees only what is an attribute of it, not what
        is in a list, a dict or made anew in `forward`. What would the optimizer change?""",
        torch=[
            (MAKE_LINEARS, f"self.layers = [{LINEAR1}, {LINEAR2}]"),
            (HIDDEN, "return self.layers[1](self.layers[0](x).relu())"),
        ],
        read="Parameters",
    ),
    mistake(
        "ffn-init-changed",
        of="FeedForward",
        advice="""The initial values are not those `nn.Linear` draws. They are good here: leave
        them alone.""",
        torch=(MAKE_LINEARS, MAKE_LINEARS + RESET),
        also=((MAKE_LINEARS, MAKE_LINEARS + RESET_SMALL),),
        read="Parameters",
    ),
    mistake(
        "ffn-changes-the-dtype",
        of="FeedForward",
        advice="""With float64 weights and input your result is not float64. Where do you convert,
        or make a tensor of a fixed dtype?""",
        torch=(HIDDEN, f"{HIDDEN}.float()"),
        also=((HIDDEN, f"x = x.float()\n        {HIDDEN}"),),
        read="Dtype and memory",
    ),
]

BLOCK = [
    mistake(
        "block-pre-norm",
        of="TransformerBlock",
        advice="""Your block normalises before each step (pre-norm, as GPT-2 does). This one is
        post-norm: add first, then normalise the sum.""",
        **wired("x = x + attention(norm1(x))", "return x + feed_forward(norm2(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-norm-before-add",
        of="TransformerBlock",
        advice="""You normalise what a step gives and then add x. What keeps the sum from growing
        from block to block? Normalise the sum: norm(x + step(x)).""",
        **wired("x = x + norm1(attention(x))", "return x + norm2(feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-first-step-pre-norm",
        of="TransformerBlock",
        advice="""Your attention step is pre-norm, your feed-forward step post-norm. Here both are
        post-norm: x = norm(x + step(x)).""",
        **wired("x = x + attention(norm1(x))", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-second-step-pre-norm",
        of="TransformerBlock",
        advice="""Your attention step is post-norm, your feed-forward step pre-norm. Here both are
        post-norm: x = norm(x + step(x)).""",
        **wired("x = norm1(x + attention(x))", "return x + feed_forward(norm2(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-pre-norm-of-the-residual",
        of="TransformerBlock",
        advice="""You normalise x first and add the step to the normalised x. Post-norm adds first
        and normalises the sum.""",
        **wired(
            "x = norm1(x)",
            "x = x + attention(x)",
            "x = norm2(x)",
            "return x + feed_forward(x)",
        ),
        read="Post-norm",
    ),
    mistake(
        "block-residual-overwritten",
        of="TransformerBlock",
        advice="""The input is lost: x is overwritten by what the step gives before x is added, or
        it is not added at all. How would a gradient get past a step that gives nothing useful yet?
        Give the step's result another name, or write norm(x + step(x)) in one line.""",
        **wired("x = norm1(attention(x))", "return norm2(feed_forward(x))"),
        also=(
            (
                FORWARD,
                """x = self.attention(x)
        x = self.norm1(x + x)
        x = self.feed_forward(x)
        return self.norm2(x + x)""",
            ),
        ),
        read="Residual connections",
    ),
    mistake(
        "block-attention-residual-missing",
        of="TransformerBlock",
        advice="""The attention step has no x added to it. After it, what is left of what each
        token was? norm1(x + attention(x)).""",
        **wired("x = norm1(attention(x))", "return norm2(x + feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-feed-forward-residual-missing",
        of="TransformerBlock",
        advice="""The feed-forward step has no x added to it. norm2(x + feed_forward(x)).""",
        **wired("x = norm1(x + attention(x))", "return norm2(feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-second-residual-from-input",
        of="TransformerBlock",
        advice="""Your second sum adds the block's input, not what came out of the attention step.
        Each step adds to what it has read.""",
        **wired("y = norm1(x + attention(x))", "return norm2(x + feed_forward(y))"),
        read="Residual connections",
    ),
    mistake(
        "block-second-residual-before-norm",
        of="TransformerBlock",
        advice="""Your second sum adds what was there before norm1. The feed-forward step adds to
        what it has read: the normalised x.""",
        **wired("y = x + attention(x)", "return norm2(y + feed_forward(norm1(y)))"),
        read="Residual connections",
    ),
    mistake(
        "block-parallel-branches",
        of="TransformerBlock",
        advice="""Your feed-forward net reads the block's input. The steps come one after the
        other: it reads what norm1 gave.""",
        **wired("y = norm1(x + attention(x))", "return norm2(y + feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-one-sum",
        of="TransformerBlock",
        advice="""Both steps read x and are added in one sum. The steps come one after the other,
        each with a sum and a norm of its own.""",
        **wired("return norm2(norm1(x + attention(x) + feed_forward(x)))"),
        read="Residual connections",
    ),
    mistake(
        "block-input-added-again",
        of="TransformerBlock",
        advice="""The block's input is added once more, after the last norm. Post-norm ends with
        the norm.""",
        **wired("y = norm1(x + attention(x))", "return x + norm2(y + feed_forward(y))"),
        read="Post-norm",
    ),
    mistake(
        "block-order-swapped",
        of="TransformerBlock",
        advice="""Your feed-forward step comes first, attention second. First look around, then
        think.""",
        **wired("x = norm1(x + feed_forward(x))", "return norm2(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-steps-and-norms-swapped",
        of="TransformerBlock",
        advice="""Your feed-forward step comes first, attention second. First look around, then
        think; and norm1 belongs to attention.""",
        **wired("x = norm2(x + feed_forward(x))", "return norm1(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-norms-swapped",
        of="TransformerBlock",
        advice="""norm2 follows attention and norm1 follows feed-forward. They have different
        weights: norm1 is the first.""",
        **wired("x = norm2(x + attention(x))", "return norm1(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-shared-norm",
        of="TransformerBlock",
        advice="""norm1 is used twice and norm2 never, so norm2 would never learn. At the start
        nobody can see it: both begin with ones and zeros.""",
        **wired("x = norm1(x + attention(x))", "return norm1(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-norm2-only",
        of="TransformerBlock",
        advice="""norm2 is used twice and norm1 never, so norm1 would never learn. Each step has a
        norm of its own.""",
        **wired("x = norm2(x + attention(x))", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-first-norm-missing",
        of="TransformerBlock",
        advice="""The sum after attention is not normalised. Each step ends with its norm: norm1(x
        + attention(x)).""",
        **wired("x = x + attention(x)", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-second-norm-missing",
        of="TransformerBlock",
        advice="""The sum after feed-forward is not normalised. Each step ends with its norm:
        norm2(x + feed_forward(x)).""",
        **wired("x = norm1(x + attention(x))", "return x + feed_forward(x)"),
        read="Post-norm",
    ),
    mistake(
        "block-no-norms",
        of="TransformerBlock",
        advice="""Nothing is normalised in your block. What happens to the size of x after many
        sums? Each step ends with its norm.""",
        **wired("x = x + attention(x)", "return x + feed_forward(x)"),
        read="Post-norm",
    ),
    mistake(
        "block-feed-forward-missing",
        of="TransformerBlock",
        advice="""Your block ends after attention: the feed-forward step is missing.""",
        **wired("return norm1(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-attention-missing",
        of="TransformerBlock",
        advice="""Your block never asks attention: no token reads any other.""",
        **wired("x = norm1(x)", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-attention-twice",
        of="TransformerBlock",
        advice="""Both steps are attention, and feed-forward is never used. The second step is
        feed_forward.""",
        **wired("x = norm1(x + attention(x))", "return norm2(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-input-normalised-too",
        of="TransformerBlock",
        advice="""Attention reads a normalised x although the sum is normalised too. Post-norm has
        one norm for each step, after the sum.""",
        **wired("x = norm1(x + attention(norm1(x)))", "return norm2(x + feed_forward(norm2(x)))"),
        read="Post-norm",
    ),
    mistake(
        "block-residuals-subtracted",
        of="TransformerBlock",
        advice="""Your steps are subtracted from x. A residual path is a sum.""",
        **wired("x = norm1(x - attention(x))", "return norm2(x - feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-residuals-multiplied",
        of="TransformerBlock",
        advice="""Your steps are multiplied with x. A residual path is a sum: when a step gives 0,
        x passes unchanged.""",
        **wired("x = norm1(x * attention(x))", "return norm2(x * feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-ignores-n-heads",
        of="TransformerBlock",
        at="attention_half",
        advice="""Your attention has one head, whatever n_heads says. Pass it on.""",
        numpy=('"attention"), n_heads)', '"attention"), 1)'),
        torch=("MultiHeadAttention(d_model, n_heads)", "MultiHeadAttention(d_model, 1)"),
        read="Parameters",
    ),
    mistake(
        "block-ignores-d-ff",
        of="TransformerBlock",
        at="block_shapes",
        advice="""Your feed-forward net has 4 * d_model hidden features, whatever d_ff says. Pass
        d_ff on.""",
        numpy=("feed_forward_shapes(d_model, d_ff)", "feed_forward_shapes(d_model, 4 * d_model)"),
        torch=("FeedForward(d_model, d_ff)", "FeedForward(d_model, 4 * d_model)"),
        read="Parameters",
    ),
    mistake(
        "block-d-ff-is-d-model",
        of="TransformerBlock",
        at="block_shapes",
        advice="""Your feed-forward net has d_model hidden features, whatever d_ff says. Pass d_ff
        on.""",
        numpy=("feed_forward_shapes(d_model, d_ff)", "feed_forward_shapes(d_model, d_model)"),
        torch=("FeedForward(d_model, d_ff)", "FeedForward(d_model, d_model)"),
        read="Parameters",
    ),
    mistake(
        "block-ffn-sizes-swapped",
        of="TransformerBlock",
        at="block_shapes",
        advice="""You pass d_ff and d_model to FeedForward in the wrong order: d_model comes
        first.""",
        numpy=("feed_forward_shapes(d_model, d_ff)", "feed_forward_shapes(d_ff, d_model)"),
        torch=("FeedForward(d_model, d_ff)", "FeedForward(d_ff, d_model)"),
        read="Parameters",
    ),
    mistake(
        "block-one-norm-object",
        of="TransformerBlock",
        at="block_shapes",
        advice="""norm1 and norm2 are one and the same object under two names, so they learn one
        scale and one shift. Make two.""",
        numpy=('for name in ("norm1", "norm2")', 'for name in ("norm1",)'),
        torch=("self.norm2 = LayerNorm(d_model)", "self.norm2 = self.norm1"),
        also=(
            (
                "self.norm1 = LayerNorm(d_model)\n        self.norm2 = LayerNorm(d_model)",
                "self.norm1 = self.norm2 = LayerNorm(d_model)",
            ),
        ),
        read="Parameters",
    ),
    mistake(
        "block-norm-eps",
        of="TransformerBlock",
        advice="""The norms of your block have an eps of 1e-6. Leave it at the default, 1e-5.""",
        numpy=[
            (
                '**attention.under(weights, "norm1"))',
                '**attention.under(weights, "norm1"), eps=1e-6)',
            ),
            (
                '**attention.under(weights, "norm2"))',
                '**attention.under(weights, "norm2"), eps=1e-6)',
            ),
        ],
        torch=[
            ("self.norm1 = LayerNorm(d_model)", "self.norm1 = LayerNorm(d_model, eps=1e-6)"),
            ("self.norm2 = LayerNorm(d_model)", "self.norm2 = LayerNorm(d_model, eps=1e-6)"),
        ],
        read="Layer norm",
    ),
    mistake(
        "block-detached-residual",
        of="TransformerBlock",
        at="transformer_block_backward",
        advice="""The x that you add is cut off from the graph (`detach` or `.data`): the gradient
        no longer flows along the residual path, which is there to carry it.""",
        numpy=[
            ("dsecond + dbranch, first", "dbranch, first"),
            ("return dfirst + dbranch, {", "return dbranch, {"),
        ],
        torch=(
            FORWARD,
            FORWARD.replace("norm1(x +", "norm1(x.detach() +").replace(
                "norm2(x +", "norm2(x.detach() +"
            ),
        ),
        read="Residual connections",
    ),
    mistake(
        "block-inplace-residual",
        of="TransformerBlock",
        advice="""`x += ...` writes into the tensor that the caller gave you. Write x = x + ...,
        which makes a new one.""",
        torch=(
            FORWARD,
            "x += self.attention(x)\n        x = self.norm1(x)\n"
            "        return self.norm2(x + self.feed_forward(x))",
        ),
        also=((FORWARD, FORWARD.replace("x + self.attention(x)", "x.add_(self.attention(x))")),),
        read="Dtype and memory",
    ),
    mistake(
        "block-dropout",
        of="TransformerBlock",
        advice="""Two calls with one input give different results: something is dropped at random.
        This block has no dropout.""",
        torch=(
            FORWARD,
            FORWARD.replace("self.attention(x)", "nn.functional.dropout(self.attention(x), 0.1)"),
        ),
        also=(
            [
                (PARTS, PARTS + "\n        self.dropout = nn.Dropout(0.1)"),
                (
                    FORWARD,
                    FORWARD.replace("self.attention(x)", "self.dropout(self.attention(x))").replace(
                        "self.feed_forward(x)", "self.dropout(self.feed_forward(x))"
                    ),
                ),
            ],
        ),
        read="Residual connections",
    ),
    mistake(
        "block-created-out-of-order",
        of="TransformerBlock",
        advice="""The parts are created in another order than the docstring's. Each draws its
        initial values when it is created: with another order the same seed gives another
        model.""",
        torch=(
            PARTS,
            "self.feed_forward = FeedForward(d_model, d_ff)\n"
            "        self.norm1 = LayerNorm(d_model)\n        self.norm2 = LayerNorm(d_model)",
        ),
        also=(
            (
                PARTS,
                "self.norm1 = LayerNorm(d_model)\n        self.feed_forward = FeedForward(d_model,"
                " d_ff)\n        self.norm2 = LayerNorm(d_model)",
            ),
        ),
        read="Parameters",
    ),
    mistake(
        "block-other-names",
        of="TransformerBlock",
        advice="""Your block has parameters under names that are not in the docstring. Saved
        weights are found by name: `attention`, `norm1`, `norm2`, `feed_forward`, and nothing
        else.""",
        torch=[
            (PARTS, PARTS.replace("self.norm", "self.ln")),
            (FORWARD, FORWARD.replace("self.norm", "self.ln")),
        ],
        also=(
            [
                (PARTS, PARTS.replace("self.feed_forward", "self.mlp")),
                (FORWARD, FORWARD.replace("self.feed_forward", "self.mlp")),
            ],
            (PARTS, PARTS + "\n        self.norm3 = LayerNorm(d_model)"),
        ),
        read="Parameters",
    ),
    mistake(
        "block-init-changed",
        of="TransformerBlock",
        advice="""Your block changes the initial values of its parts. They are good here: leave
        them alone.""",
        torch=(PARTS, PARTS + RESET),
        also=(
            (PARTS, PARTS + RESET_SMALL),
            (PARTS, PARTS + "\n        nn.init.zeros_(self.norm2.weight)"),
        ),
        read="Parameters",
    ),
    mistake(
        "block-changes-the-dtype",
        of="TransformerBlock",
        advice="""With float64 weights and input your result is not float64. Where do you convert,
        or make a tensor of a fixed dtype?""",
        torch=(FORWARD, FORWARD + ".float()"),
        also=((FORWARD, "x = x.float()\n        " + FORWARD),),
        read="Dtype and memory",
    ),
]

MISTAKES = LAYER_NORM + FEED_FORWARD + BLOCK
