"""Graded claims of stage 5, generation. Sizes are small and all different; V is 7."""

import numpy as np

from reference import attention, generation, model
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim, learner_outcome, refuses
from tests.harness.sampling import Drawn

DRAWS = 10_000  # for each distribution, in one call
CHARS = list("\n Aaé那🙂")
TINY = 1e-6


def keeps_dtype(call, x, mistake, dtypes=(np.float64, np.float16)):
    """The result has the dtype of the logits."""
    for dtype in dtypes:
        got = getattr(call(x.astype(dtype)), "dtype", None)
        claim(got == dtype, f"{np.dtype(dtype)} logits came back as {got}", mistake)


def clear_of(draw, p, *shape):
    """Logits in random order, where p is near none of the sums of the greatest probabilities."""
    while True:
        scale = draw.random.uniform(0.5, 3, (*shape[:-1], 1)).astype(np.float32)
        logits = scale * draw.distinct(*shape, gap=0.4)
        mass = np.sort(attention.softmax(logits))[..., ::-1].cumsum(-1)
        if np.abs(mass - p).min() > 1e-3:
            return logits


def probe(learner, draw, V=7, max_seq_len=5, spread=0.0):
    """(model, logits_of): a model whose logits hear all its window, and the same in NumPy.

    Whole numbers and a fraction for each token: no two logits are closer than 0.01. With `spread`
    they are about normal instead, no token is much likelier than the others, and none are closer
    than 0.0005: a temperature of a millionth still leaves one choice.
    """
    table = draw.random.integers(-4, 5, (max_seq_len, V, V)) + 0.01 * np.arange(V)
    if spread:
        coarse = np.round(draw.normal(*table.shape, std=spread) / 0.05)
        table = 0.05 * coarse + 0.0005 * np.arange(V)
    table = table.astype(np.float32)
    given = learner.given("WindowProbe", table)
    given.eval()
    return given, lambda ids: table[np.arange(np.shape(ids)[-1]), ids].cumsum(-2)


# -- apply_temperature -------------------------------------------------------------------------


def test_apply_temperature_divides_the_logits(learner, draw):
    """every logit is divided by the temperature"""
    logits = draw.normal(2, 3, 7, mean=1.0, std=2.0)
    for temperature in (0.4, 2.5, 1.0, 3):
        agree(
            lambda: learner.apply_temperature(logits, temperature),
            lambda: generation.apply_temperature(logits, temperature),
        )


def test_apply_temperature_reads_one_row(learner, draw):
    """one row of logits without a batch, or a batch of one, in any memory layout"""
    for logits in (draw.normal(7), draw.normal(1, 7)):
        agree(
            lambda: learner.apply_temperature(strided(logits), 0.7),
            lambda: generation.apply_temperature(logits, 0.7),
        )


def test_apply_temperature_takes_any_size(learner, draw):
    """small temperatures and large logits are divided as they are; -inf stays -inf"""
    logits = draw.normal(3, 7, std=300)
    logits[:, 2] = -np.inf
    for temperature in (0.01, TINY, 50.0):
        agree(
            lambda: learner.apply_temperature(logits, temperature),
            lambda: generation.apply_temperature(logits, temperature),
        )


def test_apply_temperature_refuses_zero(learner, draw):
    """temperature 0 raises ValueError: it is no division"""
    logits = draw.normal(2, 7)
    agree(
        lambda: learner.apply_temperature(logits, 0.0),
        lambda: generation.apply_temperature(logits, 0.0),
    )


def test_apply_temperature_refuses_a_negative_one(learner, draw):
    """a temperature below 0 raises ValueError: it would prefer the worst token"""
    logits = draw.normal(2, 7)
    agree(
        lambda: learner.apply_temperature(logits, -0.5),
        lambda: generation.apply_temperature(logits, -0.5),
    )


def test_apply_temperature_leaves_its_input_alone(learner, draw):
    """the caller's logits stay as they were"""
    seen = learner.observe("apply_temperature", draw.normal(3, 7), 0.5)
    claim(seen.untouched, "the logits were changed in place", "temperature-in-place")


def test_apply_temperature_keeps_the_dtype(learner, draw):
    """float64 stays float64, float16 stays float16"""
    logits = draw.normal(3, 7)
    keeps_dtype(lambda x: learner.apply_temperature(x, 0.5), logits, "temperature-changes-dtype")


# -- top_k_filter ------------------------------------------------------------------------------


def test_top_k_filter_keeps_the_k_greatest_of_each_row(learner, draw):
    """the k greatest logits of each row stay, the others become -inf"""
    logits = draw.distinct(2, 3, 7) - draw.normal(2, 3, 1, mean=1, std=4)
    for k in (3, 2, 5):
        got, _ = learner_outcome(lambda: learner.top_k_filter(logits, k))
        if isinstance(got, np.ndarray) and got.dtype.kind == "f":
            finite = got[np.isfinite(got)]
            sentence = "a removed logit is a large negative number, not -inf"
            claim(not (finite < -100).any(), sentence, "top-k-fill-not-infinite")
        agree(lambda: got, lambda: generation.top_k_filter(logits, k))


