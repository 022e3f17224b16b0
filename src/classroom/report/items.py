"""The statistics of tasks as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from classroom.report.csv import outline
from classroom.report.history import TermHistory
from classroom.report.statistics import asked, topic_items
from grader.escape import csv_cell
from grader.record import Record

_HEADER = (
    *("topic", "ref", "task", "title", "points", "n", "p", "r", "tries", "minutes"),
    *("pass", "partial", "fail", "not started", "hidden-only", "never failed", "always failed"),
    *("most common failure", "students", "flags", "first answers", "first right"),
)


def items(records: Sequence[Record], history: TermHistory | None = None) -> str:
    """The statistics of every task and question, as the pages of topics show and define them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for topic, tasks in outline(records):
        for item in topic_items(topic, tasks, records, history).items:
            task = item.task
            texts = (topic.id, task.ref, task.id, task.title)
            numbers = (item.p, item.r, item.tries, item.minutes)
            counts = (*item.counts.values(), item.hidden_only, item.never, item.always)
            writer.writerow(
                [
                    *map(csv_cell, texts),
                    task.points,
                    item.n,
                    *("" if number is None else f"{number:.4g}" for number in numbers),
                    *counts,
                    csv_cell(item.failure),
                    item.failure_count,
                    "; ".join(item.flags),
                    *("", ""),
                ]
            )
        for part in asked(records, topic.id):
            wrong = part.answered - part.right
            writer.writerow(
                [
                    *map(csv_cell, (topic.id, part.name, "", "")),
                    "",
                    part.answered,
                    "" if part.p is None else f"{part.p:.4g}",
                    *("", "", ""),
                    *(part.right, "", wrong, "", "", "", ""),
                    csv_cell(part.wrong),
                    part.wrong_count,
                    "",
                    *(part.firsts, part.first_right),
                ]
            )
    return out.getvalue()
