"""A checkpoint on disk: one safetensors file that holds the weights, and facts about them as JSON.

Read without torch as well: the pictures are drawn from the same file.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from reference.sentence import Sentence

# model     "simple" or "modern"; config: its sizes, as the class takes them
# vocabulary  the characters in the order of their ids; data: the text they come from
# levels    losses to compare with; curve: [step, training loss, validation loss] of every check
# openings  the characters that begin a piece of the text, if it consists of pieces
FACTS = ("model", "config", "vocabulary", "data", "levels", "curve", "openings")


def check_place(path: Path) -> None:
    """ValueError where no checkpoint can be written, before an hour of training is lost to it."""
    if path.exists() and not path.is_file():
        raise ValueError(Sentence("{} is no ordinary file: choose another OUT.", path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        told = Sentence("{} cannot be written ({}): choose another OUT.", path, error)
        raise ValueError(told) from None


def save(path: Path, weights: dict[str, Any], about: dict[str, Any]) -> None:
    """Write weights (of torch) and facts into one file: whole, or not at all."""
    from safetensors.torch import save_file

    partial = path.with_name(path.name + ".partial")
    facts = {key: json.dumps(about[key]) for key in FACTS}
    save_file({name: w.clone() for name, w in weights.items()}, partial, facts)
    os.replace(partial, path)


def read(path: Path, arrays: str = "pt") -> tuple[dict[str, Any], dict[str, Any]]:
    """The weights, as tensors or ("np") as arrays, and the facts.

    ValueError, with what to do, if there is no checkpoint.
    """
    if not path.is_file():
        raise ValueError(Sentence("There is no checkpoint {}; make train writes one.", path))
    with of_train(path), safe_open(path, arrays) as file:
        found = file.metadata() or {}
        about = {key: json.loads(found[key]) for key in FACTS}
        return {name: file.get_tensor(name) for name in file.keys()}, about  # noqa: SIM118


@contextmanager
def of_train(path: Path) -> Iterator[None]:
    """While the file is used: what does not fit means that `make train` did not write it."""
    try:
        yield
    except NotImplementedError:  # a part of the model that nobody has written
        raise
    except (SafetensorError, json.JSONDecodeError, KeyError, TypeError, RuntimeError) as error:
        told = Sentence("{} is no checkpoint that make train wrote ({}).", path, error)
        raise ValueError(told) from None
