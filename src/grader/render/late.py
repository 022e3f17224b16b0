"""How late a topic was handed in, in words."""

from __future__ import annotations

from grader.record import Submission, TopicResult

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def lateness(who: Submission, topic: TopicResult) -> str:
    """What every report says of late work, and by whose clock; "" of work that is not late."""
    if topic.late_seconds <= 0:
        return ""
    after = f"{duration(topic.late_seconds)} after the due date"
    if who.pushed_at:
        return f"pushed {after}, by the clock of the server"
    return f"committed {after}, by the clock of the student's git"


def duration(seconds: int) -> str:
    """The two largest units of a time, "2 h 5 min"."""
    at = next((i for i, (_, size) in enumerate(_UNITS) if seconds >= size), len(_UNITS) - 1)
    parts = []
    for unit, size in _UNITS[at : at + 2]:
        count, seconds = divmod(seconds, size)
        parts += [f"{count} {unit}"] if count else []
    return " ".join(parts) or "0 s"
