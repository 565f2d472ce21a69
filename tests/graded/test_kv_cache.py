"""Graded claims of stage 10, kv_cache. Sizes are small and all different: V 7, B 2, D 2."""

import numpy as np

from reference import kv_cache, model, modern
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim, learner_outcome, refuses

SIZES = {"d_model": 6, "n_heads": 3, "n_layers": 2, "max_seq_len": 8}
MODERN = {"d_model": 12, "n_heads": 6, "n_kv_heads": 3, "n_layers": 2, "d_ff": 11}
TINY = 1e-6


def in_parts(read, x, cuts, axis):
    """What `read` gives for the parts of x one after another, put together again."""
    return np.concatenate([read(part) for part in np.split(x, cuts, axis)], axis=-2)


def new_caches(learner, n):
    return [learner.KVCache() for _ in range(n)]


# -- KVCache -----------------------------------------------------------------------------------


def chunks(draw, *lengths, H=3, D=4, E=4):
    """Keys and values of that many tokens each."""
    return [(draw.normal(2, H, T, D), draw.normal(2, H, T, E)) for T in lengths]


def updated(learner, parts):
    """[[k, v, length] after each part] of a new cache."""
    cache, seen = learner.KVCache(), []
    for k, v in parts:
        got = cache.update(k, v)
        claim(isinstance(got, (tuple, list)), f"update gives {got!r}, not k and v")
        seen.append([*got, learner.given("length", cache)])
    return seen


def expected_of(parts):
    return [list(seen) for seen in kv_cache.updates(*parts)]


def test_KVCache_begins_empty(learner, draw):
    """a new cache holds no token, whatever another one has read"""
    first = learner.KVCache()
    k, v = draw.normal(2, 3, 5, 4), draw.normal(2, 3, 5, 4)
    held = learner.given("length", first)
    claim(held == 0, f"a new cache holds {held} tokens", "kv-shared-by-all-caches")
    first.update(k, v)
    second = learner.KVCache()
    held = learner.given("length", second)
    claim(held == 0, f"a second cache begins with {held} tokens", "kv-shared-by-all-caches")
    agree(lambda: list(second.update(k, v)), lambda: list(kv_cache.extended(None, k, v)))


def test_KVCache_keeps_tokens_in_order(learner, draw):
    """new keys and values stand behind the old ones, along the tokens"""
    for lengths in ((3, 3), (1, 1, 1), (2, 2)):
        parts = chunks(draw, *lengths)
        agree(lambda: updated(learner, parts), lambda: expected_of(parts))


def test_KVCache_takes_parts_of_any_length(learner, draw):
    """a prompt, a token, a few more; values may have another size than keys"""
    for lengths, E in (((4, 1, 2), 4), ((1, 5), 7)):
        parts = chunks(draw, *lengths, E=E)
        agree(lambda: updated(learner, parts), lambda: expected_of(parts))


def test_KVCache_counts_tokens(learner, draw):
    """its length is the number of tokens, not of heads or texts"""
    for H, lengths in ((3, (5, 1)), (1, (2, 4))):
        parts = chunks(draw, *lengths, H=H)
        got = [seen[2] for seen in updated(learner, parts)]
        agree(lambda: got, lambda: [seen[2] for seen in kv_cache.updates(*parts)])


def test_KVCache_holds_any_number_of_tokens(learner, draw):
    """no text is too long for it, and no token is dropped"""
    parts = chunks(draw, 1200, 1, 1100, H=1, D=1, E=1)
    cache = learner.KVCache()
    seen = [learner_outcome(lambda: list(cache.update(k, v)))[0] for k, v in parts]
    whole = [np.concatenate([part[i] for part in parts], axis=-2) for i in (0, 1)]
    kept = isinstance(seen[-1], list) and all(map(np.array_equal, seen[-1], whole))
    claim(kept, "of 2301 tokens it does not give back all", "kv-of-a-fixed-size")


