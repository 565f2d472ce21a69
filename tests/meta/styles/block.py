"""Other right ways to write stage 3: each must earn every point."""

# name -> patches or definitions, applied to the solution one after another
CENTRED = "centred = x - x.mean(-1, keepdim=True)"
VARIANCE = "variance = centred.pow(2).mean(-1, keepdim=True)"
RETURN = "return centred / (variance + self.eps).sqrt() * self.weight + self.bias"
NORM = f"{CENTRED}\n        {VARIANCE}\n        {RETURN}"
HIDDEN = "return self.linear2(self.linear1(x).relu())"
FORWARD = """x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.feed_forward(x))"""

STYLES = {
    "norm-inherits-from-torch": [
        """
        class LayerNorm(nn.LayerNorm):
            def __init__(self, d_model, eps=1e-5):
                super().__init__(d_model, eps=eps)
        """
    ],
    "norm-by-functional": [
        (
            NORM,
            "return nn.functional.layer_norm(x, x.shape[-1:], self.weight, self.bias, self.eps)",
        )
    ],
    "norm-by-torchs-own-module-in-the-block": [
        ("self.norm1 = LayerNorm(", "self.norm1 = nn.LayerNorm("),
        ("self.norm2 = LayerNorm(", "self.norm2 = nn.LayerNorm("),
    ],
    "norm-by-var-and-rsqrt": [
        (VARIANCE, "variance = x.var(-1, keepdim=True, unbiased=False)"),
        (RETURN, "return self.bias + self.weight * centred * torch.rsqrt(variance + self.eps)"),
    ],
    "norm-by-var_mean-with-correction": [
        (CENTRED, "variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)"),
        (VARIANCE, "centred = x - mean"),
    ],
    "norm-in-float64-inside": [
        (
            NORM,
            """wide = x.double()
        centred = wide - wide.mean(-1, keepdim=True)
        normed = centred / (centred.square().mean(-1, keepdim=True) + self.eps) ** 0.5
        return (normed * self.weight + self.bias).to(x.dtype)""",
        )
    ],
    "norm-in-float32-inside-as-half-models-do": [
        (
            NORM,
            """wide = x.float() if x.dtype == torch.float16 else x
        centred = wide - wide.mean(-1, keepdim=True)
        normed = centred / (centred.square().mean(-1, keepdim=True) + self.eps).sqrt()
        return normed.to(x.dtype) * self.weight + self.bias""",
        )
    ],
    "norm-by-unsqueeze": [
        (
            NORM,
            """C = x.shape[-1]
        mean = x.sum(dim=-1) / C
        centred = x - mean.unsqueeze(-1)
        variance = (centred * centred).sum(dim=-1) / C
        normed = centred / torch.sqrt(variance + self.eps).unsqueeze(-1)
        return torch.addcmul(self.bias, normed, self.weight)""",
        )
    ],
    "norm-token-by-token": [
        (
            NORM,
            """rows = [
            (row - row.mean()) / (row.var(unbiased=False) + self.eps).sqrt()
            for row in x.reshape(-1, x.shape[-1])
        ]
        return torch.stack(rows).reshape(x.shape) * self.weight + self.bias""",
        )
    ],
    "norm-weights-filled-later": [
        (
            "self.weight = nn.Parameter(torch.ones(d_model))",
            "self.weight = nn.Parameter(torch.empty(d_model))\n        nn.init.ones_(self.weight)",
        )
    ],
    "ffn-by-functional": [(HIDDEN, "return self.linear2(nn.functional.relu(self.linear1(x)))")],
    "ffn-relu-in-place-on-its-own-tensor": [
        (HIDDEN, "return self.linear2(nn.functional.relu_(self.linear1(x)))")
    ],
    "ffn-with-a-relu-module": [
        ("self.linear1 =", "self.activation = nn.ReLU()\n        self.linear1 ="),
        (HIDDEN, "return self.linear2(self.activation(self.linear1(x)))"),
    ],
    "ffn-by-clamp-and-where": [
        (
            HIDDEN,
            "h = self.linear1(x)\n        return self.linear2(torch.where(h > 0, h, 0.0))",
        )
    ],
    "ffn-by-matmul": [
        (
            HIDDEN,
            """hidden = x @ self.linear1.weight.T + self.linear1.bias
        hidden = torch.maximum(hidden, torch.zeros_like(hidden))
        return torch.einsum("...f,cf->...c", hidden, self.linear2.weight) + self.linear2.bias""",
        )
    ],
    "ffn-in-a-flat-view": [
        (
            HIDDEN,
            """flat = x.reshape(-1, x.shape[-1])
        return self.linear2((self.linear1(flat) * (self.linear1(flat) > 0))).reshape(x.shape)""",
        )
    ],
    "block-step-by-step": [
        (
            FORWARD,
            """residual = x
        attended = self.attention(x)
        x = residual + attended
        x = self.norm1(x)
        residual = x
        x = residual + self.feed_forward(x)
        return self.norm2(x)""",
        )
    ],
    "block-by-a-helper": [
        (
            FORWARD,
            """for step, norm in ((self.attention, self.norm1), (self.feed_forward, self.norm2)):
            x = norm(torch.add(x, step(x)))
        return x""",
        )
    ],
    "block-adds-in-place-to-its-own-tensors": [
        (
            FORWARD,
            """y = self.attention(x)
        y = self.norm1(y.add_(x))
        return self.norm2(self.feed_forward(y) + y)""",
        )
    ],
    "block-one-text-at-a-time": [
        (
            FORWARD,
            """def one(text):
            text = self.norm1(text + self.attention(text.unsqueeze(0)).squeeze(0))
            return self.norm2(text + self.feed_forward(text))

        return torch.stack([one(text) for text in x])""",
        )
    ],
    "norm-by-group-norm": [
        (
            """        centred = x - x.mean(-1, keepdim=True)
        variance = centred.pow(2).mean(-1, keepdim=True)
        return centred / (variance + self.eps).sqrt() * self.weight + self.bias""",
            """        flat = x.reshape(-1, x.shape[-1])
        normed = nn.functional.group_norm(flat, 1, self.weight, self.bias, self.eps)
        return normed.reshape(x.shape)""",
        ),
    ],
    "norm-by-a-static-helper": [
        (
            """        centred = x - x.mean(-1, keepdim=True)
        variance = centred.pow(2).mean(-1, keepdim=True)
        return centred / (variance + self.eps).sqrt() * self.weight + self.bias""",
            """        return self.weight * self.normed(x, self.eps) + self.bias

    @staticmethod
    def normed(x, eps):
        variance, mean = x.var(-1, keepdim=True, correction=0), x.mean(-1, keepdim=True)
        return (x - mean).div(torch.sqrt(variance + eps))""",
        ),
    ],
    "ffn-in-a-sequential-too": [
        (
            "        self.linear2 = nn.Linear(d_ff, d_model)",
            """        self.linear2 = nn.Linear(d_ff, d_model)
        self.net = nn.Sequential(self.linear1, nn.ReLU(), self.linear2)""",
        ),
        (
            "return self.linear2(self.linear1(x).relu())",
            "return self.net(x)",
        ),
    ],
    "ffn-by-convolution": [
        (
            "return self.linear2(self.linear1(x).relu())",
            """flat = x.reshape(-1, x.shape[-1], 1)
        h = nn.functional.conv1d(flat, self.linear1.weight[..., None], self.linear1.bias).relu()
        y = nn.functional.conv1d(h, self.linear2.weight[..., None], self.linear2.bias)
        return y.reshape(x.shape)""",
        ),
    ],
    "ffn-by-half-a-sum": [
        (
            "return self.linear2(self.linear1(x).relu())",
            """h = self.linear1(x)
        return self.linear2((h + h.abs()) / 2)""",
        ),
    ],
    "block-checkpointed": [
        (
            "return self.norm2(x + self.feed_forward(x))",
            """y = torch.utils.checkpoint.checkpoint(self.feed_forward, x, use_reentrant=False)
        return self.norm2(x + y)""",
        ),
    ],
    "block-in-two-methods": [
        (
            """        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.feed_forward(x))""",
            """        return self.think(self.look(x))

    def look(self, x):
        return self.norm1(self.attention(x) + x)

    def think(self, x):
        return self.norm2(self.feed_forward(x) + x)""",
        ),
    ],
}
