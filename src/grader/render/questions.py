"""The questions of a topic in the learner's reports: terminal and Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from grader.escape import code, markdown, plain
from grader.record import PartResult, PromptResult, QuestionsResult, TopicResult, format_points
from grader.render.message import NARROW, WIDTH

STATE_WORDS: dict[str, str] = {
    "right": "right",
    "partly": "partly right",
    "wrong": "not right",
    "answered": "answered",
    "malformed": "to mend",
    "unanswered": "unanswered",
}
_STATE, _NAME = 13, 10
_LINES = {"right": 1, "partly": 2, "wrong": 2, "malformed": 2}
_FOLDED = ("answered", "unanswered")


def question_lines(
    topic: TopicResult, *, show_all: bool = False, width: int = WIDTH
) -> Iterator[str]:
    """The section below the tasks; a line or two for each answer, with `show_all` all of it."""
    asked = topic.questions
    if asked is None:
        return
    yield ""
    yield headline(asked)
    for problem in asked.problems:
        yield from _line("to mend", "", problem, 0, width)
    parts = [part for question in asked.questions for part in question.parts]
    cut = False
    done = all(part.state == "right" for part in parts)
    for part in parts:
        if part.state not in _FOLDED and (show_all or not done):
            entry = (STATE_WORDS[part.state], part.name, part_text(part))
            whole = list(_line(*entry, 0, width))
            limit = _LINES[part.state]
            lines = whole
            if not show_all and len(whole) > limit + 1:
                # Of an explanation of what is right a part says nothing.
                text = "" if part.state == "right" else entry[2]
                lines = list(_line(*entry[:2], text, limit, width))
            yield from lines
            cut = cut or lines != whole
    if cut:
        yield "  (the whole texts with --all)"
    for state in _FOLDED:
        names = [part.name for part in parts if part.state == state]
        if len(names) == len(parts) and state == "unanswered":
            names = ["all"]
        if names:
            yield from _line(STATE_WORDS[state], "", ", ".join(names), 0, width)
    if asked.prompts:
        yield from _line("to explain", "", prompt_text(asked.prompts), 0, width)
    if not done or any(prompt.problem for prompt in asked.prompts):
        folder = f"exercises/{topic.id}"
        yield from _line(
            "read", "", f"{folder}/questions.md, answer in {folder}/answers.toml", 0, width
        )


def question_blocks(topic: TopicResult) -> Iterator[str]:
    """The same for GitHub: one block with what is to be done."""
    asked = topic.questions
    if asked is None:
        return
    lines = [f"#### Questions: {_answered(asked)}", ""]
    lines += [f"- {_points(asked)}"] if asked.judged else []
    lines += [f"- {markdown(problem, 300)}" for problem in asked.problems]
    for question in asked.questions:
        for part in question.parts:
            if part.state in ("partly", "wrong", "malformed"):
                word, text = STATE_WORDS[part.state], markdown(part_text(part), 600)
                lines.append(f"- {code(part.name, 40)} {word}: {text}")
    open_ = [p.name for q in asked.questions for p in q.parts if p.state == "unanswered"]
    if open_:
        lines.append(f"- unanswered: {markdown(', '.join(open_), 600)}")
    if asked.prompts:
        lines.append(f"- to explain: {markdown(prompt_text(asked.prompts), 600)}")
    yield "\n".join(lines)


def headline(asked: QuestionsResult) -> str:
    """How many are answered, and the points if they may be said."""
    text = f"questions: {_answered(asked)}"
    return f"{text}, {_points(asked)}" if asked.judged else text


def score(asked: QuestionsResult | None) -> str:
    """The points of the questions: "11.5 of 20", "-" where they are not known."""
    if asked is None or not asked.judged:
        return "-"
    return f"{format_points(float(asked.earned))} of {asked.points}"


def part_text(part: PartResult) -> str:
    """What is said of one answer."""
    if part.state == "malformed":
        return part.problem
    said = " ".join(part.texts)
    if part.state == "right":
        return (
            f"(first try: {part.first_answer}) {said}" if part.first not in ("", "right") else said
        )
    if part.state == "partly":
        return f"{part.right} of {part.of} right. {said}".strip()
    return f"{part.answer}: {said}" if said else f"{part.answer} is not the answer"


def prompt_text(prompts: list[PromptResult]) -> str:
    """All explain prompts in a line: written, or what is missing."""
    said: dict[str, list[str]] = {}
    for prompt in prompts:
        said.setdefault(prompt.problem or f"{prompt.words} words", []).append(prompt.id)
    return "; ".join(f"{', '.join(ids)} {text}" for text, ids in said.items())


def _answered(asked: QuestionsResult) -> str:
    return f"{asked.answered} of {len(asked.questions)} answered"


def _points(asked: QuestionsResult) -> str:
    apart = " (apart from the tasks)" if asked.feedback == "immediate" else ""
    return f"{score(asked)} points{apart}"


def _line(word: str, name: str, text: str, limit: int, width: int) -> Iterator[str]:
    """One entry, wrapped below itself, at most `limit` lines (0: as many as it takes)."""
    start = f"  {word:{_STATE}}" + (f"{name:{_NAME}}" if name else "")
    yield from textwrap.wrap(
        plain(" ".join(text.split()), 1500),
        max(width, NARROW),
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_on_hyphens=False,
        break_long_words=width >= WIDTH,
        max_lines=limit or None,
        placeholder=" ...",
    ) or [start.rstrip()]