def test_KVCache_keeps_dtype_and_arguments(learner, draw):
    """float64 in, float64 out; any memory layout; the arguments stay as they were"""
    (k, v), (k2, v2) = chunks(draw, 3, 2)
    cache = learner.KVCache()
    cache.update(strided(k), strided(v))
    agree(
        lambda: list(cache.update(strided(k2), strided(v2))),
        lambda: list(kv_cache.updates((k, v), (k2, v2))[1][:2]),
    )
    wide = [part.astype(np.float64) for part in (k, v)]
    cache = learner.KVCache()
    cache.update(*wide)
    found = {part.dtype for part in cache.update(*wide)}
    claim(found == {np.dtype(np.float64)}, f"float64 in, {found} out")


# -- cached_attention --------------------------------------------------------------------------


def attending(learner, draw, C=6, H=3):
    """An attention of stage 2 with seeded values in every parameter, and those values."""
    layer = learner.MultiHeadAttention(C, H)
    return layer, layer.randomize(draw)


def test_cached_attention_reads_in_parts(learner, draw):
    """a text read part by part gives what it gives at once"""
    for H, cuts in ((3, [4, 5]), (2, [1, 3]), (1, [2, 4]), (3, [1, 2, 3, 4, 5])):
        layer, weights = attending(learner, draw, H=H)
        x, cache = draw.normal(2, 6, 6, std=2), learner.KVCache()

        def expected():
            known = kv_cache.KVCache()
            read = lambda part: kv_cache.cached_attention(part, weights, H, known)  # noqa: E731
            return in_parts(read, x, cuts, 1)

        agree(
            lambda: in_parts(lambda part: learner.cached_attention(layer, part, cache), x, cuts, 1),
            expected,
        )


def test_cached_attention_projects_only_the_new_tokens(learner, draw):
    """each token goes through the linear layers once"""
    layer, _ = attending(learner, draw)
    meter, cache, x = learner.given("Meter", layer), learner.KVCache(), draw.normal(2, 6, 6)
    in_parts(lambda part: learner.cached_attention(layer, part, cache), x, [3, 4, 5], 1)
    most = max(meter.get("rows").values(), default=12)
    sentence = f"for 6 tokens of 2 texts a layer was given {most} rows, not 12"
    claim(most <= 12, sentence, "kv-projects-everything-again")


def test_cached_attention_fills_the_cache(learner, draw):
    """the cache holds the tokens that were read, and an empty one is an ordinary attention"""
    layer, weights = attending(learner, draw)
    x, cache = draw.normal(2, 5, 6), learner.KVCache()
    agree(
        lambda: learner.cached_attention(layer, x, cache),
        lambda: kv_cache.cached_attention(x, weights, 3, kv_cache.KVCache()),
    )
    held = learner.given("length", cache)
    claim(held == 5, f"after 5 tokens the cache holds {held}", "kv-cache-never-filled")


def test_cached_attention_keeps_dtype_and_input(learner, draw):
    """float64 in, float64 out; any memory layout; the input stays as it was"""
    layer, weights = attending(learner, draw)
    x = draw.normal(2, 5, 6)
    agree(
        lambda: learner.cached_attention(layer, strided(x), learner.KVCache()),
        lambda: kv_cache.cached_attention(x, weights, 3, kv_cache.KVCache()),
    )
    layer.double()
    seen = learner.observe("cached_attention", layer, x.astype(np.float64), learner.KVCache())
    claim(seen.untouched, "the input was changed in place")
    claim(seen.value.dtype == np.float64, f"float64 in, {seen.value.dtype} out")


# -- cached_logits -----------------------------------------------------------------------------


def simple(learner, draw, **other):
    """A model of stage 4 with seeded values in every parameter, and those values."""
    sizes = SIZES | other
    llm, weights = learner.SimpleLLM(7, **sizes), draw.weights(model.parameter_shapes(7, **sizes))
    llm.load(weights)
    return llm, weights


def test_cached_logits_reads_in_parts(learner, draw):
    """a text read part by part gives what it gives at once"""
    for options, cuts in (
        ({"n_layers": 1, "n_heads": 2}, [3, 4, 5]),
        ({}, [4, 5]),
        ({"n_layers": 3}, [1, 3]),
        ({}, []),
    ):
        llm, weights = simple(learner, draw, **options)
        sizes, ids = SIZES | options, draw.ids(7, 2, 6)
        caches = new_caches(learner, sizes["n_layers"])
        agree(
            lambda: in_parts(lambda part: learner.cached_logits(llm, part, caches), ids, cuts, 1),
            lambda: whole(ids, cuts, weights, sizes["n_heads"]),
        )


