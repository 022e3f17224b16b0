"""The first answers: what a learner answered before anything was said of it.

pytest writes each answer that it judges for the first time into first_answers.toml, in the form of
answers.toml, with the time; the learner commits it. A courtesy: nothing keeps it from being edited.
"""

from __future__ import annotations

from datetime import datetime

from grader.course.manifest import Topic
from grader.course.questions import ANSWERS, FIRSTS
from grader.files import write_whole
from grader.quiz.answers import read_answers, toml
from grader.quiz.judge import read_text
from grader.record import QuestionsResult

_HEAD = """\
# Your first answer to each question, as pytest judged it. Commit this file with answers.toml; later
# answers open their explanations, and leave this as it is.
"""


def keep_firsts(topic: Topic, asked: QuestionsResult, now: datetime) -> None:
    """Write down the answers of `asked` that were judged for the first time.

    Raises OSError, and CourseError where answers.toml has gone since.
    """
    parts = (part for question in asked.questions for part in question.parts)
    new = [part.name for part in parts if part.of and not part.first]
    if not new:
        return
    given = read_answers(topic.sheet, read_text(topic.folder / ANSWERS)).parts
    path = topic.folder / FIRSTS
    before = path.read_text("utf-8") if path.is_file() else _HEAD
    lines = [f"{name} = {toml(given[name].raw)}  # {now:%Y-%m-%d %H:%M}" for name in new]
    write_whole(path, "\n".join([before.rstrip("\n"), *lines, ""]).encode())
