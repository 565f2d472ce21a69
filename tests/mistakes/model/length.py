"""SimpleLLM: a text longer than its window."""

from tests.mistakes import mistake
from tests.mistakes.model.shared import POSITIONS

CHECK = "if self.max_seq_len < T:"
RAISE = 'raise ValueError(f"the model reads at most {self.max_seq_len} tokens, not {T}")'
REFUSE = f"{CHECK}\n            {RAISE}"

NP_REFUSE = "if max_seq_len < T:"

MISTAKES = [
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
