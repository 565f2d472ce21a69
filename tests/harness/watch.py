"""`make watch`: try the stage again at every save. `python -m tests.harness.watch [STAGE]`

Three processes keep out of one another's way: this one waits for saves and keys; a warm one has
torch and the whole kata imported, and never runs a line of the learner's; each run is a fork of
it, and is killed when the next save comes, so an endless loop delays nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import queue
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator

from tests.harness import progress
from tests.harness.bench import Bench
from tests.harness.beside import given
from tests.harness.report import stage_report
from tests.harness.screen import say, screen, show, wants_colour
from tests.harness.sources import finished, read_folder
from tests.harness.ticker import Ticker
from tests.stages import ROOT, STAGES, Stage, stage_numbered

EXERCISES = ROOT / "exercises"
HELP = "h hint · n next · l list · 1-9, 0 (10) jump · c compare · r run again · q quit"
NO_TERMINAL = "make watch needs a terminal; without one, run make test-stage-N."
NO_BREAKPOINT = "breakpoint() needs a terminal of its own: make test-stage-{}. Going on without it."


# -- one run -----------------------------------------------------------------------------------


def try_stage(stage: Stage) -> None:
    """Grade the learner's stage and print the report."""
    own = read_folder(EXERCISES)
    bench = Bench(own, finished())
    bench.passed_before = lambda need: progress.passed_before(need, own)
    bench.on_claim = ticker = Ticker()
    result = bench.grade(stage)
    ticker.wipe()
    progress.remember(stage, own, result)
    show(stage_report(result, own, screen(), watched=True))


def give_hint(stage: Stage) -> None:
    from tests.harness import hint

    hint.main([str(stage.number)])


def show_comparison(stage: Stage) -> None:
    from tests.harness import compare

    compare.main([str(stage.number)])


def show_list(_stage: Stage) -> None:
    show(progress.overview(screen()))


KEYS = {"r": "run", "\n": "run", " ": "run", "h": "hint", "l": "list", "c": "compare"}
COMMANDS: dict[str, Callable[[Stage], None]] = {
    "run": try_stage,
    "hint": give_hint,
    "compare": show_comparison,
    "list": show_list,
}


# -- the warm process --------------------------------------------------------------------------


class Warm:
    """A process with everything imported, which forks itself for each run."""

    def __init__(self):
        read_end, self.write_end = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(self.write_end)
            serve(read_end)
        os.close(read_end)

    def ask(self, command: str, stage: Stage) -> None:
        os.write(self.write_end, f"{command} {stage.number}\n".encode())

    def close(self) -> None:
        os.close(self.write_end)
        os.waitpid(self.process, 0)


def serve(read_end: int) -> None:
    """Run what is asked for, a new request ending the run before it; leave when the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_everything()
    run = 0
    with open(read_end, encoding="utf-8") as requests:
        for request in requests:
            end(run)
            command, number = request.split()
            run = in_fork(COMMANDS[command], stage_numbered(int(number)))
    end(run)
    os._exit(0)


def import_everything() -> None:
    """What every run needs. No tensor is touched: a fork of busy threads would hang."""
    import torch

    torch.set_num_threads(1)
    given.import_all()
    for stage in STAGES:
        for room in ("tests.graded.test_", "tests.mistakes."):
            importlib.import_module(room + stage.name)


def in_fork(command: Callable[[Stage], None], stage: Stage) -> int:
    """The process that runs the command."""
    process = os.fork()
    own_group(process)
    if process:
        return process
    try:
        without_keyboard(stage)
        command(stage)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", flush=True)
    finally:
        sys.stdout.flush()
        os._exit(0)


def own_group(process: int) -> None:
    """Both sides of a fork do it: whichever comes first, the group is there when it is to end."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(process, process)


def without_keyboard(stage: Stage) -> None:
    """The keys belong to the watch: the learner's code reads none, and does not wait for one."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    untold = [say(NO_BREAKPOINT, stage.number)]

    def tell_once(*_args, **_kwargs) -> None:
        if untold:
            print(f"\n{untold.pop()}", flush=True)

    sys.breakpointhook = tell_once


def end(process: int) -> None:
    """Stop a run, if it still goes on, with everything it started."""
    if process:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0)


# -- saves and keys ----------------------------------------------------------------------------


def saves(events: queue.Queue) -> None:
    """Put the name of each saved exercise into the queue. Works by polling where it must."""
    from watchfiles import watch

    while True:
        with contextlib.suppress(OSError, RuntimeError):  # the folder itself may go and come back
            for changes in watch(EXERCISES, step=20, debounce=120, recursive=False):
                names = {os.path.basename(path) for _, path in changes}
                for stage in STAGES:
                    if stage.file in names:
                        events.put(("save", stage))


def keys(events: queue.Queue) -> None:
    """Put each key into the queue."""
    while True:
        if select.select([sys.stdin], [], [], 1.0)[0]:
            typed = os.read(sys.stdin.fileno(), 64) or b"q"  # the terminal is gone
            for key in keys_in(typed):
                events.put(("key", key))


def keys_in(typed: bytes) -> str:
    """The keys in what arrived at once. An arrow is an escape and letters, and none of ours."""
    return "" if typed.startswith(b"\033") else typed.decode("ascii", "ignore")


@contextlib.contextmanager
def single_keys() -> Iterator[None]:
    """Keys arrive without Enter; the terminal is put back as it was, whatever happens."""
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


class Watch:
    """The stage that is watched, and what a key does to it."""

    def __init__(self, warm: Warm, stage: Stage):
        self.warm, self.stage = warm, stage

    def on_save(self, stage: Stage) -> None:
        """A save of another stage's file is work on that stage."""
        self.stage = stage
        self.run()

    def run(self, command: str = "run") -> None:
        if command == "run":
            sys.stdout.write("\033[2J\033[H" if wants_colour() else "\n")
            print(say("watching exercises/{}", self.stage.file), say(HELP), sep="\n", flush=True)
        self.warm.ask(command, self.stage)

    def on_key(self, key: str) -> bool:
        """Do what the key says; False when it says to leave."""
        if key in "qQ\x04":
            return False
        if key == "n":
            self.jump(self.stage.number + 1)
        elif key.isdigit():
            self.jump(int(key) or 10)
        elif key in KEYS:
            self.run(KEYS[key])
        return True

    def jump(self, number: int) -> None:
        with contextlib.suppress(ValueError):
            self.stage = stage_numbered(number)
        self.run()


def main(arguments: list[str]) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(say(NO_TERMINAL), file=sys.stderr)
        return 2
    try:
        stage = stage_numbered(int(arguments[0])) if arguments else progress.current()
    except ValueError:
        print(say("Which stage? One of 1 to {}.", len(STAGES)), file=sys.stderr)
        return 2
    warm, events = Warm(), queue.Queue()
    try:
        with single_keys():
            follow(Watch(warm, stage), events)
    except KeyboardInterrupt:
        pass
    except BrokenPipeError:
        print("The warm process has stopped (see above); start make watch again.", file=sys.stderr)
        return 1
    finally:
        warm.close()
    print("", say("Bye. make progress shows how far you are."), sep="\n")
    return 0


def follow(watch: Watch, events: queue.Queue) -> None:
    """Answer saves and keys until it is time to leave."""
    for source in (saves, keys):
        threading.Thread(target=source, args=(events,), daemon=True).start()
    watch.run()
    while True:
        kind, what = events.get()
        if kind == "save":
            watch.on_save(what)
        elif not watch.on_key(what):
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
