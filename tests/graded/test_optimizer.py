"""Graded claims of stage 9, optimizer. The models are bare parameters with given gradients."""

import numpy as np

from reference import optimizer as reference
from tests.harness.comparison import agree, claim, learner_outcome, raises

SHAPES = {"a": (3, 5), "b": (3, 5), "c": (2,), "d": (7, 2)}  # two of one shape
RATES = [0.3, 0.1, 0.0, 0.2, 0.05]


def bare_model(learner, draw, shapes=SHAPES):
    """A module that only holds parameters, and their values."""
    model = learner.given("network", {name: list(shape) for name, shape in shapes.items()})
    return model, model.randomize(draw)


def drawn_history(draw, steps, std=1.0, shapes=SHAPES):
    """Gradients for some steps."""
    return [{n: draw.normal(*s, std=std) for n, s in shapes.items()} for _ in range(steps)]


def one_group(**options):
    return [{"params": list(SHAPES), **options}]


def follow(learner, model, optimizer, history, rates=None):
    """The weights after a step of the optimizer for each gradients dict."""
    for step, gradients in enumerate(history):
        if rates:
            learner.given("set_lr", optimizer, rates[step])
        learner.given("set_gradients", model, gradients)
        optimizer.step()
    return model.weights()


def agree_on_steps(learner, draw, history, rates=None, **options):
    """The learner's AdamW and the reference take the same steps from the same beginning."""
    model, weights = bare_model(learner, draw)
    optimizer = learner.AdamW(learner.given("parameters", model), **options)
    agree(
        lambda: follow(learner, model, optimizer, history, rates),
        lambda: reference.adamw(weights, history, one_group(**options), rates),
    )


# -- AdamW -------------------------------------------------------------------------------------


def test_AdamW_is_an_optimizer_of_torch(learner, draw):
    """schedulers and loops may treat it as any `torch.optim.Optimizer`"""
    model, _ = bare_model(learner, draw)
    made = learner.AdamW(learner.given("parameters", model))
    sentence = "AdamW does not inherit from torch.optim.Optimizer"
    claim(learner.given("is_optimizer", made), sentence, mistake="adamw-no-torch-optimizer")


def test_AdamW_keeps_its_options_under_the_usual_names(learner, draw):
    """every group has lr, betas, eps and weight_decay, by default those of torch"""
    usual = {"lr": 1e-3, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01}
    other = {"lr": 0.2, "betas": [0.7, 0.8], "eps": 0.1, "weight_decay": 0.3}
    for given, expected in (({}, usual), (other, other)):
        model, _ = bare_model(learner, draw)
        made = learner.AdamW(learner.given("parameters", model), **given)
        (found,) = learner.given("group_options", made)
        names = ", ".join(name for name in expected if name not in found)
        claim(not names, f"its groups have no {names}", mistake="adamw-own-option-names")
        right = all(np.allclose(found[name], expected[name], rtol=1e-6) for name in expected)
        sentence = f"made with {given or 'no options'}, its group says {found}"
        claim(right, sentence, mistake="adamw-other-defaults" if not given else None)


def test_AdamW_takes_one_step(learner, draw):
    """after the first step every parameter is the reference's"""
    agree_on_steps(learner, draw, drawn_history(draw, 1), lr=0.3)


def test_AdamW_takes_many_steps(learner, draw):
    """after twelve steps every parameter is the reference's"""
    agree_on_steps(learner, draw, drawn_history(draw, 12), lr=0.1)


def test_AdamW_follows_a_learning_rate_that_changes(learner, draw):
    """the rate in the group at the moment of the step is the one that counts"""
    agree_on_steps(learner, draw, drawn_history(draw, len(RATES)), RATES, lr=9.0)


def test_AdamW_uses_the_options_it_is_given(learner, draw):
    """lr, betas, eps and weight_decay all count"""
    settings = (
        {"lr": 0.2, "betas": [0.6, 0.8], "weight_decay": 0.0},
        {"lr": 0.4, "betas": [0.0, 0.5], "weight_decay": 0.9},
        {"lr": 0.5, "eps": 0.5},
    )
    for options in settings:
        agree_on_steps(learner, draw, drawn_history(draw, 4), **options)


