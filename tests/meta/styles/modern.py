"""Other right ways to write stage 7: each must earn every point."""

# name -> patches or definitions, applied to the solution one after another
NORM = """wide = x.to(torch.promote_types(x.dtype, torch.float32))
        mean_square = wide.pow(2).mean(-1, keepdim=True)
        normed = wide / (mean_square + self.eps).sqrt()
        return (normed * self.weight).to(x.dtype)"""
GATED = "return self.down_linear(silu(self.gate_linear(x)) * self.up_linear(x))"
ROPE_HEAD = """def apply_rope(x, positions, theta=10000.0, half_split=False):
    D = x.shape[-1]
    if D % 2 == 1:
        raise ValueError("odd")
    if positions.dim() == 2 and x.dim() == 4:
        positions = positions[:, None]
    exponents = torch.arange(0, D, 2, device=x.device).double() / D
    angles = positions[..., None].double() / theta**exponents
    """
READ = """k = k.repeat_interleave(self.n_heads // self.n_kv_heads, dim=-3)
        v = v.repeat_interleave(self.n_heads // self.n_kv_heads, dim=-3)
        return self.out_linear(merge_heads(scaled_dot_product_attention(q, k, v, mask)))"""

STYLES = {
    "norm-as-llama-scales-after-going-back": [
        (
            NORM,
            """h = x.float() if x.element_size() < 4 else x
        h = h * torch.rsqrt(h.square().mean(-1, keepdim=True) + self.eps)
        return self.weight * h.to(x.dtype)""",
        )
    ],
    "norm-by-functional": [
        (
            NORM,
            """h = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        weight = self.weight.to(h.dtype)
        return nn.functional.rms_norm(h, (x.shape[-1],), weight, self.eps).to(x.dtype)""",
        )
    ],
    "norm-in-float64-by-its-length": [
        (
            NORM,
            """wide = x.double()
        length = (wide * wide).sum(dim=-1).unsqueeze(-1) / x.shape[-1] + self.eps
        return (wide / length**0.5 * self.weight.double()).type_as(x)""",
        )
    ],
    "silu-by-functional": [
        ("return x * torch.sigmoid(x)", "return nn.functional.silu(x)"),
    ],
    "swiglu-by-one-product": [
        (
            GATED,
            """both = torch.cat([self.gate_linear.weight, self.up_linear.weight])
        gate, up = nn.functional.linear(x, both).chunk(2, dim=-1)
        return self.down_linear(nn.functional.silu(gate) * up)""",
        )
    ],
    "swiglu-by-einsum": [
        (
            GATED,
            """gate = torch.einsum("...c,fc->...f", x, self.gate_linear.weight)
        up = torch.einsum("...c,fc->...f", x, self.up_linear.weight)
        return self.down_linear(gate.sigmoid() * gate * up)""",
        )
    ],
    "rope-by-complex-numbers": [
        ROPE_HEAD
        + """turn = torch.polar(torch.ones_like(angles), angles)
    wide = x.double()
    if half_split:
        first, second = wide.chunk(2, -1)
        turned = torch.complex(first, second) * turn
        return torch.cat([turned.real, turned.imag], -1).to(x.dtype)
    turned = torch.view_as_complex(wide.unflatten(-1, (-1, 2)).contiguous()) * turn
    return torch.view_as_real(turned).flatten(-2).to(x.dtype)
"""
    ],
    "rope-by-rotate-half-as-llama-does": [
        ROPE_HEAD
        + """if half_split:
        cos, sin = (torch.cat([part, part], -1) for part in (angles.cos(), angles.sin()))
        first, second = x[..., : D // 2], x[..., D // 2 :]
        other = torch.cat((-second, first), dim=-1)
    else:
        cos, sin = (part.repeat_interleave(2, -1) for part in (angles.cos(), angles.sin()))
        other = torch.stack((-x[..., 1::2], x[..., ::2]), dim=-1).reshape(x.shape)
    return (x * cos + other * sin).to(x.dtype)
"""
    ],
    "rope-written-into-an-empty-tensor": [
        ROPE_HEAD
        + """out = torch.empty_like(x)
    for i in range(D // 2):
        j, k = (i, i + D // 2) if half_split else (2 * i, 2 * i + 1)
        cos, sin = angles[..., i].cos().to(x.dtype), angles[..., i].sin().to(x.dtype)
        out[..., j] = x[..., j] * cos - x[..., k] * sin
        out[..., k] = x[..., j] * sin + x[..., k] * cos
    return out
"""
    ],
    "attention-by-torch-with-enable-gqa": [
        (
            READ,
            """mixed = nn.functional.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, enable_gqa=self.n_heads != self.n_kv_heads
        )
        return self.out_linear(mixed.transpose(-3, -2).flatten(-2))""",
        )
    ],
    "attention-in-groups-without-repeating": [
        (
            READ,
            """grouped = q.unflatten(-3, (self.n_kv_heads, -1))
        mixed = scaled_dot_product_attention(grouped, k.unsqueeze(-3), v.unsqueeze(-3), mask)
        return self.out_linear(merge_heads(mixed.flatten(-4, -3)))""",
        )
    ],
    "attention-repeats-by-expand-and-masks-by-positions": [
        (
            READ,
            """def shared(t):
            size = self.n_heads // self.n_kv_heads
            return t[:, :, None].expand(-1, -1, size, -1, -1).flatten(1, 2)

        scores = torch.einsum("bhtd,bhsd->bhts", q, shared(k)) / q.shape[-1] ** 0.5
        visible = positions[:, None] >= torch.arange(past + T, device=x.device)
        weights = scores.masked_fill(~visible, float("-inf")).softmax(-1)
        return self.out_linear(merge_heads(weights @ shared(v)))""",
        )
    ],
    "block-step-by-step": [
        (
            "x = x + self.attention(self.norm1(x), cache)",
            """residual = x
        x = self.attention(self.norm1(x), cache=cache)
        x = torch.add(residual, x)""",
        )
    ],
    "model-shares-by-functional": [
        (
            "x = self.token_embedding(ids)",
            "x = nn.functional.embedding(ids, self.token_embedding.weight)",
        ),
        (
            "return self.output_projection(self.norm(x))",
            "return self.norm(x) @ self.output_projection.weight.T",
        ),
    ],
    "model-ties-the-embedding-to-the-head": [
        (
            "self.output_projection.weight = self.token_embedding.weight",
            "self.token_embedding.weight = self.output_projection.weight",
        ),
        (
            """for layer, block in enumerate(self.transformer_blocks):
            x = block(x, caches[layer] if caches else None)""",
            """for block, cache in zip(self.transformer_blocks, caches or [None] * 99):
            x = block(x, cache)""",
        ),
    ],
}
