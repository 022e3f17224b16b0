"""A topic as plain text, for its learner. No colour."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from grader.course.experiments import REPORT
from grader.record import (
    EMPTY,
    GRADING_PROBLEM,
    STATE_WORDS,
    CheckResult,
    Row,
    TaskResult,
    TopicResult,
    format_points,
    with_rows,
)
from grader.render.causes import failing as not_passing
from grader.render.causes import main_first, notes_of, parts_of
from grader.render.message import NARROW, WIDTH, aligned, message_lines
from grader.render.questions import question_lines

_STATE = 13
_COUNT = 50
_MAX_NOTES = 5
# All topics on one page: what is left of it for the message of one check.
_PAGE = 40
BEGUN = "begun"
# The step after a run of some checks that all pass.
NEXT = "grader next"
# Words for tasks of which there is nothing more to say.
_FAR = (STATE_WORDS["pass"], STATE_WORDS["not_started"])


@dataclass(frozen=True)
class Here:
    """What a laptop knows beside the record.

    `stubs` are the functions of a task that are still to be written, `places` where the first of
    them stands, `begun` the tasks of which something is written that no check can look at yet,
    `waits` the tasks that one waits for, `hints` what to say after `grader hint` where a task's id
    does not name it alone, `written` the methods of a class that has others to write, `names` the
    functions of a task of several, `later` the topic that the plan puts before a task. `notes` are
    sentences on the files, `missing` says how many tasks did not run.
    """

    width: int = WIDTH
    stubs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    waits: Mapping[str, Sequence[str]] = field(default_factory=dict)
    begun: Collection[str] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    missing: int = 0


def topic_report(
    topic: TopicResult, *, show_all: bool = False, partial: bool = False, here: Here | None = None
) -> list[str]:
    """The report after `pytest exercises/<topic>`, line by line.

    The first task that is begun and not done is shown in detail, with `show_all` every such one.
    `partial` says that only some checks ran, so that there is nothing to say about points.
    """
    return list(_topic_report(topic, show_all, partial, here or Here()))


def course_report(topics: Sequence[tuple[TopicResult, Here]]) -> list[str]:
    """The report of several topics: a line each in their order, and the one next step."""
    done = sum(topic.done for topic, _ in topics)
    total = sum(len(topic.tasks) + here.missing for topic, here in topics)
    wide = max(len(topic.id) for topic, _ in topics)
    lines = [f"{done} of {total} tasks done", ""]
    for topic, here in topics:
        standing = f"{topic.done} of {len(topic.tasks) + here.missing} tasks"
        lines.append(f"  {topic.id:{wide}}  {standing:16}{_states(topic, here)}".rstrip())
    for topic, here in topics:
        if (task := next_task(topic, here)) is not None:
            step = step_lines(topic, task, here)
            room = _PAGE - len(lines) - 4
            if len(step) > room:
                step[room - 1 :] = [f"  (all of it: pytest exercises/{topic.id})"]
            return [*lines, "", *step]
    return lines


def next_task(topic: TopicResult, here: Here | None = None) -> TaskResult | None:
    """The task to go on with: the first that is begun and not done, else the first to begin.

    One that waits for others comes last: what it waits for is among those. One that is not begun
    and comes after another topic is none.
    """
    known = here or Here()
    found = _open(topic, known)
    free = sorted((t for t in found if not _is_waiting(t, known)), key=_partial)
    waiting = [t for t in topic.tasks if t.state == "not_started" and t.id not in known.later]
    return next(iter([*free, *waiting, *found]), None)


def step_lines(topic: TopicResult, task: TaskResult, here: Here) -> list[str]:
    """The next step: what is wrong in `task` or to be written, where to read, what to run."""
    file, read = f"exercises/{topic.id}/{task.file}", f"exercises/{topic.id}/README.md"
    run = f"pytest exercises/{topic.id} --task {task.ref}"
    if task.state == "not_started" and task.id not in here.begun:
        several = task.id in here.names and here.stubs.get(task.id)
        rows = [
            Row("next", f"{', '.join(several or [task.id])} in {file}"),
            Row("read", read),
            Row("hint", f"grader hint {_hint(task, here)}"),
            Row("run", run),
        ]
        if task.file == REPORT:
            # What the file is to say is found by a run.
            rows = [Row("next", f"grader run {task.ref}"), Row("file", file), rows[2], rows[1]]
        return list(aligned(rows, here.width))
    return [*_details(topic, task, here), *aligned([Row("read", read)], here.width)]


def later_line(topic: TopicResult, here: Here) -> str:
    """Which tasks come after another topic, as a sentence; "" where none does."""
    waiting = [t for t in topic.tasks if t.state == "not_started" and t.id in here.later]
    if not waiting:
        return ""
    others = " and ".join(dict.fromkeys(here.later[task.id] for task in waiting))
    come = "comes" if len(waiting) == 1 else "come"
    return f"{', '.join(task.ref for task in waiting)} {come} after {others} in the study plan"


def message(check: CheckResult, task: TaskResult, here: Here) -> list[str]:
    """One failing check in full."""
    part = f" ({check.part})" if check.part else ""
    plain_hint, hint = f"grader hint {task.id}", f"grader hint {_hint(task, here)}"
    rows = [Row(r.label, hint) if r.text == plain_hint else r for r in check.rows]
    shown = msgspec.structs.replace(check, rows=rows)
    head = f"{task.ref} {task.id}{_other(check, task)}{part}: {check.title}"
    if any(row.label == "import" for row in check.rows):
        # Of a file that does not import no check has looked at anything.
        head = f"{task.ref} {task.id}: {task.file} does not import"
    return [head, *message_lines(shown, here.width)]


def _other(check: CheckResult, task: TaskResult) -> str:
    """The function that a check asked for, ", sample", where the task is called by another one."""
    labels = {row.label: row.text for row in check.rows if row.label}
    asked = re.search(r"\((\w+)\)\Z", labels.get("code", ""))
    if asked is None or asked[1] == task.id or "." in task.id or "from" in labels:
        return ""
    return f", {asked[1]}"


def _topic_report(topic: TopicResult, show_all: bool, partial: bool, here: Here) -> Iterator[str]:
    head = f"{topic.id}: {topic.done} of {len(topic.tasks)} tasks done"
    if not partial:
        head += f", {format_points(topic.earned)} of {topic.points} points"
        head += "" if topic.hidden else " by the visible checks"
    yield head + (f", {here.missing} not run" if here.missing else "")
    yield ""
    for file, title in topic.file_titles.items():
        tasks = [task for task in topic.tasks if task.file == file]
        if tasks:
            yield from _group(file, title, tasks, here)
    if here.notes:
        yield ""
        yield from aligned([Row("note", note) for note in here.notes[:_MAX_NOTES]], here.width)
    # What waits for others is told by its row; what is wrong there may be theirs. A task of which
    # the visible checks' main part passes comes after those that are wrong.
    open_tasks = sorted(
        _open(topic, here), key=lambda task: (_is_waiting(task, here), _partial(task))
    )
    first = [task for task in open_tasks[:1] if not _is_waiting(task, here)]
    for task in open_tasks if show_all else first:
        blocked = task.state == "blocked"
        if shown := _blocked(task, here) if blocked else _details(topic, task, here):
            yield ""
            yield from shown
        for check in _other_failures(task) if show_all and not blocked else []:
            yield ""
            yield from message(check, task, here)
    more = len(open_tasks) - len(first) + sum(len(_other_failures(task)) for task in first)
    if more and not show_all:
        yield f"  ({more} more in detail with --all)"
    yield from _notes(topic, here)
    yield from _uncounted(topic, here)
    following = next_task(topic, here)
    if following is not None and following not in open_tasks:
        yield ""
        yield from step_lines(topic, following, here)[:3]
    waiting = later_line(topic, here) if following is None else ""
    if waiting or (following is None and partial):
        rows = [Row("note", waiting)] if waiting else []
        yield ""
        yield from aligned([*rows, Row("next", NEXT)], here.width)
    if not partial:
        yield from question_lines(topic, show_all=show_all, width=here.width)


def _open(topic: TopicResult, here: Here) -> list[TaskResult]:
    return [task for task in topic.tasks if _word(task, here) not in _FAR]


def _is_waiting(task: TaskResult, here: Here) -> bool:
    """Whether a task waits for others, though something of it may be written."""
    return task.state == "blocked" or (
        task.state == "not_started" and bool(here.waits.get(task.id)) and task.id in here.begun
    )


def _waits_for(task: TaskResult, here: Here) -> list[str]:
    """The tasks that a task waits for and that wait for none themselves."""
    waits = here.waits.get(task.id, ())
    return [other for other in waits if not here.waits.get(other)] or list(waits)


def _partial(task: TaskResult) -> bool:
    return task.state == "partial"


def _other_failures(task: TaskResult) -> list[CheckResult]:
    """The first check of each further state: an exception beside wrong values is another fault."""
    found = main_first(task, not_passing(task))
    firsts = {check.state: check for check in reversed(found)}
    return [check for check in found[1:] if check is firsts[check.state]]


def _details(topic: TopicResult, task: TaskResult, here: Here) -> list[str]:
    """The first check of a task that fails, and what is still to be written."""
    fair = [check for check in task.checks if check.category != GRADING_PROBLEM]
    waiting = [check for check in fair if check.state == "not_started"]
    empty = [row for check in waiting for row in check.rows if row.label == EMPTY][:1]
    failing = [] if _main_waits(task, here) else main_first(task, not_passing(task))
    if failing:
        left = here.stubs.get(task.id, [])
        rows = [Row("stubs", f"still to write: {', '.join(left)}")] if left else []
        return message(with_rows(failing[0], [*empty, *rows]), task, here)
    if not waiting:
        return []
    place = here.places.get(task.id, f"exercises/{topic.id}/{task.file}")
    raised = [c.rows for c in waiting if any(row.label == "raised" for row in c.rows)]
    skipped = ("next", "again", "called")
    rows = (
        [row for row in raised[0] if row.label not in skipped] if raised else [Row("code", place)]
    )
    rows += empty
    told = [row.text for check in waiting for row in check.rows if row.label == "stubs"]
    other = [text for text in told if f", task {task.ref}," not in text]
    if stubs := here.stubs.get(task.id):
        text = f"still to write: {', '.join(stubs)}"
        methods = here.written.get(task.id, [])
        if methods and len(waiting) == len(fair):
            them = ("it", "it is") if len(stubs) == 1 else ("them", "they are")
            text += f"; the checks need {them[0]}, and come to {', '.join(methods)} once {them[1]}"
            text += " written"
        rows.append(Row("stubs", text))
    if other:
        rows.append(Row("stubs", f"{other[0]}, and comes first"))
    elif task.id in here.stubs and not (stubs or here.waits.get(task.id)):
        left = "raise NotImplementedError still runs: take that line out once the code is there"
        rows.append(Row("stubs", left))
    if waits := _waits_for(task, here):
        rows.append(Row("waits", f"for {', '.join(waits)}"))
    else:
        rows.append(Row("next", f"grader hint {_hint(task, here)}"))
        again = f'pytest "{waiting[0].id}"'
        if task.file == REPORT:
            again = f"pytest exercises/{topic.id} -m experiment"
        rows.append(Row("again", again))
    passed = sum(check.state == "pass" for check in fair)
    head = f"{task.ref} {task.id}: {_word(task, here)}, {passed} of {len(fair)} checks pass"
    # Beyond a main part that waits something may be wrong: it is told after the stubs.
    beyond = [["", *message(one, task, here)] for one in main_first(task, not_passing(task))[:1]]
    return [head, *aligned(rows, here.width), *(line for lines in beyond for line in lines)]


def _blocked(task: TaskResult, here: Here) -> list[str]:
    """What a task waits for: its values may be wrong by what is not done there."""
    head = f"{task.ref} {task.id}: {STATE_WORDS[task.state]}"
    waits = _waits_for(task, here)
    return [head, *aligned([Row("waits", f"for {', '.join(waits)}")], here.width)] if waits else []


def _word(task: TaskResult, here: Here) -> str:
    """The state of a task; where nothing is wrong and some is not yet written, it is begun."""
    if task.state == "not_started" and task.id in here.begun:
        return BEGUN
    if _main_waits(task, here):
        return BEGUN
    states = {check.state for check in task.checks if check.category != GRADING_PROBLEM}
    if task.state in ("fail", "partial") and states == {"pass", "not_started"}:
        return BEGUN
    return STATE_WORDS[task.state]


def _main_waits(task: TaskResult, here: Here) -> bool:
    """Whether nothing is wrong in the main part of a half-written task: a stub comes first then."""
    if not task.parts or task.id not in here.begun or task.state == "blocked":
        return False
    main = [check.state for check in task.checks if check.part == task.parts[0].name]
    return "not_started" in main and {*main} <= {"pass", "not_started"}


def _hint(task: TaskResult, here: Here) -> str:
    return here.hints.get(task.id, task.id)


def _name(task: TaskResult, here: Here, room: int) -> str:
    """What a task is called in its row: by all its functions, as far as there is room."""
    first, *more = here.names.get(task.id, [task.id])
    names = [", ".join([first, *more]), f"{first} and {len(more)} more"] if more else []
    return next((name for name in names if len(name) <= room), first)


def _states(topic: TopicResult, here: Here) -> str:
    """How many of the tasks that are not done stand how, in words."""
    words = [_word(task, here) for task in topic.tasks if task.state != "pass"]
    words += ["not run"] * here.missing
    return ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))


def _group(file: str, title: str, tasks: Sequence[TaskResult], here: Here) -> Iterator[str]:
    folded = None if any(task.id in here.begun for task in tasks) else _folded(tasks)
    if folded is not None:
        count = f"{len(tasks)} task{'s' if len(tasks) > 1 else ''}"
        word = STATE_WORDS[tasks[0].state]
        yield from _entry(word, f"{file}: {title}, {count}{folded}", here.width)
        return
    yield from _entry("", f"{file}: {title}", here.width)
    wide = min(_COUNT, here.width - 24)
    for task in tasks:
        line = f"  {_word(task, here):{_STATE}}{task.ref:8}{_name(task, here, wide - 23)}"
        if _word(task, here) not in _FAR:
            fair = [check for check in task.checks if check.category != GRADING_PROBLEM]
            passed = sum(check.state == "pass" for check in fair)
            line = f"{line:{wide}}  {passed} of {len(fair)} checks pass"
            if task.state == "blocked" and (waits := _waits_for(task, here)):
                line += f", waits for {', '.join(waits)}"
        yield line
        for part in parts_of(task):
            worth = f"{format_points(part.earned)} of {part.points} points"
            states = {check.state for check in task.checks if check.part == part.name}
            word = BEGUN if states == {"pass", "not_started"} else STATE_WORDS[part.state]
            if part is task.parts[0] and _main_waits(task, here):
                word = BEGUN
            yield f"  {'':{_STATE}}{'':8}{part.name:27}  {word}, {worth}"


def _entry(word: str, text: str, width: int) -> list[str]:
    """A state and a text, which goes on below itself where the line ends."""
    start = f"  {word:{_STATE}}"
    return textwrap.wrap(
        text,
        max(width, NARROW),
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_on_hyphens=False,
    )


def _folded(tasks: Sequence[TaskResult]) -> str | None:
    """What to add to the one line of a group whose tasks all stand alike; None if they do not."""
    states = {task.state for task in tasks}
    if states in ({"pass"}, {"not_started"}):
        return ""
    summaries = {check.summary for task in tasks for check in task.checks}
    if len(states) == 1 and len(summaries) == 1 and len(tasks) > 1:
        return f": {summaries.pop()}"
    return None


def _uncounted(topic: TopicResult, here: Here) -> Iterator[str]:
    """The checks that count for nobody, by a fault of the course."""
    found = [(c, t) for t in topic.tasks for c in t.checks if c.category == GRADING_PROBLEM]
    for check, task in found[:_MAX_NOTES]:
        yield ""
        yield from message(check, task, here)
    if len(found) > _MAX_NOTES:
        yield f"  ({len(found) - _MAX_NOTES} more checks are not counted)"


def _notes(topic: TopicResult, here: Here) -> Iterator[str]:
    notes = [
        note if note.startswith(f"{task.id} ") else f"{task.id}: {note}"
        for task in topic.tasks
        for note in notes_of(task)
    ]
    if notes:
        yield ""
        yield from aligned([Row("note", note) for note in notes[:_MAX_NOTES]], here.width)
        if len(notes) > _MAX_NOTES:
            yield from aligned([Row("", f"({len(notes) - _MAX_NOTES} more notes)")], here.width)
