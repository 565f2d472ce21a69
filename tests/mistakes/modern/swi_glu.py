"""silu and SwiGLU: a feed-forward net with a gate."""

from tests.mistakes import mistake

SILU = "return x * torch.sigmoid(x)"
GATED = "silu(self.gate_linear(x)) * self.up_linear(x)"
NP_GATED = "linear(silu(gate) * up, weights"

MISTAKES = [
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
