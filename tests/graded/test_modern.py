"""Graded claims of stage 7, modern. Sizes are small and all different: B 2, T 5, C 12, F 11."""

import numpy as np

from reference import kv_cache, modern
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim, learner_outcome, refuses
from tests.harness.initial import drawn_as_linear
from tests.harness.layers import (
    agree_with_gradients,
    as_lists,
    doubled,
    filled,
    in_parts,
    keeps_dtype,
    shapes_of,
)

SIZES = {"d_model": 12, "n_heads": 6, "n_kv_heads": 3}
HEADS = (6, 3)
OPTIONS = {"theta": 40.0, "half_split": True}
BLOCK = modern.block_shapes(**SIZES, d_ff=11)
LLM = {**SIZES, "n_layers": 2, "d_ff": 11}


def registers(module, expected, mistake, order):
    """The parameters have these names and shapes, and were created in this order."""
    got, shapes = shapes_of(module), expected()
    other = sorted(set(got) - set(shapes))
    sentence = f"parameters() also has {', '.join(other[:3])}"
    biased = all(name.endswith("bias") for name in other)
    claim(not other, sentence, f"{mistake}-has-bias" if biased else f"{mistake}-other-names")
    agree(lambda: got, lambda: as_lists(expected()))
    in_order = list(got) == list(shapes)
    claim(in_order, f"created in another order: {', '.join(got)}", order)


def near(got, expected, sentence, mistake, allowed=0.01):
    """Right as far as half precision goes, and finite."""
    error = np.abs(np.asarray(got, np.float64) - expected).max()
    claim(bool(error <= allowed), f"{sentence} (off by {error:.3g})", mistake)


# -- RMSNorm -----------------------------------------------------------------------------------


def test_RMSNorm_registers_its_parameter(learner, draw):
    """`weight` is a parameter of C ones, and there is no bias"""
    norm = learner.RMSNorm(7)
    registers(norm, lambda: {"weight": (7,)}, "rmsnorm", None)
    ones = (norm.weights()["weight"] == 1).all()
    claim(ones, "`weight` does not begin with ones", "rmsnorm-weight-uninitialised")


def test_RMSNorm_values(learner, draw):
    """each token is divided by the root of its mean square, whatever stands before the features"""
    norm = learner.RMSNorm(7)
    weights = filled(norm, draw, {"weight": (7,)})
    for shape in ((2, 5, 7), (1, 1, 7), (7,), (2, 3, 5, 7)):
        x = draw.normal(*shape, mean=2, std=3)
        agree(lambda: norm(x), lambda: modern.rms_norm(x, **weights))


def test_RMSNorm_adds_eps_inside_the_root(learner, draw):
    """eps, 1e-5 by default, is added to the mean square: that shows in tokens near 0"""
    sizes = np.array([[0.003], [0], [0.03], [1]], np.float32)
    for options in ({}, {"eps": 0.5}, {"eps": 1e-3}):
        norm = learner.RMSNorm(6, **options)
        weights = filled(norm, draw, {"weight": (6,)})
        x = sizes * draw.normal(4, 6)
        for row in x:
            agree(lambda: norm(row), lambda: modern.rms_norm(row, **weights, **options))


def test_RMSNorm_gradients(learner, draw):
    """gradients reach the input, also through the root, and the weight"""
    norm = learner.RMSNorm(7)
    x, upstream = doubled(norm, draw.normal(2, 3, 7, mean=1), draw.normal(2, 3, 7))
    weights = filled(norm, draw, {"weight": (7,)})

    def expected():
        dx, dweight = modern.rms_norm_backward(upstream, x, **weights)
        return {"inputs": [dx], "weights": {"weight": dweight}}

    agree(lambda: norm(x), lambda: modern.rms_norm(x, **weights))
    agree(lambda: norm.gradients(x, upstream=upstream), expected)


def test_RMSNorm_leaves_its_input_alone(learner, draw):
    """the caller's tensor stays as it was"""
    seen = learner.RMSNorm(7).observe(draw.normal(2, 3, 7, mean=2))
    claim(seen.untouched, "the input was changed in place", "rmsnorm-mutates-input")


