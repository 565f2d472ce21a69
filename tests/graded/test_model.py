"""Graded claims of stage 4, model. Sizes are small and all different: V 11, C 6, H 3, T 5 of 7."""

import numpy as np

from reference import model, training
from tests.harness.arguments import strided
from tests.harness.comparison import agree, claim, learner_outcome
from tests.harness.initial import drawn_as_embedding, drawn_as_linear
from tests.harness.layers import as_lists, fresh, shapes_of, without_key_bias

SIZES = (11, 6, 3, 2, 7)  # vocab_size, d_model, n_heads, n_layers, max_seq_len
PARTS = ["token_embedding", "position_embedding", "transformer_blocks", "output_projection"]


def built(learner, draw, *sizes):
    """A model with seeded values in every parameter, and those values."""
    llm = learner.SimpleLLM(*sizes)
    weights = draw.weights(model.parameter_shapes(*sizes))
    llm.load(weights)
    return llm, weights


def reading(module, ids):
    """The logits; what is no tensor is refused with a sentence."""
    value = module(ids)
    claim(isinstance(value, np.ndarray), f"the model gives {value!r}, not a tensor")
    return value


# -- what it is made of ------------------------------------------------------------------------


def test_SimpleLLM_registers_its_parameters(learner, draw):
    """two embedding tables, n_layers blocks with d_ff = 4 C, and a biased head of its own"""
    for sizes in ((5, 10, 5, 3, 13), SIZES):
        got = shapes_of(learner.SimpleLLM(*sizes))
        other = sorted({name.partition(".")[0] for name in got} - set(PARTS))
        norm = any(word in name for name in other for word in ("norm", "ln"))
        mistake = "llm-final-norm" if norm else "llm-other-names"
        claim(not other, f"parameters() has the unknown names {', '.join(other)}", mistake)
        bare = [name for name in PARTS if name in got]
        claim(not bare, f"{bare} is a parameter, not a module", "llm-positions-as-a-parameter")
        agree(lambda: got, lambda: as_lists(model.parameter_shapes(*sizes)))


def test_SimpleLLM_creates_its_parts_in_order(learner, draw):
    """token_embedding, position_embedding, transformer_blocks, output_projection"""
    got = list(learner.SimpleLLM(*SIZES).weights())
    firsts = list(dict.fromkeys(name.partition(".")[0] for name in got))
    sentence = f"the parts were created in the order {', '.join(firsts)}"
    modules = all("." in name for name in got)
    same = not modules or set(firsts) != set(PARTS) or firsts == PARTS
    claim(same, sentence, mistake="llm-created-out-of-order")


def test_SimpleLLM_is_the_same_every_time(learner, draw):
    """the same ids give the same logits, in training mode too, and the ids stay as they were"""
    llm, ids = learner.SimpleLLM(*SIZES), draw.ids(11, 2, 5)
    reading(llm, ids)
    first, second = llm.observe(ids), llm.observe(ids)
    claim(first.untouched, "the ids were changed in place", mistake="llm-changes-the-ids")
    same = np.array_equal(first.value, second.value) and first.global_random_untouched
    claim(same, "two calls with the same ids differ", mistake="llm-dropout")
    llm.eval()
    same = np.array_equal(first.value, llm(ids))
    claim(same, "evaluation mode gives other logits", mistake="llm-dropout")


def test_SimpleLLM_has_the_default_sizes(learner, draw):
    """128 features, 4 heads, 2 blocks and 64 positions unless told otherwise: 426,838 parameters"""
    llm = learner.SimpleLLM(86)
    agree(lambda: shapes_of(llm), lambda: as_lists(model.parameter_shapes(86)))
    llm, weights = built(learner, draw, 13)
    ids = draw.ids(13, 2, 3)
    agree(lambda: llm(ids), lambda: model.simple_llm(ids, weights, 4))


def test_SimpleLLM_tells_how_many_tokens_it_reads(learner, draw):
    """the attribute `max_seq_len` is what it was given"""
    for max_seq_len in (7, 3):
        llm = learner.SimpleLLM(11, 6, 3, 1, max_seq_len)
        got, _ = learner_outcome(lambda: llm.get("max_seq_len"))
        sentence = f"max_seq_len is {got!r}, not {max_seq_len}"
        claim(got == max_seq_len, sentence, mistake="llm-max-seq-len-not-kept")


# -- how it begins -----------------------------------------------------------------------------


def start_of(weights, name):
    """The mistake that a wrong initial value looks like."""
    weight = weights[f"{name}.weight"]
    spread = float(weight.std())
    if not np.isfinite(spread) or spread > 5 or spread < 1e-6:
        return "llm-weights-uninitialised"
    if abs(spread - 0.02) < 0.004:
        return "llm-init-as-gpt2"
    return "llm-init-std-one" if abs(spread - 1) < 0.15 else "llm-init-changed"


