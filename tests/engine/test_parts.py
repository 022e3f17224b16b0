"""A task may have parts, each with points of its own and checks that name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.course_copy import change, grader
from tests.engine.mini_course import SOLUTION, hand_in, write_mini

from classroom.author.handout_contract import handout_problems
from classroom.author.verdicts import check_problems
from classroom.report.exports import gradescope
from grader.check.score import score
from grader.check.suite import find_checks
from grader.course.manifest import BEYOND, PartSpec, TaskSpec, load_course, load_topic
from grader.errors import CourseError
from grader.record import GRADING_PROBLEM, CheckResult, Row, TaskPart, TaskResult, TopicResult
from grader.render.causes import main_first, parts_of
from grader.render.markdown import feedback
from grader.render.terminal import Here, topic_report
from grader.stored import read

MANIFEST = "exercises/mini/topic.toml"
VISIBLE = "exercises/mini/test_mini.py"
PARTS = f'parts = [{{ name = "the list", points = 4 }}, {{ name = "{BEYOND}", points = 2 }}]\n'
LAST = 'requires = ["double"]\n'
BEYOND_CHECK = f'''

@task("squares", part="{BEYOND}")
def test_nothing(student):
    """squares an empty list"""
    expect_equal(student.squares([]), [])
'''
# Right for every list but the empty one.
SHORT = SOLUTION.replace("[x * x for", "[numbers.pop(0) ** 2] + [x * x for")
SPEC = TaskSpec(
    id="b",
    ref="T-1",
    title="t",
    points=12,
    hints=("x", "y"),
    requires=["a"],
    parts=[PartSpec(name="one", points=9), PartSpec(name="two", points=3)],
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The mini course, in which `squares` has two parts."""
    root = write_mini(tmp_path / "course")
    change(root / MANIFEST, LAST, LAST + PARTS)
    (root / VISIBLE).write_text((root / VISIBLE).read_text() + BEYOND_CHECK)
    return root


def check(part: str, state: str, visibility: str = "visible", category: str = "") -> CheckResult:
    """A check of a part."""
    fields = {"part": part, "state": state, "visibility": visibility, "category": category}
    return CheckResult(id="i", task="b", title="t", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "hidden", "two", "state", "earned", "standing"),
    [
        ("pass", "pass", "pass", "pass", 12, "pass"),
        ("pass", "pass", "fail", "partial", 9, "partial"),
        ("pass", "fail", "pass", "partial", 7.5, "partial"),
        ("pass", "fail", "error", "partial", 4.5, "partial"),
        ("fail", "pass", "pass", "partial", 3, "fail"),
        ("fail", "fail", "error", "fail", 0, "fail"),
        ("not_started", "not_started", "not_started", "not_started", 0, "not_started"),
    ],
)
def test_each_part_earns_its_own_points(
    one: str, hidden: str, two: str, state: str, earned: float, standing: str
) -> None:
    """Half of them for its visible checks; what rests on the task looks at the first part."""
    checks = [check("one", one), check("one", hidden, "hidden"), check("two", two)]
    found = score(SPEC, checks, {"a": "pass"})
    assert (found.state, found.points, found.earned) == (state, 12, earned)
    assert found.standing == standing
    assert sum(part.earned for part in found.parts) == earned


def test_a_part_that_counts_for_nobody_has_no_points() -> None:
    """The other part decides, on its own points."""
    checks = [check("one", "pass"), check("two", "error", category=GRADING_PROBLEM)]
    found = score(SPEC, checks, {})
    assert (found.state, found.points, found.earned) == ("pass", 9, 9)
    assert [(part.state, part.points) for part in found.parts] == [("pass", 9), ("uncounted", 0)]


def test_a_part_that_did_not_run_earns_nothing() -> None:
    """A check that is missing gives no points away."""
    found = score(SPEC, [check("one", "pass")], {})
    assert (found.points, found.earned) == (12, 9)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points = 2 }", "points = 3 }", "the parts of task 'squares' give 7 points, the task 6"),
        ("points = 2 }", "points = 0 }", f"part '{BEYOND}' of task 'squares' has 0 points"),
        (BEYOND, "the list", "task 'squares' has two parts named 'the list'"),
        (BEYOND, " ", "task 'squares' has a part without a name"),
    ],
)
def test_parts_that_do_not_fit_are_refused(course: Path, old: str, new: str, said: str) -> None:
    """When the manifest is read, with the task and the part."""
    change(course / MANIFEST, old, new)
    with pytest.raises(CourseError, match=said):
        load_topic(course / "exercises/mini")


def test_a_check_of_an_unknown_part_is_refused(course: Path) -> None:
    """With its place and the name that it asks for; of a task without parts as well."""
    change(course / VISIBLE, f'part="{BEYOND}"', 'part="beyond"')
    change(course / VISIBLE, '@task("double")', '@task("double", part="x")')
    with pytest.raises(CourseError) as raised:
        find_checks(load_topic(course / "exercises/mini"), course, None)
    assert "::test_nothing: topic.toml has no part 'beyond' of task 'squares'" in str(raised.value)
    assert "::test_double: topic.toml has no part 'x' of task 'double'" in str(raised.value)