def test_RMSNorm_keeps_the_dtype(learner, draw):
    """float32, float64 and float16 in, the same out"""
    norm, x = learner.RMSNorm(7), draw.normal(2, 3, 7)
    for change, dtype in (("float", np.float32), ("double", np.float64), ("half", np.float16)):
        getattr(norm, change)()
        sent = x.astype(dtype)
        keeps_dtype(lambda: norm(sent), dtype, "rmsnorm-returns-float32")


def test_RMSNorm_computes_half_precision_in_float32(learner, draw):
    """float16 features around 1000, whose squares no float16 can hold, or around 0.002"""
    for size in (1000, 0.002):
        norm, x = learner.RMSNorm(8), draw.normal(5, 8, std=size).astype(np.float16)
        wide = x.astype(np.float32)
        agree(lambda: norm(wide), lambda: modern.rms_norm(wide, np.ones(8)))
        norm.half()
        got = norm(x)
        right = modern.rms_norm(x, np.ones(8))
        near(got, right, "float16 in: the result is wrong", "rmsnorm-squares-in-half")


# -- silu --------------------------------------------------------------------------------------


def test_silu_values(learner, draw):
    """x times its sigmoid, for any shape and memory layout"""
    for shape in ((3, 5), (2, 3, 4, 5), (1,)):
        x = draw.normal(*shape, std=3)
        agree(lambda: learner.silu(x), lambda: modern.silu(x))
        agree(lambda: learner.silu(strided(x)), lambda: modern.silu(x))


def test_silu_of_large_numbers(learner, draw):
    """far out it is x or 0, never NaN, and so is its gradient"""
    x = np.array([-1000, -90, -20, 20, 90, 1000], np.float32)
    upstream = draw.normal(6, mean=3)
    agree(lambda: learner.silu(x), lambda: modern.silu(x))
    agree(
        lambda: learner.gradients("silu", x, upstream=upstream)["inputs"],
        lambda: [modern.silu_backward(upstream, x.astype(np.float64))],
    )


def test_silu_gradients(learner, draw):
    """a gradient reaches the input, also where the result is negative"""
    x, upstream = draw.normal(3, 5, std=2), draw.normal(3, 5)
    agree(lambda: learner.silu(x), lambda: modern.silu(x))
    agree(
        lambda: learner.gradients("silu", x, upstream=upstream)["inputs"],
        lambda: [modern.silu_backward(upstream, x)],
    )


def test_silu_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out, and the caller's tensor stays as it was"""
    seen = learner.observe("silu", draw.normal(3, 5).astype(np.float64))
    claim(seen.untouched, "the input was changed in place", "silu-in-place")
    claim(seen.value.dtype == np.float64, f"float64 in, {seen.value.dtype} out")


# -- SwiGLU ------------------------------------------------------------------------------------


def test_SwiGLU_registers_its_parameters(learner, draw):
    """three matrices without bias, gate and up from C to d_ff, down from d_ff to C"""
    for sizes in ((5, 11), (7, 3)):
        net = learner.SwiGLU(*sizes)
        shapes = lambda: modern.swiglu_shapes(*sizes)  # noqa: E731
        registers(net, shapes, "swiglu", "swiglu-created-out-of-order")


def test_SwiGLU_begins_as_torch_draws(learner, draw):
    """torch's own initial values stay: uniform within 1 / √inputs"""
    weights = learner.SwiGLU(40, 60).weights()
    for name in ("gate_linear", "up_linear", "down_linear"):
        as_drawn = {**weights, f"{name}.bias": weights[f"{name}.weight"]}
        sentence = f"the initial values of `{name}` are not those of nn.Linear"
        claim(drawn_as_linear(as_drawn, name), sentence)


def test_SwiGLU_values(learner, draw):
    """down(silu(gate(x)) * up(x)) for every token"""
    net = learner.SwiGLU(5, 11)
    weights = filled(net, draw, modern.swiglu_shapes(5, 11))
    for shape in ((2, 3, 5), (5,), (2, 1, 4, 5)):
        x = draw.normal(*shape, std=2)
        agree(lambda: net(x), lambda: modern.swi_glu(x, weights))


def test_SwiGLU_gradients(learner, draw):
    """gradients reach the input and all three matrices"""
    net = learner.SwiGLU(5, 7)
    x, upstream = doubled(net, draw.normal(2, 3, 5), draw.normal(2, 3, 5))
    weights = filled(net, draw, modern.swiglu_shapes(5, 7))
    agree_with_gradients(
        net,
        x,
        upstream,
        lambda: modern.swi_glu(x, weights),
        lambda: modern.swi_glu_backward(upstream, x, weights),
    )


