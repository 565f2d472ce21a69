"""Graded claims of stage 3, block. Sizes are small and all different: B 2, T 5, C 6 or 7, F 11."""

import numpy as np

from reference import block
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim
from tests.harness.initial import drawn_as_linear, started_equal
from tests.harness.layers import (
    agree_with_gradients,
    as_lists,
    doubled,
    filled,
    fresh,
    keeps_dtype,
    shapes_of,
    steady,
    unchanged,
)

PARTS = ["attention", "norm1", "norm2", "feed_forward"]


# -- LayerNorm ---------------------------------------------------------------------------------


def test_LayerNorm_registers_its_parameters(learner, draw):
    """`weight` and `bias` are parameters of C numbers each, so that they can be learnt and saved"""
    got = shapes_of(learner.LayerNorm(7))
    gone = {"weight", "bias"} - set(got)
    others = ", ".join(sorted(set(got) - {"weight", "bias"}))
    known = "layernorm-other-names" if others else "layernorm-plain-tensors"
    sentence = f"{' and '.join(sorted(gone))} not among parameters()"
    claim(not gone, f"{sentence}, but {others}" if others else sentence, mistake=known)
    agree(lambda: got, lambda: as_lists(block.layer_norm_shapes(7)))


def test_LayerNorm_begins_with_ones_and_zeros(learner, draw):
    """a new layer norm has `weight` 1 and `bias` 0, whatever another one has learnt"""
    weights = fresh(learner.LayerNorm(6), block.layer_norm_shapes(6))
    scale, shift = weights["weight"], weights["bias"]
    zero = "layernorm-weight-init-zero" if not scale.any() else "layernorm-init-random"
    claim((scale == 1).all(), "`weight` does not begin with ones", mistake=zero)
    ones = "layernorm-bias-init-ones" if (shift == 1).all() else "layernorm-init-random"
    claim(not shift.any(), "`bias` does not begin with zeros", mistake=ones)
    learner.LayerNorm(6).randomize(draw)
    again = learner.LayerNorm(6).weights()
    same = all(np.array_equal(again[name], weights[name]) for name in weights)
    sentence = "a new layer norm begins with what another one has learnt"
    claim(same, sentence, mistake="layernorm-shares-weights")


def test_LayerNorm_leaves_its_input_alone(learner, draw):
    """the caller's tensor stays as it was"""
    seen = learner.LayerNorm(7).observe(draw.normal(2, 3, 7, mean=2))
    claim(seen.untouched, "the input was changed in place", mistake="layernorm-changes-its-input")


def test_LayerNorm_values(learner, draw):
    """each token's features get mean 0 and variance 1, then the scale, then the shift"""
    layer = learner.LayerNorm(d_model=7)
    weights = filled(layer, draw, block.layer_norm_shapes(7))
    x = draw.normal(2, 5, 7, mean=3, std=2)
    agree(lambda: layer(x), lambda: block.layer_norm(x, **weights))


def test_LayerNorm_does_the_same_in_every_mode(learner, draw):
    """training or not, whatever it has seen before: each token by its own mean and variance"""
    layer = learner.LayerNorm(7)
    weights = filled(layer, draw, block.layer_norm_shapes(7))
    for mode in (True, False, True):
        layer.train(mode)
        x = draw.normal(2, 5, 7, mean=3, std=2)
        agree(lambda: layer(x), lambda: block.layer_norm(x, **weights))


def test_LayerNorm_takes_any_leading_dimensions(learner, draw):
    """a single token, a batch of one, four dimensions: only the last one is normalised"""
    layer = learner.LayerNorm(7)
    weights = filled(layer, draw, block.layer_norm_shapes(7))
    for shape in ((1, 3, 7), (1, 1, 7), (3, 7), (7,), (2, 3, 5, 7)):
        x = draw.normal(*shape, mean=-2, std=3)
        agree(lambda: layer(x), lambda: block.layer_norm(x, **weights))


