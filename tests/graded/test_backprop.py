"""Graded claims of stage 12, backprop. Sizes are small and all different; arrays are float64."""

import sys

import numpy as np

from reference import attention, block, model
from reference import backprop as reference
from tests.harness.comparison import agree, claim, compare

FLOAT64 = 1e-6  # of the usual tolerance: about 1e-10
TRICKS = {"ctypes", "importlib", "sys"}  # roads to torch that go by another name


def numbers(draw, *shape, mean=0.0, std=1.0):
    return draw.normal(*shape, mean=mean, std=std).astype(np.float64)


def weights_of(draw, shapes):
    return {name: w.astype(np.float64) for name, w in draw.weights(shapes).items()}


def by_hand(learner):
    """The file gets by with NumPy and the standard library: nobody else does the chain rule."""
    own = (sys.stdlib_module_names | {"numpy"}) - TRICKS
    others = ", ".join(name for name in learner.imports() if name not in own)
    sentence = f"the file imports {others}: this stage is written by hand, in NumPy alone"
    claim(not others, sentence, mistake="backprop-imports-a-framework")


def agree_exactly(call, expected):
    """As close as float64 comes: a derivative taken by finite differences does not."""
    agree(call, expected)
    exact = compare(call(), expected(), tolerance=FLOAT64) is None
    sentence = "right to some digits only: float64 arithmetic gives more"
    claim(exact, sentence, mistake="backprop-by-differences")


def untouched(learner, name, *args, mistake=None):
    """A call changes none of its arguments."""
    seen = learner.observe(name, *args)
    sentence = "an argument was changed in place: it belongs to the caller"
    claim(seen.untouched, sentence, mistake=mistake)


def settled(gradients):
    """The gradient of a key bias is 0 in theory: what is left of it is only rounding."""
    if isinstance(gradients, (list, tuple)):
        return [settled(item) for item in gradients]
    if not isinstance(gradients, dict):
        return gradients
    return {name: rounded(name, gradient) for name, gradient in gradients.items()}


def rounded(name, gradient):
    vanishes = name.endswith("k_linear.bias") and isinstance(gradient, np.ndarray)
    return np.round(gradient, 9) if vanishes else gradient


def agree_settled(call, expected):
    agree(lambda: settled(call()), lambda: settled(expected()))


# -- linear_backward ---------------------------------------------------------------------------


def test_linear_backward_values(learner, draw):
    """gradients of input, weight and bias"""
    g, x, weight = numbers(draw, 5, 3), numbers(draw, 5, 7), numbers(draw, 3, 7)
    agree_exactly(
        lambda: learner.linear_backward(g, x, weight),
        lambda: reference.linear_backward(g, x, weight),
    )
    by_hand(learner)


def test_linear_backward_sums_over_all_leading_dimensions(learner, draw):
    """one row, a batch of texts, four dimensions: every row has used the same weights"""
    for leading in ((2, 5), (1, 4), (2, 3, 5), ()):
        g, x = numbers(draw, *leading, 3), numbers(draw, *leading, 7)
        weight = numbers(draw, 3, 7)
        agree_exactly(
            lambda: learner.linear_backward(g, x, weight),
            lambda: reference.linear_backward(g, x, weight),
        )


def test_linear_backward_of_a_square_matrix(learner, draw):
    """where a matrix is square, shapes forgive everything: only values tell"""
    g, x, weight = numbers(draw, 2, 3, 4), numbers(draw, 2, 3, 4), numbers(draw, 4, 4)
    agree_exactly(
        lambda: learner.linear_backward(g, x, weight),
        lambda: reference.linear_backward(g, x, weight),
    )


# -- relu_backward -----------------------------------------------------------------------------


def test_relu_backward_values(learner, draw):
    """the gradient passes where x is above 0, and is blocked elsewhere"""
    for shape in ((2, 3, 5), (7,)):
        g, x = numbers(draw, *shape), numbers(draw, *shape)
        agree(lambda: learner.relu_backward(g, x), lambda: reference.relu_backward(g, x))
    by_hand(learner)


def test_relu_backward_blocks_at_zero(learner, draw):
    """at x = 0 exactly nothing passes, as in torch"""
    g, x = numbers(draw, 3, 4), numbers(draw, 3, 4)
    x[:, ::2] = 0
    agree(lambda: learner.relu_backward(g, x), lambda: reference.relu_backward(g, x))


