"""How far a learner has come: the last whole run of every topic, kept below build/progress/."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from grader.check.seeds import solution_hash
from grader.check.source import read_sources, readable
from grader.course.manifest import RITUAL_COPIES, STUDENT_ROOT, Course, Topic
from grader.course.plan import (
    Count,
    Line,
    LineProgress,
    Progress,
    TopicProgress,
    after_others,
    load_plan,
    load_ticks,
)
from grader.errors import UsageError
from grader.files import write_whole
from grader.learn.experiments import last_earned, last_states
from grader.record import Record, RitualResult, TopicResult
from grader.stored import encode, read

_T = TypeVar("_T")
FOLDER = Path("build", "progress")
# Their ref in the plan is that of the topic, with T1: all that are not `full` count as one.
_MILESTONES = "test_milestones.py"


def save_record(topic: Topic, record: Record) -> None:
    """Remember `record`, a whole run of `topic`. Raises OSError."""
    _write(topic, "", encode(record))


def save_ritual(topic: Topic, ritual: RitualResult) -> None:
    """Remember how far the ritual of a topic is. Raises OSError."""
    _write(topic, "-ritual", msgspec.json.encode(ritual))


def save_milestones(topic: Topic, ended: Mapping[str, tuple[bool, list[str]]]) -> None:
    """Remember which milestones of a topic, by pytest's ids, were reached. Raises OSError."""
    start = f"{STUDENT_ROOT}/{topic.id}/{_MILESTONES}::"
    # Nothing is told of one that did not run.
    ran = {id_: was for id_, (was, told) in ended.items() if told and id_.startswith(start)}
    new = {id_.removeprefix(start): was for id_, was in ran.items()}
    if new:
        _write(topic, "-milestones", msgspec.json.encode(_reached(topic) | new))


def _reached(topic: Topic) -> dict[str, bool]:
    """Milestone -> whether its last run reached it. Raises UsageError where the file is damaged."""
    again = f"pytest exercises/{topic.id} -m milestone"
    return _kept(topic, "-milestones", dict[str, bool], again) or {}


def _milestones(topic: Topic) -> Iterator[tuple[str, bool]]:
    """The topic's ref for milestones, and whether each that is not `full` was reached."""
    path = topic.folder / _MILESTONES
    if not path.is_file():
        return
    marks = {
        node.name: [code for code in map(ast.unparse, node.decorator_list) if "milestone" in code]
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    wanted = [name for name, found in marks.items() if found and "full=True" not in found[0]]
    reached = _reached(topic)
    prefix = next(iter(topic.tasks.values())).ref.partition("-")[0]
    yield f"{prefix}-T1", bool(wanted) and all(reached.get(name, False) for name in wanted)


def progress(course: Course) -> Progress:
    """How far the learner is with `course`. Raises UsageError where a kept file is damaged."""
    exercises = course.root / STUDENT_ROOT
    lines = load_plan(exercises)
    ticks = load_ticks(exercises, lines)
    runs = {name: last_run(course, name) for name in course.topics}
    known = {ref: done for run in runs.values() if run for ref, done in _states(run.topics[0])}
    known |= dict(_stages(course))
    for topic in course.topics.values():
        states = last_states(topic)
        known |= {e.ref: states.get(e.id) == "pass" for e in topic.experiments.values()}
        known |= dict(_milestones(topic))
    found = [
        LineProgress(
            line=line,
            tasks=_count(line, "ELRT", known),
            answers=_count(line, "Q", known),
            texts=_count(line, "X", known),
            by_hand=line.id in ticks.done if line.by_hand else None,
        )
        for line in lines
    ]
    warnings = [
        f"progress.toml: no line of the plan that is ticked by hand is called {name!r}; remove it"
        for name in ticks.unknown
    ]
    topics = [_of_topic(course, name, run) for name, run in runs.items()]
    return Progress(topics, found, warnings)


def _write(topic: Topic, suffix: str, content: bytes) -> None:
    write_whole(_path(topic, suffix), content)


def _path(topic: Topic, suffix: str) -> Path:
    return topic.folder.parent.parent / FOLDER / f"{topic.id}{suffix}.json"


def _kept(topic: Topic, suffix: str, kind: type[_T], again: str) -> _T | None:
    """What was written, None if nothing was; `again` writes it anew. Raises UsageError."""
    path = _path(topic, suffix)
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind) if path.is_file() else None
    except msgspec.MsgspecError as e:
        raise UsageError(f"{path}: {e}; remove it and run: {again}") from None


def last_run(course: Course, name: str) -> Record | None:
    """The last whole run of the topic called `name`, None if there was none. Raises UsageError."""
    path = course.root / FOLDER / f"{name}.json"
    return read(path) if path.is_file() else None


