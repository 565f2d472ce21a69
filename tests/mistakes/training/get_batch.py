"""get_batch: windows, and the same windows one token later."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import WINDOWS, cut

CHUNKS = "chunk = torch.stack([data[s : s + seq_len + 1] for s in first])"

MISTAKES = [
    mistake(
        "batch-targets-are-ids-plus-one",
        of="get_batch",
        advice="""Your targets are x + 1: the id after this id, not the token after this token. The
        *place* moves on by one: data[s + 1], not data[s] + 1.""",
        numpy=("data[places + 1]", "data[places] + 1"),
        torch=("data[positions + 1]", "data[positions] + 1"),
        read="Windows of the data",
    ),
    mistake(
        "batch-targets-not-shifted",
        of="get_batch",
        advice="""Your targets are the inputs themselves. What is there to learn if the answer to
        each token is that same token? The target of data[i] is data[i + 1].""",
        numpy=("data[places + 1]", "data[places]"),
        torch=("data[positions + 1]", "data[positions]"),
        also=(cut(CHUNKS, "return chunk[:, :-1], chunk[:, :-1]"),),
        read=WINDOWS,
    ),
    mistake(
        "batch-targets-shifted-two",
        of="get_batch",
        advice="""Your targets lie two tokens ahead of the inputs. Is the shift made twice? One
        token ahead is the next token.""",
        numpy=("data[places + 1]", "data[(places + 2) % len(data)]"),
        torch=("data[positions + 1]", "data[(positions + 2) % len(data)]"),
        also=(
            [
                ("n_choices = n_windows if", "n_choices = n_windows - 1 if"),
                ("data[positions + 1]", "data[positions + 2]"),
            ],
        ),
        brings=("batch-last-window-never-drawn",),
        read=WINDOWS,
    ),
    mistake(
        "batch-targets-previous-token",
        of="get_batch",
        advice="""Your targets are the tokens before the inputs. A model that reads position i has
        already seen them; which token has it not seen yet? Shift the other way.""",
        numpy=("data[places + 1]", "data[places - 1]"),
        torch=("data[positions + 1]", "data[positions - 1]"),
        also=(cut(CHUNKS, "return chunk[:, 1:], chunk[:, :-1]"),),
        at="get_batch",
        read=WINDOWS,
    ),
    mistake(
        "batch-targets-cross-rows",
        of="get_batch",
        advice="""The last target of each row is the first token of the next row: the shift was
        made on the whole batch. What follows a window stands in the data; take it from there.""",
        numpy=(
            "return data[places], data[places + 1]",
            "return data[places], np.roll(data[places], -1)",
        ),
        torch=(
            "return data[positions], data[positions + 1]",
            "return data[positions], data[positions].roll(-1)",
        ),
        also=(
            cut(
                "x = torch.stack([data[s : s + seq_len] for s in first])",
                "flat = x.flatten()",
                "return x, torch.cat([flat[1:], flat[:1]]).view(batch_size, seq_len)",
            ),
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-targets-wrap-around",
        of="get_batch",
        advice="""The last target of each row is the row's own first token: `roll` moves what
        falls off the end to the front. The window needs one more token of the data, T + 1 in
        all.""",
        numpy=(
            "return data[places], data[places + 1]",
            "return data[places], np.roll(data[places], -1, 1)",
        ),
        torch=(
            "return data[positions], data[positions + 1]",
            "return data[positions], data[positions].roll(-1, 1)",
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-last-target-missing",
        of="get_batch",
        advice="""The last target of each row is 0: the inputs were shifted and the gap was
        filled. The token after the window is known, it stands in the data.""",
        numpy=(
            "return data[places], data[places + 1]",
            "y = data[places + 1]\n    y[:, -1] = 0\n    return data[places], y",
        ),
        torch=cut(
            "x = torch.stack([data[s : s + seq_len] for s in first])",
            "y = torch.zeros_like(x)",
            "y[:, :-1] = x[:, 1:]",
            "return x, y",
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-window-too-long",
        of="get_batch",
        advice="""Your windows have T + 1 tokens. The chunk cut from the data needs one more
        token; how many of them belong to x, how many to y?""",
        numpy=("np.arange(seq_len)", "np.arange(seq_len + 1)"),
        torch=cut(
            "x = torch.stack([data[s : s + seq_len + 1] for s in first])",
            "return x, torch.stack([data[s + 1 : s + seq_len + 2] for s in first])",
            before=("n_windows = max(n_windows - 1, 1)",),
        ),
        also=(
            cut(
                "positions = first[:, None] + torch.arange(seq_len + 1)",
                "return data[positions], data[(positions + 1) % len(data)]",
            ),
        ),
        brings=("batch-last-window-never-drawn",),
        read=WINDOWS,
    ),
    mistake(
        "batch-window-too-short",
        of="get_batch",
        advice="""Your windows have T - 1 tokens: a chunk of T was cut and then split into inputs
        and targets. Both need T tokens, so the chunk needs T + 1.""",
        numpy=("np.arange(seq_len)", "np.arange(seq_len - 1)"),
        torch=cut(
            "chunk = torch.stack([data[s : s + seq_len] for s in first])",
            "return chunk[:, :-1], chunk[:, 1:]",
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-transposed",
        of="get_batch",
        advice="""Your batch has one column for each window. The model expects (B, T): one row for
        each window. Along which dimension do you stack?""",
        torch=(
            "return data[positions], data[positions + 1]",
            "return data[positions].T, data[positions + 1].T",
        ),
        also=(
            cut(
                "x = torch.stack([data[s : s + seq_len] for s in first], dim=1)",
                "y = torch.stack([data[s + 1 : s + seq_len + 1] for s in first], dim=1)",
                "return x, y",
            ),
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-wrong-dtype",
        of="get_batch",
        advice="""Your ids are no longer 64-bit integers. Ids are looked up in tables: a float
        cannot be, and a narrow integer turns negative when it overflows. Keep the data's
        dtype.""",
        torch=(
            "return data[positions], data[positions + 1]",
            "return data[positions].int(), data[positions + 1].int()",
        ),
        also=(
            (
                "return data[positions], data[positions + 1]",
                "return data[positions], data[positions + 1].float()",
            ),
            (
                "return data[positions], data[positions + 1]",
                "return data[positions].to(torch.int16), data[positions + 1]",
            ),
            cut(
                "x, y = torch.zeros(batch_size, seq_len), torch.zeros(batch_size, seq_len)",
                "for b, s in enumerate(first):",
                "    x[b], y[b] = data[s : s + seq_len], data[s + 1 : s + seq_len + 1]",
                "return x, y",
            ),
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-changes-the-data",
        of="get_batch",
        advice="""The data or the starts you were given look different afterwards. Everyone else
        still reads them; work on what you cut out.""",
        torch=(
            "positions = first",
            "if starts is not None:\n        starts.sort()[0]"
            "\n        starts.copy_(starts.sort()[0])\n    positions = first",
        ),
        read=WINDOWS,
    ),
]
