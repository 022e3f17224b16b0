"""Read explanations.md: which prompts have a text, and how many words of it are one's own."""

from __future__ import annotations

import re

from grader.course.questions import EXPLANATIONS, Prompt, Sheet
from grader.escape import plain
from grader.record import PromptResult

MAX_READ = 64 << 10
MAX_TEXT = 6000
# Shorter runs of the prompt's words come up by themselves.
_RUN = 4
_HEADING = re.compile(r"#{1,6}\s")
_ID = re.compile(r"[A-Z][A-Z0-9]*-X[0-9]+")
_WORD = re.compile(r"\w+")


def read_explanations(sheet: Sheet, text: str) -> list[PromptResult]:
    """Every prompt with what is written below its heading, in the order of the manifest."""
    sections = _sections(sheet, text)
    return [_record(prompt, sections.get(prompt.id)) for prompt in sheet.prompts]


def own_words(text: str, prompt: Prompt) -> int:
    """The number of words in `text`, without runs of 4 or more that stand in the prompt."""
    words, asked = _words(text), _words(f"{prompt.title} {prompt.text}")
    runs = {tuple(asked[i : i + _RUN]) for i in range(len(asked) - _RUN + 1)}
    copied: set[int] = set()
    for i in range(len(words) - _RUN + 1):
        if tuple(words[i : i + _RUN]) in runs:
            copied.update(range(i, i + _RUN))
    return len(words) - len(copied)


def _record(prompt: Prompt, text: str | None) -> PromptResult:
    words = own_words(text or "", prompt)
    problem = ""
    if text is None:
        problem = f"the heading is missing; write a line '## {prompt.id}' into {EXPLANATIONS}"
    elif not _words(text):
        problem = "not written"
    elif words < prompt.min_words:
        more = len(_words(text)) - words
        copied = f" ({more} more are the prompt's)" if more else ""
        problem = f"{words} words of at least {prompt.min_words}{copied}"
    return PromptResult(
        id=prompt.id,
        title=prompt.title,
        words=words,
        min_words=prompt.min_words,
        problem=problem,
        text=plain(text or "", MAX_TEXT, keep_newlines=True),
    )


def _sections(sheet: Sheet, text: str) -> dict[str, str]:
    """The id of a prompt -> the text below the heading that names it; other headings are text."""
    ids = {prompt.id for prompt in sheet.prompts}
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _without_comments(text[:MAX_READ]).splitlines():
        named = _ID.search(line) if _HEADING.match(line) else None
        if named and named[0] in ids:
            current = sections.setdefault(named[0], [])
        else:
            current.append(line)
    return {name: "\n".join(lines).strip() for name, lines in sections.items()}


def _without_comments(text: str) -> str:
    kept, rest = "", text
    while rest:
        before, _, rest = rest.partition("<!--")
        kept += before
        rest = rest.partition("-->")[2]
    return kept


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