def test_AdamW_adds_eps_to_the_corrected_root(learner, draw):
    """with gradients as small as eps it shows where eps is added"""
    for std, eps in ((1e-8, 1e-8), (1e-3, 3e-3)):
        history = drawn_history(draw, 3, std)
        agree_on_steps(learner, draw, history, lr=0.3, eps=eps, betas=[0.8, 0.9])


def test_AdamW_decays_without_help_of_the_gradient(learner, draw):
    """decay multiplies the old weight by 1 - lr * weight_decay, and passes through no mean"""
    agree_on_steps(learner, draw, drawn_history(draw, 3), lr=0.7, weight_decay=0.8)
    nothing = [{n: np.zeros(s, np.float32) for n, s in SHAPES.items()}] * 2
    agree_on_steps(learner, draw, nothing, lr=0.5, weight_decay=0.4)


def test_AdamW_obeys_the_options_of_each_group(learner, draw):
    """every group has options of its own; what it does not name comes from the arguments"""
    model, weights = bare_model(learner, draw)
    asked = [
        {"params": ["a", "c"], "weight_decay": 0.0, "lr": 0.4},
        {"params": ["b"], "betas": [0.5, 0.6], "eps": 0.2},
        {"params": ["d"], "weight_decay": 0.9},
    ]
    common = {"lr": 0.2, "betas": [0.8, 0.9], "eps": 1e-8, "weight_decay": 0.3}
    optimizer = learner.AdamW(learner.given("groups", model, asked), **common)
    history = drawn_history(draw, 3)
    agree(
        lambda: follow(learner, model, optimizer, history),
        lambda: reference.adamw(weights, history, [common | group for group in asked]),
    )


def test_AdamW_leaves_a_parameter_without_gradient_alone(learner, draw):
    """where the gradient is None nothing decays, and its count of steps stands still"""
    history = drawn_history(draw, 4)
    for step, name in ((0, "a"), (1, "a"), (0, "d"), (2, "c"), (3, "b")):
        history[step][name] = None
    agree_on_steps(learner, draw, history, lr=0.3, weight_decay=0.5)


def test_AdamW_resumes_from_its_state_dict(learner, draw):
    """a new optimizer that is given the state of the old one goes on as if nothing had happened"""
    model, weights = bare_model(learner, draw)
    history, options = drawn_history(draw, 5), {"lr": 0.3, "betas": [0.8, 0.9]}
    group = one_group(**options)
    first = learner.AdamW(learner.given("parameters", model), **options)
    follow(learner, model, first, history[:3])
    second = learner.AdamW(learner.given("parameters", model), lr=5.0)
    learner.given("resume", first, second)
    agree(
        lambda: follow(learner, model, second, history[3:]),
        lambda: reference.resumed(weights, history, group, 3, weights, group)["weights"],
    )


def test_AdamW_keeps_its_memory_to_itself(learner, draw):
    """two optimizers, taking turns, know nothing of each other"""
    models, histories = [bare_model(learner, draw) for _ in range(2)], []
    made = [learner.AdamW(learner.given("parameters", m), lr=0.3) for m, _ in models]
    for _ in range(2):
        histories.append(drawn_history(draw, 2))
    for step in range(2):
        for (model, _), optimizer, history in zip(models, made, histories, strict=True):
            follow(learner, model, optimizer, history[step : step + 1])
    agree(
        lambda: [model.weights() for model, _ in models],
        lambda: [
            reference.adamw(weights, history, one_group(lr=0.3))
            for (_, weights), history in zip(models, histories, strict=True)
        ],
    )


def test_AdamW_leaves_the_gradients_as_they_are(learner, draw):
    """.grad belongs to the caller: a step reads it, and neither changes nor clears it"""
    model, _ = bare_model(learner, draw)
    optimizer = learner.AdamW(learner.given("parameters", model), lr=0.3, weight_decay=0.5)
    for gradients in drawn_history(draw, 2):
        follow(learner, model, optimizer, [gradients])
        left = learner.given("gradients", model)
        same = all(np.array_equal(left[name], gradients[name]) for name in SHAPES)
        sentence = "a step changed the gradients"
        claim(same, sentence, mistake="adamw-moment-aliases-gradient")


