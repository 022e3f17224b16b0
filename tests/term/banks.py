"""What students of a made term hand in: for each topic a limited number of distinct contents.

Few contents, so that a term of 300 is graded quickly, and each is worth what plain `grader grade`
says. A content is the files of a topic's folder: path in the repository -> text.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.engine import mini_course

from classroom.author.compose import (
    Files,
    half_done,
    partly_done,
    solutions,
    stubs,
    variants,
)
from classroom.author.demo import EXITING, RAISING, SYNTAX_ERROR, spoiled
from grader.course.manifest import Course, Topic

# A learner's file whose text would harm whoever shows it without care.
SPEAKING = "\n# <script>alert(1)</script> \x1b]0;title\x07 =HYPERLINK(1) ::error::you passed\n"
SMALL_TOPICS = ("mini", "tiny", "puny")


@dataclass(frozen=True)
class Bank:
    """The contents of one topic by what they are: role -> names; `files` has every name."""

    topic: str
    files: dict[str, Files]
    roles: dict[str, list[str]]


def write_small_course(root: Path, topics: Sequence[str] = SMALL_TOPICS) -> Path:
    """A course of small topics without torch, in the folder `root`."""
    for topic in topics:
        for name, text in mini_course.FILES.items():
            path = root / _named(name, topic)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_named(text, topic))
    listed = "".join(f'\n[[topics]]\nid = "{topic}"\n' for topic in topics)
    (root / "exercises/course.toml").write_text(f'title = "Small"\nversion = "1"\n{listed}')
    return root


def small_bank(topic: str) -> Bank:
    """Eight contents of a small topic: double is worth 4, squares 6 and needs double."""
    right = _named(mini_course.SOLUTION, topic)
    stub = _named(mini_course.STUB, topic)
    texts = {
        "right": right,
        "right-loop": right.replace("[x * x for x in numbers]", "list(x**2 for x in numbers)"),
        "stub": stub,
        "half": stub.replace(_raising("E1 double", topic), "return 2 * x"),
        "open": right.replace("return 2 * x", "return 2 * x or 1"),
        "wrong": right.replace("x * x", "x + x"),
        "exit": right.replace("return 2 * x", "import os\n\n    os._exit(0)"),
        "syntax": right + SYNTAX_ERROR + SPEAKING,
    }
    assert len(set(texts.values())) == len(texts)
    path = f"exercises/{topic}/{topic}.py"
    roles = {
        "right": ["right", "right-loop"],
        "stub": ["stub"],
        "partial": ["half", "open"],
        "mistaken": ["wrong"],
        "hostile": ["exit", "syntax"],
    }
    return Bank(topic, {name: {path: text} for name, text in texts.items()}, roles)


def bank(course: Course, topic: Topic, count: int, seed: int) -> Bank:
    """`count` contents of a real topic, 16 at least: as many mistakes of its bank as fit."""
    rng = random.Random(f"{seed} {topic.id}")
    right = solutions(course, topic)
    files: dict[str, Files] = {"right": right, "stub": stubs(topic)}
    roles = {"right": ["right"], "stub": ["stub"], "partial": [], "mistaken": [], "hostile": []}

    def add(role: str, name: str, made: Files) -> None:
        if made not in files.values():
            files[name] = made
            roles[role].append(name)

    tasks = list(topic.tasks)
    add("partial", "half", half_done(course, topic))
    for share in (1, 3):
        add(
            "partial",
            f"quarter-{share}",
            partly_done(course, topic, tasks[: share * len(tasks) // 4]),
        )
    for name, body in (("exit", EXITING), ("raise", RAISING), ("syntax", SYNTAX_ERROR)):
        add("hostile", name, spoiled(topic, right, body))
    path = topic.path_in_repository(topic.files[0].name)
    add("hostile", "speaking", right | {path: right[path] + SPEAKING})
    own = [v for v in variants(course) if v.topics == (topic.id,)]
    others = [v for v in own if v.kind == "alternative"][:3]
    mistakes = [v for v in own if v.kind == "mistake"]
    rng.shuffle(mistakes)
    for variant in [*others, *mistakes]:
        if len(files) < max(count, 16):
            role = "right" if variant.kind == "alternative" else "mistaken"
            add(role, variant.name, {p: variant.files.get(p, right[p]) for p in right})
    return Bank(topic.id, files, roles)


def _named(text: str, topic: str) -> str:
    return (
        text.replace("mini", topic)
        .replace("Mini", topic.title())
        .replace("MI-", f"{topic[:2].upper()}-")
    )


def _raising(ref: str, topic: str) -> str:
    return f'raise NotImplementedError("{topic[:2].upper()}-{ref}")'


def write_contents(banks: list[Bank], folder: Path) -> dict[str, dict[str, str]]:
    """Each content once, in as few submissions as hold them: topic -> content -> submission."""
    where: dict[str, dict[str, str]] = {}
    for made in banks:
        for number, (name, files) in enumerate(made.files.items()):
            submission = f"content{number:02}"
            where.setdefault(made.topic, {})[name] = submission
            for path, text in files.items():
                target = folder / submission / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
    return where
