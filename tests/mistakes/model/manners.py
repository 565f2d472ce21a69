"""SimpleLLM beside its numbers: initial values, gradients, chance, memory, device."""

from tests.mistakes import mistake
from tests.mistakes.model.shared import HEAD, LOOP, OUTPUT, POSITIONS, SUM, TABLE1


def initialised(line):
    """The model with every matrix set by this line after all is created."""
    loop = "for parameter in self.parameters():\n            if parameter.dim() > 1:"
    return (OUTPUT, f"{OUTPUT}\n        {loop}\n                {line}")


MISTAKES = [
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
        "llm-seeds-itself",
        of="SimpleLLM",
        advice="""Your model calls `torch.manual_seed` when it is created: every model begins with
        the same values, and what the caller seeded is lost. The program decides on a seed, its
        parts only draw.""",
        torch=(OUTPUT, f"torch.manual_seed(42)\n        {OUTPUT}"),
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
