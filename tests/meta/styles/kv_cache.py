"""Other right ways to write stage 10: each must earn every point."""

# name -> patches or definitions, applied to the solution one after another
MASK = "mask = causal_mask(past + T)[past:].to(x.device)"
LOOP = """new_ids = ids[:, -1:]
        if not caches or ids.shape[-1] > model.max_seq_len:
            caches = [KVCache() for _ in model.transformer_blocks]
            new_ids = ids[:, -model.max_seq_len :]"""

STYLES = {
    "cache-in-a-buffer-that-doubles": [
        """
        class KVCache:
            def __init__(self):
                self.k = self.v = None
                self.n = 0

            def __len__(self):
                return self.n

            def room(self, old, new):
                size = max(2 * self.n, self.n + new.shape[-2])
                if old is not None and old.shape[-2] >= self.n + new.shape[-2]:
                    return old
                wide = new.new_zeros(*new.shape[:-2], size, new.shape[-1])
                if old is not None:
                    wide[..., : self.n, :] = old[..., : self.n, :]
                return wide

            def update(self, k, v):
                self.k, self.v = self.room(self.k, k), self.room(self.v, v)
                end = self.n + k.shape[-2]
                self.k[..., self.n : end, :] = k
                self.v[..., self.n : end, :] = v
                self.n = end
                return self.k[..., :end, :], self.v[..., :end, :]
        """
    ],
    "cache-as-a-list-of-parts": [
        """
        class KVCache:
            def __init__(self):
                self.parts = []

            def __len__(self):
                return sum(k.shape[2] for k, _ in self.parts)

            def update(self, k, v):
                self.parts.append((k, v))
                return [torch.cat(kept, 2) for kept in zip(*self.parts)]
        """
    ],
    "mask-by-positions": [
        (MASK, "mask = torch.arange(past, past + T)[:, None] >= torch.arange(past + T)")
    ],
    "mask-by-diagonal": [
        (MASK, "mask = torch.ones(T, past + T, dtype=torch.bool).tril(diagonal=past)")
    ],
    "attention-by-functional": [
        (
            "scaled_dot_product_attention(q, k, v, mask)",
            "nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)",
        )
    ],
    "no-mask-for-one-token": [
        (MASK, "mask = causal_mask(past + T)[past:] if T > 1 else None"),
    ],
    "one-head-at-a-time": [
        (
            "scaled_dot_product_attention(q, k, v, mask)",
            "torch.stack([scaled_dot_product_attention(q[:, h], k[:, h], v[:, h], mask)"
            " for h in range(attention.n_heads)], dim=1)",
        )
    ],
    "positions-by-slicing-the-table": [
        (
            "model.position_embedding(positions)",
            "model.position_embedding.weight[past : past + T]",
        )
    ],
    "prompt-first-then-the-loop": [
        (
            LOOP,
            """fresh = len(caches) == 0 or len(caches[0]) >= model.max_seq_len
        caches = [KVCache() for _ in model.transformer_blocks] if fresh else caches
        new_ids = ids[:, -model.max_seq_len :] if fresh else ids[:, -1:]""",
        )
    ],
    "generates-into-a-list": [
        ("torch.cat([ids, next_ids[:, None]], dim=1)", "torch.hstack((ids, next_ids[:, None]))"),
    ],
}
