"""The bank of known mistakes: wrong versions that can be run, each with its sentence of advice.

A mistake is a *patch*: the same small change that turns the reference wrong (for the diagnosis:
run the expectation again with the patched reference, and see whether it gives exactly what the
learner got) and turns the finished torch solution wrong (for the proof that it is rejected and
named, and for the mistake lab). Everything built on a patched function inherits the mistake.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from types import ModuleType

from tests.mistakes.merging import Rewrite, merged
from tests.stages import BY_NAME, STAGE_OF, Stage, reference_name

Replacement = tuple[str, str]  # (old, new); old stands exactly once in the text it is applied to
Patch = Replacement | list[Replacement]  # several are applied together
Wrong = Patch | Callable | Rewrite


@dataclass(frozen=True, eq=False)  # hashed by identity: a patch may be a list
class Mistake:
    """One known mistake of one public function.

    numpy  the patch of the reference function's source, or a wrong function in its place, best as
           a Rewrite, which leaves room for a second mistake; None where no number shows the
           mistake and a claim of its own names it
    torch  the patch of the solution's file, or the source of a definition that replaces its
           namesake there; `also` holds other ways to write the same mistake
    at     the reference function that is patched, where it is not the one of `of`
    read   the heading of the lesson that explains the idea
    brings the ids of mistakes that come with it, such as the gradient of a wrong formula: none of
           them is named as a second one beside it
    """

    id: str
    of: str
    advice: str
    numpy: Wrong | None
    torch: Patch | str | None
    read: str
    at: str
    also: tuple[Patch | str, ...] = ()
    brings: tuple[str, ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage whose file the mistake lives in."""
        return STAGE_OF[self.of]

    @property
    def commits(self) -> list[Patch | str]:
        """Every way the bank knows to write this mistake in torch."""
        return [way for way in (self.torch, *self.also) if way is not None]


def mistake(
    id: str,
    *,
    of: str,
    advice: str,
    numpy: Wrong | None = None,
    torch: Patch | str | None = None,
    read: str = "",
    at: str = "",
    also: tuple[Patch | str, ...] = (),
    brings: tuple[str, ...] = (),
) -> Mistake:
    """A mistake with its defaults filled in: `at` is `stage.reference_function`."""
    stage = STAGE_OF[of].name
    at = at or reference_name(of)
    at = at if "." in at else f"{stage}.{at}"
    advice = " ".join(advice.split())
    return Mistake(id, of, advice, numpy, torch, read, at, also, brings)


@cache
def of_stage(name: str) -> tuple[Mistake, ...]:
    """The mistakes of one stage, in the order of its folder; none where there is no folder."""
    if not (Path(__file__).parent / name / "__init__.py").exists():
        return ()
    return tuple(importlib.import_module(f"{__name__}.{name}").MISTAKES)


def by_id(id: str) -> Mistake:
    """The mistake with this id; KeyError where there is none."""
    for stage in BY_NAME:
        for known in of_stage(stage):
            if known.id == id:
                return known
    raise KeyError(id)


def advice(known: Mistake, language: str = "en") -> str:
    """The advice of a mistake, in English where it is not translated."""
    stage = known.stage.name
    if not (Path(__file__).parent / language / f"{stage}.py").exists():
        return known.advice
    translated = importlib.import_module(f"{__name__}.{language}.{stage}").ADVICE
    return translated.get(known.id, known.advice)


# -- in the reference --------------------------------------------------------------------------


@contextmanager
def committed(*mistakes: Mistake) -> Iterator[None]:
    """The reference with these mistakes in it; ValueError where they do not fit together."""
    before = {}
    try:
        for at in dict.fromkeys(known.at for known in mistakes):
            module, name = locate(at)
            before[at] = getattr(module, name)
            wrong = wrong_function(at, tuple(known for known in mistakes if known.at == at))
            setattr(module, name, wrong)
        yield
    finally:
        for at, right in before.items():
            module, name = locate(at)
            setattr(module, name, right)


def locate(at: str) -> tuple[ModuleType, str]:
    stage, name = at.split(".")
    return importlib.import_module(f"reference.{stage}"), name


@cache
def wrong_function(at: str, mistakes: tuple[Mistake, ...]) -> Callable:
    """The reference function at `at` with all of these mistakes committed."""
    module, name = locate(at)
    if len(mistakes) == 1 and callable(mistakes[0].numpy):
        return mistakes[0].numpy
    if any(callable(known.numpy) for known in mistakes):
        raise ValueError("a wrong function leaves no room for a second mistake")
    if all(isinstance(known.numpy, Rewrite) for known in mistakes):
        first = mistakes[0].numpy
        return first.make(merged(first.right, [known.numpy.wrong for known in mistakes]))
    right = source_of(at)
    source = patched(right, [known.numpy for known in mistakes])
    namespace = dict(module.__dict__)
    exec(compile(source, f"<{'+'.join(m.id for m in mistakes)}>", "exec"), namespace)
    return rebound(namespace[name], module)


def patched(source: str, patches: list[Patch]) -> str:
    """The source with all patches; those that meet in one place are made one after the other."""
    try:
        return merged(source, [replaced(source, patch) for patch in patches])
    except ValueError:
        return reduce(replaced, patches, source)


@cache
def source_of(at: str) -> str:
    return textwrap.dedent(inspect.getsource(original(at)))


@cache
def original(at: str) -> Callable:
    module, name = locate(at)
    return getattr(module, name)


def rebound(function: Callable, module: ModuleType) -> Callable:
    """The function with the module's own globals, so that it sees other patches."""
    wrong = type(function)(
        function.__code__,
        module.__dict__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    wrong.__kwdefaults__ = function.__kwdefaults__
    return wrong


# -- in source text ----------------------------------------------------------------------------


def commit_in(source: str, way: Patch | str) -> str:
    """A solution's source with the mistake committed in this way."""
    return redefined(source, way) if isinstance(way, str) else replaced(source, way)


def replaced(source: str, patch: Patch) -> str:
    for old, new in [patch] if isinstance(patch, tuple) else patch:
        if source.count(old) != 1:
            raise ValueError(f"{old!r} stands {source.count(old)} times, not once")
        source = source.replace(old, new)
    return source


def redefined(source: str, definition: str) -> str:
    """The source with one top-level definition, or one method of a class, replaced."""
    definition = textwrap.dedent(definition).strip()
    (new,) = ast.parse(definition).body
    for node in ast.parse(source).body:
        if getattr(node, "name", None) == new.name:
            lines = source.splitlines()
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            return "\n".join([*lines[: first - 1], definition, *lines[node.end_lineno :], ""])
    raise ValueError(f"there is no {new.name} to replace")
