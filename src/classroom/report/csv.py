"""The gradebook as CSV, one row a student, one column a task; and the text of others' CSV files."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from classroom.report.history import TermHistory
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import csv_cell
from grader.record import Record, TaskResult, TopicResult, format_points
from grader.render.late import lateness
from grader.render.ritual import standing

BOM = "\ufeff"
_MAX_BYTES = 64 << 20


def read_text(path: Path, what: str, limit: int = _MAX_BYTES) -> str:
    """The text of a CSV file that somebody else's program has written.

    UTF-8 is read, and UTF-16 with its mark, which Excel calls Unicode text. Other encodings cannot
    be told from each other, and a name that is read wrongly is another student's: they are
    refused. Raises UsageError.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as e:
        raise UsageError(f"cannot read the {what} {path}: {e.strerror}.") from None
    if len(data) > limit:
        raise UsageError(f"{path} is larger than {limit >> 20} MB; is it the {what}?")
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    try:
        return data.decode("utf-16" if data.startswith(marks) else "utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise UsageError(
            f"{path} line {line}: not UTF-8 text; save it as CSV in UTF-8 (Excel calls it "
            '"CSV UTF-8").'
        ) from None


def read_rows(
    path: Path, what: str, limit: int, columns_of: Callable[[str, list[str]], list[str]]
) -> Iterator[tuple[str, int, dict[str, str]]]:
    """(where it stands, its line, column -> cell) of each row of a CSV file written by people.

    Cells are separated by commas, semicolons or tabs; `columns_of` makes the names of the columns
    of where the first line stands and its cells, or refuses it. Raises UsageError.
    """
    text = read_text(path, what, limit)
    first = next((line for line in text.splitlines() if line.strip()), "")
    # What separates the cells of the first line; a comma where nothing does.
    delimiter = max(",;\t", key=first.count)
    columns: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            where = f"{path} line {reader.line_num}"
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not columns:
                while not cells[-1]:
                    del cells[-1]
                columns = columns_of(where, cells)
                continue
            # Spreadsheets end a line with as many separators as the longest line has cells.
            cells[len(columns) :] = filter(None, cells[len(columns) :])
            if len(cells) != len(columns):
                raise UsageError(
                    f"{where}: {len(cells)} cells where the first line has {len(columns)}."
                )
            yield where, reader.line_num, dict(zip(columns, cells, strict=True))
        if not columns:
            raise UsageError(f"{path} is empty; its first line names the columns.")
    except csv.Error as e:
        raise UsageError(
            f"{path} line {reader.line_num}: not CSV ({e}); save it as CSV in UTF-8."
        ) from None


def gradebook(
    records: Sequence[Record],
    ungraded: Sequence[Ungraded] = (),
    *,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    bom: bool = False,
    absent: str = "",
    history: TermHistory | None = None,
) -> str:
    """The gradebook of `records`, sorted by student.

    Columns: student; what the roster says of each (`columns`: student -> column -> text); commit,
    committed_at (said by the student's git); the points and the maximum of every topic, and how
    late it is where it has a due date; the points of every task and question; how far the ritual
    is, where a topic has one; total, max (both of the tasks alone), warnings. The points of
    questions stand in columns of their own. A record without a topic leaves its cells empty, and so
    does whoever could not be graded: why is under warnings. `absent` fills what is empty so.
    In a term (`history`) come the points that it gives, after late policy, overrides and texts.
    `bom` puts the mark in front that Excel needs to read UTF-8.
    """
    columns = columns or {}
    topics = outline(records)
    given = _TermCells(history, [topic.id for topic, _ in topics])
    *ours, last = _header(topics)
    ours += [*given.titles, last]
    further = list(dict.fromkeys(name for row in columns.values() for name in row))
    titles = [f"roster {name}" if name in ours else name for name in further]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(name) for name in (ours[0], *titles, *ours[1:])])
    said = reasons(ungraded)
    rows = [
        (record.submission.student, _row(record, topics, absent)) for record in by_student(records)
    ]
    graded = {student for student, _ in rows}
    blank = ["", "", *[absent] * (len(ours) - len(given.titles) - 4), ""]
    rows += [(student, [csv_cell(student), *blank]) for student in said if student not in graded]
    for student, cells in sorted(rows, key=lambda row: (row[0].casefold(), row[0])):
        known = columns.get(student, {})
        told = [cells[-1], *(csv_cell(text) for text in said.get(student, ()))]
        leading = [csv_cell(known.get(name, "")) for name in further]
        term = given.of(student)
        writer.writerow([cells[0], *leading, *cells[1:-1], *term, "; ".join(filter(None, told))])
    return (BOM if bom else "") + out.getvalue()


