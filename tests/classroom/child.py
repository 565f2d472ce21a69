"""A forked child of the server: shuts itself in, then answers for the submission until told to end.

From the first request on, a submission's code runs in this very process. Nothing here can be relied
upon after that, and nothing is: the trusted side checks every byte that comes out.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import random
import socket
import sys
import tokenize
import warnings

from tests.classroom import landlock, notebook, sandbox, wire
from tests.harness.beside import executor


def run(level: sandbox.Level, folder: str, ends: list[int], order: dict) -> None:
    """The child's whole life; ends the process."""
    status = 70
    try:
        sandbox.leave_server(*ends)
        prepare(level, folder, order)
        serve(executor.Executor(), Defaults(folder))
        status = 0
    finally:
        # not sys.exit: what the submission registered with atexit, or left in threads, ends here
        os._exit(status)


def prepare(level: sandbox.Level, folder: str, order: dict) -> None:
    """Confine, then tell the trusted side; it also gets the ear for refused system calls."""
    channel = socket.socket(fileno=os.dup(sandbox.CHANNEL))
    try:
        listener = sandbox.confine(level, folder, order["seconds"], order["memory"])
        settle_in(folder, order["seed"])
    except Exception as error:
        channel.sendall(sandbox.FAILED + f"{type(error).__name__}: {error}".encode()[:400])
        raise
    if listener is None:
        channel.sendall(sandbox.READY)
    else:
        socket.send_fds(channel, [sandbox.READY_LISTENING], [listener])
        os.close(listener)
    channel.close()


def settle_in(folder: str, seed: int) -> None:
    """Fresh random numbers (a fork would repeat the server's) and readable output."""
    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    # new ones: the server's own still believe that they write to its log
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__ = text_stream(1), text_stream(2)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    # a traceback wants to quote these, too: not the submission's doing, so not for the notebook
    for name, module in sys.modules.items():
        if name.startswith("tests.") and hasattr(module, "__file__"):
            linecache.cache[module.__file__] = (0, None, [], module.__file__)
    notebook.keep(sandbox.NOTES, (*landlock.readable(), "/dev/null", folder))


def text_stream(descriptor: int):
    # by the line: what was printed before an endless loop is what its author wants to see
    return open(descriptor, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)


def serve(runner: executor.Executor, defaults: Defaults) -> None:
    """One answer to each request, until the trusted side closes the channel."""
    while (request := next_request()) is not None:
        if request["op"] == "load":
            remember_lines(request["sources"])
        defaults.restore()
        write_all(answer(runner, request))


def next_request():
    try:
        return wire.receive(read_exactly)
    except EOFError:
        return None


def answer(runner: executor.Executor, request: dict) -> bytes:
    """The encoded answer; whatever stops it from being one is the submission's exception."""
    try:
        reply = runner.handle(request)
        flush()
        return wire.encode(reply)
    except BaseException as error:  # KeyboardInterrupt, a WireError, an exception class of its own
        raised = runner.describe(error)
        raised["message"] = raised["message"].encode("utf-8", "backslashreplace").decode()
        return wire.encode({"raised": raised})


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # closed or replaced by the submission
            stream.flush()


class Defaults:
    """What a submission may have changed at import and must not find changed at the next call."""

    def __init__(self, folder: str):
        self.folder = folder
        self.filters = warnings.filters[:]
        self.recursion = sys.getrecursionlimit()
        self.streams = sys.stdout, sys.stderr

    def restore(self) -> None:
        sys.settrace(None)
        sys.setprofile(None)
        # a submission may need more, and has asked for it; only less would be an accident
        sys.setrecursionlimit(max(self.recursion, sys.getrecursionlimit()))
        warnings.filters[:] = self.filters
        sys.stdout, sys.stderr = self.streams
        with contextlib.suppress(OSError):
            os.chdir(self.folder)


def remember_lines(sources: dict) -> None:
    """Tracebacks quote lines of the submission, which is in no file here."""
    for source in sources.values():
        raw = bytes(source["source"])
        with contextlib.suppress(SyntaxError, UnicodeDecodeError, LookupError):
            encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
            lines = raw.decode(encoding).splitlines(keepends=True)
            linecache.cache[source["filename"]] = (len(raw), None, lines, source["filename"])


def read_exactly(count: int) -> bytes:
    # os.read, not recv: the calls of sockets are forbidden here, and a channel is a file too
    parts = bytearray()
    while len(parts) < count:
        part = os.read(sandbox.CHANNEL, min(count - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def write_all(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sandbox.CHANNEL, view) :]
