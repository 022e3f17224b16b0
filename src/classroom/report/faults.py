"""The course's own faults: checks that count for nobody, and the sentences that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from grader.escape import plain
from grader.record import GRADING_PROBLEM, Record

# The label of the row that says what the course's own solution met with.
COURSE = "course"
SOLUTION = "the reference solution: "
_NAMED = 5


class Fault(msgspec.Struct, frozen=True):
    """A check that the course's own solution does not pass, and what was said of it then.

    An empty `check` speaks of the whole topic, whose solution could not be judged.
    """

    topic: str
    task: str = ""
    check: str = ""
    said: str = ""


def course_faults(records: Sequence[Record]) -> dict[Fault, list[Record]]:
    """The checks that count for nobody, by these records, and whose records they are in."""
    found: dict[Fault, list[Record]] = {}
    for record in records:
        for topic in record.topics:
            for task in topic.tasks:
                for check in task.checks:
                    if check.category == GRADING_PROBLEM:
                        name = f"{task.ref} {task.id}"
                        said = [
                            row.text.removeprefix(SOLUTION)
                            for row in check.rows
                            if row.label == COURSE
                        ]
                        fault = Fault(topic.id, name, check.id, (said or [check.summary])[0])
                        found.setdefault(fault, []).append(record)
    return found


def sentences(faults: Sequence[Fault]) -> Iterator[str]:
    """What is said of the course first of all: a line a check, of a topic with many the first."""
    whole = {fault.topic for fault in faults if not fault.check}
    counts = Counter(fault.topic for fault in faults)
    told: Counter[str] = Counter()
    for fault in faults:
        if not fault.check:
            yield (
                f"The course is at fault: the reference solution of {fault.topic} cannot be "
                f"judged ({plain(fault.said, 300)}); no check of this topic counts. Mend "
                f"reference/{fault.topic} or its checks, and grade again."
            )
            continue
        told[fault.topic] += 1
        if fault.topic in whole or told[fault.topic] > _NAMED:
            continue
        yield (
            f"The course is at fault: check {fault.check} of task {fault.task} fails for the "
            f"reference solution ({plain(fault.said, 300)}); it counts for nobody. Mend the check "
            f"or reference/{fault.topic}, and grade again."
        )
        more = counts[fault.topic] - _NAMED
        if told[fault.topic] == _NAMED and more > 0:
            yield f"The course is at fault: {more} more checks of {fault.topic}, named on the page."
