"""Questions: how answers are read, judged, sealed and recorded, and what is said of them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from tests.engine import quiz_samples
from tests.engine.quiz_samples import KEY, QUESTIONS, RIGHT, write_quiz
from tests.engine.render_samples import record, whole_report
from tests.forks import run_in_fork

from classroom.author import question_contract
from classroom.author.build import question_files, write
from classroom.author.contract import surplus
from classroom.grade.cache import Keys
from classroom.grade.key import grade_questions, load_key, reference_answers, sealed_file
from grader.course.manifest import Course, Topic, load_course
from grader.course.questions import FIRSTS, Sheet
from grader.errors import CourseError
from grader.quiz import sheets
from grader.quiz.answers import MAX_BYTES, near, number, read_answers
from grader.quiz.explain import own_words
from grader.quiz.firsts import keep_firsts
from grader.quiz.judge import assess, local_questions
from grader.quiz.sealed import opener
from grader.record import (
    PartResult,
    QuestionResult,
    QuestionsResult,
    Record,
    TopicResult,
)
from grader.render.closed import student_view
from grader.render.markdown import feedback
from grader.render.questions import part_text, question_lines
from grader.repository.collect import Collected, collect

pytestmark = pytest.mark.laptop

LONG = "Each use of the value moves the loss, so the two slopes are summed for it."


@pytest.fixture
def quiz(tmp_path: Path) -> Course:
    """A course whose topic `quiz` asks a question of every type."""
    return write_quiz(tmp_path)


@pytest.fixture
def topic(quiz: Course) -> Topic:
    """Its topic."""
    return quiz.topics["quiz"]


def graded(course: Course, answers: str, explanations: str = "") -> QuestionsResult:
    """What the judge makes of the two texts, by the key."""
    topic = course.topics["quiz"]
    files = {
        topic.path_in_repository(name): text.encode()
        for name, text in zip(topic.texts, (answers, explanations), strict=True)
    }
    return grade_questions(
        course, topic, load_key(course, topic), Collected("ada", "", files=files)
    )


def opened(course: Course, answers: str) -> QuestionsResult:
    """What a laptop makes of the answers, by the sealed file."""
    topic = course.topics["quiz"]
    file = sealed_file(topic, load_key(course, topic))
    return assess(topic.sheet, {"answers.toml": answers}, "immediate", lambda n: opener(file, n))


def part(questions: QuestionsResult, name: str):
    """One part of the record."""
    return {p.name: p for q in questions.questions for p in q.parts}[name]


# (answer, state, right, of, texts)
JUDGED = [
    ('QZ-Q1 = "B"', "right", 1, 1, ["Q1 is two."]),
    ('QZ-Q1 = " b "', "right", 1, 1, ["Q1 is two."]),
    ('QZ-Q1 = "D"', "wrong", 0, 1, ["Q1 D no."]),
    ('QZ-Q2 = ["C", "A"]', "right", 2, 2, ["Q2 is one and six."]),
    ('QZ-Q2 = "A, C"', "right", 2, 2, ["Q2 is one and six."]),
    ('QZ-Q2 = ["A"]', "partly", 1, 2, ["Q2 C."]),
    ('QZ-Q2 = ["A", "B", "C"]', "partly", 1, 2, ["Q2 B."]),
    ('QZ-Q2 = ["A", "B"]', "wrong", 0, 2, ["Q2 B.", "Q2 C."]),
    ("QZ-Q2 = []", "wrong", 0, 2, ["Q2 A.", "Q2 C."]),
    ("QZ-Q3.a = -3", "right", 1, 1, ["a is -3."]),
    ("QZ-Q3.a = -3.0", "right", 1, 1, ["a is -3."]),
    ('QZ-Q3.a = "-3"', "right", 1, 1, ["a is -3."]),
    ("QZ-Q3.a = -3e0", "right", 1, 1, ["a is -3."]),
    ("QZ-Q3.a = 3", "wrong", 0, 1, ["a has a sign."]),
    ("QZ-Q3.a = 5e-1", "wrong", 0, 1, ["a is no half."]),
    ("QZ-Q3.a = -4", "wrong", 0, 1, []),
    ("QZ-Q3.a = -3.001", "wrong", 0, 1, []),
    ("QZ-Q3.b = 0.628", "right", 1, 1, ["b is 0.628."]),
    ("QZ-Q3.b = 0.6280", "right", 1, 1, ["b is 0.628."]),
    ("QZ-Q3.b = 6.28e-1", "right", 1, 1, ["b is 0.628."]),
    ("QZ-Q3.b = 0.62831853", "right", 1, 1, ["b is 0.628."]),
    ("QZ-Q3.b = 0.627", "right", 1, 1, ["b is 0.628."]),
    ("QZ-Q3.b = 0.629", "right", 1, 1, ["b is 0.628."]),
    ("QZ-Q3.b = 0.63", "wrong", 0, 1, []),
    ("QZ-Q3.b = 0.626", "wrong", 0, 1, []),
    ("QZ-Q3.b = -0.628", "wrong", 0, 1, ["b is above 0."]),
    ("QZ-Q3.b = 0.315", "wrong", 0, 1, ["b is twice that."]),
    ("QZ-Q3.b = 0", "wrong", 0, 1, []),
    ("QZ-Q3.c = [6.0, 8, 20]", "right", 1, 1, ["c is a list."]),
    ("QZ-Q3.c = [6, 8, 0]", "wrong", 0, 1, ["c ends otherwise."]),
    ("QZ-Q3.c = [6, 8, 21]", "wrong", 0, 1, []),
    ("QZ-Q3.d = [-0.26, 1.1]", "right", 1, 1, ["d is rounded."]),
    ("QZ-Q3.d = [-0.25, 0.96]", "right", 1, 1, ["d is rounded."]),
    ("QZ-Q3.d = [-0.25, 1.2]", "wrong", 0, 1, []),
    ("QZ-Q3.d = [-0.5, 1]", "wrong", 0, 1, ["d half."]),
    ("QZ-Q3.e = 1", "right", 1, 1, ["e is 1.00."]),
    ("QZ-Q3.e = 1.01", "right", 1, 1, ["e is 1.00."]),
    ("QZ-Q3.e = 0.995", "right", 1, 1, ["e is 1.00."]),
    ("QZ-Q3.e = 0.99", "right", 1, 1, ["e is 1.00."]),
    ("QZ-Q3.e = 0.989", "wrong", 0, 1, []),
    ("QZ-Q3.f = [32, 27]", "right", 1, 1, ["f is a shape."]),
    ('QZ-Q3.f = "(32, 27)"', "right", 1, 1, ["f is a shape."]),
    ("QZ-Q3.f = []", "wrong", 0, 1, ["f has axes."]),
    ('QZ-Q4 = ["C", "A", "B"]', "right", 3, 3, ["Q4 in order."]),
    ('QZ-Q4 = "C A B"', "right", 3, 3, ["Q4 in order."]),
    ('QZ-Q4 = ["A", "C", "B"]', "partly", 1, 3, ["Q4 A."]),
    ('QZ-Q4 = ["A", "B", "C"]', "wrong", 0, 3, ["Q4 A.", "Q4 B."]),
    ('QZ-Q5 = { 1 = "B", 2 = "A" }', "right", 2, 2, ["Q5 in pairs."]),
    ('QZ-Q5 = { 1 = "B", 2 = "C" }', "partly", 1, 2, []),
    ('QZ-Q5 = { 1 = "C", 2 = "B" }', "wrong", 0, 2, ["1C.", "2B."]),
    ('QZ-Q6 = { verdict = false, reason = "B" }', "right", 2, 2, ["Q6 is false."]),
    ('QZ-Q6 = { verdict = "False", reason = "b" }', "right", 2, 2, ["Q6 is false."]),
    ('QZ-Q6 = { verdict = true, reason = "B" }', "partly", 1, 2, ["Q6 not true."]),
    ('QZ-Q6 = { verdict = false, reason = "C" }', "partly", 1, 2, ["Q6 C."]),
    ('QZ-Q6 = { verdict = true, reason = "A" }', "wrong", 0, 2, ["Q6 not true.", "Q6 A."]),
]


@pytest.mark.parametrize(("line", "state", "right", "of", "texts"), JUDGED)
def test_an_answer_is_judged_alike_by_the_key_and_by_what_is_sealed(
    quiz: Course, line: str, state: str, right: int, of: int, texts: list[str]
) -> None:
    """The state, the share and the sentences, on both ways."""
    name = line.split(" = ")[0]
    for questions in (graded(quiz, line), opened(quiz, line)):
        got = part(questions, name)
        assert (got.state, got.right, got.of, got.texts) == (state, right, of, texts)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('QZ-Q1 = "E"', "expected one of A, B, C, D; got 'E'"),
        ('QZ-Q1 = ["A"]', "expected one of A, B, C, D; got ['A']"),
        ("QZ-Q1 = true", "expected one of A, B, C, D; got True"),
        ('QZ-Q2 = ["A", "X"]', "a list of letters out of A, B, C, D"),
        ("QZ-Q3.a = true", "expected a whole number, for example 12; got True"),
        ('QZ-Q3.b = "ln 27"', "got 'ln 27' (give the number itself, worked out)"),
        ('QZ-Q3.b = "0,628"', "got '0,628' (give the number itself, worked out)"),
        ("QZ-Q3.b = nan", "an ordinary, finite number"),
        ("QZ-Q3.b = -inf", "an ordinary, finite number"),
        ("QZ-Q3.a = " + "9" * 400, "got a very large number"),
        ("QZ-Q3.a = 0x" + "f" * 400, "got a very large number"),
        ('QZ-Q3.a = "1e999"', "an ordinary, finite number"),
        ("QZ-Q3.a = 2027-01-01", "expected a whole number"),
        ("QZ-Q3.c = [6, 8]", "expected a list of 3 whole numbers"),
        ("QZ-Q3.c = 6", "expected a list of 3 whole numbers"),
        ("QZ-Q3.f = [32, 2.5]", "sizes are whole numbers"),
        ("QZ-Q3.f = [32, -1]", "sizes are whole numbers"),
        ('QZ-Q4 = ["C", "A"]', "each letter once"),
        ('QZ-Q4 = ["C", "A", "A"]', "each letter once"),
        ('QZ-Q5 = { 1 = "B" }', "a letter for each of 1, 2"),
        ('QZ-Q5 = { 1 = "B", 2 = "A", 3 = "C" }', "a letter for each of 1, 2"),
        ("QZ-Q6 = false", "{ verdict = true, reason ="),
        ('QZ-Q6 = { verdict = 0, reason = "B" }', "the verdict is true or false"),
    ],
)
def test_a_malformed_answer_is_told_what_is_expected(quiz: Course, line: str, words: str) -> None:
    """One line, which says nothing about the answer."""
    got = part(graded(quiz, line), line.split(" = ")[0])
    assert got.state == "malformed"
    assert words in got.problem
    assert len(got.problem) < 250
    assert (got.right, got.of, got.texts) == (0, 0, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("QZ-Q9 = 1", "there is no question QZ-Q9"),
        ("QZ-Q3.z = 1", "QZ-Q3 has no part z; its parts are a, b, c, d, e, f"),
        ("QZ-Q3 = 3", "QZ-Q3 has parts, so write QZ-Q3.a = ... and so on; got 3"),
        ('QZ-Q1 = "A"\nQZ-Q2 = B', 'line 2 (QZ-Q2 = B): put text in quotes: "B"'),
        ('QZ-Q1 = "A"\nQZ-Q1 = "B"', "QZ-Q1 is answered in line 1, which counts; remove one"),
        ("QZ-Q1 = [" * 3000, "longer than 500 characters"),
        ("QZ-Q1 = " + "B, " * 150 + "B", "text stands in quotes"),
        ("QZ-Q1 = " + "[\n" * 3000, "line 1 (QZ-Q1 = [): close the bracket"),
        ("a = 1\n" * MAX_BYTES, "larger than 32 KB"),
        (
            "\n".join(f'k{i} = "\\u001b[2J"' for i in range(400)),
            "more lines or keys that are not known",
        ),
    ],
)
def test_a_slip_in_the_file_is_one_line(topic: Topic, text: str, words: str) -> None:
    """Unknown keys and what is no TOML are named; what cannot be read answers nothing."""
    answers = read_answers(topic.sheet, text)
    assert words in " ".join(answers.problems)
    assert len(answers.problems) <= 21
    assert all(len(problem) < 250 and problem.isprintable() for problem in answers.problems)


def test_one_slip_costs_no_other_answer(quiz: Course) -> None:
    """Unknown keys and malformed answers leave the others as they are."""
    questions = graded(quiz, 'QZ-Q9 = 1\nQZ-Q1 = "Z"\nQZ-Q4 = ["C", "A", "B"]')
    assert part(questions, "QZ-Q4").state == "right"
    assert questions.earned == 4


SLIPS = [
    ("QZ-Q3.b = 0,628", "write 0.628, with a point"),
    ("QZ-Q3.b = -0,628  # a number", "write -0.628, with a point"),
    ("QZ-Q3.a = 13,002", "write 13.002, with a point, or 13002 if that is what you mean"),
    ('QZ-Q6 = { verdict = False, reason = "B" }', "write false, in small letters"),
    ("QZ-Q3.b = .628", "write 0.628, with a digit on both sides of the point"),
    ("QZ-Q3.a = 3.", "write 3.0, with a digit on both sides of the point"),
    ("QZ-Q3.a = 007", "write the number without a zero in front"),
    ("QZ-Q3.b = 2/3", "write the number itself, worked out"),
    ("QZ-Q3.c = 6, 8, 20", "put the list in brackets: [6, 8, 20]"),
    ("QZ-Q3.c = [6, 8, 20", "close the bracket"),
    ("QZ-Q3.c = [\n  6,\n  8,\n  20", "close the bracket"),
    ("QZ-Q1 = B", 'put text in quotes: "B"'),
    ("QZ-Q2 = A, C", 'put text in quotes: "A, C"'),
    ("QZ-Q2 = [A, C]", 'put each letter in quotes, as in ["A", "B"]'),
    ('QZ-Q2 = ["A", C]', 'put each letter in quotes, as in ["A", "B"]'),
    ('QZ-Q1 = "B', "close the quotes on the same line"),
    ("QZ-Q1 = B'", "close the quotes on the same line"),
    ('QZ-Q1 = """B', "close the quotes on the same line"),
    ("QZ-Q1 = \u201cB\u201d", "type straight quotes"),
    ("QZ-Q1 = \u201eB\u201c", "type straight quotes"),
    ("QZ-Q6 = { verdict = False, reason = 'B' }", "write false, in small letters"),
    ("QZ-Q1 = True", "write true, in small letters"),
    ("QZ-Q1 =", 'or "" where you have none'),
    ('QZ-Q1 == "B"', "write one equals sign"),
    ('QZ-Q1: "B"', "write an equals sign between the id and the answer in place of the colon"),
    ("I am not sure", "a note begins with #"),
    ('My QZ-Q1 (done) = "B"', "in front of the equals sign stands the id of the question alone"),
    ('QZ-Q1 = "B" "C"', "and nothing follows it"),
    ('QZ-Q1\u00a0= "B"', "a character that cannot be seen (U+00A0); type it again"),
    ('\ufeffQZ-Q2 = ["A", "C"]', "a character that cannot be seen (U+FEFF); type it again"),
    ('QZ-Q1 = "B"  # \x01', "a character that cannot be seen (U+0001); type it again"),
    ("[QZ Q3]", "write each answer on a line of its own"),
    (f'QZ-Q1 = "B"  # {"x" * 500}', "longer than 500 characters; write the answer alone"),
]


