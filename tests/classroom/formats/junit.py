"""JUnit XML, for programs that display tests. Points are in the properties; few readers take them.

A claim that could not be tried is a failure: a skipped test would be shown as harmless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.classroom.escape import markup
from tests.classroom.record import Record
from tests.harness.results import ClaimResult, FunctionResult, StageResult
from tests.stages import BY_NAME


def junit(records: Sequence[Record]) -> str:
    """A suite per stage, a case per claim."""
    lines = [line for record in records for line in suites(record)]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, "<testsuites>", *lines, "</testsuites>", ""])


def suites(record: Record) -> Iterator[str]:
    for result in record.stages:
        cases = [case for function in result.functions for case in cases_of(function, record)]
        failures = sum("<failure" in case for case in cases)
        name = markup(f"{record.name}: {BY_NAME[result.stage].number} {result.stage}")
        counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0"'
        yield f'<testsuite name="{name}" {counts} time="{result.seconds:.3f}">'
        yield from properties(result)
        yield from cases
        yield "</testsuite>"


def properties(result: StageResult) -> list[str]:
    facts = {"points": result.points, "total": result.total}
    facts |= {f"points.{f.name}": f"{f.points}/{f.worth}" for f in result.functions}
    rows = [f'<property name="{markup(k)}" value="{markup(str(v))}"/>' for k, v in facts.items()]
    return ["<properties>", *rows, "</properties>"]


def cases_of(function: FunctionResult, record: Record) -> list[str]:
    if function.claims:
        return [case(claim) for claim in function.claims]
    why = markup(record.problem or "not graded")
    return [
        f'<testcase classname="{markup(function.name)}" name="not graded" time="0">'
        f'<failure message="{why}"/></testcase>'
    ]


def case(claim: ClaimResult) -> str:
    head = (
        f'<testcase classname="{markup(claim.function)}" name="{markup(claim.name)}" '
        f'time="{claim.seconds:.3f}"'
    )
    if claim.failure is None:
        return f"{head}/>"
    why = claim.failure
    evidence = [claim.sentence, why.sentence, why.call, why.where]
    evidence += [f"expected {why.expected}, got {why.got}"] if why.expected else []
    text = markup("\n".join(part for part in evidence if part))
    kind, sentence = markup(why.kind), markup(claim.sentence)
    return f'{head}><failure type="{kind}" message="{sentence}">{text}</failure></testcase>'