def test_LayerNorm_uses_the_eps_it_is_given(learner, draw):
    """eps is added to the variance, inside the root"""
    sizes = np.array([[1], [0.1], [0.003]], np.float32)
    layers = {eps: learner.LayerNorm(6, eps=eps) for eps in (0.5, 3.0)}
    for eps, layer in layers.items():
        weights = filled(layer, draw, block.layer_norm_shapes(6))
        x = sizes * draw.normal(2, 3, 6, mean=1)
        agree(lambda: layer(x), lambda: block.layer_norm(x, **weights, eps=eps))


def test_LayerNorm_has_an_eps_of_1e_5_by_default(learner, draw):
    """without eps it is 1e-5: that shows in tokens whose features hardly differ"""
    layer = learner.LayerNorm(6)
    weights = filled(layer, draw, block.layer_norm_shapes(6))
    x = draw.normal(2, 3, 6, std=0.003)
    agree(lambda: layer(x), lambda: block.layer_norm(x, **weights))


def test_LayerNorm_survives_a_constant_token(learner, draw):
    """a token whose features are all equal gives the bias, and a finite gradient"""
    layer = learner.LayerNorm(4)
    weights = filled(layer, draw, block.layer_norm_shapes(4))
    x, upstream = np.full((2, 3, 4), 2.0, np.float32), draw.normal(2, 3, 4)
    agree(lambda: layer(x), lambda: block.layer_norm(x, **weights))
    agree(
        lambda: layer.gradients(x, upstream=upstream)["inputs"],
        lambda: [block.layer_norm_backward(upstream, x, **weights)[0]],
    )


def test_LayerNorm_is_exact_far_from_zero(learner, draw):
    """features around 1000 are normalised as well as features around 0"""
    layer = learner.LayerNorm(8)
    weights = filled(layer, draw, block.layer_norm_shapes(8))
    near = np.round(draw.normal(5, 8) * 64) / np.float32(64)  # exact in float32 beside 1000, too
    agree(lambda: layer(near), lambda: block.layer_norm(near, **weights))
    error = abs(layer(near + np.float32(1000)) - block.layer_norm(near, **weights)).max()
    sentence = "1000 added to every feature changes the result: digits are lost"
    known = "layernorm-variance-by-difference" if error < 50 else None
    claim(error < 0.005, sentence, mistake=known)


def test_LayerNorm_gradients(learner, draw):
    """gradients reach the input, also through mean and variance, and both parameters"""
    layer = learner.LayerNorm(7)
    weights = filled(layer, draw, block.layer_norm_shapes(7))
    x, upstream = draw.normal(2, 3, 7, mean=1, std=2), draw.normal(2, 3, 7)

    def expected():
        dx, dweight, dbias = block.layer_norm_backward(upstream, x, **weights)
        return {"inputs": [dx], "weights": {"weight": dweight, "bias": dbias}}

    agree(lambda: layer(x), lambda: block.layer_norm(x, **weights))
    agree(lambda: layer.gradients(x, upstream=upstream), expected)


def test_LayerNorm_keeps_the_dtype(learner, draw):
    """float64 in, float64 out; float16 in, float16 out"""
    layer, x = learner.LayerNorm(7), draw.normal(2, 3, 7)
    for change, dtype in (("float", np.float32), ("double", np.float64), ("half", np.float16)):
        getattr(layer, change)()
        sent = x.astype(dtype)
        keeps_dtype(lambda: layer(sent), dtype, "layernorm-changes-the-dtype")


def test_LayerNorm_reads_any_memory_layout(learner, draw):
    """the input need not be contiguous in memory"""
    layer = learner.LayerNorm(7)
    weights = filled(layer, draw, block.layer_norm_shapes(7))
    x = draw.normal(2, 3, 7, mean=1)
    agree(lambda: layer(strided(x)), lambda: block.layer_norm(x, **weights))


# -- FeedForward -------------------------------------------------------------------------------


