"""ModernLLM: one matrix in two places, options passed on."""

from tests.mistakes import mistake

LAST = "return self.output_projection(self.norm(x))"
TIE = """if tied:
            self.output_projection.weight = self.token_embedding.weight"""
INIT = """for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)"""
ONE_LINE_CACHE = "x = block(x, caches[layer] if caches else None)"

NP_LAST = 'rms_norm(last, weights["norm.weight"], eps)'

MISTAKES = [
    mistake(
        "tying-copies-weights",
        of="ModernLLM",
        advice="""The head has a matrix of its own: the weights were copied, or one of the two was
        made anew after tying. Tied means the same parameter in two places:
        `output_projection.weight = token_embedding.weight`.""",
        torch=(
            TIE,
            """if tied:
            self.output_projection.weight.data = self.token_embedding.weight.data.clone()""",
        ),
        also=(
            (TIE, "pass"),
            (TIE, f"{TIE}\n        self.token_embedding = nn.Embedding(vocab_size, d_model)"),
        ),
        read="One matrix, two places",
    ),
    mistake(
        "tying-always",
        of="ModernLLM",
        advice="""The head is tied also where `tied` is False. Then it has a matrix of its own.""",
        torch=("if tied:", "if True:"),
        read="One matrix, two places",
    ),
    mistake(
        "tying-embedding-scale",
        of="ModernLLM",
        advice="""A matrix does not begin with a spread of 0.02. `nn.Embedding` begins with 1: as a
        head that makes logits of ten and more, and a first loss far above ln V.""",
        torch=(INIT, "pass"),
        also=(
            (INIT, "nn.init.normal_(self.token_embedding.weight, std=0.02)"),
            ("std=0.02", "std=0.2"),
        ),
        read="One matrix, two places",
    ),
    mistake(
        "modern-llm-no-final-norm",
        of="ModernLLM",
        advice="""The stream goes to the head as it is. In a pre-norm model nothing has normalised
        it yet: `norm` does, once, after the last block.""",
        numpy=(f"linear({NP_LAST}", "linear(last"),
        torch=(LAST, "return self.output_projection(x)"),
        read="Pre-norm",
    ),
    mistake(
        "modern-llm-scales-the-embedding",
        of="ModernLLM",
        at="modern_states",
        advice="""The embeddings are multiplied by √C, as the transformer of 2017 and Gemma do.
        Llama does not.""",
        numpy=(
            'weights["token_embedding.weight"])]',
            'weights["token_embedding.weight"]) * len(weights["norm.weight"]) ** 0.5]',
        ),
        torch=(
            "x = self.token_embedding(ids)",
            "x = self.token_embedding(ids) * math.sqrt(self.token_embedding.embedding_dim)",
        ),
        read="One matrix, two places",
    ),
    mistake(
        "modern-llm-first-block-only",
        of="ModernLLM",
        at="modern_states",
        advice="""Only one block has any effect: its result is not what the next one reads.""",
        numpy=("modern_block(states[-1]", "modern_block(states[0]"),
        torch=(ONE_LINE_CACHE, ONE_LINE_CACHE.replace("(x,", "(self.token_embedding(ids),")),
        read="Pre-norm",
    ),
    mistake(
        "modern-llm-other-d-ff",
        of="ModernLLM",
        at="default_d_ff",
        advice="""Without `d_ff` it is 8/3 of d_model, *rounded up* to a multiple of 8: two thirds
        of the usual 4 C, because a third matrix has joined.""",
        numpy=("8 * math.ceil(d_model / 3)", "4 * d_model"),
        torch=("8 * math.ceil(d_model / 3)", "4 * d_model"),
        read="SwiGLU",
    ),
    mistake(
        "modern-llm-d-ff-rounded-down",
        of="ModernLLM",
        at="default_d_ff",
        advice="""Without `d_ff` it is 8/3 of d_model, rounded *up* to a multiple of 8.""",
        numpy=("8 * math.ceil(d_model / 3)", "8 * (d_model // 3)"),
        torch=("8 * math.ceil(d_model / 3)", "8 * (d_model // 3)"),
        read="SwiGLU",
    ),
    mistake(
        "modern-llm-d-ff-not-rounded",
        of="ModernLLM",
        at="default_d_ff",
        advice="""Without `d_ff` it is 8/3 of d_model, rounded up to a multiple of 8: sizes that
        memory likes.""",
        numpy=("8 * math.ceil(d_model / 3)", "8 * d_model // 3"),
        torch=("8 * math.ceil(d_model / 3)", "8 * d_model // 3"),
        read="SwiGLU",
    ),
    mistake(
        "modern-llm-ignores-options",
        of="ModernLLM",
        at="modern_states",
        advice="""`theta` and `half_split` do not reach the blocks.""",
        numpy=("cache=cache, **options)", 'cache=cache, eps=options.get("eps", 1e-5))'),
        torch=("*sizes, theta, half_split, eps)", "*sizes, eps=eps)"),
        read="RoPE in attention",
    ),
    mistake(
        "modern-llm-ignores-eps",
        of="ModernLLM",
        advice="""`eps` does not reach every norm: those of the blocks, and the last one.""",
        numpy=('"norm.weight"], eps)', '"norm.weight"])'),
        torch=("self.norm = RMSNorm(d_model, eps)", "self.norm = RMSNorm(d_model)"),
        read="RMSNorm",
    ),
    mistake(
        "modern-llm-one-cache-for-all",
        of="ModernLLM",
        at="modern_states",
        advice="""All blocks use the first cache: keys of different layers get mixed. Each block has
        its own.""",
        numpy=("caches[layer] if", "caches[0] if"),
        torch=(ONE_LINE_CACHE, "x = block(x, caches[0] if caches else None)"),
        read="Reading on",
    ),
    mistake(
        "modern-llm-forgets-the-caches",
        of="ModernLLM",
        at="modern_states",
        advice="""The caches do not reach the blocks, so that the new tokens know nothing of the
        earlier ones.""",
        numpy=("caches[layer] if caches else None", "None"),
        torch=(ONE_LINE_CACHE, "x = block(x)"),
        read="Reading on",
    ),
    mistake(
        "modern-device-not-followed",
        of="ModernLLM",
        advice="""Something is made on the CPU, wherever the model is: positions, mask or
        frequencies. Give it `device=x.device`.""",
        torch=(
            "x = self.token_embedding(ids)\n",
            "x = self.token_embedding(ids)\n        x = x + torch.zeros(x.shape[-2:])\n",
        ),
        read="RoPE in attention",
    ),
]
