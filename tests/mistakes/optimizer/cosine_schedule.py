"""cosine_schedule: warm-up and cosine."""

from tests.mistakes import mistake

RATE = "Warm-up and cosine"


def cosine(id, old, new, advice):
    """The solution and the reference have the same text."""
    patch = (old, new)
    return mistake(id, of="cosine_schedule", advice=advice, numpy=patch, torch=patch, read=RATE)


PROGRESS = "(step - warmup_steps) / (total_steps - warmup_steps)"
UP = "return max_lr * step / warmup_steps"
DOWN = "return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress)) / 2"

MISTAKES = [
    cosine(
        "cosine-progress-ignores-warmup",
        PROGRESS,
        "step / total_steps",
        """Your cosine has been running since step 0, so the rate jumps down where warm-up ends.
        Progress counts from `warmup_steps`: 0 there, 1 at `total_steps`.""",
    ),
    cosine(
        "cosine-progress-over-all-steps",
        PROGRESS,
        "(step - warmup_steps) / total_steps",
        """You divide by all steps, so progress never reaches 1 and the rate falls off a cliff at
        the end. How many steps lie between the end of warm-up and the end?""",
    ),
    cosine(
        "cosine-half-missing",
        DOWN,
        DOWN.removesuffix(" / 2"),
        "1 + cos runs from 2 to 0: half of it is the share that is left.",
    ),
    cosine(
        "cosine-no-pi",
        "math.pi * progress",
        "progress",
        """Your cosine goes from 0 to 1 radian, a small part of the way down. From top to bottom it
        is half a period: pi.""",
    ),
    cosine(
        "cosine-sine",
        "math.cos(math.pi * progress)",
        "math.sin(math.pi * progress)",
        "Your rate begins in the middle and rises first: that is a sine. Which one begins at 1?",
    ),
    cosine(
        "cosine-falls-to-zero",
        DOWN,
        "return max_lr * (1 + math.cos(math.pi * progress)) / 2",
        """Your cosine falls to 0 and then jumps up to min_lr. Let it run between max_lr and
        min_lr.""",
    ),
    cosine(
        "cosine-warmup-zero-division",
        "if step < warmup_steps",
        "if step <= warmup_steps",
        """Without warm-up your code divides by 0. Is step 0 a step of warm-up when there are none?
        Use `<`.""",
    ),
    cosine(
        "cosine-warmup-from-min",
        UP,
        "return min_lr + (max_lr - min_lr) * step / warmup_steps",
        "Your warm-up begins at min_lr; here, as in most training scripts, it begins at 0.",
    ),
    cosine(
        "cosine-warmup-one-early",
        UP,
        "return max_lr * (step + 1) / warmup_steps",
        """Your warm-up is one step ahead: (step + 1) / warmup_steps. Many programs do that, so that
        the first step is not lost; here step 0 has rate 0, and step warmup_steps max_lr.""",
    ),
    cosine(
        "cosine-end-zero-division",
        "if step >= total_steps",
        "if step > total_steps",
        """With nothing but warm-up the cosine has no length, and you divide by 0. Ask first whether
        the end is reached: `step >= total_steps`.""",
    ),
    cosine(
        "cosine-rises-again",
        "if step >= total_steps",
        "if step < 0",
        """After total_steps the cosine goes up again, and training with it. From there on the rate
        is min_lr.""",
    ),
]
