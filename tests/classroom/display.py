"""How far a batch is: a bar with names on a terminal, a line for each result elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.classroom import escape
from tests.classroom.record import Record


class Display:
    """Told of every beginning and ending."""

    def __init__(self, console: Console | None = None):
        self.console = console or Console(stderr=True)
        self.under_way: list[str] = []

    @contextmanager
    def watching(self, total: int, done: int) -> Iterator[None]:
        names = TextColumn("{task.fields[names]}", markup=False, table_column=None)
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), names)
        self.total, self.done = total, done
        live = self.console.is_terminal
        self.progress = Progress(*columns, console=self.console, disable=not live, transient=True)
        with self.progress:
            self.bar = self.progress.add_task("", total=total, completed=done, names="")
            yield

    def began(self, name: str) -> None:
        self.under_way.append(escape.line(name, 40))
        self.refresh()

    def ended(self, name: str, found: Record) -> None:
        shown = escape.line(name, 40)
        if shown in self.under_way:
            self.under_way.remove(shown)
        self.done += 1
        self.refresh()
        points = f"{found.points:>4} of {found.total}"
        line = f"{self.done:>4}/{self.total}  {shown:<40} {points}  {found.problem[:60]}".rstrip()
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def refresh(self) -> None:
        names = ", ".join(self.under_way[:4])
        self.progress.update(self.bar, completed=self.done, names=names)
