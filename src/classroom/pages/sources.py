"""What to watch and read: exercises/<topic>/sources.toml, and the tables made of it.

A row is a place of a source, with the headings of fastbook and the numbers of its questionnaires
that go with it, and the tasks and questions of the topic that rest on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import CourseError

FILE = "sources.toml"
PAGE = "sources.md"
BEGIN = "<!-- Made by `grader course build` from sources.toml. -->"
END = "<!-- The end of what is made. -->"
# fastbook's chapter 4 is followed to its last question.
QUESTIONNAIRE = {f"4.{number}" for number in range(1, 38)}
STAMP = re.compile(r"(?<![\[\d:])(\d+(?::\d\d){1,2})(?![\d:\]])")
_HEAD = "| watch or read | where | what | fastbook | tasks | questions |\n|---|---|---|---|---|---|"


class Place(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A place of a source: `at`, a time of its video, or `where` in words."""

    at: str = ""
    where: str = ""
    what: str
    book: list[str] = []
    asks: list[str] = []
    do: list[str] = []
    answer: list[str] = []


class Watched(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A video, a page or a chapter; `video` is YouTube's id, for links to the second."""

    name: str
    video: str = ""
    rows: list[Place]


class Sources(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The sources of a topic, and which numbers of the questionnaire no topic asks, and why."""

    sources: list[Watched] = []
    not_ours: dict[str, str] = {}

    @property
    def rows(self) -> list[Place]:
        """The rows of all sources."""
        return [row for source in self.sources for row in source.rows]


def load_sources(topic: Topic) -> Sources:
    """A topic's sources.toml; nothing where there is none."""
    path = topic.folder / FILE
    if not path.is_file():
        return Sources()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Sources)
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise CourseError(f"{path}: {e}") from None


def source_files(course: Course, topics: Iterable[Topic]) -> dict[Path, bytes | None]:
    """The table in the handout of each of these topics, and the page with the tables of all."""
    right: dict[Path, bytes | None] = {}
    for topic in topics:
        if not load_sources(topic).sources:
            continue
        page = topic.folder / "README.md"
        head, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, end, tail = rest.partition(END)
        if not begin or not end:
            raise CourseError(f"{page} has no place for its sources: the lines {BEGIN} and {END}.")
        text = "".join((head, begin, "\n\n", table(topic), "\n", end, tail))
        right[page] = text.encode()
    if right:
        right[course.root / STUDENT_ROOT / PAGE] = _page(course).encode()
    return right


def table(topic: Topic) -> str:
    """The sources of a topic as a Markdown table."""
    lines = [_HEAD]
    for source in load_sources(topic).sources:
        for number, row in enumerate(source.rows):
            book = "; ".join(_book(row))
            cells = (
                "" if number else source.name,
                _linked(row.at, source.video) if row.at else row.where,
                _linked(row.what, source.video),
                book,
                ", ".join(f"`{task}`" for task in row.do),
                ", ".join(row.answer),
            )
            lines.append("|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|")
    return "\n".join(lines) + "\n"


def _book(row: Place) -> Iterator[str]:
    for entry in row.book:
        chapter, _, headings = entry.partition(" > ")
        yield f'{chapter} "{headings}"'
    if row.asks:
        yield f"questionnaire {', '.join(row.asks)}"


def _linked(text: str, video: str) -> str:
    """The text with every time of the video as a link to its second."""
    if not video:
        return text
    return STAMP.sub(lambda found: f"[{found[1]}]({_link(video, found[1])})", text)


def _link(video: str, stamp: str) -> str:
    seconds = 0
    for part in stamp.split(":"):
        seconds = 60 * seconds + int(part)
    return f"https://youtu.be/{video}" + (f"?t={seconds}" if seconds else "")


def _page(course: Course) -> str:
    lines = [
        "# Where everything is watched, read, written and asked",
        "",
        "Made by `grader course build` from the sources.toml of every topic: the tables of all",
        "handouts, and where each question of fastbook's chapter 4 is met.",
    ]
    asked: dict[str, list[str]] = {}
    for topic in course.topics.values():
        found = load_sources(topic)
        if not found.sources:
            continue
        lines += ["", f"## [{topic.id}]({topic.id}/README.md)", "", table(topic).rstrip("\n")]
        for row in found.rows:
            for number in row.asks:
                asked.setdefault(number, []).extend((*row.do, *row.answer))
        asked |= {number: [reason] for number, reason in found.not_ours.items()}
    lines += ["", "## fastbook's questionnaire of chapter 4", "", "| number | here |", "|---|---|"]
    for number in sorted(QUESTIONNAIRE, key=lambda name: int(name.partition(".")[2])):
        lines.append(f"| {number} | {', '.join(dict.fromkeys(asked.get(number, [])))} |")
    return "\n".join(lines) + "\n"
