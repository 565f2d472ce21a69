"""MultiHeadAttention beside its numbers: what it returns, parameters, memory, gradients."""

from reference import attention
from tests.mistakes import mistake
from tests.mistakes.attention.shared import OUT, T_OUT

T_LINEAR = {n: f"self.{n}_linear = nn.Linear(d_model, d_model)\n" for n in ("q", "k", "v", "out")}
T_REFUSE = """        if d_model % n_heads != 0:
            raise ValueError(f"d_model {d_model} cannot be cut into {n_heads} heads of equal size")
"""


def no_gradient(upstream, x, weights, n_heads):
    return None, dict.fromkeys(weights)


def gradient_of_out_alone(upstream, x, weights, n_heads):
    q, k, v = attention.project_to_heads(x, weights, n_heads)
    mask = attention.causal_mask(q.shape[-2])
    merged = attention.merge_heads(attention.scaled_dot_product_attention(q, k, v, mask))
    _, dout = attention.linear_backward(upstream, merged, weights, "out_linear")
    return None, dict.fromkeys(weights) | dout


MISTAKES = [
    mistake(
        "mha-returns-two-things",
        of="MultiHeadAttention",
        advice="""Your layer returns its output together with something else, such as the weights.
        Here the output alone is expected.""",
        numpy=[
            ("mixed = ", "w = attention_weights(q, k, causal_mask(q.shape[-2]))\n    mixed = "),
            (f"return {OUT}", f"return {OUT}, w"),
        ],
        torch=(f"return {T_OUT}", f"return {T_OUT}, attention_weights(q, k, mask)"),
        brings=("mha-detached", "mha-heads-detached"),
        read="Heads",
    ),
    mistake(
        "mha-parameters-missing",
        of="MultiHeadAttention",
        advice="""A parameter that belongs to the layer is not registered: an optimizer would
        never see it. Assign each `nn.Linear(d_model, d_model)`, with its bias, to `self` under
        its own name.""",
        torch=(T_LINEAR["q"], T_LINEAR["q"].replace("d_model)", "d_model, bias=False)")),
        also=(
            (
                T_LINEAR["v"],
                "self.layers = [nn.Linear(d_model, d_model)]\n        self.v = self.layers[0]\n",
            ),
            [(T_LINEAR["k"], "self.k_linear = self.q_linear\n")],
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-parameters-too-many",
        of="MultiHeadAttention",
        advice="""Your layer has parameters that are not in the docstring. Saved weights are found
        by name: four linear layers, and nothing else. What is not learnt, such as a mask, is a
        buffer, no parameter.""",
        torch=(
            T_LINEAR["out"],
            T_LINEAR["out"] + "        self.scale = nn.Parameter(torch.ones(1))\n",
        ),
        also=(
            (T_LINEAR["out"], T_LINEAR["out"] + "        self.norm = nn.LayerNorm(d_model)\n"),
            (
                T_LINEAR["out"],
                T_LINEAR["out"]
                + "        self.mask = nn.Parameter(causal_mask(9), requires_grad=False)\n",
            ),
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-created-out-of-order",
        of="MultiHeadAttention",
        advice="""Your layers are created in another order than the docstring's. Each draws its
        initial values when it is created: with another order the same seed gives another
        model.""",
        torch=(
            T_LINEAR["q"] + "        " + T_LINEAR["k"],
            T_LINEAR["k"] + "        " + T_LINEAR["q"],
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-seeds-the-generator",
        of="MultiHeadAttention",
        advice="""Every new layer starts with the same weights: the constructor sets the seed of
        torch's generator. All layers of a model would begin equal, and everything random after it
        repeats itself. Who runs the program sets the seed, once.""",
        torch=(T_LINEAR["q"], "torch.manual_seed(0)\n        " + T_LINEAR["q"]),
        also=((T_LINEAR["out"], T_LINEAR["out"] + "        torch.manual_seed(42)\n"),),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-n-heads-not-kept",
        of="MultiHeadAttention",
        advice="""Your layer does not keep the number of heads as `self.n_heads`, or keeps another
        number there. The docstring promises it, and later stages read it.""",
        torch=[
            ("self.n_heads = n_heads", "self.heads = n_heads"),
            *(
                (f"self.{n}_linear(x), self.n_heads)", f"self.{n}_linear(x), self.heads)")
                for n in "qkv"
            ),
        ],
        read="Heads",
    ),
    mistake(
        "mha-parameter-shapes",
        of="MultiHeadAttention",
        advice="""A weight of yours has another shape. All heads are projected at once, and put
        side by side, not averaged, before out_linear: each matrix is (d_model, d_model).""",
        torch=[
            (T_LINEAR["out"], "self.out_linear = nn.Linear(d_model // n_heads, d_model)\n"),
            ("merge_heads(heads))", "heads.mean(-3))"),
        ],
        also=([(T_LINEAR["q"], "self.q_linear = nn.Linear(d_model, d_model // n_heads)\n")],),
        read="Heads",
    ),
    mistake(
        "mha-own-start",
        of="MultiHeadAttention",
        advice="""Your weights do not start as `nn.Linear` leaves them. That start keeps the
        signal's size, and the layers different from one another: do not overwrite it.""",
        torch=(
            T_LINEAR["out"],
            T_LINEAR["out"] + "        nn.init.zeros_(self.out_linear.weight)\n",
        ),
        also=(
            (T_LINEAR["out"], T_LINEAR["out"] + "        nn.init.zeros_(self.q_linear.bias)\n"),
            (
                T_LINEAR["v"],
                T_LINEAR["v"] + "        nn.init.normal_(self.v_linear.weight, std=0.02)\n",
            ),
            (
                T_LINEAR["v"],
                T_LINEAR["v"] + "        nn.init.xavier_uniform_(self.v_linear.weight)\n",
            ),
            (
                T_LINEAR["k"],
                T_LINEAR["k"]
                + "        self.k_linear.load_state_dict(self.q_linear.state_dict())\n",
            ),
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-shares-weights",
        of="MultiHeadAttention",
        advice="""Two of your layers share their weights: they are made once for the class or the
        file. Make them in `__init__`.""",
        torch=[
            ("import math\n", "import math\n\nSHARED = {}\n"),
            (
                T_LINEAR["q"],
                "self.q_linear = SHARED.setdefault(d_model, nn.Linear(d_model, d_model))\n",
            ),
        ],
        read="Queries, keys, values",
    ),
    mistake(
        "mha-drops-out",
        of="MultiHeadAttention",
        advice="""There is a dropout in your layer: the same input gives another output each time.
        This model has none.""",
        torch=(T_OUT, f"nn.functional.dropout({T_OUT}, 0.1)"),
        also=((T_OUT, f"nn.functional.dropout({T_OUT}, 0.1, self.training)"),),
        read="Heads",
    ),
    mistake(
        "mha-changes-its-input",
        of="MultiHeadAttention",
        advice="""Your layer writes into its input, which the block still needs. Give the result a
        new name.""",
        torch=(T_OUT, f"x.copy_({T_OUT})"),
        also=((f"return {T_OUT}", f"out = {T_OUT}\n        x += out\n        return out"),),
        read="Heads",
    ),
    mistake(
        "mha-detached",
        of="MultiHeadAttention",
        advice="""No gradient comes back through your layer: `no_grad`, `detach`, `.data` or a way
        through NumPy cuts the graph.""",
        numpy=no_gradient,
        at="multi_head_attention_backward",
        torch=(T_OUT, f"{T_OUT}.detach()"),
        also=(("    def forward", "    @torch.no_grad()\n    def forward"),),
        read="Gradients",
    ),
    mistake(
        "mha-heads-detached",
        of="MultiHeadAttention",
        advice="""Only out_linear would learn: before it, `detach`, `.data` or a way through NumPy
        cuts the graph.""",
        numpy=gradient_of_out_alone,
        at="multi_head_attention_backward",
        torch=("merge_heads(heads))", "merge_heads(heads).detach())"),
        read="Gradients",
    ),
    mistake(
        "mha-not-checked",
        of="MultiHeadAttention",
        advice="""Nothing checks that the heads can be of equal size, and `d_model // n_heads`
        drops the rest in silence. If `d_model % n_heads` is not 0, raise ValueError.""",
        torch=(T_REFUSE, ""),
        read="Heads",
    ),
    mistake(
        "mha-asserts",
        of="MultiHeadAttention",
        advice="""You check with `assert`, which is for your own errors and vanishes under `python
        -O`. A caller's error is a ValueError.""",
        torch=(T_REFUSE, "        assert d_model % n_heads == 0\n"),
        read="Heads",
    ),
    mistake(
        "mha-device-not-followed",
        of="MultiHeadAttention",
        advice="""Something that your layer makes by itself, most likely the mask, is made on the
        CPU, wherever the layer lives. On a GPU, whose memory would the scores be compared with?
        Send it along: `.to(x.device)`.""",
        torch=(".to(x.device)", ""),
        read="The causal mask",
    ),
]