def test_SimpleLLM_begins_as_torch_draws(learner, draw):
    """torch's own initial values stay: embeddings of spread 1, linear layers within 1 / √inputs"""
    weights = fresh(learner.SimpleLLM(40, 32, 2, 2, 30), model.parameter_shapes(40, 32, 2, 2, 30))
    for name in ("token_embedding", "position_embedding"):
        sentence = f"the initial values of `{name}` are not those of nn.Embedding"
        right = drawn_as_embedding(weights[f"{name}.weight"])
        claim(right, sentence, mistake=start_of(weights, name))
    for name in sorted({name.rpartition(".")[0] for name in weights}):
        if "linear" in name or name == "output_projection":
            sentence = f"the initial values of `{name}` are not those of nn.Linear"
            claim(drawn_as_linear(weights, name), sentence, mistake=start_of(weights, name))
        elif "norm" in name:
            ones, zeros = weights[f"{name}.weight"] == 1, weights[f"{name}.bias"] == 0
            sentence = f"`{name}` does not begin with weight 1 and bias 0"
            claim(ones.all() and zeros.all(), sentence, mistake="llm-init-changed")


def test_SimpleLLM_draws_every_weight_anew(learner, draw):
    """no two blocks and no two models begin with the same values"""
    one, other = (learner.SimpleLLM(*SIZES) for _ in range(2))
    begun, again = one.weights(), other.weights()
    name = "feed_forward.linear1.weight"
    layers = [begun.get(f"transformer_blocks.{layer}.{name}") for layer in (0, 1)]
    alike = np.array_equal(*layers)
    claim(not alike, "both blocks begin with the same values", "llm-layers-begin-alike")
    name = "output_projection.weight"
    alike = np.array_equal(begun.get(name), again.get(name))
    claim(not alike, "two models begin with the same values", "llm-seeds-itself")


def test_SimpleLLM_begins_near_the_loss_of_guessing(learner, draw):
    """a new model finds every token about as likely as any other: a loss near ln V"""
    V = 200
    llm, ids, targets = learner.SimpleLLM(V, 32, 2, 2, 16), draw.ids(V, 8, 16), draw.ids(V, 8, 16)
    logits = reading(llm, ids).astype(np.float64)
    claim(logits.shape == (8, 16, V), f"the logits have shape {logits.shape}, not {(8, 16, V)}")
    loss = float(training.cross_entropy(logits, targets))
    sentence = f"the first loss is {loss:.3g}, and ln {V} is {np.log(V):.3g}"
    claim(abs(loss - np.log(V)) < 0.7, sentence)


# -- what it computes --------------------------------------------------------------------------


def test_SimpleLLM_values(learner, draw):
    """the sum of both embeddings, through every block, to a logit for every token"""
    llm, weights = built(learner, draw, *SIZES)
    ids = draw.ids(11, 2, 5)
    agree(lambda: llm(ids), lambda: model.simple_llm(ids, weights, 3))


def test_SimpleLLM_reads_up_to_max_seq_len(learner, draw):
    """one token, few texts or many, and as many tokens as there are positions"""
    llm, weights = built(learner, draw, *SIZES)
    for shape in ((2, 7), (1, 1), (9, 2), (1, 4)):
        ids = draw.ids(11, *shape)
        agree(lambda: llm(ids), lambda: model.simple_llm(ids, weights, 3))


def test_SimpleLLM_refuses_more_than_max_seq_len(learner, draw):
    """one token too many is a ValueError that names both lengths"""
    llm, weights = built(learner, draw, *SIZES)
    for T, training_mode in ((8, True), (19, False)):
        llm.train(training_mode)
        ids = draw.ids(11, 2, T)
        agree(lambda: llm(ids), lambda: model.simple_llm(ids, weights, 3))
        _, error = learner_outcome(lambda: llm(ids))
        both = str(T) in error.message and "7" in error.message
        claim(both, f"the message does not name {T} and 7: {error.message}")


def test_SimpleLLM_uses_all_its_sizes(learner, draw):
    """any number of blocks and heads, any vocabulary, more features than tokens or fewer"""
    for sizes in ((5, 4, 1, 1, 9), (3, 6, 2, 3, 8), (13, 4, 4, 2, 6)):
        llm, weights = built(learner, draw, *sizes)
        ids = draw.ids(sizes[0], 3, 5)
        agree(lambda: llm(ids), lambda: model.simple_llm(ids, weights, sizes[2]))


def test_SimpleLLM_gradients(learner, draw):
    """a gradient reaches every parameter, and is right"""
    llm, weights = built(learner, draw, *SIZES)
    llm.double()
    ids, upstream = draw.ids(11, 2, 4), draw.normal(2, 4, 11).astype(np.float64)
    ids[1, 2] = 0
    agree(lambda: llm(ids), lambda: model.simple_llm(ids, weights, 3))
    agree(
        lambda: without_key_bias(llm.gradients(ids, upstream=upstream)["weights"]),
        lambda: without_key_bias(model.simple_llm_backward(upstream, ids, weights, 3)),
    )