def test_top_k_filter_of_one_row(learner, draw):
    """one row of logits without a batch, in any memory layout, also where all are negative"""
    logits = draw.distinct(7) - np.float32(9)
    agree(
        lambda: learner.top_k_filter(strided(logits), k=4),
        lambda: generation.top_k_filter(logits, 4),
    )


def test_top_k_filter_of_one_keeps_the_greatest(learner, draw):
    """k = 1 keeps the greatest logit of each row"""
    logits = draw.distinct(5, 7) - np.float32(1)
    agree(lambda: learner.top_k_filter(logits, 1), lambda: generation.top_k_filter(logits, 1))


def test_top_k_filter_keeps_ties_with_the_kth(learner, draw):
    """logits equal to the k-th greatest all stay"""
    ranks = np.float32([3, 1, 1, 1, 0, 2, -1])
    logits = draw.random.permuted(np.stack([ranks, ranks, ranks]), axis=-1)
    got, _ = learner_outcome(lambda: learner.top_k_filter(logits, 3))
    right = np.sort(generation.top_k_filter(logits, 3))[..., -3:]
    same = isinstance(got, np.ndarray) and got.shape == logits.shape
    exactly = same and np.array_equal(np.sort(got)[..., -4:][..., 1:], right)
    exactly = exactly and (np.isfinite(got).sum(-1) == 3).all()
    sentence = "of three equal logits only as many stay as there is room for"
    claim(not exactly, sentence, "top-k-breaks-ties")
    agree(lambda: got, lambda: generation.top_k_filter(logits, 3))
    logits = draw.random.permuted(np.float32([4, 4, 4, 4, 3, 2, 1]))
    agree(lambda: learner.top_k_filter(logits, 3), lambda: generation.top_k_filter(logits, 3))


def test_top_k_filter_keeps_all_when_k_is_large(learner, draw):
    """k = V and k > V keep everything: vocabularies of characters are small"""
    logits = draw.distinct(3, 7)
    for k in (7, 8, 50):
        got, error = learner_outcome(lambda: learner.top_k_filter(logits, k))
        failed = f"k = {k} of 7 logits: {error.type if error else ''}"
        claim(error is None, failed, "top-k-larger-than-vocab-crashes")
        agree(lambda: got, lambda: generation.top_k_filter(logits, k))


def test_top_k_filter_lets_infinity_be(learner, draw):
    """a logit that is -inf already stays -inf, also where fewer than k are left"""
    logits = draw.distinct(3, 7)
    logits[:, 2:] = -np.inf
    agree(lambda: learner.top_k_filter(logits, 3), lambda: generation.top_k_filter(logits, 3))


def test_top_k_filter_refuses_k_below_one(learner, draw):
    """k = 0 and k = -1 raise ValueError"""
    logits = draw.distinct(3, 7)
    for k in (0, -1):
        refuses(lambda: learner.top_k_filter(logits, k), f"k = {k}", "top-k-zero-accepted")


def test_top_k_filter_leaves_its_input_alone(learner, draw):
    """the caller's logits stay as they were"""
    seen = learner.observe("top_k_filter", draw.distinct(3, 7), 2)
    claim(seen.untouched, "the logits were changed in place", "top-k-in-place")


def test_top_k_filter_keeps_the_dtype(learner, draw):
    """float64 stays float64, float16 stays float16"""
    logits = draw.distinct(3, 7)
    keeps_dtype(lambda x: learner.top_k_filter(x, 2), logits, "top-k-changes-dtype")


# -- top_p_filter ------------------------------------------------------------------------------


def test_top_p_filter_keeps_the_smallest_set_that_reaches_p(learner, draw):
    """of each row, as many of the likeliest tokens stay as are needed to have p together"""
    for p in (0.8, 0.6, 0.95, 0.99):
        logits = clear_of(draw, p, 2, 3, 7) - np.float32(1)
        got, _ = learner_outcome(lambda: learner.top_p_filter(logits, p))
        if isinstance(got, np.ndarray) and got.dtype.kind == "f":
            finite = got[np.isfinite(got)]
            sentence = "a removed logit is a large negative number, not -inf"
            claim(not (finite < -100).any(), sentence, "top-p-fill-not-infinite")
        agree(lambda: got, lambda: generation.top_p_filter(logits, p))


