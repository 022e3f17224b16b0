"""Grading a term again: only what can change, shown before it counts, as if all were new."""

from __future__ import annotations

import itertools
import random
import shutil
from pathlib import Path

import pytest
from tests.course_copy import refused
from tests.desk.small import CONTENTS, HIDDEN, Small, small

from classroom.desk.gradebook import Gradebook
from classroom.desk.why import why
from classroom.grade import batch
from grader.errors import EXIT_USAGE

CLASS = {"ada": "right", "bob": "stub", "cyd": "wrong", "dan": "open", "eve": "broken"}
# `open` doubles 0 to 1, which the hidden check of 0 alone sees: half of 4, beside 6 for squares.
ZERO = """    expect_equal(student.double(0), 0)"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A class of five, collected and graded; nobody changes it."""
    made = small(tmp_path_factory.mktemp("graded") / "course", CLASS)
    made.collect()
    done = made.grade()
    assert (done.graded, done.problems, done.faults) == (5, [], [])
    return made


@pytest.fixture
def term(graded: Small, tmp_path: Path) -> Small:
    """The same, to be graded again."""
    return Small(shutil.copytree(graded.root, tmp_path / "course"))


def test_a_term_is_graded_and_graded_again(term: Small) -> None:
    """The whole way: what is unchanged, who moves by a changed check, accept, reject, why."""
    before = {"ada": 10, "bob": 0, "cyd": 4, "dan": 8, "eve": 0}
    assert term.points() == before

    # Nothing has changed: nothing is read, nobody is judged.
    done = term.regrade()
    assert (done.run, done.graded, done.moved) == (None, 0, None)

    # A hidden check asks for less: the one who lost by it moves, and nobody else.
    term.change(HIDDEN, ZERO, "    expect_equal(student.double(1), 2)")
    done = term.regrade()
    assert done.moved is not None
    assert done.moved.movers == ["dan"]
    [moved] = done.moved.moved
    assert (moved.before, moved.after) == (8, 10)
    [task] = [task for task in moved.tasks if task.task == "double"]
    assert (task.before, task.after) == (2, 4)
    assert task.checks == [("tests/hidden/mini/test_mini.py::test_zero", "fail", "pass")]
    said = "\n".join(done.moved.lines())
    assert "1 of 5 move" in said
    assert "4 do not move." in said
    assert "test_zero (fail -> pass)" in said
    # Until somebody says so, nothing counts; what was said is kept.
    assert term.points() == before
    [_, run] = term.means().book.runs()
    assert run.comparison == said

    # Dropped, and graded again from what is there: nobody is judged twice.
    book = term.means().book
    book.decide(run.id, False, "tom")
    again = term.regrade()
    assert again.graded == 0
    assert again.moved is not None
    assert again.moved.movers == ["dan"]
    term.accept(again)
    assert term.points() == before | {"dan": 10}
    page = "\n".join(why(term.term, term.means().book, "dan", "mini"))
    assert "run 1 (grade" in page
    assert "run 2 (regrade" in page
    assert "dropped" in page
    assert "double 2 -> 4" in page


