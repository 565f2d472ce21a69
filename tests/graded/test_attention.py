"""Graded claims of stage 2, attention. Sizes are small and differ: B 2, H 3, T 5, S 4, D 7."""

import re
from itertools import combinations

import numpy as np

from reference import attention
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim, learner_outcome, raises
from tests.harness.initial import started_equal
from tests.harness.layers import agree_with_gradients

# -- softmax -----------------------------------------------------------------------------------


def test_softmax_sums_to_one_along_dim(learner, draw):
    """softmax normalises along the axis it is asked for, whichever that is"""
    x = draw.normal(2, 3, 5)
    for dim in (-1, 0, 1, -2):
        agree(lambda: learner.softmax(x, dim=dim), lambda: attention.softmax(x, dim))


def test_softmax_normalises_the_last_axis_by_default(learner, draw):
    """without `dim`, softmax normalises along the last axis"""
    for shape in ((5,), (3, 5), (2, 3, 5, 7), (3, 1)):
        x = draw.normal(*shape)
        agree(lambda: learner.softmax(x), lambda: attention.softmax(x))


def test_softmax_of_a_square(learner, draw):
    """softmax keeps rows and columns apart where there are as many of each"""
    x = draw.normal(5, 5)
    agree(lambda: learner.softmax(x), lambda: attention.softmax(x))


def test_softmax_survives_large_scores(learner, draw):
    """scores of 1000 overflow exp(), and -1000 leaves nothing of it; the result must be right"""
    apart = np.array([0, 1, 1, 1, 1], np.float32)
    for size in (-100, 100):  # only a shift by the mean is enough here, or by the maximum
        x = draw.normal(3, 5) + apart * size
        agree(lambda: learner.softmax(x), lambda: attention.softmax(x))
    for size in (1000, -1000):
        x = draw.normal(3, 5) + apart * size
        agree(lambda: learner.softmax(x), lambda: attention.softmax(x))
        agree(lambda: learner.softmax(x[:, 1:]), lambda: attention.softmax(x[:, 1:]))


def test_softmax_survives_rows_of_different_size(learner, draw):
    """a row of small scores beside a row of large ones is normalised by itself"""
    x = draw.normal(3, 5) + np.array([[-500], [0], [500]], np.float32)
    agree(lambda: learner.softmax(x), lambda: attention.softmax(x))
    agree(lambda: learner.softmax(x.T, dim=0), lambda: attention.softmax(x.T, 0))


def test_softmax_gives_minus_infinity_no_weight(learner, draw):
    """a score of -inf gets weight 0, and the others share the rest"""
    x = draw.normal(3, 5)
    x[0, 1] = x[1, :3] = x[2, 4] = -np.inf
    agree(lambda: learner.softmax(x), lambda: attention.softmax(x))
    least = np.abs(learner.softmax(x)[x == -np.inf]).max()
    claim(least == 0, f"a score of -inf has the weight {least:.3g}, not 0")


def test_softmax_leaves_its_input_alone(learner, draw):
    """softmax returns a new tensor; the caller's scores stay as they were"""
    seen = learner.observe("softmax", draw.normal(3, 5, mean=2.0))
    claim(seen.untouched, "the scores were changed in place", mistake="softmax-changes-its-input")


def test_softmax_gradients(learner, draw):
    """the gradient of softmax reaches its input, and is right"""
    x, upstream = draw.normal(2, 3, 5), draw.normal(2, 3, 5)
    for dim in (1, -1):
        agree(
            lambda: learner.gradients("softmax", x, dim=dim, upstream=upstream)["inputs"],
            lambda: [attention.softmax_backward(upstream, x, dim)],
        )


def test_softmax_reads_any_memory_layout(learner, draw):
    """softmax works on a tensor that is not contiguous in memory"""
    x = draw.normal(3, 5)
    agree(lambda: learner.softmax(strided(x)), lambda: attention.softmax(x))


def test_softmax_keeps_the_dtype(learner, draw):
    """float32 scores give float32 weights, float64 scores float64 weights"""
    x = draw.normal(3, 5)
    keeps_dtype(lambda kind: learner.softmax(x.astype(kind)), "softmax-changes-the-dtype")


