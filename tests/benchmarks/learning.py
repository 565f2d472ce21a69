"""Training: tokens per second, the share of what the processor can multiply, growth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

import torch
from torch import nn

from solutions.model import SimpleLLM, count_parameters
from solutions.training import get_batch, train_step
from tests.benchmarks.timing import Figure, at_least, ratio, seconds
from tests.harness.program.precision import computing_in

V, BATCH, T = 65, 32, 64


def step_of(model: nn.Module, batch: int = BATCH) -> Callable[[], float]:
    """One step of the finished program's training."""
    data = torch.randint(V, (100_000,))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    return lambda: train_step(model, optimizer, *get_batch(data, batch, T))


def plainest_steps(model: nn.Module) -> None:
    """As many tokens in the first loop one would write: one window at a time, Adam."""
    data = torch.randint(V, (100_000,))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(BATCH):
        start = int(torch.randint(len(data) - T - 1, ()))
        window = data[start : start + T + 1]
        logits = model(window[None, :-1])
        loss = nn.functional.cross_entropy(logits[0], window[1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def tokens(quick: bool) -> Iterator[Figure]:
    """Equal tokens with the default batch and with a batch of one window."""
    ours, plain = step_of(SimpleLLM(V)), partial(plainest_steps, SimpleLLM(V))
    ours(), plain()
    found = ratio(plain, ours, 3 if quick else 15)
    yield at_least("tokens per second of training: batch 32 / a window at a time", 1.5, found)


def operations(model: nn.Module) -> float:
    """Of one step: 6 for each parameter and token, and attention's two products (there, back)."""
    tables = [module for module in model.modules() if isinstance(module, nn.Embedding)]
    n = count_parameters(model) - sum(table.weight.numel() for table in tables)
    layers, C = len(model.transformer_blocks), model.token_embedding.embedding_dim
    return BATCH * T * (6 * n + 12 * layers * T * C)


def multiply(pairs: list) -> None:
    for left, right in pairs:
        left @ right


def rate(C: int = 128) -> tuple[Callable[[], None], float]:
    """The products of the model's own sizes, and how many operations they are."""
    shapes = [(BATCH * T, C, C)] * 4 + [(BATCH * T, C, 4 * C), (BATCH * T, 4 * C, C)]
    pairs = [(torch.randn(n, k), torch.randn(k, m)) for n, k, m in shapes]
    return partial(multiply, pairs * 4), 4 * sum(2 * n * k * m for n, k, m in shapes)


def share(quick: bool) -> Iterator[Figure]:
    """Operations per second in a training step beside those of bare matrix products."""
    model = SimpleLLM(V)
    step, (products, count) = step_of(model), rate()

    def two_bytes() -> None:
        with computing_in("bfloat16"):
            step()

    step(), two_bytes(), products()
    turns = 3 if quick else 15
    found = ratio(products, step, turns) * operations(model) / count
    yield at_least("share of the matrix-multiply rate in a training step", 0.6, found, "")
    found = ratio(products, two_bytes, turns) * operations(model) / count
    what = "the same step with products in bfloat16, beside the same rate of float32"
    yield Figure(what, "", f"{found:.2f}")


def size(quick: bool) -> Iterator[Figure]:
    """A step of models of different width."""
    for C in (64, 128, 256) if quick else (32, 64, 128, 256, 512):
        model = SimpleLLM(V, d_model=C)
        step = step_of(model)
        step()
        took = median(seconds(step) for _ in range(2 if quick else 5))
        what = f"a step of 32 windows, d_model {C}, {count_parameters(model):,} parameters"
        speed = f"{took * 1000:.0f} ms, {BATCH * T / took:,.0f} tokens/s"
        yield Figure(what, "", f"{speed}, {operations(model) / took / 1e9:.0f} GFLOP/s")