def test_a_check_that_is_changed_back_needs_no_judge(
    term: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first run found counts again, by a run that takes it over."""
    before = term.points()
    term.change(HIDDEN, ZERO, "    expect_equal(student.double(1), 2)")
    term.accept(term.regrade())
    term.change(HIDDEN, "    expect_equal(student.double(1), 2)", ZERO)

    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("somebody is judged")

    monkeypatch.setattr(batch, "Workers", nobody)
    done = term.regrade()
    assert done.moved is not None
    assert done.moved.movers == ["dan"]
    term.accept(done)
    assert term.points() == before


def test_a_regrade_that_is_out_of_date_is_dropped(term: Small) -> None:
    """The course changes again before anybody has accepted: the older run cannot count by then."""
    term.change(HIDDEN, ZERO, "    expect_equal(student.double(1), 2)")
    old = term.regrade()
    term.change(HIDDEN, "student.double(1), 2", "student.double(2), 4")
    new = term.regrade()
    assert new.dropped == [old.run]
    assert new.run != old.run
    term.change(HIDDEN, "    expect_equal(student.double(2), 4)", ZERO)
    last = term.regrade()
    assert last.dropped == [new.run]
    assert last.run is None


def test_decisions_of_people_survive_three_regrades(term: Small) -> None:
    """An override stands beside what the machine finds, whatever that is; so does an extension."""
    folder = term.root / "term"
    (folder / "overrides.csv").write_text(
        "student,topic,task,points,comment,who,when\n"
        "dan,mini,double,3,talked it through,tom,2027-03-20\n"
        "eve,mini,,7.5,oral exam,tom,2027-03-21\n"
    )
    (folder / "extensions.csv").write_text("student,topic,until,reason\ndan,mini,2099-03-20,ill\n")
    expected = term.points()
    assert expected["eve"] == 7.5
    texts = [ZERO, *(f"    expect_equal(student.double({n}), {2 * n})" for n in (1, 2, 3))]
    for old, new in itertools.pairwise(texts):
        term.change(HIDDEN, old, new)
        done = term.regrade()
        assert done.moved is not None
        term.accept(done)
        found = term.points()
        assert found["eve"] == 7.5
        # 3 for double by tom, and what squares earn.
        assert found["dan"] == 3 + 6
        page = "\n".join(why(term.term, term.means().book, "dan", "mini"))
        assert "-> 3 by tom, 2027-03-20: talked it through" in page
        assert "extended to 2099-03-20 23:59:59 +0100 (ill)" in page
    assert page.count("(regrade") == 3


def test_what_cannot_be_graded_again_keeps_what_it_has(term: Small) -> None:
    """Commits that are not here take nobody's points; with them the next regrade is complete."""
    before = term.points()
    kept = term.root / "term/collected/dan"
    aside = kept.rename(term.root / "dan")
    term.change(HIDDEN, ZERO, "    expect_equal(student.double(1), 2)")
    done = term.regrade()
    assert done.moved is not None
    assert done.moved.movers == []
    [problem] = done.problems
    assert "dan: no such folder" in problem
    term.accept(done)
    assert term.points() == before
    aside.rename(kept)
    last = term.regrade()
    assert last.graded == 1
    assert last.moved is not None
    assert last.moved.movers == ["dan"]


def edited(made: Small, rng: random.Random) -> None:
    """One random edit of a check, of the points of a task, or of somebody's work."""
    what = rng.randrange(4)
    if what == 0:
        path = made.root / HIDDEN
        text = path.read_text()
        lines = [line for line in text.splitlines() if "student.double" in line]
        number = rng.randrange(4)
        path.write_text(
            text.replace(lines[0], f"    expect_equal(student.double({number}), {2 * number})")
        )
    elif what == 1:
        path = made.root / "exercises/mini/test_mini.py"
        text = path.read_text()
        old = "uniform(1, 2)" if "uniform(1, 2)" in text else "uniform(2, 2)"
        path.write_text(text.replace(old, f"uniform({rng.choice((1, 2))}, 2)"))
    elif what == 2:
        path = made.root / "exercises/mini/topic.toml"
        text = path.read_text()
        points = rng.choice((4, 5, 8))
        head, _, rest = text.partition("points = ")
        path.write_text(f"{head}points = {points}\n{rest.partition(chr(10))[2]}")
    else:
        made.hand_in(rng.choice(sorted(CLASS)), rng.choice(sorted(CONTENTS)))


@pytest.mark.parametrize(
    "edits", [pytest.param(2, id="few"), pytest.param(200, marks=pytest.mark.full, id="200")]
)
def test_step_by_step_is_as_if_all_were_new(tmp_path: Path, edits: int) -> None:
    """After each random edit: collect, grade, regrade, accept gives what an empty book gives."""
    made = small(tmp_path / "course", CLASS)
    # Begins with another work of eve's and another hidden check.
    rng = random.Random(20270345)
    for number in range(edits):
        edited(made, rng)
        made.collect()
        assert made.grade().problems == []
        made.accept(made.regrade())
        fresh = Gradebook(f"sqlite:///{tmp_path / f'{number}.db'}")
        made.collect(fresh)
        made.grade(fresh, cached=False)
        old, new = made.grades(), made.grades(fresh)
        for student in CLASS:
            assert old[student].total == new[student].total, (number, student)
            one, other = (each[student].topics["mini"] for each in (old, new))
            assert (one.points, one.maximum, one.machine) == (
                other.points,
                other.maximum,
                other.machine,
            )
        fresh.close()


# The commands


REFUSED = [
    (["accept", "9"], "there is no run 9; the book has 1."),
    (["accept", "1"], "run 1 graded what had no result, so it counts as it is; only a regrade is"),
    (["reject", "1"], "run 1 graded what had no result"),
    (["why", "zoe", "mini"], "'zoe' is not on the roster"),
    (["why", "ada", "maxi"], "the term has no topic 'maxi'; it has mini."),
    (["regrade", "--topic", "maxi"], "the term has no topic 'maxi'; it has mini."),
    (["why", "ada", "mini", "--term", "nowhere"], "nowhere is no folder; make a term with:"),
    (["grade", "--term", "term", "class/ada"], "--term says what is graded; leave out folders"),
    (["grade", "--term", "term", "--commit", "v1"], "--term says what is graded; leave out"),
    (["grade"], "name the folders to grade, or a term with --term."),
]


def test_wrong_use_is_one_line(term: Small) -> None:
    """What was wrong, and what to do; nothing is changed by it."""
    before = term.points()
    for words, said in REFUSED:
        where = [] if {"--term", "grade"} & set(words) else ["--term", "term"]
        status, told = refused(*words, *where, cwd=term.root)
        assert status == EXIT_USAGE, (words, told)
        assert said in told
        assert told.count("\n") == 1
    status, told = refused("why", "ada", "mini", cwd=term.root)
    assert "which term is meant? there is none in terms/; name it with --term" in told
    assert term.points() == before
