"""The demo class: about two dozen students in the middle of a term, as git repositories.

Who they are is drawn once from a fixed seed: some are through, most are on their way with mistakes
that real learners make, some are stuck, two never began, two are hostile. Every demo looks alike.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classroom.author import compose
from classroom.author.compose import Files, splice
from classroom.grade.key import load_key, toml
from grader.check.mistakes import read_mistakes
from grader.course.experiments import REPORT
from grader.course.manifest import Course, Topic
from grader.course.questions import ANSWERS
from grader.errors import EngineError, UsageError

_MARK = ".demo-class"
_SEED = 24
_TERM = datetime(2027, 1, 15, 12, tzinfo=UTC)
_GIT_IDENTITY = {
    "GIT_AUTHOR_NAME": "demo student",
    "GIT_AUTHOR_EMAIL": "student@example.invalid",
    "GIT_COMMITTER_NAME": "demo student",
    "GIT_COMMITTER_EMAIL": "student@example.invalid",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
SYNTAX_ERROR = "\n\ndef half_a_line(:\n"
ENDLESS = "    while True:\n        pass\n"
EXITING = "    import os\n\n    os._exit(0)\n"
RAISING = "    return undefined_name + 1\n"


@dataclass(frozen=True)
class Kind:
    """Some students of one kind: `count` of them, through `topics` of the course's topics.

    They have `last` of the tasks of the topic after those, and get a task wrong with the
    probability `slips`. `body` spoils a task of the topic they are at.
    """

    count: int
    topics: tuple[float, float]
    last: float = 0.5
    slips: float = 0.1
    body: str = ""


MIX = (
    Kind(4, (1.0, 1.0), slips=0.0),
    Kind(5, (0.8, 0.9), last=0.9, slips=0.06),
    Kind(6, (0.3, 0.7), slips=0.15),
    Kind(2, (0.2, 0.5), slips=0.1, body=RAISING),
    Kind(2, (0.1, 0.3), last=0.3, slips=0.5),
    Kind(1, (0.3, 0.4), body=SYNTAX_ERROR),
    Kind(2, (0.0, 0.0), last=0.0),
    Kind(1, (0.3, 0.5), body=ENDLESS),
    Kind(1, (0.3, 0.5), body=EXITING),
)


def demo_class(course: Course) -> list[tuple[str, Files]]:
    """The students and their work, the same at every call."""
    rng = random.Random(_SEED)
    kinds = [kind for kind in MIX for _ in range(kind.count)]
    rng.shuffle(kinds)
    return [
        (f"student-{number:02}", _work(course, kind, rng)) for number, kind in enumerate(kinds, 1)
    ]


def write_class(course: Course, folder: Path, students: Iterable[tuple[str, Files]]) -> list[Path]:
    """Write (student, solution files) below `folder`, one git repository each; their paths.

    An earlier class there is replaced; any other folder is refused.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise UsageError(f"{folder} is not empty and not a demo class; name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / _MARK).touch()
    paths = []
    for number, (name, files) in enumerate(students):
        path = folder / name
        for topic in course.topics.values():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(topic.folder, path / "exercises" / topic.id, ignore=ignored)
        for file, text in files.items():
            (path / file).parent.mkdir(parents=True, exist_ok=True)
            (path / file).write_text(text, encoding="utf-8")
        _commit(path, _TERM + timedelta(hours=7 * number))
        paths.append(path)
    return paths


def spoiled(topic: Topic, files: Files, body: str, number: int = 0) -> Files:
    """The function of one of the topic's tasks with another body; SYNTAX_ERROR ends its file."""
    task = list(topic.tasks.values())[number]
    path = topic.path_in_repository(topic.file_of[task.id].name)
    if body == SYNTAX_ERROR:
        return files | {path: files[path] + body}
    name = task.names[0]
    *owner, last = name.split(".")
    override = f"def {last}(*args, **kwargs):\n{body}"
    if owner:
        override = f"class {owner[0]}({owner[0]}):\n" + textwrap.indent(override, "    ")
    return files | {path: splice(files[path], override, {owner[0] if owner else last}, set())}


def _work(course: Course, kind: Kind, rng: random.Random) -> Files:
    """What one student has done: topics in the order of the course, then half of the next."""
    topics = list(course.topics.values())
    through = round(rng.uniform(*kind.topics) * len(topics))
    files: Files = {}
    for number, topic in enumerate(topics):
        share = 1.0 if number < through else kind.last if number == through else 0.0
        done = list(topic.tasks)[: round(share * len(topic.tasks))]
        own = _topic_files(course, topic, done, kind.slips, rng)
        if number == through and kind.body and done:
            own |= spoiled(topic, own, kind.body, len(done) - 1)
        files |= own
    if through == len(topics):
        for topic in topics:
            files |= compose.ritual(course, topic) if rng.random() < 0.5 else {}
    return files


def _topic_files(
    course: Course, topic: Topic, done: list[str], slips: float, rng: random.Random
) -> Files:
    """The tasks `done` solved, each with the probability `slips` by a known mistake."""
    files = compose.partly_done(course, topic, done)
    if not done:
        return files
    shipped = read_mistakes(topic).mistakes
    wrong = [task for task in done if rng.random() < slips]
    for task in wrong:
        known = sorted(key for key, mistake in shipped.items() if mistake.task == task)
        if known:
            override = course.reference / topic.id / "mistakes" / f"{rng.choice(known)}.py"
            files |= compose.overridden(topic, files, [override])
    if topic.texts:
        share = len(done) / len(topic.tasks)
        if written := _answers(course, topic, share, slips, rng):
            files[topic.path_in_repository(ANSWERS)] = written
    # Predictions alone: numbers would be found again for every student, which takes seconds.
    chance = random.Random(f"{topic.id} {sorted(wrong)} {len(done)}")
    predicted = [
        f'[{spec.ref}]\nprediction = "{chance.choice(spec.predict.keys)}"\n'
        for spec in topic.experiments.values()
        if set(spec.requires) <= set(done)
    ]
    if predicted:
        files[topic.path_in_repository(REPORT)] = "\n".join(predicted)
    return files


def _answers(course: Course, topic: Topic, share: float, slips: float, rng: random.Random) -> str:
    """The first `share` of the answers, some of them wrong as learners have them."""
    lines = []
    for name, part in load_key(course, topic).parts.items():
        wrong = [each.answer for each in part.wrong if each.place is None]
        kind = topic.sheet.named_parts[name].type
        slipped = kind != "multi" and wrong and rng.random() < slips
        lines.append(f"{name} = {toml(rng.choice(wrong) if slipped else part.answer)}\n")
    return "".join(lines[: round(share * len(lines))])


def _commit(path: Path, at: datetime) -> None:
    date = at.isoformat()
    environment = _GIT_IDENTITY | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    for arguments in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", "work of the week"],
    ):
        try:
            subprocess.run(
                ["git", *arguments],
                cwd=path,
                env=os.environ | environment,
                check=True,
                capture_output=True,
            )
        except FileNotFoundError:
            raise EngineError("git is not installed; the demo class needs it.") from None
        except subprocess.CalledProcessError as e:
            message = e.stderr.decode(errors="replace").strip()
            raise EngineError(f"git {arguments[0]} failed in {path}: {message}") from None
