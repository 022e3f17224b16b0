"""What is generated from questions.toml: the page to read, and the two empty sheets to fill in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from grader.course.manifest import Topic
from grader.course.questions import (
    ANSWERS,
    EXPLANATIONS,
    Choice,
    Feedback,
    Part,
    Prompt,
    Question,
    Sheet,
)
from grader.quiz.answers import read_answers

PAGE = "questions.md"

_HOW = {
    "mc": ("one choice", '`"B"`', "all or nothing"),
    "multi": (
        "several choices",
        '`["A", "C"]`',
        "all; half for one choice too many or one too few; else none",
    ),
    "num": (
        "a number",
        "`12` or `-0.25`",
        "a whole number must be exact; the last of the significant digits may be 1 off",
    ),
    "list": ("a list of numbers", "`[1, 2, 3]`", "all or nothing"),
    "shape": ("a shape", "`[5, 3]`", "all or nothing"),
    "order": ("an order", '`["B", "A", "C"]`', "the share of right places"),
    "match": ("pairs", '`{ 1 = "B", 2 = "A" }`', "the share of right pairs"),
    "tf_reason": (
        "true or false, and why",
        '`{ verdict = true, reason = "A" }`',
        "half for the verdict, half for the reason",
    ),
}
_PLACE = re.compile(r"(?P<id>[\w-]{11}) at (?P<time>[0-9]+(:[0-9]{2}){1,2})")
_HEAD_ANSWERS = """\
# Your answers to questions.md: write each one in place of the "" behind its id. An empty one counts
# as unanswered, and pytest says what is expected where the form is wrong.
"""
_HEAD_EXPLANATIONS = """\
# Explanations

Write each text below its heading, in your own words; what is asked stands in
[questions.md](questions.md). People read them, so there are no automatic points.
"""


def page(topic: Topic, feedback: Feedback) -> str:
    """questions.md: all questions, readable on GitHub."""
    sheet = topic.sheet
    points = sum(question.points for question in sheet.questions)
    told = (
        f"`pytest exercises/{topic.id}` says how many points each answer gets, and why. It also "
        "keeps your first answer to each question."
        if feedback == "immediate"
        else f"`pytest exercises/{topic.id}` says whether the form is right; points come after the "
        "deadline."
    )
    blocks = [
        "<!-- Made by `grader course build` from questions.toml. -->",
        f"# Questions to {topic.title}",
        f"{len(sheet.questions)} questions, {points} points. Write your answers into "
        f"[{ANSWERS}]({ANSWERS}), behind the id of each question. {told}",
        _how(sheet),
        *(block for question in sheet.questions for block in _question(question)),
    ]
    if sheet.prompts:
        blocks += [
            "# To explain",
            f"Write these into [{EXPLANATIONS}]({EXPLANATIONS}), below the heading with the id. "
            "People score the texts. pytest checks only that they are your own, and how many words "
            "they have.",
            *(block for prompt in sheet.prompts for block in _prompt(prompt)),
        ]
    return "\n\n".join(blocks) + "\n"


def empty_answers(sheet: Sheet) -> str:
    """answers.toml with every key and no answer."""
    lines = [f'{name} = ""  # {_expected(part)}' for name, part in sheet.named_parts.items()]
    return "\n".join([_HEAD_ANSWERS, *lines, ""])


def empty_explanations(sheet: Sheet) -> str:
    """explanations.md with every heading and no text."""
    return "\n".join([_HEAD_EXPLANATIONS, *map(_heading, sheet.prompts)])


def missing_answers(sheet: Sheet, text: str) -> str | None:
    """What answers.toml must hold, None if `text` will do. Answers that are there stay."""
    try:
        data = tomllib.loads(text)
    except ValueError:
        return None
    answers = read_answers(sheet, text)
    if not answers.problems and all(
        g.value is None and not g.problem for g in answers.parts.values()
    ):
        return empty_answers(sheet)
    lacking = [name for name in sheet.named_parts if name.partition(".")[0] not in data]
    lines = [f'{name} = ""' for name in lacking]
    # In front: at the end they would belong to a table that the student has opened.
    return "".join(f"{line}\n" for line in lines) + text if lines else None


def missing_explanations(sheet: Sheet, text: str) -> str | None:
    """What explanations.md must hold, None if `text` will do. Texts that are there stay."""
    lines = [line for line in text.splitlines() if line.startswith("#")]
    lacking = [p for p in sheet.prompts if not any(re.search(rf"{p.id}\b", s) for s in lines)]
    return text.rstrip() + "\n\n" + "\n".join(map(_heading, lacking)) if lacking else None


def _how(sheet: Sheet) -> str:
    kinds = {_kind(part) for part in sheet.named_parts.values()}
    rows = [
        f"| {what} | {example} | {points} |"
        for kind, (what, example, points) in _HOW.items()
        if kind in kinds
    ]
    header = ["| asked for | what you write, for example | points |", "|---|---|---|"]
    parts = (
        "\n\nThe parts of a question (a, b, ...) share its points equally."
        if any(len(question.parts) > 1 for question in sheet.questions)
        else ""
    )
    return "\n".join(header + rows) + parts


def _kind(part: Part) -> str:
    if part.type == "plot":
        return "mc"
    return "list" if part.length else part.type


def _question(question: Question) -> Iterator[str]:
    yield f"## {question.id} ({_points(question.points)})"
    yield question.stem.strip()
    if question.figure:
        yield f"![{' '.join(question.alt.split())}]({question.figure})"
    for name, part in question.named_parts:
        asked = f"**{part.key})** {part.text.strip()}" if part.key else part.text.strip()
        if asked:
            yield asked
        if part.left:
            yield _choices(part.left)
            yield "with"
        if part.choices:
            yield _choices(part.choices)
        yield f"`{name} =` {_expected(part)}"
    sources = [
        f"Study plan {', '.join(question.plan)}" if question.plan else "",
        f"fastbook: {question.book}" if question.book else "",
        f"video {_video(question.video)}" if question.video else "",
    ]
    if any(sources):
        yield f"<sub>{'; '.join(filter(None, sources))}</sub>"


def _expected(part: Part) -> str:
    if part.type != "num":
        return _HOW[_kind(part)][0]
    return f"a list of {part.length} {part.number}" if part.length else f"a {part.number}"


def _video(text: str) -> str:
    """A place in a video as a link: "VMj-3S1tku0 at 19:09"."""
    found = _PLACE.fullmatch(text)
    if not found:
        return text
    seconds = 0
    for unit in found["time"].split(":"):
        seconds = 60 * seconds + int(unit)
    return f"[{found['time']}](https://youtu.be/{found['id']}?t={seconds})"


def _choices(items: list[Choice]) -> str:
    return "\n".join(f"- **{item.key}** {item.text.strip()}" for item in items)


def _prompt(prompt: Prompt) -> Iterator[str]:
    yield f"## {prompt.id} {prompt.title}"
    yield f"{prompt.text.strip()} (At least {prompt.min_words} words.)"


def _heading(prompt: Prompt) -> str:
    return f"## {prompt.id} {prompt.title}\n"


def _points(points: int) -> str:
    return f"{points} point{'s' if points > 1 else ''}"