def test_SwiGLU_leaves_its_input_alone(learner, draw):
    """the caller's tensor stays as it was"""
    seen = learner.SwiGLU(5, 11).observe(draw.normal(2, 3, 5))
    claim(seen.untouched, "the input was changed in place")


# -- apply_rope --------------------------------------------------------------------------------


def test_apply_rope_values(learner, draw):
    """each pair of neighbours is turned by position * theta^(-2i / D)"""
    positions = np.arange(5)
    for shape in ((2, 3, 5, 6), (5, 8), (2, 5, 4), (5, 2)):
        x = draw.normal(*shape)
        agree(
            lambda: learner.apply_rope(x, positions, 20.0),
            lambda: modern.apply_rope(x, positions, 20.0),
        )


def test_apply_rope_of_any_positions(learner, draw):
    """the tokens stand where `positions` says: later in the text, in any order, twice"""
    x, positions = draw.normal(2, 3, 5, 6), np.array([7, 40, 3, 3, 21])
    agree(
        lambda: learner.apply_rope(x, positions, 20.0),
        lambda: modern.apply_rope(x, positions, 20.0),
    )


def test_apply_rope_has_a_theta_of_10000_by_default(learner, draw):
    """theta is 10000 unless told otherwise"""
    x, positions = draw.normal(2, 5, 8), np.arange(5)
    agree(lambda: learner.apply_rope(x, positions), lambda: modern.apply_rope(x, positions))


def test_apply_rope_of_any_theta(learner, draw):
    """theta sets how slowly the last pair turns"""
    x, positions = draw.normal(2, 5, 8), np.arange(5)
    for theta in (50.0, 1e6):
        agree(
            lambda: learner.apply_rope(x, positions, theta),
            lambda: modern.apply_rope(x, positions, theta),
        )


def test_apply_rope_in_the_layout_of_llama(learner, draw):
    """with `half_split` feature i is paired with feature i + D/2"""
    for shape in ((2, 3, 5, 6), (5, 8)):
        x, positions = draw.normal(*shape), np.arange(2, 7)
        agree(
            lambda: learner.apply_rope(x, positions, 20.0, half_split=True),
            lambda: modern.apply_rope(x, positions, 20.0, half_split=True),
        )


def test_apply_rope_with_positions_of_each_text(learner, draw):
    """positions (B, T): the first dimension is the batch, never the heads"""
    for shape in ((3, 3, 5, 6), (2, 3, 5, 6), (4, 1, 5, 6), (3, 5, 6)):
        x, positions = draw.normal(*shape), draw.ids(30, shape[0], 5)
        agree(
            lambda: learner.apply_rope(x, positions, 20.0),
            lambda: modern.apply_rope(x, positions, 20.0),
        )


def test_apply_rope_gradients(learner, draw):
    """the gradient is turned back by the same angles"""
    x, upstream = (draw.normal(2, 3, 5, 6).astype(np.float64) for _ in range(2))
    positions = np.arange(5) + 2
    for half_split in (False, True):
        options = (positions, 20.0, half_split)
        agree(
            lambda: learner.gradients("apply_rope", x, *options, upstream=upstream)["inputs"],
            lambda: [modern.apply_rope_backward(upstream, *options)],
        )


def test_apply_rope_refuses_an_odd_size(learner, draw):
    """an odd number of features cannot be paired: ValueError"""
    x, positions = draw.normal(2, 3, 5), np.arange(3)
    for half_split in (False, True):
        refuses(
            lambda: learner.apply_rope(x, positions, half_split=half_split),
            "5 features are not refused",
            "rope-odd-size",
        )


def test_apply_rope_computes_angles_of_half_precision_in_float32(learner, draw):
    """float16 in, float16 out, and the position 1003 is not rounded on the way"""
    x, positions = draw.normal(2, 5, 6), np.arange(5)
    agree(lambda: learner.apply_rope(x, positions), lambda: modern.apply_rope(x, positions))
    positions = positions + 1000
    agree(lambda: learner.apply_rope(x, positions), lambda: modern.apply_rope(x, positions))
    x = x.astype(np.float16)
    got, error = learner_outcome(lambda: learner.apply_rope(x, positions))
    claim(error is None, f"float16 in: {error and error.message}", "rope-angles-in-half")
    claim(got.dtype == np.float16, f"float16 in, {got.dtype} out", "rope-changes-the-dtype")
    right = modern.apply_rope(x, positions)
    near(got, right, "the angles of float16 tokens are wrong", "rope-angles-in-half")


