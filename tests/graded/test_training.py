"""Graded claims of stage 6, training. Sizes: B 2, T 5, V 7 or 11, all different.

No token of the data stands twice, and they are in no order: the first token of a row tells where
its window begins, and `y = x + 1` is not the next token.
"""

import numpy as np

from reference import training
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim, compare, learner_outcome
from tests.harness.target import LearnerError

PAST_THE_END = ("equal size", "out of bounds", "out of range")  # in torch's messages
RARE = 1e-8  # how often a right sampler may look wrong


def tokens(draw, n):
    """The ids 0 … n - 1 in random order."""
    return draw.random.permutation(n).astype(np.int64)


def is_array(value, kind, ndim):
    return isinstance(value, np.ndarray) and value.dtype.kind == kind and value.ndim == ndim


def batch_of(call, rows):
    """The (x, y) of a call, once it is sure that they are rows of whole numbers."""
    try:
        value = call()
    except LearnerError as error:
        past = any(words in error.message for words in PAST_THE_END)
        claim(not past, "a window ran past the end of the data", "batch-window-past-the-end")
        raise
    pair = isinstance(value, (tuple, list)) and len(value) == 2
    claim(pair and all(isinstance(part, np.ndarray) for part in value), "expected two tensors x, y")
    x, y = value
    whole = "the ids must stay whole numbers of 64 bits, as the data's"
    claim(x.dtype == y.dtype == np.int64, whole, "batch-wrong-dtype")
    turned = x.ndim == 2 and x.shape[1] == rows != x.shape[0]
    claim(not turned, f"shape {x.shape}: one column for each window", "batch-transposed")
    claim(x.ndim == y.ndim == 2, f"expected two dimensions, got {x.shape} and {y.shape}")
    return x, y


def starts_of(x, data):
    """Where the window in each row of x begins, told by its first token."""
    return np.argmax(x[:, :1] == data, axis=1)


def is_uniform(counts):
    """Pearson's chi-square within the bound of Laurent and Massart 2000, lemma 1, at RARE."""
    expected, t = counts.sum() / counts.size, -np.log(RARE)
    statistic = ((counts - expected) ** 2 / expected).sum()
    freedom = counts.size - 1
    return statistic < freedom + 2 * np.sqrt(freedom * t) + 2 * t


def language_model(learner, draw, n_layers=1):
    """A small SimpleLLM with drawn weights, steep enough that its gradients are not small."""
    model = learner.SimpleLLM(11, d_model=6, n_heads=3, n_layers=n_layers, max_seq_len=7)
    weights = {name: 2 * weight for name, weight in model.randomize(draw).items()}
    model.load(weights)
    return model, weights


def batches_of(learner, data, size, n, seed, **starts):
    """The n batches that get_batch draws from a generator with this seed."""
    source = learner.given("generator", seed)
    return [
        batch_of(lambda: learner.get_batch(data, *size, source, **starts), size[0])
        for _ in range(n)
    ]


# -- get_batch ---------------------------------------------------------------------------------


def test_get_batch_cuts_windows_and_shifts_the_targets(learner, draw):
    """each row of x is a window of the data, its row of y the same window one token further on"""
    for n, B, T in ((40, 3, 7), (23, 4, 1), (31, 1, 5)):
        data = tokens(draw, n)
        source = learner.given("generator", draw.seed())
        x, y = batch_of(lambda: learner.get_batch(data, B, T, generator=source), B)
        agree(lambda: [x, y], lambda: list(training.get_batch(data, starts_of(x, data), T)))
        claim(len(x) == B, f"asked for {B} windows, got {len(x)}")


def test_get_batch_needs_no_more_than_one_window(learner, draw):
    """data of T + 1 tokens holds one window: every row is that one"""
    data = tokens(draw, 6)
    x, y = batch_of(lambda: learner.get_batch(data, 3, 5), 3)
    agree(lambda: [x, y], lambda: list(training.get_batch(data, [0, 0, 0], 5)))


def test_get_batch_refuses_data_that_is_too_short(learner, draw):
    """fewer than T + 1 tokens hold no window with its targets: a ValueError says so"""
    for n in (5, 3):
        data = tokens(draw, n)
        agree(lambda: learner.get_batch(data, 2, 5), lambda: training.window_starts(n, 5))