def test_top_p_filter_of_one_row(learner, draw):
    """one row of logits without a batch, in any memory layout"""
    logits = clear_of(draw, 0.75, 7)
    agree(
        lambda: learner.top_p_filter(strided(logits), p=0.75),
        lambda: generation.top_p_filter(logits, 0.75),
    )


def test_top_p_filter_keeps_at_least_one(learner, draw):
    """where the likeliest token alone has more than p, it stays, alone"""
    logits = draw.distinct(5, 7) - np.float32(1)
    for p in (0.05, 1e-9):
        agree(lambda: learner.top_p_filter(logits, p), lambda: generation.top_p_filter(logits, p))


def test_top_p_filter_stops_when_p_is_reached(learner, draw):
    """of four tokens with a quarter each, p = 0.5 keeps two, p = 0.6 three: the smaller ids"""
    logits = np.zeros((2, 4), np.float32)
    for p in (0.6, 0.5):
        agree(lambda: learner.top_p_filter(logits, p), lambda: generation.top_p_filter(logits, p))


def test_top_p_filter_breaks_ties_by_id(learner, draw):
    """of equally likely tokens the smaller id comes first"""
    logits = np.tile(np.float32([0, -np.inf, 2, -np.inf]), 16)
    logits[draw.ids(16) * 4 + 2] = 5
    agree(lambda: learner.top_p_filter(logits, 0.9), lambda: generation.top_p_filter(logits, 0.9))


def test_top_p_filter_of_one_keeps_everything(learner, draw):
    """p = 1 keeps every token, however unlikely"""
    flat, steep = draw.distinct(3, 7, gap=0.1), draw.distinct(3, 7, gap=20.0)
    for logits, mistake in (
        (flat, "top-p-one-becomes-greedy"),
        (steep, "top-p-one-drops-the-tail"),
    ):
        got, _ = learner_outcome(lambda: learner.top_p_filter(logits, 1.0))
        all_stay = not isinstance(got, np.ndarray) or np.isfinite(got).all()
        claim(all_stay, "p = 1 removes tokens", mistake)
        agree(lambda: got, lambda: generation.top_p_filter(logits, 1.0))


def test_top_p_filter_survives_large_logits(learner, draw):
    """logits of 1000 overflow exp(), and -inf means never; the right ones must still stay"""
    logits = clear_of(draw, 0.7, 3, 7) + np.array([[1000], [-1000], [0]], np.float32)
    logits[2, 4] = -np.inf
    agree(lambda: learner.top_p_filter(logits, 0.7), lambda: generation.top_p_filter(logits, 0.7))


def test_top_p_filter_refuses_zero(learner, draw):
    """p = 0 and p below 0 raise ValueError"""
    logits = draw.distinct(3, 7)
    for p in (0.0, -0.5):
        refuses(lambda: learner.top_p_filter(logits, p), f"p = {p}", "top-p-zero-accepted")


def test_top_p_filter_refuses_more_than_one(learner, draw):
    """p greater than 1 raises ValueError"""
    logits = draw.distinct(3, 7)
    refuses(lambda: learner.top_p_filter(logits, 1.2), "p = 1.2", "top-p-above-one-accepted")


def test_top_p_filter_leaves_its_input_alone(learner, draw):
    """the caller's logits stay as they were"""
    for p in (0.7, 1.0):
        seen = learner.observe("top_p_filter", draw.distinct(3, 7), p)
        claim(seen.untouched, "the logits were changed in place", "top-p-in-place")


def test_top_p_filter_keeps_the_dtype(learner, draw):
    """float64 stays float64"""
    logits, mistake = draw.distinct(3, 7), "top-p-changes-dtype"
    keeps_dtype(lambda x: learner.top_p_filter(x, 0.7), logits, mistake, [np.float64])


# -- sample_next_token -------------------------------------------------------------------------


def follows(learner, draw, logits, **options):
    """As many draws from each row as DRAWS, in one call, have the right frequencies."""
    many = np.tile(logits, (DRAWS, *[1] * logits.ndim))
    source = learner.given("generator", draw.seed())
    agree(
        lambda: learner.sample_next_token(many, generator=source, **options),
        lambda: Drawn(generation.next_token_probabilities(logits, **options), DRAWS),
    )


