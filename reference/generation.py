"""Stage 5, generation: from logits to the probabilities of the next token, and greedy decoding."""

import numpy as np

from reference import attention, tokenizer


def apply_temperature(logits, temperature):
    """`logits / temperature`: (..., V) -> (..., V). Raises ValueError unless temperature > 0.

    Source: Hinton, Vinyals & Dean 2015, eq. 1.
    """
    if not temperature > 0:
        raise ValueError(f"the temperature must be above 0, not {temperature}")
    return np.asarray(logits, np.float64) / temperature


def top_k_filter(logits, k):
    """-inf for every logit below the k-th greatest of its row: (..., V) -> (..., V).

    Ties with the k-th greatest stay; k > V keeps all. Raises ValueError for k < 1.
    Source: Fan, Lewis & Dauphin 2018, section 5.4.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    logits = np.asarray(logits, np.float64)
    smallest_kept = np.sort(logits)[..., -k:][..., :1]
    return np.where(logits < smallest_kept, -np.inf, logits)


def top_p_filter(logits, p):
    """-inf outside the smallest set of likeliest tokens whose mass reaches p: (..., V) -> (..., V).

    A token stays while the likelier ones together have less than p; of equals the smaller id counts
    as likelier. p = 1 keeps all. Raises ValueError unless 0 < p <= 1.
    Source: Holtzman et al. 2020, eq. 2.
    """
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, not {p}")
    logits = np.asarray(logits, np.float64)
    order = np.argsort(-logits, axis=-1, kind="stable")
    probabilities = np.take_along_axis(attention.softmax(logits), order, -1)
    likelier = probabilities.cumsum(-1) - probabilities
    # subtle: rounding may bring the mass to 1 before the last token
    stays = (likelier < p) | (p == 1)
    kept = np.zeros(logits.shape, bool)
    np.put_along_axis(kept, order, stays, -1)
    return np.where(kept, logits, -np.inf)


def greedy(logits):
    """All probability on the greatest logit, of equals on the smallest id: (..., V) -> (..., V)."""
    logits = np.asarray(logits, np.float64)
    best = logits.argmax(-1)
    return np.eye(logits.shape[-1])[best]


def next_token_probabilities(logits, temperature=1.0, top_k=None, top_p=None):
    """Softmax after temperature, top-k and top-p, in this order: (..., V) -> (..., V).

    Temperature 0, the limit, is greedy. Raises ValueError as the three filters do.
    Source: Holtzman et al. 2020, eq. 3.
    """
    if temperature == 0:
        return greedy(logits)
    logits = apply_temperature(logits, temperature)
    if top_k is not None:
        logits = top_k_filter(logits, top_k)
    if top_p is not None:
        logits = top_p_filter(logits, top_p)
    return attention.softmax(logits)


def generate_ids(logits_of, ids, max_new_tokens, max_seq_len):
    """Greedy decoding with `logits_of`, (B, T) -> (B, T, V): (B, T) -> (B, T + max_new_tokens).

    At most the last `max_seq_len` tokens are read; the last place of them chooses the next token.
    Raises ValueError for T = 0 and for max_new_tokens < 0.
    Source: Radford et al. 2019 (GPT-2), section 2, eq. 1: p(x) is a product over next tokens.
    """
    ids = np.asarray(ids)
    if ids.shape[-1] == 0:
        raise ValueError("the prompt is empty")
    if max_new_tokens < 0:
        raise ValueError(f"max_new_tokens must be at least 0, not {max_new_tokens}")
    for _ in range(max_new_tokens):
        logits = np.asarray(logits_of(ids[:, -max_seq_len:]))
        best = logits[:, -1].argmax(-1)
        ids = np.concatenate([ids, best[:, None]], axis=1)
    return ids


def generate(logits_of, chars, prompt, max_new_tokens, max_seq_len):
    """The prompt and its greedy continuation as text. Raises ValueError as `encode` does."""
    ids = [tokenizer.encode(prompt, chars)]
    ids = generate_ids(logits_of, ids, max_new_tokens, max_seq_len)
    return tokenizer.decode(ids[0], chars)