@pytest.mark.parametrize(("slip", "words"), SLIPS)
def test_a_slip_costs_its_own_answer_and_says_what_to_write(
    quiz: Course, topic: Topic, slip: str, words: str
) -> None:
    """The line number and a hint, on a laptop and at grading alike; every other answer counts."""
    name = next((n for n in topic.sheet.named_parts if n in slip.partition("=")[0]), "QZ-Q1")
    lines = RIGHT.strip().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{name} ="))
    lines[at : at + 1] = slip.split("\n")
    text = "\n".join(lines)
    questions = graded(quiz, text)
    [problem] = questions.problems
    assert problem.startswith(f"answers.toml line {at + 1} (")
    assert words in problem
    lost = {p.name for q in questions.questions for p in q.parts if p.state != "right"}
    assert lost == {name}
    assert opened(quiz, text).problems == questions.problems
    (topic.folder / "answers.toml").write_text(text)
    (topic.folder / "explanations.md").write_text("")
    write(
        topic.folder / "sealed.json", msgspec.json.encode(sealed_file(topic, load_key(quiz, topic)))
    )
    local = local_questions(topic, "last")
    assert local is not None
    assert (local.earned, local.problems) == (questions.earned, questions.problems)
    shown = record_of(questions)
    assert words in " ".join(" ".join(question_lines(shown.topics[0])).split())
    assert f"answers.toml line {at + 1} " in feedback(shown)
    assert f"quiz: answers.toml line {at + 1}" in whole_report([shown])


