"""What the report measures where no known mistake explains a result: only what is exactly true."""

import re

import numpy as np
import pytest

from tests.harness import language
from tests.harness.comparison import compare
from tests.harness.measure import describe
from tests.harness.places import place_name
from tests.harness.sampling import Drawn
from tests.harness.shown import Raised

RANDOM = np.random.default_rng(5)
X = RANDOM.normal(size=(2, 3, 5)).astype(np.float32) + 0.01
SQUARE = RANDOM.normal(size=(2, 5, 5))
ROWS = np.exp(X) / np.exp(X).sum(-1, keepdims=True)
FUTURE = np.triu(np.ones((5, 5), bool), 1)


def swapped(x, a, b):
    """The array with two places of its middle axis exchanged."""
    x = x.copy()
    x[:, [a, b]] = x[:, [b, a]]
    return x


def at(x, place, value):
    x = x.copy()
    x[place] = value
    return x


CASES = {
    "axes 1 and 2 are swapped, with the right values": (X.swapaxes(1, 2), X),
    "axes 1 and 2 are swapped, with values that are wrong too": (X.swapaxes(1, 2) + 1, X),
    "the right values in their order, but of shape (6, 5)": (X.reshape(6, 5), X),
    "the right start, but 2 of 3 values along axis 1": (X[:, :2], X),
    "the right end, but the first 1 missing along axis 1": (X[:, 1:], X),
    "the right values, and then 2 more": ([1, 2, 3, 4, 5], [1, 2, 3]),
    "2 more in front of the right values": ([9, 8, 1, 2, 3], [1, 2, 3]),
    "the right start, but 3 of 5 values": ("abc", "abcde"),
    "the right items in another order": ("acb", "abc"),
    "the right values, as int instead of float": (np.arange(4), np.arange(4.0)),
    "1 of 30 values are NaN, first at [1, 2, 3], the others are right": (
        at(X, (1, 2, 3), np.nan),
        X,
    ),
    "30 of 30 values are infinity, first at [0, 0, 0]": (np.full_like(X, -np.inf), X),
    "all 30 values are 0": (np.zeros_like(X), X),
    "off by a constant factor of 0.5": (X / 2, X),
    "off by a constant 3": (X + 3, X),
    "every sign is turned around": (-X, X),
    "the square of the right values": (X**2, X),
    "the logarithm of the right values": (np.log(ROWS), ROWS),
    "one minus the right values": (1 - ROWS, ROWS),
    "true and false are exchanged": (FUTURE, ~FUTURE),
    "only future positions differ (column greater than row)": (
        SQUARE + FUTURE * RANDOM.normal(size=(5, 5)),
        SQUARE,
    ),
    "only future positions differ (column greater than row): off by a constant factor of 3": (
        np.where(FUTURE, 3 * SQUARE, SQUARE),
        SQUARE,
    ),
    "only past positions differ (column less than row): there it is 0": (
        np.where(FUTURE.T, 0, SQUARE),
        SQUARE,
    ),
    "only the diagonal differs: there it is 1": (
        np.where(np.eye(5, dtype=bool), 1, SQUARE),
        SQUARE,
    ),
    "only the last row differs: off by a constant factor of 2": (
        at(X, (slice(None), 2), 2 * X[:, 2]),
        X,
    ),
    "only the first row differs: there it is 0": (at(X, (slice(None), 0), 0), X),
    "only column 3 differs: there it is 1": (at(X, (..., 3), 1), X),
    "right for the first batch element only": (at(X, 1, X[0] * X[1]), X),
    "right for the first row only": (at(X, (slice(None), [1, 2]), X[:, 1:] ** 3), X),
    "only values that should be negative differ: there it is 0": (np.maximum(X, 0), X),
    "right after axes 1 and 2 are transposed": (SQUARE.swapaxes(1, 2), SQUARE),
    "the right values, reversed along axis 1": (SQUARE[:, ::-1], SQUARE),
    "the right values, moved on by 2 along axis 2 (the last ones come first)": (
        np.roll(SQUARE, 2, 2),
        SQUARE,
    ),
    "the right values, in another order": (
        RANDOM.permutation(SQUARE.ravel()).reshape(SQUARE.shape),
        SQUARE,
    ),
    "exactly the second array that was passed in, unchanged": (SQUARE + 1, SQUARE),
    "the rows sum to 2 to 2, not to 1": (ROWS + RANDOM.permuted(ROWS, axis=-1), ROWS),
    "0.5 times the right value": (np.float32(1.0), np.float32(2.0)),
}


@pytest.mark.parametrize("sentence", CASES)
def test_sentence(sentence):
    got, right = CASES[sentence]
    passed = (np.ones(3), SQUARE + 1) if sentence.startswith("exactly") else ()
    assert describe(got, lambda: right, arguments=passed) == sentence


LATIN = {"NaN", "None", "float", "int", "float16", "bfloat16", "inputs", "weights", "weight"}


def in_chinese(said: str) -> str:
    """Told in Chinese: no English word is left, and no number is lost."""
    told = language.tell(said, "zh")
    assert set(re.findall(r"[A-Za-z]\w+", told)) <= LATIN, told
    numbers = [set(re.findall(r"\d+(?:\.\d+)?", text)) for text in (said, told)]
    assert numbers[0] <= numbers[1], told
    return told


