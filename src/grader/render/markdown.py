"""The student's feedback as GitHub Markdown: the job summary and the one sticky comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from grader.escape import code, code_block, html_text, markdown
from grader.record import (
    GRADING_PROBLEM,
    STATE_WORDS,
    CheckResult,
    Record,
    TaskResult,
    TopicResult,
    by_origin,
    format_points,
)
from grader.render.causes import OF_ONE, causes, main_first, notes_of, parts_of
from grader.render.changes import Remembered, changes, line_of, states_before
from grader.render.closed import finding, student_view
from grader.render.late import lateness
from grader.render.message import message_lines
from grader.render.questions import question_blocks
from grader.render.ritual import ritual_block

MARKER = "<!-- grader:feedback schema=1 -->"
MAX_BYTES = 60_000

# What may go when the text is too long, the first to go last in this list.
_CORE, _NEXT, _CAUSES, _POINTS, _QUESTIONS, _RITUAL, _NOTES, _HIDDEN, _REVEALED = range(9)
_NAMES = {
    _CORE: "table of tasks",
    _NEXT: "next step",
    _CAUSES: "further causes",
    _POINTS: "points",
    _QUESTIONS: "questions",
    _RITUAL: "ritual",
    _NOTES: "notes and warnings",
    _HIDDEN: "list of hidden checks",
    _REVEALED: "hidden checks in full",
}


@dataclass(frozen=True)
class _Block:
    """A piece that is whole by itself, so that leaving it out breaks nothing around it."""

    text: str
    rank: int = _CORE


def feedback(
    *records: Record,
    commit: str = "",
    provisional: bool = False,
    max_bytes: int = MAX_BYTES,
    seen: Remembered | None = None,
) -> str:
    """The feedback on all topics of `records` for their student, at most `max_bytes` of UTF-8.

    `student_view` is applied here, so that no caller can leak a hidden check. Too long a text
    loses whole pieces, details first, and says which. `commit` is the one that was checked, where
    the records do not know it; `provisional` says that the student's own workflow made them.
    `seen` is what an earlier text remembers (grader.render.changes); with it the text says what has
    changed since, and remembers in turn.
    """
    blocks = [_Block(MARKER)]
    told = ""
    before = {} if seen is None else states_before(seen, commit)
    for record in map(student_view, (part for whole in records for part in by_origin(whole))):
        provenance = _provenance(record, commit, provisional)
        for topic in record.topics:
            done = f"{topic.done} of {len(topic.tasks)} tasks done"
            blocks.append(_Block(f"### {markdown(topic.id)}: {done}"))
            if provenance != told:
                blocks.append(_Block(provenance))
                told = provenance
            if late := lateness(record.submission, topic):
                blocks.append(_Block(f"Late: {late}. The points are those of the checks.", _POINTS))
            blocks += _topic(topic, before)
    if warnings := list(dict.fromkeys(text for record in records for text in record.warnings)):
        lines = [f"- {markdown(warning)}" for warning in warnings]
        blocks.append(_Block("\n".join(["#### Warnings", "", *lines]), _NOTES))
    if seen is not None:
        blocks.append(_Block(line_of(records, commit, before)))
    return _fit(blocks, max_bytes)


def _topic(topic: TopicResult, before: Mapping[str, str]) -> Iterator[_Block]:
    problems = sum(c.category == GRADING_PROBLEM for t in topic.tasks for c in t.checks)
    if not problems and all(task.state == "not_started" for task in topic.tasks):
        yield from _next_step(topic)
        yield from (_Block(text, _QUESTIONS) for text in question_blocks(topic))
        if topic.ritual is not None:
            yield _Block(ritual_block(topic.id, topic.ritual), _RITUAL)
        return
    if moved := _moved(topic, before):
        yield _Block(moved)
    yield _Block(_table(topic))
    if problems:
        yield _Block(
            f"Not counted, by the course's fault: {_count(problems, 'check')}. The course's own "
            "solution does not pass there either, so nobody gains or loses points by it; the "
            "instructor's report says which."
        )
    yield from _next_step(topic)
    yield from _further(topic)
    if topic.revealed:
        yield from _revealed(topic)
    else:
        yield from _hidden(topic)
    yield from (_Block(text, _QUESTIONS) for text in question_blocks(topic))
    if topic.ritual is not None:
        yield _Block(ritual_block(topic.id, topic.ritual), _RITUAL)
    yield from _notes(topic)
    yield _Block(_points(topic), _POINTS)


def since_last_push(*records: Record, commit: str, seen: Remembered) -> str:
    """What has changed since the push that `seen` remembers, topic by topic; "" where nothing has.

    For the job summary: it is written before anybody may ask what the comment says.
    """
    before = states_before(seen, commit)
    found = [
        f"### {markdown(topic.id)}: since the last push\n\n{moved}\n"
        for record in map(student_view, records)
        for topic in record.topics
        if (moved := _moved(topic, before))
    ]
    return "\n".join(found)


def _moved(topic: TopicResult, before: Mapping[str, str]) -> str:
    """A table of the tasks whose state has changed."""
    moved = changes(topic, before) if before else {}
    if not moved:
        return ""
    lines = ["| Task | Since the last push |", "|---|---|"]
    named = [task for task in topic.tasks if task.id in moved]
    return "\n".join([*lines, *(f"| {markdown(t.id, 80)} | {moved[t.id]} |" for t in named)])


def _provenance(record: Record, commit: str, provisional: bool) -> str:
    who, engine = record.submission, record.engine
    commit = commit or who.commit
    checked = f"Checked commit {code(commit[:12])}" if commit else "Checked without a commit"
    at = f", committed {code(who.committed_at, 40)}" if who.committed_at else ""
    at += f", pushed {code(who.pushed_at, 40)}" if who.pushed_at else ""
    versions = f"engine {markdown(engine.version, 40)}"
    if record.course_version:
        versions += f", course {markdown(record.course_version, 40)}"
    lines = [f"{checked}{at}, {versions}."]
    if provisional:
        lines.append(
            "Provisional: made by this repository's own workflow; in a class the instructor's run "
            "decides."
        )
    if engine.jail == "none":
        lines.append("Not isolated: the code ran without the jail.")
    return " ".join(lines)


def _table(topic: TopicResult) -> str:
    lines = ["| Task | State | Visible checks | Hidden checks |", "|---|---|---|---|"]
    for task in topic.tasks:
        name = f"{markdown(task.ref, 40)} {markdown(task.id, 80)}"
        visible = _passed([c for c in task.checks if c.visibility == "visible"]) or "none"
        closed = [c for c in task.checks if c.visibility == "hidden"]
        hidden = _passed(closed) or "none"
        if not topic.hidden or (closed and all(c.state == "not_started" for c in closed)):
            hidden = "not run"
        lines.append(f"| {name} | {STATE_WORDS[task.state]} | {visible} | {hidden} |")
        for part in parts_of(task):
            lines.append(f"| - {markdown(part.name, 80)} | {STATE_WORDS[part.state]} | | |")
    return "\n".join(lines)


def _passed(checks: Sequence[CheckResult]) -> str:
    checks = [check for check in checks if check.category != GRADING_PROBLEM]
    if not checks:
        return ""
    return f"{sum(check.state == 'pass' for check in checks)} of {len(checks)}"


def _next_step(topic: TopicResult) -> Iterator[_Block]:
    """What to look at next: the first task that is begun and not done, else the first to begin."""
    if topic.done == len(topic.tasks):
        yield _Block("Every task of this topic passes.", _NEXT)
        return
    task, begun = _first(topic)
    if task is None:
        return
    if task.state != "not_started":
        yield from _next_task(topic, task)
        return
    first = not begun and not topic.done
    what = "Nothing is started. The first file to open" if first else "The file to open"
    yield _Block(
        f"#### Next: {_name(task)}, not started\n\n{what}: {code(_path(topic, task))}", _NEXT
    )


def _first(topic: TopicResult) -> tuple[TaskResult | None, bool]:
    """The task to look at next, and whether any is begun and not done."""
    begun = [t for t in topic.tasks if t.state in ("partial", "fail", "error", "timeout")]
    fixable = [t for t in begun if any(map(_failed, t.checks))]
    waiting = [t for t in topic.tasks if t.state == "not_started"]
    blocked = [t for t in topic.tasks if t.state == "blocked" and any(map(_failed, t.checks))]
    return next(iter([*fixable, *waiting, *blocked]), None), bool(begun)


def _next_task(topic: TopicResult, task: TaskResult) -> Iterator[_Block]:
    shown = [c for c in task.checks if c.visibility == "visible" and _failed(c)]
    failing = main_first(task, shown)
    if not failing:
        hidden = sum(c.visibility == "hidden" and _failed(c) for c in task.checks)
        yield _Block(
            f"#### Next: {_name(task)}\n\nIn {code(_path(topic, task))}: no visible check fails, "
            f"{_count(hidden, 'hidden check does', 'hidden checks do')} not pass; see below.",
            _NEXT,
        )
        return
    check = failing[0]
    title = f'#### Next: {_name(task)}, "{markdown(check.title, 200)}"'
    parts = [title, _message(check)]
    if len(failing) > 1:
        parts.append(f"Visible checks of this task that do not pass: {len(failing)}.")
    yield _Block("\n\n".join(parts), _NEXT)


def _further(topic: TopicResult) -> Iterator[_Block]:
    """What else fails in a visible check: a fold for each cause but the one that is next."""
    visible = msgspec.structs.replace(topic, tasks=[_visible(task) for task in topic.tasks])
    task, _ = _first(topic)
    for cause in causes(visible):
        if task is None or task.id in [one.id for one in cause.tasks]:
            continue
        if cause.shared:
            title = f"{cause.task.file}: one cause, {len(cause.tasks)} tasks"
            costs = ", ".join(map(_name, cause.tasks))
            parts = [_summary(title), f"It costs {costs}."]
            rows = [row for row in cause.check.rows if row.label not in OF_ONE]
            parts.append(_message(msgspec.structs.replace(cause.check, rows=rows)))
        else:
            title = f'{cause.task.ref} {cause.task.id}, "{cause.check.title}"'
            parts = [_summary(title), _message(cause.check)]
        yield _Block("\n\n".join([*parts, "</details>"]), _CAUSES)


def _visible(task: TaskResult) -> TaskResult:
    checks = [check for check in task.checks if check.visibility == "visible"]
    return msgspec.structs.replace(task, checks=checks)


def _message(check: CheckResult) -> str:
    return code_block("\n".join(line[2:] for line in message_lines(check)), 12_000)


def _hidden(topic: TopicResult) -> Iterator[_Block]:
    """Hidden checks before the deadline: the category, how many, and the pattern or mistake."""
    kinds: Counter[tuple[str, str, str]] = Counter()
    for task in topic.tasks:
        for check in task.checks:
            if check.visibility == "hidden" and _failed(check):
                kinds[_name(task), check.category or "other", finding(check)] += 1
    if not kinds:
        return
    lines = [_summary(f"Hidden checks that do not pass ({kinds.total()})"), ""]
    for (name, category, found), count in kinds.items():
        said = f": {markdown(found, 300)}" if found else ""
        lines.append(f"- {name}, *{markdown(category, 80)}*, {_count(count, 'check')}{said}")
    lines += ["", "Inputs and expected values of hidden checks are shown after the deadline."]
    yield _Block("\n".join([*lines, "</details>"]), _HIDDEN)


def _revealed(topic: TopicResult) -> Iterator[_Block]:
    """Hidden checks after the deadline, in full, one fold a task."""
    for task in topic.tasks:
        failing = [c for c in task.checks if c.visibility == "hidden" and _failed(c)]
        if not failing:
            continue
        title = f"Hidden checks of {task.ref} {task.id} that do not pass ({len(failing)})"
        parts = [_summary(title)]
        for check in failing:
            seed = f", seed {check.seed}" if check.seed else ""
            category = markdown(check.category or "other", 80)
            parts.append(f'**"{markdown(check.title, 200)}"** (*{category}*{seed})')
            parts.append(_message(check))
        yield _Block("\n\n".join([*parts, "</details>"]), _REVEALED)


def _notes(topic: TopicResult) -> Iterator[_Block]:
    lines = [
        f"- {_name(task)}: {markdown(note, 400)}" for task in topic.tasks for note in notes_of(task)
    ]
    if lines:
        opening = _summary(f"Notes ({len(lines)})")
        yield _Block("\n".join([opening, "", *lines, "</details>"]), _NOTES)


def _points(topic: TopicResult) -> str:
    parts = [
        _summary("How points are counted"),
        "A task earns all its points when all its checks pass, half of them when its visible "
        "checks pass and a hidden one does not, and none otherwise. So does each part of a task.",
        f"This topic now: {format_points(topic.earned)} of {topic.points} points.",
    ]
    if not topic.hidden:
        parts.append("Hidden checks did not take part: this is what the visible checks decide.")
    elif not topic.revealed:
        parts.append("The points before the deadline are not final.")
    lines = ["| Task | Points |", "|---|---|"]
    for task in topic.tasks:
        name = f"{markdown(task.ref, 40)} {markdown(task.id, 80)}"
        lines.append(f"| {name} | {format_points(task.earned)} of {task.points} |")
        for part in task.parts:
            of = f"{format_points(part.earned)} of these {part.points}"
            lines.append(f"| - {markdown(part.name, 80)} | {of} |")
    return "\n\n".join([*parts, "\n".join(lines), "</details>"])


def _failed(check: CheckResult) -> bool:
    """Whether the submission has something to do about `check`."""
    return check.state not in ("pass", "not_started") and check.category != GRADING_PROBLEM


def _name(task: TaskResult) -> str:
    return f"{markdown(task.ref, 40)} {code(task.id, 80)}"


def _path(topic: TopicResult, task: TaskResult) -> str:
    return task.file if "/" in task.file else f"exercises/{topic.id}/{task.file}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _summary(text: str) -> str:
    return f"<details><summary>{html_text(text, 300)}</summary>"


def _fit(blocks: list[_Block], max_bytes: int) -> str:
    """`blocks` as one text, without as many of the least important as the limit demands."""
    whole = "\n\n".join(block.text for block in blocks) + "\n"
    if len(whole.encode()) <= max_bytes:
        return whole
    sizes = [len(block.text.encode()) + 2 for block in blocks]
    size, dropped = sum(sizes) + 500, set()
    for at in sorted(range(1, len(blocks)), key=lambda i: (-blocks[i].rank, -i)):
        if size <= max_bytes:
            break
        size -= sizes[at]
        dropped.add(at)
    counts = Counter(blocks[at].rank for at in dropped)
    what = ", ".join(f"{_NAMES[rank]} ({counts[rank]})" for rank in sorted(counts, reverse=True))
    note = f"Left out to stay below {max_bytes:,} bytes: {what}."
    kept = [block.text for at, block in enumerate(blocks) if at not in dropped]
    return "\n\n".join([*kept, note]) + "\n"
