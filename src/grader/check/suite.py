"""The checks of a topic: pytest finds them once, every submission is judged by the same ones."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.check.outcome import Outcome, Trace
from grader.check.task import DEADLINE
from grader.course.manifest import FileSpec, TaskSpec, Topic
from grader.errors import CourseError
from grader.escape import plain
from grader.record import GRADING_PROBLEM, CheckResult, Row, Visibility

# What a check may ask for, besides its own parameters.
GIVEN = ("student", "gen", "rng")
_MAX_OUTPUT = 2000
# What finding checks does without: plugins that print, write files or watch.
_WITHOUT = (
    *("terminal", "cacheprovider", "faulthandler", "junitxml", "doctest", "unittest"),
    *("unraisableexception", "threadexception"),
)


@dataclass(frozen=True)
class CheckSpec:
    """What is known of a check before it runs.

    `function` is called with `arguments` (its parametrisation) and with those of GIVEN in `wanted`.
    `file` forbids what topic.toml does, but for what the check allows.
    """

    id: str
    name: str
    title: str
    task: TaskSpec
    part: str
    file: FileSpec
    visibility: Visibility
    category: str
    deadline: float
    tolerance_reason: str
    function: Callable[..., None]
    arguments: dict[str, Any]
    wanted: tuple[str, ...]


def check_of(item: pytest.Item, topic: Topic) -> CheckSpec | None:
    """What check `item` is, None if it is not one. Raises CourseError if it is malformed."""
    marker = item.get_closest_marker("task")
    if marker is None or not isinstance(item, pytest.Function):
        return None
    visible = item.path.parent == topic.folder
    folder = f"exercises/{topic.id}" if visible else f"tests/hidden/{topic.id}"
    check_id = f"{folder}/{item.path.name}::{item.name}"
    task_id, category = marker.args[0], marker.kwargs.get("category", "")
    task = topic.tasks.get(task_id)
    if task is None:
        raise CourseError(f"{check_id}: topic.toml has no task '{task_id}'.")
    file = topic.file_of[task_id]
    if item.path.name != f"test_{file.name}":
        raise CourseError(f"{check_id}: task '{task_id}' belongs to test_{file.name}.")
    if not visible and not category:
        raise CourseError(f"{check_id}: a hidden check needs a category.")
    part = marker.kwargs.get("part", "") or next((p.name for p in task.parts), "")
    if part and part not in [known.name for known in task.parts]:
        raise CourseError(f"{check_id}: topic.toml has no part '{part}' of task '{task_id}'.")
    title = (inspect.getdoc(item.function) or "").partition("\n")[0]
    if not title:
        raise CourseError(f"{check_id}: the check needs a docstring, its title.")
    if allow := marker.kwargs.get("allow", ""):
        if allow not in file.forbid:
            raise CourseError(f"{check_id}: {file.name} does not forbid '{allow}'.")
        left = [word for word in file.forbid if word != allow]
        file = msgspec.structs.replace(file, forbid=left)
    parameters = inspect.signature(item.obj).parameters
    arguments = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    wanted = tuple(name for name in parameters if name in GIVEN)
    foreign = sorted(set(parameters) - set(GIVEN) - set(arguments))
    if foreign:
        known = ", ".join(GIVEN)
        raise CourseError(f"{check_id}: asks for '{foreign[0]}'; a check may ask for {known}.")
    return CheckSpec(
        check_id,
        item.name,
        title,
        task,
        part,
        file,
        "visible" if visible else "hidden",
        category,
        marker.kwargs.get("deadline", DEADLINE),
        marker.kwargs.get("tolerance_reason", ""),
        item.obj,
        arguments,
        wanted,
    )


def find_checks(topic: Topic, root: Path, hidden: Path | None) -> list[CheckSpec]:
    """The visible checks of `topic`, and the hidden ones in the folder `hidden`, file by file.

    `root` is the course's repository. Raises CourseError if they cannot be loaded.
    """
    finder = _Finder(topic)
    folders = [topic.folder, *([hidden] if hidden is not None else [])]
    arguments = [*map(str, folders), "--collect-only", "-c", str(root / "pyproject.toml")]
    arguments += ["--rootdir", str(root), "-o", "addopts=", "-W", "ignore"]
    # Each worker loads each topic: asserts with their values would be a quarter of that.
    arguments += ["--import-mode=importlib", "--noconftest", "--capture=no", "--assert=plain"]
    arguments += [option for name in _WITHOUT for option in ("-p", f"no:{name}")]
    with pytest.MonkeyPatch.context() as patch:
        # Plugins of other packages in this environment have no business here, nor has our own.
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        status = pytest.main(arguments, plugins=[finder])
    if finder.problems or status != pytest.ExitCode.OK:
        details = "\n".join(finder.problems) or f"pytest ended with status {status}"
        raise CourseError(f"the checks of {topic.id} cannot be run: {details}")
    # A child holds one file: all of its checks in a row need no second one.
    order = [(file.name, len(file.forbid) - less) for file in topic.files for less in (0, 1)]
    return sorted(
        finder.found, key=lambda spec: order.index((spec.file.name, len(spec.file.forbid)))
    )


def ended(
    spec: CheckSpec, error: BaseException | None, seen: Trace, out: str, seed: int
) -> CheckResult:
    """How a check ended, as the record has it; `error` is what it raised, `out` what it printed."""
    check = CheckResult(
        id=spec.id,
        task=spec.task.id,
        part=spec.part,
        title=spec.title,
        visibility=spec.visibility,
        category=spec.category,
        state="pass",
        notes=seen.notes,
        output=plain(out[:_MAX_OUTPUT], _MAX_OUTPUT, keep_newlines=True),
        margin=None if seen.margin is None else round(seen.margin, 3),
        seed=seed,
    )
    if isinstance(error, Outcome):
        check.state = error.state
        check.summary, check.rows = error.summary, error.rows
        check.pattern, check.mistake = error.pattern, error.mistake
        check.exception, check.where = error.exception, error.where
    elif error is not None:
        check.state, check.category = "error", GRADING_PROBLEM
        check.summary = failed_itself(error)
        check.rows = [Row("problem", check.summary), Row("next", "tell the course's authors")]
    return check


def failed_itself(error: BaseException) -> str:
    """What to say of an exception that is none of the learner's."""
    return f"the check itself failed: {type(error).__name__}: {plain(str(error))}"


class _Finder:
    """A pytest plugin that keeps the checks, and what goes wrong in a session that prints none."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.found: list[CheckSpec] = []
        self.problems: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Our marks are known ones."""
        for name in ("task", "milestone", "full"):
            config.addinivalue_line("markers", f"{name}: see grader.learn.plugin")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep the checks."""
        for item in session.items:
            try:
                spec = check_of(item, self.topic)
            except CourseError as e:
                self.problems.append(str(e))
                continue
            if spec is not None:
                self.found.append(spec)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A check file that does not load."""
        if report.failed:
            self.problems.append(f"{report.nodeid}: {report.longreprtext}")

    def pytest_internalerror(self, excrepr: Any) -> None:
        """An error inside pytest."""
        self.problems.append(str(excrepr))