def test_AdamW_calls_the_closure(learner, draw):
    """step(closure) computes the loss anew, with gradients enabled, then steps and returns it"""
    model, weights = bare_model(learner, draw)
    optimizer = learner.AdamW(learner.given("parameters", model), lr=0.3)
    (gradients,) = history = drawn_history(draw, 1)
    closure = learner.given("Closure", model, gradients, 2.5)
    loss, error = learner_outcome(lambda: optimizer.step(closure))
    takes_one = error is None or error.type != "TypeError"
    claim(takes_one, "step() takes no closure", mistake="adamw-closure-unsupported")
    agree(lambda: loss, lambda: np.float32(2.5))
    enabled = closure.get("recorded") == [True]
    sentence = "the closure was not called once, with gradients enabled"
    claim(enabled, sentence, mistake="adamw-closure-without-gradients")
    agree(model.weights, lambda: reference.adamw(weights, history, one_group(lr=0.3)))
    learner.given("set_gradients", model, gradients)
    claim(optimizer.step() is None, "without a closure, step() returns something")


def test_AdamW_keeps_float64_exact(learner, draw):
    """float64 parameters are updated in float64"""
    model, _ = bare_model(learner, draw)
    model.double()
    weights, history = model.weights(), drawn_history(draw, 3)
    history = [{n: g.astype(np.float64) for n, g in gradients.items()} for gradients in history]
    optimizer = learner.AdamW(learner.given("parameters", model), lr=0.1)
    got = follow(learner, model, optimizer, history)
    right = reference.adamw(weights, history, one_group(lr=0.1))
    error = max(abs(got[name] - right[name]).max() for name in SHAPES)
    agree(lambda: got, lambda: reference.adamw(weights, history, one_group(lr=0.1)))
    claim(error < 1e-9, f"float64 parameters are off by {error:.1g}")


def test_AdamW_refuses_options_that_make_no_sense(learner, draw):
    """a negative lr, eps or weight_decay, or a beta of 1 or more, raises ValueError"""
    model, _ = bare_model(learner, draw)
    bad = ({"lr": -0.1}, {"eps": -1e-8}, {"weight_decay": -1}, {"betas": [1.0, 0.9]})
    for options in (*bad, {"betas": [0.9, -0.1]}, {"betas": [0.9, 1.0]}):
        sentence = f"{options} was accepted"
        raises(
            lambda: learner.AdamW(learner.given("parameters", model), **options),
            ValueError,
            sentence,
        )


def test_AdamW_takes_the_smallest_options(learner, draw):
    """lr, eps, weight_decay and betas may be 0"""
    for options in ({"lr": 0.0}, {"eps": 0.0}, {"weight_decay": 0.0}, {"betas": [0.0, 0.0]}):
        model, _ = bare_model(learner, draw)
        call = lambda: learner.AdamW(learner.given("parameters", model), **options)  # noqa: E731
        _, error = learner_outcome(call)
        sentence = f"{options} was refused: {error and error.message}"
        claim(not error, sentence, mistake="adamw-refuses-zero")
        agree_on_steps(learner, draw, drawn_history(draw, 2), **{"lr": 0.1} | options)


# -- clip_grad_norm ----------------------------------------------------------------------------


def agree_on_clipping(learner, draw, gradients, max_norm, shapes=SHAPES, kind="parameter_list"):
    """Clip these gradients; compare what is left in .grad and what was returned."""
    model, weights = bare_model(learner, draw, shapes)
    learner.given("set_gradients", model, gradients)
    norm, error = learner_outcome(
        lambda: learner.clip_grad_norm(learner.given(kind, model), max_norm)
    )
    if any(gradient is None for gradient in gradients.values()):
        claim_no_crash(error, gradients)
    got = {"returned": norm, "gradients": learner.given("gradients", model)}
    of_weights = np.sqrt(sum((w.astype(np.float64) ** 2).sum() for w in weights.values()))
    mistaken = isinstance(norm, np.ndarray | float) and np.allclose(norm, of_weights, rtol=1e-5)
    sentence = "what was measured is the length of the weights, not of their gradients"
    claim(not mistaken, sentence, mistake="clip-norm-of-parameters")

    def expected():
        left, norm = reference.clip_grad_norm(gradients, max_norm)
        return {"returned": norm, "gradients": left}

    agree(lambda: norm if error else got, expected)
    return got


