"""Graded claims of stage 2, attention. Sizes are small and all different: B 2, H 3, T 5, S 4, D 7."""

import numpy as np

from reference import attention
from tests.harness.comparison import agree, claim
from tests.harness.target import strided


def test_softmax_sums_to_one_along_dim(learner, draw):
    """softmax normalises along the axis it is asked for, whichever that is"""
    x = draw.normal(2, 3, 5)
    for dim in (-1, 0, 1):
        agree(lambda: learner.softmax(x, dim=dim), lambda: attention.softmax(x, dim))


def test_softmax_normalises_the_last_axis_by_default(learner, draw):
    """without `dim`, softmax normalises along the last axis"""
    for shape in ((5,), (3, 5), (2, 3, 5, 7)):
        x = draw.normal(*shape)
        agree(lambda: learner.softmax(x), lambda: attention.softmax(x))


def test_softmax_survives_large_scores(learner, draw):
    """scores of 1000 overflow exp(); the result must still be right"""
    x = draw.normal(3, 5, std=300) + np.float32(700)
    agree(lambda: learner.softmax(x), lambda: attention.softmax(x))


def test_softmax_survives_rows_of_different_size(learner, draw):
    """a row of small scores beside a row of large ones is normalised by itself"""
    x = draw.normal(3, 5) + np.array([[-500], [0], [500]], np.float32)
    agree(lambda: learner.softmax(x), lambda: attention.softmax(x))


def test_softmax_leaves_its_input_alone(learner, draw):
    """softmax returns a new tensor; the caller's scores stay as they were"""
    seen = learner.observe("softmax", draw.normal(3, 5, mean=2.0))
    claim(seen.untouched, "the scores were changed in place", mistake="softmax-changes-its-input")


def test_softmax_gradients(learner, draw):
    """the gradient of softmax reaches its input, and is right"""
    x, upstream = draw.normal(2, 3, 5), draw.normal(2, 3, 5)
    agree(
        lambda: learner.gradients("softmax", x, dim=1, upstream=upstream)["inputs"],
        lambda: [attention.softmax_backward(upstream, x, 1)],
    )


def test_softmax_reads_any_memory_layout(learner, draw):
    """softmax works on a tensor that is not contiguous in memory"""
    x = draw.normal(3, 5)
    agree(lambda: learner.softmax(strided(x)), lambda: attention.softmax(x))


def test_attention_weights_values(learner, draw):
    """each query's weights over the keys are softmax(q kᵀ / √D)"""
    q, k = draw.normal(2, 3, 5, 7), draw.normal(2, 3, 4, 7)
    agree(lambda: learner.attention_weights(q, k), lambda: attention.attention_weights(q, k))