def test_many_slips_are_a_line_each(quiz: Course) -> None:
    """A sheet in which every answer is wrong in form says so for every one."""
    text = "\n".join(line.replace(" = ", " = x y? ") for line in RIGHT.strip().splitlines())
    questions = graded(quiz, text)
    assert len(questions.problems) == len(text.splitlines()) == 11
    assert questions.earned == 0


def test_answers_over_several_lines_count_beside_a_slip(quiz: Course) -> None:
    """Lists, text in three quotes and [tables] are read as TOML reads them."""
    text = """
QZ-Q1 = \'\'\'
B\'\'\'
QZ-Q2 = [
  "A",  # [ one
  "C",
]
QZ-Q4 = C A B
QZ-Q5 = { 1 = "B", 2 = "A" }
note = \"\"\"
QZ-Q6 = { verdict = true, reason = "A" }
[not a table
\"\"\"
[QZ-Q3]
a = -3
b = 0,628
f = [
  32,
  27 ]
""".replace("\\", "")
    questions = graded(quiz, text)
    assert [problem.partition(" (")[0] for problem in questions.problems] == [
        "answers.toml line 8",
        "answers.toml line 16",
        "answers.toml: there is no question note; the ids are in questions.md",
    ]
    right = [p.name for q in questions.questions for p in q.parts if p.state == "right"]
    assert right == ["QZ-Q1", "QZ-Q2", "QZ-Q3.a", "QZ-Q3.f", "QZ-Q5"]


