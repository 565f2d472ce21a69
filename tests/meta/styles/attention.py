"""Other right ways to write stage 2: each must earn every point."""

SOFTMAX_IN_FLOAT64 = """
def softmax(x, dim=-1):
    wide = x.double()
    wide = (wide - wide.max(dim, keepdim=True).values).exp()
    return (wide / wide.sum(dim, keepdim=True)).to(x.dtype)
"""

SOFTMAX_BY_LOGARITHMS = """
def softmax(x, dim=-1):
    greatest = x.max(dim, keepdim=True)[0]
    return torch.exp(x - (greatest + torch.log(torch.exp(x - greatest).sum(dim, keepdim=True))))
"""

SOFTMAX_MOVES_THE_AXIS = """
def softmax(x, dim=-1):
    moved = x.movedim(dim, 0)
    weights = torch.exp(moved - torch.amax(moved, 0))
    return torch.movedim(weights / torch.sum(weights, 0), 0, dim)
"""

MASK_BY_COMPARING = """
def causal_mask(T):
    return torch.arange(T)[:, None] >= torch.arange(T)
"""

MASK_BY_LOOPS = """
def causal_mask(T):
    return torch.tensor([[j <= i for j in range(T)] for i in range(T)])
"""

MASK_BY_TRIU = """
def causal_mask(T):
    return torch.triu(torch.ones(T, T), diagonal=1) == 0
"""

WEIGHTS_BY_EINSUM = """
def attention_weights(q, k, mask=None):
    scores = torch.einsum("...td,...sd->...ts", q, k) * q.size(-1) ** -0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.finfo(scores.dtype).min)
    return torch.softmax(scores, -1)
"""

WEIGHTS_BY_ADDING = """
def attention_weights(q, k, mask=None):
    q = q / math.sqrt(k.shape[-1])
    scores = torch.matmul(q, k.mT)
    if mask is not None:
        scores = scores + torch.zeros_like(scores).masked_fill(~mask, float("-inf"))
    return softmax(scores, dim=-1)
"""

WEIGHTS_BY_A_BILLION = """
def attention_weights(q, k, mask=None):
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    return softmax(scores)
"""

WEIGHTS_WITHOUT_NAN = """
def attention_weights(q, k, mask=None):
    mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool) if mask is None else mask
    scores = (q[..., :, None, :] * k[..., None, :, :]).sum(-1) / math.sqrt(q.shape[-1])
    return softmax(scores.masked_fill(mask.logical_not(), -torch.inf)).nan_to_num(0.0)
"""

ATTENTION_BY_TORCH = """
def scaled_dot_product_attention(q, k, v, mask=None):
    return nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
"""

ATTENTION_BY_EINSUM = """
def scaled_dot_product_attention(q, k, v, mask=None):
    return torch.einsum("...ts,...se->...te", attention_weights(q, k, mask), v)
"""

SPLIT_BY_CHUNKS = """
def split_heads(x, n_heads):
    if x.size(-1) % n_heads:
        raise ValueError("heads of equal size only")
    return torch.stack(x.chunk(n_heads, dim=-1), dim=-3)
"""

SPLIT_BY_VIEW = """
def split_heads(x, n_heads):
    *leading, T, C = x.shape
    D, rest = divmod(C, n_heads)
    if rest:
        raise ValueError(f"{rest} features are left over")
    return x.contiguous().view(*leading, T, n_heads, D).movedim(-2, -3).contiguous()
"""

MERGE_BY_CAT = """
def merge_heads(x):
    return torch.cat(x.unbind(-3), dim=-1)
"""

MERGE_BY_RESHAPE = """
def merge_heads(x):
    y = x.swapaxes(-2, -3).contiguous()
    return y.view(*y.shape[:-2], y.shape[-2] * y.shape[-1])
"""

IN_ONE_PRODUCT = [
    (
        "q = split_heads(self.q_linear(x), self.n_heads)",
        "layers = self.q_linear, self.k_linear, self.v_linear\n"
        "        weight = torch.cat([layer.weight for layer in layers])\n"
        "        bias = torch.cat([layer.bias for layer in layers])\n"
        "        fused = nn.functional.linear(x, weight, bias).chunk(3, dim=-1)",
    ),
    ("k = split_heads(self.k_linear(x), self.n_heads)", "pass"),
    (
        "v = split_heads(self.v_linear(x), self.n_heads)",
        "q, k, v = (split_heads(part, self.n_heads) for part in fused)",
    ),
]