# -- causal_mask -------------------------------------------------------------------------------


def test_causal_mask_lets_every_token_look_back_and_at_itself(learner, draw):
    """row t of the mask is True at the columns 0 to t, and False after them"""
    for T in (5, 2, 7):
        agree(lambda: learner.causal_mask(T), lambda: attention.causal_mask(T))


def test_causal_mask_of_one_token(learner, draw):
    """a single token may look at itself"""
    agree(lambda: learner.causal_mask(1), lambda: attention.causal_mask(1))


# -- attention_weights -------------------------------------------------------------------------


def test_attention_weights_values(learner, draw):
    """each query's weights over the keys are softmax(q kᵀ / √D)"""
    for D in (7, 1, 16):
        q, k = draw.normal(2, 3, 5, D), draw.normal(2, 3, 4, D)
        agree(lambda: learner.attention_weights(q, k), lambda: attention.attention_weights(q, k))


def test_attention_weights_takes_any_leading_dimensions(learner, draw):
    """queries and keys may have one leading dimension, several, or none"""
    pairs = [
        (draw.normal(*leading, 5, 7), draw.normal(*leading, 4, 7))
        for leading in ((2,), (), (2, 3), (2, 1, 3))
    ]
    calls = [lambda pair=pair: learner.attention_weights(*pair) for pair in pairs]
    takes_any_rank(calls, "attention-counts-dimensions")
    for pair, call in zip(pairs, calls, strict=True):
        agree(call, lambda: attention.attention_weights(*pair))


def test_attention_weights_hides_what_the_mask_hides(learner, draw):
    """where the mask is False the weight is 0, and the visible keys share the whole"""
    q, k = draw.normal(2, 3, 5, 7, std=1.5), draw.normal(2, 3, 4, 7, std=1.5)
    for shape in ((5, 4), (2, 3, 5, 4), (2, 1, 1, 4), (3, 5, 4), (4,)):
        mask = draw_mask(draw, *shape)
        agree(
            lambda: learner.attention_weights(q, k, mask=mask),
            lambda: attention.attention_weights(q, k, mask),
        )


def test_attention_weights_under_a_causal_mask(learner, draw):
    """with the causal mask of 5 tokens, no token looks ahead"""
    q, k, mask = draw.normal(2, 5, 7), draw.normal(2, 5, 7), attention.causal_mask(5)
    agree(
        lambda: learner.attention_weights(q, k, mask),
        lambda: attention.attention_weights(q, k, mask),
    )


def test_attention_weights_works_without_a_mask(learner, draw):
    """the mask is optional: without one, every query may look at every key"""
    q, k = draw.normal(5, 7), draw.normal(4, 7)
    learner.attention_weights(q, k, mask=np.ones((5, 4), bool))
    for options in ({}, {"mask": None}):
        _, error = learner_outcome(lambda: learner.attention_weights(q, k, **options))
        sentence = f"it works with a mask, but raises {error and error.type} without one"
        claim(error is None, sentence, mistake="attention-needs-a-mask")
        agree(
            lambda: learner.attention_weights(q, k, **options),
            lambda: attention.attention_weights(q, k),
        )


def far_apart(draw, size):
    """q (5, 16), k (4, 16): scores near 25 * size and 10 apart, so that rounding hides nothing."""
    q, k = np.zeros((5, 16), np.float32), np.zeros((4, 16), np.float32)
    q[:, 0], q[:, 1] = 100, 40
    k[:, 0], k[:, 1] = size, draw.random.permutation(4)
    return q, k


def test_attention_weights_survives_large_scores(learner, draw):
    """scores of 2500 and of -2500 give weights that are right"""
    for size in (100, -100):
        q, k = far_apart(draw, size)
        agree(lambda: learner.attention_weights(q, k), lambda: attention.attention_weights(q, k))


def test_attention_weights_hides_keys_of_any_score(learner, draw):
    """a hidden key stays hidden though its score is 5000 above those of the visible keys"""
    mask = draw.random.permutation([True, True, False, False])[None]
    q, k = far_apart(draw, np.where(mask[0], -100, 100))
    agree(
        lambda: learner.attention_weights(q, k, mask),
        lambda: attention.attention_weights(q, k, mask),
    )


