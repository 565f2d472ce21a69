"""SimpleLLM: tokens and their positions become vectors."""

from tests.mistakes import mistake
from tests.mistakes.model.shared import POSITIONS, SUM, plain_norm

POSITION_TERM = " + self.position_embedding(positions)"

NP_POSITIONS = 'embedding(np.arange(T), weights["position_embedding.weight"])'
NP_SUM = f"tokens + {NP_POSITIONS}"
NP_TOKENS = 'tokens = embedding(ids, weights["token_embedding.weight"])'


NP_SINUSOIDS = """C = tokens.shape[-1]
    angles = np.arange(T)[:, None] / 10000 ** (np.arange(0, C, 2) / C)
    waves = np.stack([np.sin(angles), np.cos(angles)], -1).reshape(T, -1)[:, :C]
    return tokens + waves"""
SINUSOIDS = """T, C = ids.shape[-1], self.token_embedding.embedding_dim
        angles = torch.arange(T)[:, None] / 10000 ** (torch.arange(0, C, 2) / C)
        waves = torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)
        x = self.token_embedding(ids) + waves"""

MISTAKES = [
    mistake(
        "llm-no-positional-embedding",
        of="SimpleLLM",
        at="embed",
        advice="""The position embedding is not added. How would the model tell "dog bites man"
        from "man bites dog"? Add the row of each position to the token's row.""",
        numpy=(NP_SUM, "tokens"),
        torch=(POSITION_TERM, ""),
        read="Positions",
    ),
    mistake(
        "llm-no-token-embedding",
        of="SimpleLLM",
        at="embed",
        advice="""Only the positions are embedded: the model does not know which tokens it reads.
        Add both embeddings.""",
        numpy=(NP_SUM, f"0 * {NP_SUM}"),
        torch=(SUM, "x = self.position_embedding(positions).expand(*ids.shape, -1)"),
        read="Embeddings",
    ),
    mistake(
        "llm-position-from-token",
        of="SimpleLLM",
        at="embed",
        advice="""You look up the position table with the token ids. Two tables, two kinds of
        index: the second one is 0, 1, 2 ... T - 1.""",
        numpy=("embedding(np.arange(T), weights", "embedding(ids, weights"),
        torch=("self.position_embedding(positions)", "self.position_embedding(ids)"),
        read="Positions",
    ),
    mistake(
        "llm-position-over-batch",
        of="SimpleLLM",
        at="embed",
        advice="""Your positions count the texts of the batch, not the tokens of a text: all tokens
        of a row get the same one. Axis 0 of ids is the batch.""",
        numpy=(
            "embedding(np.arange(T), weights",
            "embedding(np.arange(len(ids))[:, None], weights",
        ),
        torch=(POSITIONS, "positions = torch.arange(len(ids), device=ids.device)[:, None]"),
        also=((POSITIONS, "positions = torch.arange(ids.size(0)).unsqueeze(1)"),),
        read="Positions",
    ),
    mistake(
        "llm-position-from-end",
        of="SimpleLLM",
        at="embed",
        advice="""Your positions are aligned to the right: the last token always has the last one.
        A longer text would move all others. The first token stands at 0.""",
        numpy=("np.arange(T), weights", "np.arange(max_seq_len - T, max_seq_len), weights"),
        torch=(POSITIONS, "positions = torch.arange(self.max_seq_len - T, self.max_seq_len)"),
        also=((SUM, "x = self.token_embedding(ids) + self.position_embedding.weight[-T:]"),),
        read="Positions",
    ),
    mistake(
        "llm-positions-backwards",
        of="SimpleLLM",
        at="embed",
        advice="""Your positions run backwards: the first token has the highest. The first stands
        at 0.""",
        numpy=("np.arange(T), weights", "np.arange(T)[::-1], weights"),
        torch=(POSITIONS, f"{POSITIONS}.flip(0)"),
        read="Positions",
    ),
    mistake(
        "llm-positions-from-one",
        of="SimpleLLM",
        at="embed",
        advice="""Your first token stands at position 1. Row 0 of the table is never used, and a
        full window has no room. Count from 0.""",
        numpy=("np.arange(T), weights", "np.arange(1, T + 1), weights"),
        torch=(POSITIONS, "positions = torch.arange(1, T + 1, device=ids.device)"),
        read="Positions",
    ),
    mistake(
        "llm-position-zero-for-all",
        of="SimpleLLM",
        at="embed",
        advice="""Every token gets position 0. Each place has a row of its own: 0, 1, 2 ... T -
        1.""",
        numpy=("np.arange(T), weights", "np.zeros(T, int), weights"),
        torch=(POSITIONS, "positions = torch.zeros(T, dtype=torch.long, device=ids.device)"),
        also=((POSITIONS, "positions = torch.zeros_like(ids)"),),
        read="Positions",
    ),
    mistake(
        "llm-position-of-the-end-for-all",
        of="SimpleLLM",
        at="embed",
        advice="""Every token gets the position of the last one. Each place has a row of its own:
        0, 1, 2 ... T - 1.""",
        numpy=("np.arange(T), weights", "np.full(T, T - 1), weights"),
        torch=(POSITIONS, "positions = torch.full((T,), T - 1, device=ids.device)"),
        read="Positions",
    ),
    mistake(
        "llm-position-multiplied",
        of="SimpleLLM",
        at="embed",
        advice="""You multiply both embeddings. The residual stream is a sum of what is known about
        a token: add them.""",
        numpy=("return tokens + ", "return tokens * "),
        torch=(SUM, SUM.replace(" + ", " * ")),
        read="Embeddings",
    ),
    mistake(
        "llm-sinusoidal-positions",
        of="SimpleLLM",
        at="embed",
        advice="""Your positions are sines and cosines, as in the first transformer. This model
        learns its positions: `position_embedding` is used nowhere.""",
        numpy=(f"return {NP_SUM}", NP_SINUSOIDS),
        torch=(SUM, SINUSOIDS),
        read="Positions",
    ),
    mistake(
        "llm-embedding-scaled",
        of="SimpleLLM",
        at="embed",
        advice="""You multiply the token embedding by √C, as the first transformer does. This model
        adds both embeddings as they are.""",
        numpy=(NP_TOKENS, f"{NP_TOKENS}\n    tokens = tokens * math.sqrt(tokens.shape[-1])"),
        torch=(
            SUM,
            SUM.replace("(ids)", "(ids) * self.token_embedding.embedding_dim**0.5"),
        ),
        read="Embeddings",
    ),
    mistake(
        "llm-embedding-normalised",
        of="SimpleLLM",
        at="embed",
        advice="""You normalise the sum of the embeddings, as BERT does. Here the first block reads
        it as it is.""",
        numpy=(NP_SUM, plain_norm(NP_SUM)),
        torch=(SUM, f"{SUM}\n        x = nn.functional.layer_norm(x, x.shape[-1:])"),
        read="Embeddings",
    ),
    mistake(
        "llm-positions-in-every-block",
        of="SimpleLLM",
        at="hidden_states",
        advice="""You add the positions again before every block. Once is enough: the residual path
        carries them on.""",
        numpy=(
            "states.append(block.transformer_block(states[-1],",
            """again = states[-1] + weights["position_embedding.weight"][: np.shape(ids)[-1]]
        if name == "transformer_blocks.0":
            again = states[-1]
        states.append(block.transformer_block(again,""",
        ),
        torch=[
            (SUM, "x = self.token_embedding(ids)"),
            ("x = block(x)", "x = block(x + self.position_embedding(positions))"),
        ],
        read="Positions",
    ),
]
