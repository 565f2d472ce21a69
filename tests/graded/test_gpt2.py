"""Graded claims of stage 11, gpt2. Sizes are small and all different: B 2, T 5, C 12, V 13."""

import numpy as np

from reference import gpt2, kv_cache
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim, learner_outcome
from tests.harness.initial import drawn_as_linear
from tests.harness.layers import (
    agree_with_gradients,
    as_lists,
    doubled,
    filled,
    in_parts,
    shapes_of,
)

SIZES = {"d_model": 12, "n_heads": 3, "n_layers": 2, "max_seq_len": 7}
BLOCK = gpt2.block_shapes(12)
CONFIG = {
    "model_type": "gpt2",
    "activation_function": "gelu_new",
    "vocab_size": 13,
    "n_embd": 12,
    "n_head": 3,
    "n_layer": 2,
    "n_positions": 7,
    "layer_norm_epsilon": 0.02,
    "n_inner": None,
}


def registers(module, expected, mistake):
    """The parameters have these names and shapes, and were created in this order."""
    got = shapes_of(module)
    agree(lambda: got, lambda: as_lists(expected()))
    in_order = list(got) == list(expected())
    claim(in_order, f"created in another order: {', '.join(got)}", mistake)


def refuses(call, sentence, mistake, names=(), error_type="ValueError"):
    """The call must raise this error; the message must hold one of the names."""
    got, error = learner_outcome(call)
    raised = error is not None and error_type in error.types
    claim(raised, f"{sentence} not refused with {error_type}: got {got}", mistake)
    said = not names or any(name in error.message for name in names)
    claim(said, f"{sentence}: the message does not name it ({error.message!r})", "gpt2-nameless")


# -- gelu --------------------------------------------------------------------------------------


def test_gelu_values(learner, draw):
    """x / 2 * (1 + tanh(...)), with the constants of GPT-2"""
    for shape in ((1,), (40,), (2, 3, 5)):
        # further down 1 + tanh is what rounding leaves of it, in any order of the operations
        x = np.maximum(draw.normal(*shape, std=2), np.float32(-2))
        agree(lambda: learner.gelu(x), lambda: gpt2.gelu(x))


def test_gelu_is_the_one_with_tanh(learner, draw):
    """where the tanh formula and the error function differ most, it is the tanh formula"""
    x = draw.normal(30, mean=-2.7, std=0.1)
    agree(lambda: learner.gelu(x), lambda: gpt2.gelu(x))
    agree(lambda: learner.gelu(-x), lambda: gpt2.gelu(-x))


def test_gelu_of_large_numbers(learner, draw):
    """far out it is 0 on one side and x on the other"""
    x = draw.normal(5, mean=1000, std=100)
    agree(lambda: learner.gelu(x), lambda: gpt2.gelu(x))
    agree(lambda: np.abs(learner.gelu(-x)), lambda: np.abs(gpt2.gelu(-x)))


def test_gelu_gradients(learner, draw):
    """its slope, left and right of 0"""
    x, upstream = draw.normal(2, 3, 7).astype(np.float64), draw.normal(2, 3, 7).astype(np.float64)
    agree(
        lambda: learner.gradients("gelu", x, upstream=upstream)["inputs"],
        lambda: [gpt2.gelu_backward(upstream, x)],
    )


def test_gelu_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out, and the caller's tensor stays as it was"""
    x = draw.normal(2, 5).astype(np.float64)
    seen = learner.observe("gelu", x)
    claim(seen.untouched, "the input was changed in place", "gelu-in-place")
    claim(seen.value.dtype == np.float64, f"float64 in, {seen.value.dtype} out", "gelu-dtype")
    agree(lambda: learner.gelu(strided(x)), lambda: gpt2.gelu(x))


# -- GPT2Attention -----------------------------------------------------------------------------


def test_GPT2Attention_registers_its_parameters(learner, draw):
    """qkv_linear from C to 3 C and out_linear, in this order, with bias, as torch draws them"""
    registers(learner.GPT2Attention(12, 3), lambda: gpt2.attention_shapes(12, 3), None)
    weights = learner.GPT2Attention(40, 5).weights()
    agree(lambda: list(weights), lambda: list(gpt2.attention_shapes(40, 5)))
    drawn = [drawn_as_linear(weights, name) for name in ("qkv_linear", "out_linear")]
    claim(all(drawn), "the weights do not begin as nn.Linear draws them")


