"""Grade a class: `python -m tests.classroom.batch --submissions handed-in --out results`.

Each result is written as soon as it is known. Interrupted, the same command goes on where it
stopped: a submission is graded again only if its files, the kata, or the settings have changed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.classroom import formats, grade, page, pool, record, roster
from tests.classroom.archive import SubmissionError
from tests.classroom.display import Display
from tests.classroom.faults import GraderError
from tests.classroom.grade import Settings
from tests.classroom.record import Record
from tests.classroom.roster import Entry
from tests.classroom.submission import read_submission
from tests.classroom.worker import Task
from tests.harness.files import write_whole

GRADEBOOKS = {"moodle": "moodle.csv", "canvas": "canvas.csv", "brightspace": "brightspace.csv"}
GRADEBOOKS |= {"csv": "grades.csv"}


class Batch:
    """A class on its way into a folder of results."""

    def __init__(self, folder: Path, out: Path, settings: Settings, rows: list[dict]):
        self.out, self.settings = out, settings
        self.suite = record.suite_digest()
        self.entries, self.notes = roster.entries_in(folder, rows, besides=out)
        if not self.entries:
            raise ValueError(f"there is no submission in {folder}")
        self.done: dict[str, Record] = {}
        self.tasks: list[Task] = []
        for entry in self.entries:
            self.consider(entry)

    def consider(self, entry: Entry) -> None:
        """An entry is a task, unless its result is known."""
        facts = {"person": entry.person, "seed": self.settings.seed}
        if entry.path is None:
            found = record.nothing_graded(
                entry.name, "Nothing was handed in.", self.settings.stages, **facts
            )
            self.done[entry.name] = found
            return
        try:
            submission = read_submission(entry.path, self.settings.stages)
        except SubmissionError as error:
            found = record.nothing_graded(entry.name, str(error), self.settings.stages, **facts)
            self.keep(found)
            return
        more = (self.suite, repr(self.settings), repr(submission.problems), repr(submission.stray))
        key = record.digest_of(submission.sources, *more)
        before = self.known(entry.name)
        if before and before.key == key and not before.ours:
            self.done[entry.name] = replace(before, person=entry.person)
        else:
            self.tasks.append(Task(entry.name, submission, key, entry.person))

    def place(self, name: str) -> Path:
        return self.out / "results" / f"{page.slug(name)}.json"

    def known(self, name: str) -> Record | None:
        """An earlier result; None where there is none, or it is of another version."""
        try:
            return record.from_data(json.loads(self.place(name).read_text(encoding="utf-8")))
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def keep(self, found: Record) -> None:
        write_whole(self.place(found.name), formats.FORMATS["json"]([found]))
        self.done[found.name] = found

    def run(self, where: pool.Pool, display: Display) -> None:
        with display.watching(len(self.entries), len(self.done)):
            for task, found in pool.outcomes(
                where, self.tasks, self.settings, on_start=lambda task: display.began(task.name)
            ):
                self.keep(found)
                display.ended(task.name, found)

    def records(self) -> list[Record]:
        """In the order of the folder, whatever was known first."""
        return [self.done[entry.name] for entry in self.entries if entry.name in self.done]

    def write(self) -> None:
        """The gradebooks and the pages."""
        records = self.records()
        self.notes += identical(records)
        for name, file in GRADEBOOKS.items():
            write_whole(self.out / file, formats.FORMATS[name](best_of_each(records)))
        room = page.Class(records, self.notes, seed=self.settings.seed)
        page.write_pages(self.out, room)


def best_of_each(records: list[Record]) -> list[Record]:
    """One row for a student of the roster who handed in more than once: the better one."""
    best: dict[tuple, Record] = {}
    for found in records:
        who = tuple(found.person.items()) or (found.name,)
        if who not in best or found.points > best[who].points:
            best[who] = found
    return list(best.values())


def identical(records: list[Record]) -> list[str]:
    """Submissions that earned points with the very same files."""
    same: dict[str, list[str]] = defaultdict(list)
    for found in records:
        if found.files and found.points:
            same[found.files].append(found.name)
    return [f"The very same files: {', '.join(names)}" for names in same.values() if len(names) > 1]


def seed_for(out: Path, wanted: int | None) -> int:
    """The seed asked for, else that of the batch which this one goes on with, else a fresh one."""
    file = out / "seed.txt"
    if wanted is None:
        with contextlib.suppress(OSError, ValueError):
            return int(file.read_text())
    seed = secrets.randbits(48) if wanted is None else wanted
    write_whole(file, f"{seed}\n")
    return seed


# -- the command -------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    described = argparse.ArgumentParser(prog="grade-class", description=__doc__)
    described.add_argument(
        "--submissions", required=True, type=Path, help="a folder of folders and archives"
    )
    described.add_argument("--out", required=True, type=Path, help="results, gradebooks, pages")
    described.add_argument("--roster", type=Path, help="a CSV whose cells name the submissions")
    described.add_argument("--jobs", type=int, default=os.cpu_count(), help="worker processes")
    described.add_argument("--scheduler", help="tcp://…: the workers of a Dask cluster instead")
    grade.add_settings(described)
    return described


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    began = time.monotonic()
    try:
        rows = roster.read_roster(options.roster) if options.roster else []
        options.submissions.stat()  # before anything is written
        options.seed = seed_for(options.out, options.seed)
        batch = Batch(options.submissions, options.out, grade.settings_of(options), rows)
        with workers(options) as where:
            batch.run(where, Display())
    except (GraderError, ValueError, OSError) as error:
        print(f"grade-class: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What is graded is kept: the same command goes on.", file=sys.stderr)
        os._exit(130)  # without waiting for the workers, which end with this process
    batch.write()
    print("\n".join(summary(batch, time.monotonic() - began)))
    return 0


@contextlib.contextmanager
def workers(options: argparse.Namespace) -> Iterator[pool.Pool]:
    if options.scheduler:
        with pool.dask(options.scheduler) as where:
            yield where
    else:
        yield pool.processes(max(1, options.jobs))


def summary(batch: Batch, seconds: float) -> list[str]:
    records = batch.records()
    room = page.Class(records, batch.notes)
    lines = [
        f"{len(records)} submissions, {len(batch.tasks)} graded now in {seconds:.0f} s; "
        f"median {room.median:g} of {records[0].total if records else 0} points",
        f"isolation: {', '.join(room.levels) or 'none'}   seed: {batch.settings.seed}",
    ]
    lines += [f"  {found.name}: {found.problem}" for found in records if found.problem]
    lines += [f"  {note}" for note in batch.notes]
    lines += ["most frequent mistakes:", *(f"  {text}" for text in page.common(records))]
    tried = [found.name for found in room.tampering()]
    lines += [f"tried what they must not: {', '.join(tried)}"] if tried else []
    return [*lines, f"{batch.out / 'index.html'} shows the class."]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
