"""Tries, minutes and who seems stuck: pure functions of pushes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from tests.engine.render_samples import check, record, report_pages, task, topic

from classroom.report.history import (
    Attempt,
    Standing,
    StudentHistory,
    TermHistory,
    minutes,
    tries,
)
from classroom.report.pages.site import Site
from classroom.report.pages.stuck import stuck
from classroom.report.statistics import topic_items

pytestmark = pytest.mark.laptop

START = datetime(2027, 3, 1, 9, tzinfo=UTC)


def push(minute: float, state: str | None = "fail", said: str = "", earned: float = 0) -> Attempt:
    """A push so many minutes after the start, with the task `f` in a state; None: not graded."""
    return Attempt(
        at=START + timedelta(minutes=minute),
        commit="c" * 40,
        known="server",
        states=None if state is None else {"f": state},
        earned=earned,
        most=4,
        said={"f": said} if said else {},
    )


@pytest.mark.parametrize(
    ("pushes", "count", "spent"),
    [
        ([], None, None),
        ([push(0, "not_started"), push(5, "fail")], None, None),
        ([push(0, "pass")], 1, None),
        ([push(0, "not_started"), push(7, "pass"), push(9, "fail")], 1, None),
        ([push(0, "fail"), push(10, None), push(25, "pass"), push(26, "pass")], 3, 25),
        ([push(0, "fail"), push(30, "error"), push(61, "fail"), push(65, "pass")], 4, 34),
        ([push(0, "partial"), push(2000, "pass")], 2, 0),
        ([push(0, "uncounted"), push(4, "blocked"), push(6, "pass")], 2, 2),
    ],
    ids=range(8),
)
def test_tries_and_minutes(pushes: list[Attempt], count: int | None, spent: float | None) -> None:
    """From the first push that tries it to the first that passes; a pause of 31 minutes is cut."""
    assert tries(pushes, "f") == count
    assert minutes(pushes, "f", [one.at for one in pushes]) == spent


def test_pushes_for_other_topics_are_activity() -> None:
    """Who pushes another topic within the half hour was at work."""
    own = [push(0), push(50, "pass")]
    assert minutes(own, "f", [one.at for one in own]) == 0
    between = [START + timedelta(minutes=25), START - timedelta(minutes=9)]
    assert minutes(own, "f", between) == 50


def history(students: dict[str, StudentHistory], now: datetime) -> TermHistory:
    """A term of one topic that is due in four weeks."""
    due = {"makemore4": START + timedelta(days=28)}
    return TermHistory(
        name="Spring", zone="Europe/Berlin", now=now, opens={}, due=due, students=students
    )


def student(*attempts: Attempt) -> StudentHistory:
    """A student with these pushes."""
    return StudentHistory(
        total=50,
        pushes=[one.at for one in attempts],
        topics={"makemore4": Standing(points=1, maximum=4)},
        attempts={"makemore4": list(attempts)},
    )


def failing(name: str) -> Any:
    """A record whose task `f` fails."""
    said = {"state": "fail", "summary": "Values differ."}
    return record(name, [topic([task("f", "T-1", "fail", [check("f", 1, **said)])])])


@pytest.mark.parametrize(
    ("attempts", "day", "evidence"),
    [
        ([push(n, said="no") for n in range(3)], 0, ""),
        ([push(n, said="no") for n in range(4)], 0, "the same failure on 4 pushes"),
        ([push(n, said="no") for n in range(6)], 0, "the same failure on 6 pushes"),
        ([*(push(n, said="no") for n in range(4)), push(9, None)], 0, "the same failure on 4"),
        ([*(push(n, said="no") for n in range(4)), push(9, said="new")], 0, ""),
        ([push(0, earned=1), push(1, earned=1)], 4.9, ""),
        ([push(0, earned=1), push(60, earned=1)], 5.1, "no new points for 5 days, 1 pushes since"),
        ([push(0, earned=0), push(60 * 24 * 3, earned=1)], 6, ""),
        ([push(0, earned=1)], 29, ""),
    ],
    ids=range(9),
)
def test_the_rule_of_who_is_stuck(attempts: list[Attempt], day: float, evidence: str) -> None:
    """Four graded pushes with the same words, or five days without a point before the due date."""
    term = history({"ada": student(*attempts)}, START + timedelta(days=day, hours=1))
    found = stuck(Site([failing("ada")], history=term))
    assert [one.evidence.startswith(evidence) for one in found] == ([True] if evidence else [])
    if found:
        assert found[0].said == "f: Values differ."


def test_medians_agree_with_numpy() -> None:
    """The tries and minutes of a task are the medians over the students who pass it."""
    rng = random.Random(4)
    students, counts, spent = {}, [], []
    for number in range(25):
        fails = rng.randint(0, 6)
        gaps = [rng.choice([3, 10, 29, 45]) for _ in range(fails)]
        at = np.cumsum([0, *gaps])
        passes = number % 5 > 0
        states = ["fail"] * fails + (["pass"] if passes else ["fail"])
        students[f"s{number}"] = student(*map(push, map(float, at), states))
        if passes:
            counts.append(fails + 1)
            spent += [sum(gap for gap in gaps if gap <= 30)] if fails else []
    term = history(students, START)
    records = [failing(name) for name in students]
    [item] = topic_items(records[0].topics[0], records[0].topics[0].tasks, records, term).items
    assert item.tries == np.median(counts)
    assert item.minutes == pytest.approx(float(np.median(spent)))


def test_the_pages_of_a_term_have_a_curve_and_a_line_of_pushes() -> None:
    """Both as drawings with a title and the same as a table; no style, no id twice."""
    attempts = [push(0), push(60 * 24, None), push(60 * 24 * 2, "pass", earned=4)]
    term = history({"ada": student(*attempts), "bea": student()}, START + timedelta(days=20))
    found = report_pages([failing("ada"), failing("bea")], history=term)
    page, own = found["topics/makemore4.html"], found["students/ada.html"]
    for text in (page, own):
        assert text.count('<svg class="chart') == 1
        start = text.index('<svg class="chart')
        drawing = text[start : text.index("</svg>", start)]
        assert "<title>" in drawing
        assert "style=" not in drawing
        assert "#0" not in drawing.replace('href="#', "")
    assert '<th scope="row">2027-03-03</th><td class="num">50%</td>' in page
    assert own.count("<circle") == 3
    assert '<svg class="chart' not in found["students/bea.html"]
    assert "50.0 % in all" in own
    index = found["index.html"]
    assert "Last push" in index
    assert "2027-03-03" in index