def test_get_batch_draws_each_row_for_itself(learner, draw):
    """the rows of a batch begin at places that have nothing to do with one another"""
    data, B, T = tokens(draw, 97), 5, 3
    source = learner.given("generator", draw.seed())
    steps = []
    for _ in range(4):
        x, _ = batch_of(lambda: learner.get_batch(data, B, T, source), B)
        steps.extend(np.diff(starts_of(x, data)))
    known = {0: "batch-rows-all-equal", 1: "batch-consecutive-rows", T: "batch-rows-side-by-side"}
    for step, mistake in known.items():
        wrong = f"every row begins {step} tokens after the row above it"
        claim(not all(found == step for found in steps), wrong, mistake)
    claim(len(set(steps)) > 1, f"every row begins {steps[0]} tokens after the row above it")


def test_get_batch_reaches_every_window(learner, draw):
    """every window can be drawn, the first and the last too, and none beyond"""
    data, T, B = tokens(draw, 10), 3, 400
    source = learner.given("generator", draw.seed())
    x, _ = batch_of(lambda: learner.get_batch(data, B, T, source), B)
    short = len(x) == len(data) - T
    claim(not short, f"{B} rows were asked for, got {len(x)}", "batch-without-replacement")
    agree(lambda: np.unique(starts_of(x, data)), lambda: training.window_starts(len(data), T))


def test_get_batch_draws_all_windows_equally_often(learner, draw):
    """each window is equally likely, whatever the row before it is"""
    data, T, B = tokens(draw, 10), 3, 3000
    source = learner.given("generator", draw.seed())
    x, _ = batch_of(lambda: learner.get_batch(data, B, T, source), B)
    claim(len(x) == B, f"asked for {B} windows, got {len(x)}")
    starts, n = starts_of(x, data), len(data) - T
    counts = np.bincount(starts, minlength=n)
    others = np.delete(counts, counts.argmax())
    piled = others.min() > 0 and counts.max() > 1.5 * others.max() and is_uniform(others)
    claim(not piled, f"drawn so often from start 0 on: {counts}", "batch-starts-clamped")
    claim(is_uniform(counts), f"not equally likely: drawn so often from start 0 on: {counts}")
    pairs = np.bincount(starts[: B - 1 : 2] * n + starts[1:B:2], minlength=n * n)
    claim(is_uniform(pairs), "which window a row gets depends on the row before it")


def test_get_batch_draws_anew_in_every_call(learner, draw):
    """the next call gives another batch, with a generator and without one"""
    data, B, T = tokens(draw, 97), 7, 3
    for source in (learner.given("generator", draw.seed()), None):
        one, other = (
            batch_of(lambda s=source: learner.get_batch(data, B, T, s), B)[0] for _ in range(2)
        )
        same = one.shape == other.shape and np.array_equal(one, other)
        claim(not same, "two calls gave the same batch", "batch-reseeds-every-call")


def test_get_batch_takes_all_chance_from_the_generator(learner, draw):
    """equal generators give equal batches, and torch's global generator is left alone"""
    data, seed = tokens(draw, 97), draw.seed()
    for starts in ({}, {"starts": np.arange(0, 90, 3)}):
        sources = [learner.given("generator", s) for s in (seed, seed, seed + 1)]
        seen = [learner.observe("get_batch", data, 7, 3, source, **starts) for source in sources]
        one, equal, other = (batch_of(lambda s=s: s.value, 7)[0] for s in seen)
        ignored = "batch-ignores-generator"
        claim(np.array_equal(one, equal), "equal generators gave different batches", ignored)
        claim(not np.array_equal(one, other), "different generators gave equal batches", ignored)
        untouched = all(s.global_random_untouched for s in seen)
        claim(untouched, "a global random generator was used although one was given", ignored)


