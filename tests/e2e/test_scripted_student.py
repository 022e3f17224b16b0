"""A student who does every topic by what pytest prints alone, from the stubs to full marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.course.keep import every_topic
from tests.course_copy import grader
from tests.repository.test_docs import run_pytest, student_folder

from classroom.author.compose import solutions, splice
from grader.course.manifest import Course, Topic
from grader.course.questions import FIRSTS
from grader.quiz.answers import read_answers

_NEXT = re.compile(r"^  next +(\S+) in (exercises/\S+)$", re.MULTILINE)


def solve(folder: Path, topic: Topic, path: str, tasks: list[str], right: str) -> None:
    """Write the solutions of some tasks of one file, and leave the rest of it as it is."""
    names = {name for task in tasks for name in topic.tasks[task].names}
    own = folder / path
    # Helpers come along, what other tasks ask for does not.
    others = {name for task in topic.tasks.values() for name in task.names} - names
    own.write_text(splice(own.read_text(), right, names, {name.split(".")[0] for name in others}))


def walk(course: Course, topic: Topic, folder: Path, tasks_at_once: int) -> int:
    """Solve what pytest names next until it says that all is done; how often pytest ran."""
    right = solutions(course, topic)
    runs = 0
    while runs <= len(topic.tasks):
        runs += 1
        done = run_pytest(folder, f"exercises/{topic.id}")
        said = _NEXT.search(done.stdout)
        if said is None:
            break
        task, path = said.groups()
        [file] = [f for f in topic.files if topic.path_in_repository(f.name) == path]
        ids = [each.id for each in file.tasks]
        solve(folder, topic, path, ids[ids.index(task) :][:tasks_at_once], right[path])
    assert done.returncode == 0, done.stdout
    count = len(topic.tasks)
    points = f"{topic.points} of {topic.points} points"
    assert f"{topic.id}: {count} of {count} tasks done, {points}" in done.stdout
    return runs


@pytest.mark.full
@every_topic
def test_from_stubs_to_full_marks(course: Course, topic: Topic, tmp_path: Path) -> None:
    """File by file, as pytest names the next task, then every question; all points are there."""
    folder = student_folder(course, tmp_path)
    runs = walk(course, topic, folder, tasks_at_once=4)
    assert runs > len(topic.files)
    answers = topic.path_in_repository("answers.toml")
    (folder / answers).write_text(solutions(course, topic)[answers])
    done = run_pytest(folder, f"exercises/{topic.id}")
    asked = len(topic.sheet.questions)
    assert f"questions: {asked} of {asked} answered, 20 of 20 points" in done.stdout
    kept = (folder / topic.path_in_repository(FIRSTS)).read_text()
    assert all(given.value for given in read_answers(topic.sheet, kept).parts.values())
    progress = grader("progress", cwd=folder)
    count = len(topic.tasks)
    assert re.search(rf"{topic.id} +{count} of {count} tasks pass", progress.stdout)
