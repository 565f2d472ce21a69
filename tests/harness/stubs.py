"""An exercise from its solution: signatures and docstrings stay, bodies become holes."""

from __future__ import annotations

import ast

KEPT_DECORATORS = {"property", "staticmethod", "classmethod", "dataclass"}
MARK = "# given"  # above a function that the learner gets whole
GIVEN = "super().__init__()"  # a line of a constructor that the learner is given


def stub_of(source: str) -> str:
    """The source of the exercise whose answer is `source`."""
    lines = source.splitlines()
    for node in sorted(definitions(ast.parse(source)), key=lambda node: -node.lineno):
        if is_private(node.name):
            first = node.lineno - 1
            while not lines[first - 1]:  # the blank lines before it go with it
                first -= 1
            lines[first : node.end_lineno] = []
        elif isinstance(node, ast.FunctionDef) and lines[node.lineno - 2].strip() != MARK:
            lines[body_start(node) - 1 : node.end_lineno] = hole(node, lines)
            for decorator in node.decorator_list:
                if name_of(decorator) not in KEPT_DECORATORS:
                    lines[decorator.lineno - 1 : decorator.end_lineno] = []
    return "\n".join(lines).rstrip() + "\n"


def definitions(tree: ast.AST) -> list:
    """Functions and methods at any depth but inside other functions; private classes whole."""
    found = []
    for child in getattr(tree, "body", []):
        private = isinstance(child, ast.ClassDef) and is_private(child.name)
        if isinstance(child, ast.FunctionDef) or private:
            found.append(child)
        elif isinstance(child, ast.ClassDef):
            found += definitions(child)
    return found


def is_private(name: str) -> bool:
    """`_helper`: the answer's own, no part of what is asked for."""
    return name.startswith("_") and not name.endswith("__")


def body_start(node: ast.FunctionDef) -> int:
    """The first line after the signature and the docstring."""
    if ast.get_docstring(node) is not None:
        return node.body[0].end_lineno + 1
    return node.body[0].lineno


def hole(node: ast.FunctionDef, lines: list[str]) -> list[str]:
    """The lines that stand for a body: what is given, the size, the exception."""
    body = [line.strip() for line in lines[body_start(node) - 1 : node.end_lineno]]
    code = [line for line in body if line and not line.startswith("#")]
    given = [line for line in code if line == GIVEN]
    size = len(code) - len(given)
    room = " " * (node.col_offset + 4)
    about = f"# about {size} {'line' if size == 1 else 'lines'}"
    return [room + line for line in [*given, about, "raise NotImplementedError"]]


def name_of(decorator: ast.expr) -> str:
    """`dataclass` for `@dataclass` and `@dataclass(frozen=True)`."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(node, "id", getattr(node, "attr", ""))