def test_apply_rope_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out; any memory layout; the caller's tensor stays as it was"""
    x, positions = draw.normal(2, 5, 6), np.arange(5)
    seen = learner.observe("apply_rope", x.astype(np.float64), positions)
    claim(seen.untouched, "an argument was changed in place", "rope-in-place")
    found = seen.value.dtype
    claim(found == np.float64, f"float64 in, {found} out", "rope-changes-the-dtype")
    agree(
        lambda: learner.apply_rope(strided(x), positions),
        lambda: modern.apply_rope(x, positions),
    )


# -- GroupedQueryAttention ---------------------------------------------------------------------


def test_GroupedQueryAttention_registers_its_parameters(learner, draw):
    """four matrices without bias; those of keys and values have n_kv_heads * D rows"""
    for sizes in ((12, 6, 3), (8, 4, 1), (6, 3, 3)):
        layer = learner.GroupedQueryAttention(*sizes)
        shapes = lambda: modern.gqa_shapes(*sizes)  # noqa: E731
        registers(layer, shapes, "gqa", "gqa-created-out-of-order")


def test_GroupedQueryAttention_begins_as_torch_draws(learner, draw):
    """torch's own initial values stay: uniform within 1 / √inputs"""
    weights = learner.GroupedQueryAttention(48, 4, 2).weights()
    for name in ("q_linear", "k_linear", "v_linear", "out_linear"):
        as_drawn = {**weights, f"{name}.bias": weights[f"{name}.weight"]}
        sentence = f"the initial values of `{name}` are not those of nn.Linear"
        claim(drawn_as_linear(as_drawn, name), sentence)


CASES = (
    ((12, 6, 3), (2, 5)),
    ((8, 4, 1), (1, 7)),
    ((12, 3, 3), (3, 4)),
    ((4, 2, 1), (2, 1)),
)  # (d_model, n_heads, n_kv_heads), (B, T)


def test_GroupedQueryAttention_values(learner, draw):
    """neighbouring query heads share a head of keys and values; q and k are rotated"""
    for sizes, shape in CASES:
        layer = learner.GroupedQueryAttention(*sizes)
        weights = filled(layer, draw, modern.gqa_shapes(*sizes))
        x = draw.normal(*shape, sizes[0], mean=0.5, std=2)
        agree(lambda: layer(x), lambda: modern.grouped_query_attention(x, weights, *sizes[1:]))


def test_GroupedQueryAttention_passes_its_options_on(learner, draw):
    """theta and half_split reach the rotations of queries and of keys"""
    for options in ({"theta": 3.0}, {"half_split": True}, OPTIONS):
        layer = learner.GroupedQueryAttention(12, 2, 1, **options)
        weights = filled(layer, draw, modern.gqa_shapes(12, 2, 1))
        x = draw.normal(2, 7, 12, std=2)
        agree(lambda: layer(x), lambda: modern.grouped_query_attention(x, weights, 2, 1, **options))


def test_GroupedQueryAttention_gradients(learner, draw):
    """gradients reach the input and every matrix; shared heads add theirs up"""
    layer = learner.GroupedQueryAttention(12, 6, 3)
    x, upstream = doubled(layer, draw.normal(2, 4, 12), draw.normal(2, 4, 12))
    weights = filled(layer, draw, modern.gqa_shapes(12, 6, 3))
    agree_with_gradients(
        layer,
        x,
        upstream,
        lambda: modern.grouped_query_attention(x, weights, 6, 3),
        lambda: modern.grouped_query_attention_backward(upstream, x, weights, 6, 3),
    )


