"""The form an answer must have, since the port's user trusts it: checked before it is handed on.

A message may be well written and still not be an answer: the submission shares its process with the
executor and can send what it likes. Values are free, that is what is graded; their frame is not.
"""

from __future__ import annotations

import numpy as np

TYPE_LIMIT, MESSAGE_LIMIT, NAME_LIMIT = 8, 400, 200
OBSERVED = {
    "value": object,
    "arguments": list,
    "requires_grad": bool,
    "containers_untouched": bool,
    "global_random_untouched": bool,
    "printed": str,
    "warnings": list,
}


class NoAnswer(ValueError):
    """A message that does not answer the request."""


def checked(request: dict, answer) -> dict:
    """The answer itself; NoAnswer where it has another form than the executor's."""
    match answer:
        case {"value": value} if len(answer) == 1:
            marked(value)
            value_of(request["op"], value)
        case {"missing": str(name)} if len(answer) == 1:
            need(len(name) <= NAME_LIMIT)
        case {"raised": dict(raised)} if len(answer) == 1:
            exception(raised)
        case _:
            need(False)
    return answer


def need(condition: bool) -> None:
    if not condition:
        raise NoAnswer("an answer has the wrong form")


def value_of(op: str, value) -> None:
    if op == "weights":
        need(type(value) is dict and all(type(v) is np.ndarray for v in value.values()))
    elif op == "gradients":
        need(type(value) is dict and set(value) == {"inputs", "weights"})
        need(type(value["inputs"]) is list and type(value["weights"]) is dict)
        found = [*value["inputs"], *value["weights"].values()]
        need(all(g is None or type(g) is np.ndarray for g in found))
    elif op == "observe":
        observation(value)


def observation(value) -> None:
    need(type(value) is dict and set(value) == set(OBSERVED))
    need(all(isinstance(value[name], kind) for name, kind in OBSERVED.items()))
    need(all(type(argument) is np.ndarray for argument in value["arguments"]))
    need(all(short(text) for text in (value["printed"], *value["warnings"])))


def marked(value) -> None:
    """Every object that stayed behind is named by a number and the name of its type; bytes are in
    hexadecimal, and a dict whose keys are ids is a list of its items.
    """
    if type(value) is dict and "__handle__" in value:
        need(set(value) == {"__handle__", "type"})
        need(type(value["__handle__"]) is int and short(value["type"], 80))
    elif type(value) is dict and "__bytes__" in value:
        need(len(value) == 1 and is_hex(value["__bytes__"]))
    elif type(value) is dict and "__items__" in value:
        need(len(value) == 1 and type(value["__items__"]) is list)
        for item in value["__items__"]:
            need(type(item) is list and len(item) == 2 and type(item[0]) is int)
            marked(item[1])
    elif type(value) is dict:
        for item in value.values():
            marked(item)
    elif type(value) in (list, tuple):
        for item in value:
            marked(item)


def is_hex(text) -> bool:
    return type(text) is str and len(text) % 2 == 0 and not text.strip("0123456789abcdef")


def exception(raised: dict) -> None:
    need(set(raised) == {"types", "message", "frames"} and short(raised["message"]))
    types, frames = raised["types"], raised["frames"]
    need(type(types) is list and 0 < len(types) <= TYPE_LIMIT)
    need(all(short(name, NAME_LIMIT) for name in types))
    need(type(frames) is list and len(frames) <= TYPE_LIMIT and all(map(is_frame, frames)))


def is_frame(frame) -> bool:
    match frame:
        case [str(file), int(line), str(function), str(text)]:
            return type(line) is int and all(short(s) for s in (file, function, text))
    return False


def short(text, limit: int = MESSAGE_LIMIT) -> bool:
    return type(text) is str and len(text) <= limit
