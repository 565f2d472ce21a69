"""The bank of mistakes as students get it: the diagnosis needs the wrong references and the advice,
not the half that quotes the finished code.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.stages import BY_NAME, ROOT

BANK = ROOT / "tests" / "mistakes"
ANSWERS = ("torch", "also")  # arguments of a mistake that are pieces of the solutions


def files() -> dict[str, str]:
    """Each file of the bank, by its path in there: without answers, if it is about a stage."""
    folders: dict[Path, dict[str, str]] = {}
    for path in sorted(BANK.rglob("*.py")):
        folder = folders.setdefault(path.parent.relative_to(BANK), {})
        folder[path.stem] = path.read_text(encoding="utf-8")
    return {
        str(folder / f"{name}.py"): text
        for folder, texts in folders.items()
        for name, text in (without_answers(texts) if folder.name in BY_NAME else texts).items()
    }


class Unanswered(ast.NodeTransformer):
    """Takes the pieces of solutions out of every entry of the bank."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if any(word.arg == "advice" for word in node.keywords):  # `mistake`, or a short form of it
            node.keywords = [word for word in node.keywords if word.arg not in ANSWERS]
        return node


def without_answers(sources: dict[str, str]) -> dict[str, str]:
    """The files of one stage without answers, and without what only the answers needed."""
    trees = {name: Unanswered().visit(ast.parse(source)) for name, source in sources.items()}
    while any(forgets(tree, imported_from(name, trees)) for name, tree in trees.items()):
        pass  # what is gone may have been the last to need something else
    return {name: ast.unparse(tree) + "\n" for name, tree in trees.items()}


def imported_from(name: str, trees: dict[str, ast.Module]) -> set[str]:
    """What the files of a stage import from one of them."""
    imports = [n for tree in trees.values() for n in tree.body if isinstance(n, ast.ImportFrom)]
    return {one.name for n in imports if n.module.endswith(f".{name}") for one in n.names}


def forgets(tree: ast.Module, wanted: set[str]) -> bool:
    """Takes out imports, constants and functions that nothing reads; whether there were any."""
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)} | wanted | {"MISTAKES"}
    before = ast.dump(tree)
    tree.body = [node for node in tree.body if not (made := names_of(node)) or made & read]
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [one for one in node.names if (one.asname or one.name) in read]
    return ast.dump(tree) != before


def names_of(node: ast.stmt) -> set[str]:
    """The names that a statement at the top makes."""
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {one.asname or one.name for one in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