def test_GroupedQueryAttention_with_a_cache(learner, draw):
    """read in parts, each going on where the cache ends, a text gives what it gives at once"""
    layer = learner.GroupedQueryAttention(12, 6, 3, **OPTIONS)
    weights = filled(layer, draw, modern.gqa_shapes(12, 6, 3))
    x = draw.normal(2, 6, 12, std=2)

    def expected(part, cache):
        return modern.grouped_query_attention(part, weights, 6, 3, **OPTIONS, cache=cache)

    for cuts in ([4, 5], [1, 3], []):
        agree(
            lambda: in_parts(layer, x, cuts, lambda: learner.given("Cache"), -2),
            lambda: in_parts(expected, x, cuts, kv_cache.KVCache, -2),
        )


def test_GroupedQueryAttention_caches_what_it_must(learner, draw):
    """the cache gets the keys, rotated, and the values of the new tokens, n_kv_heads of each"""
    layer, cache = learner.GroupedQueryAttention(12, 6, 3), learner.given("Cache")
    weights = filled(layer, draw, modern.gqa_shapes(12, 6, 3))
    x = draw.normal(2, 5, 12)
    layer(x[:, :4], cache)
    layer(x[:, 4:], cache=cache)
    shapes = cache.get("shapes")
    right = [[[2, 3, T, 2]] * 2 for T in (4, 1)]
    claim(shapes == right, f"update got k, v of {shapes}, not {right}", "gqa-caches-copies")
    kept = np.asarray(cache.get("k"))
    plain = modern.rotated_heads(x, weights, "k_linear", 3, np.zeros(5))
    still = np.allclose(kept, plain, rtol=1e-3, atol=1e-4)
    claim(not still, "the keys in the cache are not rotated", "gqa-rotates-after-the-cache")
    agree(lambda: kept, lambda: modern.rotated_heads(x, weights, "k_linear", 3, np.arange(5)))


def test_GroupedQueryAttention_does_not_see_the_future(learner, draw):
    """changing a token changes nothing before it"""
    layer = learner.GroupedQueryAttention(12, 6, 3)
    layer.randomize(draw)
    x = draw.normal(2, 5, 12)
    later = x.copy()
    later[:, 3:] += draw.normal(2, 2, 12)
    same = np.allclose(layer(x)[:, :3], layer(later)[:, :3], rtol=1e-4, atol=1e-5)
    claim(same, "tokens 0 to 2 changed when only tokens 3 and 4 did", "gqa-no-mask")


def test_GroupedQueryAttention_refuses_heads_that_do_not_fit(learner, draw):
    """heads of unequal or odd size and unequal groups raise ValueError"""
    cases = {
        "unequal heads": (14, 3, 1),
        "unequal groups": (12, 6, 4),
        "an odd head": (9, 3, 1),
        "an odd head of an even model": (6, 2, 1),
    }
    for sentence, sizes in cases.items():
        call = lambda: learner.GroupedQueryAttention(*sizes)  # noqa: E731
        refuses(call, f"{sentence} {sizes} not refused", "gqa-sizes-unchecked")


def test_GroupedQueryAttention_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out, and the caller's tensor stays as it was"""
    layer, x = learner.GroupedQueryAttention(12, 6, 3), draw.normal(2, 4, 12)
    claim(layer.observe(x).untouched, "the input was changed in place")
    (x,) = doubled(layer, x)
    keeps_dtype(lambda: layer(x), np.float64, None)


# -- ModernBlock -------------------------------------------------------------------------------


def test_ModernBlock_registers_its_parameters(learner, draw):
    """norm1, attention, norm2, feed_forward, in this order"""
    for sizes in ((12, 6, 3, 11), (4, 2, 1, 5)):
        layer = learner.ModernBlock(*sizes)
        shapes = lambda: modern.block_shapes(*sizes)  # noqa: E731
        registers(layer, shapes, "modern-block", "modern-block-out-of-order")


def test_ModernBlock_values(learner, draw):
    """each step reads a normalised copy, and adds to the stream itself"""
    for sizes, shape in (((12, 6, 3, 11), (2, 5)), ((4, 2, 1, 5), (1, 1))):
        layer = learner.ModernBlock(*sizes)
        weights = filled(layer, draw, modern.block_shapes(*sizes))
        x = draw.normal(*shape, sizes[0], mean=1, std=2)
        agree(lambda: layer(x), lambda: modern.modern_block(x, weights, *sizes[1:3]))


