"""FeedForward: its sizes and parameters, gradients, chance, dtype."""

from reference import block
from tests.mistakes import mistake
from tests.mistakes.block.shared import HIDDEN, RESET, RESET_SMALL

LINEAR1, LINEAR2 = "nn.Linear(d_model, d_ff)", "nn.Linear(d_ff, d_model)"
INIT = "    def __init__(self, d_model: int, d_ff"
MAKE_LINEARS = f"self.linear1 = {LINEAR1}\n        self.linear2 = {LINEAR2}"

MISTAKES = [
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
        "ffn-seeds-the-generator",
        of="FeedForward",
        advice="""Every new net starts with the same weights: the constructor sets the seed of
        torch's generator. All nets of a model would begin equal, and everything random after it
        repeats itself. Who runs the program sets the seed, once.""",
        torch=(MAKE_LINEARS, "torch.manual_seed(0)\n        " + MAKE_LINEARS),
        also=((MAKE_LINEARS, MAKE_LINEARS + "\n        torch.manual_seed(42)"),),
        read="Parameters",
    ),
    mistake(
        "ffn-shares-weights",
        of="FeedForward",
        advice="""All your nets share weights: a layer is made once for the class or the file. Each
        net learns its own: make the layers in `__init__`.""",
        torch=[
            ("    def __init__(self, d_model: int, d_ff", "    made: dict = {}\n\n" + INIT),
            (
                f"self.linear1 = {LINEAR1}",
                f"self.linear1 = self.made.setdefault((d_model, d_ff), {LINEAR1})",
            ),
        ],
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
