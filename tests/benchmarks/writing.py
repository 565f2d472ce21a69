"""Generation: with a key-value cache and without, beside `transformers`, and growth with length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import nn

from solutions.generation import generate_ids
from solutions.kv_cache import generate_cached
from solutions.model import SimpleLLM
from solutions.modern import ModernLLM
from tests.benchmarks.timing import Figure, ratio, seconds

V, PROMPT = 65, torch.tensor([[1]])


def loop(generate: Callable, new: int, model: nn.Module) -> Callable[[], torch.Tensor]:
    """A greedy continuation of one token."""
    return partial(generate, model, PROMPT, new, temperature=0)


def cached(quick: bool) -> Iterator[Figure]:
    """How many times as many tokens the cache gives, and how that grows."""
    for new in (64, 256) if quick else (64, 256, 1024):
        for make in (SimpleLLM, ModernLLM):
            yield from with_a_cache(make(V, max_seq_len=new + 1), new, quick)


def with_a_cache(model: nn.Module, new: int, quick: bool) -> Iterator[Figure]:
    plain, kept = loop(generate_ids, new, model), loop(generate_cached, new, model)
    if not torch.equal(plain(), kept()):
        raise AssertionError("the cache changes the tokens")
    found, name = ratio(plain, kept, 1 if quick or new > 256 else 5), type(model).__name__
    yield Figure(f"{name}, {new} tokens: with a cache / without", "", f"{found:.1f} x")
    speed = new / seconds(kept)
    yield Figure(f"{name}, {new} tokens with a cache, per second", "", f"{speed:,.0f}")


def beside_transformers(quick: bool, new: int = 64) -> Iterator[Figure]:
    """The same size of model (pre-norm there) in the library that is used for it most."""
    from transformers import GPT2Config, GPT2LMHeadModel

    places = {"n_positions": new + 1, "bos_token_id": 0, "eos_token_id": None}
    theirs = GPT2LMHeadModel(
        GPT2Config(vocab_size=V, n_embd=128, n_head=4, n_layer=2, **places)
    ).eval()
    options = {"max_new_tokens": new, "do_sample": False, "pad_token_id": 0}
    generate = partial(theirs.generate, PROMPT, attention_mask=torch.ones_like(PROMPT), **options)
    generate()
    for name, ours in (("generate_ids", generate_ids), ("generate_cached", generate_cached)):
        mine = loop(ours, new, SimpleLLM(V, max_seq_len=new + 1))
        mine()
        found = ratio(generate, mine, 2 if quick else 9)
        yield Figure(f"64 tokens, tokens per second: {name} / transformers", "", f"{found:.2f} x")
