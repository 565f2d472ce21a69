"""The program that trains a model and samples from it, with the modules beside this file.

It is given: there is nothing to write here. Run it as `python -m exercises.simple_llm` (your
modules) or `python -m solutions.simple_llm` (the finished ones), followed by

    demo       train on the default corpus and show what came out (what you get without a word)
    train      train, keep a checkpoint and the loss curve
    generate   continue a prompt from a checkpoint

and by `--help` for the options.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import textwrap
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

# A thread with nothing to do soon sleeps: threads that wait by counting take each other's processor
# where there is other work, and a step takes many times as long. Read when torch is imported.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from reference import corpus
from tests.harness.no_compiler import leave_out_the_compiler

from .generation import generate
from .model import SimpleLLM, count_parameters
from .tokenizer import SimpleTokenizer
from .training import evaluate, train

ROOM = Path(__file__).resolve().parent
DEFAULT_CHECKPOINT = "out/model.safetensors"
CHECKS = 12  # how often the validation loss is measured during a run
CHECK_BATCHES = 16
FIRST_STEPS = 20  # after so many the time of the whole run is foretold
PIECES = 4  # samples shown where the text consists of short pieces


# -- learning rate -----------------------------------------------------------------------------


def warm_up_and_cosine(step: int, steps: int, peak: float) -> float:
    """Rise to the peak over the first twentieth of the run, then fall along half a cosine."""
    warm_up = max(1, steps // 20)
    if step < warm_up:
        return peak * (step + 1) / warm_up
    progress = (step - warm_up) / max(1, steps - warm_up)
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))


def model_class(name: str) -> type[torch.nn.Module]:
    """The model of stage 4, or that of stage 7; only what is asked for has to be written."""
    if name == "simple":
        return SimpleLLM
    from .modern import ModernLLM

    return ModernLLM


# -- checkpoints -------------------------------------------------------------------------------


def check_place(path: Path) -> None:
    """ValueError where no checkpoint can be written, before an hour of training is lost to it."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is no ordinary file: choose another OUT.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise ValueError(f"{path} cannot be written ({error}): choose another OUT.") from None


def save(path: Path, model, about: dict) -> None:
    """Write weights and facts into one safetensors file: whole, or not at all."""
    partial = path.with_name(path.name + ".partial")
    facts = {key: json.dumps(value) for key, value in about.items()}
    save_file({name: w.clone() for name, w in model.state_dict().items()}, partial, facts)
    os.replace(partial, path)


def load(path: Path) -> tuple[torch.nn.Module, SimpleTokenizer, dict]:
    """The model and its tokenizer as they were saved, and what the file says about itself.

    ValueError, with what to do, if there is none.
    """
    if not path.is_file():
        raise ValueError(f"There is no checkpoint {path}; make train writes one.")
    try:
        with safe_open(path, "pt") as file:
            about = {key: json.loads(value) for key, value in (file.metadata() or {}).items()}
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        model = model_class(about["model"])(**about["config"])
        model.load_state_dict(weights)
    except (SafetensorError, KeyError, TypeError, RuntimeError) as error:
        raise ValueError(f"{path} is no checkpoint of this program ({error}).") from None
    return model, SimpleTokenizer("".join(about["vocabulary"])), about


# -- training ----------------------------------------------------------------------------------


class Run:
    """One training run: what is shown while it goes on, and what is kept of it."""

    def __init__(self, options: argparse.Namespace):
        if options.d_model % options.n_heads:
            raise ValueError(
                f"D_MODEL={options.d_model} cannot be cut into N_HEADS={options.n_heads} equal "
                "heads: choose numbers that divide, such as 128 and 4."
            )
        if options.model == "modern" and options.d_model // options.n_heads % 2:
            raise ValueError(
                f"D_MODEL={options.d_model} and N_HEADS={options.n_heads} make heads of "
                f"{options.d_model // options.n_heads} features, but MODEL=modern turns them in "
                "pairs: choose an even size, such as 128 and 4."
            )
        self.options = options
        options.steps = options.steps or (1000 if options.data == "stories" else 1500)
        text = corpus.load(options.data)
        self.levels = text.levels
        self.openings = sorted({text.text[start] for start in text.starts or ()})
        self.tokenizer = SimpleTokenizer(text.text)
        self.parts = [self.encoded(part) for part in corpus.split(text)]
        torch.manual_seed(options.seed)
        self.config = {
            "vocab_size": self.tokenizer.vocab_size,
            "d_model": options.d_model,
            "n_heads": options.n_heads,
            "n_layers": options.n_layers,
            "max_seq_len": options.seq_len,
        }
        if options.model == "modern":  # two heads of queries share one of keys where that fits
            self.config["n_kv_heads"] = options.n_heads // (1 + (options.n_heads % 2 == 0))
        self.model = model_class(options.model)(**self.config)
        self.curve: list[list[float]] = []  # [step, training loss, validation loss]

    def encoded(self, part: corpus.Corpus) -> tuple[torch.Tensor, torch.Tensor | None]:
        """A part of the text as ids, and where its windows may begin."""
        starts = corpus.window_starts(part, self.options.seq_len)
        ids = torch.tensor(self.tokenizer.encode(part.text))
        return ids, None if starts is None else torch.tensor(starts)

    def learn(self, on_step: Callable[[int, float], None]) -> None:
        """Train; on_step(step, loss) hears of every step."""
        leave_out_the_compiler()
        o, (data, starts) = self.options, self.parts[0]
        train(
            self.model,
            data,
            o.steps,
            o.batch,
            o.seq_len,
            generator=torch.Generator().manual_seed(o.seed),
            starts=starts,
            schedule=lambda step: warm_up_and_cosine(step, o.steps, o.lr),
            on_step=on_step,
        )

    def validation_loss(self) -> float:
        """The loss on text that is never trained on, on the same windows every time."""
        (data, starts), o = self.parts[1], self.options
        seeded = torch.Generator().manual_seed(0)
        return evaluate(self.model, data, o.batch, o.seq_len, CHECK_BATCHES, seeded, starts)

    def about(self) -> dict:
        """What the checkpoint says about itself."""
        return {
            "model": self.options.model,
            "config": self.config,
            "vocabulary": list(self.tokenizer.chars),
            "data": str(self.options.data),
            "levels": dict(self.levels),
            "curve": self.curve,
            "openings": self.openings,
        }