def test_FeedForward_registers_its_parameters(learner, draw):
    """two linear layers with bias, `linear1` from C to d_ff and `linear2` back"""
    for sizes in ((5, 11), (7, 3)):
        got = shapes_of(learner.FeedForward(*sizes))
        other = "ffn-other-names" if got else "ffn-not-registered"
        names = ", ".join(got) or "nothing"
        claim("linear1.weight" in got, f"parameters() has {names}", mistake=other)
        agree(lambda: got, lambda: as_lists(block.feed_forward_shapes(*sizes)))
        in_order = list(got) == list(block.feed_forward_shapes(*sizes))
        sentence = "`linear2` was created before `linear1`"
        claim(in_order, sentence, mistake="ffn-created-out-of-order")


def test_FeedForward_begins_as_torch_draws(learner, draw):
    """torch's own initial values stay: uniform within 1 / √inputs"""
    weights = fresh(learner.FeedForward(40, 60), block.feed_forward_shapes(40, 60))
    for name in ("linear1", "linear2"):
        sentence = f"the initial values of `{name}` are not those of nn.Linear"
        claim(drawn_as_linear(weights, name), sentence, mistake="ffn-init-changed")
    why = started_equal(lambda: learner.FeedForward(5, 11), "linear1.weight", draw)
    claim(not why, "two new nets start equal", mistake=f"ffn-{why}")


def test_FeedForward_is_one_of_many(learner, draw):
    """two nets do not share their weights"""
    net = learner.FeedForward(5, 11)
    weights = filled(net, draw, block.feed_forward_shapes(5, 11))
    learner.FeedForward(5, 11).randomize(draw)
    sentence = "a second net changed the weights of the first"
    claim(unchanged(net, weights), sentence, mistake="ffn-shares-weights")


def test_FeedForward_values(learner, draw):
    """linear2(max(0, linear1(x))) for every token"""
    net = learner.FeedForward(d_model=5, d_ff=11)
    weights = filled(net, draw, block.feed_forward_shapes(5, 11))
    x = draw.normal(2, 3, 5, std=2)
    agree(lambda: net(x), lambda: block.feed_forward(x, weights))


def test_FeedForward_is_the_same_every_time(learner, draw):
    """the same input gives the same output, training or not: nothing is dropped at random"""
    net, x = learner.FeedForward(5, 11), draw.normal(2, 3, 5)
    weights = filled(net, draw, block.feed_forward_shapes(5, 11))
    for mode in (True, False):
        net.train(mode)
        steady(net, x, "ffn-dropout-always-on")
        agree(lambda: net(x), lambda: block.feed_forward(x, weights))


def test_FeedForward_takes_any_leading_dimensions(learner, draw):
    """a single token, a batch of one, four dimensions, also with a d_ff smaller than C"""
    net = learner.FeedForward(6, 4)
    weights = filled(net, draw, block.feed_forward_shapes(6, 4))
    for shape in ((1, 3, 6), (1, 1, 6), (3, 6), (6,), (2, 3, 5, 6)):
        x = draw.normal(*shape)
        agree(lambda: net(x), lambda: block.feed_forward(x, weights))


def test_FeedForward_survives_large_values(learner, draw):
    """large features are not bent or cut off"""
    net = learner.FeedForward(5, 11)
    weights = filled(net, draw, block.feed_forward_shapes(5, 11))
    x = draw.normal(3, 5, std=1000)
    agree(lambda: net(x), lambda: block.feed_forward(x, weights))


def test_FeedForward_gradients(learner, draw):
    """gradients reach the input and all four parameters"""
    net = learner.FeedForward(5, 7)
    x, upstream = doubled(net, draw.normal(2, 3, 5), draw.normal(2, 3, 5))
    weights = filled(net, draw, block.feed_forward_shapes(5, 7))
    agree_with_gradients(
        net,
        x,
        upstream,
        lambda: block.feed_forward(x, weights),
        lambda: block.feed_forward_backward(upstream, x, weights),
    )


def test_FeedForward_leaves_its_input_alone(learner, draw):
    """the caller's tensor stays as it was"""
    seen = learner.FeedForward(5, 11).observe(draw.normal(2, 3, 5))
    claim(seen.untouched, "the input was changed in place")