def test_a_part_without_a_visible_check_or_a_row_is_found(course: Path) -> None:
    """An author is told what to write, in both places."""
    loaded = load_course(course)
    topic = loaded.topic("mini")
    checks = [check("the list", "pass")]
    task = TaskResult(
        id="squares", ref="r", title="t", file="mini.py", points=6, state="pass", checks=checks
    )
    result = TopicResult(id="mini", title="t", solution_hash="", tasks=[task])
    found = "\n".join(map(str, check_problems(loaded, result)))
    assert f"no visible check of squares names its part '{BEYOND}'; write one: @task(" in found
    assert "names its part 'the list'" not in found
    table = "| task | what | points |\n|---|---|---|\n| `double` | x | 4 |\n| `squares` | x | 6 |\n"
    readme = course / "exercises/mini/README.md"
    readme.write_text(table + "| - the list | x | 4 of these |\n| - more | x | 2 of these |\n")
    found = "\n".join(map(str, handout_problems(loaded, topic)))
    assert f"no row for the part '{BEYOND}' of `squares`" in found
    assert "gives 2 points to the part 'more', topic.toml says no such part" in found
    assert "'the list'" not in found


def test_a_row_says_how_long_and_how_hard(course: Path) -> None:
    """The minutes of a row's tasks are summed, its level is that of the hardest."""
    loaded = load_course(course)
    topic = loaded.topic("mini")
    for task, minutes, difficulty in zip(topic.tasks.values(), (10, 25), (1, 3), strict=True):
        task.minutes, task.difficulty = minutes, difficulty
    readme = course / "exercises/mini/README.md"
    head = "| task | minutes | level | points |\n|---|---|---|---|\n"
    readme.write_text(head + "| `double`, `squares` | 35 | 2 | 10 |\n")
    found = "\n".join(map(str, handout_problems(loaded, topic)))
    assert "the level of double, squares: 2, not 3" in found
    assert "the minutes of" not in found


@pytest.mark.parametrize(
    ("main", "beyond", "shown"),
    [
        ("fail", "fail", ["one"]),
        ("partial", "error", ["one"]),
        ("fail", "pass", ["one", "two"]),
        ("pass", "fail", ["one", "two"]),
        ("uncounted", "fail", ["one", "two"]),
    ],
)
def test_what_lies_beyond_waits_for_the_lecture_s_part(
    main: Any, beyond: Any, shown: list[str]
) -> None:
    """While a check of the first part fails, nothing is said of what the other loses."""
    parts = [TaskPart(name="one", points=9, state=main, earned=0)]
    parts.append(TaskPart(name="two", points=3, state=beyond, earned=0))
    checks = [check("two", "fail"), check("one", "fail")]
    task = TaskResult(
        id="b", ref="T-1", title="t", file="f.py", points=12, state="fail", earned=0,
        checks=checks, parts=parts,
    )  # fmt: skip
    assert [part.name for part in parts_of(task)] == shown
    assert [each.part for each in main_first(task, checks)] == ["one", "two"]


def test_what_is_wrong_beyond_goes_before_what_is_to_be_written() -> None:
    """Of a first part that is half written no check fails: it hides nothing that does."""
    parts = [TaskPart(name="one", points=9, state="fail", earned=0)]
    parts.append(TaskPart(name="two", points=3, state="error", earned=0))
    wrong = msgspec.structs.replace(check("two", "error"), rows=[Row("raised", "ValueError")])
    checks = [check("one", "pass"), check("two", "not_started"), wrong, check("one", "not_started")]
    task = TaskResult(
        id="b", ref="T-1", title="t", file="f.py", points=12, state="error", earned=0,
        checks=checks, parts=parts,
    )  # fmt: skip
    topic = TopicResult(
        id="topic", title="t", solution_hash="", tasks=[task], file_titles={"f.py": "f"}
    )
    lines = [" ".join(line.split()) for line in topic_report(topic, here=Here(stubs={"b": ["s"]}))]
    assert "one begun, 0 of 9 points" in lines
    assert "two ERROR, 0 of 3 points" in lines
    assert lines[-3:] == ["T-1 b (two): t", "raised ValueError", "stubs still to write: s"]


def test_every_report_shows_the_parts(course: Path, tmp_path: Path) -> None:
    """A lecture's answer keeps the points of its part; the other is named, and marked."""
    folder = hand_in(tmp_path / "class/short", SHORT)
    grader("grade", folder, cwd=course)
    record = read(course / "report/records/short.json")
    [_double, squares] = record.topics[0].tasks
    assert (squares.state, squares.earned) == ("partial", 4)
    assert [(p.name, p.state, p.earned) for p in squares.parts] == [
        ("the list", "pass", 4),
        (BEYOND, "error", 0),
    ]
    markdown = feedback(record)
    assert f"| - {BEYOND} | ERROR | | |" in markdown
    assert "| - the list | 4 of these 4 |" in markdown
    lines = topic_report(record.topics[0])
    assert any(line.split() == f"{BEYOND} ERROR, 0 of 2 points".split() for line in lines)
    assert any(f"MI-E2 squares ({BEYOND}): squares an empty list" in line for line in lines)
    _double, case = msgspec.json.decode(gradescope(record))["tests"]
    assert f"{BEYOND}: error, 0 of 2 points" in case["output"]
    [page] = [path.read_text() for path in (course / "report/students").iterdir()]
    assert f"- {BEYOND}" in page
    assert "0 of these 2" in page
