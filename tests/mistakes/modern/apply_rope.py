"""apply_rope: pairs of features, turned by their position."""

import numpy as np

from reference import modern
from tests.mistakes import mistake

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

MISTAKES = [
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
