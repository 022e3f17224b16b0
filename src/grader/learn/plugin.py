"""The pytest plugin: `pytest exercises/<topic>` with a learner's report. Public hooks only.

It is loaded in every pytest run of the environment, and does nothing for files outside a topic
folder (one with a topic.toml, or tests/hidden/<topic>).
"""

from __future__ import annotations

import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.course.manifest import topic_folder_of
from grader.errors import GraderError

if TYPE_CHECKING:
    from grader.check.run import TopicRun
    from grader.check.suite import CheckSpec
    from grader.learn.experiments import ExperimentItem
    from grader.record import Record

_QUIET = ("-q", "--tb=no", "-rN")
_ELSEWHERE = "no report: with -n the checks run in processes of their own; leave -n out"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of a topic run."""
    group = parser.getgroup("grader", "exercises (grokking the basics)")
    group.addoption("--all", action="store_true", help="show every failing task in detail")
    group.addoption(
        "--jail", action="store_true", help="run the code as the grader does, in a child (Linux)"
    )
    group.addoption("--record", metavar="FILE", help="write the record of this run as JSON")
    group.addoption(
        "--task",
        metavar="NAME",
        action="append",
        default=[],
        help="run the checks of one task: its name or number (M4-E5); may be given again",
    )


def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Make a pure topic run quiet; whatever is given on the command line comes later and wins."""
    if any(arg.endswith(".py") or not Path(arg).exists() for arg in args):
        from grader.learn.choosing import as_meant

        args[:] = as_meant(args)
    # Not the value of an option: what -k names, a record that is there already.
    values = {given for option, given in pairwise(args) if option in ("-k", "-m", "--task")}
    named = [Path(arg.split("::")[0]) for arg in {*args} - values - {""} if arg[0] != "-"]
    paths = [path for path in named if path.is_dir() or (path.suffix == ".py" and path.exists())]
    if not paths:
        here = early_config.invocation_params.dir
        tests = early_config.getini("testpaths") if here == early_config.rootpath else []
        paths = [here / path for path in tests] or [here]
    if all(_holds_topics(path.absolute()) for path in paths):
        args[:] = [*_QUIET, *args]


def pytest_configure(config: pytest.Config) -> None:
    """Register markers and the session's state; a check's own lines warn a learner of nothing."""
    config.addinivalue_line("markers", "task(id, *, category, deadline): the task of a check")
    config.addinivalue_line("markers", "milestone(*, deadline): a check without points")
    config.addinivalue_line("markers", "full(*, deadline): a milestone that takes longer")
    config.addinivalue_line("markers", "experiment: a reported experiment, run again")
    config.addinivalue_line("filterwarnings", r"ignore::UserWarning:exercises\..*(cases|test_\w+)")
    config.pluginmanager.register(_Session(config), "grader-session")


