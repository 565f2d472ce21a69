"""What crosses to a submission and back: plain data and arrays, as bytes that can do nothing.

A frame is a prefix, a JSON header and the arrays' raw bytes. It is never unpickled or evaluated,
and every size is checked before memory is spent on it, because a submission shares its process
with this file's other end and can write any bytes it likes. Whatever does not follow the rules
below is a `WireError`.

    prefix   4 bytes "KATA", header length (uint32), body length (uint64), big-endian
    header   {"tree": ..., "arrays": [[dtype, shape], ...]}, ASCII JSON
    body     the arrays one after another, C order, little-endian

In the tree None, bool, str, list, finite floats and 64-bit ints stand for themselves; an object
with one key stands for the rest: {"t": [...]} a tuple, {"d": {...}} a dict, {"f": "nan"} a float,
{"i": "hex"} a large int, {"a": n} the n-th array.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable

import numpy as np

PREFIX = struct.Struct(">4sIQ")
MAGIC = b"KATA"
HEADER_LIMIT = 16 << 20
BODY_LIMIT = 64 << 20
STRING_LIMIT = 1 << 20
NODE_LIMIT = 1_000_000
ARRAY_LIMIT = 4096
DEPTH_LIMIT = 64
INT_BITS_LIMIT = 1 << 14
RANK_LIMIT = 32
DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "float16",
        "float32",
        "float64",
    ]
}
NAMES = {np.dtype(name): name for name in DTYPES}
ODD_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class WireError(Exception):
    """Bytes that are no message, or a value that cannot be sent."""


def encode(tree) -> bytes:
    """A tree as one frame. WireError names the first thing that cannot cross."""
    arrays: list[np.ndarray] = []
    plain = Outgoing(arrays).plain(tree)
    shapes = [[name_of(array.dtype), list(array.shape)] for array in arrays]
    # the C encoder writes lone surrogates as escapes; `plain` has refused them already
    header = json.dumps({"tree": plain, "arrays": shapes}, separators=(",", ":")).encode("ascii")
    body = b"".join(array.tobytes() for array in arrays)
    check_lengths(len(header), len(body))
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


def decode(frame: bytes):
    """The tree of exactly one frame."""
    view, start = memoryview(frame), 0

    def read(count: int) -> memoryview:
        nonlocal start
        if start + count > len(view):
            raise WireError("the message ends early")
        start += count
        return view[start - count : start]

    tree = receive(read)
    if start != len(view):
        raise WireError("bytes follow the message")
    return tree


def receive(read: Callable[[int], bytes]):
    """The tree of the next frame; `read(n)` gives exactly n bytes or raises."""
    magic, header_length, body_length = PREFIX.unpack(read(PREFIX.size))
    if magic != MAGIC:
        raise WireError("the bytes do not begin like a message")
    check_lengths(header_length, body_length)
    header = parse(bytes(read(header_length)))
    arrays = unpack_arrays(header["arrays"], read(body_length))
    incoming = Incoming(arrays)
    tree = incoming.value(header["tree"])
    if incoming.used != len(arrays):
        raise WireError("an array is sent and not used")
    return tree


def check_lengths(header: int, body: int) -> None:
    if header > HEADER_LIMIT or body > BODY_LIMIT:
        raise WireError(f"a message of {header + body:,} bytes is too long")


def parse(header: bytes) -> dict:
    """The JSON header: NaN, doubled keys and whatever else JSON readers forgive are refused."""
    # five million empty objects are a few bytes each here and gigabytes once they are parsed
    if sum(map(header.count, (b",", b"[", b"{"))) > 2 * NODE_LIMIT:
        raise WireError("a message holds too many values")
    try:
        parsed = json.loads(
            header.decode("ascii"), parse_constant=refuse, object_pairs_hook=distinct_keys
        )
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {type(error).__name__}") from None
    if type(parsed) is not dict or set(parsed) != {"tree", "arrays"}:
        raise WireError("the header must hold a tree and its arrays")
    return parsed


def refuse(constant: str):
    raise WireError(f"{constant} is not JSON")


def distinct_keys(pairs: list) -> dict:
    if len(dict(pairs)) != len(pairs):
        raise WireError("a key appears twice")
    return dict(pairs)


def unpack_arrays(described, body) -> list[np.ndarray]:
    """The arrays of a body, as writable copies; the descriptions must account for every byte."""
    if type(described) is not list or len(described) > ARRAY_LIMIT:
        raise WireError("the list of arrays is missing or too long")
    arrays, start = [], 0
    for item in described:
        dtype, shape = described_array(item)
        size = math.prod(shape) * dtype.itemsize
        if start + size > len(body):
            raise WireError("an array is larger than the bytes sent for it")
        arrays.append(unpack_array(body[start : start + size], dtype, shape))
        start += size
    if start != len(body):
        raise WireError("bytes follow the last array")
    return arrays


def described_array(item) -> tuple[np.dtype, list[int]]:
    match item:
        case [str(name), list(shape)] if name in DTYPES and len(shape) <= RANK_LIMIT:
            if all(type(n) is int and 0 <= n <= BODY_LIMIT for n in shape):
                return DTYPES[name], shape
    raise WireError("an array of this kind or shape cannot be sent")


def unpack_array(raw, dtype: np.dtype, shape: list[int]) -> np.ndarray:
    # A bool that is neither 0 nor 1 behaves differently in every NumPy function.
    if dtype.kind == "b" and bytes(raw).translate(None, b"\0\1"):
        raise WireError("a bool is neither 0 nor 1")
    try:
        flat = np.frombuffer(raw, dtype)
        return flat.reshape(shape).astype(dtype.newbyteorder("="), copy=True)
    except ValueError:  # an empty array whose other axes multiply beyond what NumPy can index
        raise WireError("an array of this shape cannot be made") from None


def check_text(text: str) -> str:
    if len(text) > STRING_LIMIT:
        raise WireError("a string is too long")
    # A lone surrogate could not be printed or stored later: better stopped at the border.
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise WireError("a string holds half a character")
    return text


class Counted:
    """Counts values and depth, so that a small message cannot become a large tree."""

    def __init__(self):
        self.nodes = 0

    def enter(self, depth: int) -> None:
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            raise WireError("a message holds too many values")
        if depth > DEPTH_LIMIT:
            raise WireError("a message is nested too deeply")


class Outgoing(Counted):
    """Turns a tree into what JSON can hold, collecting its arrays."""

    def __init__(self, arrays: list[np.ndarray]):
        super().__init__()
        self.arrays = arrays

    def plain(self, value, depth: int = 0):
        self.enter(depth)
        # exact types: a subclass could answer anything when asked for its value
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str or kind is np.str_:
            return check_text(str(value))
        if kind is int:
            return plain_int(value)
        if kind is float:
            return value if math.isfinite(value) else {"f": str(value)}
        if kind is list:
            return [self.plain(item, depth + 1) for item in value]
        if kind is tuple:
            return {"t": [self.plain(item, depth + 1) for item in value]}
        if kind is dict:
            return {"d": self.plain_dict(value, depth)}
        if kind is np.ndarray or isinstance(value, np.generic):
            return self.plain_array(np.asarray(value))
        raise WireError(f"a value of type {kind.__name__} cannot be sent")

    def plain_dict(self, tree: dict, depth: int) -> dict:
        if not all(type(key) is str for key in tree):
            raise WireError("the keys of a dict must be strings")
        return {check_text(key): self.plain(value, depth + 1) for key, value in tree.items()}

    def plain_array(self, array: np.ndarray) -> dict:
        name = name_of(array.dtype)
        if name not in DTYPES:
            raise WireError(f"an array of {name} cannot be sent")
        if len(self.arrays) >= ARRAY_LIMIT:
            raise WireError("a message holds too many arrays")
        self.arrays.append(array.astype(DTYPES[name], copy=False))
        return {"a": len(self.arrays) - 1}


def name_of(dtype: np.dtype) -> str:
    """As `dtype.name`, which takes NumPy longer than everything else about a small array."""
    return NAMES.get(dtype) or dtype.name


def plain_int(value: int):
    if -(2**63) <= value < 2**63:
        return value
    if value.bit_length() > INT_BITS_LIMIT:
        raise WireError("an integer is too large")
    return {"i": f"{value:x}"}


class Incoming(Counted):
    """Turns parsed JSON back into the tree, refusing what `Outgoing` would not have written."""

    def __init__(self, arrays: list[np.ndarray]):
        super().__init__()
        self.arrays = arrays
        self.used = 0

    def value(self, plain, depth: int = 0):
        self.enter(depth)
        if plain is None or type(plain) is bool:
            return plain
        if type(plain) is str:
            return check_text(plain)
        if type(plain) is int and -(2**63) <= plain < 2**63:
            return plain
        if type(plain) is float and math.isfinite(plain):
            return plain
        if type(plain) is list:
            return [self.value(item, depth + 1) for item in plain]
        return self.tagged(plain, depth)

    def tagged(self, plain, depth: int):
        match plain:
            case {"t": list(items)} if len(plain) == 1:
                return tuple(self.value(item, depth + 1) for item in items)
            case {"d": dict(tree)} if len(plain) == 1:
                return {check_text(k): self.value(v, depth + 1) for k, v in tree.items()}
            case {"f": str(name)} if len(plain) == 1 and name in ODD_FLOATS:
                return ODD_FLOATS[name]
            case {"i": str(digits)} if len(plain) == 1:
                return large_int(digits)
            case {"a": int(index)} if len(plain) == 1 and type(index) is int:
                return self.next_array(index)
        raise WireError("a value is written in a way that is not allowed")

    def next_array(self, index: int) -> np.ndarray:
        # each array once and in order: no two places of a tree can share memory
        if index != self.used or index >= len(self.arrays):
            raise WireError("an array is named that was not sent")
        self.used += 1
        return self.arrays[index]


def large_int(digits: str) -> int:
    magnitude = digits.removeprefix("-")
    if not magnitude or len(magnitude) > INT_BITS_LIMIT // 4:
        raise WireError("an integer is too large")
    if magnitude.strip("0123456789abcdef"):
        raise WireError("an integer is not written in hexadecimal")
    return int(digits, 16)
