"""TransformerBlock: its parts and parameters, gradients, chance, memory."""

from tests.mistakes import mistake
from tests.mistakes.block.shared import FORWARD, RESET, RESET_SMALL

INIT = "    def __init__(self, d_model: int, n_heads"
PARTS = """self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.feed_forward = FeedForward(d_model, d_ff)"""

MISTAKES = [
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
        advice="""norm2 has no scale and shift of its own. Is it the same object as norm1 under a
        second name, or made without parameters? Make two of your LayerNorm.""",
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
        "block-seeds-the-generator",
        of="TransformerBlock",
        advice="""Every new block starts with the same weights: the constructor sets the seed of
        torch's generator. All blocks of a model would begin equal, and everything random after it
        repeats itself. Who runs the program sets the seed, once.""",
        torch=("self.attention = Multi", "torch.manual_seed(0)\n        self.attention = Multi"),
        also=((PARTS, PARTS + "\n        torch.manual_seed(42)"),),
        read="Parameters",
    ),
    mistake(
        "block-shares-weights",
        of="TransformerBlock",
        advice="""All your blocks share weights: a part is made once for the class or the file. Each
        block learns its own: make the parts in `__init__`.""",
        torch=[
            ("    def __init__(self, d_model: int, n_heads", "    made: dict = {}\n\n" + INIT),
            (
                "self.norm1 = LayerNorm(d_model)",
                "self.norm1 = self.made.setdefault(d_model, LayerNorm(d_model))",
            ),
        ],
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
