"""Known mistakes of stage 4, model."""

import math

import numpy as np

from reference import attention, block, model
from tests.mistakes import mistake

# -- where the solution and the reference are patched ------------------------------------------

CHECK = "if self.max_seq_len < T:"
RAISE = 'raise ValueError(f"the model reads at most {self.max_seq_len} tokens, not {T}")'
REFUSE = f"{CHECK}\n            {RAISE}"
POSITIONS = "positions = torch.arange(T, device=ids.device)"
SUM = "x = self.token_embedding(ids) + self.position_embedding(positions)"
POSITION_TERM = " + self.position_embedding(positions)"
LOOP = "for block in self.transformer_blocks:\n            x = block(x)"
HEAD = "return self.output_projection(x)"
TABLE1 = "self.token_embedding = nn.Embedding(vocab_size, d_model)"
TABLE2 = "self.position_embedding = nn.Embedding(max_seq_len, d_model)"
TABLES = f"{TABLE1}\n        {TABLE2}"
BLOCK = "TransformerBlock(d_model, n_heads, d_ff=4 * d_model)"
STACK = f"""self.transformer_blocks = nn.ModuleList(
            {BLOCK} for _ in range(n_layers)
        )"""
OUTPUT = "self.output_projection = nn.Linear(d_model, vocab_size)"

NP_REFUSE = "if max_seq_len < T:"
NP_POSITIONS = 'embedding(np.arange(T), weights["position_embedding.weight"])'
NP_TOKENS = 'tokens = embedding(ids, weights["token_embedding.weight"])'
NP_STATES = "states.append(block.transformer_block(states[-1], block_weights, n_heads))"
NP_D_FF = "block.block_shapes(d_model, 4 * d_model)"
NP_TABLE1 = '"token_embedding.weight": (vocab_size, d_model)'
NP_TABLE2 = '"position_embedding.weight": (max_seq_len, d_model)'
NP_OUTPUT = 'block.linear_shapes("output_projection", d_model, vocab_size)'
NP_LAYERS = "for layer in range(n_layers):"
NP_COUNT = "sum(math.prod(shape) for shape in shapes.values())"


def initialised(line):
    """The model with every matrix set by this line after all is created."""
    loop = "for parameter in self.parameters():\n            if parameter.dim() > 1:"
    return (OUTPUT, f"{OUTPUT}\n        {loop}\n                {line}")


def ending(expression):
    """`numpy` of a model whose logits come out of this expression of `states` and `head`."""

    def wrong(ids, weights, n_heads):
        def head(x):
            return attention.linear(x, weights, "output_projection")

        return expression(model.hidden_states(ids, weights, n_heads), head)

    return wrong


def embedding(expression):
    """`numpy` of an embedding that makes this of the rows of `tokens` and of `positions`."""

    def wrong(ids, weights):
        table = weights["position_embedding.weight"]
        T = np.shape(ids)[-1]
        if len(table) < T:
            raise ValueError("too many tokens")
        tokens = model.embedding(ids, weights["token_embedding.weight"])
        return expression(tokens, model.embedding(np.arange(T), table))

    return wrong


def plain_norm(x):
    """A layer norm that has learnt nothing."""
    return block.layer_norm(x, np.ones(x.shape[-1]), np.zeros(x.shape[-1]))


def log_softmax(x):
    return np.log(attention.softmax(x))


def sinusoids(T, C):
    """Positions as Vaswani et al. 2017 have them: sines and cosines in turn."""
    angles = np.arange(T)[:, None] / 10000 ** (np.arange(0, C, 2) / C)
    return np.stack([np.sin(angles), np.cos(angles)], -1).reshape(T, -1)[:, :C]


SINUSOIDS = """T, C = ids.shape[-1], self.token_embedding.embedding_dim
        angles = torch.arange(T)[:, None] / 10000 ** (torch.arange(0, C, 2) / C)
        waves = torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)
        x = self.token_embedding(ids) + waves"""

