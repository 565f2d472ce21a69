"""GPT2: the last norm, the tied head, positions."""

from reference import gpt2, model
from tests.mistakes import mistake

POSITIONS = "positions = torch.arange(past, past + T, device=ids.device)"
NP_PLACES = "places = past + np.arange(T)"
HEAD = "return self.norm(x) @ self.token_embedding.weight.T"
NP_HEAD = 'return gpt2_head(norm(last, weights, "norm", eps), weights)'
BLOCKS = "x = block(x, caches[layer] if caches else None)"
NP_CACHE = "caches[layer] if caches else None"
INIT = """            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)"""


def norm_first(ids, weights, n_heads, eps=1e-5, caches=None):
    """The last norm, at the wrong end of the stack."""
    x = gpt2.gpt2_embed(ids, weights, len(caches[0]) if caches else 0)
    x = gpt2.norm(x, weights, "norm", eps)
    for layer, name in enumerate(model.block_names(weights)):
        below, cache = gpt2.attention.under(weights, name), caches[layer] if caches else None
        x = gpt2.gpt2_block(x, below, n_heads, eps, cache)
    return gpt2.gpt2_head(x, weights)


MISTAKES = [
    mistake(
        "gpt2-missing-final-norm",
        of="GPT2",
        advice="""The head reads the stream as it leaves the last block. In a pre-norm model nobody
        has normalised that: what is `norm` for?""",
        numpy=(NP_HEAD, "return gpt2_head(last, weights)"),
        torch=(HEAD, "return x @ self.token_embedding.weight.T"),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-norm-before-the-blocks",
        of="GPT2",
        advice="""You normalise before the blocks; the last norm stands after the last of them,
        before the head.""",
        numpy=norm_first,
        torch=[
            (
                "x = self.token_embedding(ids) + self.position_embedding(positions)",
                "x = self.norm(self.token_embedding(ids) + self.position_embedding(positions))",
            ),
            (HEAD, "return x @ self.token_embedding.weight.T"),
        ],
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-head-not-tied",
        of="GPT2",
        advice="""The head has a matrix of its own. No file of GPT-2 has one: what would it be
        filled with? Score with the token table, whose rows stand for the tokens already.""",
        torch=[
            (
                "        self.norm = LayerNorm(d_model, eps)\n        for",
                "        self.norm = LayerNorm(d_model, eps)\n"
                "        self.head = nn.Linear(d_model, vocab_size, bias=False)\n        for",
            ),
            (HEAD, "return self.head(self.norm(x))"),
        ],
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-head-detached",
        of="GPT2",
        advice="""The table gets no gradient from its work as the head: it is detached, or copied.
        Both places have to use the same parameter.""",
        numpy=("+= dhead", "+= 0 * dhead"),
        at="gpt2_backward",
        torch=(HEAD, HEAD.replace("weight.T", "weight.detach().T")),
        also=((HEAD, HEAD.replace("weight.T", "weight.data.T")),),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-position-starts-at-one",
        of="GPT2",
        at="gpt2_embed",
        advice="""Your first token stands at place 1. Some models leave row 0 of the table unused
        (OPT leaves two); GPT-2 counts from 0.""",
        numpy=(NP_PLACES, "places = np.minimum(past + np.arange(T) + 1, len(table) - 1)"),
        torch=(
            POSITIONS,
            POSITIONS.replace(
                "device=ids.device)",
                "device=ids.device) + 1\n"
                "        positions = positions.clamp_max(self.max_seq_len - 1)",
            ),
        ),
        read="With a cache",
    ),
    mistake(
        "gpt2-no-positions",
        of="GPT2",
        at="gpt2_embed",
        advice="""The places are not added to the tokens: position_embedding is there but not
        used.""",
        numpy=(" + model.embedding(places, table)", ""),
        torch=(" + self.position_embedding(positions)", ""),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-position-forgets-the-cache",
        of="GPT2",
        at="gpt2_embed",
        advice="""With caches the new tokens begin at place 0 again. They go on where the caches
        end, at len(caches[0]).""",
        numpy=(NP_PLACES, "places = np.arange(T)"),
        torch=(POSITIONS, "positions = torch.arange(T, device=ids.device)"),
        read="With a cache",
    ),
    mistake(
        "gpt2-one-cache-for-all",
        of="GPT2",
        at="gpt2_states",
        advice="""All blocks write into the first cache. The keys of one block mean nothing to
        another: block number i gets caches[i].""",
        numpy=(NP_CACHE, "caches[0] if caches else None"),
        torch=(BLOCKS, "x = block(x, caches[0] if caches else None)"),
        read="With a cache",
    ),
    mistake(
        "gpt2-eps-not-passed-on",
        of="GPT2",
        advice="""The last norm does not get the eps of the model and uses its default.""",
        numpy=(NP_HEAD, 'return gpt2_head(norm(last, weights, "norm", 1e-5), weights)'),
        torch=(
            "        self.norm = LayerNorm(d_model, eps)",
            "        self.norm = LayerNorm(d_model)",
        ),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-eps-not-for-the-blocks",
        of="GPT2",
        at="gpt2_states",
        advice="""The blocks do not get the eps of the model; their norms use the default.""",
        numpy=("below, n_heads, eps, cache)", "below, n_heads, 1e-5, cache)"),
        torch=("GPT2Block(d_model, n_heads, eps)", "GPT2Block(d_model, n_heads)"),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-length-unchecked",
        of="GPT2",
        advice="""Too many tokens are refused with another error than ValueError, or their number is
        not said, or those in the caches are not counted. Compare past + T with max_seq_len before
        anything is looked up.""",
        torch=("if self.max_seq_len < past + T:", "if self.max_seq_len < 0:"),
        also=(("if self.max_seq_len < past + T:", "if self.max_seq_len < T:"),),
        read="With a cache",
    ),
    mistake(
        "gpt2-initial-values",
        of="GPT2",
        advice="""The first values are not those of the docstring. nn.Embedding draws with a spread
        of 1: as the head of a tied model that makes logits of 10 and more, and a first loss far
        above ln V.""",
        torch=(INIT, "            pass"),
        also=(
            (
                "                nn.init.normal_(parameter, std=0.02)",
                "                nn.init.normal_(parameter, std=0.2)",
            ),
            (INIT, INIT.replace('elif name.endswith("bias"):', "else:")),
        ),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-dropout",
        of="GPT2",
        advice="""Something is dropped at random in training mode. GPT-2's own code does so; this
        contract has no dropout, so that what you load is what you get.""",
        torch=(HEAD, "x = nn.functional.dropout(x, 0.1, self.training)\n        " + HEAD),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-device-not-followed",
        of="GPT2",
        advice="""The positions or the mask are made on the CPU, wherever the weights are. Make them
        with `device=ids.device`.""",
        torch=(POSITIONS, "positions = torch.arange(past, past + T)"),
        also=((POSITIONS, "positions = torch.arange(past, past + T)[None]"),),
        read="With a cache",
    ),
]