def claim_no_crash(error, gradients):
    """A gradient that is None stops nothing."""
    some = any(gradient is not None for gradient in gradients.values())
    mistake = "clip-none-grad-crash" if some else "clip-all-none-crash"
    which = "some parameters have no gradient" if some else "no parameter has a gradient"
    claim(error is None, f"{which}, and {error and error.type} is raised", mistake=mistake)


def test_clip_grad_norm_shortens_long_gradients(learner, draw):
    """all gradients together, as one vector, get the length max_norm and keep their direction"""
    for max_norm in (1.0, 0.2, 5.0):
        (gradients,) = drawn_history(draw, 1, std=3)
        agree_on_clipping(learner, draw, gradients, max_norm)


def test_clip_grad_norm_leaves_short_gradients_alone(learner, draw):
    """what is shorter than max_norm stays as it is"""
    for max_norm in (1.0, 50.0):
        (gradients,) = drawn_history(draw, 1, std=0.01)
        agree_on_clipping(learner, draw, gradients, max_norm)


def test_clip_grad_norm_measures_all_gradients_together(learner, draw):
    """one large gradient shortens the small ones as well: the length is that of the whole"""
    (gradients,) = drawn_history(draw, 1, std=0.01)
    gradients["b"] = draw.normal(3, 5, std=10)
    agree_on_clipping(learner, draw, gradients, 1.0)


def test_clip_grad_norm_clips_a_single_parameter(learner, draw):
    """one parameter is enough"""
    (gradients,) = drawn_history(draw, 1, std=2, shapes={"a": (3, 5)})
    agree_on_clipping(learner, draw, gradients, 1.5, {"a": (3, 5)})


def test_clip_grad_norm_reads_the_parameters_once(learner, draw):
    """`model.parameters()` is a generator: whoever reads it a second time finds nothing"""
    (gradients,) = drawn_history(draw, 1, std=3)
    agree_on_clipping(learner, draw, gradients, 1.0)
    model, _ = bare_model(learner, draw)
    learner.given("set_gradients", model, gradients)
    norm = learner.clip_grad_norm(learner.given("parameters", model), 1.0)
    left = learner.given("gradients", model)
    right, length = reference.clip_grad_norm(gradients, 1.0)
    same = all(np.allclose(left[name], right[name], rtol=1e-3) for name in SHAPES)
    sentence = "the gradients of a list are clipped, those of a generator are not"
    claim(
        same and np.allclose(norm, length, rtol=1e-3),
        sentence,
        mistake="clip-exhausts-the-generator",
    )


def test_clip_grad_norm_skips_parameters_without_gradient(learner, draw):
    """None stays None; without any gradient the norm is 0"""
    (gradients,) = drawn_history(draw, 1, std=3)
    agree_on_clipping(learner, draw, gradients | {"a": None, "d": None}, 1.0)
    agree_on_clipping(learner, draw, dict.fromkeys(SHAPES), 1.0)


def test_clip_grad_norm_survives_gradients_of_zero(learner, draw):
    """gradients that are all 0 stay 0, and the norm is 0"""
    zeros = {name: np.zeros(shape, np.float32) for name, shape in SHAPES.items()}
    agree_on_clipping(learner, draw, zeros, 1.0)


def test_clip_grad_norm_changes_no_parameter(learner, draw):
    """only gradients are shortened; the weights stay as they were"""
    model, weights = bare_model(learner, draw)
    learner.given("set_gradients", model, drawn_history(draw, 1, std=4)[0])
    learner.clip_grad_norm(learner.given("parameters", model), 0.5)
    agree(model.weights, lambda: weights)


# -- cosine_schedule ---------------------------------------------------------------------------


