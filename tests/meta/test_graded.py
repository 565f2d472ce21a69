"""Every graded claim is alive: it fails on the stubs, passes on the solutions, under any seed."""

import pytest

from tests.harness.claims import claims_of
from tests.harness.sources import read_folder
from tests.meta.bench import graded, solutions
from tests.stages import ROOT, STAGES

each_stage = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)


def failures(result):
    return {c.name: c.failure for f in result.functions for c in f.claims if not c.passed}


@each_stage
@pytest.mark.parametrize("seed", [0, 1, 20261122])
def test_solutions_earn_every_point(stage, seed):
    result = graded(stage.name, solutions(), seed)
    assert failures(result) == {}
    assert result.points == stage.total


@each_stage
def test_stubs_pass_no_claim_and_are_called_unwritten(stage):
    stubs = read_folder(ROOT / "exercises")
    result = graded(stage.name, stubs)
    found = failures(result)
    assert len(found) == len(claims_of(stage))
    assert {failure.kind for failure in found.values()} == {"unwritten"}, found
    assert result.points == 0


@each_stage
def test_every_function_has_claims_and_every_claim_a_sentence(stage):
    claims = claims_of(stage)
    assert {claim.function for claim in claims} == set(stage.points)
    assert [claim.name for claim in claims if not claim.sentence] == []
