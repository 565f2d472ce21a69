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
}
