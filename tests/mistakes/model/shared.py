"""What several files here patch or compute with."""

import numpy as np

from reference import block

POSITIONS = "positions = torch.arange(T, device=ids.device)"
SUM = "x = self.token_embedding(ids) + self.position_embedding(positions)"
LOOP = "for block in self.transformer_blocks:\n            x = block(x)"
HEAD = "return self.output_projection(x)"
TABLE1 = "self.token_embedding = nn.Embedding(vocab_size, d_model)"
OUTPUT = "self.output_projection = nn.Linear(d_model, vocab_size)"


def plain_norm(x):
    """A layer norm that has learnt nothing."""
    return block.layer_norm(x, np.ones(x.shape[-1]), np.zeros(x.shape[-1]))
