"""`grader term`: a new folder, what is wrong in it, and where it stands."""

from __future__ import annotations

import csv
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.course_copy import refused
from tests.desk.small import Small, small
from tests.engine.mini_course import write_mini
from typer.testing import CliRunner

from grader.cli.app import app
from grader.errors import EXIT_USAGE
from grader.stored import read


def said(root: Path, *words: str) -> str:
    """What a command prints that ends well, run in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_new_term_lacks_a_class_and_nothing_else(tmp_path: Path) -> None:
    """`init` makes files that `check` can read once somebody is on the roster."""
    root = write_mini(tmp_path / "course")
    told = said(root, "term", "init", "terms/spring", "--timezone", "Europe/Berlin")
    assert "next: fill in terms/spring/roster.csv" in told
    status, line = refused("term", "check", "terms/spring", cwd=root)
    assert (status, "terms/spring/roster.csv names no student" in line) == (EXIT_USAGE, True)
    (root / "terms/spring/roster.csv").write_text("student\nada\n")
    told = said(root, "term", "check", "terms/spring")
    assert "mini: due " in told
    assert "spring: 1 students, 1 topics, 0 extensions, 0 overrides; nothing is wrong" in told
    ignored = (root / "terms/spring/.gitignore").read_text().split()
    assert ignored == ["gradebook.db*", "collected/", "report/", "texts/", ".gradebook-commit"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["term", "init", "."], "roster.csv is there already; name a new folder, or remove it."),
        (["term", "init", "x", "--timezone", "Berlin"], '--timezone: timezone = "Berlin" is no'),
        (["term", "check", "nowhere"], "nowhere is no folder; make a term with: grader term init"),
        (["term", "check", "."], "cannot read term.toml: No such file or directory; grader term"),
        (["collect", "--term", "nowhere"], "nowhere is no folder"),
    ],
)
def test_wrong_use_of_a_term(tmp_path: Path, words: list[str], line: str) -> None:
    """One line, and nothing is written."""
    root = write_mini(tmp_path / "course")
    (root / "roster.csv").write_text("student\nada\n")
    before = sorted(root.rglob("*"))
    status, told = refused(*words, cwd=root)
    assert status == EXIT_USAGE
    assert line in told
    assert told.count("\n") == 1
    assert sorted(root.rglob("*")) == before


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A class of four, of whom one has handed in nothing and one has a name in Greek."""
    contents = {"ada": "right", "bob": "broken", "\u03b6\u03b7\u03bd\u03ce": "wrong"}
    made = small(tmp_path_factory.mktemp("status") / "course", contents)
    with (made.root / "term/roster.csv").open("a") as roster:
        roster.write("dan\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_SECRET", "a secret of the tests that is long enough")
        made.collect()
        said(made.root, "grade", "--term", "term", "--workers", "1")
    return made


def test_status_has_a_line_a_topic_and_what_waits(term: Small) -> None:
    """Who was collected, graded, late, and what the last collection could not bring."""
    lines = said(term.root, "term", "status", "term").splitlines()
    assert lines[0] == "term: 4 students"
    assert lines[1].split()[:3] == ["topic", "due", "collected"]
    # 10, 0, 4 and 0 of 10 points.
    assert " ".join(lines[2].split()) == "mini 2099-03-14 23:59 3 3 0 0 3.5 of 10 1"
    assert lines[3].startswith("dan: ")
    assert "no such folder" in lines[3]


def test_status_as_json_is_exact(term: Small) -> None:
    """Points are fractions as text."""
    data: dict[str, Any] = json.loads(said(term.root, "term", "status", "term", "--json"))
    found = {row["student"]: row["topics"]["mini"] for row in data["students"]}
    assert {name: Fraction(cell["points"]) for name, cell in found.items()} == {
        "ada": 10,
        "bob": 0,
        "\u03b6\u03b7\u03bd\u03ce": 4,
        "dan": 0,
    }
    assert found["dan"]["reason"] == "nothing handed in"
    assert found["ada"]["known"] == "collected"


def test_the_report_of_a_term_has_everybody(term: Small) -> None:
    """Records of who handed in, a row of who did not, and grades.csv."""
    folder = term.root / "term/report"
    records = [read(path) for path in sorted((folder / "records").glob("*.json"))]
    assert len(records) == 3
    assert {topic.due for record in records for topic in record.topics} == {
        "2099-03-14T23:59:59+01:00"
    }
    assert not any(topic.revealed for record in records for topic in record.topics)
    with (folder / "grades.csv").open(newline="") as stream:
        rows = {row["student"]: row for row in csv.DictReader(stream)}
    assert list(rows) == ["ada", "bob", "\u03b6\u03b7\u03bd\u03ce", "dan"]
    assert rows["dan"]["mini said"] == "nothing handed in"
    assert [row["total percent"] for row in rows.values()] == ["100", "0", "40", "0"]
    assert "dan" in (folder / "gradebook.csv").read_text()


def test_without_the_database_library_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A term can be made and checked; what needs its gradebook is refused in one line."""
    made = small(tmp_path / "course", {"ada": "right"})
    for name in [*sys.modules]:
        if name.partition(".")[0] == "sqlalchemy" or name.startswith("classroom.desk."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    assert "nothing is wrong" in said(made.root, "term", "check", "term")
    commands = (
        ["term", "status", "term"],
        ["collect", "--term", "term"],
        ["grade", "--term", "term"],
        ["regrade", "--term", "term"],
        ["accept", "1", "--term", "term"],
        ["why", "ada", "mini", "--term", "term"],
    )
    for words in commands:
        status, line = refused(*words, cwd=made.root)
        assert status == EXIT_USAGE
        assert (
            line
            == 'grader: sqlalchemy is missing; install it with: pip install -e ".[instructor]"\n'
        )