def test_sample_next_token_draws_for_each_row(learner, draw):
    """equal rows get tokens of their own: one random number for all rows is not enough"""
    flat = np.zeros((64, 7), np.float32)
    calls = [learner_outcome(lambda: learner.sample_next_token(flat))[0] for _ in range(12)]
    same = all(np.size(got) == 64 and len(np.unique(got)) == 1 for got in calls)
    changing = same and len(np.unique(calls)) > 1
    sentence = "64 equal rows got the same token in every call, another one each time"
    claim(not changing, sentence, "sampling-one-draw-for-all-rows")
    claim(not same, "64 equal rows always get the same token")
    steep = np.tile(np.float32([[50, 0, 0, 0, 0, 0, 0], [100, 150, 0, 0, 0, 0, 0]]), (32, 1))
    got, error = learner_outcome(lambda: learner.sample_next_token(steep))
    other = error is None and np.shape(got) == (64,) and not (got[::2] == 0).any()
    sentence = "the first of two rows never gets its greatest logit, because the second has more"
    claim(not other, sentence, "sampling-softmax-over-the-batch")
    several = np.zeros((5, 7), np.float32)
    several[np.arange(5), [6, 1, 4, 0, 3]] = 50
    agree(
        lambda: learner.sample_next_token(several),
        lambda: generation.next_token_probabilities(several).argmax(-1),
    )


def test_sample_next_token_follows_the_softmax(learner, draw):
    """without options, the frequency of each token is its softmax probability"""
    follows(learner, draw, draw.distinct(3, 7, gap=0.4))


def test_sample_next_token_follows_the_temperature(learner, draw):
    """a low temperature sharpens the frequencies, a high one flattens them"""
    for temperature in (0.5, 2.0):
        follows(learner, draw, draw.distinct(2, 7, gap=0.5), temperature=temperature)


def test_sample_next_token_follows_top_k(learner, draw):
    """with top_k, only the k likeliest are drawn, in their old proportion"""
    follows(learner, draw, draw.distinct(3, 7, gap=0.4) - np.float32(2), top_k=3)


def test_sample_next_token_follows_top_p(learner, draw):
    """with top_p, only the nucleus is drawn, in its old proportion"""
    follows(learner, draw, clear_of(draw, 0.7, 3, 7), top_p=0.7)


def test_sample_next_token_filters_in_the_order_temperature_k_p(learner, draw):
    """temperature first, then top_k, then top_p of what is left"""
    rows = np.float32([[2.0, 1.6, 1.2, 0.8, 0.4, 0.0, -0.4]] * 2)
    logits = draw.random.permuted(rows, axis=-1)
    follows(learner, draw, logits, temperature=2.5, top_k=4, top_p=0.45)
    follows(learner, draw, logits, temperature=0.4, top_p=0.8)


def test_sample_next_token_survives_large_logits(learner, draw):
    """logits of 1000 are as good as others"""
    follows(learner, draw, draw.distinct(2, 7, gap=0.5) + np.array([[1000], [30]], np.float32))


def test_sample_next_token_at_zero_takes_the_greatest(learner, draw):
    """temperature 0 takes the greatest logit of each row"""
    logits = draw.distinct(2, 3, 7)
    got, error = learner_outcome(lambda: learner.sample_next_token(logits, temperature=0))
    failed = f"temperature 0: {error.type}: {error.message}"[:80] if error else ""
    claim(error is None, failed, "temperature-zero-divides")
    agree(
        lambda: got,
        lambda: generation.next_token_probabilities(logits, temperature=0).argmax(-1),
    )


def test_sample_next_token_at_zero_draws_nothing(learner, draw):
    """at temperature 0 the generator stays where it was"""
    logits, seed = np.zeros((64, 7), np.float32), draw.seed()
    used, fresh = learner.given("generator", seed), learner.given("generator", seed)
    seen, _ = learner_outcome(
        lambda: learner.observe("sample_next_token", logits, 0.0, generator=used)
    )
    after = learner.sample_next_token(logits, generator=used)
    quiet = np.array_equal(after, learner.sample_next_token(logits, generator=fresh))
    quiet = quiet and getattr(seen, "global_random_untouched", True)
    one, other = (
        learner.sample_next_token(logits, generator=learner.given("generator", seed))
        for _ in range(2)
    )
    ignored = not np.array_equal(one, other)  # another claim speaks of that
    claim(quiet or ignored, "temperature 0 used up random numbers", "sampling-draws-at-zero")


def test_sample_next_token_near_zero_takes_the_greatest(learner, draw):
    """a temperature of a millionth, top_k = 1 or a tiny top_p leave one choice"""
    logits = draw.distinct(5, 7)
    for options in ({"temperature": TINY}, {"top_k": 1}, {"top_p": TINY}):
        agree(
            lambda: learner.sample_next_token(logits, **options),
            lambda: generation.next_token_probabilities(logits, **options).argmax(-1),
        )


def test_sample_next_token_gives_one_id_a_row(learner, draw):
    """(..., V) logits give (...) ids, whatever stands before V"""
    for shape in ((5, 7), (1, 7), (7,), (2, 3, 7)):
        logits = draw.distinct(*shape)
        got, error = learner_outcome(lambda: learner.sample_next_token(logits, 1.0, 1))
        failed = f"logits of shape {shape}: {error.type}" if error else ""
        claim(error is None, failed, "sampling-two-dimensions-only")
        array = np.asarray(got)
        column = array.shape == (*shape[:-1], 1)
        claim(not column, f"ids of shape {array.shape}", "sampling-keeps-a-column")
        agree(
            lambda: got,
            lambda: generation.next_token_probabilities(logits, 1.0, 1).argmax(-1),
        )


