"""Known mistakes of stage 6, training."""

import textwrap

from tests.mistakes import mistake

WINDOWS, CHANCE, STARTS = "Windows of the data", "Chance comes from one place", "Chosen starts"
SURPRISE, OVERFLOW, MEAN = "Surprise at the right token", "Numbers too large for exp", "One mean"
STEP, GRADIENTS, MEASURE = "One step downhill", "Gradients add up", "Measuring is not training"
LOOP, RATE = "The training loop", "The learning rate and its schedule"


# -- the same mistake, in shorthand ------------------------------------------------------------


def cut(*lines, before=(), starts="None"):
    """get_batch with these lines once `first`, the start of each row, is drawn."""
    drawn = f"first = torch.randint({starts}, (batch_size,), generator=generator)"
    drawn = "" if starts == "None" else drawn
    return define(
        "get_batch(data, batch_size, seq_len, generator=None, starts=None)",
        [
            "n_windows = len(data) - seq_len",
            "if n_windows < 1:",
            "    raise ValueError(f'{len(data)} tokens hold no window of {seq_len}')",
            *before,
            *([drawn] if drawn else DRAW),
            *(lines or PAIR),
        ],
    )


DRAW = (
    "choices = torch.arange(n_windows) if starts is None else starts",
    "first = choices[torch.randint(len(choices), (batch_size,), generator=generator)]",
)
PAIR = (
    "x = torch.stack([data[s : s + seq_len] for s in first])",
    "return x, torch.stack([data[s + 1 : s + seq_len + 1] for s in first])",
)
CHUNKS = "chunk = torch.stack([data[s : s + seq_len + 1] for s in first])"


def define(signature, lines):
    return f"def {signature}:\n{textwrap.indent(chr(10).join(lines), '    ')}\n"


def loss(*lines):
    """cross_entropy with this body."""
    return define("cross_entropy(logits, targets)", lines)


FLAT = "nn.functional.cross_entropy(logits.flatten(0, -2), targets.flatten()"
LOG = "log_p = torch.log_softmax(logits, -1)"
PICKED = "picked = log_p.gather(-1, targets[..., None]).squeeze(-1)"
PICK = "np.take_along_axis(log_softmax(logits), targets[..., None], -1)"


def step(*lines):
    """train_step with this body."""
    return define("train_step(model, optimizer, x, y)", lines)


FORWARD = "loss = cross_entropy(model(x), y)"
AGAIN = "state['grad'] = {n: g + state['grad'].get(n, 0) for n, g in gradients.items()}"
REFERENCE_STEP = "    adamw_step(weights, gradients, state, lr, **adamw)\n"