def test_attention_weights_of_hidden_keys_are_exactly_zero(learner, draw):
    """the weight of a hidden key is exactly 0, not only small"""
    q, k, mask = draw.normal(2, 5, 7), draw.normal(2, 4, 7), draw_mask(draw, 5, 4)
    agree(
        lambda: learner.attention_weights(q, k, mask),
        lambda: attention.attention_weights(q, k, mask),
    )
    largest = np.abs(learner.attention_weights(q, k, mask)[:, ~mask]).max()
    claim(largest == 0, f"a hidden key has the weight {largest:.3g}, not 0")


def test_attention_weights_survives_a_query_that_may_look_nowhere(learner, draw):
    """a query that may look nowhere disturbs no other"""
    q, k, mask = draw.normal(2, 5, 7), draw.normal(2, 4, 7), draw_mask(draw, 5, 4)
    mask[1] = False
    agree(
        lambda: seeing(learner.attention_weights(q, k, mask), mask),
        lambda: seeing(attention.attention_weights(q, k, mask), mask),
    )


def test_attention_weights_gradients(learner, draw):
    """the gradients of the weights reach queries and keys, and are right"""
    q, k, upstream = draw.normal(2, 3, 5, 7), draw.normal(2, 3, 4, 7), draw.normal(2, 3, 5, 4)
    for mask in (None, draw_mask(draw, 5, 4)):
        agree(
            lambda: learner.gradients("attention_weights", q, k, mask, upstream=upstream)["inputs"],
            lambda: list(attention.attention_weights_backward(upstream, q, k, mask)),
        )


def test_attention_weights_leaves_its_input_alone(learner, draw):
    """queries, keys and mask stay as they were"""
    q, k, mask = draw.normal(5, 7), draw.normal(4, 7), draw_mask(draw, 5, 4)
    seen = learner.observe("attention_weights", q, k, mask)
    sentence = "queries, keys or mask were changed in place"
    claim(seen.untouched, sentence, mistake="attention-changes-its-input")


def test_attention_weights_draws_nothing_at_random(learner, draw):
    """the same queries and keys always give the same weights"""
    seen = learner.observe("attention_weights", draw.normal(5, 7), draw.normal(4, 7))
    sentence = "it draws random numbers: is there a dropout?"
    claim(seen.global_random_untouched, sentence, mistake="attention-drops-out")


def test_attention_weights_reads_any_memory_layout(learner, draw):
    """attention_weights works on tensors that are not contiguous in memory"""
    q, k, mask = draw.normal(2, 3, 5, 7), draw.normal(2, 3, 4, 7), draw_mask(draw, 5, 4)
    agree(
        lambda: learner.attention_weights(strided(q), strided(k), strided(mask)),
        lambda: attention.attention_weights(q, k, mask),
    )


def test_attention_weights_keeps_the_dtype(learner, draw):
    """float64 queries and keys give float64 weights, with a mask and without"""
    q, k, mask = draw.normal(5, 7), draw.normal(4, 7), draw_mask(draw, 5, 4)
    for hidden in (None, mask):
        keeps_dtype(
            lambda kind: learner.attention_weights(q.astype(kind), k.astype(kind), hidden),
            "attention-changes-the-dtype",
        )


# -- scaled_dot_product_attention --------------------------------------------------------------


def test_scaled_dot_product_attention_values(learner, draw):
    """each query's output is the sum of the values, weighted by its attention"""
    for leading, E in (((2, 3), 2), ((2,), 7), ((), 9)):
        q, k, v = draw_qkv(draw, *leading, E=E)
        agree(
            lambda: learner.scaled_dot_product_attention(q, k, v),
            lambda: attention.scaled_dot_product_attention(q, k, v),
        )


def test_scaled_dot_product_attention_of_as_many_keys_as_queries(learner, draw):
    """rows are queries and columns are keys, also where there are as many of each"""
    q, k, v = (draw.normal(2, 5, 7) for _ in range(3))
    agree(
        lambda: learner.scaled_dot_product_attention(q, k, v),
        lambda: attention.scaled_dot_product_attention(q, k, v),
    )