def test_get_batch_begins_at_the_given_starts(learner, draw):
    """with `starts`, every window begins at one of its entries, each equally likely"""
    data, T, B = tokens(draw, 23), 5, 1200
    starts = np.array([16, 2, 11, 6])
    source = learner.given("generator", draw.seed())
    x, y = batch_of(lambda: learner.get_batch(data, B, T, source, starts=starts), B)
    found = starts_of(x, data)
    claim(len(x) == B, f"asked for {B} windows, got {len(x)}")
    drawn = set(found.tolist())
    indices = drawn <= set(range(len(starts)))
    wrong = f"windows began at {sorted(drawn)[:8]}, allowed were {sorted(starts.tolist())}"
    claim(not indices, wrong, "batch-starts-as-numbers-of-entries")
    claim(len(drawn) <= len(starts), wrong, "batch-ignores-starts")
    claim(drawn <= set(starts.tolist()), wrong)
    claim(drawn == set(starts.tolist()), wrong, "batch-starts-some-never-drawn")
    claim(is_uniform(np.array([(found == s).sum() for s in starts])), "not equally likely")
    agree(lambda: [x, y], lambda: list(training.get_batch(data, found, T)))


def test_get_batch_keeps_the_type_of_the_data(learner, draw):
    """ids of 32 bits give batches of 32 bits"""
    x, y = learner.get_batch(tokens(draw, 23).astype(np.int32), 3, 5)
    kept = x.dtype == y.dtype == np.int32
    claim(kept, f"int32 data gave {x.dtype} and {y.dtype}")


def test_get_batch_leaves_the_data_alone(learner, draw):
    """the data and the starts stay as they were"""
    data, starts = tokens(draw, 23), np.array([17, 2, 11, 6])
    seen = learner.observe("get_batch", data, 3, 5, starts=starts)
    claim(seen.untouched, "the data was changed", "batch-changes-the-data")


# -- cross_entropy -----------------------------------------------------------------------------


def scored(draw, *shape):
    """Logits away from mean 0 and spread 1, and targets with every kind of token, 0 too."""
    targets = draw.ids(shape[-1], *shape[:-1])
    targets[..., 0], targets[..., -1] = 0, shape[-1] - 1
    return draw.normal(*shape, mean=0.7, std=1.5), targets


def agree_on_loss(learner, logits, targets):
    agree(
        lambda: learner.cross_entropy(logits, targets),
        lambda: training.cross_entropy(logits, targets),
    )


def test_cross_entropy_of_a_row_of_predictions(learner, draw):
    """for logits (N, V) the loss is the mean of −log softmax(logits)[target]"""
    agree_on_loss(learner, *scored(draw, 5, 7))


def test_cross_entropy_of_a_batch_of_sequences(learner, draw):
    """for logits (B, T, V) the mean goes over all B · T positions"""
    agree_on_loss(learner, *scored(draw, 2, 5, 7))


def test_cross_entropy_with_any_leading_dimensions(learner, draw):
    """one more dimension in front, or only one position, changes nothing in the rule"""
    agree_on_loss(learner, *scored(draw, 2, 3, 5, 7))
    agree_on_loss(learner, *scored(draw, 1, 1, 7))
    agree_on_loss(learner, *scored(draw, 3, 1, 5))


def test_cross_entropy_of_tokens_that_are_never_the_target(learner, draw):
    """no target need be the last token, or any other: V is the size of the logits"""
    logits, targets = scored(draw, 2, 5, 7)
    targets = targets.clip(max=4)
    loss, error = learner_outcome(lambda: learner.cross_entropy(logits, targets))
    _, ordinary = learner_outcome(lambda: learner.cross_entropy(*scored(draw, 2, 5, 7)))
    narrow = error is not None and ordinary is None
    sentence = f"targets that never reach V - 1: {error}"
    claim(not narrow, sentence, "ce-one-hot-too-narrow")
    agree(lambda: loss, lambda: training.cross_entropy(logits, targets))


