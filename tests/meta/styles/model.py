"""Other right ways to write stage 4: each must earn every point."""

# name -> patches or definitions, applied to the solution one after another
REFUSE = """if self.max_seq_len < T:
            raise ValueError(f"the model reads at most {self.max_seq_len} tokens, not {T}")"""
POSITIONS = "positions = torch.arange(T, device=ids.device)"
SUM = "x = self.token_embedding(ids) + self.position_embedding(positions)"
LOOP = "for block in self.transformer_blocks:\n            x = block(x)"
HEAD = "return self.output_projection(x)"
STACK = """nn.ModuleList(
            TransformerBlock(d_model, n_heads, d_ff=4 * d_model) for _ in range(n_layers)
        )"""
COUNT = "return sum(parameter.numel() for parameter in model.parameters())"

STYLES = {
    "positions-by-slice": [
        (SUM, "x = self.token_embedding(ids) + self.position_embedding.weight[:T]")
    ],
    "positions-expanded-to-the-batch": [
        (POSITIONS, f"{POSITIONS}.unsqueeze(0).expand(ids.shape[0], T)"),
    ],
    "positions-by-cumsum": [(POSITIONS, "positions = torch.ones_like(ids).cumsum(-1) - 1")],
    "positions-as-a-buffer": [
        (
            "self.token_embedding =",
            'places = torch.arange(max_seq_len)\n        self.register_buffer("places", places, '
            "persistent=False)\n        self.token_embedding =",
        ),
        (POSITIONS, "positions = self.places[:T]"),
    ],
    "positions-moved-to-the-device": [(POSITIONS, "positions = torch.arange(T).to(ids.device)")],
    "embeddings-by-functional": [
        (
            SUM,
            """x = nn.functional.embedding(ids, self.token_embedding.weight)
        x = x + nn.functional.embedding(positions, self.position_embedding.weight)""",
        )
    ],
    "embeddings-by-indexing": [
        (SUM, "x = self.token_embedding.weight[ids] + self.position_embedding.weight[positions]")
    ],
    "embeddings-by-one-hot": [
        (
            SUM,
            """table = self.token_embedding.weight
        one_hot = nn.functional.one_hot(ids, table.shape[0]).to(table.dtype)
        x = one_hot @ table + self.position_embedding(positions)""",
        )
    ],
    "embeddings-added-in-place": [
        (SUM, "x = self.token_embedding(ids)\n        x += self.position_embedding(positions)")
    ],
    "blocks-in-a-sequential": [
        (
            STACK,
            "nn.Sequential(\n            *[TransformerBlock(d_model, n_heads, 4 * d_model) "
            "for _ in range(n_layers)]\n        )",
        ),
        (LOOP, "x = self.transformer_blocks(x)"),
    ],
    "blocks-appended": [
        (STACK, "nn.ModuleList()"),
        (
            "self.output_projection = ",
            "for _ in range(n_layers):\n            self.transformer_blocks.append("
            "TransformerBlock(d_model, n_heads, 4 * d_model))\n        self.output_projection = ",
        ),
    ],
    "blocks-by-index": [
        (
            LOOP,
            "for i in range(len(self.transformer_blocks)):\n"
            "            x = self.transformer_blocks[i](x)",
        )
    ],
    "head-by-matmul": [
        (HEAD, "head = self.output_projection\n        return x @ head.weight.T + head.bias")
    ],
    "head-by-einsum": [
        (
            HEAD,
            """head = self.output_projection
        return torch.einsum("btc,vc->btv", x, head.weight) + head.bias""",
        )
    ],
    "length-from-the-table": [
        (
            REFUSE,
            """rows = self.position_embedding.num_embeddings
        if T > rows:
            raise ValueError("got " + str(T) + " tokens, but at most " + str(rows) + " fit")""",
        )
    ],
    "count-in-a-loop": [
        (
            COUNT,
            """total = 0
    for _, parameter in model.named_parameters():
        size = 1
        for n in parameter.shape:
            size *= n
        total += size
    return total""",
        )
    ],
    "count-what-is-trained": [
        (COUNT, "return sum(p.numel() for p in model.parameters() if p.requires_grad)")
    ],
    "count-from-a-vector": [
        (
            COUNT,
            "return sum(len(p.detach().reshape(-1)) for p in set(model.parameters()))",
        )
    ],
    "blocks-by-name": [
        (STACK, "nn.ModuleList()"),
        (
            "self.output_projection = ",
            "for i in range(n_layers):\n            self.transformer_blocks.add_module("
            "str(i), TransformerBlock(d_model, n_heads, 4 * d_model))\n"
            "        self.output_projection = ",
        ),
    ],
    "blocks-by-recursion": [
        (
            LOOP,
            """def through(x, blocks):
            return through(blocks[0](x), blocks[1:]) if len(blocks) else x

        x = through(x, self.transformer_blocks)""",
        )
    ],
    "positions-from-a-list": [
        (POSITIONS, "positions = torch.tensor([t for t in range(T)], device=ids.device)")
    ],
    "embeddings-by-index-select": [
        (
            SUM,
            """rows = self.token_embedding.weight.index_select(0, ids.flatten())
        x = rows.unflatten(0, ids.shape) + self.position_embedding(positions)""",
        )
    ],
    "head-position-by-position": [
        (HEAD, "return torch.stack([self.output_projection(x[:, t]) for t in range(T)], dim=1)")
    ],
    "head-by-addmm": [
        (
            HEAD,
            """head = self.output_projection
        return torch.addmm(head.bias, x.flatten(0, 1), head.weight.T).unflatten(0, ids.shape)""",
        )
    ],
    "length-as-a-property": [
        ("        self.max_seq_len = max_seq_len\n", ""),
        (
            "    def forward(",
            "    @property\n    def max_seq_len(self):\n"
            "        return self.position_embedding.num_embeddings\n\n    def forward(",
        ),
    ],
    "count-module-by-module": [
        (
            COUNT,
            """found = set()
    for module in model.modules():
        found.update(module.parameters(recurse=False))
    return sum(map(torch.numel, found))""",
        )
    ],
}