def test_scaled_dot_product_attention_hides_what_the_mask_hides(learner, draw):
    """values of hidden keys do not reach the output"""
    q, k, v = draw_qkv(draw, 2, 3)
    for mask in (draw_mask(draw, 5, 4), draw_mask(draw, 2, 1, 5, 4)):
        agree(
            lambda: learner.scaled_dot_product_attention(q, k, v, mask=mask),
            lambda: attention.scaled_dot_product_attention(q, k, v, mask),
        )


def test_scaled_dot_product_attention_gradients(learner, draw):
    """the gradients of the output reach queries, keys and values, and are right"""
    q, k, v = draw_qkv(draw, 2, 3)
    upstream, name = draw.normal(2, 3, 5, 2), "scaled_dot_product_attention"
    for mask in (None, draw_mask(draw, 5, 4)):
        agree(
            lambda: learner.gradients(name, q, k, v, mask, upstream=upstream)["inputs"],
            lambda: list(attention.scaled_dot_product_attention_backward(upstream, q, k, v, mask)),
        )


def test_scaled_dot_product_attention_leaves_its_input_alone(learner, draw):
    """queries, keys, values and mask stay as they were"""
    seen = learner.observe(
        "scaled_dot_product_attention", *draw_qkv(draw), mask=draw_mask(draw, 5, 4)
    )
    claim(seen.untouched, "an argument was changed in place", mistake="sdpa-changes-its-input")


def test_scaled_dot_product_attention_keeps_the_dtype(learner, draw):
    """float64 in gives float64 out; the memory layout does not matter"""
    q, k, v = draw_qkv(draw, 2)
    keeps_dtype(
        lambda kind: learner.scaled_dot_product_attention(
            *(strided(x.astype(kind)) for x in (q, k, v))
        ),
        "sdpa-changes-the-dtype",
    )


# -- split_heads -------------------------------------------------------------------------------


def test_split_heads_gives_each_head_its_own_features(learner, draw):
    """head h gets features h·D to (h + 1)·D - 1 of every token, tokens in order"""
    x = draw.normal(2, 5, 12)
    for n_heads in (3, 4, 1, 12):
        agree(lambda: learner.split_heads(x, n_heads), lambda: attention.split_heads(x, n_heads))


def test_split_heads_takes_any_leading_dimensions(learner, draw):
    """split_heads works for one sequence, a batch, and a batch of batches"""
    xs = [draw.normal(*leading, 5, 6) for leading in ((2,), (), (2, 4))]
    calls = [lambda x=x: learner.split_heads(x, 3) for x in xs]
    takes_any_rank(calls, "split-heads-counts-dimensions")
    for x, call in zip(xs, calls, strict=True):
        agree(call, lambda: attention.split_heads(x, 3))


def test_split_heads_refuses_a_rest(learner, draw):
    """7 features cannot be cut into 3 heads: split_heads raises ValueError"""
    x = draw.normal(2, 5, 7)
    refuses(lambda: learner.split_heads(x, 3), "7 features cut into 3 heads", "split-heads")


def test_split_heads_gradients(learner, draw):
    """each feature's gradient comes back to its place"""
    x, upstream = draw.normal(2, 5, 6), draw.normal(2, 3, 5, 2)
    agree(
        lambda: learner.gradients("split_heads", x, 3, upstream=upstream)["inputs"],
        lambda: [attention.split_heads_backward(upstream)],
    )


def test_split_heads_reads_any_memory_layout(learner, draw):
    """split_heads works on a tensor that is not contiguous in memory, and keeps float64"""
    x = draw.normal(2, 5, 6)
    agree(lambda: learner.split_heads(strided(x), 3), lambda: attention.split_heads(x, 3))
    keeps_dtype(lambda kind: learner.split_heads(x.astype(kind), 3))


# -- merge_heads -------------------------------------------------------------------------------