def test_SimpleLLM_reads_any_memory_layout(learner, draw):
    """the ids need not be contiguous in memory"""
    llm, weights = built(learner, draw, *SIZES)
    ids = draw.ids(11, 2, 5)
    agree(lambda: llm(strided(ids)), lambda: model.simple_llm(ids, weights, 3))


# -- how it behaves ----------------------------------------------------------------------------


def test_SimpleLLM_does_not_see_the_future(learner, draw):
    """changing a token changes no logits before it"""
    llm, _ = built(learner, draw, *SIZES)
    ids = draw.ids(11, 2, 6)
    later = ids.copy()
    later[:, 4:] = (later[:, 4:] + 1 + draw.ids(10, 2, 2)) % 11
    before, after = reading(llm, ids)[:, :4], reading(llm, later)[:, :4]
    same = before.shape == after.shape and np.allclose(before, after, rtol=1e-4, atol=1e-5)
    claim(same, "the logits of tokens 0 to 3 changed when only tokens 4 and 5 did")


def test_SimpleLLM_reads_each_text_by_itself(learner, draw):
    """another order of the batch is the same order of the results, and no more"""
    llm, _ = built(learner, draw, *SIZES)
    ids, order = draw.ids(11, 4, 5), [2, 0, 3, 1]
    before, after = reading(llm, ids), reading(llm, ids[order])
    same = len(before) == 4 and np.allclose(before[order], after, rtol=1e-4, atol=1e-5)
    claim(same, "what a text gives depends on its place in the batch")


def test_SimpleLLM_knows_where_a_token_stands(learner, draw):
    """the same token three times: each place adds its own row of the position table"""
    llm, weights = built(learner, draw, *SIZES)
    ids = np.full((1, 3), draw.ids(11))
    agree(lambda: llm(ids), lambda: model.simple_llm(ids, weights, 3))


def test_SimpleLLM_keeps_the_dtype_of_its_weights(learner, draw):
    """with float64 weights the logits are float64"""
    llm, ids = learner.SimpleLLM(*SIZES), draw.ids(11, 2, 5)
    llm.double()
    got, error = learner_outcome(lambda: llm(ids))
    found = error.message if error else getattr(got, "dtype", "no tensor")
    right = not error and found == np.float64
    mistake = "llm-changes-the-dtype" if found != "no tensor" else None
    claim(right, f"float64 weights give {found}", mistake)


def test_SimpleLLM_works_where_its_weights_are(learner, draw):
    """what the model makes by itself, such as positions, is made on the device of the ids"""
    llm = learner.SimpleLLM(11, 6, 3, 0, 7)  # no block: this is about the model itself
    mixed, error = learner_outcome(lambda: learner.given("mixed_devices", llm, 2, 5))
    claim(not error, f"without blocks: {error}")
    claim(not mixed, f"on another device: {mixed}", mistake="llm-device-not-followed")


# -- count_parameters --------------------------------------------------------------------------


def test_count_parameters_adds_up_all_sizes(learner, draw):
    """every weight and every bias, however deep in the model, with all its numbers"""
    for sizes in (SIZES, (5, 4, 2, 3, 13), (86,)):
        network = learner.given("network", model.parameter_shapes(*sizes))
        got = learner.count_parameters(network)
        sentence = "the result is None, not a number"
        claim(got is not None, sentence, mistake="count-parameters-gives-nothing")
        agree(lambda: got, lambda: model.count_parameters(*sizes))


def test_count_parameters_counts_a_shared_one_once(learner, draw):
    """a parameter used in two places is one parameter"""
    shared = {"head.weight": "token_embedding.weight"}
    network = learner.given("network", model.parameter_shapes(*SIZES), shared=shared)
    right = model.count_parameters(*SIZES)
    got = learner.count_parameters(network)
    twice = "count-parameters-counts-shared-twice" if got == right + 66 else None
    claim(got == right, f"{got} for a model of {right}, one of them used twice", mistake=twice)


def test_count_parameters_counts_no_buffers(learner, draw):
    """what is only stored, such as a mask, is not learnt"""
    network = learner.given("network", model.parameter_shapes(*SIZES), buffers={"mask": [7, 5]})
    right = model.count_parameters(*SIZES)
    got = learner.count_parameters(network)
    stored = "count-parameters-counts-buffers" if got == right + 35 else None
    claim(got == right, f"{got} for {right} parameters and a mask of 35", mistake=stored)


def test_count_parameters_gives_a_plain_number(learner, draw):
    """an int, 0 for a model without parameters; the model stays as it was"""
    network = learner.given("network", {"a.weight": [2, 3, 5], "scale": []})
    before = network.weights()
    for module, right in ((network, 31), (learner.given("network", {}), 0)):
        got = learner.count_parameters(module)
        claim(type(got) is int and got == right, f"{got!r}, not the int {right}")
    agree(network.weights, lambda: before)
    same = all(learner.given("trainable", network)) and network.get("training")
    claim(same, "the model was frozen, or put into another mode")
