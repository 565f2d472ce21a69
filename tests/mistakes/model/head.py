"""SimpleLLM: the logits."""

from tests.mistakes import mistake
from tests.mistakes.model.shared import HEAD, OUTPUT, plain_norm

NP_OUTPUT = 'block.linear_shapes("output_projection", d_model, vocab_size)'


NP_LAST = "hidden_states(ids, weights, n_heads)[-1]"
NP_LOGITS = f'attention.linear({NP_LAST}, weights, "output_projection")'


def ending(expression):
    """The patch of a model that ends with this expression of LOGITS, or of LAST hidden states."""
    return NP_LOGITS, expression.replace("LOGITS", NP_LOGITS).replace("LAST", NP_LAST)


MISTAKES = [
    mistake(
        "llm-returns-probabilities",
        of="SimpleLLM",
        advice="""Your model ends with a softmax. The loss and the sampler take logits and do that
        themselves: twice flattens everything. Return what the last linear layer gives.""",
        numpy=ending("attention.softmax(LOGITS)"),
        torch=(HEAD, f"{HEAD}.softmax(-1)"),
        read="Logits",
    ),
    mistake(
        "llm-returns-log-probabilities",
        of="SimpleLLM",
        advice="""Your model ends with a log-softmax. The loss does that itself. Return what the
        last linear layer gives.""",
        numpy=ending("np.log(attention.softmax(LOGITS))"),
        torch=(HEAD, f"{HEAD}.log_softmax(-1)"),
        read="Logits",
    ),
    mistake(
        "llm-softmax-over-tokens",
        of="SimpleLLM",
        advice="""Your model ends with a softmax over the tokens of the text, and so sees the
        future. Return what the last linear layer gives.""",
        numpy=ending("attention.softmax(LOGITS, -2)"),
        torch=(HEAD, f"{HEAD}.softmax(1)"),
        read="Logits",
    ),
    mistake(
        "llm-relu-on-logits",
        of="SimpleLLM",
        advice="""Your logits are never negative: there is a ReLU after the head. How would the
        model say that a token is unlikely?""",
        numpy=ending("block.relu(LOGITS)"),
        torch=(HEAD, f"{HEAD}.relu()"),
        read="Logits",
    ),
    mistake(
        "llm-returns-hidden",
        of="SimpleLLM",
        advice="""Your model returns C features for each token: the head is not used. Which of V
        tokens comes next? output_projection(x).""",
        numpy=ending("LAST"),
        torch=(HEAD, "return x"),
        read="Logits",
    ),
    mistake(
        "llm-last-token-only",
        of="SimpleLLM",
        advice="""Your model gives logits for the last token only. Training learns from every
        position: return (B, T, V), and let the sampler take the last.""",
        numpy=ending("LOGITS[..., -1, :]"),
        torch=(HEAD, "return self.output_projection(x[:, -1])"),
        also=((HEAD, "return self.output_projection(x)[:, -1, :]"),),
        read="Logits",
    ),
    mistake(
        "llm-last-token-kept-as-axis",
        of="SimpleLLM",
        advice="""Your model gives logits for the last token only, as (B, 1, V). Training learns
        from every position: return (B, T, V).""",
        numpy=ending("LOGITS[..., -1:, :]"),
        torch=(HEAD, "return self.output_projection(x[:, [-1], :])"),
        read="Logits",
    ),
    mistake(
        "llm-batch-of-one-squeezed",
        of="SimpleLLM",
        advice="""Your model drops the batch where it holds one text: `squeeze` removes every
        dimension of size 1 it is aimed at. One text is a batch of one: return (1, T, V).""",
        numpy=ending("(lambda x: x[0] if len(x) == 1 else x)(LOGITS)"),
        torch=(HEAD, f"{HEAD}.squeeze(0)"),
        read="Logits",
    ),
    mistake(
        "llm-logits-flattened",
        of="SimpleLLM",
        advice="""Your logits are (B * T, V). The loss may want them so, but then the caller
        flattens them: return (B, T, V).""",
        numpy=ending("(lambda x: x.reshape(-1, x.shape[-1]))(LOGITS)"),
        torch=(HEAD, f"{HEAD}.flatten(0, 1)"),
        read="Logits",
    ),
    mistake(
        "llm-logits-transposed",
        of="SimpleLLM",
        advice="""Your logits are (B, V, T). `F.cross_entropy` likes that, but then the caller
        turns them: return (B, T, V).""",
        numpy=ending("LOGITS.swapaxes(-2, -1)"),
        torch=(HEAD, f"{HEAD}.transpose(1, 2)"),
        read="Logits",
    ),
    mistake(
        "llm-final-norm",
        of="SimpleLLM",
        advice="""There is a norm after the last block, as in GPT-2. Here every block ends with a
        norm already: the head reads what the last block gives.""",
        numpy=(NP_LAST, plain_norm(NP_LAST)),
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
        numpy=ending("LOGITS / math.sqrt(weights['output_projection.weight'].shape[-1])"),
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