def test_merge_heads_puts_the_heads_of_a_token_side_by_side(learner, draw):
    """merge_heads undoes split_heads"""
    for heads in (draw.normal(2, 3, 5, 4), draw.normal(2, 5, 3, 1), draw.normal(2, 1, 3, 5)):
        _, error = learner_outcome(lambda: learner.merge_heads(heads))
        viewed = error is not None and "view size is not compatible" in error.message
        claim(not viewed, "`view` cannot do this", mistake="merge-heads-views")
        agree(lambda: learner.merge_heads(heads), lambda: attention.merge_heads(heads))


def test_merge_heads_takes_any_leading_dimensions(learner, draw):
    """merge_heads works for one sequence, a batch, and a batch of batches"""
    xs = [draw.normal(*leading, 3, 5, 4) for leading in ((2,), (), (7, 2))]
    calls = [lambda x=x: learner.merge_heads(x) for x in xs]
    takes_any_rank(calls, "merge-heads-counts-dimensions")
    for x, call in zip(xs, calls, strict=True):
        agree(call, lambda: attention.merge_heads(x))


def test_merge_heads_gradients(learner, draw):
    """each feature's gradient comes back to its head"""
    x, upstream = draw.normal(2, 3, 5, 4), draw.normal(2, 5, 12)
    agree(
        lambda: learner.gradients("merge_heads", x, upstream=upstream)["inputs"],
        lambda: [attention.merge_heads_backward(upstream, 3)],
    )


def test_merge_heads_reads_any_memory_layout(learner, draw):
    """merge_heads works on a tensor that is not contiguous in memory, and keeps float64"""
    x = draw.normal(2, 3, 5, 4)
    agree(lambda: learner.merge_heads(strided(x)), lambda: attention.merge_heads(x))
    keeps_dtype(lambda kind: learner.merge_heads(x.astype(kind)))


# -- MultiHeadAttention ------------------------------------------------------------------------


def test_MultiHeadAttention_registers_its_parameters(learner, draw):
    """q_linear, k_linear, v_linear, out_linear, in this order: weights (C, C), biases (C)"""
    found = {name: w.shape for name, w in learner.MultiHeadAttention(6, 3).weights().items()}
    expected = mha_shapes(6)
    missing, extra = (
        ", ".join(a.keys() - b.keys()) for a, b in ((expected, found), (found, expected))
    )
    claim(not missing, f"no parameter {missing}", mistake="mha-parameters-missing")
    extras = f"there are other parameters too: {extra}"
    claim(not extra, extras, mistake="mha-parameters-too-many")
    wrong = next((name for name in expected if found[name] != expected[name]), None)
    sentence = f"{wrong} has shape {found.get(wrong)}, not {expected.get(wrong)}"
    claim(not wrong, sentence, mistake="mha-parameter-shapes")
    order = ", ".join(dict.fromkeys(name.partition(".")[0] for name in found))
    in_order = list(found) == list(expected)
    claim(in_order, f"the order is {order}", mistake="mha-created-out-of-order")


def test_MultiHeadAttention_starts_as_torchs_linear_layers_do(learner, draw):
    """weights and biases start uniform between -1/√C and 1/√C, different for each layer"""
    C = 48
    weights = learner.MultiHeadAttention(C, 3).weights()
    bound = 1 / np.sqrt(C)
    for name in mha_shapes(C):
        claim(name in weights, f"no parameter {name}", mistake="mha-parameters-missing")
        largest, spread = np.abs(weights[name]).max(), weights[name].std()
        usual = 0.7 * bound < largest <= bound and abs(spread * np.sqrt(3) / bound - 1) < 0.4
        claim(usual, f"{name} does not start as `nn.Linear` leaves it", mistake="mha-own-start")
    for one, other in combinations(("q", "k", "v", "out"), 2):
        pair = [weights[f"{name}_linear.weight"] for name in (one, other)]
        sentence = f"{one}_linear and {other}_linear start equal"
        claim(not np.array_equal(*pair), sentence, mistake="mha-own-start")
    why = started_equal(lambda: learner.MultiHeadAttention(6, 3), "q_linear.weight", draw)
    claim(not why, "two new layers start equal", mistake=f"mha-{why}")


def test_MultiHeadAttention_values(learner, draw):
    """the output is out_linear of the merged heads, each attending by itself"""
    for C, H, T in ((12, 3, 5), (6, 1, 4), (10, 5, 3)):
        layer, weights = drawn_layer(learner, draw, C, H)
        x = draw.normal(2, T, C)
        agree(lambda: layer(x), lambda: attention.multi_head_attention(x, weights, H))