def test_of_two_answers_the_first_counts_unless_it_is_empty(quiz: Course) -> None:
    """The empty line of the sheet may stay above the answer; a second answer is named."""
    questions = graded(quiz, 'QZ-Q1 = ""\nQZ-Q1 = "B"\nQZ-Q3.a = -3\nQZ-Q3.a = 4\nQZ-Q1 = "A"')
    assert (part(questions, "QZ-Q1").state, part(questions, "QZ-Q3.a").state) == ("right", "right")
    assert [problem.partition("):")[2] for problem in questions.problems] == [
        " QZ-Q3.a is answered in line 3, which counts; remove one",
        " QZ-Q1 is answered in line 2, which counts; remove one",
    ]
    pairs = graded(quiz, 'QZ-Q5 = { 1 = "B", 2 = "A" }\nQZ-Q5.1 = "C"')
    assert part(pairs, "QZ-Q5").state == "right"
    assert "QZ-Q5.1 is answered in line 1" in pairs.problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"k{i}{'.a' * 245} = 1" for i in range(64)),
        "\n".join(f"[k{i}{'.a' * 245}]" for i in range(64)),
        "x = " + "\n".join("[" * 490 for _ in range(66)),
        "x = " + "{ a = " * 80,
        'x = """' + "\n" * 32000,
        "x = [\n" * 5000,
        "a=[\n" + "[\n" * 16000,
        'a="""\n' * 5000,
        "\n" + "\n".join(f"k{i}{'.a' * 245} = [" for i in range(64)),
        "=\n" * 16000,
        "a=,\n" * 8000,
        "[a]\n" * 8000,
        "!\n" + "a = " + "'" * 480 + "\n",
    ],
)
def test_hostile_toml_takes_no_time(topic: Topic, text: str) -> None:
    """Deep and long structures end within the limits, whatever they are."""
    started = time.process_time()
    read_answers(topic.sheet, text[:MAX_BYTES])
    assert time.process_time() - started < 2


def test_answers_are_read_up_to_their_limit(topic: Topic) -> None:
    """The last byte that may be there counts, one more and nothing is read."""
    text = 'QZ-Q1 = "B"\n'
    whole = text + "\n" * (MAX_BYTES - len(text))
    assert read_answers(topic.sheet, whole).problems == []
    [problem] = read_answers(topic.sheet, whole + "\n").problems
    assert "larger than 32 KB" in problem


def test_a_byte_order_mark_and_windows_lines_are_read(quiz: Course) -> None:
    """As an editor on Windows writes them."""
    questions = graded(quiz, "\ufeff" + RIGHT.replace("\n", "\r\n"))
    assert questions.earned == questions.points == 20


def test_points_are_exact_and_shared_by_the_parts(quiz: Course) -> None:
    """6 parts of 5 points, 3 places of 4."""
    assert graded(quiz, "QZ-Q3.a = -3").earned == Fraction(5, 6)
    assert graded(quiz, 'QZ-Q4 = ["A", "C", "B"]').earned == Fraction(4, 3)
    assert graded(quiz, 'QZ-Q2 = ["A"]\nQZ-Q6 = { verdict = true, reason = "B" }').earned == 2.5
    assert graded(quiz, "").earned == 0
    assert graded(quiz, RIGHT).earned == 20


def test_near_is_one_unit_in_the_last_place() -> None:
    """Both ways, across powers of ten, for negative numbers; a whole number is exact."""
    from decimal import Decimal

    def values(text: str, digits: int) -> set[str]:
        return set(near(number(Decimal(text), digits), digits))

    assert values("0.628", 3) == {"628e-3", "627e-3", "629e-3"}
    assert values("-4.25", 3) == {"-425e-2", "-424e-2", "-426e-2"}
    assert values("9.99", 3) == {"999e-2", "998e-2", "100e-1"}
    assert {"100e-2", "101e-2", "990e-3", "995e-3", "999e-3"} < values("1", 3)
    assert "989e-3" not in values("1", 3)
    for power in ("1", "10", "0.001"):
        assert values(f"-{power}", 3) == {f"-{canon}" for canon in values(power, 3)}
    assert near("12", None) == ["12"]
    assert number(Decimal("-0.0"), None) == number(Decimal("-0.0"), 3) == "0"
    assert number(Decimal("1e-3"), 2) == "10e-4"