def whole(ids, cuts, weights, n_heads):
    def read(part, caches):
        return kv_cache.cached_logits(part, weights, n_heads, caches)

    return kv_cache.read_in_parts(read, ids, cuts, kv_cache.new_caches(weights))


def test_cached_logits_fills_a_cache_for_each_block(learner, draw):
    """afterwards every cache holds every token"""
    llm, _ = simple(learner, draw, n_layers=3)
    caches = new_caches(learner, 3)
    for part in np.split(draw.ids(7, 2, 6), [4, 5], 1):
        learner.cached_logits(llm, part, caches)
    held = [learner.given("length", cache) for cache in caches]
    claim(held == [6, 6, 6], f"after 6 tokens the caches hold {held}", "kv-first-cache-for-all")


def test_cached_logits_reads_only_the_new_tokens(learner, draw):
    """each token goes through the model once"""
    llm, _ = simple(learner, draw)
    meter, caches = learner.given("Meter", llm), new_caches(learner, 2)
    ids = draw.ids(7, 2, 6)
    in_parts(lambda part: learner.cached_logits(llm, part, caches), ids, [3, 4, 5], 1)
    most = max(meter.get("rows").values(), default=12)
    sentence = f"for 6 tokens of 2 texts a layer was given {most} rows, not 12"
    claim(most <= 12, sentence, "kv-projects-everything-again")


def test_cached_logits_refuses_more_than_max_seq_len(learner, draw):
    """old and new tokens together must fit; exactly max_seq_len do"""
    llm, weights = simple(learner, draw)
    ids, caches = draw.ids(7, 2, 8), new_caches(learner, 2)
    full, error = learner_outcome(
        lambda: in_parts(lambda part: learner.cached_logits(llm, part, caches), ids, [5, 7], 1)
    )
    refused = error is not None and "ValueError" in error.types
    claim(not refused, "8 tokens, and max_seq_len is 8: refused", "kv-refuses-a-full-window")
    agree(lambda: full, lambda: whole(ids, [5, 7], weights, 3))
    for cuts, T in (([5], 9), ([8], 9), ([], 9)):
        ids, caches = draw.ids(7, 2, T), new_caches(learner, 2)
        agree(
            lambda: in_parts(lambda part: learner.cached_logits(llm, part, caches), ids, cuts, 1),
            lambda: whole(ids, cuts, weights, 3),
        )
        _, error = learner_outcome(lambda: learner.cached_logits(llm, ids, new_caches(learner, 2)))
        told = all(number in error.message for number in "89")
        claim(told, f"the error does not say 8 and 9: {error.message}", "kv-error-without-numbers")


# -- generate_cached ---------------------------------------------------------------------------


def reader(weights, n_heads, n_kv_heads=None):
    """(ids, caches) -> logits, of the simple or of the modern model."""
    if n_kv_heads is None:
        return lambda ids, caches: kv_cache.cached_logits(ids, weights, n_heads, caches)
    return lambda ids, caches: modern.modern_llm(ids, weights, n_heads, n_kv_heads, caches=caches)


def clear(logits_of, ids, new, window):
    """Whether no greedy choice is near a tie, and not all of them are the same."""
    text = np.asarray(ids)
    for _ in range(new):
        logits = logits_of(text[:, -window:])[:, -1]
        best = np.sort(logits)
        if (best[:, -1] - best[:, -2]).min() < 0.01:
            return False
        text = np.concatenate([text, logits.argmax(-1)[:, None]], axis=1)
    return new < 4 or len(np.unique(text[:, ids.shape[-1] :])) > 2


