"""The study plan: its lines, what of the course belongs to each, and what a learner ticks by hand.

exercises/study_plan.toml holds the lines, exercises/progress.toml the ticks of one learner.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.errors import CourseError, UsageError

PLAN = "study_plan.toml"
TICKS = "progress.toml"
# Between these lines of README.md stands the table.
BEGIN = "<!-- Made by `grader course build` from study_plan.toml. -->"
END = "<!-- The end of what is made. -->"
_REF = re.compile(r"\b([A-Z][A-Z0-9])-([ELQXT])(\d+)(?: to \1-\2(\d+))?|\b(R[1-4])\b")
_HEAD = """\
# What no check can see. Set a line to true when you have done it; `grader progress` shows it beside
# what the checks have found.
"""


class Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One line of the study plan.

    `where` (Markdown) is what to watch or read, `do` names tasks (CD-E3), experiments (CD-L1),
    milestones (CD-T1) and stages of the ritual (R1), `answer` questions (CD-Q4) and texts (CD-X1),
    ranges as "CD-E3 to CD-E9". `by_hand` is what a learner ticks, "" where checks see everything.
    `after` is a topic that comes before what this line asks for, though its folder comes later.
    """

    id: str
    says: str
    where: str
    do: str = ""
    answer: str = ""
    by_hand: str = ""
    after: str = ""

    @property
    def refs(self) -> list[str]:
        """Every single thing that `do` and `answer` name, in order."""
        return refs(f"{self.do}; {self.answer}")


class _File(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    lines: list[Line]


@dataclass(frozen=True)
class Ticks:
    """What a learner has ticked; `unknown` are names in the file that no line of the plan has."""

    done: frozenset[str]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count:
    """How many of some things are done, and of how many."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class LineProgress:
    """One line of the plan; `by_hand` is None where there is nothing to tick."""

    line: Line
    tasks: Count
    answers: Count
    texts: Count
    by_hand: bool | None

    @property
    def done(self) -> bool:
        """Whether nothing of it is left."""
        counts = (self.tasks, self.answers, self.texts)
        return self.by_hand is not False and all(c.done == c.total for c in counts)


@dataclass(frozen=True)
class TopicProgress:
    """The last whole run of a topic: when (ISO 8601, "" if there was none), its tasks, whether the
    files have changed since, its points with experiments and questions, the minutes that the tasks
    take which do not pass, and how many of them come after another topic that is not done.
    """

    id: str
    when: str = ""
    changed: bool = False
    tasks: Count = Count()
    earned: float = 0.0
    points: int = 0
    minutes: int = 0
    later: int = 0


@dataclass(frozen=True)
class Progress:
    """All topics and all lines of the plan; `warnings` are sentences."""

    topics: list[TopicProgress]
    lines: list[LineProgress]
    warnings: list[str]


def refs(text: str) -> list[str]:
    """Every ref in `text`, ranges written out."""
    found = []
    for prefix, kind, first, last, stage in _REF.findall(text):
        if stage:
            found.append(stage)
        else:
            found += [f"{prefix}-{kind}{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def after_others(exercises: Path) -> dict[str, str]:
    """Ref -> the topic that the plan puts before it, of what is no part of its topic's order.

    Raises CourseError for a plan that cannot be read.
    """
    return {ref: line.after for line in load_plan(exercises) if line.after for ref in line.refs}


def load_plan(exercises: Path) -> list[Line]:
    """The lines of the plan in the folder `exercises`; none where it has no plan.

    Raises CourseError for a plan that cannot be read.
    """
    path = exercises / PLAN
    if not path.is_file():
        return []
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_File).lines
    except (msgspec.MsgspecError, tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise CourseError(f"{path}: {e}") from None


def load_ticks(exercises: Path, lines: list[Line]) -> Ticks:
    """What is ticked in progress.toml; nothing where there is no such file.

    Raises UsageError for one that cannot be read.
    """
    path = exercises / TICKS
    if not path.is_file():
        return Ticks(frozenset())
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: {e}; each line is a name, =, and true or false.") from None
    for name, value in found.items():
        if type(value) is not bool:
            raise UsageError(f"{path}: {name!r} is neither true nor false; write one of the two.")
    known = {line.id for line in lines if line.by_hand}
    return Ticks(
        frozenset(name for name, value in found.items() if value and name in known),
        tuple(name for name in found if name not in known),
    )


def empty_ticks(lines: list[Line]) -> str:
    """progress.toml with nothing ticked."""
    wide = max((len(line.id) for line in lines), default=0)
    rows = [f"{line.id:{wide}} = false  # {line.by_hand}\n" for line in lines if line.by_hand]
    return "".join([_HEAD, *rows])


def table(lines: list[Line]) -> str:
    """The plan as a Markdown table."""
    rows = [
        "| line | the plan says | watch, read | do | answer | tick yourself |",
        "|---|---|---|---|---|---|",
    ]
    for line in lines:
        cells = (line.id, line.says, line.where, line.do, line.answer, line.by_hand)
        rows.append("".join(f"| {cell} " if cell else "| " for cell in cells) + "|")
    return "\n".join(rows) + "\n"
