"""Mechanical mutants of a program's text: one small change each, made in its syntax tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from tests.harness.stubs import MARK

OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
METHODS = {
    "sum": "mean",
    "mean": "sum",
    "amax": "amin",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "tril": "triu",
    "exp": "expm1",
    "sqrt": "square",
}
PACKAGES = {"torch", "nn", "math", "F", "self", "np"}
REMOVABLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.If, ast.Assert, ast.For)


@dataclass(frozen=True)
class Mutant:
    """One change: in which definition, on which line, what stood there and what stands now."""

    name: str
    line: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.name, self.before, self.after


def mutants(source: str) -> list[Mutant]:
    """Every mutant of what a learner writes in a file; no two with the same text."""
    tree = ast.parse(source)
    found = {}
    for name, statement, node, put in slots(tree):
        before = header(statement)
        for new in variants(node):
            put(new)
            text = ast.unparse(ast.fix_missing_locations(tree))
            after = header(new if node is statement else statement)
            found.setdefault(text, Mutant(name, statement.lineno, before, after, text))
            put(node)
        for after, change in decorators(node):
            with change:
                text = ast.unparse(tree)
            found.setdefault(text, Mutant(name, statement.lineno, after, "", text))
    found.pop(ast.unparse(tree), None)
    whole = given(source)
    return [mutant for mutant in found.values() if mutant.name not in whole]


def given(source: str) -> set[str]:
    """The functions that the learner gets whole: no claim asks whether they are right."""
    lines = source.splitlines()
    return {
        node.name
        for node in ast.parse(source).body
        if defines(node) and lines[node.lineno - 2].strip() == MARK
    }


def slots(node, name: str = "", statement=None) -> Iterator[tuple]:
    """(definition, statement, node, put) of each place in the tree where something may change."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list") or isinstance(node, ast.Raise):
            continue
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, ast.AST) or is_text(child):
                continue
            inside = f"{name}.{child.name}".strip(".") if defines(child) else name
            current = child if isinstance(child, ast.stmt) else statement
            if inside:
                yield inside, current, child, putter(node, field, value, index)
            yield from slots(child, inside, current)


def defines(node) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.ClassDef))


def is_text(node) -> bool:
    """A docstring, or any other string that stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def putter(node, field: str, value, index: int):
    if isinstance(value, list):
        return lambda new: value.__setitem__(index, new)
    return lambda new: setattr(node, field, new)


def header(statement) -> str:
    """A statement in one line: of one with a body, the line that opens it."""
    if hasattr(statement, "body"):
        emptied = {"body": [ast.Pass()], "orelse": [], "decorator_list": []}
        known = {key: new for key, new in emptied.items() if hasattr(statement, key)}
        statement = changed(statement, **known)
    return ast.unparse(statement).split("\n")[0]


def changed(node, **fields):
    """A shallow copy of a node with other fields."""
    twin = copy.copy(node)
    for field, value in fields.items():
        setattr(twin, field, value)
    return twin


class Without:
    """A definition without one of its decorators, for a while."""

    def __init__(self, node, index: int):
        self.node, self.kept = node, node.decorator_list
        self.rest = self.kept[:index] + self.kept[index + 1 :]

    def __enter__(self):
        self.node.decorator_list = self.rest

    def __exit__(self, *_):
        self.node.decorator_list = self.kept


def decorators(node) -> Iterator[tuple[str, Without]]:
    for index, decorator in enumerate(getattr(node, "decorator_list", ())):
        yield f"@{ast.unparse(decorator)}", Without(node, index)


# -- what may stand in the place of a node -----------------------------------------------------


def variants(node) -> list:
    """The changed nodes; none of them shares a changed part with the original."""
    rule = RULES.get(type(node))
    found = list(rule(node)) if rule else []
    if isinstance(node, REMOVABLE):
        found.append(ast.Pass())
    return found


def binary(node) -> Iterator:
    if type(node.op) in OPERATORS:
        yield changed(node, op=OPERATORS[type(node.op)]())
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult, ast.FloorDiv)):
            yield changed(node, left=node.right, right=node.left)


def comparison(node) -> Iterator:
    for index, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            yield changed(node, ops=[*node.ops[:index], other(), *node.ops[index + 1 :]])


def boolean(node) -> Iterator:
    yield changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    yield from node.values


def constant(node) -> Iterator:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(value * 2), ast.Constant(value / 2))


def call(node) -> Iterator:
    function, args = node.func, node.args
    for index in range(len(args) - 1):
        twin = [*args]
        twin[index : index + 2] = args[index + 1], args[index]
        yield changed(node, args=twin)
    if len(args) > 1:
        yield changed(node, args=args[:-1])
    for keyword in node.keywords:
        yield changed(node, keywords=[other for other in node.keywords if other is not keyword])
    if isinstance(function, ast.Attribute):
        if function.attr in METHODS:
            yield changed(node, func=changed(function, attr=METHODS[function.attr]))
        if not (isinstance(function.value, ast.Name) and function.value.id in PACKAGES):
            yield function.value
    if len(args) == 1 and not node.keywords and not isinstance(args[0], ast.Starred):
        yield args[0]


def condition(node) -> Iterator:
    yield changed(node, test=ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)


def bounds(node) -> Iterator:
    for side in ("lower", "upper", "step"):
        if getattr(node, side):
            yield changed(node, **{side: None})


def filters(node) -> Iterator:
    for index in range(len(node.ifs)):
        yield changed(node, ifs=node.ifs[:index] + node.ifs[index + 1 :])


RULES = {
    ast.BinOp: binary,
    ast.AugAssign: binary,
    ast.UnaryOp: lambda node: [node.operand],
    ast.Compare: comparison,
    ast.BoolOp: boolean,
    ast.Constant: constant,
    ast.Call: call,
    ast.If: condition,
    ast.While: condition,
    ast.IfExp: condition,
    ast.Slice: bounds,
    ast.comprehension: filters,
    ast.With: lambda node: [changed(node, items=[NOTHING])],
    ast.Return: lambda node: [changed(node, value=None)] if node.value else [],
    ast.Break: lambda node: [ast.Continue()],
    ast.Continue: lambda node: [ast.Break()],
}
NOTHING = ast.withitem(ast.parse("__import__('contextlib').nullcontext()", mode="eval").body)
