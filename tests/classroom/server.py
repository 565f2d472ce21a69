"""The warm server: imports torch once, then forks a child for each submission. A script of its own.

It runs `tests/harness/beside` and holds nothing else of the kata: no reference, no solution,
no test. It reads nothing that a submission writes: a child talks to the trusted side over a channel
that the server only hands on. Orders and news are lines of JSON on the control socket:

    {"open": id, "seconds": …, "memory": …, "seed": …}  with the channel, output and notes attached
    {"kill": id}
    {"level": …}   {"started": id, "pid": …}   {"ended": id, "status": …, "why": …}

    python -I tests/classroom/server.py CONTROL
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import resource
import selectors
import signal
import socket
import sys
import tempfile
import types
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
PACKAGES = ("tests", "tests.classroom", "tests.harness", "tests.harness.beside")
GLANCE = 0.05  # seconds between two looks at what the children have written


def bare_packages() -> None:
    """The kata's packages as empty names: importing one file must not run an `__init__`."""
    for name in PACKAGES:
        package = types.ModuleType(name)
        package.__path__ = [str(TESTS.parent.joinpath(*name.split(".")))]
        sys.modules[name] = package


def close_packages() -> None:
    """From here on nothing more of the kata can be imported."""
    for name in PACKAGES:
        sys.modules[name].__path__ = []


@dataclass
class Child:
    id: int
    pid: int
    folder: str
    why: str = ""


class Server:
    """Forks on request, watches, kills, reaps."""

    def __init__(self, control: socket.socket, level, run, disk):
        self.control, self.level, self.run, self.disk = control, level, run, disk
        self.children: dict[int, Child] = {}
        self.received = b""
        self.descriptors: list[int] = []

    def serve(self) -> None:
        """Until the trusted side closes the control socket, however it ends."""
        with selectors.DefaultSelector() as selector, wake_up_on_exit() as woken:
            selector.register(self.control, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            while True:
                ready = selector.select(GLANCE if self.children else None)
                if any(key.fileobj is woken for key, _ in ready):
                    woken.recv(4096)
                if any(key.fileobj is self.control for key, _ in ready) and not self.obey():
                    break
                self.look_after_children()
        for child in self.children.values():
            self.kill(child)
        while self.children:
            self.look_after_children()

    def obey(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self.control, 4096, 8)
        self.descriptors += descriptors
        *lines, self.received = (self.received + data).split(b"\n")
        for order in map(json.loads, lines):
            if "open" in order:
                self.open(order)
            else:
                self.kill(self.children.get(order["kill"]))
        return bool(data)

    def open(self, order: dict) -> None:
        ends, self.descriptors = self.descriptors[:3], self.descriptors[3:]
        folder = tempfile.mkdtemp(prefix="submission-")
        pid = os.fork()
        if pid == 0:
            self.run(self.level, folder, ends, order)  # never returns
        for end in ends:
            os.close(end)
        self.children[order["open"]] = Child(order["open"], pid, folder)
        self.tell(started=order["open"], pid=pid)

    def kill(self, child: Child | None, why: str = "") -> None:
        if child:
            child.why = child.why or why
            kill_session(child.pid)

    def look_after_children(self) -> None:
        full = bool(self.children) and self.disk.is_full(tempfile.gettempdir())
        for child in list(self.children.values()):
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                self.bury(child, status, usage)
            elif self.disk.too_much(child.folder):
                self.kill(child, "disk")
            elif full:  # by whom cannot be told, and not only children write there
                self.kill(child, "full")

    def bury(self, child: Child, status: int, usage) -> None:
        del self.children[child.id]
        with contextlib.suppress(OSError):  # what it has left behind, where it could
            os.killpg(child.pid, signal.SIGKILL)
        self.disk.remove(child.folder)
        peak = usage.ru_maxrss
        self.tell(ended=child.id, status=status, why=child.why, peak_kilobytes=peak)

    def tell(self, **news) -> None:
        with contextlib.suppress(OSError):  # nobody listens: the control socket says so next
            self.control.sendall(json.dumps(news).encode() + b"\n")


@contextlib.contextmanager
def wake_up_on_exit():
    """A socket that becomes readable when a child ends."""
    reading, writing = socket.socketpair()
    with reading, writing:
        writing.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        yield reading


def kill_session(leader: int) -> None:
    # the leader by itself too: a moment after the fork it has no group of its own yet
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(leader, signal.SIGKILL)


def warm_up() -> None:
    """Imports what every child would import, and nothing that starts a thread."""
    import torch

    # A parent that has once computed with two threads makes every child hang: the threads do not
    # survive a fork, and the child waits for them. A child may ask for two itself.
    torch.set_num_threads(1)
    # autograd and the optimizers import more at their first use
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.AdamW([weight])
    weight.sum().backward()
    optimizer.step()
    torch.manual_seed(0)


def main() -> None:
    bare_packages()
    from tests.classroom import child, disk, landlock, linux, sandbox
    from tests.harness import no_compiler
    from tests.harness.beside import given

    linux.go_first()
    linux.hide_memory()  # and from here on /proc/self is closed to this process too
    control = socket.socket(fileno=int(sys.argv[1]))
    level = sandbox.probe()
    no_compiler.leave_out_the_compiler()
    warm_up()
    given.import_all()
    landlock.readable(), sandbox.python_is_hidden()  # remembered, so that no child looks again
    close_packages()
    # what is alive now is shared by all children for good: the collector need not touch its pages
    gc.collect()
    gc.freeze()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    random.seed()
    server = Server(control, level, child.run, disk)
    server.tell(level=str(level))
    server.serve()


if __name__ == "__main__":
    main()
