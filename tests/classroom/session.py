"""One child of the warm server as the trusted side sees it: request, answer, clock, output."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
from collections import Counter

import numpy as np

from tests.classroom import answers, faults, sandbox, seccomp, wire

OUTPUT_LIMIT = 64 << 10
NOTES_LIMIT = 16 << 10
NOTE_LIMIT, ATTEMPTS_LIMIT = 200, 50
START_SECONDS = 30  # fork and sandbox on an overloaded machine; not the submission's time


class Session:
    """`request` asks the submission; after a Fault every further request raises the same one.

    printed     what the submission wrote to stdout and stderr, cut
    attempts()  what it tried and was refused, for the teacher
    loaded      the executor's answer to `load`
    """

    def __init__(self, port, number: int, seconds: float):
        self.port, self.number = port, number
        self.seconds = self.left = seconds
        self.fault: faults.Fault | None = None
        self.channel, self.far_channel = socket.socketpair()
        self.channel.setblocking(False)
        output, self.far_output = os.pipe()
        notes, self.far_notes = os.pipe()
        self.streams = {output: bytearray(), notes: bytearray()}
        self.limits = {output: OUTPUT_LIMIT, notes: NOTES_LIMIT}
        self.output, self.notes = output, notes
        self.flowing = {output, notes}
        self.listener: int | None = None
        self.refused: Counter[str] = Counter()
        self.incoming = bytearray()
        self.open = True
        for stream in self.streams:
            os.set_blocking(stream, False)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    # -- the public side -----------------------------------------------------------------------

    def request(self, request: dict) -> dict:
        """The executor's answer. Raises Hung, Died, Garbled (faults.py) or GraderError."""
        if self.fault:
            raise self.fault
        frame, started = wire.encode(request), time.monotonic()
        deadline = started + self.left
        try:
            self.write(frame, deadline)
            answer = wire.receive(lambda count: self.read(count, deadline))
            return answers.checked(request, answer)
        except (wire.WireError, answers.NoAnswer) as error:
            raise self.failed(faults.Garbled(f"What came back is no answer: {error}.")) from None
        except TimeoutError:
            raise self.failed(faults.hung(self.seconds)) from None
        except (EOFError, ConnectionError):
            raise self.died() from None
        finally:
            self.left -= time.monotonic() - started

    @property
    def printed(self) -> str:
        """Captured output as text; not yet escaped for any page or terminal."""
        return readable(self.streams[self.output], OUTPUT_LIMIT)

    def attempts(self) -> list[str]:
        """What the submission tried, refused calls (seen from outside) before its own notes."""
        lines = [f"{what} (refused)" for what in self.refused]
        noted = readable(self.streams[self.notes], NOTES_LIMIT).splitlines()
        cut = (line[:NOTE_LIMIT] for line in noted)
        printable = ("".join(c if c.isprintable() else "�" for c in line) for line in cut)
        return list(dict.fromkeys([*lines, *printable]))[:ATTEMPTS_LIMIT]

    def close(self) -> None:
        """End the child, and keep what it has printed."""
        if not self.open:
            return
        self.open = False
        self.release_far_ends()
        self.drain(0)
        self.channel.close()
        with contextlib.suppress(faults.GraderError):
            self.port.let_go(self.number)
        for descriptor in (*self.streams, self.listener):
            if descriptor is not None:
                os.close(descriptor)

    # -- beginning -----------------------------------------------------------------------------

    def far_ends(self) -> tuple[int, int, int]:
        return self.far_channel.fileno(), self.far_output, self.far_notes

    def release_far_ends(self) -> None:
        if self.far_channel.fileno() >= 0:
            self.far_channel.close()
            os.close(self.far_output)
            os.close(self.far_notes)

    def begin(self, sources: dict[str, bytes]) -> None:
        """Wait until the child has shut itself in, then hand it the submission."""
        self.release_far_ends()
        self.channel.settimeout(START_SECONDS)
        try:
            first, descriptors, _, _ = socket.recv_fds(self.channel, 1, 1)
            rest = self.channel.recv(400) if first == sandbox.FAILED else b""
        except OSError as error:
            raise faults.GraderError(f"the sandbox did not start: {error}") from error
        if first not in (sandbox.READY, sandbox.READY_LISTENING):
            raise faults.GraderError(f"the sandbox did not start: {rest.decode(errors='replace')}")
        self.listener = descriptors[0] if descriptors else None
        self.channel.setblocking(False)
        files = {
            stage: {"filename": f"{stage}.py", "source": np.frombuffer(source, np.uint8)}
            for stage, source in sources.items()
        }
        self.loaded = self.request({"op": "load", "sources": files})

    # -- moving bytes while listening to everything else ---------------------------------------

    def write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.channel.send(view) :]
            except BlockingIOError:
                self.wait(deadline, writing=True)

    def read(self, count: int, deadline: float) -> bytes:
        while len(self.incoming) < count:
            self.wait(deadline)
            with contextlib.suppress(BlockingIOError):
                part = self.channel.recv(1 << 20)
                if not part:
                    raise EOFError
                self.incoming += part
        taken = bytes(self.incoming[:count])
        del self.incoming[:count]
        return taken

    def wait(self, deadline: float, writing: bool = False) -> None:
        """Until the channel is ready, draining output and answering refused calls meanwhile.

        A submission that prints without end, or tries a socket in a loop, must neither block on a
        full pipe nor keep the clock from being looked at.
        """
        mine = self.channel.fileno()
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if mine in self.drain(left, mine, writing):
                return

    def drain(self, seconds: float, channel: int | None = None, writing: bool = False) -> set[int]:
        """Read what has been printed and noted; gives the descriptors that were ready."""
        poll = select.poll()
        for descriptor in (*self.flowing, self.listener):
            if descriptor is not None:
                poll.register(descriptor, select.POLLIN)
        if channel is not None:
            poll.register(channel, select.POLLOUT if writing else select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
        for stream in ready & self.flowing:
            self.take(stream)
        if self.listener in ready:
            self.hear()
        return ready

    def take(self, stream: int) -> None:
        with contextlib.suppress(BlockingIOError):
            part = os.read(stream, 1 << 16)
            if not part:  # closed at the other end, and ready for ever
                self.flowing.remove(stream)
            room = self.limits[stream] + 1 - len(self.streams[stream])
            self.streams[stream] += part[: max(room, 0)]

    def hear(self) -> None:
        if what := seccomp.answer(self.listener):
            self.refused[what] += 1

    # -- endings -------------------------------------------------------------------------------

    def failed(self, fault: faults.Fault) -> faults.Fault:
        self.fault = fault
        self.close()
        return fault

    def died(self) -> faults.Fault:
        """The channel is closed: learn from the server how the process ended, ending it if not."""
        news = self.port.end(self.number)
        return self.failed(faults.fault_of(news["status"], news["why"], self.seconds))


def readable(data: bytearray, limit: int) -> str:
    text = bytes(data[:limit]).decode("utf-8", "replace")
    return text + "\n[cut]" if len(data) > limit else text
