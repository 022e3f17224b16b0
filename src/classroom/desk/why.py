"""Why a student has these points in a topic: from the commit to each value that it ever had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from classroom.desk.calendar import Late, PerDay, Refuse
from classroom.desk.compare import counting_topics
from classroom.desk.files import Term
from classroom.desk.gradebook import Gradebook, marks_of
from classroom.desk.grades import (
    Grade,
    HandIn,
    Known,
    Marks,
    TopicGrade,
    grade,
    marked,
    text_share,
)
from classroom.desk.schema import DecisionRow, ResultRow, RunRow, StudentRow, SubmissionRow
from classroom.desk.term import TermTopic
from classroom.desk.text import moment_text, points_text, table
from classroom.report.pages.rubric import STEPS
from grader.errors import UsageError
from grader.escape import plain
from grader.record import STATE_WORDS
from grader.render.late import duration

_BY: dict[Known, str] = {
    "server": "pushed {at}, by the clock of the server",
    "committed": "committed {at}, by the clock of the student's git: committed, not proven",
    "collected": "collected {at}, by our clock",
}


@dataclass(frozen=True)
class _Value:
    """What a run found at a submission, and whether it counted: who said so, when."""

    commit: str
    run: int
    kind: str
    engine: str
    started: datetime
    marks: Marks
    accepted: bool | None
    by: str


def why(term: Term, book: Gradebook, student: str, topic: str) -> list[str]:
    """All that decides on the points of `student` in `topic`, line by line. Raises UsageError."""
    if student not in term.students:
        raise UsageError(
            f"{plain(student, 80)!r} is not on the roster {term.folder / 'roster.csv'}; write the "
            "name as it stands there."
        )
    if topic not in term.topics:
        raise UsageError(
            f"the term has no topic {plain(topic, 80)!r}; it has {', '.join(term.topics)}."
        )
    own = book.work(student=student).get(student, {})
    return explained(term, book, grade(term, student, own, counting_topics(book)), topic, own)


def explained(
    term: Term, book: Gradebook, result: Grade, topic: str, own: Mapping[str, list[HandIn]]
) -> list[str]:
    """The same of a grade that is worked out already, of the work that is `own`."""
    student, terms = result.student, term.topics[topic]
    found = result.topics.get(topic)
    work = own.get(topic, [])
    lines = [f"{plain(student, 100)}, {topic}: {_points(found)}"]
    if result.total is not None:
        lines[0] += f"; all topics {points_text(result.total)} %"
    lines += _indented("commit", _commits(term, found, work))
    lines += _indented("policy", _policy(term, student, terms, found))
    if found is not None:
        lines += _indented("points", _worked(term, student, terms, found))
    lines += _indented("tasks", _tasks(term, student, terms, found))
    lines += _indented("history", _history(term, book, student, terms))
    return lines


def _indented(title: str, lines: Iterator[str]) -> list[str]:
    """A part of the page, its title in front of its first line."""
    told = list(lines)
    return [f"{title if number == 0 else '':9}{line}" for number, line in enumerate(told)]


def _points(found: TopicGrade | None) -> str:
    if found is None:
        return "no run counts for this topic yet"
    if found.points is None:
        return f"no points: {plain(found.reason, 300)}"
    points = f"{points_text(found.points)} of {points_text(found.maximum)} points"
    return f"{points} ({found.reason})" if found.reason else points


def _commits(term: Term, found: TopicGrade | None, work: list[HandIn]) -> Iterator[str]:
    counted = found.handed if found else None
    if counted:
        at = moment_text(counted.at, term.file.zone)
        yield f"{counted.commit[:12]} {_BY[counted.known].format(at=at)}"
    for one in work:
        if counted is None or one.id != counted.id:
            at = moment_text(one.at, term.file.zone)
            without = ", without this topic" if one.absent else ""
            yield f"{one.commit[:12]} {_BY[one.known].format(at=at)}{without}; does not count"
    if not work:
        yield "nothing was collected"


def _policy(term: Term, student: str, terms: TermTopic, found: TopicGrade | None) -> Iterator[str]:
    grace = int(terms.grace.total_seconds())
    after = f", grace {duration(grace)}" if grace else ""
    yield f"due {moment_text(terms.due, term.file.zone)}{after}"
    extension = term.extensions.get((student, terms.id))
    if extension:
        until = moment_text(extension.until, term.file.zone)
        yield f"extended to {until} ({plain(extension.reason, 200)})"
    yield f"late work: {_late(terms.late)}"
    if found and found.handed and "" not in term.overrides.get((student, terms.id), {}):
        days = found.days
        yield "in time" if not days else f"{days} day{'' if days == 1 else 's'} late"


def _late(late: Late) -> str:
    if isinstance(late, Refuse):
        return "refused"
    most = "" if late.at_most is None else f", at most {late.at_most} days"
    if isinstance(late, PerDay):
        return f"{points_text(late.share * 100)} % less a day{most}"
    how = "where it gains most" if late.most else "in order"
    return f"a budget of {late.days} days over the term, spent {how}{most}"


def _worked(term: Term, student: str, terms: TermTopic, found: TopicGrade) -> Iterator[str]:
    overrides = term.overrides.get((student, terms.id), {})
    if "" in overrides:
        whole = overrides[""]
        yield (
            f"{points_text(whole.points)} by {plain(whole.who, 80)}, {plain(whole.when, 40)}: "
            f"{plain(whole.comment, 300)}"
        )
    if found.handed is None or found.handed.marks is None:
        return
    yield f"{points_text(found.machine)} by the machine"
    points, _maximum = marked(found.handed.marks, terms, overrides)
    if points != found.machine:
        yield f"{points_text(points)} with what people say of single tasks"
    if found.texts[1]:
        points += found.texts[0]
        yield f"{points_text(points)} with {points_text(found.texts[0])} for texts"
    if found.points is not None and "" not in overrides and points != found.points:
        yield f"{points_text(found.points)} after the late policy"


def _tasks(term: Term, student: str, terms: TermTopic, found: TopicGrade | None) -> Iterator[str]:
    overrides = term.overrides.get((student, terms.id), {})
    marks = found.handed.marks if found and found.handed else None
    rows = []
    for name, spec in terms.topic.scored.items():
        task = marks.tasks.get(name) if marks else None
        machine = f"{points_text(task.earned)} of {points_text(task.points)}" if task else "-"
        state = STATE_WORDS[task.state] if task else f"- of {spec.points}"
        override = overrides.get(name)
        said = ""
        if override:
            said = (
                f"-> {points_text(override.points)} by {plain(override.who, 80)}, "
                f"{plain(override.when, 40)}: {plain(override.comment, 300)}"
            )
        rows.append((name, machine, state, said))
    for line, row in zip(table(("", "", ""), [r[:3] for r in rows])[1:], rows, strict=True):
        yield f"{line}  {row[3]}".rstrip()
    if marks and marks.questions:
        counts = "" if terms.questions else ", which do not count"
        earned, most = map(points_text, marks.questions)
        yield f"questions {earned} of {most}{counts}"
    for prompt, said in read_texts(term, student, terms).items():
        yield f"text {prompt}: {said}"


def read_texts(term: Term, student: str, terms: TermTopic) -> dict[str, str]:
    """Prompt -> what its readers say of the text, and what it is worth."""
    found = {}
    scores = term.scores.get((student, terms.id), {})
    # In a term in which texts give no points, nobody waits for them to be read.
    asked = [prompt.id for prompt in terms.topic.sheet.prompts] if scores or terms.texts else []
    for prompt in asked:
        readers = scores.get(prompt, {})
        if not readers:
            found[prompt] = "not read yet, so it does not count"
            continue
        worth = terms.texts / len(asked)
        points = points_text(worth * text_share(readers.values()))
        of = f"{points} of {points_text(worth)} points" if worth else "no points in this term"
        read = [
            f"{plain(reader, 80)} {', '.join(map(str, steps))}"
            for reader, steps in readers.items()
            if steps
        ]
        said = f"{'; '.join(read)} (0 to {STEPS[-1]} an item)" if read else "nothing was written"
        found[prompt] = f"{said}: {of}"
    return found


def _history(term: Term, book: Gradebook, student: str, terms: TermTopic) -> Iterator[str]:
    """Each value that a submission ever had, and what changed it."""
    before: dict[str, Marks] = {}
    for value in _values(book, student, terms.id):
        at = moment_text(value.started, term.file.zone)[:16]
        counts = {True: "", False: ", dropped", None: ", waits"}[value.accepted]
        said = f"{at} run {value.run} ({value.kind}, engine {value.engine}, by {value.by}{counts})"
        if value.marks.problem:
            yield f"{said} {value.commit[:12]}: {plain(value.marks.problem, 300)}"
            continue
        points, maximum = marked(value.marks, terms, {})
        old = before.get(value.commit)
        moved = "" if old is None else _moved(old, value.marks)
        text = f"{points_text(points)} of {points_text(maximum)}{moved}"
        yield f"{said} {value.commit[:12]}: {text}"
        if value.accepted:
            before[value.commit] = value.marks


def _moved(old: Marks, new: Marks) -> str:
    changed = [
        f"{name} {points_text(old.tasks[name].earned)} -> {points_text(task.earned)}"
        for name, task in new.tasks.items()
        if name in old.tasks and old.tasks[name].earned != task.earned
    ]
    return f" ({', '.join(changed)})" if changed else " (the same)"


def _values(book: Gradebook, student: str, topic: str) -> list[_Value]:
    """What every run found at the work of a student: one join, the first run first."""
    query = (
        select(SubmissionRow, ResultRow.states, ResultRow.problem, RunRow, DecisionRow)
        .join(StudentRow, StudentRow.id == SubmissionRow.student_id)
        .join(ResultRow, ResultRow.submission_id == SubmissionRow.id)
        .join(RunRow, RunRow.id == ResultRow.run_id)
        .outerjoin(DecisionRow, (DecisionRow.run_id == RunRow.id) & (DecisionRow.topic == topic))
        .where(StudentRow.name == student, SubmissionRow.topic == topic)
        .order_by(RunRow.id, SubmissionRow.pushed_at, DecisionRow.id)
    )
    found: dict[tuple[int, int], _Value] = {}
    with book.reading() as session:
        for submission, states, problem, run, decision in session.execute(query):
            # Of several decisions on a run the last one is valid.
            found[run.id, submission.id] = _Value(
                commit=submission.commit,
                run=run.id,
                kind=run.kind,
                engine=run.engine,
                started=run.started,
                marks=marks_of(states, problem),
                accepted=decision.accepted if decision else None,
                by=plain(decision.by if decision else run.by, 80),
            )
    return list(found.values())