def test_cross_entropy_of_a_great_surprise(learner, draw):
    """a right token far below the others has a large, finite loss: its softmax rounds to 0"""
    logits, targets = scored(draw, 2, 5, 7)
    usual = logits.copy()
    np.put_along_axis(logits, targets[..., None], np.float32(-4000), -1)
    loss = learner.cross_entropy(logits, targets)
    if isinstance(loss, np.ndarray) and loss.shape == ():
        ordinary = learner.cross_entropy(usual, targets)
        capped = 5 < loss < 800 and np.isclose(ordinary, training.cross_entropy(usual, targets))
        raised = logits + np.float32(20) * (logits > -1000)
        shifts = capped and not np.isclose(learner.cross_entropy(raised, targets), loss)
        sentence = f"expected about 4000, got {loss:.4g}"
        claim(not shifts, sentence, "ce-clamps-the-logits")
        claim(not capped, sentence, "ce-tiny-number-in-the-log")
    agree(lambda: loss, lambda: training.cross_entropy(logits, targets))


def test_cross_entropy_survives_large_logits(learner, draw):
    """logits of 5000 overflow exp(); the loss must still be right"""
    logits, targets = scored(draw, 2, 5, 7)
    agree_on_loss(learner, logits + np.float32(5000), targets)
    agree_on_loss(learner, logits * np.float32(1e30), targets)


def test_cross_entropy_survives_rows_of_different_size(learner, draw):
    """a row of small logits beside a row of large ones is measured by itself"""
    logits, targets = scored(draw, 3, 7)
    agree_on_loss(learner, logits + np.array([[-5000], [0], [5000]], np.float32), targets)


def test_cross_entropy_gradients(learner, draw):
    """the gradient reaches the logits: (softmax − one-hot) / number of targets"""
    for shape in ((5, 7), (2, 5, 7)):
        logits, targets = scored(draw, *shape)
        upstream = np.array(2.5, np.float32)
        found = learner.gradients("cross_entropy", logits, targets, upstream=upstream)["inputs"]
        arrived = isinstance(found, list) and len(found) == 1 and found[0] is not None
        claim(arrived, "no gradient reaches the logits", "ce-detached")
        agree(lambda: found[0], lambda: 2.5 * training.cross_entropy_backward(logits, targets))


def test_cross_entropy_keeps_the_dtype(learner, draw):
    """logits in float64 give a loss in float64, right to twelve digits"""
    logits, targets = scored(draw, 2, 5, 7)
    logits = logits.astype(np.float64) + 1e-3 * np.sqrt(np.arange(7))
    loss, right = learner.cross_entropy(logits, targets), training.cross_entropy(logits, targets)
    agree(lambda: loss, lambda: training.cross_entropy(logits, targets))
    precise = getattr(loss, "dtype", None) == np.float64 and abs(loss - right) < 1e-12 * abs(right)
    claim(precise, "the loss of float64 logits is not float64", "ce-returns-float32")


def test_cross_entropy_hides_no_nan(learner, draw):
    """a nan among the logits makes the loss nan, so that the error is seen"""
    logits, targets = scored(draw, 3, 7)
    logits[1, 2], targets[1] = np.nan, 3
    loss = learner.cross_entropy(logits, targets)
    hidden = isinstance(loss, (float, np.ndarray)) and not np.isnan(loss).any()
    claim(not hidden, f"logits with a nan gave the loss {loss}", "ce-hides-nan")
    agree(lambda: loss, lambda: np.array(np.nan))


def test_cross_entropy_leaves_its_inputs_alone(learner, draw):
    """logits and targets stay as they were, in any memory layout"""
    logits, targets = scored(draw, 2, 5, 7)
    seen = learner.observe("cross_entropy", strided(logits), strided(targets))
    claim(seen.untouched, "the logits or targets were changed in place", "ce-changes-its-input")
    agree(lambda: seen.value, lambda: training.cross_entropy(logits, targets))


# -- train_step --------------------------------------------------------------------------------

RATES = (0.3, 0.1, 0.2)
OPTIONS = {"betas": (0.8, 0.9), "eps": 0.1, "weight_decay": 0.4}  # the size of a gradient shows


def random_batches(draw, n):
    return [(draw.ids(11, 2, 5), draw.ids(11, 2, 5)) for _ in range(n)]


def learners_steps(learner, model, optimizer, batches):
    losses, before = [], model.weights()
    for (x, y), lr in zip(batches, RATES, strict=False):
        learner.given("set_lr", optimizer, lr)
        losses.append(step_of(learner, model, optimizer, x, y))
    stepped = learner.given("steps_taken", optimizer) != []
    moved = any(not np.array_equal(was, now) for was, now in compared(before, model.weights()))
    claim(stepped or not moved, "the given optimizer never stepped", "step-own-optimizer")
    return {"losses": losses, "weights": model.weights()}