def test_relu_backward_leaves_its_arguments_alone(learner, draw):
    """upstream and x belong to the caller"""
    g, x = numbers(draw, 3, 5), numbers(draw, 3, 5)
    untouched(learner, "relu_backward", g, x, mistake="relu-backward-changes-upstream")


# -- embedding_backward ------------------------------------------------------------------------


def test_embedding_backward_adds_up(learner, draw):
    """a row that was read several times gets the sum, one that was never read zeros"""
    ids = np.array([[4, 1, 4, 0, 4], [1, 6, 1, 1, 0]])
    g = numbers(draw, 2, 5, 3)
    agree(
        lambda: learner.embedding_backward(g, ids, 9),
        lambda: reference.embedding_backward(g, ids, 9),
    )
    by_hand(learner)


def test_embedding_backward_takes_any_leading_dimensions(learner, draw):
    """ids may have one dimension, or three"""
    for shape in ((7,), (2, 3, 5), (1, 1)):
        ids, g = draw.ids(6, *shape), numbers(draw, *shape, 4)
        agree(
            lambda: learner.embedding_backward(g, ids, 6),
            lambda: reference.embedding_backward(g, ids, 6),
        )


# -- softmax_backward --------------------------------------------------------------------------


def test_softmax_backward_values(learner, draw):
    """each input acts on all probabilities of its row, since they share one sum"""
    for shape in ((2, 3, 5), (4, 7), (6,), (3, 1)):
        g, x = numbers(draw, *shape, mean=1), numbers(draw, *shape, std=2)
        agree_exactly(
            lambda: learner.softmax_backward(g, x), lambda: reference.softmax_backward(g, x)
        )
    by_hand(learner)


def test_softmax_backward_survives_large_and_hidden_scores(learner, draw):
    """scores of 1000, and of -inf, as a mask leaves them, give finite gradients"""
    g, x = numbers(draw, 4, 5), numbers(draw, 4, 5, std=2)
    x[0] += 1000
    x[1:3, 3:] = -np.inf
    agree_exactly(lambda: learner.softmax_backward(g, x), lambda: reference.softmax_backward(g, x))


def test_softmax_backward_leaves_its_arguments_alone(learner, draw):
    """upstream and x belong to the caller"""
    untouched(learner, "softmax_backward", numbers(draw, 3, 5), numbers(draw, 3, 5))


# -- cross_entropy_backward --------------------------------------------------------------------


def test_cross_entropy_backward_values(learner, draw):
    """probabilities, less 1 at the target, divided by the number of targets"""
    for leading in ((2, 5), (7,), (2, 3, 4)):
        logits, targets = numbers(draw, *leading, 6, std=2), draw.ids(6, *leading)
        agree_exactly(
            lambda: learner.cross_entropy_backward(logits, targets),
            lambda: reference.cross_entropy_backward(logits, targets),
        )
    by_hand(learner)


def test_cross_entropy_backward_survives_large_logits(learner, draw):
    """logits in the thousands give finite gradients"""
    logits, targets = numbers(draw, 3, 4, std=3000), draw.ids(4, 3)
    agree_exactly(
        lambda: learner.cross_entropy_backward(logits, targets),
        lambda: reference.cross_entropy_backward(logits, targets),
    )


def test_cross_entropy_backward_leaves_its_arguments_alone(learner, draw):
    """logits and targets belong to the caller"""
    args = numbers(draw, 3, 5), draw.ids(5, 3)
    untouched(learner, "cross_entropy_backward", *args, mistake="ce-backward-changes-logits")


# -- layer_norm_backward -----------------------------------------------------------------------


def agree_on_norm(learner, g, x, weight, **eps):
    agree_exactly(
        lambda: learner.layer_norm_backward(g, x, weight, **eps),
        lambda: reference.layer_norm_backward(g, x, weight, **eps),
    )


def test_layer_norm_backward_values(learner, draw):
    """gradients of the input, also through mean and variance, of the scale and of the shift"""
    g, x = numbers(draw, 4, 7, mean=1), numbers(draw, 4, 7, mean=3, std=2)
    agree_on_norm(learner, g, x, numbers(draw, 7, mean=1))
    by_hand(learner)


