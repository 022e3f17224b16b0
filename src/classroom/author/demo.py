"""Work as students hand it in, with mistakes that they make; a class of it as repositories."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import textwrap
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classroom.author import compose
from classroom.author.compose import Files, splice
from classroom.grade.key import load_key
from grader.check.mistakes import read_mistakes
from grader.course.experiments import REPORT
from grader.course.manifest import Course, Topic
from grader.course.questions import ANSWERS
from grader.errors import EngineError, UsageError
from grader.quiz.answers import toml

_MARK = ".demo-class"
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


def topic_files(
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
        if written := drawn_answers(course, topic, share, slips, rng):
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


def drawn_answers(
    course: Course, topic: Topic, share: float, slips: float, rng: random.Random
) -> str:
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