def agree_on_rates(learner, steps, *options):
    agree(
        lambda: [learner.cosine_schedule(step, *options) for step in steps],
        lambda: [reference.cosine_schedule(step, *options) for step in steps],
    )


def test_cosine_schedule_values(learner, draw):
    """up in a line from 0, then down half a cosine"""
    agree_on_rates(learner, range(14), 1.0, 0.1, 4, 13)
    agree_on_rates(learner, range(11), 0.003, 0.0005, 3, 10)


def test_cosine_schedule_warms_up_from_zero(learner, draw):
    """warm-up begins at 0 and reaches max_lr at step warmup_steps"""
    agree_on_rates(learner, range(8), 0.8, 0.2, 7, 30)


def test_cosine_schedule_does_without_warm_up(learner, draw):
    """without warm-up the first rate is max_lr"""
    agree_on_rates(learner, range(8), 0.5, 0.1, 0, 7)


def test_cosine_schedule_stays_at_min_lr_after_the_end(learner, draw):
    """from total_steps on the rate is min_lr, and never rises again"""
    agree_on_rates(learner, (9, 10, 11, 15, 19, 40), 1.0, 0.1, 2, 10)


def test_cosine_schedule_may_fall_to_nothing(learner, draw):
    """min_lr may be 0, or equal max_lr"""
    agree_on_rates(learner, range(9), 0.6, 0.0, 2, 8)
    agree_on_rates(learner, range(9), 0.6, 0.6, 2, 8)


def test_cosine_schedule_may_be_nothing_but_warm_up(learner, draw):
    """with warmup_steps equal to total_steps, min_lr follows the warm-up at once"""
    agree_on_rates(learner, range(7), 0.9, 0.3, 5, 5)


# -- checkpoints -------------------------------------------------------------------------------


def stepped(learner, draw, steps=2):
    """A model, its weights after some steps of torch's AdamW, the optimizer, the history."""
    model, weights = bare_model(learner, draw)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.3)
    history = drawn_history(draw, steps)
    follow(learner, model, optimizer, history)
    return model, weights, optimizer, history


def saved(learner, model, optimizer, step):
    """A checkpoint in a folder of its own, as plain safetensors reads it."""
    folder = learner.given("Folder")
    learner.save_checkpoint(folder.path("run.safetensors"), model, optimizer, step)
    names = folder.names()
    claim("run.safetensors" in names, f"there is no file of the given name, but {names}")
    found = folder.read("run.safetensors")
    sentence = "plain safetensors cannot read the file"
    claim(found is not None, sentence, mistake="checkpoint-is-a-pickle")
    return folder, found


def test_save_checkpoint_writes_safetensors(learner, draw):
    """plain safetensors finds every tensor of the model under `model.<name>`, and the step"""
    model, _, optimizer, _ = stepped(learner, draw)
    _, found = saved(learner, model, optimizer, 17)
    weights = model.weights()
    of_model = {n: t for n, t in found["tensors"].items() if n.startswith("model.")}
    bare = set(weights) <= set(found["tensors"])
    sentence = "the tensors of the model stand there without `model.` before their names"
    claim(bool(of_model) or not bare, sentence, mistake="checkpoint-other-names")
    agree(lambda: of_model, lambda: {f"model.{name}": w for name, w in weights.items()})
    step = found["metadata"].get("step")
    claim(step == "17", f"the metadata says step {step}", mistake="checkpoint-without-step")


def test_save_checkpoint_holds_the_optimizers_tensors(learner, draw):
    """the optimizer's tensors are tensors of the file too, under `optimizer.`"""
    model, _, optimizer, _ = stepped(learner, draw)
    _, found = saved(learner, model, optimizer, 2)
    held = [t for name, t in found["tensors"].items() if name.startswith("optimizer.")]
    for shape in SHAPES.values():
        least = 2 * list(SHAPES.values()).count(shape)  # a mean and a mean square for each
        count = sum(t.shape == shape for t in held)
        sentence = (
            f"of the optimizer's tensors of shape {shape} the file holds {count}, not {least}"
        )
        claim(count >= least, sentence, mistake="checkpoint-hides-the-optimizer")


