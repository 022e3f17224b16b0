"""The class that holds everything: the reference, alternatives, every mistake, hostile code."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from classroom.author import compose
from classroom.author.compose import Files, Member, half_done, solutions
from classroom.author.demo import ENDLESS, EXITING, SYNTAX_ERROR, spoiled
from grader.check.mistakes import read_mistakes
from grader.check.workspace import write_files
from grader.course.manifest import Course, Topic

HOSTILE = ("infinite-loop", "os-exit")
# Judging every mistake takes two minutes more, every alternative half a minute.
SHARE = 5
ALTERNATIVES = 4
# Nine tenths of what the experiments of all topics cost; the reference reports none of these.
SLOW = ("makemore1", "makemore2", "makemore3", "makemore5")
# Each topic's ritual is looked at by the tests of the contract; one is handed in.
RITUAL = "tabular_from_scratch"


def sampled(course: Course) -> set[Path]:
    """What `make test` judges: of each topic a fifth of the mistakes and some alternatives.

    Of each task it has one mistake or more.
    """
    found: set[Path] = set()
    for topic in course.topics.values():
        alternatives = sorted((course.reference / topic.id / "alternatives").glob("*.py"))
        random.Random(topic.id).shuffle(alternatives)
        # What the lecture writes comes first: it is what most learners hand in.
        alternatives.sort(key=lambda path: path.stem != "lecture")
        found |= {*_sampled(course, topic), *alternatives[:ALTERNATIVES]}
    return found


def _sampled(course: Course, topic: Topic) -> Iterator[Path]:
    """Mistakes, the same ones at each call; a file that mistakes.json does not know is one."""
    known = read_mistakes(topic).mistakes
    paths = sorted((course.reference / topic.id / "mistakes").glob("*.py"))
    random.Random(topic.id).shuffle(paths)
    seen: set[str] = set()
    rest = []
    for path in paths:
        task = known[path.stem].task if path.stem in known else path.stem
        if task in seen:
            rest.append(path)
        else:
            seen.add(task)
            yield path
    yield from rest[: max(0, -(-len(paths) // SHARE) - len(seen))]


def every_mistake(
    course: Course, members: Iterable[Member], *, full: bool
) -> Iterator[tuple[str, Files]]:
    """(student, solution files over all topics), of `members` and some more."""
    topics = list(course.topics.values())
    everywhere = [(t, compose.unreported(course, solutions(course, t))) for t in topics]
    for member in members:
        files = [member.files]
        # Once is enough to show it: a ritual takes longer than all tasks of a topic.
        if member.name == "reference":
            files += [compose.ritual(course, t) for t in topics if full or t.id == RITUAL]
            files += [compose.nothing_reported(t) for t in topics if not full and t.id in SLOW]
        yield member.name, merged(iter(files))
    yield "half-done", merged(half_done(course, topic) for topic in topics)
    topic, files = everywhere[0]
    others = merged(other for t, other in everywhere if t is not topic)
    for name, body in (
        ("infinite-loop", ENDLESS),
        ("os-exit", EXITING),
        ("syntax-error", SYNTAX_ERROR),
    ):
        yield name, others | spoiled(topic, files, body)


def write_class(folder: Path, students: Iterable[tuple[str, Files]]) -> dict[str, Path]:
    """Write what each student hands in below `folder`, without git: student -> folder."""
    folders = {}
    for student, files in students:
        folders[student] = folder / student
        write_files({name: text.encode() for name, text in files.items()}, folders[student])
    return folders


def merged(parts: Iterator[Files]) -> Files:
    """The files of all parts."""
    return {name: text for part in parts for name, text in part.items()}