def start(options: argparse.Namespace) -> Run:
    """Build the run and say what it is about to do."""
    check_place(Path(options.out))
    run = Run(options)
    check_prompt(options.prompt, run.tokenizer)
    print(f"Data: {options.data}, {len(run.parts[0][0]):,} characters to learn from")
    print(f"Vocabulary size: {run.tokenizer.vocab_size}")
    print(f"Model parameters: {count_parameters(run.model):,}")
    if run.levels:
        told = ", ".join(f"{name} {level:.3f}" for name, level in run.levels.items())
        print(textwrap.fill(f"Losses to compare with, in nats per character: {told}", 80))
    return run


class Display:
    """A progress bar over a run; at every check a line, a point of the curve and a checkpoint."""

    def __init__(self, run: Run, progress: Progress):
        self.run, self.progress = run, progress
        self.task = progress.add_task("training", total=run.options.steps, facts="")
        self.began = time.perf_counter()

    def on_step(self, step: int, loss: float) -> None:
        done, o = step + 1, self.run.options
        seconds = time.perf_counter() - self.began
        speed = f"{done * o.batch * o.seq_len / seconds:,.0f} tokens/s"
        self.progress.update(self.task, completed=done, facts=f"loss {loss:.3f}  {speed}")
        if done == FIRST_STEPS:
            self.say(f"{speed}: about {seconds / done * o.steps:.0f} s for {o.steps} steps")
        if done * CHECKS // o.steps > step * CHECKS // o.steps:  # evenly, the last one at the end
            self.check(done, loss)

    def check(self, done: int, loss: float) -> None:
        validation = self.run.validation_loss()
        self.run.curve.append([done, loss, validation])
        reached = [name for name, level in self.run.levels.items() if validation <= level]
        compared = f"  (better than {reached[-1]})" if reached else ""
        self.say(f"step {done:5d}  loss {loss:.3f}  validation {validation:.3f}{compared}")
        save(Path(self.run.options.out), self.run.model, self.run.about())

    def say(self, line: str) -> None:
        self.progress.console.print(line, highlight=False)


def command_train(options: argparse.Namespace) -> None:
    run = start(options)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    began = time.perf_counter()
    with Progress(*columns, TextColumn("{task.fields[facts]}"), transient=True) as progress:
        run.learn(Display(run, progress).on_step)
    validation = run.curve[-1][2]
    print(f"Trained in {time.perf_counter() - began:.1f} s: validation loss {validation:.3f} nats")
    if "floor" in run.levels:
        print(f"That is {validation / run.levels['floor']:.3f} times the floor.")
    print(f"Checkpoint: {options.out}")
    print_samples(run.model, run.tokenizer, run.about(), options)


def print_samples(model, tokenizer, about: dict, options: argparse.Namespace) -> None:
    """Text from the model: a few pieces where it learnt pieces, else one long text."""
    check_prompt(options.prompt, tokenizer)
    seeded = torch.Generator().manual_seed(options.seed)
    pieces = about["openings"]
    starts = [options.prompt] * PIECES if options.prompt else sample_of(pieces, seeded)
    print(f"\n--- Text from the model, at temperature {options.temperature:g} ---")
    for prompt in starts if pieces else [options.prompt or first_of(tokenizer)]:
        room = max(0, model.max_seq_len - len(prompt))
        text = generate(
            model,
            tokenizer,
            prompt,
            min(options.tokens, room) if pieces else options.tokens,
            temperature=options.temperature,
            top_k=options.top_k,
            top_p=options.top_p,
            generator=seeded,
        )
        print(text.rstrip("\n") if pieces else text)