def test_sealed_texts_open_for_their_answer_alone(quiz: Course, topic: Topic) -> None:
    """Nothing of the key can be read, all texts of a part are of one length, builds are equal."""
    assert list(question_contract.opened(topic, load_key(quiz, topic))) == []
    file = sealed_file(topic, load_key(quiz, topic))
    data = msgspec.json.encode(file)
    assert data == msgspec.json.encode(sealed_file(topic, load_key(quiz, topic)))
    for told in (b"Q1 is two", b"Q2 is", b"0.628", b"Q6 is false"):
        assert told not in data
    for sealed in file.parts.values():
        assert len({len(text) for text in sealed.values()}) == 1
        assert list(sealed) == sorted(sealed)
    assert len(file.parts["QZ-Q1"]) == 4
    assert len(file.parts["QZ-Q3.a"]) == 3
    # The same answer to another question opens nothing of it.
    assert not set(file.parts["QZ-Q1"]) & set(file.parts["QZ-Q2"])


def test_a_laptop_judges_only_with_a_sealed_file(quiz: Course, topic: Topic) -> None:
    """Without it the form is looked at, and nothing said of what is right."""
    for path, content in question_files(quiz, topic).items():
        write(path, content)
    (topic.folder / "answers.toml").write_text(RIGHT)
    local = local_questions(topic, "last")
    assert local is not None
    assert (local.feedback, local.judged, local.earned) == ("immediate", True, 20)
    (topic.folder / "sealed.json").unlink()
    local = local_questions(topic, "last")
    assert local is not None
    assert (local.feedback, local.judged, local.answered) == ("after-deadline", False, 6)
    assert {p.state for q in local.questions for p in q.parts} == {"answered"}
    (topic.folder / "sealed.json").write_text("{")
    (topic.folder / "answers.toml").write_bytes(b"\xff")
    (topic.folder / "explanations.md").unlink()
    local = local_questions(topic, "last")
    assert local is not None
    assert [problem.split(" ")[0] for problem in local.problems] == [
        "exercises/quiz/answers.toml",
        "exercises/quiz/explanations.md",
        "sealed.json",
    ]


def record_of(questions: QuestionsResult, *, revealed: bool = False) -> Record:
    """A record with these questions."""
    topic = TopicResult(id="quiz", title="Quiz", solution_hash="", tasks=[], revealed=revealed)
    topic.questions = questions
    return record("ada", [topic])


def test_before_the_deadline_a_student_sees_what_is_answered(tmp_path: Path) -> None:
    """With after-deadline: no verdict, no sentence, no points; after it, all of it."""
    course = write_quiz(tmp_path, feedback="after-deadline")
    questions = graded(course, RIGHT + "x = 1\n", "## QZ-X1\nshort")
    questions.questions[0].parts[0] = part(graded(course, 'QZ-Q1 = "A"'), "QZ-Q1")
    seen = student_view(record_of(questions)).topics[0].questions
    assert seen is not None
    assert not seen.judged
    assert seen.earned == 0
    assert {p.state for q in seen.questions for p in q.parts} == {"answered"}
    assert not any(p.texts or p.right or p.of for q in seen.questions for p in q.parts)
    after = student_view(record_of(questions, revealed=True)).topics[0].questions
    assert after is not None
    assert after.earned == 18
    for view in (seen, after):
        assert view.prompts[0].problem == "1 words of at least 12"
        assert view.prompts[0].rubric == []
    assert questions.prompts[0].rubric == ["both uses are named", "the sum"]


