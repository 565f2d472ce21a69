"""The diagnosis on real torch code: two mistakes at once, inherited ones, and ones nobody knows."""

import time

import numpy as np
import pytest

from reference import attention
from tests import mistakes
from tests.harness.diagnosis import SECONDS, Diagnosis
from tests.harness.evidence import traced
from tests.harness.report import stage_report
from tests.harness.results import Failure
from tests.harness.screen import Paint
from tests.harness.search import candidates
from tests.meta.bench import changed, graded, solutions
from tests.stages import STAGE_OF

SCALED = "scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])"
WEIGHTS = "return softmax(scores)"
MASK = "mask = causal_mask(x.shape[-2]).to(x.device)"
HEADS = "heads = scaled_dot_product_attention(q, k, v, mask)"
VARIANCE = "variance = centred.pow(2).mean(-1, keepdim=True)"
NORMED = "centred / (variance + self.eps).sqrt()"
HIDDEN = "return self.linear2(self.linear1(x).relu())"
FIRST = "x = self.norm1(x + self.attention(x))"
SECOND = "return self.norm2(x + self.feed_forward(x))"


def inlined(scores="q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5", diagonal=0, dim=-1):
    """Attention written out inside the layer."""
    return [
        (MASK, f"mask = torch.ones(x.shape[-2], x.shape[-2]).tril({diagonal}).bool()"),
        (
            HEADS,
            f"scores = ({scores}).masked_fill(~mask, -1e9)\n"
            f"        heads = scores.softmax({dim}).nan_to_num() @ v",
        ),
    ]


# function -> the patches of two mistakes, and the ids of both
PAIRS = {
    "unscaled, over the wrong axis": (
        "attention_weights",
        [(SCALED, "scores = q @ k.transpose(-2, -1)"), (WEIGHTS, "return softmax(scores, dim=-2)")],
        {"attention-not-scaled", "attention-normalised-over-queries"},
    ),
    "scaled by D, the mask inverted": (
        "attention_weights",
        [(SCALED, "scores = q @ k.transpose(-2, -1) / q.shape[-1]"), ("(~mask,", "(mask,")],
        {"attention-scaled-by-d", "attention-mask-inverted"},
    ),
    "not causal, keys and values exchanged": (
        "MultiHeadAttention",
        [
            (HEADS, "heads = scaled_dot_product_attention(q, v, k)"),
        ],
        {"mha-not-causal", "mha-keys-and-values-swapped"},
    ),
    "variance of a sample, eps outside the root": (
        "LayerNorm",
        [
            (VARIANCE, "variance = x.var(-1, keepdim=True)"),
            (NORMED, "centred / (variance.sqrt() + self.eps)"),
        ],
        {"layernorm-unbiased-variance", "layernorm-eps-outside-sqrt"},
    ),
    "GELU, and a residual inside": (
        "FeedForward",
        [(HIDDEN, "return x + self.linear2(nn.functional.gelu(self.linear1(x)))")],
        {"ffn-gelu", "ffn-residual-inside"},
    ),
    "a residual and a norm forgotten": (
        "TransformerBlock",
        [(FIRST, "x = self.norm1(self.attention(x))"), (SECOND, "return x + self.feed_forward(x)")],
        {"block-attention-residual-missing", "block-second-norm-missing"},
    ),
    "base two inside, and unscaled": (
        "attention_weights",
        [
            (SCALED, "scores = q @ k.transpose(-2, -1)"),
            (WEIGHTS, "return softmax(scores * math.log(2))"),
        ],
        {"attention-not-scaled", "softmax-base-two"},
    ),
    "GELU in a block that forgets its second residual": (
        "TransformerBlock",
        [
            (
                SECOND,
                "hidden = nn.functional.gelu(self.feed_forward.linear1(x))\n"
                "        return self.norm2(self.feed_forward.linear2(hidden))",
            )
        ],
        {"ffn-gelu", "block-feed-forward-residual-missing"},
    ),
}

