"""What a worker process does, on this machine or another: keeps one warm server, grades with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.util import Finalize

from tests.classroom import escape, record
from tests.classroom.faults import GraderError, IsolationRefused
from tests.classroom.grade import Settings, grade
from tests.classroom.port import RemotePort
from tests.classroom.submission import Submission

SERVERS: dict[tuple, RemotePort] = {}
ONE_AT_A_TIME = threading.Lock()  # the diagnosis patches modules; Dask may offer several threads


@dataclass(frozen=True)
class Task:
    """One submission to be graded, read already: a worker elsewhere has no such file."""

    name: str
    submission: Submission
    key: str
    person: dict[str, str] = field(default_factory=dict)


def work(task: Task, settings: Settings) -> dict:
    """The record's data. Raises IsolationRefused, which ends the whole batch."""
    with ONE_AT_A_TIME:
        found = graded(task, settings)
    found.key, found.person = task.key, task.person
    return record.as_data(found)


def graded(task: Task, settings: Settings) -> record.Record:
    try:
        return grade(task.name, task.submission, warm_server(settings), settings)
    except IsolationRefused:
        raise
    except GraderError as error:
        sentence = f"The grader failed, which is not the submission's fault: {error}"
        return ours(task, sentence, settings)
    except Exception as error:
        # one submission that our own code stumbles over must not end the batch
        sentence = f"The grader stumbled over it: {type(error).__name__}: {error}"
        return ours(task, sentence, settings)


def ours(task: Task, sentence: str, settings: Settings) -> record.Record:
    """A record that says that we could not, and that another run should try again."""
    facts = {"seed": settings.seed, "key": task.key, "person": task.person, "ours": True}
    return record.nothing_graded(task.name, escape.line(sentence, 600), settings.stages, **facts)


def warm_server(settings: Settings) -> RemotePort:
    """This process's own server, started at the first task."""
    kind = (settings.isolation, settings.strict)
    if kind not in SERVERS:
        port = RemotePort(*kind)
        port.__enter__()
        # not atexit, which a process of a pool never reaches
        Finalize(port, port.stop, exitpriority=10)
        SERVERS[kind] = port
    return SERVERS[kind]


def end_with_parent() -> None:
    """A worker whose batch was killed would wait for its next task for ever, its server with it."""
    sentinel = multiprocessing.parent_process().sentinel
    threading.Thread(target=follow, args=(sentinel,), daemon=True).start()


def follow(sentinel) -> None:
    connection.wait([sentinel])
    for port in list(SERVERS.values()):
        with contextlib.suppress(Exception):  # it may be in use: nobody waits for what it does
            port.stop()
    os._exit(1)