def check_prompt(prompt: str, tokenizer) -> None:
    """ValueError that names the characters the model cannot read."""
    unknown = sorted(set(prompt) - set(tokenizer.chars))
    if unknown:
        raise ValueError(
            f"The prompt has {', '.join(map(repr, unknown))}, which the model has never seen: it "
            f"knows only {''.join(tokenizer.chars)!r}."
        )


def sample_of(openings: list[str], generator: torch.Generator) -> list[str]:
    """First characters to begin the pieces with, drawn from those that began one in the data."""
    drawn = torch.randint(max(1, len(openings)), (PIECES,), generator=generator)
    return [openings[i] for i in drawn] if openings else []


def first_of(tokenizer) -> str:
    """A prompt when none was given: a new line, else the first character there is."""
    return "\n" if "\n" in tokenizer.chars else tokenizer.chars[0]


def command_generate(options: argparse.Namespace) -> None:
    print_samples(*load(Path(options.checkpoint)), options)


def command_demo(options: argparse.Namespace) -> None:
    print("=== Minimal LLM Demo ===")
    command_train(options)


# -- the command line --------------------------------------------------------------------------


class Parser(argparse.ArgumentParser):
    """Tells what is wrong in one line, without the list of all options."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message} (--help shows every option)\n")


def parser() -> argparse.ArgumentParser:
    top = Parser(prog=f"python -m {ROOM.name}.simple_llm", description=__doc__)
    top.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = top.add_subparsers(dest="command")
    for name, function in (("demo", command_demo), ("train", command_train)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        add_training_options(command)
        add_sampling_options(command)
    command = commands.add_parser("generate")
    command.set_defaults(function=command_generate)
    command.add_argument("--checkpoint", default=DEFAULT_CHECKPOINT, help="what train wrote")
    command.add_argument("--seed", type=int, default=0)
    add_sampling_options(command)
    return top


def add_training_options(command: argparse.ArgumentParser) -> None:
    whole = within(int, 0)
    command.add_argument("--data", default="stories", help="stories, pydoc or a UTF-8 text file")
    command.add_argument("--model", choices=("simple", "modern"), default="simple")
    command.add_argument("--steps", type=whole, help="default: 1000 for stories, else 1500")
    command.add_argument("--batch", type=whole, default=16)
    command.add_argument("--lr", type=within(float, 0), default=3e-3, help="at its highest")
    command.add_argument("--seq-len", type=whole, default=64, help="how far the model looks back")
    command.add_argument("--d-model", type=whole, default=128)
    command.add_argument("--n-heads", type=whole, default=4)
    command.add_argument("--n-layers", type=whole, default=2)
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--out", default=DEFAULT_CHECKPOINT, help="where the checkpoint goes")


def add_sampling_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--prompt", default="", help="what to continue")
    command.add_argument("--tokens", type=within(int, 0), default=200, help="how many to add")
    command.add_argument(
        "--temperature",
        type=within(float, 0, open_low=False),
        default=0.8,
        help="0: always the likeliest",
    )
    command.add_argument("--top-k", type=within(int, 0), default=None)
    command.add_argument("--top-p", type=within(float, 0, 1), default=None)


def within(number: type, low: float, high: float = math.inf, open_low: bool = True):
    """An argparse type: a number above `low` (or from it on), up to `high`."""

    def parse(text: str):
        value = number(text)
        if not (low < value <= high or (value == low and not open_low)):
            above = "greater than" if open_low else "at least"
            below = f" and at most {high:g}" if high < math.inf else ""
            raise argparse.ArgumentTypeError(f"{text} must be {above} {low:g}{below}")
        return value

    parse.__name__ = number.__name__
    return parse


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments or ["demo"])
    try:
        options.function(options)
    except KeyboardInterrupt:
        print(f"\n{stopped(getattr(options, 'out', ''))}")
        return 130
    except NotImplementedError as error:
        print(unwritten(error), file=sys.stderr)
        return 1
    except Exception as error:
        print("\n".join(told(error)), file=sys.stderr)
        return 1
    return 0


def stopped(out: str) -> str:
    """What an interruption leaves."""
    if out and Path(out).is_file():
        return f"Stopped. What {out} held at the last check is still there."
    return "Stopped. There is no checkpoint yet." if out else "Stopped."


def told(error: Exception) -> list[str]:
    """The frames of the modules beside this file, then the error itself: nobody else's frames."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).parent == ROOM and f.filename != __file__]
    where = [f"  {ROOM.name}/{Path(f.filename).name}:{f.lineno} in {f.name}: {f.line}" for f in own]
    kind = "" if isinstance(error, (ValueError, OSError)) else f"{type(error).__name__}: "
    return [*where, f"{kind}{error}"]


def unwritten(error: NotImplementedError) -> str:
    """Which part is still a hole, and what to do."""
    hole = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{ROOM.name}/{Path(hole.filename).name}:{hole.lineno}"
    return (
        f"{hole.name} ({where}) is not written yet: make test-stage-1 to test-stage-6 lead there. "
        "To see the finished model now: make demo"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