def test_FeedForward_keeps_the_dtype(learner, draw):
    """float64 in, float64 out"""
    net, x = learner.FeedForward(5, 7), draw.normal(2, 3, 5).astype(np.float64)
    net.double()
    keeps_dtype(lambda: net(x), np.float64, "ffn-changes-the-dtype")


def test_FeedForward_reads_any_memory_layout(learner, draw):
    """the input need not be contiguous in memory"""
    net = learner.FeedForward(5, 7)
    weights = filled(net, draw, block.feed_forward_shapes(5, 7))
    x = draw.normal(2, 3, 5)
    agree(lambda: net(strided(x)), lambda: block.feed_forward(x, weights))


# -- TransformerBlock --------------------------------------------------------------------------


def test_TransformerBlock_registers_its_parameters(learner, draw):
    """attention, two norms of their own, and a feed-forward net of d_ff hidden features"""
    for C, F in ((6, 11), (4, 5)):
        got = shapes_of(learner.TransformerBlock(C, 2, F))
        other = {name.partition(".")[0] for name in got} - set(PARTS)
        sentence = f"parameters() has the unknown names {', '.join(sorted(other))}"
        claim(not other, sentence, mistake="block-other-names")
        agree(lambda: got, lambda: as_lists(block.block_shapes(C, F)))


def test_TransformerBlock_creates_its_parts_in_order(learner, draw):
    """attention, norm1, norm2, feed_forward: the same seed gives everyone the same start"""
    got = list(learner.TransformerBlock(6, 2, 11).weights())
    firsts = list(dict.fromkeys(name.partition(".")[0] for name in got))
    sentence = f"the parts were created in the order {', '.join(firsts)}"
    same = set(firsts) != set(PARTS) or firsts == PARTS
    claim(same, sentence, mistake="block-created-out-of-order")


def test_TransformerBlock_begins_as_its_parts_do(learner, draw):
    """a new block leaves the initial values of its parts alone"""
    weights = fresh(learner.TransformerBlock(40, 2, 60), block.block_shapes(40, 60))
    linears = [f"attention.{name}_linear" for name in ("q", "k", "v", "out")]
    for name in (*linears, "feed_forward.linear1", "feed_forward.linear2"):
        sentence = f"the initial values of `{name}` are not those of nn.Linear"
        claim(drawn_as_linear(weights, name), sentence, mistake="block-init-changed")
    for name, value in (("weight", 1), ("bias", 0)):
        norms = all((weights[f"{norm}.{name}"] == value).all() for norm in ("norm1", "norm2"))
        sentence = f"a norm does not begin with a {name} of {value}"
        claim(norms, sentence, mistake="block-init-changed")
    name = "attention.q_linear.weight"
    why = started_equal(lambda: learner.TransformerBlock(6, 2, 11), name, draw)
    claim(not why, "two new blocks start equal", mistake=f"block-{why}")


def test_TransformerBlock_is_one_of_many(learner, draw):
    """two blocks do not share their weights"""
    layer = learner.TransformerBlock(6, 2, 11)
    weights = filled(layer, draw, block.block_shapes(6, 11))
    learner.TransformerBlock(6, 2, 11).randomize(draw)
    sentence = "a second block changed the weights of the first"
    claim(unchanged(layer, weights), sentence, mistake="block-shares-weights")


def test_TransformerBlock_leaves_its_input_alone(learner, draw):
    """the caller's tensor stays as it was"""
    seen = learner.TransformerBlock(6, 2, 11).observe(draw.normal(2, 3, 6))
    claim(seen.untouched, "the input was changed in place", mistake="block-inplace-residual")


def test_TransformerBlock_values(learner, draw):
    """attention, added and normalised; then feed-forward, added and normalised"""
    layer = learner.TransformerBlock(d_model=12, n_heads=3, d_ff=11)
    weights = filled(layer, draw, block.block_shapes(12, 11))
    x = draw.normal(2, 5, 12, mean=1, std=2)
    agree(lambda: layer(x), lambda: block.transformer_block(x, weights, 3))


