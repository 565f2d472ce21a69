"""`make mistakes`: is every known mistake rejected and named, and every right style accepted?"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import torch

from tests.meta import pairs, verdict
from tests.stages import STAGES, Stage

NAMED = 0.95  # at least so many are named; all are rejected, and all right styles accepted
PAIRS = 120


@dataclass(frozen=True)
class Row:
    """One stage, counted."""

    stage: str
    mistakes: int
    ways: int
    rejected: int
    named: int
    styles: int
    accepted: int
    error_of_right: float
    error_of_wrong: float
    remarks: list[str]

    @property
    def good(self) -> bool:
        all_of = self.rejected == self.ways and self.accepted == self.styles
        return all_of and self.named >= NAMED * self.ways


def row(stage: Stage, seed: int, run: Callable) -> Row:
    """Try everything known about a stage; `run` maps a function over many inputs."""
    commits, styles = verdict.commits(stage), verdict.styles(stage)
    verdicts = list(run(partial(try_commit, stage, seed), range(len(commits))))
    accepted = list(run(partial(try_style, stage, seed), styles))
    wrong = [error for _, _, error, _ in verdicts if 1 < error < float("inf")]
    return Row(
        stage.name,
        len({known.id for known, _ in commits}),
        len(commits),
        sum(rejected for rejected, *_ in verdicts),
        sum(named for _, named, *_ in verdicts),
        len(styles),
        sum(fine for fine, *_ in accepted),
        max((error for _, error, _ in accepted), default=0.0),
        min(wrong, default=float("inf")),
        [remark for *_, remark in [*verdicts, *accepted] if remark],
    )


def try_commit(stage: Stage, seed: int, index: int) -> tuple[bool, bool, float, str]:
    """Rejected, named, the largest error seen, and a remark where not all is well."""
    known, way = verdict.commits(stage)[index]
    found = verdict.on_mistake(known, way, seed)
    named = found.names(known)
    called = " and ".join(found.diagnosis) or "nothing known"
    remark = "" if named else f"{known.id}: " + (called if found.rejected else "accepted")
    return found.rejected, named, verdict.largest_error(stage.name, way), remark


def try_style(stage: Stage, seed: int, name: str) -> tuple[bool, float, str]:
    """Accepted, the largest error seen, and the claim that refuses it."""
    ways = verdict.styles(stage)[name]
    refused = verdict.on_style(stage.name, ways, seed)
    remark = f"style {name}: refused by {next(iter(refused))}" if refused else ""
    return not refused, verdict.largest_error(stage.name, *ways), remark


HEAD = "stage       mistakes  ways to write them  rejected     named  styles accepted"


def line(row: Row) -> str:
    return (
        f"{row.stage:<12}{row.mistakes:>8}{row.ways:>20}"
        f"{share(row.rejected, row.ways):>10}{share(row.named, row.ways):>10}"
        f"{f'{row.accepted} of {row.styles}':>17}"
    )


def share(part: int, whole: int) -> str:
    """Rounded down: 100% means all."""
    return f"{1000 * part // whole / 10:g}%" if whole else "-"


def calibration(rows: list[Row]) -> list[str]:
    """Where the tolerance lies between the errors of right code and those of wrong code."""
    right = max(rows, key=lambda row: row.error_of_right)
    wrong = min(rows, key=lambda row: row.error_of_wrong)
    return [
        "In units of the tolerance:",
        f"  largest error of a right style  {right.error_of_right:8.3f}  ({right.stage})",
        f"  smallest error of any mistake   {wrong.error_of_wrong:8.1f}  ({wrong.stage})",
    ]


def silence() -> None:
    """Wrong code may print and warn."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="mistakes", description=__doc__)
    parser.add_argument("stages", nargs="*", help="names of stages; all where none is given")
    parser.add_argument("--seed", type=int, default=0, help="of the inputs")
    options = parser.parse_args(arguments)
    names = options.stages
    torch.set_num_threads(1)
    stages = [stage for stage in STAGES if not names or stage.name in names]
    print(HEAD, flush=True)
    rows = []
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(mp_context=forked, initializer=silence) as pool:
        for stage in stages:
            rows.append(row(stage, options.seed, partial(pool.map, chunksize=4)))
            print(line(rows[-1]), flush=True)
        if not names:
            told = pairs.counted(partial(pool.map, chunksize=4), PAIRS)
            print("", *textwrap.wrap(told, 80), sep="\n")
    print("", *calibration(rows), sep="\n")
    for done in rows:
        for remark in done.remarks:
            print(f"{done.stage}: {remark}")
    return 0 if all(row.good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