def test_sample_next_token_draws_anew_each_time(learner, draw):
    """two calls with one generator, or without any, draw different tokens"""
    logits, source = np.zeros((64, 7), np.float32), learner.given("generator", draw.seed())
    other = learner.given("generator", draw.seed())
    first = learner.sample_next_token(logits, generator=source)
    claim(np.shape(first) == (64,), f"64 rows got ids of shape {np.shape(first)}")
    pairs = {
        "two calls with one generator": learner.sample_next_token(logits, generator=source),
        "two generators with different seeds": learner.sample_next_token(logits, generator=other),
    }
    for sentence, second in pairs.items():
        again = np.array_equal(first, second)
        claim(not again, f"{sentence} give the same tokens", "sampling-reseeds")
    first, second = learner.sample_next_token(logits), learner.sample_next_token(logits)
    again = np.array_equal(first, second)
    claim(not again, "two calls without a generator give the same tokens", "sampling-reseeds")


def test_sample_next_token_repeats_with_the_same_seed(learner, draw):
    """two generators with the same seed give the same tokens"""
    logits, seed = np.zeros((64, 7), np.float32), draw.seed()
    one, other = (
        learner.sample_next_token(logits, generator=learner.given("generator", seed))
        for _ in range(2)
    )
    same = np.array_equal(one, other)
    claim(same, "the same seed gives other tokens", "sampling-ignores-generator")


def test_sample_next_token_leaves_the_global_generators_alone(learner, draw):
    """with a generator of its own, no other source of chance is used or seeded"""
    source, logits = learner.given("generator", draw.seed()), np.zeros((5, 7), np.float32)
    for options in ({}, {"temperature": 0.5}, {"top_k": 3}, {"top_p": 0.9}):
        seen = learner.observe("sample_next_token", logits, generator=source, **options)
        sentence = "a global generator was used or seeded"
        claim(seen.global_random_untouched, sentence, "sampling-ignores-generator")


def test_sample_next_token_leaves_its_input_alone(learner, draw):
    """the caller's logits stay as they were"""
    seen = learner.observe("sample_next_token", draw.distinct(3, 7), 0.5, 3, 0.9)
    claim(seen.untouched, "the logits were changed in place", "sampling-in-place")


def test_sample_next_token_refuses_top_k_zero(learner, draw):
    """top_k = 0 raises ValueError: it does not mean "no filter", None does"""
    logits = draw.distinct(3, 7)
    call = learner.sample_next_token
    refuses(lambda: call(logits, top_k=0), "top_k = 0", "sampling-top-k-zero-is-none")


def test_sample_next_token_refuses_top_p_zero(learner, draw):
    """top_p = 0 raises ValueError: it does not mean "no filter", None does"""
    logits = draw.distinct(3, 7)
    call = learner.sample_next_token
    refuses(lambda: call(logits, top_p=0.0), "top_p = 0", "sampling-top-p-zero-is-none")


def test_sample_next_token_refuses_top_p_above_one(learner, draw):
    """top_p greater than 1 raises ValueError, as the filter does"""
    logits, mistake = draw.distinct(3, 7), "sampling-top-p-above-one-is-none"
    refuses(lambda: learner.sample_next_token(logits, top_p=1.5), "top_p = 1.5", mistake)


def test_sample_next_token_refuses_a_negative_temperature(learner, draw):
    """a temperature below 0 raises ValueError"""
    logits, mistake = draw.distinct(3, 7), "sampling-negative-temperature"
    refuses(lambda: learner.sample_next_token(logits, -1.0), "temperature = -1", mistake)


# -- generate_ids ------------------------------------------------------------------------------


def greedy(learner, draw, T, new, B=3, **sizes):
    """Greedy continuation of B prompts of T tokens, of which the expected ids are known."""
    lm, logits_of = probe(learner, draw, **sizes)
    ids, max_seq_len = draw.ids(7, B, T), lm.get("max_seq_len")
    agree(
        lambda: learner.generate_ids(lm, ids, new, temperature=0, top_k=1),
        lambda: generation.generate_ids(logits_of, ids, new, max_seq_len),
    )


def test_generate_ids_continues_from_the_last_position(learner, draw):
    """the next token is chosen by the logits at the last position, for every row"""
    greedy(learner, draw, T=4, new=1)


def test_generate_ids_reads_its_own_tokens(learner, draw):
    """every new token is read by the model before the next one is chosen"""
    greedy(learner, draw, T=2, new=7, max_seq_len=11)
    greedy(learner, draw, T=1, new=3, B=1)