def test_MultiHeadAttention_keeps_the_number_of_heads(learner, draw):
    """the attribute `n_heads` is the number of heads: later stages read it"""
    for n_heads in (3, 2):
        layer = learner.MultiHeadAttention(6, n_heads)
        got, _ = learner_outcome(lambda: layer.get("n_heads"))
        sentence = f"n_heads of a layer with {n_heads} heads: {got}"
        claim(got == n_heads, sentence, mistake="mha-n-heads-not-kept")


def test_MultiHeadAttention_takes_any_number_of_tokens(learner, draw):
    """one layer attends over 4, 7, 1 or 150 tokens, whatever it has seen before"""
    layer, weights = drawn_layer(learner, draw, 6, 3)
    for T in (4, 7, 1, 2, 150, 7):
        x = draw.normal(1, T, 6)
        _, error = learner_outcome(lambda: layer(x))
        claim(not fixed_size(error, T), f"{T} tokens: {error}", mistake="mha-mask-of-fixed-size")
        agree(lambda: layer(x), lambda: attention.multi_head_attention(x, weights, 3))


def test_MultiHeadAttention_survives_large_scores(learner, draw):
    """scores in the hundreds do not overflow"""
    layer = learner.MultiHeadAttention(32, 2)
    weights = {name: draw_whole(draw, *shape) for name, shape in mha_shapes(32).items()}
    layer.load(weights)
    x = draw_whole(draw, 2, 5, 32)
    agree(lambda: layer(x), lambda: attention.multi_head_attention(x, weights, 2))


def test_MultiHeadAttention_never_looks_ahead(learner, draw):
    """the output of token 1 depends on tokens 0 and 1, and on no later one"""
    layer, weights = drawn_layer(learner, draw, 6, 3)
    x, upstream = draw.normal(2, 5, 6), draw.normal(2, 5, 6)
    upstream[:, [0, 2, 3, 4]] = 0
    agree(
        lambda: layer.gradients(x, upstream=upstream)["inputs"],
        lambda: [attention.multi_head_attention_backward(upstream, x, weights, 3)[0]],
    )


def test_MultiHeadAttention_gradients(learner, draw):
    """gradients reach the input and every weight, and are right"""
    layer, weights = drawn_layer(learner, draw, 12, 3)
    x, upstream = draw.normal(2, 5, 12), draw.normal(2, 5, 12)
    agree_with_gradients(
        layer,
        x,
        upstream,
        lambda: attention.multi_head_attention(x, weights, 3),
        lambda: attention.multi_head_attention_backward(upstream, x, weights, 3),
    )


def test_MultiHeadAttention_does_nothing_at_random(learner, draw):
    """training or not, the same input gives the same output, and nothing is drawn or changed"""
    layer, weights = drawn_layer(learner, draw, 6, 2)
    x = draw.normal(2, 5, 6)
    for mode in (True, False):
        layer.train(mode)
        seen = layer.observe(x)
        sentence = "it draws random numbers: is there a dropout?"
        claim(seen.global_random_untouched, sentence, mistake="mha-drops-out")
        claim(seen.untouched, "the input was changed in place", mistake="mha-changes-its-input")
        agree(lambda: layer(x), lambda: attention.multi_head_attention(x, weights, 2))


def test_MultiHeadAttention_is_one_of_many(learner, draw):
    """two layers do not share their weights"""
    layer, weights = drawn_layer(learner, draw, 6, 2)
    drawn_layer(learner, draw, 6, 3)
    x, found = draw.normal(2, 5, 6), layer.weights()
    same = all(np.array_equal(found[name], weights[name]) for name in weights)
    claim(same, "a second layer changed the weights of the first", mistake="mha-shares-weights")
    agree(lambda: layer(x), lambda: attention.multi_head_attention(x, weights, 2))