def compared(before, after):
    return [(value, after.get(name)) for name, value in before.items()]


def step_of(learner, model, optimizer, x, y):
    try:
        return learner.train_step(model, optimizer, x, y)
    except LearnerError as error:
        late = "modified by an inplace operation" in error.message
        sentence = "the parameters moved before their gradients were computed"
        claim(not late, sentence, "step-before-backward")
        raise


def references_steps(weights, batches, left=None, **options):
    """`left` is what an earlier batch left in `.grad`: only a mistaken step looks at it."""
    weights = dict(weights)
    state = training.adamw_init(weights) | {"grad": dict(left or {})}
    losses = [
        training.train_step(weights, state, x, y, 3, lr, **options)
        for (x, y), lr in zip(batches, RATES, strict=False)
    ]
    return {"losses": losses, "weights": weights}


def test_train_step_trains_as_the_reference_does(learner, draw):
    """after three steps of AdamW all parameters are the reference's"""
    model, weights = language_model(learner, draw)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.5, **OPTIONS)
    batches = random_batches(draw, 3)
    agree(
        lambda: learners_steps(learner, model, optimizer, batches),
        lambda: references_steps(weights, batches, **OPTIONS),
    )


def test_train_step_takes_one_step_on_the_mean_loss(learner, draw):
    """after one step all parameters are the reference's"""
    model, weights = language_model(learner, draw)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.5, **OPTIONS)
    batches = [(draw.ids(11, 3, 7), draw.ids(11, 3, 7))]
    agree(
        lambda: learners_steps(learner, model, optimizer, batches),
        lambda: references_steps(weights, batches, **OPTIONS),
    )


def test_train_step_forgets_older_gradients(learner, draw):
    """what an earlier batch left in .grad has no part in this step"""
    model, weights = language_model(learner, draw)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.5, **OPTIONS)
    batches, left = random_batches(draw, 2), {n: draw.normal(*w.shape) for n, w in weights.items()}
    learner.given("set_gradients", model, left)
    agree(
        lambda: learners_steps(learner, model, optimizer, batches),
        lambda: references_steps(weights, batches, left, **OPTIONS),
    )


def test_train_step_returns_the_loss_before_the_step(learner, draw):
    """what comes back is the loss the batch had before the parameters moved, a plain float"""
    model, weights = language_model(learner, draw)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.3, **OPTIONS)
    x, y = draw.ids(11, 3, 5), draw.ids(11, 3, 5)
    loss = learner.train_step(model, optimizer, x, y)
    agree(lambda: loss, lambda: references_steps(weights, [(x, y)], **OPTIONS)["losses"][0])
    claim(isinstance(loss, float), "the loss is a tensor", "step-returns-a-tensor")


def test_train_step_trains_in_training_mode(learner, draw):
    """a model in training mode runs and stays in training mode; the batch stays as it was"""
    model = learner.given("Probe", 11)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.1)
    x, y = draw.ids(11, 2, 5), draw.ids(11, 2, 5)
    seen = learner.observe("train_step", model, optimizer, x, y)
    claim(seen.untouched, "the batch was changed in place")
    claim(seen.global_random_untouched, "a global generator was used or seeded")
    agree(lambda: model.get("fed")[:1], lambda: [x])
    training_mode = all(model.get("modes")) and model.get("training")
    claim(training_mode, "the model was put into evaluation mode", "step-in-evaluation-mode")


def test_train_step_uses_the_optimizer_it_is_given(learner, draw):
    """it is the given optimizer that steps, once for each batch"""
    model = learner.given("Probe", 11)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.1)
    for _ in range(2):
        learner.train_step(model, optimizer, draw.ids(11, 2, 5), draw.ids(11, 2, 5))
    counts = learner.given("steps_taken", optimizer)
    claim(counts != [], "the given optimizer never stepped", "step-own-optimizer")
    claim(counts == [2], f"two batches, and the optimizer counts {counts[0]:g} steps")


