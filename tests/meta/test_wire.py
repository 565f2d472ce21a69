"""What crosses to a submission and back: all of it comes back as it was, nothing else comes in."""

import json
import math
import struct

import numpy as np
import pytest

from tests.classroom import wire
from tests.classroom.wire import PREFIX, WireError, decode, encode


def frame(header, body: bytes = b"", magic: bytes = b"KATA") -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return PREFIX.pack(magic, len(raw), len(body)) + raw + body


def with_array(dtype, shape, body: bytes) -> bytes:
    return frame({"tree": {"a": 0}, "arrays": [[dtype, shape]]}, body)


def same(one, other) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other or (one != one and other != other)


@pytest.mark.parametrize(
    "tree",
    [
        None,
        True,
        [0, -1, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 10**400],
        [0.1, -0.0, 1e308, 5e-324, math.inf, -math.inf, math.nan],
        ["", "naïve 你好 🙂 \x00\n"],
        (1, [2, (3,)], ()),
        {"a": {"": [], "t": {}}, "d": ()},
    ],
)
def test_plain_data_comes_back_with_its_types(tree):
    assert same(decode(encode(tree)), tree)


def test_the_sign_of_zero_survives():
    assert math.copysign(1, decode(encode(-0.0))) == -1


@pytest.mark.parametrize("dtype", wire.DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3, 5), (2, 0, 3)])
def test_arrays_come_back_with_dtype_shape_and_values(dtype, shape):
    array = np.random.default_rng(0).integers(0, 2, shape).astype(dtype)
    assert same(decode(encode({"x": [array, array]})), {"x": [array, array]})


def test_memory_layout_and_byte_order_do_not_matter():
    array = np.arange(12, dtype=">i4").reshape(3, 4)[:, ::2].T
    assert same(decode(encode(array)), np.array([[0, 4, 8], [2, 6, 10]], np.int32))


def test_an_array_that_arrives_is_writable_and_nobody_elses():
    one, other = decode(encode([np.zeros(2), np.zeros(2)]))
    one += 1
    assert not np.shares_memory(one, other)
    assert other.tolist() == [0, 0]


def test_a_numpy_scalar_is_sent_as_an_array_without_axes():
    assert same(decode(encode(np.float64(3))), np.array(3.0))


class Sly(int):
    pass


RECURSIVE: list = []
RECURSIVE.append(RECURSIVE)