def test_MultiHeadAttention_works_where_its_weights_are(learner, draw):
    """what the layer makes by itself, such as the mask, is made on the device of `x`"""
    layer, weights = drawn_layer(learner, draw, 6, 3)
    x = draw.normal(2, 5, 6)
    agree(lambda: layer(x), lambda: attention.multi_head_attention(x, weights, 3))
    layer = learner.MultiHeadAttention(6, 3)  # one that has made no mask anywhere so far
    mixed, error = learner_outcome(
        lambda: learner.given("mixed_devices", layer, 2, 5, 6, ids=False)
    )
    found = error.message if error else mixed
    claim(not found, f"on another device: {found}", mistake="mha-device-not-followed")


def test_MultiHeadAttention_reads_any_memory_layout(learner, draw):
    """the input need not be contiguous in memory; a float64 layer gives float64"""
    layer, weights = drawn_layer(learner, draw, 6, 3)
    x = draw.normal(2, 5, 6)
    agree(lambda: layer(strided(x)), lambda: attention.multi_head_attention(x, weights, 3))
    keeps_dtype(lambda kind: (layer.double() if kind == "float64" else layer)(x.astype(kind)))


def test_MultiHeadAttention_refuses_a_rest(learner, draw):
    """10 features cannot be cut into 4 heads: the constructor raises ValueError"""
    refuses(lambda: learner.MultiHeadAttention(10, 4), "d_model 10 with 4 heads", "mha")


# -- what the claims share ---------------------------------------------------------------------


def draw_mask(draw, *shape):
    """Booleans, in each row at least one True and one False: of any row something can be seen."""
    scores = draw.distinct(*shape)
    cut = draw.random.integers(1, shape[-1], size=(*shape[:-1], 1))
    return scores < np.take_along_axis(np.sort(scores), cut, axis=-1)


def draw_whole(draw, *shape):
    """Whole numbers: with √D = 4 their scores are exact in float32, however large."""
    return np.round(draw.normal(*shape, std=1.5))


def draw_qkv(draw, *leading, E=2):
    return draw.normal(*leading, 5, 7), draw.normal(*leading, 4, 7), draw.normal(*leading, 4, E)


def mha_shapes(C):
    return {
        f"{name}_linear.{kind}": shape
        for name in ("q", "k", "v", "out")
        for kind, shape in (("weight", (C, C)), ("bias", (C,)))
    }


def drawn_layer(learner, draw, C, H):
    """A layer and the weights it was given; one without these parameters cannot take them."""
    layer = learner.MultiHeadAttention(d_model=C, n_heads=H)
    weights = draw.weights(mha_shapes(C))
    layer.load(weights)
    return layer, weights


def seeing(weights, mask):
    """The rows of queries that may look somewhere; what has no such rows stays as it is."""
    rows = mask.any(-1)
    fits = isinstance(weights, np.ndarray) and weights.shape[-2:-1] == rows.shape
    return weights[..., rows, :] if fits else weights


def keeps_dtype(call, mistake=None):
    for kind in ("float32", "float64"):
        value = call(kind)
        got = str(value.dtype) if isinstance(value, np.ndarray) else type(value).__name__
        named = mistake if got.startswith("float") else None
        claim(got == kind, f"{kind} went in, {got} came out", mistake=named)


def takes_any_rank(calls, mistake):
    """The calls differ in the number of leading dimensions only: all of them raise, or none."""
    errors = [error for _, error in map(learner_outcome, calls) if error]
    sentence = f"only some numbers of dimensions work: {errors and errors[0].message}"
    claim(len(errors) in (0, len(calls)), sentence, mistake=mistake)


def fixed_size(error, T):
    """Whether an error complains of a size other than T, which a mask may have been made for."""
    sizes = re.findall(r"size of tensor \w \((\d+)\)", error.message if error else "")
    return any(int(size) not in (1, T) for size in sizes)


def refuses(call, what, prefix):
    """ValueError, named apart: what is not checked at all, and what is only asserted."""
    sentence = f"{what}: ValueError was expected"
    _, error = learner_outcome(call)
    claim(error is None or "AssertionError" not in error.types, sentence, f"{prefix}-asserts")
    unchecked = error is None or error.type == "RuntimeError"
    claim(not unchecked, sentence, mistake=f"{prefix}-not-checked")
    raises(call, ValueError, sentence)
