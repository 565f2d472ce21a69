"""get_batch: where a window may start, and who draws it."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import CHANCE, PAIR, STARTS, WINDOWS, cut

MISTAKES = [
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
