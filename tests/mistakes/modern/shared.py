"""What several files here patch."""

ROPE_K = "k = apply_rope(k, positions, self.theta, self.half_split)"
REPEAT_K = "k = k.repeat_interleave(self.n_heads // self.n_kv_heads, dim=-3)"
REPEAT_V = "v = v.repeat_interleave(self.n_heads // self.n_kv_heads, dim=-3)"