def test_a_text_counts_by_its_own_words(quiz: Course, topic: Topic) -> None:
    """The prompt's words do not count, comments neither; a missing heading is said."""
    [prompt] = topic.sheet.prompts
    asked = prompt.text
    assert own_words(asked, prompt) == 0
    assert own_words(f"{asked} Each use moves the loss.", prompt) == 5

    def problem(explanations: str) -> str:
        return graded(quiz, "", explanations).prompts[0].problem

    assert problem(f"# X\n\n## QZ-X1 why it is so\n\n{LONG}") == ""
    assert problem(f"## My QZ-X1\n\n### First\n{LONG}") == ""
    assert problem(f"QZ-X1\n\n{LONG}").startswith("the heading is missing")
    assert problem(f"## QZ-X1\n<!-- {LONG} -->\n") == "not written"
    assert problem(f"## QZ-X1\n{asked}") == "0 words of at least 12 (16 more are the prompt's)"
    long = graded(quiz, "", "## QZ-X1\n" + "word \x1b[2J" * 9000).prompts[0]
    assert len(long.text) < 40_000
    assert "\x1b" not in long.text
    started = time.process_time()
    graded(quiz, "", "<!--" * 100_000 + "#" * 100_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "QZ-Q2"', 'id = "QZ-Q1"', "QZ-Q1 is there twice; give one of them another id."),
        ('id = "QZ-Q2"', 'id = "two"', "the id is not like M4-Q1"),
        ("points = 3", 'points = "3"', "question QZ-Q6: Expected `int`, got `str`, in `points`."),
        ("points = 3", "points = 0", "question QZ-Q6: it has 0 points"),
        ("points = 3", "point = 3", "question QZ-Q6: Object contains unknown field `point`"),
        ('type = "order"', 'type = "sort"', "question QZ-Q4: Invalid enum value 'sort'"),
        ("length = 3", "length = 1", "part QZ-Q3.c (num): length = 1"),
        ("digits = 3", "digits = 9", "part QZ-Q3.b (num): digits = 9"),
        ('key = "b"', 'key = "a"', "question QZ-Q3: its parts need keys a, b, c, each another."),
        ('{ key = "D", text = "ten" }', '{ key = "A", text = "ten" }', "the keys of `choices`"),
        ('type = "order"', 'type = "plot"', "is about a plot; name its figure"),
        ('type = "order"', 'type = "order"\ndigits = 2', "belong to type num"),
        ("min_words = 12", "min_words = 0", "prompt QZ-X1: title, text and min_words"),
        ("[[prompts]]", "[[texts]]", "'texts' is not expected; write [[prompts]] or [[questions]]"),
        ("points = 3", "points = ", "(at line "),
        ('stem = "Which letter?"', 'stem = " "', "question QZ-Q1: the stem is empty"),
        ('type = "mc"', 'key = "a"\ntype = "mc"', "the only part has the key 'a'; take it away."),
        ('text = "whole"', 'text = ""', "part QZ-Q3.a needs a text, since there are several"),
        ("points = 3", 'points = 3\nfigure = "figures/x.svg"', "a figure and its alt text come"),
        (
            'type = "shape"',
            'type = "shape"\nchoices = [{ key = "A", text = "a" }]',
            "takes no choi",
        ),
        (
            ', { key = "2", text = "two" }]',
            "]",
            "`left` belongs to a match, with at least 2 items.",
        ),
        ('{ key = "D", text = "ten" }', '{ key = "D", text = "" }', "an item of `choices` has no"),
    ],
)
def test_a_wrong_manifest_is_one_sentence(
    quiz: Course, topic: Topic, old: str, new: str, words: str
) -> None:
    """It says where, what and what to do."""
    (topic.folder / "questions.toml").write_text(QUESTIONS.replace(old, new, 1))
    with pytest.raises(CourseError) as e:
        _ = topic.sheet
    assert words in str(e.value)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "QZ-Q6"', 'id = "QZ-Q7"', "QZ-Q6 has no entry; write it."),
        ('answer = "B"', 'answer = "E"', "QZ-Q1: expected one of A, B, C, D; got 'E'"),
        ('{ answer = "A", text = "Q1 A no." },', "", "QZ-Q1: no sentence for A; write it."),
        ('{ answer = "A", text = "Q2 A." },', "", "QZ-Q2: no sentence for A; write it."),
        ('text = "Q1 A no."', 'text = ""', "QZ-Q1: the explanation or the text"),
        ("answer = 0.314", "answer = 0.629", "a wrong answer (=629e-3) is right, or there twice"),
        (
            "{ answer = 3, text",
            '{ answer = 3, text = "t" },\n{ answer = 3, text',
            "=3) is right, or",
        ),
        ('{ answer = 3, text = "a has a sign." },', "", "1 wrong answers; at least 2"),
        ('place = "1", answer = "C"', 'place = "3", answer = "C"', "names no place or no choice"),
        ('place = 1, answer = "A"', 'place = 1, answer = "C"', "a wrong answer (1=C) is right"),
        ("{ answer = true,", '{ answer = "B",', "QZ-Q6: no sentence for True"),
        ('id = "QZ-X1"', 'id = "QZ-X2"', "QZ-X"),
    ],
)
def test_a_wrong_key_is_one_sentence(quiz: Course, old: str, new: str, words: str) -> None:
    """Every part is keyed, every wrong choice has its sentence, no wrong answer is right."""
    (quiz.reference / "quiz" / "answers.toml").write_text(KEY.replace(old, new, 1))
    with pytest.raises(CourseError) as e:
        load_key(quiz, quiz.topics["quiz"])
    assert words in str(e.value)
    assert "\n" not in str(e.value)


def test_the_contract_holds_and_bites(quiz: Course, topic: Topic) -> None:
    """Points, plan, figures, digits, recomputed answers, empty sheets."""
    for path, content in question_files(quiz, topic).items():
        write(path, content)
    assert [str(p) for p in question_contract.question_problems(quiz, topic)] == []
    spoilt = QUESTIONS.replace('plan = ["S5"]', 'plan = ["S77"]', 1).replace("or to 2 ", "or to 4 ")
    spoilt = spoilt.replace("points = 3", 'points = 4\nfigure = "figures/x.svg"\nalt = "a line"')
    (topic.folder / "questions.toml").write_text(spoilt)
    (topic.folder / "answers.toml").write_text('QZ-Q1 = "B"\n')
    recompute = quiz.reference / "quiz" / "recompute.py"
    text = quiz_samples.RECOMPUTE.replace("1 - 4", "4").replace("qz_q3_f", "qz_q9")
    text = text.replace("3 / 3", "3 / 0")
    recompute.write_text(text)
    topic = load_course(quiz.root).topics["quiz"]
    found = "\n".join(str(p) for p in question_contract.question_problems(quiz, topic))
    for words in (
        "the questions give 21 points, a topic's give 20",
        "QZ-Q1: the study plan has no line S77",
        "QZ-Q3.d: neither stem nor text say 'to 2 significant digits'",
        "QZ-Q6: there is no figure figures/x.svg",
        "answers.toml: is not empty",
        "qz_q3_a gives 4, the key has -3",
        "no qz_q3_f for QZ-Q3.f",
        "qz_q9 belongs to no part",
        "qz_q3_e fails: ZeroDivisionError",
    ):
        assert words in found
    (topic.folder / "figures").mkdir()
    (topic.folder / "figures" / "x.svg").touch()
    (topic.folder / "figures" / "y.svg").touch()
    strange = [p.where for p in surplus(quiz, topic)]
    assert strange == ["exercises/quiz/figures/y.svg"]


def test_deadlines_ask_for_feedback_after_them(tmp_path: Path) -> None:
    """And then nothing sealed is built; one that is there has to go."""
    course = write_quiz(tmp_path, due="2027-03-01T23:59:00Z")
    [problem] = question_contract.policy_problems(course)
    assert 'set feedback = "after-deadline"' in str(problem)
    course = write_quiz(tmp_path, due="2027-03-01T23:59:00Z", feedback="after-deadline")
    assert list(question_contract.policy_problems(course)) == []
    topic = course.topics["quiz"]
    sealed = topic.folder / "sealed.json"
    assert question_files(course, topic)[sealed] is None
    assert "points come after the deadline" in sheets.page(topic, course.feedback)


