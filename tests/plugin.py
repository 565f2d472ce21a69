"""The kata's pytest plugin, and the only file that talks to pytest.

`pytest --stage 2 --target exercises` tries the learner's stage 2 and prints the learner's report.
Graded tests named on the command line run too, with pytest's own report.
"""

from __future__ import annotations

import os
from pathlib import Path

# The arrays of graded tests are tiny: a second thread only waits for the first. Libraries read
# this when they are first imported, so it stands above all other imports.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

from tests.harness import bench, clock, progress, report, screen, sources, ticker
from tests.harness.bench import Bench, Trial
from tests.harness.claims import as_claim
from tests.harness.results import StageResult
from tests.stages import BY_NAME, ROOT, Stage, stage_numbered

GRADED = ROOT / "tests" / "graded"


def pytest_addoption(parser) -> None:
    group = parser.getgroup("kata", "the kata")
    group.addoption("--stage", metavar="N", help="stages to try: 2, 1-6 or 1,3")
    group.addoption(
        "--target",
        default="exercises",
        metavar="WHERE",
        help="whose code: exercises (default), solutions, or the path of a folder of stage files",
    )
    group.addoption("--seed", type=int, default=0, help="another seed draws other inputs")


@pytest.hookimpl(trylast=True)
def pytest_configure(config) -> None:
    if config.option.stage is None:
        return
    try:
        stages = chosen(config.option.stage)
        sources.target_folder(config.option.target)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    config.args = [str(graded_file(stage)) for stage in stages]
    standard = config.pluginmanager.getplugin("terminalreporter")
    config.pluginmanager.unregister(standard)
    config.pluginmanager.register(LearnersReport(config), "terminalreporter")


def chosen(text: str) -> list[Stage]:
    """The stages meant by `2`, `1-6` or `1,3`."""
    numbers = []
    try:
        for part in text.split(","):
            first, _, last = part.partition("-")
            numbers += range(int(first), int(last or first) + 1)
    except ValueError:
        raise ValueError(f"--stage {text}: expected numbers such as 2, 1-6 or 1,3") from None
    return [stage_numbered(number) for number in numbers]


def graded_file(stage: Stage) -> Path:
    return GRADED / f"test_{stage.name}.py"


class Session:
    """One run: the submission on the bench, and the claims tried so far, stage by stage."""

    def __init__(self, config):
        own = sources.read_folder(sources.target_folder(config.option.target))
        self.bench = Bench(own, sources.finished(), config.option.seed)
        self.keeps_progress = config.option.target == "exercises"
        if self.keeps_progress:
            self.bench.passed_before = lambda stage: progress.passed_before(stage, own)
        self.claims: dict[str, list] = {}
        self.trials: dict[str, Trial] = {}
        self.port = None

    def run(self, item):
        """Run the claim behind a test item."""
        stage = BY_NAME[item.path.stem.removeprefix("test_")]
        if stage.name not in self.trials:
            self.trials[stage.name] = self.open(stage)
        trial = self.trials[stage.name]
        claim = as_claim(stage, item.obj)
        if trial.failure:
            result = trial.blocked(claim, trial.failure)
        else:
            result = trial.run_unless_endless(claim, trial.port)
            leave_if_asked(trial.port.executor.last_exception)
        self.claims.setdefault(stage.name, []).append(result)
        return result

    def open(self, stage: Stage) -> Trial:
        trial = Trial(self.bench, stage)
        trial.port = bench.LocalPort()
        trial.failure = trial.load(trial.port)
        return trial

    def results(self) -> list[StageResult]:
        """What was found for each stage; a learner's own is noted as progress."""
        found = [self.trials[name].result(claims, 0.0) for name, claims in self.claims.items()]
        for result in found if self.keeps_progress else []:
            progress.remember(BY_NAME[result.stage], self.bench.own, result)
        return found


def leave_if_asked(error: BaseException | None) -> None:
    """`q` at a breakpoint leaves the run, not only the claim."""
    if isinstance(error, pytest.exit.Exception):
        raise error


SESSION = pytest.StashKey[Session]()


@pytest.fixture
def learner():
    """The submission under test; `pytest_pyfunc_call` hands it to the claim."""


@pytest.fixture
def draw():
    """The claim's seeded inputs."""


def pytest_collection_modifyitems(items) -> None:
    """Claims run in the order of the stage table, whatever the order of their file."""

    def order(item):
        stage = BY_NAME.get(item.path.stem.removeprefix("test_"))
        if item.path.parent != GRADED or not stage:
            return (0, 0)
        return (stage.number, list(stage.points).index(as_claim(stage, item.obj).function))

    items.sort(key=order)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if pyfuncitem.path.parent != GRADED:
        return None
    stash = pyfuncitem.config.stash
    if SESSION not in stash:
        stash[SESSION] = Session(pyfuncitem.config)
        reader = pyfuncitem.config.pluginmanager.getplugin("terminalreporter")
        if isinstance(reader, LearnersReport):
            stash[SESSION].bench.on_claim = reader.ticker
    outcome = stash[SESSION].run(pyfuncitem)
    if outcome.failure:
        failure = outcome.failure
        pytest.fail(f"{outcome.sentence}\n{failure}", pytrace=False)
    return True


def pytest_enter_pdb() -> None:
    clock.stop()


class LearnersReport:
    """Stands in for pytest's terminal report: one screen for each stage."""

    def __init__(self, config):
        self.config = config
        self.paint = screen.screen()
        self.ticker = ticker.Ticker()

    def pytest_runtest_logreport(self, report) -> None:
        if report.when == "call" and report.capstdout and report.failed:
            session = self.config.stash[SESSION]
            last = next(reversed(session.claims.values()))[-1]
            last.failure.printed = report.capstdout

    def pytest_collectreport(self, report) -> None:
        if report.failed:
            print(report.longrepr)

    def pytest_sessionfinish(self, session, exitstatus) -> None:
        self.ticker.wipe()
        if exitstatus == pytest.ExitCode.INTERRUPTED:  # half a run has no verdict
            print(screen.say("\nStopped."))
            return
        run = self.config.stash.get(SESSION, None)
        for result in run.results() if run else []:
            files = self.config.stash[SESSION].trials[result.stage].files
            screen.show(report.stage_report(result, files, self.paint))