@pytest.mark.parametrize(
    "value",
    [
        {1: 2},
        {"a"},
        b"bytes",
        1j,
        object(),
        Sly(3),
        np.array(["text"]),
        np.array([None]),
        np.zeros(2, complex),
        np.zeros(2, "i4,f4"),
        "half \ud800",
        {"half \ud800": 1},
        1 << 20_000,
        "x" * (wire.STRING_LIMIT + 1),
        [[0] * 1001] * 1001,
        [np.zeros(0)] * (wire.ARRAY_LIMIT + 1),
        RECURSIVE,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_cross_is_refused_on_the_way_out(value):
    with pytest.raises(WireError):
        encode(value)


MALFORMED = {
    "nothing": b"",
    "another magic": frame({"tree": 1, "arrays": []}, magic=b"GET "),
    "bytes after the message": encode(1) + b"x",
    "a header that is cut": encode([1, 2, 3])[:-1],
    "a body that is cut": encode(np.zeros(3))[:-1],
    "a header longer than any": PREFIX.pack(b"KATA", wire.HEADER_LIMIT + 1, 0),
    "a body longer than any": PREFIX.pack(b"KATA", 2, wire.BODY_LIMIT + 1) + b"{}",
    "no JSON": frame(b"{'tree': 1}"),
    "pickle": frame(b"\x80\x04K\x01."),
    "UTF-16": frame('{"tree": 1, "arrays": []}'.encode("utf-16")),
    "brackets without end": frame(b"[" * 1_000_000),
    "an integer without end": frame(b'{"tree": ' + b"9" * 100_000 + b', "arrays": []}'),
    "an integer of 64 bits and one": frame(b'{"tree": 9223372036854775808, "arrays": []}'),
    "an infinite number": frame(b'{"tree": 1e999, "arrays": []}'),
    "a bare NaN": frame(b'{"tree": NaN, "arrays": []}'),
    "a key twice": frame(b'{"tree": {"d": {"a": 1, "a": 2}}, "arrays": []}'),
    "no tree": frame({"arrays": []}),
    "a list for a header": frame([]),
    "more than a tree": frame({"tree": 1, "arrays": [], "more": 1}),
    "an unknown tag": frame({"tree": {"z": []}, "arrays": []}),
    "two tags": frame({"tree": {"t": [], "d": {}}, "arrays": []}),
    "an odd float of another name": frame({"tree": {"f": "1e5"}, "arrays": []}),
    "a large integer that is code": frame({"tree": {"i": "__import__"}, "arrays": []}),
    "a large integer with underscores": frame({"tree": {"i": "1_0"}, "arrays": []}),
    "an empty large integer": frame({"tree": {"i": "-"}, "arrays": []}),
    "half a character": frame(b'{"tree": "\\ud800", "arrays": []}'),
    "an array that was not sent": frame({"tree": {"a": 0}, "arrays": []}),
    "an array used twice": frame(
        {"tree": [{"a": 0}, {"a": 0}], "arrays": [["int8", [1]]]}, b"\x01"
    ),
    "an array not used": frame({"tree": 1, "arrays": [["int8", [1]]]}, b"\x01"),
    "an array named by a bool": frame({"tree": {"a": False}, "arrays": [["int8", [1]]]}, b"1"),
    "arrays that are no list": frame({"tree": 1, "arrays": {}}),
    "an array without shape": frame({"tree": {"a": 0}, "arrays": [["int8"]]}, b"\x01"),
    "objects": with_array("object", [1], b"\0" * 8),
    "strings": with_array("<U1", [1], b"\0" * 4),
    "complex numbers": with_array("complex64", [1], b"\0" * 8),
    "more bytes than shape": with_array("int8", [1], b"\0" * 2),
    "more shape than bytes": with_array("int8", [3], b"\0" * 2),
    "a negative axis": with_array("int8", [-1], b"\0"),
    "two negative axes": with_array("int8", [-1, -1], b"\0"),
    "an axis that is a float": with_array("int8", [1.0], b"\0"),
    "an axis that is a bool": with_array("int8", [True], b"\0"),
    "an axis beyond memory": with_array("int8", [2**62], b"\0"),
    "empty, with axes beyond memory": with_array("int8", [0] + [wire.BODY_LIMIT] * 5, b""),
    "too many axes": with_array("int8", [1] * 100, b"\0"),
    "a bool of two": with_array("bool", [2], b"\x01\x02"),
    "a tree too deep": frame(
        b'{"tree": ' + b"[" * 200 + b"]" * 200 + b', "arrays": []}',
    ),
    "too many values": frame(
        {"tree": [[0] * 1001] * 1001, "arrays": []},
    ),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_bytes_are_a_WireError(raw):
    with pytest.raises(WireError):
        decode(raw)


def test_no_mutated_message_raises_anything_else():
    rng = np.random.default_rng(1)
    good = encode({"x": (np.arange(4.0), [1, "two", None, math.inf]), "y": 10**30})
    survived = 0
    for _ in range(3000):
        raw = bytearray(good)
        for place in rng.integers(0, len(raw), rng.integers(1, 4)):
            raw[place] = rng.integers(0, 256)
        try:
            decode(bytes(raw))
            survived += 1
        except WireError:
            pass
    assert survived < 3000


def test_the_prefix_is_as_documented():
    assert struct.calcsize(">4sIQ") == PREFIX.size == 16
    assert encode(1)[:4] == b"KATA"