POSITION_MISTAKES = [
    mistake(
        "llm-no-positional-embedding",
        of="SimpleLLM",
        at="embed",
        advice="""The position embedding is not added. How would the model tell "dog bites man"
        from "man bites dog"? Add the row of each position to the token's row.""",
        numpy=(f"return tokens + {NP_POSITIONS}", "return tokens"),
        torch=(POSITION_TERM, ""),
        read="Positions",
    ),
    mistake(
        "llm-no-token-embedding",
        of="SimpleLLM",
        at="embed",
        advice="""Only the positions are embedded: the model does not know which tokens it reads.
        Add both embeddings.""",
        numpy=(f"return tokens + {NP_POSITIONS}", f"return 0 * tokens + {NP_POSITIONS}"),
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
        numpy=embedding(lambda tokens, positions: tokens + sinusoids(*tokens.shape[-2:])),
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
        numpy=embedding(lambda tokens, positions: plain_norm(tokens + positions)),
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

LENGTH_MISTAKES = [
    mistake(
        "llm-position-clamped",
        of="SimpleLLM",
        at="embed",
        advice="""A text that is too long is read all the same: the last position is given to all
        tokens beyond it. The table has no row for them: raise a ValueError.""",
        numpy=[
            (NP_REFUSE, "if False:"),
            ("np.arange(T), weights", "np.minimum(np.arange(T), max_seq_len - 1), weights"),
        ],
        torch=[
            (REFUSE, ""),
            (POSITIONS, f"{POSITIONS}.clamp(max=self.max_seq_len - 1)"),
        ],
        read="The context window",
    ),
    mistake(
        "llm-position-wraps-around",
        of="SimpleLLM",
        at="embed",
        advice="""A text that is too long is read all the same: positions begin again at 0. The
        table has no row for them: raise a ValueError.""",
        numpy=[
            (NP_REFUSE, "if False:"),
            ("np.arange(T), weights", "np.arange(T) % max_seq_len, weights"),
        ],
        torch=[(REFUSE, ""), (POSITIONS, f"{POSITIONS} % self.max_seq_len")],
        read="The context window",
    ),
    mistake(
        "llm-too-long-cropped",
        of="SimpleLLM",
        at="embed",
        advice="""A text that is too long is silently cut to its last tokens, so the result has
        fewer rows than the input. Who asks must decide what to cut: raise a ValueError.""",
        numpy=(
            NP_REFUSE,
            "ids, T = np.asarray(ids)[..., -max_seq_len:], min(T, max_seq_len)\n    if False:",
        ),
        torch=(REFUSE, "ids = ids[:, -self.max_seq_len :]\n        T = ids.shape[-1]"),
        read="The context window",
    ),
    mistake(
        "llm-too-long-cropped-to-first",
        of="SimpleLLM",
        at="embed",
        advice="""A text that is too long is silently cut to its first tokens, so the result has
        fewer rows than the input. Who asks must decide what to cut: raise a ValueError.""",
        numpy=(
            NP_REFUSE,
            "ids, T = np.asarray(ids)[..., :max_seq_len], min(T, max_seq_len)\n    if False:",
        ),
        torch=(REFUSE, "ids = ids[:, : self.max_seq_len]\n        T = ids.shape[-1]"),
        read="The context window",
    ),
    mistake(
        "llm-length-unchecked",
        of="SimpleLLM",
        at="embed",
        advice="""A text that is too long fails deep inside the position table, with an IndexError
        that does not say why. Compare T with max_seq_len first and raise a ValueError that names
        both.""",
        numpy=(NP_REFUSE, "if False:"),
        torch=(REFUSE, ""),
        read="The context window",
    ),
    mistake(
        "llm-length-asserted",
        of="SimpleLLM",
        at="embed",
        advice="""You use `assert` to refuse a text that is too long. Asserts are for what can
        never be, and `python -O` removes them: raise a ValueError.""",
        numpy=(NP_REFUSE, "assert T <= max_seq_len\n    if False:"),
        torch=(REFUSE, 'assert T <= self.max_seq_len, f"{T} > {self.max_seq_len}"'),
        read="The context window",
    ),
    mistake(
        "llm-length-off-by-one",
        of="SimpleLLM",
        at="embed",
        advice="""Your model refuses a text of exactly max_seq_len tokens. There is a row for each
        of them: 0 to max_seq_len - 1.""",
        numpy=(NP_REFUSE, "if max_seq_len <= T:"),
        torch=(CHECK, "if self.max_seq_len <= T:"),
        read="The context window",
    ),
    mistake(
        "llm-batch-taken-for-length",
        of="SimpleLLM",
        at="embed",
        advice="""You compare the number of texts with max_seq_len, not the number of tokens. ids
        is (B, T): the length is the last axis.""",
        numpy=(NP_REFUSE, "if max_seq_len < len(ids):"),
        torch=(CHECK, "if self.max_seq_len < ids.shape[0]:"),
        read="The context window",
    ),
    mistake(
        "llm-max-seq-len-not-kept",
        of="SimpleLLM",
        advice="""The attribute `max_seq_len` is missing or is another number. Whoever generates
        text has to know how many tokens the model reads.""",
        torch=[
            ("self.max_seq_len = max_seq_len", "self.context = max_seq_len"),
            (CHECK, "if self.context < T:"),
            (RAISE, RAISE.replace("self.max_seq_len", "self.context")),
        ],
        also=(
            [
                ("self.max_seq_len = max_seq_len", "self.max_seq_len = 64"),
                (CHECK, "if self.position_embedding.num_embeddings < T:"),
                (RAISE, RAISE.replace("self.max_seq_len", "len(self.position_embedding.weight)")),
            ],
        ),
        read="The context window",
    ),
]

STACK_MISTAKES = [
    mistake(
        "llm-first-block-only",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Only the first block is used: is there a `return` or a `break` inside the loop? x
        goes through all of them, one after another.""",
        numpy=("for name in block_names(weights):", "for name in block_names(weights)[:1]:"),
        torch=(LOOP, "x = self.transformer_blocks[0](x)"),
        also=(
            (f"{LOOP}\n        {HEAD}", f"{LOOP}\n            {HEAD}"),
            (LOOP, f"{LOOP}\n            break"),
        ),
        read="The stack",
    ),
    mistake(
        "llm-last-block-missing",
        of="SimpleLLM",
        at="hidden_states",
        advice="""The last block is not used. x goes through all of them, one after another.""",
        numpy=("for name in block_names(weights):", "for name in block_names(weights)[:-1]:"),
        torch=(
            "for block in self.transformer_blocks:",
            "for block in self.transformer_blocks[:-1]:",
        ),
        also=(
            (
                LOOP,
                "for i in range(len(self.transformer_blocks) - 1):\n"
                "            x = self.transformer_blocks[i](x)",
            ),
        ),
        read="The stack",
    ),
    mistake(
        "llm-blocks-read-the-embedding",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Each block reads the embedding, and only the last one's result is used. A block
        reads what the block before it gave: x = block(x).""",
        numpy=("transformer_block(states[-1],", "transformer_block(states[0],"),
        torch=(LOOP, f"embedded = x\n        {LOOP.replace('block(x)', 'block(embedded)')}"),
        read="The stack",
    ),
    mistake(
        "llm-blocks-unused",
        of="SimpleLLM",
        at="hidden_states",
        advice="""What the blocks give is thrown away: the head reads the embedding. `block(x)`
        changes nothing by itself; write x = block(x).""",
        numpy=("for name in block_names(weights):", "for name in []:"),
        torch=("x = block(x)", "block(x)"),
        read="The stack",
    ),
    mistake(
        "llm-blocks-backwards",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Your blocks run from the last to the first. Block 0 reads the embedding.""",
        numpy=("for name in block_names(weights):", "for name in block_names(weights)[::-1]:"),
        torch=("in self.transformer_blocks:", "in reversed(self.transformer_blocks):"),
        read="The stack",
    ),
    mistake(
        "llm-residual-around-blocks",
        of="SimpleLLM",
        at="hidden_states",
        advice="""You add x to what each block gives. The residual paths are inside the block: x =
        block(x).""",
        numpy=(NP_STATES, NP_STATES.replace("append(", "append(states[-1] + ")),
        torch=("x = block(x)", "x = x + block(x)"),
        read="The stack",
    ),
    mistake(
        "llm-ignores-n-heads",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Your blocks have one head, whatever n_heads says. Pass it on.""",
        numpy=("block_weights, n_heads))", "block_weights, 1))"),
        torch=("TransformerBlock(d_model, n_heads,", "TransformerBlock(d_model, 1,"),
        read="The stack",
    ),
    mistake(
        "llm-one-block-for-all-layers",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""All your layers are one and the same block: `[block] * n_layers` repeats the
        object, it makes no copies. Make a new block for each layer.""",
        numpy=(NP_LAYERS, "for layer in range(min(n_layers, 1)):"),
        torch=(
            STACK,
            f"block = {BLOCK}\n        self.transformer_blocks = nn.ModuleList([block] * n_layers)",
        ),
        also=(
            (
                STACK,
                f"block = {BLOCK}\n"
                "        self.transformer_blocks = nn.ModuleList(block for _ in range(n_layers))",
            ),
        ),
        read="The stack",
    ),
    mistake(
        "llm-blocks-in-python-list",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks are in a Python list, where a module does not see them: they are not
        among `parameters()`, so they would never learn. Use `nn.ModuleList`.""",
        numpy=(NP_LAYERS, "for layer in range(0):"),
        torch=(STACK, f"self.transformer_blocks = [{BLOCK} for _ in range(n_layers)]"),
        also=((STACK, f"self.transformer_blocks = tuple({BLOCK} for _ in range(n_layers))"),),
        read="Parameters",
    ),
    mistake(
        "llm-layers-ignored",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your model has 2 blocks, whatever n_layers says. Use the argument.""",
        numpy=(NP_LAYERS, "for layer in range(2):"),
        torch=("for _ in range(n_layers)", "for _ in range(2)"),
        read="The stack",
    ),
    mistake(
        "llm-one-layer-too-many",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your model has n_layers + 1 blocks.""",
        numpy=(NP_LAYERS, "for layer in range(n_layers + 1):"),
        torch=("for _ in range(n_layers)", "for _ in range(n_layers + 1)"),
        read="The stack",
    ),
    mistake(
        "llm-d-ff-is-d-model",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks get d_ff = d_model. The hidden layer is four times as wide: 4 *
        d_model.""",
        numpy=(NP_D_FF, "block.block_shapes(d_model, d_model)"),
        torch=("d_ff=4 * d_model", "d_ff=d_model"),
        read="The stack",
    ),
    mistake(
        "llm-d-ff-doubled",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks get d_ff = 2 * d_model. The hidden layer is four times as wide.""",
        numpy=(NP_D_FF, "block.block_shapes(d_model, 2 * d_model)"),
        torch=("d_ff=4 * d_model", "d_ff=2 * d_model"),
        read="The stack",
    ),
    mistake(
        "llm-d-ff-fixed",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks get d_ff = 512, which is right for d_model = 128 only. Write 4 *
        d_model.""",
        numpy=(NP_D_FF, "block.block_shapes(d_model, 512)"),
        torch=("d_ff=4 * d_model", "d_ff=512"),
        read="The stack",
    ),
]

HEAD_MISTAKES = [
    mistake(
        "llm-returns-probabilities",
        of="SimpleLLM",
        advice="""Your model ends with a softmax. The loss and the sampler take logits and do that
        themselves: twice flattens everything. Return what the last linear layer gives.""",
        numpy=ending(lambda states, head: attention.softmax(head(states[-1]))),
        torch=(HEAD, f"{HEAD}.softmax(-1)"),
        read="Logits",
    ),
    mistake(
        "llm-returns-log-probabilities",
        of="SimpleLLM",
        advice="""Your model ends with a log-softmax. The loss does that itself. Return what the
        last linear layer gives.""",
        numpy=ending(lambda states, head: log_softmax(head(states[-1]))),
        torch=(HEAD, f"{HEAD}.log_softmax(-1)"),
        read="Logits",
    ),
    mistake(
        "llm-softmax-over-tokens",
        of="SimpleLLM",
        advice="""Your model ends with a softmax over the tokens of the text, and so sees the
        future. Return what the last linear layer gives.""",
        numpy=ending(lambda states, head: attention.softmax(head(states[-1]), -2)),
        torch=(HEAD, f"{HEAD}.softmax(1)"),
        read="Logits",
    ),
    mistake(
        "llm-relu-on-logits",
        of="SimpleLLM",
        advice="""Your logits are never negative: there is a ReLU after the head. How would the
        model say that a token is unlikely?""",
        numpy=ending(lambda states, head: block.relu(head(states[-1]))),
        torch=(HEAD, f"{HEAD}.relu()"),
        read="Logits",
    ),
    mistake(
        "llm-returns-hidden",
        of="SimpleLLM",
        advice="""Your model returns C features for each token: the head is not used. Which of V
        tokens comes next? output_projection(x).""",
        numpy=ending(lambda states, head: states[-1]),
        torch=(HEAD, "return x"),
        read="Logits",
    ),
    mistake(
        "llm-last-token-only",
        of="SimpleLLM",
        advice="""Your model gives logits for the last token only. Training learns from every
        position: return (B, T, V), and let the sampler take the last.""",
        numpy=ending(lambda states, head: head(states[-1][..., -1, :])),
        torch=(HEAD, "return self.output_projection(x[:, -1])"),
        also=((HEAD, "return self.output_projection(x)[:, -1, :]"),),
        read="Logits",
    ),
    mistake(
        "llm-last-token-kept-as-axis",
        of="SimpleLLM",
        advice="""Your model gives logits for the last token only, as (B, 1, V). Training learns
        from every position: return (B, T, V).""",
        numpy=ending(lambda states, head: head(states[-1][..., -1:, :])),
        torch=(HEAD, "return self.output_projection(x[:, [-1], :])"),
        read="Logits",
    ),
    mistake(
        "llm-logits-flattened",
        of="SimpleLLM",
        advice="""Your logits are (B * T, V). The loss may want them so, but then the caller
        flattens them: return (B, T, V).""",
        numpy=ending(lambda states, head: head(states[-1]).reshape(-1, head(states[-1]).shape[-1])),
        torch=(HEAD, f"{HEAD}.flatten(0, 1)"),
        read="Logits",
    ),
    mistake(
        "llm-logits-transposed",
        of="SimpleLLM",
        advice="""Your logits are (B, V, T). `F.cross_entropy` likes that, but then the caller
        turns them: return (B, T, V).""",
        numpy=ending(lambda states, head: head(states[-1]).swapaxes(-2, -1)),
        torch=(HEAD, f"{HEAD}.transpose(1, 2)"),
        read="Logits",
    ),
    mistake(
        "llm-final-norm",
        of="SimpleLLM",
        advice="""There is a norm after the last block, as in GPT-2. Here every block ends with a
        norm already: the head reads what the last block gives.""",
        numpy=ending(lambda states, head: head(plain_norm(states[-1]))),
        torch=(HEAD, f"x = nn.functional.layer_norm(x, x.shape[-1:])\n        {HEAD}"),
        also=(
            [
                (OUTPUT, f"self.norm = nn.LayerNorm(d_model)\n        {OUTPUT}"),
                (HEAD, "return self.output_projection(self.norm(x))"),
            ],
            [
                (OUTPUT, f"{OUTPUT}\n        self.ln_f = nn.LayerNorm(d_model)"),
                (HEAD, "return self.output_projection(self.ln_f(x))"),
            ],
        ),
        read="Logits",
    ),
    mistake(
        "llm-head-scaled",
        of="SimpleLLM",
        advice="""Your logits are divided by √C. That belongs to attention's scores; the head gives
        them as they are.""",
        numpy=ending(lambda states, head: head(states[-1]) / math.sqrt(states[-1].shape[-1])),
        torch=(HEAD, f"{HEAD} / x.shape[-1] ** 0.5"),
        read="Logits",
    ),
    mistake(
        "llm-head-tied",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your head shares its weight with the token embedding, as in GPT-2. Here the head
        has a matrix of its own.""",
        numpy=(
            f"return shapes | {NP_OUTPUT}",
            'return shapes | {"output_projection.bias": (vocab_size,)}',
        ),
        torch=(
            OUTPUT,
            f"{OUTPUT}\n        self.output_projection.weight = self.token_embedding.weight",
        ),
        also=(
            (
                OUTPUT,
                f"{OUTPUT}\n        self.token_embedding.weight = self.output_projection.weight",
            ),
        ),
        read="Logits",
    ),
    mistake(
        "llm-head-without-bias",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your head has no bias, as in GPT-2. Here it has one: some tokens are likelier
        than others whatever came before.""",
        numpy=(
            f"return shapes | {NP_OUTPUT}",
            'return shapes | {"output_projection.weight": (vocab_size, d_model)}',
        ),
        torch=(OUTPUT, OUTPUT.replace(")", ", bias=False)")),
        read="Logits",
    ),
    mistake(
        "llm-head-wrong-size",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your head has as many outputs as the model has features. It makes V logits out of
        C features: nn.Linear(d_model, vocab_size).""",
        numpy=(NP_OUTPUT, 'block.linear_shapes("output_projection", d_model, d_model)'),
        torch=(OUTPUT, "self.output_projection = nn.Linear(d_model, d_model)"),
        read="Logits",
    ),
]

TABLE_MISTAKES = [
    mistake(
        "llm-position-table-of-vocabulary",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your position table has a row for each token of the vocabulary. It has one for
        each position: max_seq_len.""",
        numpy=(NP_TABLE2, '"position_embedding.weight": (vocab_size, d_model)'),
        torch=(TABLE2, TABLE2.replace("max_seq_len", "vocab_size")),
        read="Embeddings",
    ),
    mistake(
        "llm-position-table-too-long",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your position table has max_seq_len + 1 rows. Positions are 0 to max_seq_len -
        1.""",
        numpy=(NP_TABLE2, '"position_embedding.weight": (max_seq_len + 1, d_model)'),
        torch=(TABLE2, TABLE2.replace("max_seq_len", "max_seq_len + 1")),
        read="Embeddings",
    ),
    mistake(
        "llm-token-table-too-long",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your token table has vocab_size + 1 rows. Ids are 0 to vocab_size - 1.""",
        numpy=(NP_TABLE1, '"token_embedding.weight": (vocab_size + 1, d_model)'),
        torch=(TABLE1, TABLE1.replace("vocab_size", "vocab_size + 1")),
        read="Embeddings",
    ),
    mistake(
        "llm-embedding-sizes-swapped",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""The sizes of your token table are the wrong way round: nn.Embedding(how many
        rows, how long each is).""",
        numpy=(NP_TABLE1, '"token_embedding.weight": (d_model, vocab_size)'),
        torch=(TABLE1, "self.token_embedding = nn.Embedding(d_model, vocab_size)"),
        read="Embeddings",
    ),
    mistake(
        "llm-position-concatenated",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your two embeddings have half the width each and are put side by side. The
        residual stream is a sum: both have d_model features and are added.""",
        numpy=[
            (NP_TABLE1, '"token_embedding.weight": (vocab_size, d_model // 2)'),
            (NP_TABLE2, '"position_embedding.weight": (max_seq_len, d_model // 2)'),
        ],
        torch=[
            (TABLES, TABLES.replace("d_model", "d_model // 2")),
            (
                SUM,
                "where = self.position_embedding(positions).expand(*ids.shape, -1)\n"
                "        x = torch.cat([self.token_embedding(ids), where], -1)",
            ),
        ],
        read="Embeddings",
    ),
    mistake(
        "llm-default-layers",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your model has 6 blocks by default. The signature says n_layers=2.""",
        numpy=("n_layers=2", "n_layers=6"),
        torch=("n_layers: int = 2", "n_layers: int = 6"),
        read="Parameters",
    ),
    mistake(
        "llm-default-length",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your model has 128 positions by default. The signature says max_seq_len=64.""",
        numpy=("max_seq_len=64", "max_seq_len=128"),
        torch=("max_seq_len: int = 64", "max_seq_len: int = 128"),
        read="Parameters",
    ),
    mistake(
        "llm-created-out-of-order",
        of="SimpleLLM",
        advice="""The parts are created in another order than the docstring's. Each draws its
        initial values when it is created: with another order the same seed gives another
        model.""",
        torch=(TABLES, f"{TABLE2}\n        {TABLE1}"),
        also=((TABLES, f"{OUTPUT}\n        {TABLES}"),),
        read="Parameters",
    ),
    mistake(
        "llm-other-names",
        of="SimpleLLM",
        advice="""Your model has parameters under names that are not in the docstring. Saved
        weights are found by name: rename them, and leave nothing else.""",
        torch=[
            (TABLE1, TABLE1.replace("token_embedding", "wte")),
            (SUM, SUM.replace("token_e", "wte_e")),
            ("self.wte_embedding", "self.wte"),
        ],
        also=(
            [
                (OUTPUT, OUTPUT.replace("output_projection", "lm_head")),
                (HEAD, "return self.lm_head(x)"),
            ],
        ),
        read="Parameters",
    ),
]

START_MISTAKES = [
    mistake(
        "llm-weights-uninitialised",
        of="SimpleLLM",
        advice="""Your initial weights are whatever the memory held, all zeros, or huge:
        `torch.empty` and `torch.Tensor(n, m)` draw nothing. Leave what nn.Linear and nn.Embedding
        draw.""",
        torch=initialised("nn.init.constant_(parameter, 1e4)"),
        also=(
            initialised("nn.init.zeros_(parameter)"),
            initialised("nn.init.normal_(parameter, std=100)"),
        ),
        read="Parameters",
    ),
    mistake(
        "llm-init-std-one",
        of="SimpleLLM",
        advice="""Your linear layers begin with a spread of 1. A sum of C such numbers is √C times
        as large; torch's own values shrink with √C. Leave them alone.""",
        torch=initialised("nn.init.normal_(parameter)"),
        read="Parameters",
    ),
    mistake(
        "llm-init-as-gpt2",
        of="SimpleLLM",
        advice="""Your weights begin with a spread of 0.02, as in GPT-2. This model keeps torch's
        own initial values: leave them alone.""",
        torch=initialised("nn.init.normal_(parameter, std=0.02)"),
        also=(
            (
                OUTPUT,
                f"""{OUTPUT}
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, mean=0.0, std=0.02)
                nn.init.zeros_(module.bias)""",
            ),
        ),
        read="Parameters",
    ),
    mistake(
        "llm-init-changed",
        of="SimpleLLM",
        advice="""Your initial values are not those that nn.Embedding and nn.Linear draw. This
        model keeps them: leave them alone.""",
        torch=initialised("nn.init.xavier_uniform_(parameter)"),
        also=(initialised("nn.init.kaiming_uniform_(parameter)"),),
        read="Parameters",
    ),
    mistake(
        "llm-embedding-detached",
        of="SimpleLLM",
        at="embed_backward",
        advice="""No gradient reaches the embeddings: x is cut off from the graph (`detach`,
        `.data` or `no_grad`). They would never learn.""",
        numpy=lambda upstream, ids, weights: {
            "token_embedding.weight": None,
            "position_embedding.weight": None,
        },
        torch=(SUM, f"{SUM.replace('x = ', 'x = (')}).detach()"),
        also=((LOOP, f"x = x.data\n        {LOOP}"),),
        read="Embeddings",
    ),
    mistake(
        "llm-positions-detached",
        of="SimpleLLM",
        at="embed_backward",
        advice="""No gradient reaches the position embedding: it is cut off from the graph
        (`detach`, `.data` or `no_grad`). Positions are learnt here.""",
        numpy=("embedding_backward(upstream, places, positions)", "None"),
        torch=(SUM, f"{SUM}.detach()"),
        also=((SUM, "x = self.token_embedding(ids) + self.position_embedding.weight.data[:T]"),),
        read="Positions",
    ),
    mistake(
        "llm-padding-id",
        of="SimpleLLM",
        at="embed_backward",
        advice="""Row 0 of your token table gets no gradient: `padding_idx=0`. Here id 0 is a
        character like any other.""",
        numpy=(
            "embedding_backward(upstream, ids, tokens)",
            "embedding_backward(upstream * (np.asarray(ids) > 0)[..., None], ids, tokens)",
        ),
        torch=(TABLE1, TABLE1.replace("d_model)", "d_model, padding_idx=0)")),
        read="Embeddings",
    ),
    mistake(
        "llm-no-gradients",
        of="SimpleLLM",
        at="simple_llm_backward",
        advice="""No gradient reaches any parameter: `forward` runs under `no_grad`, or detaches
        the logits. Only generation does without gradients.""",
        numpy=lambda upstream, ids, weights, n_heads: dict.fromkeys(weights),
        torch=("    def forward(", "    @torch.no_grad()\n    def forward("),
        also=((HEAD, f"{HEAD}.detach()"),),
        read="Logits",
    ),
    mistake(
        "llm-dropout",
        of="SimpleLLM",
        advice="""Two calls with the same ids give different logits: something is dropped at
        random. This model has no dropout.""",
        torch=(SUM, f"{SUM}\n        x = nn.functional.dropout(x, 0.1, self.training)"),
        also=((SUM, f"{SUM}\n        x = nn.functional.dropout(x, 0.1)"),),
        read="Embeddings",
    ),
    mistake(
        "llm-changes-the-ids",
        of="SimpleLLM",
        advice="""Your model writes into the ids it was given (`ids %= ...`, `clamp_`). The caller
        still needs them.""",
        torch=(SUM, f"ids[:, 0] = 0\n        {SUM}"),
        also=((HEAD, f"ids.zero_()\n        {HEAD}"),),
        read="Embeddings",
    ),
    mistake(
        "llm-changes-the-dtype",
        of="SimpleLLM",
        advice="""With float64 weights your logits are not float64. Where do you convert, or make a
        tensor of a fixed dtype?""",
        torch=(HEAD, f"{HEAD}.float()"),
        also=((LOOP, f"x = x.float()\n        {LOOP}"),),
        read="Logits",
    ),
    mistake(
        "llm-device-not-followed",
        of="SimpleLLM",
        advice="""Your positions are made on the default device. On a graphics card the ids are
        elsewhere, and the two do not mix: torch.arange(T, device=ids.device).""",
        torch=(POSITIONS, "positions = torch.arange(T)"),
        also=((POSITIONS, 'positions = torch.arange(T, device="cpu")'),),
        read="Positions",
    ),
]

COUNT_MISTAKES = [
    mistake(
        "count-parameters-counts-tensors",
        of="count_parameters",
        advice="""You count the parameter tensors, not the numbers in them. `numel()` says how many
        a tensor holds.""",
        numpy=(NP_COUNT, "len(shapes)"),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            "len(list(model.parameters()))",
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-rows",
        of="count_parameters",
        advice="""`len` of a matrix is its number of rows. `numel()` says how many numbers a tensor
        holds.""",
        numpy=(NP_COUNT, "sum(shape[0] for shape in shapes.values())"),
        torch=("parameter.numel()", "len(parameter)"),
        also=(("parameter.numel()", "parameter.shape[0]"),),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-adds-sizes",
        of="count_parameters",
        advice="""You add the sizes of a matrix; they are to be multiplied. `numel()` does it.""",
        numpy=(NP_COUNT, "sum(sum(shape) for shape in shapes.values())"),
        torch=("parameter.numel()", "sum(parameter.shape)"),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-without-biases",
        of="count_parameters",
        advice="""You leave out parameters of one dimension: biases, and the scales of norms. They
        are learnt too.""",
        numpy=(NP_COUNT, "sum(math.prod(shape) for shape in shapes.values() if len(shape) > 1)"),
        torch=("in model.parameters())", "in model.parameters() if parameter.dim() > 1)"),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-weights-only",
        of="count_parameters",
        advice="""You leave out everything whose name says bias. Biases are learnt too.""",
        numpy=(NP_COUNT, 'sum(math.prod(s) for n, s in shapes.items() if "bias" not in n)'),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            'sum(p.numel() for name, p in model.named_parameters() if "bias" not in name)',
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-not-the-embeddings",
        of="count_parameters",
        advice="""You leave out the embeddings, as papers sometimes do. They are learnt too: count
        all parameters.""",
        numpy=(NP_COUNT, 'sum(math.prod(s) for n, s in shapes.items() if "embedding" not in n)'),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            'sum(p.numel() for name, p in model.named_parameters() if "embedding" not in name)',
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-top-level-only",
        of="count_parameters",
        advice="""You count only the parameters the model holds itself, and none of its
        submodules'. `parameters()` walks through all of them by default.""",
        numpy=(NP_COUNT, "0"),
        torch=("model.parameters()", "model.parameters(recurse=False)"),
        also=(("model.parameters()", "model._parameters.values()"),),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-every-level",
        of="count_parameters",
        advice="""You add up the parameters of every module *and* of all that contain it, so each
        is counted once for every level. `model.parameters()` alone has them all.""",
        numpy=(NP_COUNT, "sum(len(n.split('.')) * math.prod(s) for n, s in shapes.items())"),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            "sum(p.numel() for module in model.modules() for p in module.parameters())",
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-bytes",
        of="count_parameters",
        advice="""You count bytes: each float32 number has four. The number of numbers is asked
        for.""",
        numpy=(NP_COUNT, f"4 * {NP_COUNT}"),
        torch=("parameter.numel()", "parameter.numel() * parameter.element_size()"),
        also=(("parameter.numel()", "parameter.nbytes"),),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-gives-text",
        of="count_parameters",
        advice="""Your result is text. Return the number, and let the caller write it with
        commas.""",
        numpy=(NP_COUNT, f'f"{{{NP_COUNT}:,}}"'),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            'f"{sum(p.numel() for p in model.parameters()):,}"',
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-gives-nothing",
        of="count_parameters",
        advice="""Your function returns None: is the number printed, or `return` forgotten?""",
        torch=("return sum(parameter", "sum(parameter"),
        also=(
            (
                "return sum(parameter.numel() for parameter in model.parameters())",
                "print(sum(parameter.numel() for parameter in model.parameters()))",
            ),
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-in-millions",
        of="count_parameters",
        advice="""You return millions. The exact number is asked for.""",
        numpy=(NP_COUNT, f"{NP_COUNT} / 1e6"),
        torch=("in model.parameters())", "in model.parameters()) / 1e6"),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-shared-twice",
        of="count_parameters",
        advice="""A parameter used in two places is counted twice, as `state_dict()` lists it
        twice. `model.parameters()` gives each one once.""",
        torch=("model.parameters()", "model.state_dict().values()"),
        also=(
            (
                "model.parameters()",
                "dict(model.named_parameters(remove_duplicate=False)).values()",
            ),
            (
                "model.parameters()",
                "[p for m in model.modules() for p in m.parameters(recurse=False)]",
            ),
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-buffers",
        of="count_parameters",
        advice="""Buffers, such as a stored mask, are counted. They are saved with the model but
        not learnt.""",
        torch=(
            "return sum(parameter.numel() for parameter in model.parameters())",
            "return sum(t.numel() for t in [*model.parameters(), *model.buffers()])",
        ),
        read="Counting parameters",
    ),
]

MISTAKES = (
    POSITION_MISTAKES
    + LENGTH_MISTAKES
    + STACK_MISTAKES
    + HEAD_MISTAKES
    + TABLE_MISTAKES
    + START_MISTAKES
    + COUNT_MISTAKES
)
