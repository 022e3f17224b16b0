"""Which checks of a run are wanted: those of a task, by `--task` or by its name after `-k`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import pytest

from grader.check.suite import CheckSpec
from grader.course.manifest import Course, Topic, topic_folder_of
from grader.escape import plain
from grader.learn.names import named, near
from grader.record import Row
from grader.render.message import aligned

_LISTED = 60


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
    keyword = config.option.keyword.strip()
    asked = config.getoption("--task")
    each_found = [named(topics, name) for name in asked]
    wanted = [each for found in each_found for each in found] if all(each_found) else []
    if found := named(topics, keyword, loose=False) if keyword else []:
        # The whole expression is a task: exactly this one, not all that has its name in theirs.
        config.option.keyword = ""
        wanted += found
    if not wanted and not asked:
        for item in items:
            if item.nodeid in specs:
                _topic, spec = specs[item.nodeid]
                item.extra_keyword_matches.update([spec.task.id, spec.task.ref])
        return
    tasks = {(each.topic.id, each.task.id) for each in wanted}
    chosen = [item for item in items if _task_of(specs.get(item.nodeid)) in tasks]
    kept = {item.nodeid for item in chosen}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept])
    items[:] = chosen


def nothing(config: pytest.Config, topics: Sequence[Topic], course: Course | None) -> list[str]:
    """What to say where nothing was selected: what is near, and what there is.

    `course` is where else the name may be from.
    """
    asked = [*config.getoption("--task"), config.option.keyword.strip()]
    name = next((each for each in asked if each and not named(topics, each)), "")
    if not name:
        return []
    where = topics[0].id if len(topics) == 1 else f"{len(topics)} topics"
    lines = [f"nothing to run: no task or check of {where} is called '{plain(name, 80)}'."]
    rows = []
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