def test_generate_ids_feeds_the_last_max_seq_len_tokens(learner, draw):
    """beyond max_seq_len the model sees the last tokens only; the result keeps them all"""
    greedy(learner, draw, T=3, new=9)


def test_generate_ids_takes_a_prompt_longer_than_the_window(learner, draw):
    """a prompt longer than max_seq_len is kept whole, and its last tokens are read"""
    greedy(learner, draw, T=9, new=4)


def test_generate_ids_takes_any_window(learner, draw):
    """the window is `model.max_seq_len`, be it one token or seventy"""
    greedy(learner, draw, T=68, new=4, max_seq_len=71)
    greedy(learner, draw, T=2, new=3, max_seq_len=1)


def test_generate_ids_of_no_new_tokens(learner, draw):
    """with max_new_tokens = 0 the ids come back as they are"""
    greedy(learner, draw, T=4, new=0)


def test_generate_ids_ends_at_no_token(learner, draw):
    """whatever token comes, max_new_tokens are added: in this vocabulary none ends a text"""
    V, lm = 7, learner.given("CountingModel", 7, 5)
    first = draw.ids(V, 1, 1)
    agree(
        lambda: learner.generate_ids(lm, first, V + 2, temperature=0, top_k=1),
        lambda: generation.generate_ids(lambda ids: np.eye(V)[(ids + 1) % V], first, V + 2, 5),
    )


def test_generate_ids_with_the_model_of_stage_4(learner, draw):
    """SimpleLLM, greedy, writes what the reference writes"""
    sizes = {"d_model": 6, "n_heads": 3, "n_layers": 2, "max_seq_len": 5}
    lm = learner.SimpleLLM(7, **sizes)
    shapes = {name: value.shape for name, value in lm.weights().items()}
    while True:
        weights, ids = draw.weights(shapes), draw.ids(7, 2, 3)
        weights["output_projection.weight"] *= 4
        expected = generation.generate_ids(
            lambda window: model.simple_llm(window, weights, 3), ids, 6, 5
        )
        windows = [expected[:, :t][:, -5:] for t in range(3, 9)]
        ends = [np.sort(model.simple_llm(window, weights, 3)[:, -1]) for window in windows]
        if min((end[:, -1] - end[:, -2]).min() for end in ends) > 0.01:
            break
    lm.load(weights)
    agree(
        lambda: learner.generate_ids(lm, ids, 6, temperature=0, top_k=1),
        lambda: generation.generate_ids(
            lambda window: model.simple_llm(window, weights, 3), ids, 6, 5
        ),
    )


def heeded(learner, draw, **option):
    """Whether the learner's sampling takes the greatest logit with an option that leaves one
    choice: if not, whoever hands it on is not to blame.
    """
    logits = draw.distinct(64, 7)
    got, _ = learner_outcome(lambda: learner.sample_next_token(logits, **option))
    return np.array_equal(got, logits.argmax(-1))


def test_generate_ids_passes_its_options_on(learner, draw):
    """top_k = 1, a tiny top_p and a tiny temperature leave one choice, as temperature 0 does"""
    lm, logits_of = probe(learner, draw, V=11, spread=0.2)
    ids = draw.ids(11, 16, 2)
    call = learner.generate_ids
    best, _ = learner_outcome(lambda: call(lm, ids, 4, 0.0))
    options = {"temperature": TINY, "top_k": 1, "top_p": TINY}
    found = {
        name: learner_outcome(lambda: call(lm, ids, 4, **{name: value}))
        for name, value in options.items()
    }
    crossed = found["top_p"][1] and "ValueError" in found["top_p"][1].types
    claim(not crossed, "top_p arrives as top_k", "generate-ids-swaps-k-and-p")
    right = generation.generate_ids(logits_of, ids, 4, 5)
    for name, (got, _) in found.items():
        same = np.array_equal(got, best) or np.array_equal(got, right)
        sentence = f"{name}={options[name]} makes no difference"
        known = f"generate-ids-forgets-{name.replace('_', '-')}"
        claim(same, sentence, known if heeded(learner, draw, **{name: options[name]}) else None)
    agree(lambda: best, lambda: generation.generate_ids(logits_of, ids, 4, 5))


def test_generate_ids_draws_from_the_distribution(learner, draw):
    """every row draws its own token, with the frequencies of the last position's logits"""
    lm, logits_of = probe(learner, draw, spread=0.5)
    prompt = draw.ids(7, 1, 3)
    for options in ({}, {"temperature": 0.5, "top_k": 5, "top_p": 0.8}):
        source = learner.given("generator", draw.seed())
        many = np.repeat(prompt, DRAWS, axis=0)
        agree(
            lambda: learner.generate_ids(lm, many, 1, generator=source, **options)[:, -1],
            lambda: Drawn(
                generation.next_token_probabilities(logits_of(prompt)[0, -1], **options), DRAWS
            ),
        )


