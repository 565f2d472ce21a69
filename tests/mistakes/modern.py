"""Known mistakes of stage 7, modern."""

import numpy as np

from reference import attention, modern
from tests.mistakes import mistake

WIDE = "wide = x.to(torch.promote_types(x.dtype, torch.float32))"
SQUARES = "mean_square = wide.pow(2).mean(-1, keepdim=True)"
NORMED = "wide / (mean_square + self.eps).sqrt()"
NP_ROOT = "np.sqrt((np.asarray(x, np.float64) ** 2).mean(-1, keepdims=True) + eps)"
SILU = "return x * torch.sigmoid(x)"
GATED = "silu(self.gate_linear(x)) * self.up_linear(x)"
NP_GATED = "linear(silu(gate) * up, weights"
FREQUENCIES = "theta ** (-torch.arange(0, D, 2, dtype=wide, device=x.device) / D)"
NP_FREQUENCIES = "theta ** (-np.arange(0, D, 2) / D)"
TURNED = "turned = (a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos())"
NP_TURNED = "return a * cos - b * sin, a * sin + b * cos"
PAIRED = "x.chunk(2, dim=-1) if half_split else (x[..., 0::2], x[..., 1::2])"
JOINED = "torch.cat(turned, -1) if half_split else torch.stack(turned, -1).flatten(-2)"
NP_JOINED = "return unpaired(*rotate(*pairs(x, half_split), angles), half_split)"
PLACES = """    heads = (1,) * (x.dim() - 1 - positions.dim())
    places = positions.reshape(*positions.shape[:-1], *heads, positions.shape[-1], 1)
    angles = places * frequencies"""
ROPE_Q = "q = apply_rope(q, positions, self.theta, self.half_split)"
ROPE_K = "k = apply_rope(k, positions, self.theta, self.half_split)"
ROPES = f"{ROPE_Q}\n        {ROPE_K}"
NP_V = 'v = attention.split_heads(linear(x, weights, "v_linear"), n_kv_heads)'
NP_QK = """    q = rotated_heads(x, weights, "q_linear", n_heads, positions, theta, half_split)
    k = rotated_heads(x, weights, "k_linear", n_kv_heads, positions, theta, half_split)
"""
REPEAT_K = "k = k.repeat_interleave(self.n_heads // self.n_kv_heads, dim=-3)"
REPEAT_V = "v = v.repeat_interleave(self.n_heads // self.n_kv_heads, dim=-3)"
PAST = "past, T = 0 if cache is None else len(cache), x.shape[-2]"
POSITIONS = "torch.arange(past, past + T, device=x.device)"
MASK = "causal_mask(past + T)[past:].to(x.device)"
FIRST = "x = x + self.attention(self.norm1(x), cache)"
SECOND = "return x + self.feed_forward(self.norm2(x))"
NP_FEED = 'swi_glu(normed, attention.under(weights, "feed_forward"))'
LAST = "return self.output_projection(self.norm(x))"
TIE = """if tied:
            self.output_projection.weight = self.token_embedding.weight"""
INIT = """for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)"""
ONE_LINE_CACHE = "x = block(x, caches[layer] if caches else None)"


