"""Other right ways to write stage 11: each must earn every point."""

# name -> patches or definitions, applied to the solution one after another
THIRDS = "q, k, v = (split_heads(third, self.n_heads) for third in self.qkv_linear(x).chunk(3, -1))"
OUT = "return self.out_linear(merge_heads(scaled_dot_product_attention(q, k, v, mask)))"
HEAD = "return self.norm(x) @ self.token_embedding.weight.T"
SIMPLE_LOAD = """def load_gpt2(folder):
    folder = Path(folder)
    for name in ("config.json", "model.safetensors"):
        if not (folder / name).exists():
            raise FileNotFoundError(name)
    try:
        config = dict(json.loads((folder / "config.json").read_text()))
    except (json.JSONDecodeError, TypeError):
        raise ValueError("config.json is broken")
    for name in ("vocab_size", "n_embd", "n_head", "n_layer", "n_positions", "layer_norm_epsilon"):
        if name not in config or type(config[name]) not in (int, float) or not config[name] > 0:
            raise ValueError(f"config.json: {name}?")
    if config.get("activation_function") not in (None, "gelu_new"):
        raise ValueError(config["activation_function"])
    try:
        stored = load_file(folder / "model.safetensors")
    except SafetensorError:
        raise ValueError("model.safetensors is broken")
    stored = {name.replace("transformer.", ""): weight for name, weight in stored.items()}
    if "lm_head.weight" in stored:
        if not torch.equal(stored.pop("lm_head.weight"), stored.get("wte.weight", torch.zeros(0))):
            raise ValueError("lm_head.weight is not wte.weight")
    state = torch.get_rng_state()
    model = GPT2(
        config["vocab_size"],
        config["n_embd"],
        config["n_head"],
        config["n_layer"],
        config["n_positions"],
        config["layer_norm_epsilon"],
    )
    torch.set_rng_state(state)

    def put(parameter, name, turn=False):
        if name not in stored:
            raise ValueError(f"{name} is missing")
        weight = stored.pop(name)
        weight = weight.t() if turn else weight
        if weight.shape != parameter.shape:
            raise ValueError(f"{name} has another shape")
        with torch.no_grad():
            parameter.copy_(weight)

    def layer(module, name, turn=False):
        put(module.weight, f"{name}.weight", turn)
        put(module.bias, f"{name}.bias")

    put(model.token_embedding.weight, "wte.weight")
    put(model.position_embedding.weight, "wpe.weight")
    for i, block in enumerate(model.transformer_blocks):
        layer(block.norm1, f"h.{i}.ln_1")
        layer(block.attention.qkv_linear, f"h.{i}.attn.c_attn", True)
        layer(block.attention.out_linear, f"h.{i}.attn.c_proj", True)
        layer(block.norm2, f"h.{i}.ln_2")
        layer(block.feed_forward.linear1, f"h.{i}.mlp.c_fc", True)
        layer(block.feed_forward.linear2, f"h.{i}.mlp.c_proj", True)
        stored.pop(f"h.{i}.attn.bias", None)
        stored.pop(f"h.{i}.attn.masked_bias", None)
    layer(model.norm, "ln_f")
    if stored:
        raise ValueError(f"unexpected: {list(stored)}")
    return model
"""

STYLES = {
    "gelu-by-functional": [
        "def gelu(x):\n    return nn.functional.gelu(x, approximate='tanh')",
    ],
    "gelu-in-float64-by-sigmoid": [
        """def gelu(x):
    wide = x.double()
    inner = 0.7978845608028654 * (wide + 0.044715 * torch.pow(wide, 3))
    return (wide * torch.sigmoid(2 * inner)).to(x.dtype)
""",
    ],
    "attention-by-split-and-view": [
        (
            THIRDS,
            """B, T, C = x.shape
        q, k, v = self.qkv_linear(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.n_heads, -1).transpose(1, 2) for t in (q, k, v))""",
        )
    ],
    "attention-in-one-unflatten-by-torch": [
        (
            THIRDS,
            """fused = self.qkv_linear(x).unflatten(-1, (3, self.n_heads, -1))
        q, k, v = fused.movedim(-3, 0).transpose(-3, -2)""",
        ),
        (
            OUT,
            """mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out_linear(mixed.transpose(1, 2).reshape(x.shape))""",
        ),
    ],
    "attention-by-einsum-with-an-additive-mask": [
        (
            OUT,
            """scores = torch.einsum("bhtd,bhsd->bhts", q, k) / q.shape[-1] ** 0.5
        scores = scores + torch.zeros_like(scores).masked_fill(~mask, float("-inf"))
        mixed = torch.einsum("bhts,bhsd->bthd", scores.softmax(-1), v)
        return self.out_linear(mixed.flatten(-2))""",
        )
    ],
    "block-of-torchs-own-parts": [
        ("self.norm1 = LayerNorm(d_model, eps)", "self.norm1 = nn.LayerNorm(d_model, eps)"),
        ("self.norm2 = LayerNorm(d_model, eps)", "self.norm2 = nn.LayerNorm(d_model, eps)"),
        (
            "        self.norm = LayerNorm(d_model, eps)",
            "        self.norm = nn.LayerNorm(d_model, eps=eps)",
        ),
    ],
    "feed-forward-written-anew": [
        """class GPT2FeedForward(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)
        self.act = nn.GELU(approximate="tanh")

    def forward(self, x):
        return self.linear2(self.act(self.linear1(x)))
"""
    ],
    "head-is-a-tied-linear": [
        (
            "        self.norm = LayerNorm(d_model, eps)\n",
            """        self.norm = LayerNorm(d_model, eps)
        self.lm_head = nn.Linear(d_model, vocab_size, bias=False)
        self.lm_head.weight = self.token_embedding.weight
""",
        ),
        (HEAD, "return self.lm_head(self.norm(x))"),
        (
            "    weights = {_own_name(name): weight for name, weight in stored.items()}\n",
            """    weights = {_own_name(name): weight for name, weight in stored.items()}
    if "token_embedding.weight" in weights:
        weights["lm_head.weight"] = weights["token_embedding.weight"]
""",
        ),
    ],
    "head-by-functional": [
        (HEAD, "return nn.functional.linear(self.norm(x), self.token_embedding.weight)"),
        (
            "x = self.token_embedding(ids) + self.position_embedding(positions)",
            "x = self.position_embedding.weight[past : past + T] + self.token_embedding(ids)",
        ),
    ],
    "load-name-by-name": [SIMPLE_LOAD],
}