def test_save_checkpoint_keeps_the_type_of_numbers(learner, draw):
    """float64 weights stay float64"""
    model, _ = bare_model(learner, draw)
    model.double()
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.1)
    _, found = saved(learner, model, optimizer, 0)
    types = {str(t.dtype) for name, t in found["tensors"].items() if name.startswith("model.")}
    claim(types == {"float64"}, f"float64 weights are saved as {', '.join(sorted(types))}")


def test_save_checkpoint_keeps_buffers(learner, draw):
    """all of state_dict() is saved: buffers, too, not the parameters alone"""
    model = learner.given("network", {"a": [3, 2]}, {"norm.mean": [5]})
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.1)
    _, found = saved(learner, model, optimizer, 0)
    kept = "model.norm.mean" in found["tensors"]
    claim(kept, "a buffer is not in the file", mistake="checkpoint-forgets-buffers")


def test_save_checkpoint_takes_shared_weights(learner, draw):
    """weights that two names share are saved, each under its name"""
    model = learner.given("network", {"table": [3, 2]}, None, {"head": "table"})
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.1)
    _, found = saved(learner, model, optimizer, 0)
    names = sorted(name for name in found["tensors"] if name.startswith("model."))
    claim(names == ["model.head", "model.table"], f"the file holds {', '.join(names)}")


def test_save_checkpoint_takes_any_memory_layout(learner, draw):
    """weights that are not contiguous in memory are saved with their values"""
    model, _ = bare_model(learner, draw)
    learner.given("turn", model)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.1)
    _, found = saved(learner, model, optimizer, 3)
    weights = model.weights()
    agree(lambda: {n: found["tensors"].get(f"model.{n}") for n in SHAPES}, lambda: weights)


def test_save_checkpoint_replaces_the_old_file_whole(learner, draw):
    """the file is written elsewhere and moved into place: an interruption destroys nothing"""
    model, _, optimizer, history = stepped(learner, draw)
    folder, _ = saved(learner, model, optimizer, 2)
    before = folder.identity("run.safetensors")
    follow(learner, model, optimizer, history)
    learner.save_checkpoint(folder.path("run.safetensors"), model, optimizer, 4)
    found = folder.read("run.safetensors")
    claim(found and found["metadata"].get("step") == "4", "the old checkpoint is still there")
    another = folder.identity("run.safetensors") != before
    sentence = "the old file was opened and written over: until the end there is no good one"
    claim(another, sentence, mistake="checkpoint-written-in-place")


def test_save_checkpoint_leaves_nothing_beside_it(learner, draw):
    """in the folder there is the checkpoint, and nothing else"""
    model, _, optimizer, _ = stepped(learner, draw)
    folder, _ = saved(learner, model, optimizer, 2)
    extra = [name for name in folder.names() if name != "run.safetensors"]
    sentence = f"left beside the checkpoint: {', '.join(extra)}"
    claim(not extra, sentence, mistake="checkpoint-leaves-files")


def test_save_checkpoint_changes_neither_model_nor_optimizer(learner, draw):
    """saving is only reading: training goes on as if nothing had happened"""
    model, weights, optimizer, history = stepped(learner, draw)
    saved(learner, model, optimizer, 2)
    more = drawn_history(draw, 2)
    agree(
        lambda: follow(learner, model, optimizer, more),
        lambda: reference.adamw(weights, history + more, one_group(lr=0.3)),
    )


def test_load_checkpoint_goes_on_where_the_run_stopped(learner, draw):
    """model, optimizer, rate and step are restored: the next steps are those of an unbroken run"""
    model, weights = bare_model(learner, draw)
    options = {"lr": 0.3, "betas": [0.8, 0.9], "weight_decay": 0.1}
    other = {"lr": 0.05, "betas": [0.9, 0.999], "weight_decay": 0.5}
    optimizer = learner.given("optimizer", model, "AdamW", **options)
    history = drawn_history(draw, 5)
    follow(learner, model, optimizer, history[:3])
    folder, _ = saved(learner, model, optimizer, 3)
    path, (fresh, values) = folder.path("run.safetensors"), bare_model(learner, draw)
    second = learner.given("optimizer", fresh, "AdamW", **other)

    def go_on():
        step = learner.load_checkpoint(path, fresh, second)
        return {"step": step, "weights": follow(learner, fresh, second, history[3:])}

    agree(
        go_on,
        lambda: reference.resumed(
            weights, history, one_group(**options), 3, values, one_group(**other)
        ),
    )


