"""LayerNorm beside its formula: other shapes, precision, gradients, initial values, memory."""

from tests.mistakes import mistake
from tests.mistakes.block.shared import CENTRED, VARIANCE

INIT = "    def __init__(self, d_model: int, eps"
DX = "return (h - along) / deviation, dweight"

MISTAKES = [
    mistake(
        "layernorm-three-dimensions-only",
        of="LayerNorm",
        advice="""You unpack the shape of x into three sizes, so one token alone cannot be
        normalised. Do you need them? `dim=-1` works for any number of dimensions.""",
        numpy=(
            "normalized, _ =",
            "if np.ndim(x) != 3:\n        raise ValueError(x)\n    normalized, _ =",
        ),
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
        "layernorm-other-names",
        of="LayerNorm",
        advice="""Your scale and shift are parameters, but under other names, such as gamma and
        beta. Saved weights are found by name: call them `weight` and `bias`.""",
        torch=[
            ("self.weight = nn", "self.gamma = nn"),
            ("self.bias = nn", "self.beta = nn"),
            ("* self.weight + self.bias", "* self.gamma + self.beta"),
        ],
        read="Parameters",
    ),
    mistake(
        "layernorm-shares-weights",
        of="LayerNorm",
        advice="""All your layer norms share one scale or shift: it is made once for the class or
        the file. Each norm learns its own: make it in `__init__`.""",
        torch=[
            ("    def __init__(self, d_model: int, eps", "    made: dict = {}\n\n" + INIT),
            (
                "self.weight = nn.Parameter(torch.ones(d_model))",
                "self.weight = self.made.setdefault(d_model, nn.Parameter(torch.ones(d_model)))",
            ),
        ],
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