def test_layer_norm_backward_sums_over_all_leading_dimensions(learner, draw):
    """every token has used the same scale and shift; one token, a batch, four dimensions"""
    for leading in ((2, 5), (1, 3), (2, 3, 4), ()):
        g, x = numbers(draw, *leading, 6, mean=1), numbers(draw, *leading, 6, mean=-2)
        agree_on_norm(learner, g, x, numbers(draw, 6, mean=1))


def test_layer_norm_backward_uses_the_eps_it_is_given(learner, draw):
    """eps stands under the root, backward as forward; without it it is 1e-5"""
    for eps in ({"eps": 0.5}, {"eps": 3.0}, {}):
        g, x = numbers(draw, 2, 3, 6), numbers(draw, 2, 3, 6, std=0.005 if not eps else 1)
        agree_on_norm(learner, g, x, numbers(draw, 6, mean=1), **eps)


def test_layer_norm_backward_leaves_its_arguments_alone(learner, draw):
    """upstream, x and weight belong to the caller"""
    args = (numbers(draw, 2, 3, 6), numbers(draw, 2, 3, 6), numbers(draw, 6))
    untouched(learner, "layer_norm_backward", *args, mistake="norm-backward-changes-upstream")


# -- attention_backward ------------------------------------------------------------------------


def agree_on_attention(learner, draw, *shape, std=1.0):
    g, q, k, v = (numbers(draw, *shape, std=std) for _ in range(4))
    agree_exactly(
        lambda: learner.attention_backward(g, q, k, v),
        lambda: reference.attention_backward(g, q, k, v),
    )


def test_attention_backward_values(learner, draw):
    """gradients of queries, keys and values"""
    agree_on_attention(learner, draw, 5, 3)
    by_hand(learner)


def test_attention_backward_takes_any_leading_dimensions(learner, draw):
    """a batch of texts with several heads; square heads; a single token"""
    for shape in ((2, 3, 5, 4), (2, 4, 4), (3, 1, 2)):
        agree_on_attention(learner, draw, *shape)


def test_attention_backward_is_exact_where_attention_is_sharp(learner, draw):
    """large scores give finite gradients"""
    agree_on_attention(learner, draw, 2, 5, 3, std=30)


# -- multi_head_attention_backward -------------------------------------------------------------


def attention_input(draw, C, *leading):
    shapes = attention.under(block.block_shapes(C, 5), "attention")
    return numbers(draw, *leading, C), numbers(draw, *leading, C), weights_of(draw, shapes)


def agree_on_heads(learner, draw, C, H, *leading):
    g, x, weights = attention_input(draw, C, *leading)
    agree_settled(
        lambda: learner.multi_head_attention_backward(g, x, weights, H),
        lambda: reference.multi_head_attention_backward(g, x, weights, H),
    )


def test_multi_head_attention_backward_values(learner, draw):
    """gradients of the input and of all eight weights"""
    agree_on_heads(learner, draw, 6, 3, 2, 5)
    by_hand(learner)


def test_multi_head_attention_backward_uses_all_its_sizes(learner, draw):
    """one head, as many heads as features, one token, one text without a batch"""
    for C, H, leading in ((6, 1, (2, 4)), (4, 4, (3, 5)), (6, 2, (3, 1)), (6, 3, (4,))):
        agree_on_heads(learner, draw, C, H, *leading)


def test_multi_head_attention_backward_leaves_its_arguments_alone(learner, draw):
    """upstream, x and the weights belong to the caller"""
    untouched(learner, "multi_head_attention_backward", *attention_input(draw, 6, 2, 5), 3)


# -- feed_forward_backward ---------------------------------------------------------------------


def test_feed_forward_backward_values(learner, draw):
    """gradients of the input and of all four weights, with or without leading dimensions"""
    for C, F, leading in ((5, 11, (2, 3)), (6, 4, (7,)), (4, 4, (2, 3)), (3, 5, ())):
        weights = weights_of(draw, block.feed_forward_shapes(C, F))
        g, x = numbers(draw, *leading, C), numbers(draw, *leading, C, std=2)
        agree_exactly(
            lambda: learner.feed_forward_backward(g, x, weights),
            lambda: reference.feed_forward_backward(g, x, weights),
        )
    by_hand(learner)


# -- block_backward ----------------------------------------------------------------------------


def block_input(draw, C, F, *leading):
    weights = weights_of(draw, block.block_shapes(C, F))
    return numbers(draw, *leading, C), numbers(draw, *leading, C, mean=1), weights