def test_GPT2Attention_values(learner, draw):
    """thirds of the fused layer, cut into heads; each token reads itself and what is before it"""
    for d_model, n_heads, shape in ((12, 3, (2, 5)), (10, 1, (1, 4)), (6, 6, (3, 1))):
        layer = learner.GPT2Attention(d_model, n_heads)
        weights = filled(layer, draw, gpt2.attention_shapes(d_model, n_heads))
        x = draw.normal(*shape, d_model, std=2)
        agree(lambda: layer(x), lambda: gpt2.gpt2_attention(x, weights, n_heads))
        agree(lambda: layer(strided(x)), lambda: gpt2.gpt2_attention(x, weights, n_heads))


def test_GPT2Attention_does_not_see_the_future(learner, draw):
    """changing a token changes nothing before it"""
    layer = learner.GPT2Attention(12, 3)
    layer.randomize(draw)
    x = draw.normal(2, 5, 12)
    later = x.copy()
    later[:, 3:] += draw.normal(2, 2, 12)
    same = np.allclose(layer(x)[:, :3], layer(later)[:, :3], rtol=1e-4, atol=1e-5)
    claim(same, "tokens 0 to 2 changed when only tokens 3 and 4 did", "gpt2-no-mask")


def test_GPT2Attention_gradients(learner, draw):
    """gradients reach the input and both layers"""
    layer = learner.GPT2Attention(12, 3)
    x, upstream = doubled(layer, draw.normal(2, 4, 12), draw.normal(2, 4, 12))
    weights = filled(layer, draw, gpt2.attention_shapes(12, 3))
    agree_with_gradients(
        layer,
        x,
        upstream,
        lambda: gpt2.gpt2_attention(x, weights, 3),
        lambda: gpt2.gpt2_attention_backward(upstream, x, weights, 3),
    )


def test_GPT2Attention_with_a_cache(learner, draw):
    """read in parts, each going on where the cache ends, a text gives what it gives at once"""
    layer = learner.GPT2Attention(12, 3)
    weights = filled(layer, draw, gpt2.attention_shapes(12, 3))
    x = draw.normal(2, 6, 12, std=2)

    def expected(part, cache):
        return gpt2.gpt2_attention(part, weights, 3, cache)

    for cuts in ([4, 5], [1, 3], []):
        agree(
            lambda: in_parts(layer, x, cuts, lambda: learner.given("Cache"), -2),
            lambda: in_parts(expected, x, cuts, kv_cache.KVCache, -2),
        )
    cache = learner.given("Cache")
    layer(x, cache=cache)
    claim(cache.get("shapes") == [[[2, 3, 6, 4]] * 2], "the cache did not get k, v (B, H, T, D)")


def test_GPT2Attention_refuses_heads_that_do_not_fit(learner, draw):
    """n_heads that does not divide d_model raises ValueError"""
    sizes = (10, 3), (7, 2)
    for one in sizes:
        call = lambda: learner.GPT2Attention(*one)  # noqa: E731
        refuses(call, f"d_model, n_heads = {one}", "gpt2-heads-unchecked")


def test_GPT2Attention_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out, and the caller's tensor stays as it was"""
    layer, x = learner.GPT2Attention(12, 3), draw.normal(2, 4, 12)
    claim(layer.observe(x).untouched, "the input was changed in place")
    (x,) = doubled(layer, x)
    agree(lambda: str(layer(x).dtype), lambda: "float64")


# -- GPT2FeedForward ---------------------------------------------------------------------------


def test_GPT2FeedForward_values(learner, draw):
    """linear1, GELU, linear2: no ReLU, and no other parameters"""
    for sizes, shape in (((5, 7), (2, 3)), ((6, 4), ()), ((3, 11), (2, 1, 4))):
        layer = learner.GPT2FeedForward(*sizes)
        weights = filled(layer, draw, gpt2.block.feed_forward_shapes(*sizes))
        x = draw.normal(*shape, sizes[0], std=2)
        agree(lambda: layer(x), lambda: gpt2.gpt2_feed_forward(x, weights))
        registers(layer, lambda: gpt2.block.feed_forward_shapes(*sizes), None)


def test_GPT2FeedForward_gradients(learner, draw):
    """gradients reach the input and both layers"""
    layer = learner.GPT2FeedForward(5, 7)
    x, upstream = doubled(layer, draw.normal(2, 3, 5), draw.normal(2, 3, 5))
    weights = filled(layer, draw, gpt2.block.feed_forward_shapes(5, 7))
    agree_with_gradients(
        layer,
        x,
        upstream,
        lambda: gpt2.gpt2_feed_forward(x, weights),
        lambda: gpt2.gpt2_feed_forward_backward(upstream, x, weights),
    )


