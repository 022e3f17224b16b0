"""What readers say of texts counts: in points, in words, in every export of a term."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.desk.terms import fake_course, handed, read, write_files
from tests.engine.render_samples import sample_class

from classroom.desk.grades import TopicGrade, grade
from classroom.desk.why import read_texts
from classroom.report.anonymous import anonymous, pseudonym, without_people
from classroom.report.canvas import canvas
from classroom.report.csv import gradebook
from classroom.report.exports import as_json
from classroom.report.history import Standing, StudentHistory, TermHistory
from classroom.report.moodle import moodle
from grader.errors import UsageError

TERM = """late = { per_day = "10%" }

[topics.mini]
due = 2027-03-14
texts = 6
"""
# ada's first text has two readers: 4 of 6 and 5 of 6 steps. Nobody has read her second one.
TOM = "ada,T-X1,1,2\nada,T-X1,2,2\nada,T-X1,3,0\nbob,T-X1,,none\n"
INA = "ada,T-X1,1,2\nada,T-X1,2,1\nada,T-X1,3,2\n"


def course() -> Any:
    """One topic of 20 points and two prompts."""
    made = fake_course({"mini": {"a": 10, "b": 10}})
    prompts = [SimpleNamespace(id="T-X1"), SimpleNamespace(id="T-X2")]
    sheet = SimpleNamespace(questions=(), prompts=prompts)
    found = made.topic("mini")
    found.sheet = sheet
    return SimpleNamespace(topics={"mini": found}, topic=lambda name: found, zone=made.zone)


def term(folder: Path, text: str = TERM, **scores: str) -> Any:
    """The term in `folder`, with a file of scores for each reader."""
    write_files(folder, text)
    (folder / "rubric").mkdir()
    for reader, rows in scores.items():
        path = folder / f"rubric/mini-{reader}.csv"
        path.write_text("student,prompt,item,step\n" + rows)
    return read(folder, course())


def grades(made: Any) -> dict[str, TopicGrade]:
    """What both students have; each has 8 of 10 points in the one task that is graded."""
    work = {"mini": handed([("2027-03-10T12:00:00+00:00", 8)])}
    return {name: grade(made, name, work, {"mini"}).topics["mini"] for name in ("ada", "bob")}


def test_a_text_is_worth_the_mean_of_its_readers(tmp_path: Path) -> None:
    """(4/6 + 5/6) / 2 of the 3 points of one of two texts; what nobody has read has no maximum."""
    found = grades(term(tmp_path, tom=TOM, ina=INA))
    assert (found["ada"].points, found["ada"].maximum) == (8 + Fraction(9, 4), 10 + 3)
    assert (found["bob"].points, found["bob"].maximum) == (8, 10 + 3)


def test_the_late_policy_is_of_texts_as_well(tmp_path: Path) -> None:
    """A day late costs a tenth of both."""
    made = term(tmp_path, tom=TOM)
    work = {"mini": handed([("2027-03-15T12:00:00+00:00", 8)])}
    own = grade(made, "ada", work, {"mini"}).topics["mini"]
    assert own.points == (8 + 2) * Fraction(9, 10)


def test_in_a_term_without_points_for_texts_none_count(tmp_path: Path) -> None:
    """Scores are shown all the same."""
    made = term(tmp_path, TERM.replace("texts = 6\n", ""), tom=TOM)
    assert (grades(made)["ada"].points, grades(made)["ada"].maximum) == (8, 10)
    said = read_texts(made, "ada", made.topics["mini"])
    assert said["T-X1"] == "tom 2, 2, 0 (0 to 2 an item): no points in this term"


def test_why_says_who_has_read_what(tmp_path: Path) -> None:
    """Each reader with their steps, and what is not read yet."""
    made = term(tmp_path, tom=TOM, ina=INA)
    said = read_texts(made, "ada", made.topics["mini"])
    assert said == {
        "T-X1": "ina 2, 1, 2; tom 2, 2, 0 (0 to 2 an item): 2.25 of 3 points",
        "T-X2": "not read yet, so it does not count",
    }
    bob = read_texts(made, "bob", made.topics["mini"])
    assert bob["T-X1"] == "nothing was written: 0 of 3 points"


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("mini-tom", "eve,T-X1,1,2", "'eve' is not on the roster"),
        ("mini-tom", "ada,T-X9,1,2", "has no prompt 'T-X9'; it has T-X1, T-X2"),
        ("mini-tom", "ada,T-X1,1,3", "step '3' cannot be"),
        ("mini-tom", "ada,T-X1,2,1", "item '2'"),
        ("mini-tom", "ada,T-X1,1,none", "step 'none' cannot be"),
        ("maxi-tom", "ada,T-X1,1,2", "the term's topics are mini"),
        ("mini", "ada,T-X1,1,2", "TOPIC-READER.csv"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, name: str, row: str, said: str) -> None:
    """With the file, and the line where there is one."""
    write_files(tmp_path, TERM)
    path = tmp_path / f"rubric/{name}.csv"
    path.parent.mkdir()
    path.write_text(f"student,prompt,item,step\n{row}\n")
    with pytest.raises(UsageError, match=said) as told:
        read(tmp_path, course())
    assert str(path) in str(told.value)


def test_a_topic_without_prompts_has_no_points_for_texts(tmp_path: Path) -> None:
    """The line of term.toml is named."""
    write_files(tmp_path, TERM)
    plain = fake_course({"mini": {"a": 10}})
    plain.topic = lambda name: SimpleNamespace(
        id=name, tasks={}, points=10, sheet=SimpleNamespace(questions=(), prompts=())
    )
    with pytest.raises(UsageError, match="line 5: mini asks for no text; leave texts out"):
        read(tmp_path, plain)


SECRET = b"a secret of the tests that is long enough"
RECORDS = sample_class()
NOW = datetime(2027, 3, 20, tzinfo=UTC)
# Ada's term gives her other points than the checks; Kurt Goedel has handed in nothing there.
HISTORY = TermHistory(
    name="t",
    zone="UTC",
    now=NOW,
    opens={},
    due={"makemore4": NOW},
    students={
        "Ada Lovelace": StudentHistory(
            total=71.25,
            topics={
                "makemore4": Standing(
                    points=28.5, maximum=40.0, why=["secret"], texts={"X": "tom said"}
                )
            },
        ),
        "Kurt G\u00f6del": StudentHistory(
            total=0.0, topics={"makemore4": Standing(points=0.0, maximum=40.0)}
        ),
    },
)


def cells(text: str, column: str, who: str = "Student") -> dict[str, str]:
    """Student -> the cell of a column."""
    return {row[who]: row[column] for row in csv.DictReader(io.StringIO(text))}


def test_canvas_and_moodle_have_what_the_term_gives() -> None:
    """One column a topic, its maximum the term's; who handed in nothing is blank, as ever."""
    found = cells(canvas(RECORDS, history=HISTORY), "makemore4")
    assert found["    Points Possible"] == "40"
    assert (found["Ada Lovelace"], found["Kurt G\u00f6del"]) == ("28.5", "")
    text = moodle(RECORDS, history=HISTORY)
    assert cells(text, "makemore4", "Name")["Ada Lovelace"] == "28.5"
    for each in (text, canvas(RECORDS, history=HISTORY)):
        assert "makemore4 questions" not in each
    assert "makemore4 questions" in canvas(RECORDS)


