"""generate_ids: one token after the other, in a window."""

import numpy as np

from tests.mistakes import mistake
from tests.mistakes.generation.shared import FEED, JOIN, LOOP

# what stands in the solution
NEXT = "sample_next_token(logits[:, -1], temperature, top_k, top_p, generator)"

# what stands in the reference
R_JOIN = "np.concatenate([ids, best[:, None]], axis=1)"

MISTAKES = [
    mistake(
        "generate-softmax-before-sampling",
        of="generate_ids",
        advice="""You take the softmax before you call `sample_next_token`, which takes it again: it
        wants logits. Hand on what the model gives.""",
        at="next_token_probabilities",
        numpy=(
            "apply_temperature(logits, temperature)",
            "apply_temperature(attention.softmax(logits), temperature)",
        ),
        torch=("sample_next_token(logits[:, -1],", "sample_next_token(softmax(logits[:, -1]),"),
        read="One token after the other",
    ),
    mistake(
        "generate-first-position-logits",
        of="generate_ids",
        advice="""Your next token is chosen by the logits at the *first* position, which have read
        one token. Where do the logits stand that have read everything? `logits[:, -1]`.""",
        numpy=("logits[:, -1]", "logits[:, 0]"),
        torch=("logits[:, -1]", "logits[:, 0]"),
        read="One token after the other",
    ),
    mistake(
        "generate-mean-of-positions",
        of="generate_ids",
        advice="""Your next token is chosen by the logits of all positions together. Only those at
        the last position speak of the token that comes next: `logits[:, -1]`.""",
        numpy=("logits[:, -1]", "logits.mean(1)"),
        torch=("logits[:, -1]", "logits.mean(1)"),
        also=(("logits[:, -1]", "logits.sum(1)"),),
        read="One token after the other",
    ),
    mistake(
        "generate-second-to-last-logits",
        of="generate_ids",
        advice="""Your next token is chosen by the logits before the last position. They predict
        the token that stands there already: `logits[:, -1]`.""",
        numpy=("logits[:, -1]", "logits[:, -2 if logits.shape[1] > 1 else -1]"),
        torch=("logits[:, -1]", "logits[:, -2 if logits.shape[1] > 1 else -1]"),
        read="One token after the other",
    ),
    mistake(
        "generate-no-crop",
        of="generate_ids",
        advice="""Your model is fed the whole sequence, which grows beyond what it can read: it has
        `max_seq_len` positions. Feed the last `max_seq_len` tokens.""",
        numpy=("ids[:, -max_seq_len:]", "ids"),
        torch=(FEED, "logits = model(ids)"),
        read="The window",
    ),
    mistake(
        "generate-window-of-64",
        of="generate_ids",
        advice="""Your window is 64 tokens whatever the model. Another model reads another number:
        ask it, `model.max_seq_len`.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, -64:]"),
        torch=(FEED, "logits = model(ids[:, -64:])"),
        read="The window",
    ),
    mistake(
        "generate-crops-first-tokens",
        of="generate_ids",
        advice="""Your model is fed the *first* max_seq_len tokens. Once the window is full it
        reads the same text for ever: feed the last ones.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, :max_seq_len]"),
        torch=(FEED, "logits = model(ids[:, : model.max_seq_len])"),
        read="The window",
    ),
    mistake(
        "generate-window-too-short",
        of="generate_ids",
        advice="""Your window is one token shorter than the model can read. `-max_seq_len:` is
        max_seq_len tokens.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, -max(max_seq_len - 1, 1) :]"),
        torch=(FEED, "logits = model(ids[:, -max(model.max_seq_len - 1, 1) :])"),
        read="The window",
    ),
    mistake(
        "generate-feeds-last-token-only",
        of="generate_ids",
        advice="""Your model is fed the newest token alone. It keeps no memory between two calls:
        what it should know of the text it must read again.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, -1:]"),
        torch=(FEED, "logits = model(ids[:, -1:])"),
        read="One token after the other",
    ),
    mistake(
        "generate-crop-loses-prompt",
        of="generate_ids",
        advice="""Your sequence itself is cropped, so a long text loses its beginning. Crop what
        the model is fed, and append to the whole.""",
        numpy=("        logits = ", "        ids = ids[:, -max_seq_len:]\n        logits = "),
        torch=(FEED, f"ids = ids[:, -model.max_seq_len :]\n        {FEED}"),
        read="The window",
    ),
    mistake(
        "generate-crops-the-prompt",
        of="generate_ids",
        advice="""Your prompt is cropped before the loop: what is longer than the window is lost
        from the result. Crop what the model is fed, each time.""",
        numpy=("    for _ in", "    ids = ids[:, -max_seq_len:]\n    for _ in"),
        torch=(f"    {LOOP}", f"    ids = ids[:, -model.max_seq_len :]\n    {LOOP}"),
        read="The window",
    ),
    mistake(
        "generate-stops-at-the-window",
        of="generate_ids",
        advice="""Your loop stops when the window is full. The text may go on; the model just does
        not see its beginning any more: crop what it is fed.""",
        numpy=(
            "range(max_new_tokens)",
            "range(min(max_new_tokens, max(max_seq_len - ids.shape[1], 0)))",
        ),
        torch=(LOOP, "for _ in range(min(max_new_tokens, model.max_seq_len - ids.shape[1])):"),
        read="The window",
    ),
    mistake(
        "generate-one-token-short",
        of="generate_ids",
        advice="""Your loop makes one token too few. `range(n)` runs n times: begin at 0.""",
        numpy=("range(max_new_tokens)", "range(max_new_tokens - 1)"),
        torch=(LOOP, "for _ in range(1, max_new_tokens):"),
        also=((LOOP, "for _ in range(max_new_tokens - 1):"),),
        read="One token after the other",
    ),
    mistake(
        "generate-one-token-more",
        of="generate_ids",
        advice="""Your loop makes one token too many. Is there a step before or after the loop, or
        a `+ 1`?""",
        numpy=("range(max_new_tokens)", "range(max_new_tokens + 1)"),
        torch=(LOOP, "for _ in range(max_new_tokens + 1):"),
        read="One token after the other",
    ),
    mistake(
        "generate-total-length",
        of="generate_ids",
        advice="""Your loop stops when the whole sequence has max_new_tokens tokens. It counts the
        *new* ones: the prompt is not among them.""",
        numpy=("range(max_new_tokens)", "range(max(max_new_tokens - ids.shape[1], 0))"),
        torch=(LOOP, "while ids.shape[1] < max_new_tokens:"),
        read="One token after the other",
    ),
    mistake(
        "generate-stops-at-zero",
        of="generate_ids",
        advice="""Your loop stops when token 0 comes. Which character has the id 0 here? Some
        vocabularies have a token that ends a text; this one has none: add max_new_tokens.""",
        numpy=(R_JOIN, f"{R_JOIN}\n        if (best == 0).all():\n            break"),
        torch=(JOIN, f"{JOIN}\n        if (next_ids == 0).all():\n            break"),
        read="One token after the other",
    ),
    mistake(
        "generate-same-logits-reused",
        of="generate_ids",
        advice="""Your model is asked once, before the loop, and all tokens are chosen from the
        same logits. Every new token changes what comes next: ask again in each round.""",
        numpy=[
            (
                "    for _ in",
                "    if max_new_tokens:\n"
                "        logits = np.asarray(logits_of(ids[:, -max_seq_len:]))\n    for _ in",
            ),
            ("    logits = np.asarray(logits_of(ids[:, -max_seq_len:]))\n        best", "    best"),
        ],
        torch=[
            (f"        {FEED}\n", ""),
            (f"    {LOOP}", f"    if max_new_tokens:\n        {FEED}\n    {LOOP}"),
        ],
        read="One token after the other",
    ),
    mistake(
        "generate-returns-new-only",
        of="generate_ids",
        advice="""Your result is the new tokens without the prompt. The contract is (B, T) -> (B, T
        + max_new_tokens): return both.""",
        numpy=[
            (
                "    return ids",
                "    return ids[:, -max_new_tokens:] if max_new_tokens else ids[:, :0]",
            )
        ],
        torch=("    return ids\n", "    return ids[:, ids.shape[1] - max_new_tokens :]\n"),
        read="One token after the other",
    ),
    mistake(
        "generate-prepends",
        of="generate_ids",
        advice="""Your new tokens are put before the others. The text goes on at its end:
        `cat([ids, new], dim=1)`.""",
        numpy=(R_JOIN, "np.concatenate([best[:, None], ids], axis=1)"),
        torch=(JOIN, "ids = torch.cat([next_ids[:, None], ids], dim=1)"),
        read="One token after the other",
    ),
    mistake(
        "generate-overwrites-last",
        of="generate_ids",
        advice="""Your new token takes the place of the one before it. Append it, so that the
        sequence grows: `cat([ids, new], dim=1)`.""",
        numpy=(R_JOIN, "np.concatenate([ids[:, :-1], best[:, None]], axis=1)"),
        torch=(JOIN, "ids = torch.cat([ids[:, :-1], next_ids[:, None]], dim=1)"),
        read="One token after the other",
    ),
    mistake(
        "generate-first-row-for-all",
        of="generate_ids",
        advice="""All your rows get the token of the first one. Each row of the batch is a text of
        its own: keep one id for each.""",
        numpy=("best[:, None]", "np.repeat(best[:1, None], len(ids), 0)"),
        torch=("next_ids[:, None]", "next_ids[:1, None].expand(len(ids), 1)"),
        read="One token after the other",
    ),
    mistake(
        "generate-ids-always-greedy",
        of="generate_ids",
        advice="""Your tokens are always the likeliest ones. Draw with `sample_next_token`, which
        knows when to be greedy.""",
        at="next_token_probabilities",
        numpy=lambda logits, temperature=1.0, top_k=None, top_p=None: np.eye(np.shape(logits)[-1])[
            np.argmax(logits, -1)
        ],
        torch=(NEXT, "logits[:, -1].argmax(-1)"),
        read="One token after the other",
    ),
    *(
        mistake(
            f"generate-ids-forgets-{name.replace('_', '-')}",
            of="generate_ids",
            advice=f"""Your `generate_ids` takes a {name}, but does not pass it on to
            `sample_next_token`. Whoever asks for it gets something else: pass it on.""",
            torch=(NEXT, f"sample_next_token(logits[:, -1], {passed})"),
            read="One token after the other",
        )
        for name, passed in {
            "temperature": "1.0, top_k, top_p, generator",
            "top_k": "temperature, None, top_p, generator",
            "top_p": "temperature, top_k, None, generator",
            "generator": "temperature, top_k, top_p",
        }.items()
    ),
]