def test_building_destroys_no_answer(quiz: Course, topic: Topic) -> None:
    """Missing keys and headings are added; what is filled in stays; empty sheets are made anew."""
    answers, explanations = topic.folder / "answers.toml", topic.folder / "explanations.md"
    answers.write_text('QZ-Q1 = "C"\n[QZ-Q3]\na = 5\n')
    explanations.write_text("# Mine\n\nno heading\n")
    for path, content in question_files(quiz, topic).items():
        write(path, content)
    read = read_answers(topic.sheet, answers.read_text())
    assert read.problems == []
    assert read.parts["QZ-Q1"].value == ("C",)
    assert read.parts["QZ-Q3.a"].value == ("5",)
    assert 'QZ-Q6 = ""' in answers.read_text()
    assert explanations.read_text() == "# Mine\n\nno heading\n\n## QZ-X1 why it is so\n"
    again = question_files(quiz, topic)
    assert all(path.read_bytes() == content for path, content in again.items() if content)
    answers.write_text("not toml at all")
    assert answers not in question_files(quiz, topic)
    answers.write_text('# old\nQZ-Q1 = ""\n')
    assert question_files(quiz, topic)[answers] == sheets.empty_answers(topic.sheet).encode()


def test_reference_answers_are_full(quiz: Course, topic: Topic) -> None:
    """What the course makes out of the key earns everything."""
    questions = graded(quiz, reference_answers(quiz, topic))
    assert questions.earned == questions.points
    assert {q.state for q in questions.questions} == {"right"}


def test_a_topic_without_questions_asks_nothing(topic: Topic) -> None:
    """As topics still are to which none was written."""
    (topic.folder / "questions.toml").unlink()
    assert topic.sheet == Sheet()
    assert (topic.texts, local_questions(topic, "last")) == ((), None)


