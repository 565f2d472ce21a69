"""The model reference equals torch, forward and backward."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from reference import model
from tests.meta import torch_twin
from tests.meta.torch_twin import draw, draw_weights, leaf, leaves, same, same_weights

pytestmark = pytest.mark.filterwarnings("error")

SIZES = {"vocab_size": 11, "d_model": 6, "n_heads": 3, "n_layers": 2, "max_seq_len": 7}


def random_ids(*shape):
    return np.random.default_rng(shape).integers(0, SIZES["vocab_size"], shape)


def skeleton(vocab_size, d_model, n_heads, n_layers, max_seq_len):
    """The modules of the model, created in its order, with nothing to run them."""

    def linears(**sizes):
        return nn.ModuleDict({name: nn.Linear(*size) for name, size in sizes.items()})

    def block():
        square = (d_model, d_model)
        parts = {
            "attention": linears(
                q_linear=square, k_linear=square, v_linear=square, out_linear=square
            ),
            "norm1": nn.LayerNorm(d_model),
            "norm2": nn.LayerNorm(d_model),
            "feed_forward": linears(linear1=(d_model, 4 * d_model), linear2=(4 * d_model, d_model)),
        }
        return nn.ModuleDict(parts)

    parts = {
        "token_embedding": nn.Embedding(vocab_size, d_model),
        "position_embedding": nn.Embedding(max_seq_len, d_model),
        "transformer_blocks": nn.ModuleList(block() for _ in range(n_layers)),
        "output_projection": nn.Linear(d_model, vocab_size),
    }
    return nn.ModuleDict(parts)


def test_embedding_and_its_gradient_adds_up_repeated_ids():
    ids, table, upstream = np.array([[1, 4, 1], [1, 0, 4]]), draw(5, 7), draw(2, 3, 7)
    tensor = leaf(table)
    expected = F.embedding(torch.tensor(ids), tensor)
    same(model.embedding(ids, table), expected)
    found = torch_twin.gradients(expected, [tensor], upstream)
    same(model.embedding_backward(upstream, ids, table), *found)


@pytest.mark.parametrize("wrong", [-1, 11])
def test_simple_llm_refuses_an_id_outside_the_vocabulary(wrong):
    weights = draw_weights(model.parameter_shapes(**SIZES))
    with pytest.raises(IndexError):
        model.simple_llm(np.array([[0, wrong]]), weights, 3)


def test_simple_llm_refuses_more_tokens_than_positions():
    weights = draw_weights(model.parameter_shapes(**SIZES))
    with pytest.raises(ValueError, match="8 tokens, but positions for 7"):
        model.simple_llm(random_ids(2, 8), weights, 3)


@pytest.mark.parametrize("shape", [(5,), (2, 5), (2, 3, 7)])
@pytest.mark.parametrize("n_layers", [0, 1, 2, 11])  # 11: after block 9 comes 10, not 2
def test_simple_llm_and_its_gradients(shape, n_layers):
    ids, upstream = random_ids(*shape), draw(*shape, 11)
    weights = draw_weights(model.parameter_shapes(**SIZES | {"n_layers": n_layers}))
    tensors = leaves(weights)
    expected = torch_twin.simple_llm(torch.tensor(ids), tensors, 3, n_layers)
    same(model.simple_llm(ids, weights, 3), expected)
    dweights = model.simple_llm_backward(upstream, ids, weights, 3)
    found = torch_twin.gradients(expected, tensors.values(), upstream)
    same_weights(dweights, dict(zip(tensors, found, strict=True)), rtol=1e-7, atol=1e-9)


def test_simple_llm_takes_lists_of_ids():
    weights = draw_weights(model.parameter_shapes(**SIZES))
    same(model.simple_llm([[1, 2]], weights, 3), model.simple_llm(np.array([[1, 2]]), weights, 3))


def test_parameter_shapes_are_those_of_torchs_modules_in_their_order():
    weights = skeleton(**SIZES).state_dict()
    expected = [(name, tuple(tensor.shape)) for name, tensor in weights.items()]
    assert list(model.parameter_shapes(**SIZES).items()) == expected


def test_gradients_come_under_the_name_and_shape_of_each_weight():
    shapes = model.parameter_shapes(**SIZES)
    dweights = model.simple_llm_backward(draw(2, 5, 11), random_ids(2, 5), draw_weights(shapes), 3)
    assert {name: gradient.shape for name, gradient in dweights.items()} == shapes


def test_count_parameters_is_the_count_of_the_mission():
    assert model.count_parameters(86) == 426_838
    expected = sum(p.numel() for p in skeleton(**SIZES).parameters())
    assert model.count_parameters(**SIZES) == expected


def test_parameter_shapes_refuse_heads_that_do_not_divide():
    with pytest.raises(ValueError, match="multiple"):
        model.parameter_shapes(11, d_model=6, n_heads=4)