# pairs that no claim shows together, and pairs whose changes do not simply add up
APART = [
    ("char-encode-backwards", "char-decode-zero-skipped"),
    ("llm-first-block-only", "llm-default-length"),
    ("batch-targets-previous-token", "batch-last-window-never-drawn"),
]
TANGLED = [
    ("llm-embedding-normalised", "llm-softmax-over-tokens"),
    ("llm-returns-log-probabilities", "llm-final-norm"),
    ("evaluate-median", "evaluate-last-position-only"),
]

# a later function that repeats the mistake of an earlier one, which itself is right
INHERITED = {
    "unscaled in the product with values": (
        "scaled_dot_product_attention",
        [
            (
                "return attention_weights(q, k, mask) @ v",
                "return attention_weights(q * math.sqrt(q.shape[-1]), k, mask) @ v",
            )
        ],
        "attention-not-scaled",
    ),
    "unscaled in the layer": (
        "MultiHeadAttention",
        inlined("q @ k.transpose(-2, -1)"),
        "attention-not-scaled",
    ),
    "softmax over the queries in the layer": (
        "MultiHeadAttention",
        inlined(dim=-2),
        "attention-normalised-over-queries",
    ),
    "the next token seen in the layer": (
        "MultiHeadAttention",
        inlined(diagonal=1),
        "causal-mask-shows-the-next-token",
    ),
    "unbiased variance in the block": (
        "TransformerBlock",
        [
            (
                SECOND,
                "x = x + self.feed_forward(x)\n"
                "        spread = (x.var(-1, keepdim=True) + 1e-5).sqrt()\n"
                "        x = (x - x.mean(-1, keepdim=True)) / spread\n"
                "        return x * self.norm2.weight + self.norm2.bias",
            ),
            (
                FIRST,
                "x = x + self.attention(x)\n"
                "        spread = (x.var(-1, keepdim=True) + 1e-5).sqrt()\n"
                "        x = (x - x.mean(-1, keepdim=True)) / spread\n"
                "        x = x * self.norm1.weight + self.norm1.bias",
            ),
        ],
        "layernorm-unbiased-variance",
    ),
    "no activation in the block": (
        "TransformerBlock",
        [
            (
                SECOND,
                "inner = self.feed_forward\n"
                "        return self.norm2(x + inner.linear2(inner.linear1(x)))",
            )
        ],
        "ffn-no-activation",
    ),
}

# wrong code that no bank knows -> what is measured
UNKNOWN = {
    "softmax": (
        ("return exponentials /", "return 0.7 * exponentials /"),
        "off by a constant factor of 0.7",
    ),
    "causal_mask": (
        (".tril()", ".tril().triu(-1)"),
        "only past positions differ (column less than row): true and false are exchanged",
    ),
    "merge_heads": (
        (".flatten(-2)", ".flatten(-2).flip(-1)"),
        "the right values, reversed along axis 2",
    ),
    "LayerNorm": (
        ("* self.weight + self.bias", "* self.weight + self.bias + 0.01"),
        "off by a constant 0.0",
    ),
    "FeedForward": (
        (HIDDEN, "y = self.linear2(self.linear1(x).relu())\n        return y.half().to(x.dtype)"),
        "right up to the precision of float16, which all values fit: the largest error is",
    ),
    "TransformerBlock": (
        (SECOND, "y = self.norm2(x + self.feed_forward(x))\n        return y.roll(1, 1)"),
        "the right values, moved on by 1 along axis 1 (the last ones come first)",
    ),
}


def examples(table):
    return [pytest.param(*rest, id=name) for name, rest in table.items()]


def tried(function, *ways):
    """(the function's result, the learner's report) of a stage changed in these ways."""
    stage = STAGE_OF[function].name
    files = changed(stage, *ways)
    result = graded(stage, files)
    (own,) = (f for f in result.functions if f.name == function)
    return own, "\n".join(stage_report(result, files, Paint(False)))


@pytest.mark.parametrize(("function", "ways", "ids"), examples(PAIRS))
def test_two_mistakes_at_once_are_both_named(function, ways, ids):
    found, report = tried(function, *ways)
    assert set(found.diagnosis) == ids
    for id in ids:
        assert f"Known mistake: {id}" in report