def test_TransformerBlock_is_the_same_every_time(learner, draw):
    """the same input gives the same output, training or not: nothing is dropped at random"""
    layer, x = learner.TransformerBlock(6, 2, 11), draw.normal(2, 3, 6)
    weights = filled(layer, draw, block.block_shapes(6, 11))
    for mode in (True, False):
        layer.train(mode)
        steady(layer, x, "block-dropout")
        agree(lambda: layer(x), lambda: block.transformer_block(x, weights, 2))


def test_TransformerBlock_uses_all_its_sizes(learner, draw):
    """any number of heads, any d_ff, one token, a long text, a batch of one"""
    sizes = ((6, 1, 5, (1, 4)), (6, 2, 3, (3, 1)), (4, 4, 13, (1, 1)), (6, 2, 3, (1, 150)))
    for C, H, F, shape in sizes:
        layer = learner.TransformerBlock(C, H, F)
        weights = filled(layer, draw, block.block_shapes(C, F))
        x = draw.normal(*shape, C, std=2)
        agree(lambda: layer(x), lambda: block.transformer_block(x, weights, H))


def test_TransformerBlock_only_normalises_when_its_parts_add_nothing(learner, draw):
    """with attention and feed-forward at zero, x goes straight on through both norms"""
    layer = learner.TransformerBlock(6, 2, 5)
    weights = draw.weights(block.block_shapes(6, 5))
    for name in weights:
        weights[name] *= np.float32("norm" in name)
    layer.load(weights)
    x = draw.normal(2, 3, 6, mean=2, std=3)
    agree(lambda: layer(x), lambda: block.transformer_block(x, weights, 2))


def test_TransformerBlock_norms_have_the_usual_eps(learner, draw):
    """both norms add 1e-5 to the variance: that shows where features hardly differ"""
    layer = learner.TransformerBlock(6, 2, 5)
    weights = draw.weights(block.block_shapes(6, 5))
    for name in weights:
        weights[name] *= np.float32("norm" in name)
    weights["norm1.weight"] *= np.float32(0.006)
    weights["norm1.bias"] *= np.float32(0)
    layer.load(weights)
    x = draw.normal(2, 3, 6, std=0.003)
    agree(lambda: layer(x), lambda: block.transformer_block(x, weights, 2))


def test_TransformerBlock_gradients(learner, draw):
    """gradients reach the input and every parameter, along the residual paths too"""
    layer = learner.TransformerBlock(6, 3, 5)
    x, upstream = doubled(layer, draw.normal(2, 4, 6), draw.normal(2, 4, 6))
    weights = filled(layer, draw, block.block_shapes(6, 5))
    agree_with_gradients(
        layer,
        x,
        upstream,
        lambda: block.transformer_block(x, weights, 3),
        lambda: block.transformer_block_backward(upstream, x, weights, 3),
    )


def test_TransformerBlock_does_not_see_the_future(learner, draw):
    """changing a token changes nothing before it"""
    layer = learner.TransformerBlock(6, 2, 11)
    layer.randomize(draw)
    x = draw.normal(2, 5, 6)
    later = x.copy()
    later[:, 3:] += draw.normal(2, 2, 6)
    before, after = layer(x)[:, :3], layer(later)[:, :3]
    same = np.allclose(before, after, rtol=1e-4, atol=1e-5)
    claim(same, "tokens 0 to 2 changed when only tokens 3 and 4 did")


def test_TransformerBlock_keeps_the_dtype(learner, draw):
    """float64 in, float64 out"""
    layer, x = learner.TransformerBlock(6, 3, 5), draw.normal(2, 4, 6).astype(np.float64)
    layer.double()
    keeps_dtype(lambda: layer(x), np.float64, "block-changes-the-dtype")


def test_TransformerBlock_reads_any_memory_layout(learner, draw):
    """the input need not be contiguous in memory"""
    layer = learner.TransformerBlock(6, 3, 5)
    weights = filled(layer, draw, block.block_shapes(6, 5))
    x = draw.normal(2, 4, 6)
    agree(lambda: layer(strided(x)), lambda: block.transformer_block(x, weights, 3))
