"""SimpleLLM: the sizes, defaults and names of its parts."""

from tests.mistakes import mistake
from tests.mistakes.model.shared import HEAD, OUTPUT, SUM, TABLE1

TABLE2 = "self.position_embedding = nn.Embedding(max_seq_len, d_model)"
TABLES = f"{TABLE1}\n        {TABLE2}"

NP_TABLE1 = '"token_embedding.weight": (vocab_size, d_model)'
NP_TABLE2 = '"position_embedding.weight": (max_seq_len, d_model)'

MISTAKES = [
    mistake(
        "llm-positions-as-a-parameter",
        of="SimpleLLM",
        advice="""Your position table is a bare `nn.Parameter`. It computes the same, but its
        name, and with it a checkpoint, is another one: make it an `nn.Embedding` and call it with
        the positions.""",
        torch=[
            (TABLE2, "self.position_embedding = nn.Parameter(torch.randn(max_seq_len, d_model))"),
            (SUM, "x = self.token_embedding(ids) + self.position_embedding[positions]"),
        ],
        read="Positions",
    ),
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