def claim_shape(fed, size, mistake):
    """The model was fed batches of B rows and T columns."""
    turned = len(fed) > 0 and all(x.shape == size[::-1] for x in fed)
    claim(not turned, f"the model was fed {size[1]} windows of {size[0]} tokens", mistake)


def claim_starts(fed, data, allowed, mistake):
    """All windows that were fed begin at allowed places."""
    found = {int(start) for x in fed if is_array(x, "i", 2) for start in starts_of(x, data)}
    wrong = f"windows began at {sorted(found)[:8]}, allowed were {sorted(allowed)}"
    claim(found <= allowed, wrong, mistake)


# -- evaluate ----------------------------------------------------------------------------------


def test_evaluate_changes_no_parameter(learner, draw):
    """measuring is not training: every parameter and the data stay as they were"""
    model, weights = language_model(learner, draw)
    data = draw.ids(11, 53)
    left = {name: draw.normal(*weight.shape) for name, weight in weights.items()}
    learner.given("set_gradients", model, left)
    seen = learner.observe("evaluate", model, data, 3, 5, 2)
    claim(seen.untouched, "the data was changed")
    found = learner.given("gradients", model)
    same = all(np.array_equal(was, now) for was, now in compared(left, found))
    trained = "the gradients of the model were cleared or changed"
    still = all(np.array_equal(was, now) for was, now in compared(weights, model.weights()))
    claim(still, "the parameters moved", "evaluate-trains")
    claim(same, trained)


def test_evaluate_draws_its_batches_from_the_generator(learner, draw):
    """n_batches fresh batches are drawn, all of them from the generator"""
    data, size, seed = tokens(draw, 53), (3, 5), draw.seed()
    model = learner.given("Probe", 53)
    source = learner.given("generator", seed)
    expected = [x for x, _ in batches_of(learner, data, size, 4, seed)]
    seen = learner.observe("evaluate", model, data, *size, 4, source)
    fed = model.get("fed")
    claim_shape(fed, size, "evaluate-size-and-length-swapped")
    wrong_number = f"4 batches were asked for, the model was fed {len(fed)}"
    known = "evaluate-wrong-number-of-batches" if fed else None
    claim(len(fed) == 4, wrong_number, known)
    repeated = all(np.array_equal(x, fed[0]) for x in fed)
    claim(not repeated, "the same batch was measured every time", "evaluate-one-batch-again")
    claim(seen.global_random_untouched, "a global generator was used", "evaluate-ignores-generator")
    agree(lambda: fed, lambda: expected)
    for _ in range(2):
        learner.evaluate(model, data, *size, 4)
    unseeded = model.get("fed")[4:]
    again = all(map(np.array_equal, unseeded[:4], unseeded[4:]))
    claim(not again, "without a generator the same batches were measured twice")


def test_evaluate_is_the_mean_over_the_batches(learner, draw):
    """the result is the mean loss of the batches that get_batch draws, a plain float"""
    model, weights = language_model(learner, draw)
    data, losses, settings = draw.ids(11, 53), [], []
    for size, n in (((3, 5), 4), ((2, 7), 1), ((4, 3), 5), ((2, 5), 6)):
        seed = draw.seed()
        settings.append(batches_of(learner, data, size, n, seed))
        source = learner.given("generator", seed)
        losses.append(learner.evaluate(model, data, *size, n_batches=n, generator=source))
    agree(lambda: losses, lambda: [training.evaluate(weights, bs, 3) for bs in settings])
    plain = all(isinstance(loss, float) for loss in losses)
    claim(plain, "the result is a tensor", "evaluate-returns-a-tensor")


def test_evaluate_begins_windows_at_the_given_starts(learner, draw):
    """with `starts`, only windows that begin there are measured"""
    data, model = tokens(draw, 53), learner.given("Probe", 53)
    learner.evaluate(model, data, 4, 5, 3, starts=np.array([31, 7]))
    claim_starts(model.get("fed"), data, {31, 7}, "evaluate-ignores-starts")