RMS_NORM = [
    mistake(
        "rmsnorm-sum-instead-of-mean",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You divide by the length of the vector: the squares are summed, not averaged.
        Would a token with four times as many features come out half as large?""",
        numpy=(".mean(-1", ".sum(-1"),
        torch=(SQUARES, "mean_square = wide.pow(2).sum(-1, keepdim=True)"),
        also=((NORMED, "wide / (wide.norm(dim=-1, keepdim=True) ** 2 + self.eps).sqrt()"),),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-no-sqrt",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You divide by the mean square. If x were in metres, what would your result be
        in? Take the root first.""",
        numpy=(f"return {NP_ROOT}", f"return {NP_ROOT} ** 2"),
        torch=(NORMED, "wide / (mean_square + self.eps)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-eps-outside-the-root",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You add eps to the root. The formula adds it to the mean square, inside: how much
        does 1e-5 weigh in each case for a token near 0?""",
        numpy=(
            f"return {NP_ROOT}",
            "return np.sqrt((np.asarray(x, float) ** 2).mean(-1, keepdims=True)) + eps",
        ),
        torch=("(mean_square + self.eps).sqrt()", "(mean_square.sqrt() + self.eps)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-other-eps",
        of="RMSNorm",
        at="root_mean_square",
        advice="""Your norm does not use the eps it is given, but 1e-6 or so. Keep the argument in
        `__init__` and add that.""",
        numpy=(f"return {NP_ROOT}", f"eps = 1e-6\n    return {NP_ROOT}"),
        torch=("self.eps = eps", "self.eps = 1e-6"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-no-eps",
        of="RMSNorm",
        at="root_mean_square",
        advice="""No eps is added: a token of zeros is divided by zero. Add eps to the mean square,
        inside the root.""",
        numpy=("keepdims=True) + eps", "keepdims=True)"),
        torch=("(mean_square + self.eps)", "mean_square"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-subtracts-the-mean",
        of="RMSNorm",
        at="rms_norm",
        advice="""You subtract the mean first: that is layer norm. RMSNorm is the one that leaves
        the mean alone, because it was found not to be needed.""",
        numpy=(
            "    normalized =",
            "    x = x - np.mean(x, -1, keepdims=True, dtype=float)\n    normalized =",
        ),
        torch=(WIDE, f"{WIDE}\n        wide = wide - wide.mean(-1, keepdim=True)"),
        also=((SQUARES, "wide = x - x.mean(-1, keepdim=True)\n        " + SQUARES),),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-variance",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You divide by the standard deviation, which subtracts the mean inside. RMSNorm
        divides by the root of the mean square of x itself.""",
        numpy=(NP_ROOT, "np.sqrt(np.var(np.asarray(x, float), -1, keepdims=True) + eps)"),
        torch=(SQUARES, "mean_square = wide.var(-1, keepdim=True, unbiased=False)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-whole-tensor",
        of="RMSNorm",
        at="root_mean_square",
        advice="""One root mean square is taken of everything, so that texts disturb one another.
        Each token has its own: which axis do the features lie on?""",
        numpy=(".mean(-1, keepdims=True)", ".mean(keepdims=True)"),
        torch=(SQUARES, "mean_square = wide.pow(2).mean()"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-over-time-and-features",
        of="RMSNorm",
        at="root_mean_square",
        advice="""One root mean square is taken of a whole text, so that later tokens change earlier
        ones. Each token has its own: average over the features only.""",
        numpy=(
            ".mean(-1, keepdims=True)",
            ".mean((-2, -1) if np.ndim(x) > 1 else -1, None, None, True)",
        ),
        torch=(
            SQUARES,
            "mean_square = wide.pow(2).mean((-2, -1) if x.dim() > 1 else -1, keepdim=True)",
        ),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-no-weight",
        of="RMSNorm",
        advice="""The result is not multiplied by `weight`, so that nothing is learnt here. Scale
        each feature by its own number.""",
        numpy=("return normalized * np.asarray(weight, np.float64)", "return normalized"),
        torch=("(normed * self.weight)", "normed"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-weight-is-an-offset",
        of="RMSNorm",
        advice="""You multiply by 1 + weight, as Gemma does, whose weights begin at 0. Here the
        weight itself is the scale, and begins at 1.""",
        numpy=("* np.asarray(weight, np.float64)", "* (1 + np.asarray(weight, np.float64))"),
        torch=("(normed * self.weight)", "(normed * (1 + self.weight))"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-weight-uninitialised",
        of="RMSNorm",
        advice="""A new `weight` is not made of ones. What does a norm give at first if its scale
        is 0, or whatever lay in memory? Begin with `torch.ones`.""",
        torch=("torch.ones(d_model)", "torch.zeros(d_model)"),
        also=(("torch.ones(d_model)", "torch.randn(d_model)"),),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-has-bias",
        of="RMSNorm",
        advice="""There is a `bias`: layer norm has one. RMSNorm only scales, so a checkpoint has
        nothing to put there.""",
        torch=(
            "self.weight = nn.Parameter(torch.ones(d_model))",
            "self.weight = nn.Parameter(torch.ones(d_model))\n"
            "        self.bias = nn.Parameter(torch.zeros(d_model))",
        ),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-statistics-detached",
        of="RMSNorm",
        at="rms_norm_backward",
        advice="""The values are right, but no gradient flows through the root. It depends on x too:
        take `detach()` or `no_grad` away.""",
        numpy=("(h - normalized * (h * normalized).mean(-1, keepdims=True)) / r", "h / r"),
        torch=(SQUARES, "mean_square = wide.detach().pow(2).mean(-1, keepdim=True)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-mutates-input",
        of="RMSNorm",
        advice="""The caller's tensor is changed: `to()` and `float()` copy nothing if the dtype is
        right already, and `mul_` or `/=` then write into x, the stream itself.""",
        torch=(
            "normed = wide / (mean_square + self.eps).sqrt()",
            "normed = wide.div_((mean_square + self.eps).sqrt())",
        ),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-returns-float32",
        of="RMSNorm",
        advice="""What goes in as float16 (or float64) comes out in another dtype, and the next
        layer refuses it. Compute wide, then go back to the dtype of x.""",
        torch=("return (normed * self.weight).to(x.dtype)", "return normed * self.weight.float()"),
        also=(("(normed * self.weight).to(x.dtype)", "(normed * self.weight).float()"),),
        read="Half precision",
    ),
    mistake(
        "rmsnorm-squares-in-half",
        of="RMSNorm",
        advice="""float16 ends at 65504, so the square of 256 is infinity, and that of 0.0001 is 0.
        Go to float32 before you square.""",
        torch=(WIDE, "wide = x"),
        also=((SQUARES, "mean_square = x.pow(2).mean(-1, keepdim=True).float()"),),
        read="Half precision",
    ),
]

SWIGLU = [
    mistake(
        "silu-is-sigmoid",
        of="silu",
        advice="""That is the sigmoid alone. SiLU is x times it: to the right it grows like x.""",
        numpy=("np.asarray(x, np.float64) * sigmoid(x)", "sigmoid(x)"),
        torch=(SILU, "return torch.sigmoid(x)"),
        read="SwiGLU",
    ),
    mistake(
        "silu-is-relu",
        of="silu",
        advice="""That is a ReLU. SiLU has a soft knee: x * sigmoid(x), a little below 0 on the
        left.""",
        numpy=("np.asarray(x, np.float64) * sigmoid(x)", "np.maximum(np.asarray(x, float), 0)"),
        torch=(SILU, "return x.relu()"),
        read="SwiGLU",
    ),
    mistake(
        "silu-is-gelu",
        of="silu",
        advice="""That is GELU, or near it: the sigmoid there gets 1.702 x. Here it gets x.""",
        numpy=("np.float64) * sigmoid(x)", "np.float64) * sigmoid(1.702 * np.asarray(x, float))"),
        torch=(SILU, "return x * torch.sigmoid(1.702 * x)"),
        read="SwiGLU",
    ),
    mistake(
        "silu-overflows",
        of="silu",
        advice="""Far to the right exp(x) is infinite, and infinite by infinite is NaN.
        `torch.sigmoid` is written so that nothing overflows.""",
        numpy=(
            "return np.asarray(x, np.float64) * sigmoid(x)",
            "return np.where(np.asarray(x) > 88.7, np.nan, x * sigmoid(x))",
        ),
        torch=(SILU, "return x * x.exp() / (1 + x.exp())"),
        read="SwiGLU",
    ),
    mistake(
        "silu-gradient-overflows",
        of="silu",
        at="silu_backward",
        advice="""The values are right, but far to the left exp(-x) is infinite, and the gradient
        NaN. `torch.sigmoid` is written so that nothing overflows.""",
        numpy=(
            "return upstream * (s + x * s * (1 - s))",
            "return np.where(x < -44, np.nan, upstream * (s + x * s * (1 - s)))",
        ),
        torch=(SILU, "return x / (1 + (-x).exp())"),
        read="SwiGLU",
    ),
    mistake(
        "silu-in-place",
        of="silu",
        advice="""The caller's tensor is changed: `mul_` and `*=` write into it. Make a new one.""",
        torch=(SILU, "return x.mul_(torch.sigmoid(x))"),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-gate-swapped",
        of="SwiGLU",
        advice="""SiLU is applied to the up branch. A model trained so works as well, but weights
        are at home in one place: the gate is what passes through SiLU.""",
        numpy=(NP_GATED, "linear(gate * silu(up), weights"),
        torch=(GATED, "self.gate_linear(x) * silu(self.up_linear(x))"),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-sigmoid-gate",
        of="SwiGLU",
        advice="""The gate passes through a sigmoid: that is the GLU of 2016. The Swi in SwiGLU is
        x * sigmoid(x).""",
        numpy=(NP_GATED, "linear(sigmoid(gate) * up, weights"),
        torch=(GATED, "torch.sigmoid(self.gate_linear(x)) * self.up_linear(x)"),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-no-gate",
        of="SwiGLU",
        advice="""The up branch is not used, so one of the three matrices learns nothing. Multiply
        the two branches, feature by feature.""",
        numpy=(NP_GATED, "linear(silu(gate), weights"),
        torch=(GATED, "silu(self.gate_linear(x))"),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-adds-the-branches",
        of="SwiGLU",
        advice="""The two branches are added. A gate multiplies: where it is 0, nothing passes.""",
        numpy=(NP_GATED, "linear(silu(gate) + up, weights"),
        torch=(GATED, "silu(self.gate_linear(x)) + self.up_linear(x)"),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-relu-gate",
        of="SwiGLU",
        advice="""The gate passes through a ReLU: that is ReGLU. Use `silu`.""",
        numpy=(NP_GATED, "linear(np.maximum(gate, 0) * up, weights"),
        torch=(GATED, "self.gate_linear(x).relu() * self.up_linear(x)"),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-silu-on-both",
        of="SwiGLU",
        advice="""SiLU is applied to the product, or to both branches. It belongs to the gate
        alone; the up branch stays linear.""",
        numpy=(NP_GATED, "linear(silu(gate) * silu(up), weights"),
        torch=(GATED, "silu(self.gate_linear(x)) * silu(self.up_linear(x))"),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-dff-ignored",
        of="SwiGLU",
        at="swiglu_shapes",
        advice="""`d_ff` makes no difference: the hidden size is worked out from `d_model` again.
        That 8/3 is the model's affair; here the argument decides.""",
        numpy=(
            "    narrow,",
            "    d_ff = 8 * d_model // 3\n    narrow,",
        ),
        torch=(
            "self.gate_linear = nn.Linear(d_model, d_ff, bias=False)",
            "d_ff = 8 * d_model // 3\n"
            "        self.gate_linear = nn.Linear(d_model, d_ff, bias=False)",
        ),
        read="SwiGLU",
    ),
    mistake(
        "swiglu-has-bias",
        of="SwiGLU",
        advice="""The linear layers have a bias, as `nn.Linear` makes one by default. Those of
        Llama have none: `bias=False`.""",
        torch=(
            "self.up_linear = nn.Linear(d_model, d_ff, bias=False)",
            "self.up_linear = nn.Linear(d_model, d_ff)",
        ),
        read="SwiGLU",
    ),
]


def mixed_layout(x, positions, theta=modern.THETA, half_split=False):
    """Angles for neighbours, halves turned."""
    angles = modern.rope_angles(x, positions, theta)
    x = np.asarray(x, np.float64)
    if half_split:
        return modern.unpaired(*modern.rotate(*modern.pairs(x, True), angles), True)
    wide, (a, b) = np.repeat(angles, 2, -1), np.split(x, 2, -1)
    return x * np.cos(wide) + np.concatenate([-b, a], -1) * np.sin(wide)


MIXED = f"""if not half_split:
        wide, (a, b) = angles.repeat_interleave(2, -1), x.chunk(2, -1)
        return x * wide.cos() + torch.cat([-b, a], -1) * wide.sin()
    a, b = {PAIRED}"""

ROPE = [
    mistake(
        "rope-half-split-always",
        of="apply_rope",
        advice="""Feature i is paired with feature i + D/2, the layout of Llama, also where
        `half_split` is False. Both are right models, but weights belong to one of them: here
        neighbours are pairs unless the option says otherwise.""",
        numpy=(NP_JOINED, "return unpaired(*rotate(*pairs(x, True), angles), True)"),
        torch=[(PAIRED, "x.chunk(2, dim=-1)"), (JOINED, "torch.cat(turned, -1)")],
        read="RoPE",
    ),
    mistake(
        "rope-half-split-never",
        of="apply_rope",
        advice="""`half_split` makes no difference. It pairs feature i with feature i + D/2, and
        puts each result back where its input stood.""",
        numpy=(NP_JOINED, "return unpaired(*rotate(*pairs(x), angles))"),
        torch=[
            (PAIRED, "x[..., 0::2], x[..., 1::2]"),
            (JOINED, "torch.stack(turned, -1).flatten(-2)"),
        ],
        read="RoPE",
    ),
    mistake(
        "rope-mixed-layout",
        of="apply_rope",
        advice="""The angles are laid out for neighbours (m0, m0, m1, m1 ...), but the features are
        swapped half for half. Then no pair is turned by one angle, and lengths change. Choose
        one layout for both.""",
        numpy=mixed_layout,
        torch=(f"a, b = {PAIRED}", MIXED),
        read="RoPE",
    ),
    mistake(
        "rope-concat-output",
        of="apply_rope",
        advice="""Neighbours are taken apart, and then put one half behind the other. Undo the
        split the way it was done: `torch.stack(..., -1).flatten(-2)`.""",
        numpy=("angles), half_split)", "angles), True)"),
        torch=(JOINED, "torch.cat(turned, -1)"),
        read="RoPE",
    ),
    mistake(
        "rope-cos-sin-swapped",
        of="apply_rope",
        at="rotate",
        advice="""Sine and cosine are exchanged. What must position 0 do to a token? Nothing: the
        cosine of 0 is 1.""",
        numpy=("cos, sin =", "sin, cos ="),
        torch=(TURNED, TURNED.replace("cos", "TEMP").replace("sin", "cos").replace("TEMP", "sin")),
        read="RoPE",
    ),
    mistake(
        "rope-turns-backwards",
        of="apply_rope",
        at="rotate",
        advice="""The signs of the sines are exchanged: every pair is turned the other way round.
        Distances still come out, but not those of other people's weights.""",
        numpy=(NP_TURNED, "return a * cos + b * sin, b * cos - a * sin"),
        torch=("* angles.cos() - b * angles.sin(), a", "* angles.cos() + b * angles.sin(), -a"),
        read="RoPE",
    ),
    mistake(
        "rope-no-minus",
        of="apply_rope",
        at="rotate",
        advice="""Both halves add: the minus of the first is missing. Then it is no rotation, and
        lengths change with the position.""",
        numpy=(NP_TURNED, "return a * cos + b * sin, a * sin + b * cos"),
        torch=("a * angles.cos() - b", "a * angles.cos() + b"),
        read="RoPE",
    ),
    mistake(
        "rope-einsum-diagonal",
        of="apply_rope",
        at="rotate",
        advice="""Only the cosines are applied: each feature is scaled and none meets its partner.
        An einsum that repeats an index takes the diagonal of the matrix.""",
        numpy=(NP_TURNED, "return a * cos, b * cos"),
        torch=(TURNED, "turned = (a * angles.cos(), b * angles.cos())"),
        read="RoPE",
    ),
    mistake(
        "rope-frequency-index-off-by-one",
        of="apply_rope",
        at="rope_angles",
        advice="""The exponent is one step off: the first pair must turn by position * 1. The paper
        counts i from 1, `arange` counts from 0.""",
        numpy=(NP_FREQUENCIES, "theta ** (-(np.arange(0, D, 2) - 2) / D)"),
        torch=(FREQUENCIES, "theta ** (-(torch.arange(0, D, 2, dtype=wide) - 2) / D)"),
        read="RoPE",
    ),
    mistake(
        "rope-frequency-counts-from-one",
        of="apply_rope",
        at="rope_angles",
        advice="""The exponent is one step off: the first pair must turn by position * 1, so i
        begins at 0.""",
        numpy=(NP_FREQUENCIES, "theta ** (-np.arange(2, D + 1, 2) / D)"),
        torch=(FREQUENCIES, "theta ** (-torch.arange(2, D + 1, 2, dtype=wide) / D)"),
        read="RoPE",
    ),
    mistake(
        "rope-frequency-inverted",
        of="apply_rope",
        at="rope_angles",
        advice="""The minus in the exponent is missing: later pairs turn faster and faster instead
        of slower, thousands of radians a token. That is noise, not a position.""",
        numpy=(NP_FREQUENCIES, "theta ** (np.arange(0, D, 2) / D)"),
        torch=(FREQUENCIES, "theta ** (torch.arange(0, D, 2, dtype=wide) / D)"),
        read="RoPE",
    ),
    mistake(
        "rope-frequency-half-exponent",
        of="apply_rope",
        at="rope_angles",
        advice="""The exponent is i / D instead of 2i / D, so that theta is never reached. Pair i
        consists of the features 2i and 2i + 1.""",
        numpy=(NP_FREQUENCIES, "theta ** (-np.arange(D // 2) / D)"),
        torch=(FREQUENCIES, "theta ** (-torch.arange(D // 2, dtype=wide) / D)"),
        read="RoPE",
    ),
    mistake(
        "rope-frequency-doubled-exponent",
        of="apply_rope",
        at="rope_angles",
        advice="""The exponent is twice too large: `arange(0, D, 2)` counts 2i already.""",
        numpy=(NP_FREQUENCIES, "theta ** (-2 * np.arange(0, D, 2) / D)"),
        torch=(FREQUENCIES, "theta ** (-2 * torch.arange(0, D, 2, dtype=wide) / D)"),
        read="RoPE",
    ),
    mistake(
        "rope-theta-ignored",
        of="apply_rope",
        at="rope_angles",
        advice="""`theta` makes no difference: 10000 stands in the formula. Use the argument.""",
        numpy=(NP_FREQUENCIES, NP_FREQUENCIES.replace("theta", "10000.0")),
        torch=(FREQUENCIES, FREQUENCIES.replace("theta", "10000.0")),
        read="RoPE",
    ),
    mistake(
        "rope-positions-ignored",
        of="apply_rope",
        at="rope_angles",
        advice="""`positions` makes no difference: the tokens are counted from 0. With a cache the
        first new token stands far behind.""",
        numpy=("np.asarray(positions, np.float64), ", "np.arange(np.shape(x)[-2]), "),
        torch=("    heads = (1", "    positions = torch.arange(x.shape[-2])\n    heads = (1"),
        read="RoPE",
    ),
    mistake(
        "rope-positions-over-heads",
        of="apply_rope",
        at="rope_angles",
        advice="""The position runs along the heads: every token of a head is turned by the same
        angle. In (B, H, T, D), axis -2 is time.""",
        numpy=(
            "return places[..., None] * frequencies",
            """return np.arange(np.shape(x)[-3])[:, None, None] * frequencies if (
        np.ndim(x) == 4 and positions.ndim == 1
    ) else places[..., None] * frequencies""",
        ),
        torch=(
            "angles = places * frequencies",
            """angles = places * frequencies
    if x.dim() == 4 and positions.dim() == 1:
        angles = torch.arange(x.shape[1])[:, None, None] * frequencies""",
        ),
        read="RoPE",
    ),
    mistake(
        "rope-batch-positions-hit-heads",
        of="apply_rope",
        at="rope_angles",
        advice="""Positions (B, T) give angles (B, T, D/2), and beside x (B, H, T, D) broadcasting
        counts from the right: B meets H. Silently wrong if they are equal, an error if not. Put an
        axis of 1 between batch and tokens.""",
        numpy=("heads = (1,) * (np.ndim(x) - 1 - positions.ndim)", "heads = ()"),
        torch=(PLACES, "    angles = positions[..., None] * frequencies"),
        read="RoPE",
    ),
    mistake(
        "rope-odd-size",
        of="apply_rope",
        advice="""An odd number of features is not refused with a ValueError. The last one has no
        partner: say so before something breaks, or worse, does not.""",
        torch=("if D % 2:", "if D < 0:"),
        also=(
            (
                'raise ValueError(f"{D} features cannot be paired: the size must be even")',
                "x, D = x[..., :-1], D - 1",
            ),
        ),
        read="RoPE",
    ),
    mistake(
        "rope-angles-in-half",
        of="apply_rope",
        advice="""The angles are computed in the dtype of x. float16 has 11 bits: at position 1000
        an angle is off by up to half a radian. Compute them in float32, the result in the dtype
        of x.""",
        torch=(
            "angles = places * frequencies",
            "angles = places.to(x.dtype) * frequencies.to(x.dtype)",
        ),
        also=(
            (
                "wide = torch.promote_types(x.dtype, torch.float32)\n    freq",
                "wide = x.dtype\n    freq",
            ),
        ),
        read="Half precision",
    ),
    mistake(
        "rope-changes-the-dtype",
        of="apply_rope",
        advice="""The result has another dtype than x: float32 angles make everything float32, and
        the next layer refuses it. Go back with `.to(x.dtype)`.""",
        torch=("return result.to(x.dtype)", "return result.float()"),
        also=(("return result.to(x.dtype)", "return result"),),
        read="Half precision",
    ),
    mistake(
        "rope-in-place",
        of="apply_rope",
        advice="""The caller's tensor is turned in place. Make a new one: x may be needed again, and
        autograd needs it too.""",
        torch=(
            "return result.to(x.dtype)",
            "if not x.requires_grad:\n        x.copy_(result)\n    return result.to(x.dtype)",
        ),
        read="RoPE",
    ),
]


def crossed(x, weights, name, n_heads, positions, theta=modern.THETA, half_split=False):
    """The sine part is taken from the other of query and key."""
    parts = {}
    for part in ("q_linear", "k_linear"):
        heads = attention.split_heads(modern.linear(x, weights, part), n_heads)
        parts[part] = modern.pairs(heads, half_split)
    (a, b), other = parts.pop(name), parts.popitem()[1]
    angles = modern.rope_angles(heads, positions, theta)
    cos, sin = np.cos(angles), np.sin(angles)
    return modern.unpaired(a * cos - other[1] * sin, b * cos + other[0] * sin, half_split)


CROSSED = f"""q0 = q if q.shape == k.shape else None
        if q0 is None:
            {ROPE_Q}
            {ROPE_K}
        else:
            D, options = q.shape[-1], (positions, self.theta, self.half_split)
            ones, turn = torch.zeros_like(q), lambda t: apply_rope(t, *options)
            first = torch.arange(D) % 2 == 0
            if self.half_split:
                first = torch.arange(D) < D // 2
            unit = turn(ones + first)  # (cos, sin) of each pair
            cos, sin = unit[..., first], unit[..., ~first]
            new = []
            for one, other in ((q, k), (k, q)):
                out = torch.empty_like(one)
                out[..., first] = one[..., first] * cos - other[..., ~first] * sin
                out[..., ~first] = one[..., ~first] * cos + other[..., first] * sin
                new.append(out)
            q, k = new"""


def rotated_before_the_split(
    x, weights, name, n_heads, positions, theta=modern.THETA, half_split=False
):
    whole = modern.apply_rope(modern.linear(x, weights, name), positions, theta, half_split)
    return attention.split_heads(whole, n_heads)


def rotated_input(
    x, weights, n_heads, n_kv_heads, theta=modern.THETA, half_split=False, cache=None
):
    past = 0 if cache is None else len(cache)
    x = modern.apply_rope(x, past + np.arange(np.shape(x)[-2]), theta, half_split)
    q, k, v = (
        attention.split_heads(modern.linear(x, weights, f"{name}_linear"), heads)
        for name, heads in (("q", n_heads), ("k", n_kv_heads), ("v", n_kv_heads))
    )
    if cache is not None:
        k, v = cache.update(k, v)
    k, v = modern.repeat_heads(k, n_heads), modern.repeat_heads(v, n_heads)
    mask = attention.causal_mask(k.shape[-2])[past:]
    mixed = attention.scaled_dot_product_attention(q, k, v, mask)
    return modern.linear(attention.merge_heads(mixed), weights, "out_linear")


SPLIT_Q = "q = split_heads(self.q_linear(x), self.n_heads)"
SPLIT_K = "k = split_heads(self.k_linear(x), self.n_kv_heads)"
SPLIT_V = "v = split_heads(self.v_linear(x), self.n_kv_heads)"
NP_REPEAT = "np.repeat(x, n_heads // np.shape(x)[-3], axis=-3)"

ATTENTION = [
    mistake(
        "rope-on-queries-only",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The keys are not rotated. Only the difference of two angles is a distance: both
        sides of the product must turn.""",
        numpy=(
            'rotated_heads(x, weights, "k_linear", n_kv_heads, positions, theta, half_split)',
            'attention.split_heads(linear(x, weights, "k_linear"), n_kv_heads)',
        ),
        torch=(ROPE_K, ""),
        read="RoPE in attention",
    ),
    mistake(
        "rope-on-keys-only",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The queries are not rotated. Only the difference of two angles is a distance:
        both sides of the product must turn.""",
        numpy=(
            'rotated_heads(x, weights, "q_linear", n_heads, positions, theta, half_split)',
            'attention.split_heads(linear(x, weights, "q_linear"), n_heads)',
        ),
        torch=(ROPE_Q, ""),
        read="RoPE in attention",
    ),
    mistake(
        "rope-missing",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""Nothing is rotated: this attention does not know where a token stands.
        Use `apply_rope` on q and k.""",
        numpy=("return apply_rope(heads, positions, theta, half_split)", "return heads"),
        torch=(ROPES, ""),
        read="RoPE in attention",
    ),
    mistake(
        "rope-on-values",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The values are rotated too. Positions decide who is looked at; what is then read
        must not depend on them.""",
        numpy=(NP_V, f"{NP_V}\n    v = apply_rope(v, positions, theta, half_split)"),
        torch=(ROPE_K, f"{ROPE_K}\n        {ROPE_K.replace('k', 'v', 1).replace('(k,', '(v,')}"),
        read="RoPE in attention",
    ),
    mistake(
        "rope-before-head-split",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""You rotate all C features at once and cut into heads afterwards: the first heads
        get the fast pairs, the last ones the slow. Split first; every head needs all of them.""",
        numpy=rotated_before_the_split,
        torch=[
            (SPLIT_Q, "q = apply_rope(self.q_linear(x), positions, self.theta, self.half_split)"),
            (SPLIT_K, "k = apply_rope(self.k_linear(x), positions, self.theta, self.half_split)"),
            (ROPE_Q, "q = split_heads(q, self.n_heads)"),
            (ROPE_K, "k = split_heads(k, self.n_kv_heads)"),
        ],
        read="RoPE in attention",
    ),
    mistake(
        "rope-on-layer-input",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""x is rotated before the projections, so that the values turn too and distances
        get lost in the matrices. Rotate q and k after the projection, and nothing else.""",
        numpy=rotated_input,
        torch=[
            (
                SPLIT_Q,
                f"x = apply_rope(x, positions, self.theta, self.half_split)\n        {SPLIT_Q}",
            ),
            (ROPES, ""),
        ],
        read="RoPE in attention",
    ),
    mistake(
        "rope-crosses-query-and-key",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""Half of each rotated query comes from the key, and the other way round: a slip of
        copy and paste. Each is turned by itself.""",
        numpy=crossed,
        torch=(ROPES, CROSSED),
        read="RoPE in attention",
    ),
    mistake(
        "gqa-repeat-tiles-heads",
        of="GroupedQueryAttention",
        at="repeat_heads",
        advice="""The shared heads are repeated as 0 1 0 1; neighbours must share, 0 0 1 1. Use
        `repeat_interleave` instead of `repeat`.""",
        numpy=(NP_REPEAT, "np.concatenate([x] * (n_heads // np.shape(x)[-3]), axis=-3)"),
        torch=[
            (REPEAT_K, "k = k.repeat(1, self.n_heads // self.n_kv_heads, 1, 1)"),
            (REPEAT_V, "v = v.repeat(1, self.n_heads // self.n_kv_heads, 1, 1)"),
        ],
        read="Grouped queries",
    ),
    mistake(
        "gqa-uses-first-kv-head",
        of="GroupedQueryAttention",
        at="repeat_heads",
        advice="""All query heads read the first head of keys and values; the others learn nothing.
        Head h reads number h // (H / G).""",
        numpy=(NP_REPEAT, "np.repeat(x[..., :1, :, :], n_heads, axis=-3)"),
        torch=[
            (REPEAT_K, "k = k[..., :1, :, :]"),
            (REPEAT_V, "v = v[..., :1, :, :]"),
        ],
        read="Grouped queries",
    ),
    mistake(
        "gqa-full-kv-projection",
        of="GroupedQueryAttention",
        at="gqa_shapes",
        advice="""Keys and values get as many features as queries: `n_kv_heads` saves nothing. Their
        matrices have n_kv_heads * D rows.""",
        numpy=("kept = n_kv_heads * (d_model // n_heads)", "kept = d_model"),
        torch=[
            (
                "self.k_linear = nn.Linear(d_model, n_kv_heads * D",
                "self.k_linear = nn.Linear(d_model, d_model",
            ),
            (
                "self.v_linear = nn.Linear(d_model, n_kv_heads * D",
                "self.v_linear = nn.Linear(d_model, d_model",
            ),
            (SPLIT_K, "k = split_heads(self.k_linear(x), self.n_heads)"),
            (SPLIT_V, "v = split_heads(self.v_linear(x), self.n_heads)"),
            (REPEAT_K, ""),
            (REPEAT_V, ""),
        ],
        read="Grouped queries",
    ),
    mistake(
        "gqa-no-mask",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""Every token sees the future. The causal mask is as necessary here as in stage
        2.""",
        numpy=("k, v, mask)", "k, v)"),
        torch=("(q, k, v, mask)", "(q, k, v)"),
        read="Grouped queries",
    ),
    mistake(
        "gqa-has-bias",
        of="GroupedQueryAttention",
        advice="""The linear layers have a bias, as `nn.Linear` makes one by default. Those of
        Llama have none: `bias=False`.""",
        torch=(
            "self.q_linear = nn.Linear(d_model, d_model, bias=False)",
            "self.q_linear = nn.Linear(d_model, d_model)",
        ),
        read="Grouped queries",
    ),
    mistake(
        "gqa-ignores-theta",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""`theta` does not reach the rotations: hand it on to `apply_rope`, for q and k.""",
        numpy=("positions, theta, half_split)", "positions, half_split=half_split)"),
        torch=("self.theta, self.half_split = theta,", "self.theta, self.half_split = 10000.0,"),
        read="RoPE in attention",
    ),
    mistake(
        "gqa-ignores-half-split",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""`half_split` does not reach the rotations: hand it on to `apply_rope`, for q and
        k.""",
        numpy=("positions, theta, half_split)", "positions, theta)"),
        torch=("self.half_split = theta, half_split", "self.half_split = theta, False"),
        read="RoPE in attention",
    ),
    mistake(
        "gqa-sizes-unchecked",
        of="GroupedQueryAttention",
        advice="""Sizes that do not fit are not refused with a ValueError. `//` rounds silently, and
        features or heads get lost. Check all three: heads of d_model, groups of heads, an even
        head.""",
        torch=("if d_model % n_heads or n_heads % n_kv_heads or d_model // n_heads % 2:", "if 0:"),
        also=(
            ("or n_heads % n_kv_heads or", "or"),
            (" or d_model // n_heads % 2:", ":"),
            ("if d_model % n_heads or", "if"),
        ),
        read="Grouped queries",
    ),
    mistake(
        "gqa-positions-restart",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""With a cache the new tokens are counted from 0 again. The first of them stands at
        `len(cache)`.""",
        numpy=("positions = past + np.arange", "positions = np.arange"),
        torch=(POSITIONS, "torch.arange(T, device=x.device)"),
        read="Reading on",
    ),
    mistake(
        "gqa-length-after-the-update",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The positions begin at the number of tokens *after* the new ones are counted in.
        Ask the cache for its length before the update, or subtract T.""",
        numpy=(
            "positions = past + np",
            "positions = past + (cache is not None) * np.shape(x)[-2] + np",
        ),
        torch=(
            f"positions = {POSITIONS}",
            f"positions = {POSITIONS} + (T if cache is not None else 0)",
        ),
        read="Reading on",
    ),
    mistake(
        "gqa-mask-of-new-tokens-only",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The mask is made for the new tokens only, as if nothing stood before them: each
        sees the beginning of the text and not itself. Row i may look at len(cache) + i + 1
        tokens.""",
        numpy=(
            "attention.causal_mask(k.shape[-2])[past:]",
            "np.tri(k.shape[-2] - past, k.shape[-2])[:] > 0",
        ),
        torch=(MASK, "torch.ones(T, past + T, dtype=torch.bool).tril()"),
        also=((MASK, "causal_mask(past + T)[:T]"),),
        read="Reading on",
    ),
    mistake(
        "gqa-cache-not-used",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The new tokens see only one another: what `update` gives back, the keys and values
        of all tokens, is not used, or the cache is never filled. (An empty cache counts as
        False: ask whether it `is not None`.)""",
        numpy=[
            ("k, v = cache.update(k, v)", "cache.update(k, v)"),
            ("causal_mask(k.shape[-2])[past:]", "causal_mask(k.shape[-2])"),
        ],
        torch=[
            ("    k, v = cache.update(k, v)\n        mask", "    cache.update(k, v)\n        mask"),
            (MASK, "causal_mask(T).to(x.device)"),
        ],
        also=(("        if cache is not None:", "        if cache:"),),
        read="Reading on",
    ),
    mistake(
        "gqa-caches-copies",
        of="GroupedQueryAttention",
        advice="""The cache gets keys and values repeated for every query head. Then it is as large
        as without groups, which were made to keep it small: repeat what comes back.""",
        torch=[
            (
                "        if cache is not None:\n",
                f"        {REPEAT_K}\n        {REPEAT_V}\n        if cache is not None:\n",
            ),
            (f"to(x.device)\n        {REPEAT_K}\n        {REPEAT_V}", "to(x.device)"),
        ],
        read="Reading on",
    ),
    mistake(
        "gqa-rotates-after-the-cache",
        of="GroupedQueryAttention",
        advice="""The cache gets keys that are not rotated, and all of them are turned again at
        every step. A key's position never changes: turn it once, then keep it.""",
        torch=[
            (f"        {ROPE_K}\n", ""),
            (
                f"        mask = {MASK}",
                "        everywhere = torch.arange(past + T, device=x.device)\n"
                "        k = apply_rope(k, everywhere, self.theta, self.half_split)\n"
                f"        mask = {MASK}",
            ),
        ],
        read="Reading on",
    ),
]

BLOCK = [
    mistake(
        "prenorm-second-norm-missing",
        of="ModernBlock",
        advice="""The feed-forward net reads the stream as it is. Each step has a norm of its own in
        front of it: `norm2`.""",
        numpy=(NP_FEED, NP_FEED.replace("normed", "x")),
        torch=(SECOND, "return x + self.feed_forward(x)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-first-norm-missing",
        of="ModernBlock",
        at="attention_half",
        advice="""The attention reads the stream as it is. Each step has a norm of its own in front
        of it: `norm1`.""",
        numpy=("grouped_query_attention(normed,", "grouped_query_attention(x,"),
        torch=(FIRST, "x = x + self.attention(x, cache)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-reads-old-stream",
        of="ModernBlock",
        advice="""Both steps read the input of the block, side by side. The second one must see what
        the first has found: add, then go on with the sum.""",
        numpy=[
            ("    x = attention_half(", "    y = attention_half("),
            ("return x + swi", "return y + swi"),
        ],
        torch=[
            (FIRST, "attended = self.attention(self.norm1(x), cache)"),
            (SECOND, "return x + attended + self.feed_forward(self.norm2(x))"),
        ],
        read="Pre-norm",
    ),
    mistake(
        "prenorm-is-post-norm",
        of="ModernBlock",
        at="modern_block",
        advice="""You normalise the sums, as in stage 3. Here the norm stands in front of each step,
        and the stream itself is never normalised.""",
        numpy=lambda x, w, H, G, eps=1e-5, **options: post_norm(x, w, H, G, eps, options),
        torch=[
            (FIRST, "x = self.norm1(x + self.attention(x, cache))"),
            (SECOND, "return self.norm2(x + self.feed_forward(x))"),
        ],
        read="Pre-norm",
    ),
    mistake(
        "prenorm-residual-from-the-norm",
        of="ModernBlock",
        advice="""The feed-forward net is added to the normalised copy: the stream is cut. Add to x
        itself.""",
        numpy=("return x + swi", "return normed + swi"),
        torch=(SECOND, "x = self.norm2(x)\n        return x + self.feed_forward(x)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-first-residual-from-the-norm",
        of="ModernBlock",
        at="attention_half",
        advice="""The attention is added to the normalised copy: the stream is cut. Add to x
        itself.""",
        numpy=("return x + grouped", "return normed + grouped"),
        torch=(FIRST, "x = self.norm1(x)\n        x = x + self.attention(x, cache)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-no-residual",
        of="ModernBlock",
        advice="""The second step replaces the stream instead of adding to it.""",
        numpy=("return x + swi", "return swi"),
        torch=(SECOND, "return self.feed_forward(self.norm2(x))"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-shared-norm",
        of="ModernBlock",
        advice="""`norm1` is used twice, and `norm2` never. Each step has a norm of its own.""",
        numpy=('weights["norm2.weight"]', 'weights["norm1.weight"]'),
        torch=("self.feed_forward(self.norm2(x))", "self.feed_forward(self.norm1(x))"),
        read="Pre-norm",
    ),
    mistake(
        "modern-block-ignores-eps",
        of="ModernBlock",
        advice="""`eps` does not reach the norms, or only one of them.""",
        numpy=('"norm2.weight"], eps)', '"norm2.weight"])'),
        torch=("self.norm2 = RMSNorm(d_model, eps)", "self.norm2 = RMSNorm(d_model)"),
        read="Pre-norm",
    ),
    mistake(
        "modern-block-ignores-options",
        of="ModernBlock",
        at="attention_half",
        advice="""`theta` and `half_split` do not reach the attention.""",
        numpy=("*heads, **options)", '*heads, cache=options.get("cache"))'),
        torch=(
            "n_heads, n_kv_heads, theta, half_split)\n        self.norm2",
            "n_heads, n_kv_heads)\n        self.norm2",
        ),
        read="Pre-norm",
    ),
    mistake(
        "modern-block-forgets-the-cache",
        of="ModernBlock",
        at="attention_half",
        advice="""The cache is not handed on to the attention, so that the new tokens know nothing
        of the earlier ones.""",
        numpy=("*heads, **options)", '*heads, **{**options, "cache": None})'),
        torch=("self.norm1(x), cache)", "self.norm1(x))"),
        read="Reading on",
    ),
    mistake(
        "modern-block-out-of-order",
        of="ModernBlock",
        advice="""The parts are created in another order than norm1, attention, norm2, feed_forward.
        The same seed then gives everyone else another start.""",
        torch=[
            ("        self.norm1 = RMSNorm(d_model, eps)\n", ""),
            ("self.norm2 =", "self.norm1 = RMSNorm(d_model, eps)\n        self.norm2 ="),
        ],
        read="Pre-norm",
    ),
    mistake(
        "modern-block-in-place",
        of="ModernBlock",
        advice="""`+=` writes into the caller's tensor. Write x = x + ...""",
        torch=(FIRST, "x += self.attention(self.norm1(x), cache)"),
        read="Pre-norm",
    ),
]


def post_norm(x, weights, H, G, eps, options):
    x = np.asarray(x, np.float64)
    below = attention.under(weights, "attention")
    x = x + modern.grouped_query_attention(x, below, H, G, **options)
    x = modern.rms_norm(x, weights["norm1.weight"], eps)
    x = x + modern.swi_glu(x, attention.under(weights, "feed_forward"))
    return modern.rms_norm(x, weights["norm2.weight"], eps)


NP_LAST = 'rms_norm(last, weights["norm.weight"], eps)'

LLM = [
    mistake(
        "tying-copies-weights",
        of="ModernLLM",
        advice="""The head has a matrix of its own: the weights were copied, or one of the two was
        made anew after tying. Tied means the same parameter in two places:
        `output_projection.weight = token_embedding.weight`.""",
        torch=(
            TIE,
            """if tied:
            self.output_projection.weight.data = self.token_embedding.weight.data.clone()""",
        ),
        also=(
            (TIE, "pass"),
            (TIE, f"{TIE}\n        self.token_embedding = nn.Embedding(vocab_size, d_model)"),
        ),
        read="One matrix, two places",
    ),
    mistake(
        "tying-always",
        of="ModernLLM",
        advice="""The head is tied also where `tied` is False. Then it has a matrix of its own.""",
        torch=("if tied:", "if True:"),
        read="One matrix, two places",
    ),
    mistake(
        "tying-embedding-scale",
        of="ModernLLM",
        advice="""A matrix does not begin with a spread of 0.02. `nn.Embedding` begins with 1: as a
        head that makes logits of ten and more, and a first loss far above ln V.""",
        torch=(INIT, "pass"),
        also=(
            (INIT, "nn.init.normal_(self.token_embedding.weight, std=0.02)"),
            ("std=0.02", "std=0.2"),
        ),
        read="One matrix, two places",
    ),
    mistake(
        "modern-llm-no-final-norm",
        of="ModernLLM",
        advice="""The stream goes to the head as it is. In a pre-norm model nothing has normalised
        it yet: `norm` does, once, after the last block.""",
        numpy=(f"linear({NP_LAST}", "linear(last"),
        torch=(LAST, "return self.output_projection(x)"),
        read="Pre-norm",
    ),
    mistake(
        "modern-llm-scales-the-embedding",
        of="ModernLLM",
        at="modern_states",
        advice="""The embeddings are multiplied by √C, as the transformer of 2017 and Gemma do.
        Llama does not.""",
        numpy=(
            'weights["token_embedding.weight"])]',
            'weights["token_embedding.weight"]) * len(weights["norm.weight"]) ** 0.5]',
        ),
        torch=(
            "x = self.token_embedding(ids)",
            "x = self.token_embedding(ids) * math.sqrt(self.token_embedding.embedding_dim)",
        ),
        read="One matrix, two places",
    ),
    mistake(
        "modern-llm-first-block-only",
        of="ModernLLM",
        at="modern_states",
        advice="""Only one block has any effect: its result is not what the next one reads.""",
        numpy=("modern_block(states[-1]", "modern_block(states[0]"),
        torch=(ONE_LINE_CACHE, ONE_LINE_CACHE.replace("(x,", "(self.token_embedding(ids),")),
        read="Pre-norm",
    ),
    mistake(
        "modern-llm-other-d-ff",
        of="ModernLLM",
        at="default_d_ff",
        advice="""Without `d_ff` it is 8/3 of d_model, *rounded up* to a multiple of 8: two thirds
        of the usual 4 C, because a third matrix has joined.""",
        numpy=("8 * math.ceil(d_model / 3)", "4 * d_model"),
        torch=("8 * math.ceil(d_model / 3)", "4 * d_model"),
        read="SwiGLU",
    ),
    mistake(
        "modern-llm-d-ff-rounded-down",
        of="ModernLLM",
        at="default_d_ff",
        advice="""Without `d_ff` it is 8/3 of d_model, rounded *up* to a multiple of 8.""",
        numpy=("8 * math.ceil(d_model / 3)", "8 * (d_model // 3)"),
        torch=("8 * math.ceil(d_model / 3)", "8 * (d_model // 3)"),
        read="SwiGLU",
    ),
    mistake(
        "modern-llm-d-ff-not-rounded",
        of="ModernLLM",
        at="default_d_ff",
        advice="""Without `d_ff` it is 8/3 of d_model, rounded up to a multiple of 8: sizes that
        memory likes.""",
        numpy=("8 * math.ceil(d_model / 3)", "8 * d_model // 3"),
        torch=("8 * math.ceil(d_model / 3)", "8 * d_model // 3"),
        read="SwiGLU",
    ),
    mistake(
        "modern-llm-ignores-options",
        of="ModernLLM",
        at="modern_states",
        advice="""`theta` and `half_split` do not reach the blocks.""",
        numpy=("cache=cache, **options)", 'cache=cache, eps=options.get("eps", 1e-5))'),
        torch=("*sizes, theta, half_split, eps)", "*sizes, eps=eps)"),
        read="RoPE in attention",
    ),
    mistake(
        "modern-llm-ignores-eps",
        of="ModernLLM",
        advice="""`eps` does not reach every norm: those of the blocks, and the last one.""",
        numpy=('"norm.weight"], eps)', '"norm.weight"])'),
        torch=("self.norm = RMSNorm(d_model, eps)", "self.norm = RMSNorm(d_model)"),
        read="RMSNorm",
    ),
    mistake(
        "modern-llm-one-cache-for-all",
        of="ModernLLM",
        at="modern_states",
        advice="""All blocks use the first cache: keys of different layers get mixed. Each block has
        its own.""",
        numpy=("caches[layer] if", "caches[0] if"),
        torch=(ONE_LINE_CACHE, "x = block(x, caches[0] if caches else None)"),
        read="Reading on",
    ),
    mistake(
        "modern-llm-forgets-the-caches",
        of="ModernLLM",
        at="modern_states",
        advice="""The caches do not reach the blocks, so that the new tokens know nothing of the
        earlier ones.""",
        numpy=("caches[layer] if caches else None", "None"),
        torch=(ONE_LINE_CACHE, "x = block(x)"),
        read="Reading on",
    ),
    mistake(
        "modern-device-not-followed",
        of="ModernLLM",
        advice="""Something is made on the CPU, wherever the model is: positions, mask or
        frequencies. Give it `device=x.device`.""",
        torch=(
            "x = self.token_embedding(ids)\n",
            "x = self.token_embedding(ids)\n        x = x + torch.zeros(x.shape[-2:])\n",
        ),
        read="RoPE in attention",
    ),
]

MISTAKES = [*RMS_NORM, *SWIGLU, *ROPE, *ATTENTION, *BLOCK, *LLM]
