"""Every known mistake, committed in real torch code, is rejected and named; no right style is."""

import importlib

import pytest

from tests import mistakes
from tests.harness.diagnosis import candidates
from tests.meta.bench import changed, graded
from tests.stages import STAGE_OF, STAGES

KNOWN = [known for stage in STAGES for known in mistakes.of_stage(stage.name)]
COMMITS = [
    pytest.param(known, way, id=f"{known.id}-{number}" if number else known.id)
    for known in KNOWN
    for number, way in enumerate(known.commits)
]


def styles():
    """(stage, name, way) of each alternative correct style of `tests/meta/styles`."""
    for stage in STAGES:
        module = importlib.import_module(f"tests.meta.styles.{stage.name}")
        for name, ways in module.STYLES.items():
            yield pytest.param(stage.name, ways, id=f"{stage.name}-{name}")


def result_of(function, result):
    return next(f for f in result.functions if f.name == function)


@pytest.mark.parametrize(("known", "way"), COMMITS)
def test_mistake_is_rejected_and_named(known, way):
    result = graded(known.stage.name, changed(known.stage.name, way))
    function = result_of(known.of, result)
    assert not function.passed, f"no claim of {known.of} rejects {known.id}"
    found = [(c.name, c.failure.suspects, c.failure.sentence) for c in function.failed]
    assert function.diagnosis == (known.id,), found


@pytest.mark.parametrize(("stage", "ways"), list(styles()))
def test_correct_style_earns_every_point(stage, ways):
    result = graded(stage, changed(stage, *ways))
    wrong = {c.name: c.failure for f in result.functions for c in f.failed}
    assert wrong == {}


def test_ids_are_unique_and_every_mistake_has_code_that_commits_it():
    ids = [known.id for known in KNOWN]
    assert sorted(ids) == sorted(set(ids))
    assert [known.id for known in KNOWN if not known.commits] == []


@pytest.mark.parametrize("function", STAGE_OF)
def test_reference_is_whole_again_after_a_diagnosis(function):
    for known in candidates(function):
        module, name = mistakes.locate(known.at)
        before = getattr(module, name)
        with mistakes.committed(known):
            assert getattr(module, name) is not before
        assert getattr(module, name) is before