# -- GPT2Block ---------------------------------------------------------------------------------


def test_GPT2Block_registers_its_parameters(learner, draw):
    """norm1, attention, norm2, feed_forward with four times the width, in this order"""
    for sizes in ((12, 3), (10, 2)):
        shapes = lambda: gpt2.block_shapes(sizes[0])  # noqa: E731
        registers(learner.GPT2Block(*sizes), shapes, "gpt2-block-out-of-order")


def test_GPT2Block_values(learner, draw):
    """each step reads a normalised copy and adds to the stream itself"""
    # a mean of 1 beside a spread of 3e-3 would leave float32 too few digits of that
    cases = (12, 3, (2, 5), 1, 2), (10, 2, (1, 1), 1, 2), (6, 3, (1, 4), 0, 3e-3)
    for d_model, n_heads, shape, mean, std in cases:
        layer = learner.GPT2Block(d_model, n_heads)
        weights = filled(layer, draw, gpt2.block_shapes(d_model))
        x = draw.normal(*shape, d_model, mean=mean, std=std)
        agree(lambda: layer(x), lambda: gpt2.gpt2_block(x, weights, n_heads))


def test_GPT2Block_passes_eps_on(learner, draw):
    """eps reaches both norms"""
    for eps in (2.0, 0.3):
        layer = learner.GPT2Block(12, 3, eps)
        weights = filled(layer, draw, BLOCK)
        x = draw.normal(2, 5, 12)
        agree(lambda: layer(x), lambda: gpt2.gpt2_block(x, weights, 3, eps))


def test_GPT2Block_gradients(learner, draw):
    """gradients reach the input and every parameter, along the stream too"""
    layer = learner.GPT2Block(12, 3)
    x, upstream = doubled(layer, draw.normal(2, 4, 12), draw.normal(2, 4, 12))
    weights = filled(layer, draw, BLOCK)
    agree_with_gradients(
        layer,
        x,
        upstream,
        lambda: gpt2.gpt2_block(x, weights, 3),
        lambda: gpt2.gpt2_block_backward(upstream, x, weights, 3),
    )


def test_GPT2Block_with_a_cache(learner, draw):
    """the cache reaches the attention"""
    layer = learner.GPT2Block(12, 3)
    weights = filled(layer, draw, BLOCK)
    x = draw.normal(2, 6, 12, std=2)

    def expected(part, cache):
        return gpt2.gpt2_block(part, weights, 3, cache=cache)

    agree(
        lambda: in_parts(layer, x, [4, 5], lambda: learner.given("Cache"), -2),
        lambda: in_parts(expected, x, [4, 5], kv_cache.KVCache, -2),
    )


def test_GPT2Block_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out, and the caller's tensor stays as it was"""
    layer, x = learner.GPT2Block(12, 3), draw.normal(2, 4, 12)
    claim(layer.observe(x).untouched, "the input was changed in place", "gpt2-block-in-place")
    (x,) = doubled(layer, x)
    agree(lambda: str(layer(x).dtype), lambda: "float64")


# -- GPT2 --------------------------------------------------------------------------------------


def built(learner, draw, **options):
    """A model with seeded values in every parameter, and those values."""
    llm = learner.GPT2(13, **SIZES, **options)
    return llm, filled(llm, draw, gpt2.parameter_shapes(13, **SIZES))


def test_GPT2_registers_its_parameters(learner, draw):
    """two tables, n_layers blocks, a last norm, and no parameter for the head"""
    for sizes in (SIZES, {"d_model": 10, "n_heads": 2, "n_layers": 1}, {}):
        llm = learner.GPT2(13, **sizes)
        got = llm.weights()
        extra = [name for name in got if len(got[name]) == 13 and "token" not in name]
        sentence = f"the head has a matrix of its own, {', '.join(extra)}"
        claim(not extra, sentence, "gpt2-head-not-tied")
        registers(llm, lambda: gpt2.parameter_shapes(13, **sizes), None)
        longest = sizes.get("max_seq_len", 64)
        found = llm.get("max_seq_len")
        claim(found == longest, f"max_seq_len is {found}, not {longest}")