HEAD_BY_HEAD = [
    (
        "heads = scaled_dot_product_attention(q, k, v, mask)",
        "heads = [\n"
        "            scaled_dot_product_attention(q[:, h], k[:, h], v[:, h], mask)\n"
        "            for h in range(self.n_heads)\n"
        "        ]",
    ),
    ("merge_heads(heads))", "torch.cat(heads, dim=-1))"),
]

IS_CAUSAL = [
    (
        "heads = scaled_dot_product_attention(q, k, v, mask)",
        "heads = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)",
    ),
]

KEPT_MASK = [
    (
        "self.n_heads = n_heads",
        'self.n_heads = n_heads\n        self.register_buffer("mask", causal_mask(1024))',
    ),
    ("causal_mask(x.shape[-2]).to(x.device)", "self.mask[: x.size(1), : x.size(1)]"),
]

ADDITIVE_IN_THE_LAYER = [
    (
        "heads = scaled_dot_product_attention(q, k, v, mask)",
        "scores = q @ k.mT / (x.shape[-1] // self.n_heads) ** 0.5\n"
        "        future = torch.full_like(scores, -math.inf).triu(1)\n"
        "        heads = torch.softmax(scores + future, -1) @ v",
    ),
]

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "softmax-by-torch": [
        "def softmax(x, dim=-1):\n    return torch.nn.functional.softmax(x, dim)",
    ],
    "softmax-in-float64": [SOFTMAX_IN_FLOAT64],
    "softmax-by-logarithms": [SOFTMAX_BY_LOGARITHMS],
    "softmax-moves-the-axis": [SOFTMAX_MOVES_THE_AXIS],
    "softmax-lets-the-gradient-through-the-maximum": [("x.detach().amax", "x.amax")],
    "mask-by-comparing": [MASK_BY_COMPARING],
    "mask-by-loops": [MASK_BY_LOOPS],
    "mask-by-triu": [MASK_BY_TRIU],
    "weights-by-einsum": [WEIGHTS_BY_EINSUM],
    "weights-by-adding": [WEIGHTS_BY_ADDING],
    "weights-by-a-billion": [WEIGHTS_BY_A_BILLION],
    "weights-without-nan": [WEIGHTS_WITHOUT_NAN],
    "attention-by-torch": [ATTENTION_BY_TORCH],
    "attention-by-einsum": [ATTENTION_BY_EINSUM],
    "heads-by-chunk-and-cat": [SPLIT_BY_CHUNKS, MERGE_BY_CAT],
    "heads-by-view": [SPLIT_BY_VIEW, MERGE_BY_RESHAPE],
    "layer-in-one-product": [IN_ONE_PRODUCT],
    "layer-head-by-head": [HEAD_BY_HEAD],
    "layer-is-causal": [IS_CAUSAL],
    "layer-keeps-a-mask": [KEPT_MASK],
    "layer-adds-minus-infinity": [ADDITIVE_IN_THE_LAYER],
    "softmax-with-its-own-backward": [
        (
            "def softmax(x: Tensor, dim: int = -1) -> Tensor:",
            """class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim):
        e = (x - x.amax(dim, keepdim=True)).exp()
        p = e / e.sum(dim, keepdim=True)
        ctx.save_for_backward(p)
        ctx.dim = dim
        return p

    @staticmethod
    def backward(ctx, g):
        (p,) = ctx.saved_tensors
        return p * (g - (g * p).sum(ctx.dim, keepdim=True)), None


def softmax(x: Tensor, dim: int = -1) -> Tensor:""",
        ),
        (
            """    greatest = x.detach().amax(dim, keepdim=True)
    exponentials = (x - greatest).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)""",
            "    return Softmax.apply(x, dim)",
        ),
    ],
    "softmax-scripted": [
        (
            "def softmax(x: Tensor",
            """@torch.jit.script
def softmax(x: Tensor""",
        ),
    ],
    "softmax-slice-by-slice": [
        """
        def softmax(x, dim=-1):
            parts = x.unbind(dim)
            m = torch.stack(parts, 0).max(0).values.detach()
            es = [(p - m).exp() for p in parts]
            total = sum(es)
            return torch.stack([e / total for e in es], dim)
        """,
    ],
    "mask-cached": [
        (
            "def causal_mask(T: int)",
            """import functools


@functools.cache
def causal_mask(T: int)""",
        ),
    ],
    "weights-by-baddbmm": [
        """
        def attention_weights(q, k, mask=None):
            *lead, T, D = q.shape
            S = k.shape[-2]
            q3, k3 = q.reshape(-1, T, D), k.reshape(-1, S, D)
            zeros = q.new_zeros(len(q3), T, S)
            scores = torch.baddbmm(zeros, q3, k3.mT, alpha=D**-0.5).reshape(*lead, T, S)
            if mask is not None:
                scores = torch.where(mask, scores, scores.new_tensor(-math.inf))
            return scores.softmax(-1)
        """,
    ],
    "weights-by-where": [
        (
            "scores = scores.masked_fill(~mask, -math.inf)",
            "low = torch.tensor(-math.inf, dtype=scores.dtype, device=scores.device)\n"
            "        scores = torch.where(mask, scores, low)",
        ),
    ],
    "weights-by-the-logarithm-of-the-mask": [
        (
            "scores = scores.masked_fill(~mask, -math.inf)",
            "scores = scores + mask.to(scores.dtype).log()",
        ),
    ],
    "weights-masked-after-exp": [
        """
        def attention_weights(q, k, mask=None):
            scores = q @ k.mT / math.sqrt(q.shape[-1])
            if mask is None:
                mask = torch.ones_like(scores, dtype=torch.bool)
            scores = scores.masked_fill(~mask, -torch.inf)
            top = scores.amax(-1, keepdim=True).detach().nan_to_num(neginf=0.0)
            e = (scores - top).exp() * mask
            return e / e.sum(-1, keepdim=True).clamp(min=torch.finfo(e.dtype).tiny)
        """,
    ],
    "attention-key-by-key": [
        """
        def scaled_dot_product_attention(q, k, v, mask=None):
            w = attention_weights(q, k, mask)
            return sum(w[..., s : s + 1] * v[..., s : s + 1, :] for s in range(v.shape[-2]))
        """,
    ],
    "layer-by-torchs-functional-form": [
        (
            """        q = split_heads(self.q_linear(x), self.n_heads)
""",
            """        if True:
            w = torch.cat([self.q_linear.weight, self.k_linear.weight, self.v_linear.weight])
            b = torch.cat([self.q_linear.bias, self.k_linear.bias, self.v_linear.bias])
            T = x.shape[-2]
            mask = ~causal_mask(T).to(x.device)
            out, _ = nn.functional.multi_head_attention_forward(
                *[x.transpose(0, 1)] * 3, x.shape[-1], self.n_heads, w, b, None, None, False, 0.0,
                self.out_linear.weight, self.out_linear.bias, training=self.training,
                need_weights=False, attn_mask=mask,
            )
            return out.transpose(0, 1)
        q = split_heads(self.q_linear(x), self.n_heads)
""",
        ),
    ],
    "layer-token-by-token": [
        (
            "heads = scaled_dot_product_attention(q, k, v, mask)",
            """heads = torch.cat(
            [
                scaled_dot_product_attention(q[..., t - 1 : t, :], k[..., :t, :], v[..., :t, :])
                for t in range(1, x.shape[-2] + 1)
            ],
            dim=-2,
        )""",
        ),
    ],
    "layer-keeps-a-growing-mask": [
        (
            "self.n_heads = n_heads",
            """self.n_heads = n_heads
        self.register_buffer('mask', None, persistent=False)""",
        ),
        (
            "mask = causal_mask(x.shape[-2]).to(x.device)",
            """T = x.shape[-2]
        if self.mask is None or self.mask.shape[0] < T or self.mask.device != x.device:
            self.mask = causal_mask(T).to(x.device)
        mask = self.mask[:T, :T]""",
        ),
    ],
}