def greedy(learner, draw, T, new, B=2, window=8):
    """Greedy continuation by a SimpleLLM of B prompts of T tokens."""
    llm = learner.SimpleLLM(7, **SIZES | {"max_seq_len": window})
    shapes = model.parameter_shapes(7, **SIZES | {"max_seq_len": window})
    while True:
        weights, ids = draw.weights(shapes), draw.ids(7, B, T)
        # what was read must weigh more than the bias of the last norm, or one token repeats itself
        weights["transformer_blocks.1.norm2.weight"] *= 4
        weights["output_projection.weight"] *= 4
        if clear(lambda part: model.simple_llm(part, weights, 3), ids, new, window):
            break
    llm.load(weights)
    make = lambda: kv_cache.new_caches(weights)  # noqa: E731
    agree(
        lambda: learner.generate_cached(llm, ids, new, temperature=0),
        lambda: kv_cache.generate_cached(reader(weights, 3), ids, new, window, make),
    )


def greedy_modern(learner, draw, T, new, B=2, window=9):
    """Greedy continuation by a ModernLLM of B prompts of T tokens."""
    llm = learner.ModernLLM(7, **MODERN, max_seq_len=window)
    while True:
        weights, ids = draw.weights(modern.parameter_shapes(7, **MODERN)), draw.ids(7, B, T)
        weights["norm.weight"] *= 4
        if clear(lambda part: modern.modern_llm(part, weights, 6, 3), ids, new, window):
            break
    llm.load(weights)
    make = lambda: kv_cache.new_caches(weights)  # noqa: E731
    agree(
        lambda: learner.generate_cached(llm, ids, new, temperature=0),
        lambda: kv_cache.generate_cached(reader(weights, 6, 3), ids, new, window, make),
    )


def test_generate_cached_writes_what_generate_ids_writes(learner, draw):
    """the same tokens as without a cache, for every text of the batch"""
    greedy(learner, draw, T=3, new=5)
    greedy(learner, draw, T=4, new=4, B=3)
    greedy(learner, draw, T=2, new=6, B=1)


def test_generate_cached_asks_any_other_model_by_itself(learner, draw):
    """whatever it is made of: only a SimpleLLM reads through cached_logits"""
    llm = learner.given("CountingModel", 7, 9)
    ids = draw.ids(7, 2, 3)
    got, error = learner_outcome(lambda: learner.generate_cached(llm, ids, 4, 0))
    expected = np.concatenate([ids, (ids[:, -1:] + np.arange(1, 5)) % 7], axis=1)
    sentence = f"a model of another class is not asked: {error and error.message}"
    right = error is None and np.array_equal(got, expected)
    claim(right, sentence, "kv-takes-other-models-for-simple")


def test_generate_cached_of_few_tokens(learner, draw):
    """one new token, none at all, and a prompt of one token"""
    greedy(learner, draw, T=4, new=1)
    greedy(learner, draw, T=4, new=0)
    greedy(learner, draw, T=1, new=4)


def test_generate_cached_takes_a_prompt_longer_than_the_window(learner, draw):
    """a prompt longer than max_seq_len is kept whole, and its last tokens are read"""
    greedy(learner, draw, T=9, new=1, window=5)
    greedy(learner, draw, T=7, new=4, window=5)


def test_generate_cached_when_the_window_slides(learner, draw):
    """beyond max_seq_len the last tokens are read anew, at their new positions"""
    greedy(learner, draw, T=3, new=7, window=5)
    greedy(learner, draw, T=5, new=4, window=5)
    greedy(learner, draw, T=2, new=3, window=1)


def test_generate_cached_with_the_model_of_stage_7(learner, draw):
    """ModernLLM, within its window and beyond"""
    greedy_modern(learner, draw, T=3, new=6)
    greedy_modern(learner, draw, T=3, new=7, window=6)
    greedy_modern(learner, draw, T=8, new=3, window=6, B=1)


def fed(learner, draw, T, new, window):
    """The most rows any layer was given for 3 texts of T tokens and `new` more."""
    llm, _ = simple(learner, draw, max_seq_len=window)
    meter = learner.given("Meter", llm)
    learner.generate_cached(llm, draw.ids(7, 3, T), new, 0)
    return max(meter.get("rows").values(), default=0), meter