def test_load_checkpoint_returns_the_step(learner, draw):
    """the step comes back as the whole number that was saved"""
    model, _, optimizer, _ = stepped(learner, draw)
    for step in (0, 12345):
        folder, _ = saved(learner, model, optimizer, step)
        agree(
            lambda: learner.load_checkpoint(folder.path("run.safetensors"), model, optimizer),
            lambda: reference.resumed({}, [{}] * step, [], step, {}, [])["step"],
        )


def test_load_checkpoint_restores_a_run_that_has_not_begun(learner, draw):
    """an optimizer that never stepped has no state, and its checkpoint loads as well"""
    model, weights = bare_model(learner, draw)
    optimizer = learner.given("optimizer", model, "AdamW", lr=0.3)
    folder, _ = saved(learner, model, optimizer, 0)
    model.randomize(draw)
    learner.load_checkpoint(folder.path("run.safetensors"), model, optimizer)
    agree(model.weights, lambda: weights)


def test_load_checkpoint_restores_groups_and_plain_numbers(learner, draw):
    """state that is no tensor, such as a count in an int, comes back, and so does every group"""
    model, _ = bare_model(learner, draw)
    asked = [{"params": ["a", "d"], "lr": 0.1}, {"params": ["b", "c"], "lr": 0.7}]
    optimizer = learner.given("Counting", learner.given("groups", model, asked), 0.1)
    for _ in range(3):
        optimizer.step()
    folder, _ = saved(learner, model, optimizer, 3)
    other = [group | {"lr": 5.0} for group in asked]
    fresh = learner.given("Counting", learner.given("groups", model, other), 0.1)
    learner.load_checkpoint(folder.path("run.safetensors"), model, fresh)
    rates = [group["lr"] for group in learner.given("group_options", fresh)]
    lost = "checkpoint-forgets-the-groups"
    claim(rates == [0.1, 0.7], f"the groups have the rates {rates}, not 0.1 and 0.7", lost)
    counts = fresh.counts()
    sentence = f"3 steps were saved, the optimizer now counts {counts}"
    claim(counts == [3] * 4, sentence, mistake="checkpoint-forgets-plain-numbers")


def test_load_checkpoint_loads_into_the_same_parameters(learner, draw):
    """the parameters get other numbers and stay the same objects: an optimizer still moves them"""
    model, weights, optimizer, history = stepped(learner, draw)
    folder, _ = saved(learner, model, optimizer, 2)
    learner.load_checkpoint(folder.path("run.safetensors"), model, optimizer)
    more = drawn_history(draw, 1)
    stands = model.weights()
    got = follow(learner, model, optimizer, more)
    still = all(np.array_equal(got[name], stands[name]) for name in SHAPES)
    sentence = "after loading, the optimizer moves other tensors than the model's"
    claim(not still, sentence, mistake="checkpoint-replaces-the-parameters")
    agree(lambda: got, lambda: reference.adamw(weights, history + more, one_group(lr=0.3)))


def test_load_checkpoint_refuses_what_does_not_fit(learner, draw):
    """a missing file raises FileNotFoundError, other names or shapes RuntimeError"""
    model, _, optimizer, _ = stepped(learner, draw)
    folder, _ = saved(learner, model, optimizer, 2)
    raises(
        lambda: learner.load_checkpoint(folder.path("other"), model, optimizer),
        FileNotFoundError,
        "there is no such file",
    )
    for shapes in ({**SHAPES, "c": (3,)}, {**SHAPES, "e": (2,)}):
        other, _ = bare_model(learner, draw, shapes)
        its_own = learner.given("optimizer", other, "AdamW", lr=0.1)
        raises(
            lambda: learner.load_checkpoint(folder.path("run.safetensors"), other, its_own),
            RuntimeError,
            "the model has other names or shapes than the checkpoint",
        )
