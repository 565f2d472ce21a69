"""Every known mistake, committed in real torch code, is rejected and named; no right style is."""

import pytest

from tests import mistakes
from tests.harness.search import candidates
from tests.meta import verdict
from tests.stages import STAGE_OF, STAGES

KNOWN = [known for stage in STAGES for known in mistakes.of_stage(stage.name)]
COMMITS = [(known, n, way) for known in KNOWN for n, way in enumerate(known.commits)]


def slow(known: mistakes.Mistake, number: int) -> list:
    """Left out of `make test`: the experiments, and further ways to write what is proven."""
    return [pytest.mark.slow] if number or known.stage.optional else []


PROOFS = [
    pytest.param(known, way, id=f"{known.id}-{n}" if n else known.id, marks=slow(known, n))
    for known, n, way in COMMITS
]
STYLES = [
    pytest.param(stage.name, ways, id=f"{stage.name}-{name}")
    for stage in STAGES
    for name, ways in verdict.styles(stage).items()
]


@pytest.mark.parametrize(("known", "way"), PROOFS)
def test_mistake_is_rejected_and_named(known, way):
    found = verdict.on_mistake(known, way)
    assert found.rejected, f"no claim of {known.of} rejects {known.id}"
    assert found.names(known), found.evidence


@pytest.mark.parametrize(("stage", "ways"), STYLES)
def test_correct_style_earns_every_point(stage, ways):
    assert verdict.on_style(stage, ways) == {}


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