def test_generate_cached_reads_each_token_once(learner, draw):
    """the prompt once, then one token at a time: the cost of a token does not grow with the text"""
    for T, new in ((4, 1), (4, 6), (2, 30)):
        most, _ = fed(learner, draw, T, new, window=T + new - 1)
        right = 3 * (T + new - 1)
        every = sum(3 * length for length in range(T, T + new))
        sentence = f"{T} + {new} tokens of 3 texts: a layer was given {most} rows, not {right}"
        again = "kv-reads-everything-again" if most >= every else "kv-reads-anew-too-early"
        claim(most <= right, sentence, again)


def test_generate_cached_reads_no_more_than_the_window(learner, draw):
    """when the window slides, max_seq_len tokens are read for each new one, and no more"""
    most, _ = fed(learner, draw, T=3, new=8, window=6)
    right = 3 * (6 + 4 * 6)
    claim(most <= right, f"a layer was given {most} rows, not {right}", "kv-reads-anew-too-early")


def test_generate_cached_begins_anew_each_time(learner, draw):
    """a second call knows nothing of the first"""
    llm, _ = simple(learner, draw)
    ids = draw.ids(7, 2, 3)
    first = learner.generate_cached(llm, ids, 5, 0)
    second, error = learner_outcome(lambda: learner.generate_cached(llm, ids, 5, 0))
    same = not error and np.array_equal(first, second)
    claim(same, "the second call writes something else", "kv-kept-between-calls")


def test_generate_cached_passes_its_options_on(learner, draw):
    """top_k = 1, a tiny top_p and a tiny temperature leave one choice, as temperature 0 does"""
    llm, _ = simple(learner, draw)
    ids = draw.ids(7, 40, 2)
    best = learner.generate_cached(llm, ids, 4, 0.0)
    for name, value in (("temperature", TINY), ("top_k", 1), ("top_p", TINY)):
        got, _ = learner_outcome(lambda: learner.generate_cached(llm, ids, 4, **{name: value}))
        sentence = f"{name}={value} makes no difference"
        claim(np.array_equal(got, best), sentence, "generate-cached-forgets-options")


def test_generate_cached_repeats_with_the_same_seed(learner, draw):
    """the same seed writes the same, another one something else; the global one is not used"""
    llm, _ = simple(learner, draw)
    ids, seed = draw.ids(7, 16, 2), draw.seed()
    one, other, third = (learner.given("generator", s) for s in (seed, seed, seed + 1))
    seen = learner.observe("generate_cached", llm, ids, 5, 1.0, None, None, one)
    again = learner.generate_cached(llm, ids, 5, generator=other)
    same = np.array_equal(seen.value, again) and seen.global_random_untouched
    claim(same, "the same seed writes another text", "generate-cached-forgets-options")
    fresh = learner.generate_cached(llm, ids, 5, generator=third)
    claim(not np.array_equal(again, fresh), "every seed writes the same")


def test_generate_cached_evaluates_and_leaves_no_trace(learner, draw):
    """evaluation mode, no gradients; afterwards mode, gradients and prompt are as before"""
    for training in (True, False):
        llm, _ = simple(learner, draw)
        llm.train(training)
        meter = learner.given("Meter", llm)
        seen = learner.observe("generate_cached", llm, draw.ids(7, 2, 3), 3, 0)
        claim(seen.untouched, "the prompt was changed in place")
        wrong = any(meter.get("modes"))
        claim(not wrong, "the model was fed in training mode", "generate-cached-no-eval")
        wrong = any(meter.get("recorded"))
        claim(not wrong, "gradients are recorded", "generate-cached-records-gradients")
        kept = llm.get("training") == training and learner.given("gradients_enabled")
        sentence = "the mode of the model, or of torch, is not what it was"
        claim(kept, sentence, "generate-cached-leaves-eval-mode")


def test_generate_cached_refuses_an_empty_prompt(learner, draw):
    """a prompt without tokens, or less than no new tokens, raise ValueError"""
    llm, _ = simple(learner, draw)
    ids, mistake = np.zeros((2, 0), np.int64), "generate-cached-unchecked"
    for new in (2, 0):
        refuses(lambda: learner.generate_cached(llm, ids, new), "an empty prompt", mistake)
    ids = draw.ids(7, 2, 3)
    refuses(lambda: learner.generate_cached(llm, ids, -1), "max_new_tokens = -1", mistake)