def test_generate_ids_repeats_with_the_same_seed(learner, draw):
    """two generators with the same seed write the same; the global generator is not used"""
    lm, _ = probe(learner, draw, spread=0.2)
    ids, seed = draw.ids(7, 16, 2), draw.seed()
    one, other = (learner.given("generator", seed) for _ in range(2))
    seen = learner.observe("generate_ids", lm, ids, 4, 1.0, None, None, one)
    again = learner.generate_ids(lm, ids, 4, generator=other)
    same = np.array_equal(seen.value, again) and seen.global_random_untouched
    claim(same, "the same seed writes another text", "generate-ids-forgets-generator")
    fresh = learner.generate_ids(lm, ids, 4, generator=other)
    claim(not np.array_equal(again, fresh), "every call writes the same", "generate-ids-reseeds")
    one, other, best = (
        learner.generate_ids(lm, ids, 4, temperature) for temperature in (1.0, 1.0, 0)
    )
    claim(not np.array_equal(one, best), "without a generator only the likeliest are taken")
    sentence = "two calls without a generator write the same"
    claim(not np.array_equal(one, other), sentence, "generate-ids-reseeds")


def test_generate_ids_evaluates(learner, draw):
    """the model runs in evaluation mode, all its parts, so that dropout is off"""
    lm, _ = probe(learner, draw)
    lm.train()
    learner.generate_ids(lm, draw.ids(7, 2, 3), 3, 0)
    modes = lm.get("modes")
    claim(not any(modes), "the model was fed in training mode", "generate-no-eval-mode")


def test_generate_ids_leaves_the_mode_as_it_was(learner, draw):
    """a model that was training trains on, one that was not does not"""
    lm, _ = probe(learner, draw)
    for training in (True, False):
        lm.train(training)
        for new in (2, 0):
            learner.generate_ids(lm, draw.ids(7, 2, 3), new, 0)
            after = lm.get("training")
            claim(
                after == training,
                f"training was {training} before, and is {after} after",
                "generate-leaves-eval-mode" if training else "generate-always-trains-after",
            )


def test_generate_ids_records_no_gradients(learner, draw):
    """while it generates no gradients are recorded, afterwards they are again"""
    lm, _ = probe(learner, draw)
    learner.generate_ids(lm, draw.ids(7, 2, 3), 3, 0)
    after = learner.given("gradients_enabled")
    claim(after, "gradients stay off afterwards", "generate-turns-gradients-off")
    recorded = lm.get("recorded")
    claim(not any(recorded), "gradients are recorded", "generate-without-no-grad")


def test_generate_ids_asks_once_for_each_token(learner, draw):
    """the model is called once for each new token, all rows together"""
    lm, _ = probe(learner, draw)
    learner.generate_ids(lm, draw.ids(7, 3, 2), 4, 0)
    calls = len(lm.get("fed"))
    sentence = f"the model was called {calls} times for 4 new tokens of 3 rows"
    claim(calls == 4, sentence, "generate-ids-row-by-row" if calls == 4 * 3 else None)


def test_generate_ids_leaves_its_prompt_alone(learner, draw):
    """the caller's ids stay as they were"""
    lm, _ = probe(learner, draw)
    seen = learner.observe("generate_ids", lm, draw.ids(7, 3, 6), 4, 0)
    claim(seen.untouched, "the prompt was changed in place", "generate-ids-in-place")


def test_generate_ids_refuses_an_empty_prompt(learner, draw):
    """a prompt without tokens raises ValueError: there is nothing to continue"""
    lm, _ = probe(learner, draw)
    ids, mistake = np.zeros((2, 0), np.int64), "generate-ids-empty-prompt"
    for new in (2, 0):
        refuses(lambda: learner.generate_ids(lm, ids, new), "an empty prompt", mistake)


def test_generate_ids_refuses_less_than_no_tokens(learner, draw):
    """max_new_tokens below 0 raises ValueError"""
    lm, _ = probe(learner, draw)
    ids, mistake = draw.ids(7, 2, 3), "generate-ids-negative-count"
    refuses(lambda: learner.generate_ids(lm, ids, -1), "max_new_tokens = -1", mistake)


# -- generate ----------------------------------------------------------------------------------


def writer(learner, draw, **options):
    """(model, tokenizer, logits_of): a probe over the characters CHARS, and their tokenizer."""
    lm, logits_of = probe(learner, draw, V=len(CHARS), **options)
    return lm, learner.SimpleTokenizer("".join(CHARS)), logits_of


