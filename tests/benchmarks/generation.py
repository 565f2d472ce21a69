"""Tokens per second with and without a key-value cache: `python -m tests.benchmarks.generation`.

Both loops continue the same prompt with the same model in the same run, turn by turn, so that only
their ratio speaks; the tokens must be equal.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor

from solutions.generation import generate_ids
from solutions.kv_cache import generate_cached
from solutions.model import SimpleLLM
from solutions.modern import ModernLLM

LENGTHS = (64, 256, 1024)
ROUNDS = 2


def models(max_seq_len: int) -> dict[str, torch.nn.Module]:
    """The models of stages 4 and 7 with a window that holds the whole text."""
    torch.manual_seed(0)
    sizes = {"d_model": 128, "n_heads": 4, "n_layers": 2, "max_seq_len": max_seq_len}
    return {"SimpleLLM": SimpleLLM(86, **sizes), "ModernLLM": ModernLLM(86, **sizes)}


def seconds(generate: Callable[..., Tensor], model: torch.nn.Module, new: int) -> float:
    """How long a greedy continuation of one token takes."""
    prompt = torch.tensor([[1]])
    began = time.perf_counter()
    generate(model, prompt, new, temperature=0)
    return time.perf_counter() - began


def row(model: torch.nn.Module, new: int) -> tuple[float, float]:
    """Tokens per second, uncached and cached: the best of some turns, taken alternately."""
    loops = (generate_ids, generate_cached)
    turns = [[seconds(loop, model, new) for loop in loops] for _ in range(rounds(new))]
    uncached, cached = (new / min(times) for times in zip(*turns, strict=True))
    return uncached, cached


def rounds(new: int) -> int:
    """Long texts need no repetition."""
    return ROUNDS if new < LENGTHS[-1] else 1


def main() -> None:
    torch.set_num_threads(
        1
    )  # tensors this small gain nothing from more, and lose on a busy machine
    print(f"{'model':<10} {'tokens':>6} {'uncached/s':>11} {'cached/s':>9} {'ratio':>6}")
    for new in LENGTHS:
        for name, model in models(new + 1).items():
            uncached, cached = row(model, new)
            print(f"{name:<10} {new:>6} {uncached:>11.0f} {cached:>9.0f} {cached / uncached:>6.1f}")


if __name__ == "__main__":
    main()
