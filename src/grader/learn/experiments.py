"""Experiments beside the checks of a topic: how far each is, and pytest's `-m experiment`.

A plain run says how far they are, by report.toml and the run log, and runs none. With the mark in
the command line experiments.py is collected, and each experiment judged as grading does.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from grader.check.outcome import Outcome
from grader.check.run import TopicRun
from grader.check.source import Source, parse, read_sources
from grader.check.suite import CheckSpec
from grader.course.experiments import FILE, REPORT, ExperimentSpec
from grader.course.manifest import STUDENT_ROOT, Topic, load_topic
from grader.errors import CourseError, GraderError, UsageError
from grader.experiments.judging import ExperimentJudge
from grader.experiments.log import read_runs
from grader.experiments.measured import load_experiments
from grader.experiments.report import Reported, read_report
from grader.files import write_whole
from grader.learn.solutions import excerpt
from grader.quiz.judge import read_text
from grader.quiz.sealed import opener, read_sealed
from grader.record import STATE_WORDS, Row, TaskResult, format_points
from grader.render.message import aligned

MARK = "experiment"
_NOT_STARTED, _REPORTED = "not started", "reported"
_FOLDER = Path("build", "progress")
_IMPORTS = (ast.Import, ast.ImportFrom)


def sections_of(topic: Topic) -> dict[str, Reported]:
    """The learner's report.toml."""
    try:
        return read_report(topic.experiments, read_text(topic.folder / REPORT))
    except CourseError as e:
        return read_report(topic.experiments, "", str(e))


def how_far(topic: Topic) -> dict[str, str]:
    """Experiment -> a word: not started, predicted, run, reported, or how its last check ended."""
    root, sections, checked = topic.folder.parent.parent, sections_of(topic), _checked(topic)
    return {
        spec.id: _word(root, spec, sections[spec.id], checked.get(spec.id))
        for spec in topic.experiments.values()
    }


def experiment_lines(topic: Topic, width: int) -> Iterator[str]:
    """What a run of pytest says of a topic's experiments: a line for each that is begun."""
    words, specs = how_far(topic), topic.experiments.values()
    if not words:
        return
    yield ""
    earned, points = sum(last_earned(topic).values()), sum(s.points for s in specs)
    yield f"experiments, in {REPORT}: {format_points(earned)} of {points} points"
    untouched = [spec.ref for spec in topic.experiments.values() if words[spec.id] == _NOT_STARTED]
    for spec in topic.experiments.values():
        word = words[spec.id]
        told = f"{word}, not checked here" if word == _REPORTED else word
        if word != _NOT_STARTED:
            yield f"  {told:28}{spec.ref:8}{spec.id}"
    if untouched:
        yield f"  {_NOT_STARTED:28}{', '.join(untouched)}: grader run {untouched[0]}"
    rows = []
    if _REPORTED in words.values():
        rows.append(Row("check", f"pytest {STUDENT_ROOT}/{topic.id} -m {MARK}"))
    following = next_experiment(topic, words)
    if following is not None and following.ref not in untouched:
        rows.append(Row("next", f"grader run {following.ref}"))
    yield from aligned(rows, width)


def next_experiment(topic: Topic, words: dict[str, str]) -> ExperimentSpec | None:
    """The first experiment of which nothing is reported, or what is does not hold."""
    done = (_REPORTED, STATE_WORDS["pass"], STATE_WORDS["uncounted"])
    return next((spec for spec in topic.experiments.values() if words[spec.id] not in done), None)


def save_checked(topic: Topic, results: Iterable[TaskResult]) -> None:
    """Remember how checked experiments ended. Raises OSError."""
    found = {result.id: result for result in results if result.id in topic.experiments}
    if found:
        new = {name: _Held(_digest(topic, topic.experiments[name]), found[name]) for name in found}
        write_whole(_path(topic), msgspec.json.encode(_held(topic) | new))


def last_states(topic: Topic) -> dict[str, str]:
    """Experiment -> how its last check ended, of those that nothing has changed of."""
    return {name: task.state for name, task in _checked(topic).items()}


def last_earned(topic: Topic) -> dict[str, float]:
    """Experiment -> its points in the last check of it, of those that nothing has changed of."""
    return {name: task.earned for name, task in _checked(topic).items()}


class ExperimentFile(pytest.File):
    """experiments.py as pytest collects it."""

    judge: ExperimentJudge | None = None

    def collect(self) -> Iterator[ExperimentItem]:
        """One item an experiment."""
        for spec in _topic(self.path).experiments.values():
            yield ExperimentItem.from_parent(self, name=spec.id, spec=spec)

    def judge_of(self, run: TopicRun) -> ExperimentJudge:
        """One judge for all experiments of the topic, with one time for all of them."""
        if self.judge is None:
            sections = sections_of(run.topic)
            # experiments.py imports torch, which a push without experiments does not install.
            begun = any(section.begun for section in sections.values())
            functions = load_experiments(run.topic) if begun else {}
            self.judge = ExperimentJudge(run, functions, sections, _answers(run.topic))
        return self.judge


