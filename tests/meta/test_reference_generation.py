"""The generation reference equals torch and the filters of transformers' generate."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from transformers.generation import logits_process

from reference import generation, model
from tests.meta import torch_twin
from tests.meta.torch_twin import draw, draw_weights, leaf, leaves, same

pytestmark = pytest.mark.filterwarnings("error")

SHAPES = [(7,), (3, 7), (2, 3, 7)]


def warped(warper, logits):
    """What transformers' filter, which wants rows, makes of the logits."""
    rows = torch.tensor(logits).reshape(-1, logits.shape[-1])
    return warper(None, rows).reshape(logits.shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
def test_apply_temperature_divides(shape, temperature):
    same(generation.apply_temperature(draw(*shape), temperature), draw(*shape) / temperature)


@pytest.mark.parametrize("temperature", [0, 0.0, -1, float("nan")])
def test_apply_temperature_refuses_what_is_not_above_zero(temperature):
    with pytest.raises(ValueError, match="above 0"):
        generation.apply_temperature(draw(3), temperature)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("k", [1, 2, 6, 7, 8, 100])
def test_top_k_filter_is_that_of_transformers(shape, k):
    logits = draw(*shape)
    same(generation.top_k_filter(logits, k), warped(logits_process.TopKLogitsWarper(k), logits))


def test_top_k_filter_keeps_ties_with_the_threshold():
    got = generation.top_k_filter([2.0, 3.0, 2.0, 1.0, 2.0], 2)
    same(got, [2.0, 3.0, 2.0, -np.inf, 2.0])


def test_top_k_filter_refuses_zero():
    with pytest.raises(ValueError, match="at least 1"):
        generation.top_k_filter(draw(3), 0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("p", [1e-9, 0.3, 0.6, 0.9, 0.99, 1])
def test_top_p_filter_is_that_of_transformers(shape, p):
    logits = draw(*shape)
    same(generation.top_p_filter(logits, p), warped(logits_process.TopPLogitsWarper(p), logits))


@pytest.mark.parametrize(("p", "kept"), [(0.01, 1), (0.25, 16), (0.251, 17), (0.75, 48)])
def test_top_p_filter_stops_where_the_mass_reaches_p_smaller_ids_first(p, kept):
    # 64 equal parts: the sums are exact; mixed with others, so that an unstable sort shows
    logits = np.tile([-np.inf, 0.0, -np.inf], 64)
    expected = np.where(np.arange(3 * 64) < 3 * kept, logits, -np.inf)
    same(generation.top_p_filter(logits, p), expected)


def test_top_p_filter_of_one_keeps_what_rounding_hides():
    same(generation.top_p_filter([100.0, 0.0, -100.0], 1), [100.0, 0.0, -100.0])


@pytest.mark.parametrize("p", [0, -0.1, 1.1, float("nan")])
def test_top_p_filter_refuses_what_is_no_mass(p):
    with pytest.raises(ValueError, match="at most 1"):
        generation.top_p_filter(draw(3), p)


@pytest.mark.parametrize("shape", SHAPES)
def test_next_token_probabilities_filter_in_the_order_temperature_k_p(shape):
    logits = draw(*shape)
    expected = torch.tensor(logits) / 1.7
    for warper in (logits_process.TopKLogitsWarper(5), logits_process.TopPLogitsWarper(0.7)):
        expected = warped(warper, expected.numpy())
    got = generation.next_token_probabilities(logits, temperature=1.7, top_k=5, top_p=0.7)
    same(got, F.softmax(expected, -1))


def test_next_token_probabilities_without_filters_are_the_softmax():
    same(generation.next_token_probabilities(draw(2, 7)), F.softmax(leaf(draw(2, 7)), -1))


@pytest.mark.parametrize("shape", SHAPES)
def test_temperature_zero_is_the_limit_of_small_temperatures(shape):
    logits = draw(*shape)
    got = generation.next_token_probabilities(logits, temperature=0, top_k=2, top_p=0.5)
    same(got, generation.next_token_probabilities(logits, temperature=1e-6))


def test_temperature_zero_takes_the_smaller_id_of_equals():
    same(generation.next_token_probabilities([1.0, 3.0, 3.0], temperature=0), [0.0, 1.0, 0.0])


def test_generate_ids_is_greedy_torch_on_the_last_tokens():
    weights = draw_weights(model.parameter_shapes(11, 6, 3, 2, 5), seed=43)
    # biases alone would decide every token else
    weights["output_projection.weight"] *= 10
    tensors = leaves(weights)
    prompt = np.random.default_rng(0).integers(0, 11, (3, 2))
    expected = torch.tensor(prompt)
    for _ in range(9):
        logits = torch_twin.simple_llm(expected[:, -5:], tensors, 3, 2)
        expected = torch.cat([expected, logits[:, -1].argmax(-1, keepdim=True)], dim=1)
    got = generation.generate_ids(lambda ids: model.simple_llm(ids, weights, 3), prompt, 9, 5)
    assert got.tolist() == expected.tolist()
    assert len(np.unique(got[:, 2:])) > 2


def test_generate_ids_reads_its_own_tokens_and_no_more_than_max_seq_len():
    def sums(ids):
        return np.eye(11)[ids.cumsum(-1) % 11]

    got = generation.generate_ids(sums, [[1, 1], [2, 4]], 4, max_seq_len=3)
    assert got.tolist() == [[1, 1, 2, 4, 7, 2], [2, 4, 6, 1, 0, 7]]


def test_generate_ids_of_no_new_tokens_is_the_prompt():
    assert generation.generate_ids(None, [[1, 2]], 0, 3).tolist() == [[1, 2]]