def test_GPT2_begins_small(learner, draw):
    """matrices begin with a spread of 0.02, biases with 0, and the scales of norms with 1"""
    for name, weight in learner.GPT2(200, 48, 4, 2, 50).weights().items():
        sentence = f"`{name}` begins with a mean of {weight.mean():.3g}, spread {weight.std():.3g}"
        if weight.ndim == 2:
            right = abs(weight.std() / 0.02 - 1) < 0.15 and abs(weight.mean()) < 0.004
        else:
            right = (weight == ("norm" in name and name.endswith("weight"))).all()
        claim(bool(right), sentence, "gpt2-initial-values")


def test_GPT2_values(learner, draw):
    """rows and places, through every block and the last norm, to a logit for every token"""
    llm, weights = built(learner, draw)
    for shape in ((2, 5), (1, 1), (3, 7)):
        ids = draw.ids(13, *shape)
        agree(lambda: llm(ids), lambda: gpt2.gpt2(ids, weights, 3))
    plain = learner.GPT2(13)
    weights, ids = filled(plain, draw, gpt2.parameter_shapes(13)), draw.ids(13, 2, 3)
    agree(lambda: plain(ids), lambda: gpt2.gpt2(ids, weights, 4))


def test_GPT2_passes_eps_on(learner, draw):
    """eps reaches the norms of the blocks and the last one"""
    for eps in (2.0, 0.3):
        llm, weights = built(learner, draw, eps=eps)
        ids = draw.ids(13, 2, 5)
        agree(lambda: llm(ids), lambda: gpt2.gpt2(ids, weights, 3, eps))


def test_GPT2_gradients(learner, draw):
    """a gradient reaches every parameter; the token table gets that of both its places"""
    llm, _ = built(learner, draw)
    llm.double()
    weights = filled(llm, draw, gpt2.parameter_shapes(13, **SIZES))
    ids, upstream = draw.ids(13, 2, 4), draw.normal(2, 4, 13).astype(np.float64)
    agree(lambda: llm(ids), lambda: gpt2.gpt2(ids, weights, 3))
    agree(
        lambda: llm.gradients(ids, upstream=upstream)["weights"],
        lambda: gpt2.gpt2_backward(upstream, ids, weights, 3),
    )


def test_GPT2_with_caches(learner, draw):
    """each block has its own cache, and a text read in parts gives what it gives at once"""
    llm, weights = built(learner, draw)
    ids = draw.ids(13, 2, 6)

    def expected(part, caches):
        return gpt2.gpt2(part, weights, 3, caches=caches)

    for cuts in ([4, 5], [1, 3], []):
        agree(
            lambda: in_parts(llm, ids, cuts, lambda: [learner.given("Cache") for _ in "12"], -1),
            lambda: in_parts(expected, ids, cuts, lambda: kv_cache.new_caches(weights), -1),
        )


def test_GPT2_refuses_too_many_tokens(learner, draw):
    """more tokens than places raise ValueError, those in the caches counted; as many are fine"""
    llm, weights = built(learner, draw)
    ids = draw.ids(13, 1, 8)
    refuses(lambda: llm(ids), "8 tokens where there are 7 places", "gpt2-length-unchecked", ("8",))
    agree(lambda: llm(ids[:, :7]), lambda: gpt2.gpt2(ids[:, :7], weights, 3))
    caches = [learner.given("Cache") for _ in "12"]
    llm(ids[:, :6], caches)
    sentence = "2 tokens behind 6 where there are 7 places"
    refuses(lambda: llm(ids[:, 6:], caches), sentence, "gpt2-length-unchecked", ("8",))


def test_GPT2_is_the_same_every_time_and_anywhere(learner, draw):
    """equal ids give equal logits, in training mode too; positions and masks follow the device"""
    llm, ids = learner.GPT2(13, **SIZES), draw.ids(13, 2, 5)
    first, second = llm.observe(ids), llm.observe(ids)
    claim(first.untouched, "the ids were changed in place")
    same = np.array_equal(first.value, second.value) and first.global_random_untouched
    claim(same, "two calls with the same ids differ", "gpt2-dropout")
    mixed, error = learner_outcome(lambda: learner.given("mixed_devices", llm, 2, 5))
    found = error.message if error else mixed
    claim(not found, f"on another device: {found}", "gpt2-device-not-followed")


# -- load_gpt2 ---------------------------------------------------------------------------------


def stored_weights(draw):
    """What GPT-2's file holds for a model of CONFIG's sizes; matrices keep the logits moderate."""
    shapes = gpt2.stored_shapes(13, 12, 2, 7)
    return {name: weight * 1.5 for name, weight in draw.weights(shapes).items()}


