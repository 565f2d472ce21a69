"""Many tasks through a `concurrent.futures.Executor`, of whatever kind, each with one outcome.

One process may die under a submission. The tasks that were under way then are tried again, alone:
one that ends its process twice when nothing else runs gets a record that says so.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager

from tests.classroom import record, worker
from tests.classroom.faults import IsolationRefused
from tests.classroom.grade import Settings
from tests.classroom.worker import Task

KILLED = (
    "Grading it ended the grading process twice, though every limit was in place: too much memory?"
    " It was not graded; look at its files, or grade it alone."
)


class Pool:
    """Where tasks run: `open` gives a fresh executor, `width` is how many tasks it runs at once."""

    def __init__(self, open: Callable[[], Executor], width: int):
        self.open, self.width = open, width

    @contextmanager
    def executor(self) -> Iterator[Executor]:
        opened = self.open()
        try:
            yield opened
        except BaseException:
            opened.shutdown(wait=False, cancel_futures=True)
            raise
        opened.shutdown()


def processes(jobs: int) -> Pool:
    """Worker processes of this machine, started anew and not forked: this one may have threads."""
    context = multiprocessing.get_context("spawn")
    options = {"mp_context": context, "initializer": worker.end_with_parent}
    return Pool(lambda: ProcessPoolExecutor(jobs, **options), jobs)


@contextmanager
def dask(scheduler: str) -> Iterator[Pool]:
    """The workers of a Dask cluster. OSError if none answers, ValueError if one lacks the kata."""
    from distributed import Client

    with Client(scheduler) as client:
        have_the_kata(client, scheduler)
        width = max(1, sum(client.nthreads().values()))
        # not pure: two students with the same files are two tasks
        yield Pool(lambda: client.get_executor(pure=False), width)


def have_the_kata(client, scheduler: str) -> None:
    """Each worker must import this very kata: without it every task would seem to kill it."""
    # a lambda crosses by value; a named function of ours could not be found at the other end
    digest = lambda: __import__("tests.classroom.record", fromlist=["record"]).suite_digest()  # noqa: E731
    try:
        found = set(client.run(digest).values())
    except ImportError as error:
        how = f"start each in its folder, with `.venv/bin/python -m dask worker {scheduler}`"
        raise ValueError(f"the workers do not find the kata ({error}): {how}") from None
    if found != {record.suite_digest()}:
        raise ValueError("there is no worker, or one has another version of the kata")


def outcomes(
    pool: Pool,
    tasks: Iterable[Task],
    settings: Settings,
    work: Callable[[Task, Settings], dict] = worker.work,
    on_start: Callable[[Task], None] = lambda task: None,
) -> Iterator[tuple[Task, record.Record]]:
    """Each task with its record, as soon as it is known, once. Raises IsolationRefused."""
    waiting, suspects = deque(tasks), deque()
    while waiting:
        yield from together(pool, waiting, suspects, settings, work, on_start)
    for task in suspects:
        yield from alone(pool, task, settings, work)


def alone(pool, task: Task, settings, work) -> Iterator[tuple[Task, record.Record]]:
    """A task with nothing beside it; one that ends its process twice like this is not graded."""
    for _ in range(2):
        guilty: deque[Task] = deque()
        yield from together(pool, deque([task]), guilty, settings, work, lambda task: None)
        if not guilty:
            return
    yield task, worker.ours(task, KILLED, settings)


def together(pool, waiting: deque, suspects: deque, settings, work, on_start) -> Iterator:
    """Run until all are done or the executor breaks; what was under way then becomes suspect."""
    running: dict[Future, Task] = {}
    with pool.executor() as executor:
        while waiting or running:
            try:
                while waiting and len(running) < pool.width:
                    running[executor.submit(work, waiting[0], settings)] = waiting[0]
                    on_start(waiting.popleft())
            except Exception:  # it broke between two tasks
                suspects.extend(running.values())
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            found = {future: result_of(future) for future in done}
            yield from ((running.pop(f), data) for f, data in found.items() if data is not None)
            if any(data is None for data in found.values()):
                suspects.extend(running.values())
                return


def result_of(future: Future) -> record.Record | None:
    """None where the process was lost: `work` itself lets nothing but a refusal escape."""
    try:
        return record.from_data(future.result())
    except IsolationRefused:
        raise
    except Exception:
        return None