class _Session:
    """The topic runs of one pytest session."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.runs: dict[Path, TopicRun] = {}
        self.specs: dict[str, CheckSpec] = {}
        self.milestones: dict[str, tuple[bool, list[str]]] = {}
        self.experiments: dict[str, ExperimentItem] = {}
        self.problems: list[str] = []
        # The items that were found and, of those, how many are to run.
        self.found: list[pytest.Item] = []
        self.selected = 0
        # Topic -> its tasks whose checks are to run.
        self.asked: dict[str, set[str]] = defaultdict(set)
        self.deselected = bool(config.getoption("lf", default=False))
        self.not_started = 0
        self.elsewhere = bool(config.getoption("numprocesses", default=None))
        self.started = time.time()
        self.session: pytest.Session | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Keep the session, whose failures are counted here."""
        self.session = session

    def run_of(self, item: pytest.Item) -> TopicRun | None:
        """The run that `item` belongs to; None outside of topic folders."""
        folder = topic_folder_of(item.path)
        if folder is None:
            return None
        if folder not in self.runs:
            self.runs[folder] = _local_run(self.config, folder)
        return self.runs[folder]

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        """The experiments of a topic, where the command line names their mark."""
        if file_path.name != "experiments.py":
            return None
        from grader.learn.experiments import collected

        return collected(self.config, file_path, parent)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Find the checks and milestones among the items and give each its deadline."""
        from grader.check.suite import check_of
        from grader.learn.choosing import choose

        of_task = {}
        for item in items.copy():
            run = self.run_of(item)
            if run and (self._takes_milestone(item, items) or self._takes_experiment(item, run)):
                continue
            try:
                spec = check_of(item, run.topic) if run else None
            except GraderError as e:
                raise pytest.UsageError(str(e)) from None
            if run is None or spec is None:
                continue
            self.specs[item.nodeid] = spec
            of_task[item.nodeid] = run.topic, spec
            if not run.backend.keeps_deadlines and _keeps_time(self.config):
                item.add_marker(pytest.mark.timeout(spec.deadline, func_only=True))
        self.found = list(items)
        if self.specs:
            choose(self.config, items, of_task)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take down what is left to run."""
        self.selected = len(session.items)
        for item in session.items:
            if item.nodeid in self.specs and (run := self.run_of(item)) is not None:
                self.asked[run.topic.id].add(self.specs[item.nodeid].task.id)
            elif (taken := self.experiments.get(item.nodeid)) is not None:
                self.asked[taken.run.topic.id].add(taken.spec.id)

    def _takes_milestone(self, item: pytest.Item, items: list[pytest.Item]) -> bool:
        """Whether `item` is a milestone; it leaves `items` unless the command line names its mark.

        Nothing is said of those that leave: a plain run is a whole one without them.
        """
        from grader.learn import milestone

        marker = milestone.marker_of(item)
        if marker is None:
            return False
        if not milestone.is_wanted(marker, self.config):
            items.remove(item)
            return True
        self.milestones[item.nodeid] = False, []
        if _keeps_time(self.config):
            item.add_marker(pytest.mark.timeout(marker.kwargs["deadline"], func_only=True))
        return True

    def _takes_experiment(self, item: pytest.Item, run: TopicRun) -> bool:
        """Whether `item` is an experiment."""
        if item.get_closest_marker("experiment") is None:
            return False
        from grader.experiments.judging import TOPIC_SECONDS
        from grader.learn.experiments import ExperimentItem

        assert isinstance(item, ExperimentItem)
        item.run = run
        self.experiments[item.nodeid] = item
        if not run.backend.keeps_deadlines and _keeps_time(self.config):
            item.add_marker(pytest.mark.timeout(TOPIC_SECONDS, func_only=True))
        return True

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Remember that this is not the whole topic."""
        self.deselected = self.deselected or bool(items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong while loading checks; -q --tb=no would not show it."""
        if report.failed:
            self.problems.append(f"{report.nodeid}: {report.longreprtext}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Run a check or a milestone; None leaves other tests to pytest."""
        if pyfuncitem.nodeid in self.milestones:
            return self._run_milestone(pyfuncitem)
        spec = self.specs.get(pyfuncitem.nodeid)
        run = self.run_of(pyfuncitem) if spec else None
        if spec is None or run is None:
            return None
        run.execute(spec)
        return True

    def _run_milestone(self, item: pytest.Function) -> bool:
        from grader.learn import milestone

        run, marker = self.run_of(item), milestone.marker_of(item)
        assert run is not None
        assert marker is not None
        milestone.execute(run, item, marker.kwargs["deadline"])
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Take down how a check ended."""
        report = yield
        spec = self.specs.get(item.nodeid)
        if spec is not None and (call.when == "call" or (call.when == "setup" and call.excinfo)):
            run = self.run_of(item)
            assert run is not None
            error = call.excinfo.value if call.excinfo else None
            run.finish(spec, error, call.duration, report.capstdout + report.capstderr)
            report.grader_state = run.checks[-1].state  # type: ignore[attr-defined]
        if item.nodeid in self.milestones and (call.when == "call" or call.excinfo):
            from grader.learn import milestone

            error = call.excinfo.value if call.excinfo else None
            self.milestones[item.nodeid] = error is None, list(milestone.report(item, error))
            report.grader_state = milestone.state_of(error)  # type: ignore[attr-defined]
        if item.nodeid in self.experiments and call.when == "call":
            report.grader_state = self.experiments[item.nodeid].state  # type: ignore[attr-defined]
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, None, None]:
        """What is not started fails, but -x and --maxfail go on: they look for what is wrong."""
        state = getattr(report, "grader_state", None)
        self.elsewhere = self.elsewhere or (state is not None and not self._is_ours(report))
        if state == "not_started" and self.session is not None:
            # The session counts it next.
            self.session.testsfailed -= 1
            self.not_started += 1
        yield

    def _is_ours(self, report: pytest.TestReport) -> bool:
        return report.nodeid in {*self.specs, *self.milestones, *self.experiments}

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport, config: pytest.Config
    ) -> tuple[str, str, str] | None:
        """Our states as pytest's categories; no dots in a quiet run."""
        state = getattr(report, "grader_state", None)
        if state is None:
            return ("", "", "") if report.passed and self._is_ours(report) else None
        word = str(state).replace("_", " ")
        return {"pass": "passed", "fail": "failed"}.get(word, word), "", word.upper()

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """A task that is not started is not done: the status is that of a failure."""
        if self.not_started and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: Any, exitstatus: int) -> Iterator[None]:
        """The learner's report, and below it what pytest has to say: warnings of torch."""
        if self.config.option.collectonly or exitstatus == pytest.ExitCode.USAGE_ERROR:
            return (yield)
        for line in self._summary(terminalreporter.stats):
            terminalreporter.write_line(line)
        # Of several topics a line each is printed: nothing is said of their answers.
        answers = len(self.runs) == 1 or self.config.getoption("--all")
        for run in self.runs.values():
            self._remember(run, answers=answers)
        target = self.config.getoption("--record")
        if target and self.runs and not self.elsewhere:
            self._write_record(Path(target))
        return (yield)

    def _summary(self, stats: dict[str, list[Any]]) -> Iterator[str]:
        from grader.learn.reporting import nothing_selected, reports

        yield from self.problems
        for _reached, lines in self.milestones.values():
            yield from lines
        if self.elsewhere:
            yield _ELSEWHERE
        for run in self.runs.values():
            run.partial = not self._is_whole(run)
        if self.specs and not self.selected:
            yield from nothing_selected(self.config, [run.topic for run in self.runs.values()])
        else:
            shown = [run for run in self.runs.values() if self.asked[run.topic.id]]
            yield from reports(shown, self.asked, stats, show_all=self.config.getoption("--all"))

    def _is_whole(self, run: TopicRun) -> bool:
        """Whether every check of the topic was asked for, and has run to its end."""
        folder = run.topic.folder
        mine = [item for item in self.found if topic_folder_of(item.path) == folder]
        names = {item.path.name for item in mine if item.path.parent == folder}
        files = [f"test_{file.name}" for file in run.topic.files]
        finished = {check.id for check in run.checks}
        return (
            not (self.deselected or self.problems or _names_checks(self.config))
            and all(name in names or not (folder / name).exists() for name in files)
            and all(
                self.specs[item.nodeid].id in finished for item in mine if item.nodeid in self.specs
            )
        )

    def pytest_unconfigure(self) -> None:
        """Close the backends."""
        for run in self.runs.values():
            run.backend.close()

    def _remember(self, run: TopicRun, *, answers: bool) -> None:
        """Keep a whole run, checked experiments, and `answers` that were not judged before."""
        from grader.learn.experiments import save_checked
        from grader.learn.progress import save_milestones, save_record
        from grader.quiz.firsts import keep_firsts

        try:
            if not run.partial:
                save_record(run.topic, self._record([run]))
                if answers and run.questions is not None:
                    keep_firsts(run.topic, run.questions, datetime.now())
            if self.experiments:
                save_checked(run.topic, run.record().tasks)
            save_milestones(run.topic, self.milestones)
        except OSError as e:
            # A folder that cannot be written takes nothing from the run itself.
            warnings.warn(f"grader progress will not know of this run: {e}", stacklevel=1)

    def _record(self, runs: list[TopicRun]) -> Record:
        from grader.learn.local import local_record

        return local_record(
            runs,
            jail=self.config.getoption("--jail"),
            started_at=datetime.fromtimestamp(self.started, UTC),
            wall=time.time() - self.started,
        )

    def _write_record(self, target: Path) -> None:
        from grader.stored import encode

        try:
            target.write_bytes(encode(self._record(list(self.runs.values()))))
        except OSError as e:
            raise pytest.UsageError(f"cannot write the record to {target}: {e.strerror}") from None


@pytest.fixture
def student() -> object:
    """The learner's module: `student.softmax(x)`. Every check gets its own."""
    return None


@pytest.fixture
def gen() -> object:
    """A torch.Generator, seeded from the check's id and the run's seed."""
    return None


@pytest.fixture
def rng() -> object:
    """A random.Random, seeded like `gen`."""
    return None


def _holds_topics(path: Path) -> bool:
    return topic_folder_of(path) is not None or any(path.glob("*/topic.toml"))


def _local_run(config: pytest.Config, folder: Path) -> TopicRun:
    from grader.learn.local import local_run

    try:
        return local_run(folder, jail=config.getoption("--jail"))
    except GraderError as e:
        raise pytest.UsageError(str(e)) from None


def _names_checks(config: pytest.Config) -> bool:
    """Whether the command line names files or single checks, so that a topic is not whole."""
    return any("::" in arg or arg.endswith(".py") for arg in config.args)


def _keeps_time(config: pytest.Config) -> bool:
    """Whether pytest-timeout is there, and where it can set its alarm: in the main thread."""
    main = threading.current_thread() is threading.main_thread()
    return main and config.pluginmanager.hasplugin("timeout")