def folder_of(learner, config, weights):
    """The path of a folder with these two files, and what keeps it alive."""
    folder = learner.given("GPT2Folder", config, weights)
    return folder.get("path"), folder


def gives_its_logits(learner, draw, config, weights, mistake=None):
    """The folder loads, and gives the logits of the reference."""
    path, _folder = folder_of(learner, config, weights)
    ids = draw.ids(13, 2, 5)
    llm, error = learner_outcome(lambda: learner.load_gpt2(path))
    if error:
        plain, _plain = folder_of(learner, CONFIG, stored_weights(draw))
        _, before = learner_outcome(lambda: learner.load_gpt2(plain))
        why = blamed(error) if before else mistake  # where no folder loads it is not this one
        claim(False, f"the folder is right, but: {error.message}", why)
    agree(lambda: llm(ids), lambda: gpt2.loaded_logits(ids, config, weights))
    return llm


def blamed(error):
    """Which mistake an error speaks of where not even a plain folder loads."""
    turned = any(word in error.message for word in ("shape", "size mismatch"))
    tables = any(word in error.message for word in ("wte", "wpe", "_embedding"))
    return "gpt2-conv1d-not-transposed" if turned and not tables else None


def test_load_gpt2_gives_the_logits(learner, draw):
    """sizes and weights are those of the folder; matrices of `c_` layers are turned, no others"""
    gives_its_logits(learner, draw, CONFIG, stored_weights(draw))


def test_load_gpt2_takes_a_path(learner, draw):
    """the folder may be a text or a `pathlib.Path`"""
    path, _folder = folder_of(learner, CONFIG, stored_weights(draw))
    learner.load_gpt2(path)
    _, error = learner_outcome(lambda: learner.load_gpt2(learner.given("as_path", path)))
    claim(not error, f"a Path is refused: {error and error.message}", "gpt2-path-is-no-text")


def test_load_gpt2_takes_the_sizes_of_the_configuration(learner, draw):
    """heads, eps and places are those of config.json, whatever they are"""
    for more in ({"n_head": 6}, {"n_head": 1}, {"layer_norm_epsilon": 1.0}):
        gives_its_logits(learner, draw, CONFIG | more, stored_weights(draw))
    llm = gives_its_logits(learner, draw, CONFIG, stored_weights(draw))
    longest = llm.get("max_seq_len")
    claim(longest == 7, f"n_positions is 7, but max_seq_len is {longest}")


def test_load_gpt2_knows_the_prefix(learner, draw):
    """names with `transformer.` before them are the same names"""
    weights = {f"transformer.{name}": w for name, w in stored_weights(draw).items()}
    gives_its_logits(learner, draw, CONFIG, weights, "gpt2-prefix-unknown")


def test_load_gpt2_ignores_what_is_no_weight(learner, draw):
    """masks among the weights are left out, the biases of the c_ layers are not"""
    weights = stored_weights(draw)
    for layer in range(2):
        weights[f"h.{layer}.attn.bias"] = np.tril(np.ones((1, 1, 7, 7), np.float32))
        weights[f"h.{layer}.attn.masked_bias"] = np.array(-1e4, np.float32)
    gives_its_logits(learner, draw, CONFIG, weights, "gpt2-masks-as-weights")


def test_load_gpt2_compares_the_head(learner, draw):
    """an lm_head.weight that repeats wte.weight is fine, another one raises ValueError"""
    weights = stored_weights(draw)
    same = weights | {"lm_head.weight": weights["wte.weight"].copy()}
    gives_its_logits(learner, draw, CONFIG, same, "gpt2-head-unexpected")
    other = weights | {"lm_head.weight": weights["wte.weight"] + 1}
    path, _folder = folder_of(learner, CONFIG, other)
    refuses(
        lambda: learner.load_gpt2(path), "another head", "gpt2-head-uncompared", ("lm_head", "wte")
    )


def test_load_gpt2_names_a_missing_file(learner, draw):
    """FileNotFoundError names the file that is not there"""
    weights = stored_weights(draw)
    for config, kept, name in ((None, weights, "config.json"), (CONFIG, None, "model.safetensors")):
        path, _folder = folder_of(learner, config, kept)
        call = lambda: learner.load_gpt2(path)  # noqa: E731
        refuses(call, f"no {name}", "gpt2-file-unchecked", (name,), "FileNotFoundError")