def test_ModernBlock_passes_its_options_on(learner, draw):
    """theta and half_split reach the attention, eps both norms"""
    for options in ({"theta": 3.0}, {"half_split": True}, {"eps": 2.0}):
        layer = learner.ModernBlock(12, 2, 1, 11, **options)
        weights = filled(layer, draw, modern.block_shapes(12, 2, 1, 11))
        weights["attention.out_linear.weight"] *= 3
        layer.load(weights)
        x = draw.normal(2, 7, 12)
        agree(lambda: layer(x), lambda: modern.modern_block(x, weights, 2, 1, **options))


def test_ModernBlock_has_the_usual_eps(learner, draw):
    """eps is 1e-5 by default: that shows in a stream near 0"""
    layer = learner.ModernBlock(12, 2, 1, 11)
    weights = filled(layer, draw, modern.block_shapes(12, 2, 1, 11))
    x = np.float32(0.003) * draw.normal(2, 7, 12)
    agree(lambda: layer(x), lambda: modern.modern_block(x, weights, 2, 1))


def test_ModernBlock_gradients(learner, draw):
    """gradients reach the input and every parameter, along the stream too"""
    layer = learner.ModernBlock(12, 6, 3, 11)
    x, upstream = doubled(layer, draw.normal(2, 4, 12), draw.normal(2, 4, 12))
    weights = filled(layer, draw, BLOCK)
    agree_with_gradients(
        layer,
        x,
        upstream,
        lambda: modern.modern_block(x, weights, 6, 3),
        lambda: modern.modern_block_backward(upstream, x, weights, 6, 3),
    )


def test_ModernBlock_with_a_cache(learner, draw):
    """the cache reaches the attention"""
    layer = learner.ModernBlock(12, 6, 3, 11)
    weights = filled(layer, draw, BLOCK)
    x = draw.normal(2, 6, 12, std=2)

    def expected(part, cache):
        return modern.modern_block(part, weights, 6, 3, cache=cache)

    agree(
        lambda: in_parts(layer, x, [4, 5], lambda: learner.given("Cache"), -2),
        lambda: in_parts(expected, x, [4, 5], kv_cache.KVCache, -2),
    )


def test_ModernBlock_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out, and the caller's tensor stays as it was"""
    layer, x = learner.ModernBlock(12, 6, 3, 11), draw.normal(2, 4, 12)
    seen = layer.observe(x)
    claim(seen.untouched, "the input was changed in place", "modern-block-in-place")
    (x,) = doubled(layer, x)
    keeps_dtype(lambda: layer(x), np.float64, None)


# -- ModernLLM ---------------------------------------------------------------------------------


def built(learner, draw, tied=True, **options):
    """A model with seeded values in every parameter, and those values."""
    llm = learner.ModernLLM(13, **LLM, tied=tied, **options)
    return llm, filled(llm, draw, modern.parameter_shapes(13, **LLM, tied=tied))


def test_ModernLLM_registers_its_parameters(learner, draw):
    """one table, n_layers blocks, a last norm; a matrix for the head only if it is not tied"""
    for tied in (True, False):
        llm = learner.ModernLLM(13, **LLM, tied=tied)
        shapes = lambda: modern.parameter_shapes(13, **LLM, tied=tied)  # noqa: E731
        got = set(llm.weights())
        mistake = "tying-copies-weights" if tied else "tying-always"
        sentence = "two matrices are parameters" if tied else "there is no matrix for the head"
        right = ("output_projection.weight" in got) != tied
        claim(right, f"tied={tied}, and {sentence}", mistake)
        registers(llm, shapes, "modern-llm", "modern-llm-out-of-order")


def test_ModernLLM_has_the_default_sizes(learner, draw):
    """128 features, 4 heads, 2 of keys and values, 2 blocks, d_ff 8/3 of d_model, a tied head"""
    for sizes in ({}, {"d_model": 40}, {"d_model": 48, "n_layers": 1}):
        shapes = lambda: modern.parameter_shapes(13, **sizes)  # noqa: E731
        registers(learner.ModernLLM(13, **sizes), shapes, "modern-llm", None)
    llm = learner.ModernLLM(13)
    weights, ids = filled(llm, draw, modern.parameter_shapes(13)), draw.ids(13, 2, 3)
    agree(lambda: llm(ids), lambda: modern.modern_llm(ids, weights, 4, 2))
    found = llm.get("max_seq_len"), learner.ModernLLM(13, **LLM, max_seq_len=9).get("max_seq_len")
    claim(
        found == (64, 9), f"max_seq_len is {found[0]} by default, and {found[1]} where 9 is given"
    )