def test_evaluate_runs_in_evaluation_mode_and_restores_the_mode(learner, draw):
    """the model runs in evaluation mode and is left in the mode it was found in"""
    data = tokens(draw, 53)
    for mode in (True, False):
        model = learner.given("Probe", 53)
        model.train(mode)
        learner.evaluate(model, data, 3, 5, 2)
        claim(
            not any(model.get("modes")), "the model ran in training mode", "evaluate-in-train-mode"
        )
        left = "evaluate-leaves-eval-mode" if mode else "evaluate-forces-train-mode"
        sentence = f"found with training={mode}, left with training={not mode}"
        claim(model.get("training") is mode, sentence, left)


def test_evaluate_records_no_gradients(learner, draw):
    """evaluation builds no graph, and what was switched off for it is on again afterwards"""
    model, data = learner.given("Probe", 53), tokens(draw, 53)
    seen = learner.observe("evaluate", model, data, 3, 5, 2)
    still_on = learner.given("gradients_enabled") and all(learner.given("trainable", model))
    claim(still_on, "gradients stay switched off afterwards", "evaluate-freezes-the-model")
    quiet = not any(model.get("recorded")) and not seen.requires_grad
    claim(quiet, "the model ran with gradients being recorded", "evaluate-records-gradients")


def test_evaluate_refuses_data_that_is_too_short(learner, draw):
    """as get_batch does, evaluate raises ValueError where there is no window"""
    model, data = learner.given("Probe", 11), tokens(draw, 5)
    agree(lambda: learner.evaluate(model, data, 2, 5, 2), lambda: training.window_starts(5, 5))


# -- train -------------------------------------------------------------------------------------


def agree_on_training(learner, draw, lr, rates=None, **starts):
    """Train the learner's model and the reference on the same batches, compare all there is.

    AdamW divides by the size of a gradient, so one that is only rounding would move its weight as
    far as any other. The model has no blocks, and weights that an error in the seventh digit would
    take elsewhere are drawn anew.
    """
    size, steps = (3, 5), 5

    def references(own):
        own, schedule = dict(own), rates.__getitem__ if rates else None
        rate = {"lr": lr} if lr else {}
        losses = training.train(own, batches, 3, schedule=schedule, **rate)
        return {"losses": losses, "weights": own}

    for _ in range(20):
        model, weights = language_model(learner, draw, n_layers=0)
        data, seed = draw.ids(11, 53), draw.seed()
        batches = batches_of(learner, data, size, steps, seed, **starts)
        if not compare(references(shaken(draw, weights)), references(weights)):
            break
    options = ({"lr": lr} if lr else {}) | starts
    if rates:
        options["schedule"] = learner.given("Schedule", rates)
    source = learner.given("generator", seed)

    def learners():
        losses = learner.train(model, data, steps, *size, generator=source, **options)
        return {"losses": losses, "weights": model.weights()}

    agree(learners, lambda: references(weights), tolerance=5)


def shaken(draw, weights):
    """The weights with an error above the rounding of float32."""
    return {name: w * (1 + draw.normal(*w.shape, std=1e-6)) for name, w in weights.items()}


def test_train_reports_every_step(learner, draw):
    """on_step(i, loss) is called after each step, i from 0, and the losses come back as a list"""
    model = learner.given("Probe", 23)
    watch = learner.given("Recorder", model, "table.weight")
    options = {"lr": 0.1, "generator": learner.given("generator", draw.seed())}
    losses = learner.train(model, tokens(draw, 23), 4, 3, 5, on_step=watch, **options)
    plain = isinstance(losses, list) and all(isinstance(loss, float) for loss in losses)
    several = isinstance(losses, (list, tuple)) and len(losses) == 4
    several = several or getattr(losses, "shape", ()) == (4,)
    known = "train-returns-tensors" if several else None
    claim(plain, f"the losses are not a list of floats: {losses!r}", known)
    claim(len(losses) == 4, f"4 steps gave {len(losses)} losses", "train-loses-losses")
    calls = watch.get("calls")
    claim(
        len(calls) == 4, f"on_step was called {len(calls)} times in 4 steps", "train-skips-on-step"
    )
    swapped = calls == [[loss, step] for step, loss in enumerate(losses)]
    claim(not swapped, "on_step got the loss first, then the step", "train-on-step-swapped")
    one_on = calls == [[step + 1, loss] for step, loss in enumerate(losses)]
    claim(not one_on, "on_step counted from 1", "train-on-step-counts-from-one")
    agree(lambda: calls, lambda: [[step, loss] for step, loss in enumerate(losses)])
    late = np.array_equal(watch.get("values")[-1], model.weights()["table.weight"])
    claim(late, "on_step was called before the parameters moved", "train-on-step-too-early")