@pytest.mark.parametrize("ids", [*APART, *TANGLED], ids="+".join)
def test_two_known_mistakes_are_both_named_though_they_never_meet_or_one_works_on_the_other(ids):
    first, second = map(mistakes.by_id, ids)
    found, _ = tried(first.of, first.torch, second.torch)
    assert set(found.diagnosis) == set(ids)


@pytest.mark.parametrize(("function", "ways", "id"), examples(INHERITED))
def test_an_inherited_mistake_is_named_with_the_function_it_belongs_to(function, ways, id):
    found, report = tried(function, *ways)
    assert found.diagnosis == (id,)
    assert f"Known mistake: {id}, a mistake of {mistakes.by_id(id).of}" in report


@pytest.mark.parametrize(
    ("function", "way", "measured"), [(f, *rest) for f, rest in UNKNOWN.items()]
)
def test_what_no_bank_knows_is_measured(function, way, measured):
    found, report = tried(function, way)
    assert found.diagnosis == ()
    assert f"Measured: {measured}" in " ".join(report.split())


def test_another_error_on_purpose_is_not_called_forgotten():
    found, report = tried(
        "top_k_filter", ('raise ValueError(f"k must', 'raise IndexError(f"k must')
    )
    assert found.diagnosis == ()
    assert "expected  ValueError raised" in report
    assert "got       IndexError raised" in report


def test_a_later_function_that_fails_for_the_same_reason_is_folded_into_one_line():
    _, report = tried("softmax", ("(x - greatest).exp()", "2 ** (x - greatest)"))
    assert report.count("Known mistake") == 1
    assert "For the same reason: attention_weights, scaled_dot_product_attention" in report


def test_an_earlier_mistake_and_one_of_its_own():
    """What explained the failures of softmax is tried first, with another beside it."""
    base_two = ("(x - greatest).exp()", "2 ** (x - greatest)")
    found, _ = tried("attention_weights", base_two, (SCALED, "scores = q @ k.transpose(-2, -1)"))
    assert set(found.diagnosis) == {"softmax-base-two", "attention-not-scaled"}


def suspects(diagnosis, function, got, expected):
    failure = Failure("wrong")
    diagnosis.explain(failure, function, got, expected)
    return failure.suspects


@pytest.mark.parametrize("seed", [0, 1])
def test_a_right_result_is_never_suspected(seed):
    x = np.random.default_rng(seed).normal(size=(3, 5))
    for expected in (lambda: attention.softmax(x), lambda: attention.attention_weights(x, x)):
        assert suspects(Diagnosis(), "attention_weights", expected(), expected) == []


def test_the_bank_names_nothing_in_the_finished_files():
    for stage in ("attention", "block"):
        result = graded(stage, solutions())
        assert [f.diagnosis for f in result.functions if f.diagnosis] == []


def test_all_diagnoses_of_a_stage_share_one_time_limit():
    x = np.random.default_rng(0).normal(size=(3, 5, 7))
    weights = {f"{n}_linear.{p}": np.ones((7, 7)[:d]) for n in "qkv" for p, d in KINDS}
    weights |= {f"out_linear.{p}": np.ones((7, 7)[:d]) for p, d in KINDS}
    diagnosis, began = Diagnosis(), time.thread_time()
    for _ in range(12):
        unknown = np.full((3, 5, 7), 1e6)
        expected = lambda: attention.multi_head_attention(x, weights, 1)  # noqa: E731
        assert suspects(diagnosis, "MultiHeadAttention", unknown, expected) == []
    assert time.thread_time() - began < SECONDS + 0.2


KINDS = (("weight", 2), ("bias", 1))


def test_only_mistakes_of_code_that_ran_are_tried():
    x = np.ones((3, 5))
    _, ran = traced(lambda: attention.softmax(x))
    tried_ones = [m.of for m in candidates("softmax") if mistakes.original(m.at).__code__ in ran]
    assert set(tried_ones) == {"softmax"}


def test_candidates_begin_with_the_functions_own():
    known = candidates("TransformerBlock")
    own = [m for m in mistakes.of_stage("block") if m.of == "TransformerBlock" and m.numpy]
    assert known[: len(own)] == own
    assert {m.stage.name for m in known} == {"attention", "block"}
