"""Numbers of two bytes for matrix products, where the processor has instructions for them."""

from __future__ import annotations

from contextlib import AbstractContextManager

PRECISIONS = ("auto", "float32", "bfloat16")
INSTRUCTIONS = ("avx512_bf16", "amx_bf16")


def precision(asked: str) -> str:
    """`auto` is bfloat16 where that is quicker; elsewhere it would be imitated, and slow."""
    import torch  # not before it is needed: the options are there without it

    can = torch.cpu.get_capabilities()
    quicker = any(can.get(name) for name in INSTRUCTIONS)
    return ("bfloat16" if quicker else "float32") if asked == "auto" else asked


def computing_in(name: str) -> AbstractContextManager:
    """Within, matrix products are made in this precision; weights and sums stay float32."""
    import torch

    # no cache: it would hold the weights as they were before the first step
    wanted = name == "bfloat16"
    return torch.autocast("cpu", torch.bfloat16, enabled=wanted, cache_enabled=False)
