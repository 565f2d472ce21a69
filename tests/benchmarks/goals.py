"""Time and steps to a loss: stories to within 5 % of the floor, Shakespeare to 1.88 nats."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks import speedrun
from tests.benchmarks.timing import Figure

# the record: what was found to be quickest, by text
STORIES = ("--data", "stories")
SHAKESPEARE = ()
SECONDS = 15  # aimed at for Shakespeare, on two quiet cores


def stories(quick: bool) -> Iterator[Figure]:
    yield from () if quick else [reached("stories, 1.05 times the floor", STORIES)]


def shakespeare(path: str) -> Figure:
    return reached("Tiny Shakespeare, 1.88 nats", ("--data", path, *SHAKESPEARE), SECONDS)


def reached(what: str, recipe: tuple[str, ...], limit: float | None = None) -> Figure:
    options = speedrun.parser().parse_args(["--target", "solutions", *recipe])
    found = speedrun.race(speedrun.track(options.data, options.loss), options)
    measured = f"{found.seconds:.1f} s, {found.steps} steps of {options.batch_size} windows"
    if not found.reached:
        measured = f"not reached: loss {found.loss:.3f} after {measured}"
    target = f"at most {limit} s" if limit else ""
    holds = None if limit is None else found.reached and found.seconds <= limit
    return Figure(f"the finished model, {what}", target, measured, holds)