class ExperimentItem(pytest.Item):
    """One experiment, judged as grading does."""

    run: TopicRun
    state = "error"

    def __init__(self, *, spec: ExperimentSpec, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.spec = spec
        self.add_marker(getattr(pytest.mark, MARK))

    def runtest(self) -> None:
        """Judge it. Raises Outcome where a check of it does not pass."""
        assert isinstance(self.parent, ExperimentFile)
        try:
            checks = self.parent.judge_of(self.run).judge(self.spec)
        except GraderError as e:
            raise pytest.UsageError(str(e)) from None
        failing = [check for check in checks if check.state != "pass"]
        begun = [check for check in failing if check.state != "not_started"]
        self.state = (begun or failing)[0].state if failing else "pass"
        if failing:
            raise Outcome((begun or failing)[0].summary)


def collected(config: pytest.Config, path: Path, parent: pytest.Collector) -> ExperimentFile | None:
    """The experiments in the file at `path`, where the command line names their mark."""
    named = re.search(rf"\b{MARK}\b", config.getoption("markexpr", "") or "")
    if named is None or path.name != FILE or not (path.parent / "topic.toml").is_file():
        return None
    return ExperimentFile.from_parent(parent, path=path)


def with_needed(
    items: list[pytest.Item], specs: Mapping[str, tuple[Topic, CheckSpec]], *, negated: bool
) -> None:
    """Put experiments last, and let their mark take the checks of what reported ones need as well.

    A wrong function gives wrong numbers: without its checks the report would be blamed. An
    expression that is `negated` leaves out what has the mark.
    """
    experiments = [each for each in items if isinstance(each, ExperimentItem)]
    needed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in experiments:
        if sections_of(one.run.topic)[one.spec.id].found:
            for name in one.spec.requires:
                needed[one.run.topic.id, name] |= {one.spec.id, one.spec.ref}
    for item in items if not negated else ():
        topic, spec = specs.get(item.nodeid, (None, None))
        if topic and spec and (names := needed.get((topic.id, spec.task.id))):
            item.add_marker(getattr(pytest.mark, MARK))
            item.extra_keyword_matches |= names
    items.sort(key=lambda item: isinstance(item, ExperimentItem))


class _Held(msgspec.Struct):
    """How an experiment ended that was checked, and of what."""

    of: str
    task: TaskResult


def _word(root: Path, spec: ExperimentSpec, section: Reported, checked: TaskResult | None) -> str:
    if section.found or section.problems or section.refused:
        return STATE_WORDS[checked.state] if checked is not None else _REPORTED
    try:
        if read_runs(root, spec):
            return "run"
    except UsageError:
        pass  # a log that cannot be read says nothing of the report; grader run tells of it
    return "predicted" if section.prediction else _NOT_STARTED


def _checked(topic: Topic) -> dict[str, TaskResult]:
    """What was checked of these very reports and functions."""
    held, specs = _held(topic), topic.experiments
    return {n: h.task for n, h in held.items() if n in specs and h.of == _digest(topic, specs[n])}


def _held(topic: Topic) -> dict[str, _Held]:
    if not topic.experiments:
        return {}
    try:
        return msgspec.json.decode(_path(topic).read_bytes(), type=dict[str, _Held])
    except (OSError, msgspec.MsgspecError):
        return {}


def _path(topic: Topic) -> Path:
    return topic.folder.parent.parent / _FOLDER / f"{topic.id}-experiments.json"


def _digest(topic: Topic, spec: ExperimentSpec) -> str:
    """Of all that decides how an experiment ends: not the layout of code, not other functions."""
    digest = hashlib.sha256(repr(sections_of(topic)[spec.id]).encode())
    for path in (topic.folder / FILE, topic.folder / "topic.toml"):
        digest.update(path.read_bytes() if path.is_file() else b"")
    sources = read_sources(topic, topic.folder.parent.parent)
    for name, text in sorted(_needed(topic, spec, sources).items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def _needed(topic: Topic, spec: ExperimentSpec, sources: Mapping[str, Source]) -> dict[str, str]:
    """File -> what an experiment needs of it, as Python reads it.

    That are the required functions with their helpers, and files of the topic that theirs name.
    """
    units: dict[str, list[str]] = defaultdict(list)
    for task in spec.requires:
        units[topic.file_of[task].name] += topic.tasks[task].names
    found: dict[str, str] = {}
    for name, names in units.items():
        source = sources[name]
        tree = parse(source.text)
        if source.problem or tree is None:
            found[name] = source.text
            continue
        wanted = [unit.partition(".")[0] for unit in names]
        found[name] = _dumped(excerpt(source.text, wanted, (), tree))
        imports = [ast.unparse(node) for node in tree.body if isinstance(node, _IMPORTS)]
        found[name] += "\n".join(imports)
        for other, theirs in sources.items():
            if other not in units and re.search(rf"\b{other[:-3]}\b", "\n".join(imports)):
                found[other] = _dumped(theirs.text)
    return found


def _dumped(text: str) -> str:
    tree = parse(text)
    return text if tree is None else ast.dump(tree)


def _answers(topic: Topic) -> dict[str, str]:
    """Experiment -> the right prediction, as far as sealed.json opens it."""
    try:
        file = read_sealed(topic.folder)
    except CourseError:
        return {}  # the questions of the same run say that it cannot be read
    found: dict[str, str] = {}
    if file is None:
        return found
    for spec in topic.experiments.values():
        for key in spec.predict.keys:
            opened = opener(file, spec.ref)(f"={key}")
            if opened is not None and opened.kind == "+":
                found[spec.id] = key
    return found


def _topic(path: Path) -> Topic:
    try:
        return load_topic(path.parent)
    except CourseError as e:
        raise pytest.UsageError(str(e)) from None
