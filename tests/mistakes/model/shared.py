"""What several files here patch or compute with."""

POSITIONS = "positions = torch.arange(T, device=ids.device)"
SUM = "x = self.token_embedding(ids) + self.position_embedding(positions)"
LOOP = "for block in self.transformer_blocks:\n            x = block(x)"
HEAD = "return self.output_projection(x)"
TABLE1 = "self.token_embedding = nn.Embedding(vocab_size, d_model)"
OUTPUT = "self.output_projection = nn.Linear(d_model, vocab_size)"


def plain_norm(states):
    """The expression of a layer norm that has learnt nothing."""
    return f"block.layer_norm({states}, 1.0, 0.0)"