GET_BATCH = [
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
    mistake(
        "batch-last-window-never-drawn",
        of="get_batch",
        advice="""The last window is never drawn. The upper end of `randint` and `range` is
        already excluded; how many windows do N tokens hold, with a target for each input?""",
        numpy=("np.arange(n_windows)", "np.arange(n_windows - 1)"),
        at="window_starts",
        torch=("n_choices = n_windows if", "n_choices = n_windows - 1 if"),
        also=(
            cut(starts="n_windows - 1"),
            cut(starts="max(n_windows - 1, 1)"),
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-first-window-never-drawn",
        of="get_batch",
        advice="""The first window is never drawn. Positions count from 0: where does the first
        window begin?""",
        numpy=("np.arange(n_windows)", "np.arange(1, n_windows)"),
        at="window_starts",
        torch=cut(starts="1, n_windows"),
        also=(cut(starts="min(1, n_windows - 1), n_windows"),),
        read=WINDOWS,
    ),
    mistake(
        "batch-only-multiples-of-the-length",
        of="get_batch",
        advice="""Your windows begin at multiples of T only, so most windows are never seen. A
        window may begin at any token that has T more after it.""",
        numpy=("np.arange(n_windows)", "np.arange(0, n_windows, seq_len)"),
        at="window_starts",
        torch=cut(
            before=("if starts is None:", "    starts = torch.arange(0, n_windows, seq_len)")
        ),
        also=(cut(before=("starts = torch.arange((n_windows - 1) // seq_len + 1) * seq_len",)),),
        read=WINDOWS,
    ),
    mistake(
        "batch-window-past-the-end",
        of="get_batch",
        advice="""Some of your windows run past the end of the data. A window takes T tokens and
        its targets one more: which is the last place it may begin?""",
        torch=("n_choices = n_windows if", "n_choices = n_windows + 1 if"),
        also=(
            cut(before=("n_windows = len(data) - seq_len + 1",)),
            cut(before=("n_windows = len(data)",)),
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-starts-clamped",
        of="get_batch",
        advice="""A window at the edge is drawn more often than the others: places that do not fit
        are moved to the nearest one that does. Draw only places that fit.""",
        torch=cut("first = first.clamp(max=n_windows - 1)", *PAIR, starts="len(data)"),
        also=(cut("first = (first - seq_len).clamp(min=0)", *PAIR, starts="len(data)"),),
        read=CHANCE,
    ),
    mistake(
        "batch-without-replacement",
        of="get_batch",
        advice="""A batch larger than the number of windows comes out too small: you shuffle the
        windows and take the first. Each row draws for itself, so a window may come twice.""",
        torch=cut(
            "first = choices[torch.randperm(len(choices), generator=generator)[:batch_size]]", *PAIR
        ),
        read=CHANCE,
    ),
    mistake(
        "batch-rows-all-equal",
        of="get_batch",
        advice="""All rows of a batch are the same window: one start was drawn for all. What does
        the second row teach that the first did not? Draw batch_size starts.""",
        torch=("positions = first", "first = first[:1].expand(batch_size)\n    positions = first"),
        also=(cut("first = first[:1].repeat(batch_size)", *PAIR),),
        read=CHANCE,
    ),
    mistake(
        "batch-consecutive-rows",
        of="get_batch",
        advice="""Each row begins one token after the row above: the rows are nearly the same
        text. Draw a start for each row, not one for the batch.""",
        torch=(
            "positions = first",
            "first = (first[:1] + torch.arange(batch_size)) % n_windows\n    positions = first",
        ),
        also=(
            cut(
                "room = max(n_windows - batch_size + 1, 1)",
                "s = int(torch.randint(room, (), generator=generator))",
                "first = (s + torch.arange(batch_size)).clamp(max=n_windows - 1)",
                *PAIR,
            ),
        ),
        read=CHANCE,
    ),
    mistake(
        "batch-rows-side-by-side",
        of="get_batch",
        advice="""Each row goes on where the row above ends: one long piece of text was cut up.
        Rows should have nothing to do with one another; draw a start for each.""",
        torch=cut(
            "room = max(n_windows - (batch_size - 1) * seq_len, 1)",
            "s = int(torch.randint(room, (), generator=generator))",
            "first = (s + torch.arange(batch_size) * seq_len).clamp(max=n_windows - 1)",
            *PAIR,
        ),
        read=CHANCE,
    ),
    mistake(
        "batch-reseeds-every-call",
        of="get_batch",
        advice="""Every call gives the same batch, because the generator is seeded anew inside.
        How much of the data will the model see? Seed once, outside; here only draw.""",
        torch=(
            "    n_choices = ",
            "    generator = torch.Generator().manual_seed(42)\n    n_choices = ",
        ),
        also=(
            (
                "    n_choices = ",
                "    torch.manual_seed(1337)\n    generator = None\n    n_choices = ",
            ),
            (
                "    n_choices = ",
                "    generator = generator or torch.Generator()\n    n_choices = ",
            ),
            (
                "    n_choices = ",
                "    if generator is not None:\n"
                "        generator.manual_seed(generator.initial_seed())\n    n_choices = ",
            ),
            cut(before=("torch.manual_seed(0)",)),
        ),
        read=CHANCE,
    ),
    mistake(
        "batch-ignores-generator",
        of="get_batch",
        advice="""The generator you were given does not decide the batch, or does not decide it
        alone. Every draw in this function must name it: `generator=generator`.""",
        torch=("(batch_size,), generator=generator)", "(batch_size,))"),
        also=(
            cut(
                "import random",
                "choices = torch.arange(n_windows) if starts is None else starts",
                "pick = [random.randrange(len(choices)) for _ in range(batch_size)]",
                "first = choices[torch.tensor(pick)]",
                *PAIR,
            ),
            (
                "    n_choices = ",
                "    if generator is not None:\n"
                "        torch.manual_seed(int(torch.randint(2**31, (), generator=generator)))\n"
                "    generator = None\n    n_choices = ",
            ),
        ),
        read=CHANCE,
    ),
    mistake(
        "batch-short-data-not-refused",
        of="get_batch",
        advice="""Data without room for one window and its targets raises torch's own error,
        which speaks of something else. Check the length first and raise ValueError with both
        numbers.""",
        numpy=("raise ValueError", "raise RuntimeError"),
        at="window_starts",
        torch=("if n_windows < 1", "if n_windows < -100"),
        also=(
            cut(before=()).replace("n_windows < 1", "n_windows < -100"),
            ("if n_windows < 1", "if n_windows < 0"),
        ),
        read=WINDOWS,
    ),
    mistake(
        "batch-asserts",
        of="get_batch",
        advice="""You check the length with `assert`. An assertion guards against your own errors
        and vanishes under `python -O`; a caller's error deserves `raise ValueError(...)`.""",
        numpy=("raise ValueError", "raise AssertionError"),
        at="window_starts",
        torch=("    if n_windows < 1:\n", "    assert n_windows > 0\n    if n_windows < 1:\n"),
        read=WINDOWS,
    ),
    mistake(
        "batch-ignores-starts",
        of="get_batch",
        advice="""Windows begin at places that are not among `starts`. Where `starts` is given, it
        is the list of allowed places; draw one of its entries for each row.""",
        torch=("    n_choices = n_windows if", "    starts = None\n    n_choices = n_windows if"),
        also=(
            cut(starts="n_windows"),
            cut(
                "if starts is not None:",
                "    low, high = int(starts.min()), int(starts.max()) + 1",
                "    first = torch.randint(low, high, (batch_size,), generator=generator)",
                *PAIR,
            ),
        ),
        read=STARTS,
    ),
    mistake(
        "batch-starts-as-numbers-of-entries",
        of="get_batch",
        advice="""With `starts`, your windows begin at 0, 1, 2, …: you drew which entry to use and
        then used its number as the place. What does `starts[chosen]` give?""",
        torch=(
            "n_choices = n_windows if starts is None else len(starts)\n"
            "    chosen = torch.randint(n_choices, (batch_size,), generator=generator)\n"
            "    first = chosen if starts is None else starts[chosen]",
            "n_choices = n_windows if starts is None else len(starts)\n"
            "    first = torch.randint(n_choices, (batch_size,), generator=generator)",
        ),
        read=STARTS,
    ),
    mistake(
        "batch-starts-some-never-drawn",
        of="get_batch",
        advice="""Some entries of `starts` are never used. Does your draw go over all of them, the
        last too? The upper end of `randint` is excluded.""",
        torch=("else len(starts)", "else len(starts) - 1"),
        also=(
            (
                "starts[chosen]",
                "starts[: max(len(starts) // 2, 1)][chosen % max(len(starts) // 2, 1)]",
            ),
        ),
        read=STARTS,
    ),
]

CROSS_ENTROPY = [
    mistake(
        "ce-log-of-softmax",
        of="cross_entropy",
        advice="""You take the logarithm of a finished softmax. Far below the maximum the softmax
        has rounded to 0, and log(0) is −∞. Keep the logarithm: z_i − log Σ exp(z_j).""",
        numpy=("log_softmax(logits)", "np.log(attention.softmax(logits))"),
        torch=loss("log_p = logits.softmax(-1).log()", PICKED, "return -picked.mean()"),
        also=(
            loss(
                "p = logits.softmax(-1).gather(-1, targets[..., None])",
                "return -torch.log(p).mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-expects-probabilities",
        of="cross_entropy",
        advice="""You apply softmax twice: the loss turns logits into probabilities itself, and
        here it is given probabilities. Hand it the logits as they are.""",
        numpy=("log_softmax(logits)", "log_softmax(attention.softmax(logits))"),
        torch=loss("logits = logits.softmax(-1)", f"return {FLAT})"),
        also=(
            loss(
                "log_p = torch.log_softmax(torch.softmax(logits, -1), -1)",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-log-softmax-twice",
        of="cross_entropy",
        advice="""The targets' scores are normalised, and then their logarithm is taken again.
        log_softmax has taken the logarithm already.""",
        numpy=(PICK, f"np.log(-{PICK})"),
        torch=loss(LOG, PICKED, "return -(-picked).log().mean()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-without-log",
        of="cross_entropy",
        advice="""You average the probabilities of the right tokens, not their logarithms. How
        much worse should the loss be when a right token had 0.001 instead of 0.01?""",
        numpy=(PICK, f"np.exp({PICK})"),
        torch=loss("log_p = logits.softmax(-1)", PICKED, "return -picked.mean()"),
        also=(
            loss(
                "p = logits.softmax(-1).flatten(0, -2)",
                "return nn.functional.nll_loss(p, targets.flatten())",
            ),
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-not-normalised",
        of="cross_entropy",
        advice="""You average the right tokens' logits without what normalises them. A logit of 5
        says nothing until one knows the others: subtract log Σ exp of the row.""",
        numpy=("log_softmax(logits)", "np.asarray(logits, np.float64)"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "-logits.gather(-1, targets[..., None]).mean()",
        ),
        also=(loss("return nn.functional.nll_loss(logits.flatten(0, -2), targets.flatten())"),),
        read=SURPRISE,
    ),
    mistake(
        "ce-log-of-the-mean",
        of="cross_entropy",
        advice="""You average the probabilities of the right tokens first and take the logarithm
        of the average. Each position has a surprise of its own; average those.""",
        numpy=("-of_targets.mean()", "-np.log(np.exp(of_targets).mean())"),
        torch=loss(LOG, PICKED, "return -picked.exp().mean().log()"),
        read=MEAN,
    ),
    mistake(
        "ce-wrong-sign",
        of="cross_entropy",
        advice="""Your loss is negative. A logarithm of a probability is below zero, and a step
        goes downhill: towards likelier or less likely right tokens? Put the minus back.""",
        numpy=("-of_targets.mean()", "of_targets.mean()"),
        torch=("(log_normalizer - of_target)", "(of_target - log_normalizer)"),
        also=(loss(LOG, PICKED, "return picked.mean()"),),
        read=SURPRISE,
    ),
    mistake(
        "ce-log-base-2",
        of="cross_entropy",
        advice="""Your loss counts bits: it uses the logarithm to base 2. The loss here is in
        nats, from the natural logarithm.""",
        numpy=("-of_targets.mean()", "-of_targets.mean() / np.log(2)"),
        torch=loss(f"return {FLAT}) / torch.log(torch.tensor(2.0, dtype=logits.dtype))"),
        also=(loss("log_p = logits.softmax(-1).log2()", PICKED, "return -picked.mean()"),),
        read=SURPRISE,
    ),
    mistake(
        "ce-returns-perplexity",
        of="cross_entropy",
        advice="""You return exp(loss), which is the perplexity. It is a number for people to
        read; the loss itself is the mean surprise.""",
        numpy=("-of_targets.mean()", "np.exp(-of_targets.mean())"),
        torch=loss(f"return {FLAT}).exp()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-squared-error",
        of="cross_entropy",
        advice="""You measure the squared distance between probabilities and the one-hot target. A
        model that is sure and wrong hardly feels it. Cross-entropy is −log of the target's
        probability.""",
        numpy=lambda logits, targets: squared_error(logits, targets).mean(),
        torch=loss(
            "one_hot = nn.functional.one_hot(targets, logits.shape[-1])",
            "return ((logits.softmax(-1) - one_hot) ** 2).mean()",
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-error-rate",
        of="cross_entropy",
        advice="""You count how often the best token is not the right one. Counting has no slope:
        no small change of a logit changes it, so nothing can be learnt from it.""",
        numpy=(PICK, "-1.0 * (np.argmax(logits, -1) != targets)"),
        torch=loss("return (logits.argmax(-1) != targets).to(logits.dtype).mean()"),
        also=(loss("right = (logits.argmax(-1) == targets).float()", "return 1 - right.mean()"),),
        read=SURPRISE,
    ),
    mistake(
        "ce-label-smoothing",
        of="cross_entropy",
        advice="""A tenth of every target is spread over all tokens (label smoothing). The loss
        asked for is the plain one, without it.""",
        numpy=("-of_targets.mean()", "-0.9 * of_targets.mean() - 0.1 * log_softmax(logits).mean()"),
        torch=loss(f"return {FLAT}, label_smoothing=0.1)"),
        read=SURPRISE,
    ),
    mistake(
        "ce-ignores-token-zero",
        of="cross_entropy",
        advice="""Targets that are 0 do not count in your loss, as if 0 meant padding. In this
        kata 0 is a character like any other.""",
        numpy=("-of_targets.mean()", "-of_targets[targets[..., None] != 0].mean()"),
        torch=loss(f"return {FLAT}, ignore_index=0)"),
        also=(loss(LOG, PICKED, "return -picked[targets != 0].mean()"),),
        read=MEAN,
    ),
    mistake(
        "ce-shifts-again",
        of="cross_entropy",
        advice="""Your loss drops the last prediction and the first target: it shifts. get_batch
        has shifted already; twice is one too many.""",
        numpy=(
            "    of_targets",
            "    if targets.ndim > 1:\n        logits, targets = "
            "logits[..., :-1, :], targets[..., 1:]\n    of_targets",
        ),
        torch=(
            "    # the shift cancels",
            "    if targets.dim() > 1:\n        logits, targets = "
            "logits[..., :-1, :], targets[..., 1:]\n    # the shift cancels",
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-sums",
        of="cross_entropy",
        advice="""You add the surprises up, so a larger batch has a larger loss. Take the mean
        over all positions.""",
        numpy=("-of_targets.mean()", "-of_targets.sum()"),
        torch=("(log_normalizer - of_target).mean()", "(log_normalizer - of_target).sum()"),
        also=(loss(f"return {FLAT}, reduction='sum')"),),
        read=MEAN,
    ),
    mistake(
        "ce-returns-every-position",
        of="cross_entropy",
        advice="""You return one number for each position. A step needs one number to go down
        from: their mean.""",
        numpy=("-of_targets.mean()", "-of_targets[..., 0]"),
        torch=("(log_normalizer - of_target).mean()", "(log_normalizer - of_target)"),
        read=MEAN,
    ),
    mistake(
        "ce-divides-by-batch-only",
        of="cross_entropy",
        advice="""You divide the sum by the number of rows alone. With B rows of T tokens there
        are B · T predictions; the mean goes over all of them.""",
        numpy=("-of_targets.mean()", "-of_targets.sum() / len(targets)"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target).sum() / targets.shape[0]",
        ),
        also=(loss(LOG, PICKED, "return -picked.sum() / len(targets)"),),
        read=MEAN,
    ),
    mistake(
        "ce-divides-by-length-only",
        of="cross_entropy",
        advice="""You divide the sum by the number of tokens in a row alone. With B rows of T
        tokens there are B · T predictions; the mean goes over all of them.""",
        numpy=("-of_targets.mean()", "-of_targets.sum() / targets.shape[-1]"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target).sum() / targets.shape[-1]",
        ),
        read=MEAN,
    ),
    mistake(
        "ce-mean-over-vocab",
        of="cross_entropy",
        advice="""Your loss is V times too small: the mean goes over the vocabulary too, where all
        entries but the target's are zero. Sum over the vocabulary, mean over the positions.""",
        numpy=("-of_targets.mean()", "-of_targets.mean() / np.shape(logits)[-1]"),
        torch=loss(
            LOG,
            "one_hot = nn.functional.one_hot(targets, logits.shape[-1])",
            "return -(one_hot * log_p).mean()",
        ),
        read=MEAN,
    ),
    mistake(
        "ce-last-position-only",
        of="cross_entropy",
        advice="""Only the last position of each row counts in your loss. Every position predicts
        its next token, and each prediction teaches.""",
        numpy=("-of_targets.mean()", "-of_targets[..., -1:, :].mean()"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target)[..., -1].mean()",
        ),
        read=MEAN,
    ),
    mistake(
        "ce-first-row-only",
        of="cross_entropy",
        advice="""Only the first row of the batch counts in your loss. Is there a `return` inside
        the loop, or an index 0 too many?""",
        numpy=("-of_targets.mean()", "-of_targets[0].mean()"),
        torch=("(log_normalizer - of_target).mean()", "(log_normalizer - of_target)[0].mean()"),
        also=(
            loss(
                "for row, right in zip(logits, targets):",
                "    flat = row.reshape(-1, row.shape[-1])",
                "    return nn.functional.cross_entropy(flat, right.reshape(-1))",
            ),
        ),
        read=MEAN,
    ),
    mistake(
        "ce-softmax-over-dim-1",
        of="cross_entropy",
        advice="""You normalise over dimension 1. That is the vocabulary for (N, V), but the time
        for (B, T, V). The vocabulary is always the last one: dim=-1.""",
        numpy=(
            "log_softmax(logits)",
            "np.moveaxis(log_softmax(np.moveaxis(np.asarray(logits), 1, -1)), -1, 1)",
        ),
        torch=loss("log_p = torch.log_softmax(logits, 1)", PICKED, "return -picked.mean()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-softmax-over-the-batch",
        of="cross_entropy",
        advice="""You normalise over dimension 0, the batch. At each position the probabilities of
        all tokens add up to one: which dimension holds the tokens?""",
        numpy=(
            "log_softmax(logits)",
            "np.moveaxis(log_softmax(np.moveaxis(np.asarray(logits), 0, -1)), -1, 0)",
        ),
        torch=loss("log_p = torch.log_softmax(logits, 0)", PICKED, "return -picked.mean()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-softmax-over-everything",
        of="cross_entropy",
        advice="""You normalise over all logits of the batch at once: the sum of exponentials has
        no `dim=-1`. Each position has its own distribution.""",
        numpy=("log_softmax(logits)", "log_softmax(np.ravel(logits)).reshape(np.shape(logits))"),
        torch=loss(
            "shifted = logits - logits.max()",
            "log_p = shifted - shifted.exp().sum().log()",
            PICKED,
            "return -picked.mean()",
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-max-over-dim-1",
        of="cross_entropy",
        advice="""The maximum you subtract runs over dimension 1, which is the time for (B, T, V).
        A shift is harmless only if it is the same for a whole row of logits: dim=-1.""",
        numpy=(
            "log_softmax(logits)",
            "log_softmax(np.asarray(logits, np.float64) - np.max(logits, 1, keepdims=True))",
        ),
        torch=("detach().amax(-1, keepdim=True)", "detach().amax(1, keepdim=True)"),
        also=(
            loss(
                "shifted = logits - logits.max(dim=1, keepdim=True).values",
                "log_p = shifted - shifted.exp().sum(-1, keepdim=True).log()",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-global-max",
        of="cross_entropy",
        advice="""You subtract the largest logit of the whole batch. In a row far below it every
        exponential rounds to 0. Subtract each row's own maximum.""",
        numpy=("x.max(-1, keepdims=True)", "x.max()"),
        at="log_softmax",
        torch=("logits.detach().amax(-1, keepdim=True)", "logits.detach().max()"),
        also=(
            loss(
                "shifted = logits - torch.max(logits)",
                "log_p = shifted - torch.log(shifted.exp().sum(-1, keepdim=True))",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-no-max-subtracted",
        of="cross_entropy",
        advice="""exp() of your logits overflows: in float32 it does so from 89 on. What may
        be subtracted from a whole row without changing its softmax, so that no exponent is
        above 0?""",
        numpy=("x = x - x.max(-1, keepdims=True)", "pass"),
        at="log_softmax",
        torch=("shifted = logits - logits.detach().amax(-1, keepdim=True)", "shifted = logits"),
        also=(
            loss(
                "log_p = logits - logits.exp().sum(-1, keepdim=True).log()",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-log-of-naive-softmax",
        of="cross_entropy",
        advice="""You divide exponentials by their sum and take the logarithm: inf / inf for large
        logits, log(0) for small ones. Write log softmax(z)_i = z_i − log Σ exp(z_j), after
        subtracting the maximum.""",
        numpy=(
            "log_softmax(logits)",
            "np.log(np.exp(logits_ := np.asarray(logits, np.float64))"
            " / np.exp(logits_).sum(-1, keepdims=True))",
        ),
        torch=loss(
            "p = logits.exp() / logits.exp().sum(-1, keepdim=True)",
            "log_p = p.log()",
            PICKED,
            "return -picked.mean()",
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-tiny-number-in-the-log",
        of="cross_entropy",
        advice="""A small number inside the logarithm caps your loss: a very wrong prediction
        costs about 20, and its gradient is gone. Nothing needs to be added if you never take log
        of a softmax: z_i − log Σ exp(z_j).""",
        torch=loss("log_p = (logits.softmax(-1) + 1e-9).log()", PICKED, "return -picked.mean()"),
        also=(
            loss(
                "log_p = logits.softmax(-1).clamp(min=1e-12).log()", PICKED, "return -picked.mean()"
            ),
            loss("log_p = (logits.softmax(-1) + 1e-8).log()", PICKED, "return -picked.mean()"),
            loss("logits = logits.clamp(-50, 50)", f"return {FLAT})"),
            loss(LOG, "log_p = log_p.clamp(min=-100)", PICKED, "return -picked.mean()"),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-hides-nan",
        of="cross_entropy",
        advice="""A nan in the logits disappears in your loss. It is the sign that something broke
        earlier; hidden, it breaks everything later. Let it through.""",
        torch=loss(f"result = {FLAT})", "return torch.tensor(10.0) if result.isnan() else result"),
        also=(
            loss(f"return torch.nan_to_num({FLAT}))"),
            loss(LOG, PICKED, "return -picked.nanmean()"),
            loss("logits = torch.nan_to_num(logits, nan=0.0)", f"return {FLAT})"),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-index-broadcast",
        of="cross_entropy",
        advice="""Your index picks B · B · T values: arange(T) and the targets broadcast against
        each other, and no index runs over the batch. `gather(-1, targets[..., None])` picks one
        value at each position.""",
        numpy=(PICK, "log_softmax(logits)[..., np.arange(targets.shape[-1]), targets]"),
        torch=loss(LOG, "return -log_p[..., torch.arange(targets.shape[-1]), targets].mean()"),
        read=MEAN,
    ),
    mistake(
        "ce-picks-every-target",
        of="cross_entropy",
        advice="""Your index picks, at every position, the scores of all targets of the batch.
        Each position has one target: `gather(-1, targets[..., None])`.""",
        numpy=(PICK, "log_softmax(logits)[..., targets]"),
        torch=loss(LOG, "return -log_p[..., targets].mean()"),
        read=MEAN,
    ),
    mistake(
        "ce-flatten-permutes",
        of="cross_entropy",
        advice="""You transpose the logits and then reshape them to rows of V. `reshape` only
        cuts the numbers anew in the order they have; what lies in a row afterwards? Do not
        transpose.""",
        numpy=(
            "    of_targets",
            "    if targets.ndim > 1:\n        logits = "
            "np.swapaxes(logits, -1, -2).reshape(np.shape(logits))\n    of_targets",
        ),
        torch=(
            "    # the shift cancels",
            "    if targets.dim() > 1:\n        logits = "
            "logits.transpose(-1, -2).reshape(logits.shape)\n    # the shift cancels",
        ),
        also=(
            loss(
                "if logits.dim() > 2:",
                "    logits = logits.mT",
                "logits = logits.reshape(-1, logits.shape[-2 if logits.dim() > 2 else -1])",
                "return nn.functional.cross_entropy(logits, targets.reshape(-1))",
            ),
        ),
        read=MEAN,
    ),
    mistake(
        "ce-not-flattened",
        of="cross_entropy",
        advice="""torch's cross_entropy wants the classes in dimension 1: (N, V) or (B, V, T), and
        complains of (B, T, V). Make one row of every position: `logits.reshape(-1, V)` beside
        `targets.reshape(-1)`.""",
        numpy=(
            "targets = np.asarray(targets)",
            "targets = np.asarray(targets)\n"
            "    if targets.ndim > 1:\n        raise RuntimeError('shape')",
        ),
        torch=loss("return nn.functional.cross_entropy(logits, targets)"),
        also=(loss(LOG, "return -log_p.gather(1, targets[:, None]).mean()"),),
        read=MEAN,
    ),
    mistake(
        "ce-only-for-two-dimensions",
        of="cross_entropy",
        advice="""Your index `[arange(N), targets]` fits logits (N, V) only. Training has (B, T,
        V): flatten to rows of V first, or pick with `gather(-1, targets[..., None])`.""",
        numpy=(
            "targets = np.asarray(targets)",
            "targets = np.asarray(targets)\n"
            "    if targets.ndim > 1:\n        raise IndexError('shape')",
        ),
        torch=loss(LOG, "return -log_p[torch.arange(len(targets)), targets].mean()"),
        read=MEAN,
    ),
    mistake(
        "ce-detached",
        of="cross_entropy",
        advice="""The value is right, but no gradient comes back: `.item()`, `.detach()`, `.data`
        or NumPy cuts the graph. Stay with tensors from the logits to the loss.""",
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target).mean().detach().requires_grad_()",
        ),
        also=(
            ("shifted = logits - ", "logits = logits.detach()\n    shifted = logits - "),
            loss(f"return torch.tensor({FLAT}).item(), dtype=logits.dtype)"),
            loss("with torch.no_grad():", f"    return {FLAT})"),
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-normaliser-detached",
        of="cross_entropy",
        advice="""No gradient flows through log Σ exp. Then every step raises the right logit and
        nothing lowers the others. Only the maximum may be detached, because it cancels.""",
        numpy=("(probabilities - one_hot)", "(-one_hot)"),
        at="cross_entropy_backward",
        torch=("shifted.exp().sum(-1).log()", "shifted.detach().exp().sum(-1).log()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-returns-float32",
        of="cross_entropy",
        advice="""Your loss is float32 whatever the logits are. Checks of gradients run in
        float64; what can a cast inside the loss leave of their digits? Keep the dtype of the
        logits.""",
        torch=("shifted = logits - ", "logits = logits.float()\n    shifted = logits - "),
        also=(loss(f"return {FLAT}).float()"),),
        read=OVERFLOW,
    ),
    mistake(
        "ce-changes-its-input",
        of="cross_entropy",
        advice="""Your loss changes the logits or targets it was given: `-=` and names that end in
        _ write into the caller's memory. Give each result a new name.""",
        torch=(
            "shifted = logits - logits.detach().amax(-1, keepdim=True)",
            "with torch.no_grad():\n        logits -= logits.amax(-1, keepdim=True)\n"
            "    shifted = logits",
        ),
        also=(("    shifted = ", "    logits.data.sub_(1)\n    shifted = "),),
        read=OVERFLOW,
    ),
]


def squared_error(logits, targets):
    from reference import attention

    probabilities = attention.softmax(logits)
    one_hot = [[1.0 * (i == t) for i in range(probabilities.shape[-1])] for t in targets.ravel()]
    return (probabilities.reshape(targets.size, -1) - one_hot) ** 2


TRAIN_STEP = [
    mistake(
        "step-no-zero-grad",
        of="train_step",
        advice="""Gradients are never cleared: `backward()` adds to what `.grad` holds, so
        each step follows the sum of all batches so far. Call `optimizer.zero_grad()` in every
        step.""",
        numpy=(REFERENCE_STEP, f"    gradients = {AGAIN}\n{REFERENCE_STEP}"),
        torch=("    optimizer.zero_grad()\n", ""),
        also=(
            step(
                FORWARD,
                "loss.backward()",
                "optimizer.step()",
                "optimizer.zero_grad",
                "return loss.item()",
            ),
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-clears-too-late",
        of="train_step",
        advice="""You clear the gradients after the step, so what was there before the first
        one is still counted. Clear them before `backward()`; then it does not matter what was
        left.""",
        numpy=(
            REFERENCE_STEP,
            f"    gradients = {AGAIN}\n    state['grad'] = {{}}\n{REFERENCE_STEP}",
        ),
        torch=step(
            FORWARD,
            "loss.backward()",
            "optimizer.step()",
            "optimizer.zero_grad()",
            "return loss.item()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-parameters-never-move",
        of="train_step",
        advice="""The parameters are the same after the step. Are all four there and in this
        order: loss, zero_grad, backward, step? A zero_grad between backward and step throws the
        gradients away.""",
        numpy=(REFERENCE_STEP, ""),
        torch=("    optimizer.step()\n", ""),
        also=(
            ("    loss.backward()\n", ""),
            step(
                FORWARD,
                "loss.backward()",
                "optimizer.zero_grad()",
                "optimizer.step()",
                "return loss.item()",
            ),
            ("    optimizer.step()\n", "    optimizer.step\n"),
            step("with torch.no_grad():", f"    {FORWARD}", "return loss.item()"),
        ),
        read=STEP,
    ),
    mistake(
        "step-before-backward",
        of="train_step",
        advice="""`optimizer.step()` comes before `backward()`: the parameters have moved, and the
        gradients of the old ones can no longer be found. Which must be known before one steps?""",
        torch=step(
            FORWARD,
            "optimizer.step()",
            "optimizer.zero_grad()",
            "loss.backward()",
            "return loss.item()",
        ),
        read=STEP,
    ),
    mistake(
        "step-zeroed-gradients",
        of="train_step",
        advice="""The step sees gradients that are all zero: they are cleared between `backward()`
        and `step()`, so only weight decay moves the parameters. Clear before backward.""",
        numpy=(
            "    gradients = model.simple_llm_backward(dlogits,",
            "    gradients = model.simple_llm_backward(0 * dlogits,",
        ),
        torch=step(
            FORWARD,
            "optimizer.zero_grad()",
            "loss.backward()",
            "optimizer.zero_grad(set_to_none=False)",
            "optimizer.step()",
            "return loss.item()",
        ),
        read=STEP,
    ),
    mistake(
        "step-shifts-again",
        of="train_step",
        advice="""You shift inputs and targets once more: the model learns the token after the
        next. get_batch has shifted them; use x and y as they are.""",
        numpy=("    logits = ", "    x, y = x[:, :-1], y[:, 1:]\n    logits = "),
        torch=(
            "    loss = cross_entropy(model(x), y)",
            "    loss = cross_entropy(model(x)[:, :-1], y[:, 1:])",
        ),
        also=(
            (
                "    loss = cross_entropy(model(x), y)",
                "    loss = cross_entropy(model(x[:, :-1]), y[:, 1:])",
            ),
        ),
        read=WINDOWS,
    ),
    mistake(
        "step-inputs-as-targets",
        of="train_step",
        advice="""The loss compares the predictions with x, the tokens the model has just read.
        The answers are in y.""",
        numpy=("    logits = ", "    y = x\n    logits = "),
        torch=("loss = cross_entropy(model(x), y)", "loss = cross_entropy(model(x), x)"),
        also=(
            (
                "loss = cross_entropy(model(x), y)",
                "loss = cross_entropy(model(x)[:, :], x.clone())",
            ),
        ),
        read=STEP,
    ),
    mistake(
        "step-x-and-y-swapped",
        of="train_step",
        advice="""The model is fed y and compared with x: it learns to read backwards. Which of
        the two comes first in time?""",
        numpy=("    logits = ", "    x, y = y, x\n    logits = "),
        torch=("loss = cross_entropy(model(x), y)", "loss = cross_entropy(model(y), x)"),
        read=STEP,
    ),
    mistake(
        "step-last-position-only",
        of="train_step",
        advice="""Only the prediction at the last position is trained. Every position predicts its
        next token: T lessons in each window.""",
        numpy=[
            (
                "    dlogits = cross_entropy_backward(logits, y)",
                "    dlogits = 0 * logits\n"
                "    dlogits[:, -1] = cross_entropy_backward(logits[:, -1], y[:, -1])",
            ),
            ("return cross_entropy(logits, y)", "return cross_entropy(logits[:, -1], y[:, -1])"),
        ],
        torch=(
            "loss = cross_entropy(model(x), y)",
            "loss = cross_entropy(model(x)[:, -1], y[:, -1])",
        ),
        read=STEP,
    ),
    mistake(
        "step-softmax-before-the-loss",
        of="train_step",
        advice="""You apply softmax before the loss, which applies its own. The loss wants the
        model's logits as they are.""",
        numpy=[
            (
                "    dlogits = cross_entropy_backward(logits, y)",
                "    raw, logits = logits, attention.softmax(logits)\n    dlogits = attention."
                "softmax_backward(cross_entropy_backward(logits, y), raw)",
            )
        ],
        torch=(
            "loss = cross_entropy(model(x), y)",
            "loss = cross_entropy(model(x).softmax(-1), y)",
        ),
        read=SURPRISE,
    ),
    mistake(
        "step-sums-the-loss",
        of="train_step",
        advice="""Your gradients are as many times too large as the batch has tokens: the loss
        is summed before `backward()`. Use the mean, so that the batch size leaves the step
        alone.""",
        numpy=(
            "    dlogits = cross_entropy_backward(logits, y)",
            "    dlogits = cross_entropy_backward(logits, y) * np.size(y)",
        ),
        torch=("    loss.backward()", "    (loss * y.numel()).backward()"),
        read=MEAN,
    ),
    mistake(
        "step-sums-the-loss-and-says-so",
        of="train_step",
        advice="""Your step uses the sum of the surprises, not their mean: loss and gradients are
        as many times too large as the batch has tokens.""",
        numpy=[
            (
                "    dlogits = cross_entropy_backward(logits, y)",
                "    dlogits = cross_entropy_backward(logits, y) * np.size(y)",
            ),
            ("return cross_entropy(logits, y)", "return cross_entropy(logits, y) * np.size(y)"),
        ],
        torch=(
            "loss = cross_entropy(model(x), y)",
            "loss = y.numel() * cross_entropy(model(x), y)",
        ),
        read=MEAN,
    ),
    mistake(
        "step-clips-gradients",
        of="train_step",
        advice="""You scale the gradients down to length 1. Clipping is a good habit for large
        models, but here it is not asked for: the step uses the gradients as they are.""",
        numpy=(
            REFERENCE_STEP,
            "    norm = math.sqrt(sum((g**2).sum() for g in gradients.values()))\n"
            "    gradients = {n: g * min(1, 1 / norm) for n, g in gradients.items()}\n"
            f"{REFERENCE_STEP}",
        ),
        torch=(
            "    optimizer.step()",
            "    nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n    optimizer.step()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-clips-each-value",
        of="train_step",
        advice="""You cut each gradient value off at 1, which turns the direction of the step. No
        clipping is asked for here.""",
        numpy=(
            REFERENCE_STEP,
            "    gradients = {n: np.clip(g, -1, 1) for n, g in gradients.items()}\n"
            f"{REFERENCE_STEP}",
        ),
        torch=(
            "    optimizer.step()",
            "    nn.utils.clip_grad_value_(model.parameters(), 1.0)\n    optimizer.step()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-twice",
        of="train_step",
        advice="""The optimizer steps twice on the same gradients. One batch, one backward, one
        step.""",
        numpy=(REFERENCE_STEP, REFERENCE_STEP + REFERENCE_STEP),
        torch=("    optimizer.step()\n", "    optimizer.step()\n    optimizer.step()\n"),
        read=STEP,
    ),
    mistake(
        "step-backward-twice",
        of="train_step",
        advice="""`backward()` runs twice and the gradients are added: each is twice too large.
        Once is enough, and `retain_graph` is not needed.""",
        numpy=(
            "    dlogits = cross_entropy_backward(logits, y)",
            "    dlogits = 2 * cross_entropy_backward(logits, y)",
        ),
        torch=("    loss.backward()", "    loss.backward(retain_graph=True)\n    loss.backward()"),
        read=GRADIENTS,
    ),
    mistake(
        "step-own-optimizer",
        of="train_step",
        advice="""You make a new optimizer inside the step. AdamW remembers the gradients of
        earlier steps; a new one has forgotten all, and the learning rate too. Use the one you are
        given.""",
        torch=(
            "    optimizer.zero_grad()",
            "    optimizer = torch.optim.AdamW(model.parameters(), "
            "lr=1e-3)\n    optimizer.zero_grad()",
        ),
        also=(
            (
                "    optimizer.step()",
                "    with torch.no_grad():\n"
                "        for group in optimizer.param_groups:\n"
                "            for p in group['params']:\n"
                "                p -= group['lr'] * p.grad",
            ),
            (
                "    optimizer.zero_grad()",
                "    optimizer = torch.optim.AdamW(model.parameters())\n    optimizer.zero_grad()",
            ),
        ),
        read=STEP,
    ),
    mistake(
        "step-forgets-the-optimizer-state",
        of="train_step",
        advice="""The optimizer's memory is emptied in every step: its running means begin at zero
        again and again. Leave `optimizer.state` alone.""",
        numpy=(
            "adamw_step(weights, gradients, state, lr, **adamw)",
            "adamw_step(weights, gradients, adamw_init(weights), lr, **adamw)",
        ),
        torch=(
            "    optimizer.zero_grad()",
            "    optimizer.state.clear()\n    optimizer.zero_grad()",
        ),
        read=STEP,
    ),
    mistake(
        "step-resets-the-rate",
        of="train_step",
        advice="""The step sets the learning rate back to the one the optimizer was made with. A
        schedule changes it between steps; leave `param_groups` alone here.""",
        numpy=(
            "adamw_step(weights, gradients, state, lr, **adamw)",
            "adamw_step(weights, gradients, state, 0.5, **adamw)",
        ),
        torch=(
            "    optimizer.step()",
            "    for group in optimizer.param_groups:\n"
            "        group['lr'] = optimizer.defaults['lr']\n    optimizer.step()",
        ),
        read=RATE,
    ),
    mistake(
        "step-head-only",
        of="train_step",
        advice="""Only the output projection learns: gradients do not reach what lies below it. Is
        something detached, or are the gradients of the other parameters dropped?""",
        numpy=(
            REFERENCE_STEP,
            "    gradients = {n: g for n, g in gradients.items()"
            " if n.startswith('output_projection')}\n" + REFERENCE_STEP,
        ),
        torch=(
            "    optimizer.step()",
            "    for name, p in model.named_parameters():\n"
            "        if not name.startswith('output_projection'):\n            p.grad = None\n"
            "    optimizer.step()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-returns-the-loss-after",
        of="train_step",
        advice="""You return the loss after the step, measured by a second pass over the model.
        The loss asked for is the one you have already, from before the step.""",
        numpy=(
            "return cross_entropy(logits, y)",
            "return cross_entropy(model.simple_llm(x, weights, n_heads), y)",
        ),
        torch=("return loss.item()", "return cross_entropy(model(x), y).item()"),
        read=STEP,
    ),
    mistake(
        "step-returns-the-sum",
        of="train_step",
        advice="""The loss you return is the mean times the number of rows, as for an average over
        a whole data set. Return the mean surprise of the batch itself.""",
        numpy=("return cross_entropy(logits, y)", "return cross_entropy(logits, y) * len(y)"),
        torch=("return loss.item()", "return loss.item() * x.size(0)"),
        read=MEAN,
    ),
    mistake(
        "step-returns-nothing",
        of="train_step",
        advice="""Your step returns None. Its caller wants the loss: `return loss.item()`.""",
        numpy=("return cross_entropy(logits, y)", "return None"),
        torch=("    return loss.item()\n", ""),
        read=STEP,
    ),
    mistake(
        "step-returns-a-tensor",
        of="train_step",
        advice="""You return the loss as a tensor. It keeps the whole graph of the step alive, so
        a list of losses fills the memory. `loss.item()` is a plain number.""",
        torch=("return loss.item()", "return loss"),
        also=(
            ("return loss.item()", "return loss.detach()"),
            ("return loss.item()", "return loss.detach().numpy()"),
        ),
        read=STEP,
    ),
    mistake(
        "step-in-evaluation-mode",
        of="train_step",
        advice="""Your step puts the model into evaluation mode. Layers such as dropout would then
        not train; the mode is the caller's to choose.""",
        torch=("    loss = cross_entropy", "    model.eval()\n    loss = cross_entropy"),
        also=(("    return loss.item()", "    model.eval()\n    return loss.item()"),),
        read=MEASURE,
    ),
]

BATCH = "        x, y = get_batch(data, batch_size, seq_len, generator, starts)\n"
MEASURED = "        losses.append(cross_entropy(model(x), y).item())\n"


def measured(batch):
    """The patch of the line of `evaluate` that draws a batch."""
    return BATCH + MEASURED, batch + MEASURED


EVALUATE = [
    mistake(
        "evaluate-in-train-mode",
        of="evaluate",
        advice="""The model is measured in training mode: dropout would be on and the loss too
        high. Call `model.eval()` first.""",
        torch=("    model.eval()\n", ""),
        also=(("    model.eval()\n", "    model.eval\n"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-leaves-eval-mode",
        of="evaluate",
        advice="""A model that came in training mode is left in evaluation mode, and goes on
        training without its dropout. Remember `model.training` and restore it.""",
        torch=("    model.train(was_training)\n", ""),
        also=(
            (
                "    was_training = model.training\n    model.eval()\n",
                "    model.eval()\n    was_training = model.training\n",
            ),
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-forces-train-mode",
        of="evaluate",
        advice="""A model that came in evaluation mode is left in training mode. Put back what was
        there: `was = model.training` before, `model.train(was)` after.""",
        torch=("model.train(was_training)", "model.train()"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-records-gradients",
        of="evaluate",
        advice="""Every operation is recorded for a backward pass that never comes; it costs time
        and memory. Measure under `torch.no_grad()`.""",
        torch=("@torch.no_grad()\n", ""),
        also=(("@torch.no_grad()\n", "torch.no_grad()\n"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-freezes-the-model",
        of="evaluate",
        advice="""Gradients stay switched off after your evaluation, so training cannot go on. Use
        `with torch.no_grad():`, which ends with its block.""",
        torch=("    model.eval()\n", "    model.eval()\n    model.requires_grad_(False)\n"),
        also=(
            [
                ("@torch.no_grad()\n", ""),
                ("    model.eval()\n", "    model.eval()\n    torch.set_grad_enabled(False)\n"),
            ],
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-returns-a-tensor",
        of="evaluate",
        advice="""You return a tensor. A loss to be read is a plain number: `.item()`.""",
        torch=("cross_entropy(model(x), y).item()", "cross_entropy(model(x), y)"),
        also=(("return sum(losses) / n_batches", "return torch.tensor(losses).mean()"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-sums",
        of="evaluate",
        advice="""You return the sum over the batches: more batches, larger loss. Divide by their
        number.""",
        numpy=("math.fsum(losses) / len(losses)", "math.fsum(losses)"),
        torch=("sum(losses) / n_batches", "sum(losses)"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-last-batch-only",
        of="evaluate",
        advice="""Only the last batch counts: its loss replaces the earlier ones. Gather them all
        and return the mean.""",
        numpy=("math.fsum(losses) / len(losses)", "losses[-1]"),
        torch=("sum(losses) / n_batches", "losses[-1]"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-first-batch-only",
        of="evaluate",
        advice="""Only the first batch counts. Is there a `return` inside the loop?""",
        numpy=("math.fsum(losses) / len(losses)", "losses[0]"),
        torch=("sum(losses) / n_batches", "losses[0]"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-divides-by-rows",
        of="evaluate",
        advice="""You divide by the number of rows as well. Each batch's loss is a mean already;
        the mean of means divides by the number of batches only.""",
        numpy=(
            "math.fsum(losses) / len(losses)",
            "math.fsum(losses) / len(losses) / len(batches[0][0])",
        ),
        torch=("sum(losses) / n_batches", "sum(losses) / (n_batches * batch_size)"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-divides-by-batch-size-alone",
        of="evaluate",
        advice="""You divide the sum of the losses by the batch size. How many losses did you add
        up? Divide by n_batches.""",
        numpy=("math.fsum(losses) / len(losses)", "math.fsum(losses) / len(batches[0][0])"),
        torch=("sum(losses) / n_batches", "sum(losses) / batch_size"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-divides-by-tokens",
        of="evaluate",
        advice="""You divide by the number of tokens as well. Each batch's loss is a mean over its
        tokens already; divide by the number of batches only.""",
        numpy=(
            "math.fsum(losses) / len(losses)",
            "math.fsum(losses) / len(losses) / batches[0][0].size",
        ),
        torch=("sum(losses) / n_batches", "sum(losses) / (n_batches * batch_size * seq_len)"),
        also=(("sum(losses) / n_batches", "sum(losses) / n_batches / x.numel()"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-returns-perplexity",
        of="evaluate",
        advice="""You return the perplexity, exp of the loss. Asked for is the mean loss itself.""",
        numpy=("math.fsum(losses) / len(losses)", "math.exp(math.fsum(losses) / len(losses))"),
        torch=(
            "sum(losses) / n_batches",
            "float(torch.tensor(sum(losses) / n_batches, dtype=torch.float64).exp())",
        ),
        read=SURPRISE,
    ),
    mistake(
        "evaluate-best-batch",
        of="evaluate",
        advice="""You return the smallest loss. A lucky batch says little about the model; take
        the mean of all.""",
        numpy=("math.fsum(losses) / len(losses)", "min(losses)"),
        torch=("sum(losses) / n_batches", "min(losses)"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-median",
        of="evaluate",
        advice="""You return the median of the losses; asked for is their mean.""",
        numpy=("math.fsum(losses) / len(losses)", "sorted(losses)[(len(losses) - 1) // 2]"),
        torch=("return sum(losses) / n_batches", "return torch.tensor(losses).median().item()"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-inputs-as-targets",
        of="evaluate",
        advice="""The predictions are compared with x, which the model has just read. The answers
        are in y.""",
        numpy=(
            "model.simple_llm(x, weights, n_heads), y)",
            "model.simple_llm(x, weights, n_heads), x)",
        ),
        torch=(
            "losses.append(cross_entropy(model(x), y)",
            "losses.append(cross_entropy(model(x), x)",
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-shifts-again",
        of="evaluate",
        advice="""You shift once more when you measure. get_batch has shifted the targets; use x
        and y as they are.""",
        numpy=(
            "cross_entropy(model.simple_llm(x, weights, n_heads), y)",
            "cross_entropy(model.simple_llm(x, weights, n_heads)[:, :-1], y[:, 1:])",
        ),
        torch=(
            "losses.append(cross_entropy(model(x), y)",
            "losses.append(cross_entropy(model(x)[:, :-1], y[:, 1:])",
        ),
        read=WINDOWS,
    ),
    mistake(
        "evaluate-last-position-only",
        of="evaluate",
        advice="""Only the last position of each window is measured. Every position predicts its
        next token; all of them count.""",
        numpy=(
            "cross_entropy(model.simple_llm(x, weights, n_heads), y)",
            "cross_entropy(model.simple_llm(x, weights, n_heads)[:, -1], y[:, -1])",
        ),
        torch=(
            "losses.append(cross_entropy(model(x), y)",
            "losses.append(cross_entropy(model(x)[:, -1], y[:, -1])",
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-one-batch-again",
        of="evaluate",
        advice="""The same batch is measured every time: it is drawn once, before the loop. Draw a
        new one inside.""",
        numpy=("for x, y in batches", "for x, y in [batches[0]] * len(batches)"),
        torch=(
            f"    for _ in range(n_batches):\n{BATCH}{MEASURED}",
            f"{BATCH[4:]}    for _ in range(n_batches):\n{MEASURED}",
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-wrong-number-of-batches",
        of="evaluate",
        advice="""The model is not run n_batches times. `range(n)` counts n times, from 0 to n −
        1.""",
        numpy=("for x, y in batches", "for x, y in batches[: max(len(batches) - 1, 1)]"),
        torch=("for _ in range(n_batches)", "for _ in range(1, n_batches)"),
        also=(
            ("for _ in range(n_batches)", "for _ in range(n_batches + 1)"),
            [
                ("for _ in range(n_batches)", "for _ in range(1, n_batches)"),
                ("/ n_batches", "/ max(n_batches - 1, 1)"),
            ],
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-ignores-generator",
        of="evaluate",
        advice="""The batches do not come from the generator: two evaluations of one model differ.
        Pass `generator` on to get_batch.""",
        torch=measured(BATCH.replace(", generator", ", None")),
        read=CHANCE,
    ),
    mistake(
        "evaluate-ignores-starts",
        of="evaluate",
        advice="""Windows begin at places that are not among `starts`. Pass `starts` on to
        get_batch.""",
        torch=measured(BATCH.replace(", starts", "")),
        read=STARTS,
    ),
    mistake(
        "evaluate-size-and-length-swapped",
        of="evaluate",
        advice="""Your windows are batch_size long and seq_len many. In which order does get_batch
        take the two?""",
        torch=measured(BATCH.replace("batch_size, seq_len", "seq_len, batch_size")),
        read=WINDOWS,
    ),
    mistake(
        "evaluate-trains",
        of="evaluate",
        advice="""The parameters change while you measure. Measuring on data one has trained on
        says nothing about new data: no backward, no step here.""",
        torch=[
            ("@torch.no_grad()\n", ""),
            measured(
                f"{BATCH}        train_step(model, torch.optim.SGD(model.parameters()), x, y)\n"
            ),
        ],
        read=MEASURE,
    ),
]

CALL = "losses.append(train_step(weights, state, x, y, n_heads, step_lr, **adamw))"
EACH = "            for group in optimizer.param_groups:\n"
SET = EACH + '                group["lr"] = schedule(step)\n'
ADAMW = "optimizer = torch.optim.AdamW(model.parameters(), lr=lr)"
LOSSES = "        losses.append(train_step(model, optimizer, x, y))\n"


def drawn(batch):
    """The patch of the line of `train` that draws a batch."""
    return BATCH + LOSSES, batch + LOSSES


REPORT = "        if on_step is not None:\n            on_step(step, losses[-1])\n"

TRAIN = [
    mistake(
        "train-optimizer-in-loop",
        of="train",
        advice="""A new optimizer is made in every step. AdamW averages gradients over steps; what
        can it average when it is always new? Make one before the loop.""",
        numpy=("train_step(weights, state,", "train_step(weights, adamw_init(weights),"),
        torch=(
            LOSSES,
            "        optimizer = torch.optim.AdamW(model.parameters(), "
            "lr=optimizer.param_groups[0]['lr'])\n" + LOSSES,
        ),
        also=(
            [
                (f"    {ADAMW}\n", ""),
                (
                    "    for step in range(steps):\n",
                    f"    for step in range(steps):\n        {ADAMW}\n",
                ),
            ],
        ),
        read=LOOP,
    ),
    mistake(
        "train-default-rate",
        of="train",
        advice="""The optimizer runs at torch's default learning rate, whatever `lr` is. Pass it
        on: lr=lr.""",
        numpy=("step_lr = lr if", "step_lr = 1e-3 if"),
        torch=("model.parameters(), lr=lr)", "model.parameters())"),
        also=(("model.parameters(), lr=lr)", "model.parameters(), lr=1e-3)"),),
        read=RATE,
    ),
    mistake(
        "train-another-default-rate",
        of="train",
        advice="""Without `lr`, your training does not run at 0.001. Look at the default in the
        signature.""",
        numpy=("lr=1e-3", "lr=3e-4"),
        torch=("lr: float = 1e-3", "lr: float = 3e-4"),
        read=RATE,
    ),
    mistake(
        "train-adam-without-decay",
        of="train",
        advice="""No weight decay acts on your parameters: this is Adam, not AdamW. Use
        `torch.optim.AdamW` and leave its settings as they are.""",
        numpy=("step_lr, **adamw)", "step_lr, weight_decay=0.0)"),
        torch=("torch.optim.AdamW(", "torch.optim.Adam("),
        also=(("lr=lr)", "lr=lr, weight_decay=0.0)"),),
        read=LOOP,
    ),
    mistake(
        "train-more-decay",
        of="train",
        advice="""Weight decay is 0.1, as in larger models. Asked for are torch's defaults.""",
        numpy=("step_lr, **adamw)", "step_lr, weight_decay=0.1)"),
        torch=("lr=lr)", "lr=lr, weight_decay=0.1)"),
        read=LOOP,
    ),
    mistake(
        "train-other-betas",
        of="train",
        advice="""AdamW runs with betas (0.9, 0.95), a setting of larger models. Asked for are
        torch's defaults.""",
        numpy=("step_lr, **adamw)", "step_lr, betas=(0.9, 0.95))"),
        torch=("lr=lr)", "lr=lr, betas=(0.9, 0.95))"),
        read=LOOP,
    ),
    mistake(
        "train-plain-descent",
        of="train",
        advice="""Your optimizer is SGD: every parameter moves by lr times its gradient. Asked for
        is AdamW, which measures each parameter's step by its own gradients.""",
        numpy=(
            CALL,
            "dlogits = cross_entropy_backward(model.simple_llm(x, weights, n_heads), y)\n"
            "        losses.append(cross_entropy(model.simple_llm(x, weights, n_heads), y))\n"
            "        for n, g in model.simple_llm_backward(dlogits, x, weights, n_heads).items():\n"
            "            weights[n] = weights[n] - step_lr * g",
        ),
        torch=("torch.optim.AdamW(", "torch.optim.SGD("),
        read=LOOP,
    ),
    mistake(
        "train-ignores-schedule",
        of="train",
        advice="""The schedule is not used: every step runs at `lr`. Set `group["lr"]` of each of
        the optimizer's param_groups before the step.""",
        numpy=("step_lr = lr if schedule is None else schedule(step)", "step_lr = lr"),
        torch=("        if schedule is not None:\n" + SET, ""),
        also=(
            (SET, "            lr = schedule(step)\n"),
            (SET, "            optimizer.lr = schedule(step)\n"),
            (SET, "            optimizer.defaults['lr'] = schedule(step)\n"),
        ),
        read=RATE,
    ),
    mistake(
        "train-schedule-counts-from-one",
        of="train",
        advice="""Step i runs at schedule(i + 1). Steps count from 0, here and in the schedule.""",
        numpy=("schedule(step)", "schedule(step + 1)"),
        torch=('group["lr"] = schedule(step)', 'group["lr"] = schedule(step + 1)'),
        read=RATE,
    ),
    mistake(
        "train-schedule-too-late",
        of="train",
        advice="""The rate is set after the step, so step i runs at schedule(i − 1) and the first
        at `lr`. Set it before the step.""",
        numpy=(
            "lr if schedule is None else schedule(step)",
            "lr if schedule is None or step == 0 else schedule(step - 1)",
        ),
        torch=[
            ("        if schedule is not None:\n" + SET, ""),
            (LOSSES, LOSSES + "        if schedule is not None:\n" + SET),
        ],
        read=RATE,
    ),
    mistake(
        "train-schedule-as-factor",
        of="train",
        advice="""You multiply `lr` by the schedule, as LambdaLR does. Here schedule(i) is the
        rate itself and takes the place of `lr`.""",
        numpy=("else schedule(step)", "else lr * schedule(step)"),
        torch=("= schedule(step)", "= lr * schedule(step)"),
        read=RATE,
    ),
    mistake(
        "train-schedule-compounds",
        of="train",
        advice="""Each step multiplies the rate it finds by schedule(i), so the factors pile up.
        schedule(i) is the rate of step i; assign it.""",
        numpy=(
            "step_lr = lr if schedule is None else schedule(step)",
            "step_lr = lr = lr if schedule is None else lr * schedule(step)",
        ),
        torch=('group["lr"] = schedule(step)', 'group["lr"] *= schedule(step)'),
        read=RATE,
    ),
    mistake(
        "train-schedule-read-once",
        of="train",
        advice="""The schedule is asked once, for step 0, and its answer is used for all steps.
        Ask it again in every step.""",
        numpy=("else schedule(step)", "else schedule(0)"),
        torch=("= schedule(step)", "= schedule(0)"),
        also=(
            [
                ("        if schedule is not None:\n" + SET, ""),
                (ADAMW, ADAMW.replace("lr=lr", "lr=lr if schedule is None else schedule(0)")),
            ],
        ),
        read=RATE,
    ),
    mistake(
        "train-schedule-zero-ignored",
        of="train",
        advice="""Where the schedule says 0, you use another rate: `or` and `if rate:` take 0 for
        nothing. A rate of 0 is a rate.""",
        numpy=(
            "lr if schedule is None else schedule(step)",
            "lr if schedule is None else schedule(step) or lr",
        ),
        torch=("= schedule(step)", "= schedule(step) or lr"),
        read=RATE,
    ),
    mistake(
        "train-one-batch-again",
        of="train",
        advice="""Every step trains on the same batch: it is drawn once, before the loop. Draw a
        new one inside, or the model learns one page by heart.""",
        numpy=("in enumerate(batches)", "in enumerate([batches[0]] * len(batches))"),
        torch=[
            drawn(""),
            ("    for step in range(steps):\n", f"{BATCH[4:]}    for step in range(steps):\n"),
        ],
        read=LOOP,
    ),
    mistake(
        "train-ignores-generator",
        of="train",
        advice="""The batches do not come from the generator, so a run cannot be repeated. Pass
        `generator` on to get_batch.""",
        torch=drawn(BATCH.replace(", generator, starts", ", None, starts")),
        also=(drawn(BATCH.replace(", generator, starts", ", starts=starts")),),
        read=CHANCE,
    ),
    mistake(
        "train-ignores-starts",
        of="train",
        advice="""Windows begin at places that are not among `starts`. Pass `starts` on to
        get_batch.""",
        torch=drawn(BATCH.replace(", starts", "")),
        read=STARTS,
    ),
    mistake(
        "train-size-and-length-swapped",
        of="train",
        advice="""Your windows are batch_size long and seq_len many. In which order does get_batch
        take the two?""",
        torch=drawn(BATCH.replace("batch_size, seq_len", "seq_len, batch_size")),
        read=WINDOWS,
    ),
    mistake(
        "train-not-in-train-mode",
        of="train",
        advice="""A model that comes in evaluation mode is trained in it, without its dropout.
        Call `model.train()` before the loop.""",
        torch=("    model.train()\n", ""),
        also=(
            ("    model.train()\n", "    model.train\n"),
            ("    model.train()\n", "    model.eval()\n"),
        ),
        read=MEASURE,
    ),
    mistake(
        "train-returns-tensors",
        of="train",
        advice="""The losses are not a list of plain numbers. A tensor keeps the graph of its step
        in memory; keep what train_step returns, a float.""",
        torch=("    return losses\n", "    return torch.tensor(losses)\n"),
        also=(
            ("    return losses\n", "    return tuple(losses)\n"),
            ("    return losses\n", "    return [torch.tensor(loss) for loss in losses]\n"),
        ),
        read=LOOP,
    ),
    mistake(
        "train-returns-the-last-loss",
        of="train",
        advice="""You return one number. The whole curve tells whether training works: return the
        list of all losses.""",
        numpy=("return losses", "return losses[-1]"),
        torch=("    return losses\n", "    return losses[-1]\n"),
        read=LOOP,
    ),
    mistake(
        "train-averages-losses",
        of="train",
        advice="""Your losses are averages over all steps so far. They hide what happens now;
        return each step's own loss.""",
        numpy=(
            "return losses",
            "return [math.fsum(losses[: i + 1]) / (i + 1) for i in range(len(losses))]",
        ),
        torch=(
            "    return losses\n",
            "    return [sum(losses[: i + 1]) / (i + 1) for i in range(steps)]\n",
        ),
        read=LOOP,
    ),
    mistake(
        "train-loses-losses",
        of="train",
        advice="""The list does not hold one loss for every step. Is it filled only now and then,
        or does the loop run once too often or too seldom?""",
        torch=(
            LOSSES,
            "        loss = train_step(model, optimizer, x, y)\n"
            "        losses += [loss] if step % 10 == 0 or step == steps - 1 else []\n",
        ),
        also=(
            ("range(steps)", "range(steps + 1)"),
            ("range(steps)", "range(1, steps)"),
            ("range(steps)", "range(steps - 1)"),
        ),
        read=LOOP,
    ),
    mistake(
        "train-skips-on-step",
        of="train",
        advice="""on_step is not called once in every step. It is the caller who decides what to
        show; call it each time.""",
        torch=(REPORT, ""),
        also=(
            (
                REPORT,
                "        if on_step is not None and step % 10 == 0:\n"
                "            on_step(step, losses[-1])\n",
            ),
            (REPORT, "    if on_step is not None:\n        on_step(step, losses[-1])\n"),
            (
                REPORT,
                "        if on_step is not None and step > 0:\n"
                "            on_step(step, losses[-1])\n",
            ),
        ),
        read=LOOP,
    ),
    mistake(
        "train-on-step-swapped",
        of="train",
        advice="""on_step gets the loss first, then the step. Its arguments are (step, loss).""",
        torch=("on_step(step, losses[-1])", "on_step(losses[-1], step)"),
        read=LOOP,
    ),
    mistake(
        "train-on-step-counts-from-one",
        of="train",
        advice="""on_step is told the steps from 1 on. They count from 0.""",
        torch=("on_step(step, losses[-1])", "on_step(step + 1, losses[-1])"),
        also=(("on_step(step, losses[-1])", "on_step(len(losses), losses[-1])"),),
        read=LOOP,
    ),
    mistake(
        "train-on-step-too-early",
        of="train",
        advice="""on_step is called before the parameters move. Whoever saves or samples the model
        there gets the one of the step before. Call it after the step.""",
        torch=[
            (
                LOSSES,
                "        if on_step is not None:\n"
                "            on_step(step, cross_entropy(model(x), y).item())\n" + LOSSES,
            ),
            (REPORT, ""),
        ],
        read=LOOP,
    ),
]

MISTAKES = [*GET_BATCH, *CROSS_ENTROPY, *TRAIN_STEP, *EVALUATE, *TRAIN]