def test_tables_have_the_points_of_the_term_beside_those_of_the_checks() -> None:
    """In csv and json; without a term there is no such column."""
    text = gradebook(RECORDS, history=HISTORY)
    assert cells(text, "makemore4 term points", "student")["Ada Lovelace"] == "28.5"
    assert cells(text, "term percent", "student")["Ada Lovelace"] == "71.25"
    assert "term" not in gradebook(RECORDS).partition("\n")[0]
    students = {
        one["student"]: one for one in json.loads(as_json(RECORDS, (), HISTORY))["students"]
    }
    ada = students["Ada Lovelace"]
    assert (ada["term_percent"], ada["topics"][0]["term_points"]) == (71.25, 28.5)
    assert ada["topics"][0]["earned"] != 28.5


def test_without_names_a_term_says_nothing_of_anybody() -> None:
    """Pseudonyms have the same points; what people said is gone."""
    found, lost = anonymous(RECORDS, (), SECRET)
    history = without_people(HISTORY, SECRET)
    text = gradebook(found, lost, history=history)
    name = pseudonym("Ada Lovelace", SECRET)
    assert cells(text, "makemore4 term points", "student")[name] == "28.5"
    for word in ("Ada", "tom said", "secret"):
        assert word not in text + as_json(found, lost, history) + repr(history)