class Points(NamedTuple):
    """The points of the tasks, experiments or questions of a topic, as a handout counts them.

    `known` says whether the earned ones are: answers of a class are judged after the deadline.
    """

    what: str
    earned: float
    points: int
    known: bool = True


def points_of(topic: Topic, result: TopicResult) -> list[Points]:
    """All points of a topic; its experiments are as they were last checked."""
    tasks = [task for task in result.tasks if task.id not in topic.experiments]
    found = [Points("tasks", sum(t.earned for t in tasks), sum(t.points for t in tasks))]
    if topic.experiments:
        ran = {task.id: task.earned for task in result.tasks}
        earned = last_earned(topic) | {n: e for n, e in ran.items() if n in topic.experiments}
        worth = sum(spec.points for spec in topic.experiments.values())
        found.append(Points("experiments", sum(earned.values()), worth))
    if asked := result.questions:
        found.append(Points("questions", float(asked.earned), asked.points, asked.judged))
    return found


def later(topic: Topic) -> dict[str, str]:
    """Task -> the topic that comes before it in the plan and is not done as it was last run.

    Raises UsageError where what was kept is damaged, CourseError where the plan is.
    """
    after = after_others(topic.folder.parent)
    found = {task.id: after[task.ref] for task in topic.tasks.values() if task.ref in after}
    undone = {other for other in found.values() if not _is_done(topic, other)}
    return {task: other for task, other in found.items() if other in undone}


def open_beside(topic: Topic, result: TopicResult) -> list[str]:
    """What of a topic is open beside its tasks and experiments, in words."""
    asked, said = result.questions, []
    done = ("right", "answered")
    questions = [q for q in asked.questions if q.state not in done] if asked else []
    prompts = [prompt for prompt in asked.prompts if prompt.problem] if asked else []
    for found, what in ((questions, "question"), (prompts, "text")):
        if found:
            said.append(f"{len(found)} {what}{'s' if len(found) > 1 else ''}")
    ritual = _kept(topic, "-ritual", RitualResult, "grader ritual check") if topic.ritual else None
    if topic.ritual and not (ritual and all(step.state == "pass" for step in ritual.steps)):
        said.append("the ritual")
    return said


def _is_done(topic: Topic, other: str) -> bool:
    path = topic.folder.parent.parent / FOLDER / f"{other}.json"
    run = read(path) if path.is_file() else None
    return run is not None and all(task.state == "pass" for task in run.topics[0].tasks)


def _of_topic(course: Course, name: str, run: Record | None) -> TopicProgress:
    known = course.topics[name]
    held = {spec for spec, state in last_states(known).items() if state == "pass"}
    tasks = [task for task in known.scored.values() if task.id not in held]
    waiting = later(known)
    if run is None:
        minutes = sum(task.minutes for task in tasks)
        return TopicProgress(name, minutes=minutes, later=len(waiting))
    [topic] = run.topics
    done = {task.id for task in topic.tasks if task.state == "pass"}
    worth = points_of(known, topic)
    files = readable(read_sources(known, course.root))
    return TopicProgress(
        name,
        when=run.timing.started_at,
        changed=solution_hash(files) != topic.solution_hash,
        tasks=Count(len(done), len(topic.tasks)),
        earned=sum(part.earned for part in worth),
        points=sum(part.points for part in worth),
        minutes=sum(task.minutes for task in tasks if task.id not in done),
        later=len(waiting.keys() - done),
    )


def _states(topic: TopicResult) -> Iterator[tuple[str, bool]]:
    """(ref, whether it is done) of the tasks, questions and texts of a topic's last run."""
    for task in topic.tasks:
        yield task.ref, task.state == "pass"
    if topic.questions is not None:
        for question in topic.questions.questions:
            # "answered" is all that is known before the deadline of a class.
            yield question.id, question.state in ("right", "answered")
        for prompt in topic.questions.prompts:
            yield prompt.id, not prompt.problem


def _stages(course: Course) -> Iterator[tuple[str, bool]]:
    """Each stage of the ritual: done where it is done with every notebook, as the plan asks."""
    found: dict[str, list[bool]] = {}
    for topic in course.topics.values():
        ritual = _kept(topic, "-ritual", RitualResult, "grader ritual check")
        if ritual is not None:
            states = {step.id: step.state == "pass" for step in ritual.steps}
        elif topic.ritual:
            states = dict.fromkeys(RITUAL_COPIES, False)
        else:
            continue
        for step, done in states.items():
            found.setdefault(step, []).append(done)
    yield from ((step, all(done)) for step, done in found.items())


def _count(line: Line, kinds: str, known: dict[str, bool]) -> Count:
    refs = [ref for ref in line.refs if _kind(ref) in kinds]
    return Count(sum(known.get(ref, False) for ref in refs), len(refs))


def _kind(ref: str) -> str:
    """The letter of MG-E5, or of the stage R1."""
    return ref.rpartition("-")[2][0]