def test_train_draws_every_batch_from_the_generator(learner, draw):
    """each step draws a fresh batch from the generator"""
    data, size, seed = tokens(draw, 53), (3, 5), draw.seed()
    model, source = learner.given("Probe", 53), learner.given("generator", seed)
    expected = [x for x, _ in batches_of(learner, data, size, 4, seed)]
    seen = learner.observe("train", model, data, 4, *size, generator=source)
    fed = model.get("fed")
    claim_shape(fed, size, "train-size-and-length-swapped")
    claim(seen.global_random_untouched, "a global generator was used", "train-ignores-generator")
    again = len(fed) > 1 and all(np.array_equal(x, fed[0]) for x in fed)
    claim(not again, "every step trained on the same batch", "train-one-batch-again")
    agree(lambda: fed, lambda: expected)
    for _ in range(2):
        learner.train(model, data, 4, *size)
    unseeded = model.get("fed")[4:]
    again = all(map(np.array_equal, unseeded[:4], unseeded[4:]))
    claim(not again, "without a generator two runs draw the same batches")


def test_train_is_steps_of_one_adamw(learner, draw):
    """the losses and the parameters after five steps are the reference's, which keeps one AdamW"""
    agree_on_training(learner, draw, lr=0.1)


def test_train_has_a_learning_rate_of_its_own(learner, draw):
    """without `lr`, training runs at 0.001"""
    agree_on_training(learner, draw, lr=None)


def test_train_follows_the_schedule(learner, draw):
    """with a schedule, step i runs at the rate schedule(i), whatever `lr` is"""
    rates = [0.02, 0.2, 0.07, 0.0, 0.13, 0.3]
    agree_on_training(learner, draw, lr=0.05, rates=rates)
    agree_on_training(learner, draw, lr=None, rates=rates[::-1])


def test_train_begins_windows_at_the_given_starts(learner, draw):
    """with `starts`, every batch holds windows that begin there"""
    data, starts = tokens(draw, 53), np.array([31, 7])
    model = learner.given("Probe", 53)
    learner.train(model, data, 3, 4, 5, starts=starts)
    claim_starts(model.get("fed"), data, {31, 7}, "train-ignores-starts")
    agree_on_training(learner, draw, lr=0.1, starts=np.array([40, 3, 19]))


def test_train_runs_in_training_mode(learner, draw):
    """training runs in training mode, also when the model comes in evaluation mode"""
    model = learner.given("Probe", 23)
    model.train(False)
    seen = learner.observe("train", model, tokens(draw, 23), 2, 3, 5)
    claim(seen.untouched, "the data was changed")
    claim(all(model.get("modes")), "the model ran in evaluation mode", "train-not-in-train-mode")


def test_train_learns_one_window_by_heart(learner, draw):
    """on data with a single window the loss falls to almost nothing"""
    model = learner.SimpleLLM(11, d_model=12, n_heads=3, n_layers=1, max_seq_len=7)
    losses = learner.train(model, tokens(draw, 8), 30, 2, 7, lr=0.03)
    numbers = isinstance(losses, list) and all(isinstance(loss, float) for loss in losses)
    claim(numbers and len(losses) == 30, "30 steps did not give a list of 30 losses")
    claim(losses[-1] < 0.2 < 1 < losses[0], f"from {losses[0]:.3g} only to {losses[-1]:.3g}")


def test_train_of_no_steps_changes_nothing(learner, draw):
    """zero steps give no losses and leave every parameter as it was"""
    model, weights = language_model(learner, draw, n_layers=0)
    losses = learner.train(model, draw.ids(11, 53), 0, 3, 5)
    claim(losses == [], f"expected an empty list, got {losses}")
    agree(lambda: model.weights(), lambda: weights)
