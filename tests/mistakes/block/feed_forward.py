"""FeedForward: what bends, and where."""

import math
import re

import numpy as np

from reference import attention, block
from tests.mistakes import mistake
from tests.mistakes.block.shared import HIDDEN, compiled
from tests.mistakes.merging import Rewrite


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
    "elu": ("nn.functional.elu", lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    "softplus": ("nn.functional.softplus", lambda x: np.logaddexp(x, 0)),
}


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


MISTAKES = [
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
        "ffn-elu",
        of="FeedForward",
        advice="""Your activation is ELU, which bends negative numbers towards -1. ReLU makes them
        exactly 0: max(0, x).""",
        **hidden("linear2(elu(linear1(x)))"),
        read="Feed-forward",
    ),
    mistake(
        "ffn-softplus",
        of="FeedForward",
        advice="""Your activation is softplus, log(1 + exp(x)), a ReLU with its corner rounded off.
        This model has ReLU itself: max(0, x).""",
        **hidden("linear2(softplus(linear1(x)))"),
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
]
