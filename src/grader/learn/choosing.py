"""Which checks of a run are wanted: those of a task, by `--task` or by its name after `-k`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import pytest

from grader.check.suite import CheckSpec
from grader.course.manifest import Course, Topic, load_course, topic_folder_of
from grader.errors import CourseError
from grader.escape import plain
from grader.files import parsed
from grader.learn.names import named, near, no_task
from grader.record import Row
from grader.render.message import aligned

_LISTED = 60
NOTHING = "nothing to run: no check is selected."
_KEYWORD = pytest.StashKey[str]()
_SIGNS = ("and", "or", "not", "(", ")")
_WORDS = re.compile(r"[()]|[^\s()]+(?:\(\))?")


def choose(
    config: pytest.Config,
    items: list[pytest.Item],
    specs: Mapping[str, tuple[Topic, CheckSpec]],
) -> None:
    """Leave the wanted checks in `items`, if a task is asked for; pytest sees to any other `-k`.

    `specs` holds the checks among the items, by node id.
    """
    if re.search(r"\bexperiment\b", config.option.markexpr or ""):
        from grader.learn.experiments import with_needed

        with_needed(items, specs, negated="not" in config.option.markexpr)
    topics = list({topic.id: topic for topic, _ in specs.values()}.values())
    _in_order(items, specs, topics)
    asked = asked_for(config)
    each_found = [named(topics, name) for name in asked]
    wanted = [each for found in each_found for each in found] if all(each_found) else []
    tasks = {(each.topic.id, each.task.id) for each in wanted}
    by_keyword = _selection(topics, config.option.keyword)
    if by_keyword is not None:
        # The expression is about tasks: exactly these, not all that has their names in its own.
        config.stash[_KEYWORD] = config.option.keyword
        config.option.keyword = ""
        tasks |= by_keyword
    if by_keyword is None and not asked:
        for item in items:
            if item.nodeid in specs:
                _topic, spec = specs[item.nodeid]
                item.extra_keyword_matches.update([spec.task.id, spec.task.ref])
        return
    chosen = [item for item in items if _task_of(specs.get(item.nodeid)) in tasks]
    kept = {item.nodeid for item in chosen}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept])
    items[:] = chosen


def _in_order(
    items: list[pytest.Item], specs: Mapping[str, tuple[Topic, CheckSpec]], topics: Sequence[Topic]
) -> None:
    """Put the checks in the order of the plan and of its files: -x ends where a learner works."""
    course = course_of(topics[0]) if len(topics) > 1 else None
    order = [*(course.topics if course else ()), *(topic.id for topic in topics)]
    places = [place for place, item in enumerate(items) if item.nodeid in specs]

    def key(item: pytest.Item) -> tuple[int, int]:
        topic, spec = specs[item.nodeid]
        return order.index(topic.id), topic.files.index(topic.file_of[spec.task.id])

    for place, item in zip(places, sorted((items[p] for p in places), key=key), strict=True):
        items[place] = item


def course_of(topic: Topic) -> Course | None:
    """The course of a topic; None where another topic of it is damaged."""
    try:
        return load_course(topic.folder.parent.parent)
    except CourseError:
        return None


def asked_for(config: pytest.Config) -> list[str]:
    """What `--task` names: given again, or several with commas."""
    return [name.strip() for given in config.getoption("--task") for name in given.split(",")]


def _selection(topics: Sequence[Topic], keyword: str) -> set[tuple[str, str]] | None:
    """The tasks that an expression of tasks means, "dC or dW1", "not dC"; None for any other."""
    words = _WORDS.findall(keyword)
    names = [word for word in words if word not in _SIGNS]
    found = {name: named(topics, name, loose=False) for name in names}
    if not names or not all(found.values()):
        return None
    spelled = " ".join(word if word in _SIGNS else f"_{names.index(word)}" for word in words)
    try:
        tree = parsed(spelled).body
    except SyntaxError:
        return None  # pytest says what is wrong with it
    every = {(topic.id, task) for topic in topics for task in topic.tasks}
    sets = [{(each.topic.id, each.task.id) for each in found[name]} for name in names]
    [top] = tree if len(tree) == 1 else [None]
    return _meant(top.value, sets, every) if isinstance(top, ast.Expr) else None


def _meant(
    node: ast.expr, sets: Sequence[set[tuple[str, str]]], every: set[tuple[str, str]]
) -> set[tuple[str, str]] | None:
    if isinstance(node, ast.Name):
        return sets[int(node.id[1:])]
    parts = node.values if isinstance(node, ast.BoolOp) else []
    parts = [node.operand] if isinstance(node, ast.UnaryOp) else parts
    found = [each for part in parts if (each := _meant(part, sets, every)) is not None]
    if not parts or len(found) < len(parts):
        return None
    if isinstance(node, ast.UnaryOp):
        return every - found[0]
    both = isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And)
    return set.intersection(*found) if both else set.union(*found)


def nothing(config: pytest.Config, topics: Sequence[Topic], course: Course | None) -> list[str]:
    """What to say where nothing was selected: what is near, and what there is.

    `course` is where else the name may be from.
    """
    asked = asked_for(config)
    if "" in asked:
        return ["nothing to run: --task is given without a name."]
    keyword = config.option.keyword.strip()
    asked += [keyword] if keyword else []
    name = next((each for each in asked if not named(topics, each)), "")
    if not name:
        words = [*asked, *_WORDS.findall(config.stash.get(_KEYWORD, ""))]
        found = [each for word in words for each in named(topics, word, loose=False)]
        runs = [f"pytest exercises/{each.topic.id} --task {each.task.ref}" for each in found]
        head = "nothing to run: what was named and what was chosen have no check in common."
        return [head, *aligned([Row("run", run) for run in runs])] if runs else [NOTHING]
    where = topics[0].id if len(topics) == 1 else f"{len(topics)} topics"
    lines = [f"nothing to run: no task or check of {where} is called '{plain(name, 80)}'."]
    rows = []
    if course and (other := no_task(course.topics.values(), name)) and "experiment" not in other:
        return [*lines, *aligned([Row("", other)])]
    for each in named(course.topics.values(), name) if course else []:
        rows.append(Row("run", f"pytest exercises/{each.topic.id} --task {each.task.ref}"))
    refs = {spec.ref for topic in topics for spec in topic.experiments.values()}
    names = {name for topic in topics for name in topic.experiments}
    if name in refs | names:
        where = " ".join(f"exercises/{topic.id}" for topic in topics)
        rows += [Row("run", f"grader run {name}"), Row("check", f"pytest {where} -m experiment")]
    if not rows and (alike := near(topics, name)):
        rows.append(Row("near", f"did you mean {' or '.join(alike)}?"))
    if len(topics) == 1:
        ids = list(topics[0].tasks)
        more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
        rows.append(Row("tasks", ", ".join(ids[:_LISTED]) + more))
    return [*lines, *aligned(rows)]


def as_meant(args: Sequence[str]) -> list[str]:
    """The arguments with a solution file's checks in its place.

    Raises pytest.UsageError where one is no topic, with the name of the nearest.
    """
    # What stands behind an option may be its value.
    before = ["", *args]
    for arg, option in zip(args, before, strict=False):
        path = Path(arg.split("::")[0])
        if arg.startswith("-") or option.startswith("-") or path.exists():
            continue
        if topics := [each.parent.name for each in sorted(path.parent.glob("*/topic.toml"))]:
            alike = get_close_matches(path.name, topics, 1, 0.7) or topics
            places = [str(path.parent / name) for name in alike]
            meant = "did you mean" if alike is not topics else "the topics are"
            raise pytest.UsageError(f"{arg} is not there; {meant} {' or '.join(places)}")
    return list(map(with_checks, args))


def with_checks(arg: str) -> str:
    """The file of checks of a solution file, which holds none; any other argument as it is."""
    path = Path(arg)
    if path.suffix != ".py" or topic_folder_of(path.absolute()) is None:
        return arg
    checks = path.with_name(f"test_{path.name}")
    return str(checks) if checks.is_file() else arg


def _task_of(found: tuple[Topic, CheckSpec] | None) -> tuple[str, str] | None:
    return None if found is None else (found[0].id, found[1].task.id)
