"""How a given program ends: a sentence for whatever goes wrong, and the exit code."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from reference.sentence import Sentence
from tests.harness.screen import say, tell

# program -> what to do where a part of it is still a hole
WAYS_ON = {
    "simple_llm": (
        "{} ({}) is not written yet: make test-stage-1 to test-stage-6 lead there. "
        "To see the finished model now: make demo"
    ),
    "gpt2_text": "{} ({}) is not written yet; try TARGET=solutions",
}


Options = argparse.Namespace


def exit_code(command: Callable[[Options], None], options: Options, program: str) -> int:
    """Run a command of the program in this file, and tell what comes between."""
    try:
        command(options)
    except KeyboardInterrupt:
        print(f"\n{stopped(getattr(options, 'out', None))}")
        return 130
    except NotImplementedError as error:
        print(unwritten(error, Path(program)), file=sys.stderr)
        return 1
    except Exception as error:
        print("\n".join(told(error, Path(program))), file=sys.stderr)
        return 1
    return 0


def stopped(out: Path | None) -> str:
    """What an interruption leaves; `out` is the checkpoint that the command writes, if any."""
    if out is None:
        return say("Stopped.")
    if out.is_file():
        return say("Stopped. What {} held at the last check is still there.", out)
    return say("Stopped. There is no checkpoint yet.")


def told(error: Exception, program: Path) -> list[str]:
    """The frames of the modules beside the program, then the error itself: nobody else's frames."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).parent == program.parent]
    own = [f for f in own if Path(f.filename) != program]
    return [*(say("  {} in {}: {}", place(f), f.name, f.line) for f in own), message(error)]


def message(error: Exception) -> str:
    """A sentence of ours as it is; what Python or torch says, with the kind of error."""
    told = error.args[0] if error.args and isinstance(error.args[0], Sentence) else str(error)
    kind = "" if isinstance(error, (ValueError, OSError)) else f"{type(error).__name__}: "
    return f"{kind}{tell(told)}"


def unwritten(error: NotImplementedError, program: Path) -> str:
    """Which part is still a hole, and what to do."""
    hole = traceback.extract_tb(error.__traceback__)[-1]
    return say(WAYS_ON[program.stem], hole.name, place(hole))


def place(frame: traceback.FrameSummary) -> str:
    """Room, file and line, such as `exercises/attention.py:33`."""
    path = Path(frame.filename)
    return f"{path.parent.name}/{path.name}:{frame.lineno}"