def agree_on_block(learner, g, x, weights, H):
    agree_settled(
        lambda: learner.block_backward(g, x, weights, H),
        lambda: reference.block_backward(g, x, weights, H),
    )


def test_block_backward_values(learner, draw):
    """gradients of the input and of all sixteen weights"""
    agree_on_block(learner, *block_input(draw, 6, 11, 2, 5), 3)
    by_hand(learner)


def test_block_backward_uses_all_its_sizes(learner, draw):
    """other numbers of heads and hidden features, one token"""
    for C, F, H, leading in ((6, 3, 1, (1, 4)), (4, 5, 4, (3, 1))):
        agree_on_block(learner, *block_input(draw, C, F, *leading), H)


def test_block_backward_goes_around_parts_that_add_nothing(learner, draw):
    """with attention and feed-forward net at zero the gradient passes on the residual road"""
    g, x, weights = block_input(draw, 6, 5, 2, 3)
    weights = {name: w * ("norm" in name) for name, w in weights.items()}
    agree_on_block(learner, g, x, weights, 2)


def test_block_backward_leaves_its_arguments_alone(learner, draw):
    """upstream, x and the weights belong to the caller"""
    args = (*block_input(draw, 6, 5, 2, 3), 2)
    untouched(learner, "block_backward", *args, mistake="block-backward-changes-its-input")


# -- gpt_backward ------------------------------------------------------------------------------


def gpt_weights(draw, n_layers=2):
    return weights_of(draw, model.parameter_shapes(11, 6, 3, n_layers, 7))


def agree_on_gpt(learner, draw, n_layers, *shape):
    weights, ids = gpt_weights(draw, n_layers), draw.ids(5, *shape)
    g = numbers(draw, *shape, 11)
    agree_settled(
        lambda: learner.gpt_backward(g, ids, weights, 3),
        lambda: reference.gpt_backward(g, ids, weights, 3),
    )


def test_gpt_backward_values(learner, draw):
    """gradients of all weights of a model of two blocks, tables included"""
    agree_on_gpt(learner, draw, 2, 3, 5)
    by_hand(learner)


def test_gpt_backward_uses_all_its_sizes(learner, draw):
    """no block and three, a full window, a single token"""
    for n_layers, shape in ((0, (2, 7)), (3, (1, 4)), (1, (4, 1))):
        agree_on_gpt(learner, draw, n_layers, *shape)


# -- gradient_descent --------------------------------------------------------------------------


def drawn_batches(draw, n):
    return [(draw.ids(11, 3, 5), draw.ids(11, 3, 5)) for _ in range(n)]


def test_gradient_descent_trains_as_the_reference_does(learner, draw):
    """after three steps without any autograd all weights and losses are the reference's"""
    for lr in (0.1, 0.6):
        weights, batches = gpt_weights(draw), drawn_batches(draw, 3)
        agree(
            lambda: learner.gradient_descent(weights, batches, 3, lr),
            lambda: reference.gradient_descent(weights, batches, 3, lr),
        )
    by_hand(learner)


def test_gradient_descent_makes_the_loss_fall(learner, draw):
    """your own GPT learns one batch by heart"""
    x = np.array([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]])
    batches = [(x, np.roll(x, -1, axis=1))] * 60
    while True:
        weights = gpt_weights(draw, n_layers=1)
        _, expected = reference.gradient_descent(weights, batches, 3, 0.3)
        if expected[-1] < 0.3 * expected[0]:  # not every weight to begin with bears this rate
            break
    _, losses = learner.gradient_descent(weights, batches, 3, 0.3)
    claim(len(losses) == 60, f"60 batches gave {len(losses)} losses")
    fell = losses[-1] < 0.5 * losses[0]
    claim(fell, f"in 60 steps the loss went from {losses[0]:.3g} to {losses[-1]:.3g}")


def test_gradient_descent_leaves_the_callers_weights_alone(learner, draw):
    """the weights that are handed in can be used again"""
    args = (gpt_weights(draw), drawn_batches(draw, 2), 3, 0.5)
    untouched(learner, "gradient_descent", *args, mistake="descent-changes-the-callers-weights")


def test_gradient_descent_of_no_batches_changes_nothing(learner, draw):
    """without a batch there is no loss, and every weight is as before"""
    weights = gpt_weights(draw, n_layers=1)
    agree(
        lambda: learner.gradient_descent(weights, [], 3, 0.5),
        lambda: reference.gradient_descent(weights, [], 3, 0.5),
    )