@pytest.mark.parametrize("sentence", CASES)
def test_sentence_in_chinese(sentence):
    got, right = CASES[sentence]
    passed = (np.ones(3), SQUARE + 1) if sentence.startswith("exactly") else ()
    assert in_chinese(describe(got, lambda: right, arguments=passed)) != sentence


@pytest.mark.parametrize(
    ("got", "right", "told"),
    [
        (X[:, :2], X, "沿第 1 维，开头是对的，但 3 个值只有前 2 个"),
        (np.roll(SQUARE, 2, 2), SQUARE, "沿第 2 维，数值是对的，但都往后挪了 2 格"),
        (at(X, (..., 3), 1), X, "只有第 3 列（从 0 数起）不对：那里全是 1"),
        (at(X, (slice(None), 2), 2 * X[:, 2]), X, "只有最后一行不对：都是正确值的 2 倍"),
        (np.arange(4), np.arange(4.0), "数值是对的，类型却是 int，应为 float"),
        (
            {"a": [X, None]},
            {"a": [X, X]},
            "不对的只有 a 第 1 项（从 0 数起）：什么也没有",
        ),
    ],
)
def test_parts_are_put_together_as_chinese_wants_it(got, right, told):
    assert told in language.tell(describe(got, lambda: right), "zh")


@pytest.mark.parametrize("ndim", [1, 2, 4])
def test_every_place_has_a_chinese_name(ndim):
    for axis in range(ndim):
        for index in (0, 1, 2):
            in_chinese(place_name(ndim, axis, index, n=3))


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (X, X + 1),
        (X[0], X),
        ({"weight": X}, {"weight": X + 1}),
        ({"weight": X}, {"weight": X, "weights": X}),
        ({"weight": X, "weights": X}, {"weight": X}),
        ([X, X], [X, X + 1]),
        ([1], X),
        ("abc", "abd"),
        (None, X),
        (None, {"weight": X}),
        (X > 0, X),
        (np.float32(1.0), np.float32(2.0)),
        (np.ones((1, 1)), np.zeros((1, 1))),
        (Raised(("int",)), X),
        (np.zeros((50, 2), int), Drawn(np.full((2, 4), 0.25), 50)),
        (np.full((50, 2), 9), Drawn(np.full((2, 4), 0.25), 50)),
    ],
)
def test_where_a_result_differs_is_told_in_chinese(got, right):
    found = compare(got, right)
    for text in (found.expected, found.got, found.where):
        told = language.tell(text, "zh").replace("list", "")
        assert set(re.findall(r"[A-Za-z]\w+", told)) <= LATIN | {"id", "bool", "abc", "abd"}, told


@pytest.mark.parametrize("right", [right for _, right in CASES.values()], ids=str)
def test_nothing_is_said_of_a_right_result(right):
    assert describe(right, lambda: right, arguments=[np.asarray(right)]) == ""


@pytest.mark.parametrize("bits", ["float16", "bfloat16"])
def test_half_precision_is_recognised(bits):
    narrow = X.astype(np.float16).astype(np.float32)
    if bits == "bfloat16":
        narrow = (X.view(np.uint32) & 0xFFFF0000).view(np.float32)
    said = describe(narrow, lambda: X)
    assert f"up to the precision of {bits}, which all values fit" in said
    assert f"在 {bits} 的精度以内是对的" in in_chinese(said)


def test_nearly_right_in_full_precision_is_not_called_half():
    noisy = X * (1 + 0.002 * RANDOM.random(X.shape)).astype(np.float32)
    said = describe(noisy, lambda: X)
    assert said.startswith("nearly right: the largest error is 0.")
    assert in_chinese(said).startswith("差不多对：最大的误差是最大值的 0.")


def test_each_row_by_a_factor_of_its_own():
    factors = np.array([[0.5], [2.0], [3.0]], np.float32)
    said = describe(X * factors, lambda: X)
    assert said == "each row is off by a factor of its own (0.5 to 3)"
    assert in_chinese(said) == "每一行各乘了一个自己的倍数（0.5 到 3）"


def test_a_gradient_that_does_not_arrive():
    right = {"inputs": [X, X], "weights": {"weight": X}}
    got = {"inputs": [X, None], "weights": {"weight": X}}
    said = describe(got, lambda: right)
    assert said.startswith("of 3 results only inputs item 1 is wrong: nothing arrives (None)")
    assert in_chinese(said).startswith("3 个结果里，不对的只有 inputs 第 1 项")


def test_several_wrong_results_are_counted():
    right = {"inputs": [X], "weights": {"weight": X, "bias": X[0, 0]}}
    got = {"inputs": [X], "weights": {"weight": 2 * X, "bias": 0 * X[0, 0]}}
    said = describe(got, lambda: right)
    begins = "2 of 3 results are wrong, first weights weight: "
    assert said == begins + "off by a constant factor of 2"
    assert in_chinese(said) == "3 个结果里有 2 个不对，第一个是 weights weight：都是正确值的 2 倍"


def test_what_is_in_no_probe_is_not_talked_about():
    assert describe(RANDOM.normal(size=(2, 3, 5)), lambda: X) == ""
    assert describe(Raised(("TypeError",)), lambda: X) == ""
    assert describe("text", lambda: X) == ""
    assert describe(object(), lambda: X) == ""
    assert describe([[1], [2, 3]], lambda: np.ones((2, 2))) != ""
    assert describe(None, lambda: X).startswith("nothing arrives")
