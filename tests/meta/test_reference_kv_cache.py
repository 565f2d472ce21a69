"""A text read in parts gives what the references without a cache give at once."""

import numpy as np
import pytest
import torch

from reference import attention, generation, kv_cache, model, modern
from solutions.generation import generate_ids
from solutions.kv_cache import generate_cached
from solutions.model import SimpleLLM
from solutions.modern import ModernLLM
from tests.meta.torch_twin import draw, draw_weights, same

CUTS = pytest.mark.parametrize("cuts", [[], [4], [1, 2, 3, 4, 5], [3, 5]])
SHAPES = model.parameter_shapes(7, 6, 3, 2, 8)
MODERN = modern.parameter_shapes(7, 12, 6, 3, 2, 11)


def simple_reader(weights):
    return lambda ids, caches: kv_cache.cached_logits(ids, weights, 3, caches)


def modern_reader(weights):
    return lambda ids, caches: modern.modern_llm(ids, weights, 6, 3, caches=caches)


def ids_of(*shape, seed=0):
    return np.random.default_rng(seed).integers(7, size=shape)


def test_updates_are_the_parts_side_by_side():
    k, v = draw(2, 3, 6, 4), draw(2, 3, 6, 5)
    parts = list(zip(np.split(k, [2, 3], 2), np.split(v, [2, 3], 2), strict=True))
    for (got_k, got_v, length), end in zip(kv_cache.updates(*parts), (2, 3, 6), strict=True):
        same(got_k, k[:, :, :end])
        same(got_v, v[:, :, :end])
        assert length == end


@CUTS
def test_cached_attention_is_multi_head_attention(cuts):
    weights = attention.under(draw_weights(SHAPES), "transformer_blocks.0.attention")
    x, cache = draw(2, 6, 6), kv_cache.KVCache()
    parts = [kv_cache.cached_attention(p, weights, 3, cache) for p in np.split(x, cuts, 1)]
    same(np.concatenate(parts, 1), attention.multi_head_attention(x, weights, 3))


@CUTS
def test_cached_logits_are_those_of_the_whole_text(cuts):
    weights, ids = draw_weights(SHAPES), ids_of(2, 6)
    caches = kv_cache.new_caches(weights)
    got = kv_cache.read_in_parts(simple_reader(weights), ids, cuts, caches)
    same(got, model.simple_llm(ids, weights, 3))


@CUTS
def test_modern_logits_are_those_of_the_whole_text(cuts):
    weights, ids = draw_weights(MODERN), ids_of(2, 6)
    caches = kv_cache.new_caches(weights)
    got = kv_cache.read_in_parts(modern_reader(weights), ids, cuts, caches)
    same(got, modern.modern_llm(ids, weights, 6, 3))


@pytest.mark.parametrize(("T", "new"), [(3, 4), (1, 12), (8, 3), (11, 2), (4, 0)])
def test_generate_cached_is_generate_ids(T, new):
    ids = ids_of(2, T)
    for weights, reader in (
        (draw_weights(SHAPES), simple_reader),
        (draw_weights(MODERN), modern_reader),
    ):
        read = reader(weights)

        def logits_of(window, read=read, weights=weights):
            return read(window, kv_cache.new_caches(weights))

        got = kv_cache.generate_cached(
            read, ids, new, 8, lambda weights=weights: kv_cache.new_caches(weights)
        )
        np.testing.assert_array_equal(got, generation.generate_ids(logits_of, ids, new, 8))


@pytest.mark.parametrize("make", [SimpleLLM, ModernLLM])
@pytest.mark.parametrize(("T", "new"), [(3, 40), (20, 30), (40, 8)])
def test_solutions_draw_the_same_tokens_with_and_without_a_cache(make, T, new):
    torch.manual_seed(1)
    llm = make(31, 32, n_heads=4, n_layers=3, max_seq_len=24).double()
    ids = torch.randint(31, (5, T))
    for options in ({"temperature": 0}, {"temperature": 0.8, "top_k": 9, "top_p": 0.9}):
        one, other = (
            loop(llm, ids, new, **options, generator=torch.Generator().manual_seed(2))
            for loop in (generate_ids, generate_cached)
        )
        assert torch.equal(one, other)