def test_reading_questions_needs_no_torch() -> None:
    """A topic whose checks do without torch stays quick."""
    code = (
        "import sys, grader.quiz.judge, grader.render.questions; sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_report_is_short(quiz: Course, topic: Topic) -> None:
    """A line or two for each answer; a line for all that is open; all right is one line."""
    shown = TopicResult(id="quiz", title="", solution_hash="", tasks=[])
    shown.questions = graded(quiz, "")
    lines = list(question_lines(shown))
    assert lines[1] == "questions: 0 of 6 answered, 0 of 20 points (apart from the tasks)"
    assert lines[2].split() == ["unanswered", "all"]
    assert len(lines) == 5
    shown.questions = graded(quiz, RIGHT, "## QZ-X1\n" + " ".join(map(str, range(12))))
    lines = list(question_lines(shown))
    assert lines[1:] == [
        "questions: 6 of 6 answered, 20 of 20 points (apart from the tasks)",
        "  to explain   QZ-X1 12 words",
    ]
    assert "Q4 in order." in "\n".join(question_lines(shown, show_all=True))
    shown.questions = graded(quiz, 'QZ-Q1 = "A"\nQZ-Q3.a = 7\nQZ-Q4 = "Z"')
    text = "\n".join(question_lines(shown))
    assert "  not right    QZ-Q1     A: Q1 A no." in text
    assert "  not right    QZ-Q3.a   7 is not the answer" in text
    assert "  to mend      QZ-Q4     expected A, B, C in the right order" in text
    assert "QZ-Q2, QZ-Q3.b, QZ-Q3.c" in text


@pytest.mark.parametrize(("words", "shown"), [(8, 8), (16, 16), (90, 0)])
def test_an_explanation_of_what_is_right_is_whole_or_left_out(words: int, shown: int) -> None:
    """Whole where it takes one line more; else --all has it."""
    told = " ".join(["because"] * words)
    right = PartResult(name="QZ-Q1", answer="A", state="right", texts=[told])
    left = PartResult(name="QZ-Q2", answer="B", state="wrong")
    asked = [QuestionResult(id=p.name, points=1, parts=[p]) for p in (right, left)]
    topic = TopicResult(id="quiz", title="", solution_hash="", tasks=[])
    topic.questions = QuestionsResult(feedback="immediate", judged=True, questions=asked)
    lines = list(question_lines(topic))
    assert sum(line.count("because") for line in lines) == shown
    assert ("  (the whole texts with --all)" in lines) == (shown < words)
    page = " ".join(question_lines(topic, show_all=True))
    assert page.count("because") == words


def test_generated_files_of_questions_are_kept_in_step(course: Course) -> None:
    """The build of the whole course has them."""
    topics = [topic for topic in course.topics.values() if topic.texts]
    assert topics
    for topic in topics:
        for path, content in question_files(course, topic).items():
            assert (path.read_bytes() if path.is_file() else None) == content, path


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "symbolic link"),
        (lambda path: path.write_bytes(b"#" * (20 << 20)), "is larger than 512 KB"),
        (lambda path: path.write_bytes(b'QZ-Q1 = "\xff"'), "is not UTF-8 text"),
        (lambda path: path.write_bytes(b"a\0"), "null byte"),
        (lambda path: os.mkfifo(path), "is not a regular file"),
        (lambda path: None, "is missing"),
    ],
)
def test_a_hostile_sheet_is_unanswered_and_said(
    quiz: Course, topic: Topic, tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    """Links, sizes and what is no text cost the answers in that file and nothing else."""
    folder = tmp_path / "ada"
    for name, text in {"one.py": "x = 1\n", "explanations.md": f"## QZ-X1\n{LONG}"}.items():
        path = folder / topic.path_in_repository(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    spoil(folder / topic.path_in_repository("answers.toml"))
    collected = collect(folder, [topic])
    questions = grade_questions(quiz, topic, load_key(quiz, topic), collected)
    assert words in questions.problems[0]
    assert (questions.answered, questions.earned) == (0, 0)
    assert questions.prompts[0].problem == ""


def test_what_was_answered_ends_what_is_kept(quiz: Course, topic: Topic) -> None:
    """The key of a kept result covers both texts, the questions, their key and the policy."""

    def key(files: dict[str, str], feedback: str = "immediate") -> str:
        keys = Keys(quiz, [topic], {"feedback": feedback}, b"s")
        where = {topic.path_in_repository(n): text.encode() for n, text in files.items()}
        return keys.of(topic, where, {})

    seen = [key({}), key({"answers.toml": "a = 1"}), key({"explanations.md": "a = 1"})]
    seen.append(key({}, "after-deadline"))
    (topic.folder / "questions.toml").write_text(QUESTIONS + "\n")
    seen.append(key({}))
    (quiz.reference / "quiz" / "answers.toml").write_text(KEY + "\n")
    seen.append(key({}))
    assert len(set(seen)) == len(seen)


def test_no_text_makes_reading_fail(quiz: Course) -> None:
    """Whatever an edit leaves behind, there is a record, and never more points than there are."""
    rng = random.Random(0)
    pieces = [*'"[]{}=.\n\\#-', "'", "1e9", "nan", "\x00", "é"]
    for _ in range(400):
        text = RIGHT
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice(pieces) + text[at + rng.randint(0, 3) :]
        questions = graded(quiz, text, text)
        assert 0 <= questions.earned <= questions.points


def with_first(course: Course, now: str, first: str, count: str = "last") -> QuestionsResult:
    """What the judge makes of the answers that stand there, beside the first ones."""
    topic = course.topics["quiz"]
    course.count = count
    texts = {"answers.toml": now, "explanations.md": "", FIRSTS: first}
    files = {topic.path_in_repository(name): text.encode() for name, text in texts.items()}
    return grade_questions(
        course, topic, load_key(course, topic), Collected("ada", "", files=files)
    )


@pytest.mark.parametrize(("count", "earned"), [("last", 1), ("first", 0)])
def test_the_answer_that_the_course_says_earns_the_points(
    quiz: Course, count: str, earned: int
) -> None:
    """A wrong first answer and a right one now: course.toml decides, and both are known."""
    questions = with_first(quiz, 'QZ-Q1 = "B"', 'QZ-Q1 = "A"  # 2026-11-30 10:00', count)
    got = part(questions, "QZ-Q1")
    assert (got.state, got.first, got.first_answer, got.right) == ("right", "wrong", "A", earned)
    assert "(first try: A)" in part_text(got)


def test_first_answers_that_cannot_be_read_cost_nothing(quiz: Course) -> None:
    """A line without sense is told by the name of its file; the answer that stands there counts."""
    questions = with_first(quiz, 'QZ-Q1 = "B"', "QZ-Q1 = B B\n", "first")
    assert part(questions, "QZ-Q1").right == 1
    [problem] = questions.problems
    assert problem.startswith(f"{FIRSTS} line 1 (QZ-Q1 = B B)")


@pytest.fixture
def sealed(quiz: Course, topic: Topic) -> Topic:
    """The topic as it is on a laptop, where answers are judged at once."""
    file = sealed_file(topic, load_key(quiz, topic))
    (topic.folder / "sealed.json").write_bytes(msgspec.json.encode(file))
    return topic


def answered(topic: Topic, answers: str, when: datetime) -> QuestionsResult:
    """A whole run of pytest with these answers, as far as questions go."""
    (topic.folder / "answers.toml").write_text(answers + "\n")
    asked = local_questions(topic, "first")
    assert asked is not None
    keep_firsts(topic, asked, when)
    return asked


def test_only_the_first_answer_is_kept(sealed: Topic) -> None:
    """What is judged first is written down once, with its time; later answers leave it alone."""
    answered(sealed, 'QZ-Q1 = "A"', datetime(2026, 11, 30, 10))
    asked = answered(sealed, 'QZ-Q1 = "B"', datetime(2026, 11, 30, 11))
    assert part(asked, "QZ-Q1").first == "wrong"
    lines = (sealed.folder / FIRSTS).read_text().splitlines()
    assert [line for line in lines if line[:1] != "#"] == ['QZ-Q1 = "A"  # 2026-11-30 10:00']


def test_a_first_answer_of_any_type_is_read_again(sealed: Topic) -> None:
    """What is written down is the answer that was given, in each of its spellings."""
    for line, *_ in JUDGED:
        (sealed.folder / FIRSTS).unlink(missing_ok=True)
        answered(sealed, line, datetime(2026, 11, 30))
        name = line.split(" = ")[0]
        kept = read_answers(sealed.sheet, (sealed.folder / FIRSTS).read_text(), FIRSTS)
        assert kept.parts[name].value == read_answers(sealed.sheet, line).parts[name].value


def test_pytest_keeps_first_answers_where_it_says_what_they_give(
    quiz: Course, sealed: Topic
) -> None:
    """A whole run writes them down and judges later ones beside them; a part of one does not."""
    check = 'from grader import task\n\n\n@task("one")\ndef test_one(student):\n    """is 1"""\n'
    (sealed.folder / "test_one.py").write_text(check + "    assert student.one() == 1\n")
    (sealed.folder / "answers.toml").write_text('QZ-Q1 = "A"\n')
    (sealed.folder / "explanations.md").touch()
    run_in_fork("pytest", "exercises/quiz", "-k", "one and nothing_of_it", cwd=quiz.root)
    assert not (sealed.folder / FIRSTS).exists()
    run_in_fork("pytest", "exercises/quiz", cwd=quiz.root)
    assert 'QZ-Q1 = "A"  # 20' in (sealed.folder / FIRSTS).read_text()
    (sealed.folder / "answers.toml").write_text('QZ-Q1 = "B"\n')
    done = run_in_fork("pytest", "exercises/quiz", "--all", cwd=quiz.root)
    assert "(first try: A) Q1 is two." in done.stdout