def test_load_gpt2_names_a_broken_file(learner, draw):
    """a file that is not what its name says raises ValueError, and so does a missing size"""
    weights = stored_weights(draw)
    cases = [(text, weights, "config.json") for text in ("{", "3", "[]")]
    cases.append((CONFIG, "nothing", "model.safetensors"))
    for size in ("n_head", "n_positions", "layer_norm_epsilon"):
        without = {key: value for key, value in CONFIG.items() if key != size}
        cases.append((without, weights, size))
    for size, value in (("n_head", None), ("n_head", 0), ("n_layer", "2"), ("n_embd", -12)):
        cases.append((CONFIG | {size: value}, weights, size))
    for config, kept, name in cases:
        path, _folder = folder_of(learner, config, kept)
        call = lambda: learner.load_gpt2(path)  # noqa: E731
        refuses(call, f"a folder without a right {name}", "gpt2-broken-file", (name,))


def test_load_gpt2_refuses_another_activation(learner, draw):
    """an activation_function that is not gelu_new raises ValueError"""
    for other in ("relu", "gelu"):
        path, _folder = folder_of(
            learner, CONFIG | {"activation_function": other}, stored_weights(draw)
        )
        call = lambda: learner.load_gpt2(path)  # noqa: E731
        refuses(call, f"activation_function {other!r}", "gpt2-activation-unchecked", (other,))
    silent = {key: value for key, value in CONFIG.items() if key != "activation_function"}
    gives_its_logits(learner, draw, silent, stored_weights(draw))


def test_load_gpt2_names_a_missing_weight(learner, draw):
    """a weight that is not there raises ValueError with its name"""
    for theirs, own in (("ln_f.bias", "norm.bias"), ("h.1.mlp.c_fc.weight", "linear1.weight")):
        weights = stored_weights(draw)
        del weights[theirs]
        path, _folder = folder_of(learner, CONFIG, weights)
        call = lambda: learner.load_gpt2(path)  # noqa: E731
        refuses(call, f"{theirs} missing", "gpt2-missing-unchecked", (theirs, own))
    weights = stored_weights(draw)
    weights["lm_head.weight"] = weights.pop("wte.weight")
    path, _folder = folder_of(learner, CONFIG, weights)
    names = "wte", "token_embedding"
    refuses(lambda: learner.load_gpt2(path), "wte missing", "gpt2-missing-unchecked", names)


def test_load_gpt2_names_an_unexpected_weight(learner, draw):
    """a weight that has no place, such as one of a third block of two, raises ValueError"""
    for name, part in (("h.2.ln_1.bias", "2."), ("h.0.attn.c_attn.scale", "scale")):
        weights = stored_weights(draw) | {name: draw.normal(12)}
        path, _folder = folder_of(learner, CONFIG, weights)
        call = lambda: learner.load_gpt2(path)  # noqa: E731
        refuses(call, f"{name} unexpected", "gpt2-unexpected-unchecked", (part,))


def test_load_gpt2_names_a_weight_of_another_shape(learner, draw):
    """a weight that does not fit raises ValueError with its name, even if it could be broadcast"""
    for theirs, own, shape in (
        ("wpe.weight", "position_embedding", (6, 12)),
        ("ln_f.weight", "norm.weight", (1,)),
    ):
        weights = stored_weights(draw) | {theirs: draw.normal(*shape)}
        path, _folder = folder_of(learner, CONFIG, weights)
        call = lambda: learner.load_gpt2(path)  # noqa: E731
        refuses(call, f"{theirs} of shape {shape}", "gpt2-shape-unchecked", (theirs, own))


def test_load_gpt2_makes_float32_of_half_precision(learner, draw):
    """weights stored as float16 become float32 parameters that can be trained"""
    weights = {name: w.astype(np.float16) for name, w in stored_weights(draw).items()}
    path, _folder = folder_of(learner, CONFIG, weights)
    llm = learner.load_gpt2(path)
    found = learner.given("dtypes", llm)
    claim(found == ["torch.float32"], f"the parameters are {found}", "gpt2-keeps-half")
    trainable = learner.given("trainable", llm)
    claim(all(trainable), "a parameter does not ask for a gradient", "gpt2-frozen")
    gives_its_logits(learner, draw, CONFIG, weights)


def test_load_gpt2_draws_no_random_numbers(learner, draw):
    """the global random numbers go on as if nothing had been loaded"""
    path, _folder = folder_of(learner, CONFIG, stored_weights(draw))
    seen = learner.observe("load_gpt2", path)
    claim(seen.global_random_untouched, "random numbers were drawn", "gpt2-draws-numbers")
