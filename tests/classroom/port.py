"""The trusted side: asks a submission through the warm server, and believes nothing it says.

with RemotePort() as port, port.session(sources, seconds=10) as session:
    session.request({"op": "call", "target": ["attention", "softmax"], "args": (x,)})
"""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.classroom import disk, linux, sandbox
from tests.classroom.faults import GraderError, IsolationRefused
from tests.classroom.session import Session

SERVER = Path(__file__).with_name("server.py")
START_SECONDS = 120  # a cold import of torch from a slow disk
ANSWER_SECONDS = 20  # for the server's own news: far more than it needs
MEMORY = 3 << 30
# no threads before a fork, and none beside another's child on a small machine
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# all that the server keeps of the teacher's environment: what finding libraries may need
KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class RemotePort:
    """One warm server; `session` forks a child of it. Not for several threads at once.

    strict:     refuse to start below this level, e.g. "landlock 4 + seccomp"
    isolation:  "sandbox", or "process" to grade where the teacher's files could be read

    Raises IsolationRefused, and GraderError where the server does not start.
    """

    def __init__(self, isolation: str = "sandbox", strict: str | None = None):
        if isolation not in ("sandbox", "process"):
            raise ValueError(f"isolation is 'sandbox' or 'process', not {isolation!r}")
        self.isolation = isolation
        self.strict = sandbox.Level.parse(strict) if strict else None
        self.numbers = itertools.count(1)
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> RemotePort:
        linux.hide_memory()  # expected values live in this process
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def session(
        self, sources: dict[str, bytes], seconds: float = 10.0, memory: int = MEMORY, seed: int = 0
    ) -> Session:
        """A new child holding `sources` (stage name -> file's bytes), not yet run.

        seconds:  for all requests together; time the caller spends in between does not count
        memory:   bytes of address space beside torch's own
        seed:     of the child's global random generators
        """
        if self.process is None:
            self.start()
        self.catch_up()
        number = next(self.numbers)
        session = Session(self, number, seconds)
        try:
            order = {"open": number, "seconds": seconds, "memory": memory, "seed": seed}
            self.order(order, session.far_ends())
            session.begin(sources)
        except BaseException as error:
            session.close()
            if isinstance(error, GraderError):
                self.stop()  # whatever it was, the next session gets a fresh server
            raise
        return session

    # -- the server ----------------------------------------------------------------------------

    def start(self) -> None:
        """Start the server, wait until it is warm, and judge the level it reaches."""
        self.control, theirs = socket.socketpair()
        self.control.settimeout(START_SECONDS)
        self.received, self.endings, self.dismissed = b"", {}, set()
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        # the children's folders: in one of ours, which can be cleared even after a server that was
        # killed, and through which another user may pass without looking around
        self.folder = tempfile.mkdtemp(prefix="grading-")
        os.chmod(self.folder, 0o711)
        with theirs:
            self.process = subprocess.Popen(
                # -I: no PYTHON* variables, no folder of ours or the user's on the path
                [sys.executable, "-I", str(SERVER), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self.errors,
                stderr=self.errors,
                env=self.environment(),
                start_new_session=True,  # Ctrl-C is for the batch, which then ends the server
            )
        try:
            self.level = sandbox.Level.parse(self.news()["level"])
            self.judge_level()
        except BaseException:
            self.stop()
            raise

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return ENVIRONMENT | kept | {"TMPDIR": self.folder}

    def judge_level(self) -> None:
        if self.strict and not self.level.reaches(self.strict):
            raise IsolationRefused(
                f"This machine reaches isolation '{self.level}'; '{self.strict}' was asked for."
            )
        sentence = sandbox.refusal(self.level, SERVER)
        if sentence and self.isolation == "sandbox":
            raise IsolationRefused(sentence)

    def stop(self) -> None:
        """End the server and with it every child. Also works on one that no longer answers."""
        if self.process is None:
            return
        self.control.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()
        for name in os.listdir(self.folder):
            disk.remove(os.path.join(self.folder, name))
        shutil.rmtree(self.folder, ignore_errors=True)
        self.process = None

    def order(self, order: dict, descriptors: tuple[int, ...] = ()) -> None:
        line = json.dumps(order).encode() + b"\n"
        try:
            socket.send_fds(self.control, [line], descriptors)
        except OSError as error:
            raise self.broken() from error

    def news(self) -> dict:
        """The server's next line."""
        while b"\n" not in self.received:
            self.hear()
        self.control.settimeout(ANSWER_SECONDS)
        line, _, self.received = self.received.partition(b"\n")
        return json.loads(line)

    def hear(self) -> None:
        try:
            part = self.control.recv(1 << 16)
        except OSError as error:
            raise self.broken() from error
        if not part:
            raise self.broken()
        self.received += part

    def remember(self) -> None:
        """One line of news: an ending is kept for the session that will ask for it."""
        news = self.news()
        number = news.get("ended")
        if number in self.dismissed:
            self.dismissed.remove(number)
        elif number is not None:
            self.endings[number] = news

    def catch_up(self) -> None:
        # unread news would fill the control socket, and the server would wait for us for ever
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        while b"\n" in self.received or poll.poll(0):
            self.remember()

    def broken(self) -> GraderError:
        """The server is gone or stuck: the next session starts another."""
        self.errors.seek(0)
        last = self.errors.read()[-2000:].decode("utf-8", "replace").strip()
        self.stop()
        return GraderError(f"the server that holds submissions failed. {last}".strip())

    def let_go(self, number: int) -> None:
        """Kill child `number` if it still runs. Does not wait: tearing torch down takes a while."""
        if self.process and self.endings.pop(number, None) is None:
            self.dismissed.add(number)
            self.order({"kill": number})

    def end(self, number: int) -> dict:
        """Kill child `number` if it still runs, and say how it ended."""
        self.order({"kill": number})
        while number not in self.endings:
            self.remember()
        return self.endings[number]