def test_generate_returns_prompt_and_continuation(learner, draw):
    """the text begins with the prompt and goes on with what the model writes"""
    lm, tokenizer, logits_of = writer(learner, draw)
    for prompt, new in (("🙂", 1), ("a那é", 7), (" A\n", 4), ("aAaAaA\n", 3), ("é ", 0)):
        agree(
            lambda: learner.generate(lm, tokenizer, prompt, new, temperature=0, top_k=1),
            lambda: generation.generate(logits_of, CHARS, prompt, new, 5),
        )


def test_generate_writes_fifty_tokens_by_default(learner, draw):
    """without max_new_tokens, 50 tokens are added"""
    lm, tokenizer, logits_of = writer(learner, draw)
    got, error = learner_outcome(
        lambda: learner.generate(lm, tokenizer, "aA", temperature=0, top_k=1)
    )
    long = isinstance(got, str) and got[:2] == "aA" and len(got) > 52
    length = len(got) if isinstance(got, str) else 0
    sentence = f"{length - 2} tokens were added, not 50"
    claim(bool(error) or not long, sentence, "generate-other-default")
    agree(lambda: got, lambda: generation.generate(logits_of, CHARS, "aA", 50, 5))


def test_generate_passes_its_options_on(learner, draw):
    """temperature, top_k and top_p reach the sampling"""
    lm, tokenizer, _ = writer(learner, draw, spread=0.2)
    call = learner.generate
    best, _ = learner_outcome(lambda: call(lm, tokenizer, "aA", 40, top_k=1))
    other, error = learner_outcome(lambda: call(lm, tokenizer, "aA", 40, top_p=TINY))
    third, _ = learner_outcome(lambda: call(lm, tokenizer, "aA", 40, 0.0))
    crossed = error and "ValueError" in error.types
    claim(not crossed, "top_p arrives as top_k", "generate-swaps-k-and-p")
    votes = {"temperature": best == other, "top_p": best == third, "top_k": other == third}
    values = {"temperature": 0.0, "top_p": TINY, "top_k": 1}
    for name, others_agree in votes.items():
        wrong = others_agree and not best == other == third
        known = f"generate-forgets-{name.replace('_', '-')}"
        blamed = not wrong or heeded(learner, draw, **{name: values[name]})
        claim(not wrong, f"{name} makes no difference", known if blamed else None)
    claim(best == other == third, "of three options that leave one choice, each writes another")


def test_generate_repeats_with_the_same_seed(learner, draw):
    """two generators with the same seed write the same text, another seed another"""
    lm, tokenizer, _ = writer(learner, draw, spread=0.2)
    seed = draw.seed()
    one, other, third = (
        learner.generate(lm, tokenizer, "aA", 40, generator=learner.given("generator", number))
        for number in (seed, seed, seed + 1)
    )
    claim(isinstance(one, str), f"expected a text, got {one!r}")
    claim(one == other, "the same seed writes another text", "generate-forgets-generator")
    best, *free = (learner.generate(lm, tokenizer, "aA", 40, heat) for heat in (0, 1.0, 1.0))
    claim(one != best, "every token is the likeliest one, whatever the temperature")
    claim(one != third, "every seed writes the same", "generate-reseeds")
    claim(free[0] != free[1], "two texts without a generator are the same", "generate-reseeds")


def test_generate_has_no_options_by_default(learner, draw):
    """without options the logits are taken as they are: temperature 1, no filter"""
    lm, tokenizer, _ = writer(learner, draw, spread=0.2)
    seed = draw.seed()
    plain, one = (
        learner.generate(
            lm, tokenizer, "aA", 40, generator=learner.given("generator", seed), **options
        )
        for options in ({}, {"temperature": 1.0, "top_k": None, "top_p": None})
    )
    sentence = "temperature=1.0, top_k=None, top_p=None write another text than no options at all"
    claim(plain == one, sentence)


def test_generate_refuses_an_empty_prompt(learner, draw):
    """the empty prompt raises ValueError"""
    lm, tokenizer, _ = writer(learner, draw)
    call = learner.generate
    refuses(lambda: call(lm, tokenizer, "", 2), "the empty prompt", "generate-empty-prompt")


def test_generate_refuses_an_unknown_character(learner, draw):
    """a character that the tokenizer does not know raises ValueError"""
    lm, tokenizer, _ = writer(learner, draw)
    mistake = "generate-drops-unknown-characters"
    refuses(lambda: learner.generate(lm, tokenizer, "aqA", 2), "an unknown character", mistake)


def test_generate_leaves_the_mode_as_it_was(learner, draw):
    """it generates in evaluation mode, and the model trains on afterwards"""
    lm, tokenizer, _ = writer(learner, draw)
    lm.train()
    learner.generate(lm, tokenizer, "aA", 3)
    quiet = not any(lm.get("modes")) and lm.get("training")
    claim(quiet, "the mode of the model is not as it was", "generate-changes-the-mode")
