"""One run of the mistake lab: trains the package `room` in a folder, and tells it line by line.

python -m tests.harness.lab_worker FOLDER STEPS SEED DATA
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys

from tests.harness.program.errors import message
from tests.harness.program.options import parser


def tell(**facts) -> None:
    print(json.dumps(facts), file=sys.__stdout__, flush=True)


def work(folder: str, steps: str, seed: str, data: str) -> None:
    """Train, then measure and sample; an exception is told as the reason why it cannot be done."""
    import torch

    torch.set_num_threads(1)
    sys.path.insert(0, folder)
    program = importlib.import_module("room.simple_llm")
    arguments = ["train", "--steps", steps, "--seed", seed, "--data", data]
    arguments += ["--precision", "float32"]  # both runs differ by the mistake alone
    options = parser(program.__file__, program.__doc__).parse_args(arguments)
    run = program.Run(options)
    tell(floor=run.about["levels"].get("floor", 0.0))
    run.learn(lambda _step, loss: tell(loss=float(loss)))
    tell(validation=float(run.validation_loss()))
    with contextlib.redirect_stdout(io.StringIO()) as sample:
        program.print_samples(run.model, run.tokenizer, run.about["openings"], options)
    tell(sample="\n".join(sample.getvalue().strip().splitlines()[1:]))


if __name__ == "__main__":
    try:
        work(*sys.argv[1:])
    except Exception as error:
        tell(error=message(error).splitlines()[0][:200].rstrip(".。"))