def test_ModernLLM_begins_with_small_matrices(learner, draw):
    """all matrices begin with a spread of 0.02, and the first loss is ln V"""
    for tied in (True, False):
        llm = learner.ModernLLM(200, 48, 4, 2, 2, tied=tied)
        for name, weight in llm.weights().items():
            right = (weight == 1).all() if weight.ndim == 1 else abs(weight.std() / 0.02 - 1) < 0.15
            sentence = f"`{name}` begins with a spread of {weight.std():.3g}"
            claim(bool(right), sentence, "tying-embedding-scale")


def test_ModernLLM_values(learner, draw):
    """the rows of the tokens, through every block and the last norm, to a logit for every token"""
    for tied in (True, False):
        llm, weights = built(learner, draw, tied)
        for shape in ((2, 5), (1, 1), (3, 2)):
            ids = draw.ids(13, *shape)
            agree(lambda: llm(ids), lambda: modern.modern_llm(ids, weights, *HEADS))


def test_ModernLLM_reads_more_than_max_seq_len(learner, draw):
    """without a table of positions there is no last one"""
    llm, weights = built(learner, draw, max_seq_len=4)
    ids = draw.ids(13, 2, 9)
    agree(lambda: llm(ids), lambda: modern.modern_llm(ids, weights, *HEADS))


def test_ModernLLM_passes_its_options_on(learner, draw):
    """theta and half_split reach every attention, eps every norm"""
    for options in ({"theta": 3.0}, {"half_split": True}, {"eps": 2.0}):
        llm = learner.ModernLLM(13, 12, 2, 1, 2, 11, **options)
        weights = draw.weights(modern.parameter_shapes(13, 12, 2, 1, 2, 11))
        for name in weights:
            weights[name] = weights[name] * (3 if "linear" in name else 1)
        llm.load(weights)
        ids = draw.ids(13, 2, 7)
        agree(lambda: llm(ids), lambda: modern.modern_llm(ids, weights, 2, 1, **options))


def test_ModernLLM_gradients(learner, draw):
    """a gradient reaches every parameter; a tied matrix gets that of both its places"""
    for tied in (True, False):
        llm, _ = built(learner, draw, tied)
        llm.double()
        weights = filled(llm, draw, modern.parameter_shapes(13, **LLM, tied=tied))
        ids, upstream = draw.ids(13, 2, 4), draw.normal(2, 4, 13).astype(np.float64)
        agree(lambda: llm(ids), lambda: modern.modern_llm(ids, weights, *HEADS))
        agree(
            lambda: llm.gradients(ids, upstream=upstream)["weights"],
            lambda: modern.modern_llm_backward(upstream, ids, weights, *HEADS),
        )


def test_ModernLLM_with_caches(learner, draw):
    """each block has its own cache, and a text read in parts gives what it gives at once"""
    llm, weights = built(learner, draw)
    ids = draw.ids(13, 2, 6)

    def expected(part, caches):
        return modern.modern_llm(part, weights, *HEADS, caches=caches)

    for cuts in ([4, 5], [1, 3], []):
        agree(
            lambda: in_parts(llm, ids, cuts, lambda: [learner.given("Cache") for _ in "12"], -1),
            lambda: in_parts(expected, ids, cuts, lambda: kv_cache.new_caches(weights), -1),
        )


def test_ModernLLM_is_the_same_every_time(learner, draw):
    """the same ids give the same logits, in training mode too, and the ids stay as they were"""
    llm, ids = learner.ModernLLM(13, **LLM), draw.ids(13, 2, 5)
    first, second = llm.observe(ids), llm.observe(ids)
    claim(first.untouched, "the ids were changed in place")
    same = np.array_equal(first.value, second.value) and first.global_random_untouched
    claim(same, "two calls with the same ids differ")


def test_ModernLLM_works_where_its_weights_are(learner, draw):
    """positions and masks are made on the device of the ids"""
    llm = learner.ModernLLM(13, **LLM)
    mixed, error = learner_outcome(lambda: learner.given("mixed_devices", llm, 2, 5))
    found = error.message if error else mixed
    claim(not found, f"on another device: {found}", "modern-device-not-followed")
