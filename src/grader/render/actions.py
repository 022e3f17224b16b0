"""A push on GitHub: the job summary, the annotations and the step's colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.escape import code_block, markdown, plain
from grader.record import CheckResult, Record
from grader.render.causes import main_first
from grader.render.closed import student_view
from grader.render.markdown import MARKER, feedback

MAX_SUMMARY = 200_000
MAX_ANNOTATIONS = 5
_MAX_LOG = 20_000
_NOT_PASSED = ("fail", "error", "timeout")


def problems_of(record: Record | None, topics: Sequence[str]) -> list[str]:
    """Why the checks of `topics` did not all take place; empty if they did."""
    if record is None:
        return ["The run left no record: it was ended before its last check. Its output is below."]
    missing = [topic for topic in topics if topic not in {t.id for t in record.topics}]
    return [f"The record does not hold {plain(topic)}." for topic in missing]


def failing(record: Record | None) -> list[CheckResult]:
    """The checks of attempted tasks that do not pass, in order."""
    return [
        check
        for topic in (record.topics if record else [])
        for task in topic.tasks
        for check in task.checks
        if check.state in _NOT_PASSED
    ]


def summary(
    record: Record | None, problems: Sequence[str], *, commit: str = "", log: str = ""
) -> str:
    """The job summary, the outcome first; at most MAX_SUMMARY bytes of UTF-8."""
    parts = [f"### {outcome(record, problems)}"]
    if problems:
        parts.append("\n".join(f"- {markdown(problem)}" for problem in problems))
    ending = ""
    if log and record is None:
        text = code_block(log[-_MAX_LOG:], _MAX_LOG)
        ending = f"<details><summary>Output of the run</summary>\n\n{text}\n\n</details>\n"
    if record is not None and record.topics:
        room = MAX_SUMMARY - sum(len(part.encode()) + 2 for part in [*parts, ending])
        text = feedback(record, commit=commit, provisional=True, max_bytes=room)
        parts.append(text.removeprefix(MARKER).strip())
    return "\n\n".join([*parts, ending]).strip() + "\n"


def outcome(record: Record | None, problems: Sequence[str]) -> str:
    """One line that says how it went."""
    if problems:
        return "Not checked as a whole"
    if record is None or not record.topics:
        return "Nothing is started yet"
    failed = len(failing(record))
    done = ", ".join(f"{markdown(t.id)} {t.done} of {len(t.tasks)} tasks" for t in record.topics)
    if failed:
        return f"Checks of started tasks that do not pass: {failed} ({done})"
    return f"Every check of the started tasks passes ({done})"


def annotation_lines(record: Record) -> Iterator[str]:
    """Workflow commands at the learner's function, for the check of a file that is shown first."""
    record = student_view(record)
    seen: set[str] = set()
    for topic in record.topics:
        for task in topic.tasks:
            for check in main_first(task, (c for c in task.checks if c.state in _NOT_PASSED)):
                path, _, line = check.where.rpartition(":")
                if not path or path in seen:
                    continue
                if len(seen) == MAX_ANNOTATIONS:
                    return
                seen.add(path)
                place = f"file={_property(path)},line={_property(line)}"
                title = _property(f"{task.ref} {task.id}")
                yield f"::error {place},title={title}::{_data(_brief(check))}"


def _brief(check: CheckResult) -> str:
    said = check.mistake or check.pattern
    return f"{check.summary}: {said}" if said and said not in check.summary else check.summary


def _data(text: str) -> str:
    """`text` as the message of a workflow command."""
    return plain(text, 500).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