class _TermCells:
    """The columns of a term: the points of each topic, their maximum, and the total."""

    def __init__(self, history: TermHistory | None, topics: Sequence[str]) -> None:
        self._history, self._topics = history, topics
        names = [f"{topic} term {what}" for topic in topics for what in ("points", "max")]
        self.titles = [*names, "term percent"] if history else []

    def of(self, student: str) -> list[str]:
        """The cells of a student, blank where nothing is known."""
        if self._history is None:
            return []
        found = []
        for topic in self._topics:
            own = self._history.standing(student, topic)
            pair = (own.points, own.maximum) if own else (None, None)
            found += ["" if number is None else format_points(number) for number in pair]
        whole = self._history.students.get(student)
        total = whole.total if whole else None
        return [*found, "" if total is None else format_points(total)]


def reasons(ungraded: Sequence[Ungraded]) -> dict[str, list[str]]:
    """Student -> why there are no points, or not those of every topic."""
    found: dict[str, list[str]] = {}
    for lost in ungraded:
        found.setdefault(lost.student, []).append(lost.said)
    return found


def by_student(records: Sequence[Record]) -> list[Record]:
    """`records` in the order of every class report: by student, then commit."""

    def key(record: Record) -> tuple[str, ...]:
        who = record.submission
        return who.student.casefold(), who.student, who.commit, who.committed_at

    return sorted(records, key=key)


def outline(records: Sequence[Record]) -> list[tuple[TopicResult, list[TaskResult]]]:
    """Every topic that occurs in `records` with all its tasks.

    The fullest records come first, so that one student without a topic does not change the order
    of the columns.
    """
    topics: dict[str, TopicResult] = {}
    tasks: dict[str, dict[str, TaskResult]] = {}
    for record in sorted(by_student(records), key=lambda r: -len(r.topics)):
        for topic in record.topics:
            topics.setdefault(topic.id, topic)
            known = tasks.setdefault(topic.id, {})
            for task in topic.tasks:
                known.setdefault(task.id, task)
    return [(topic, list(tasks[topic.id].values())) for topic in topics.values()]


def _header(topics: list[tuple[TopicResult, list[TaskResult]]]) -> list[str]:
    names = ["student", "commit", "committed_at"]
    for topic, _ in topics:
        names += [f"{topic.id} points", f"{topic.id} max"]
        if topic.questions:
            names += [f"{topic.id} questions points", f"{topic.id} questions max"]
        names += [f"{topic.id} late"] if topic.due else []
    names += [f"{topic.id} {task.ref} {task.id}" for topic, tasks in topics for task in tasks]
    names += [f"{topic.id} {name}" for topic, _ in topics for name in _questions(topic)]
    names += [f"{topic.id} ritual" for topic, _ in topics if topic.ritual]
    return [*names, "total", "max", "warnings"]


def _questions(topic: TopicResult | None) -> dict[str, str]:
    """Question -> its points."""
    asked = topic.questions.questions if topic and topic.questions else []
    return {question.id: format_points(float(question.earned)) for question in asked}


def _row(
    record: Record, topics: list[tuple[TopicResult, list[TaskResult]]], absent: str
) -> list[str]:
    who = record.submission
    cells = [csv_cell(text) for text in (who.student, who.commit, who.committed_at)]
    mine = {topic.id: topic for topic in record.topics}
    for topic, _ in topics:
        own = mine.get(topic.id)
        cells += [format_points(own.earned), format_points(own.points)] if own else [absent, absent]
        if topic.questions:
            asked = own.questions if own else None
            points = [float(asked.earned), asked.points] if asked else []
            cells += [format_points(p) for p in points] or [absent, absent]
        if topic.due:
            cells.append(lateness(who, own) if own else "")
    for topic, tasks in topics:
        own = mine.get(topic.id)
        earned = {task.id: format_points(task.earned) for task in own.tasks} if own else {}
        cells += [earned.get(task.id, absent) for task in tasks]
    for topic, _ in topics:
        answers = _questions(mine.get(topic.id))
        cells += [answers.get(name, absent) for name in _questions(topic)]
    for topic, _ in topics:
        if topic.ritual:
            own = mine.get(topic.id)
            cells.append(csv_cell(standing(own.ritual)) if own and own.ritual else "")
    totals = [format_points(p) for p in (record.earned, record.points) if topics] or ["", ""]
    return [*cells, *totals, csv_cell("; ".join(record.warnings))]
