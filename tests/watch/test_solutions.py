"""Solutions: shown once a task passes, released encoded, never before they may be."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.course_copy import change, refused
from tests.watch.small import TOPIC, learner

from classroom.author.handout_contract import solution_problems
from classroom.release.leaks import find_leaks
from classroom.release.solutions import put_solutions
from grader.course.manifest import Course, load_course
from grader.errors import UsageError
from grader.learn.solutions import FILE, decoded, encoded, excerpt, made, sentences, solution_page
from grader.record import TaskResult, TopicResult

NOW = datetime(2027, 3, 10, tzinfo=UTC)


def passing(ref: str, state: str = "pass") -> TopicResult:
    """A run in which this task stands so."""
    task = TaskResult(id="", ref=ref, title="", file="", points=1, state=state)  # type: ignore[arg-type]
    return TopicResult(id=TOPIC, title="", solution_hash="", tasks=[task])


def test_what_is_encoded_is_read_again(course: Course) -> None:
    """All of it, with the line ends of Windows too; and no line of code can be read in it."""
    topic = course.topic(TOPIC)
    content = encoded(course, topic)
    assert decoded(content, "x") == made(course, topic)
    assert decoded(content.replace(b"\n", b"\r\n"), "x") == made(course, topic)
    assert b"def " not in content
    for broken in (content[:-40], b"", b"\n\nabc", content.replace(b"\n\n", b"\n\n!!", 1)):
        with pytest.raises(UsageError, match="cannot be read"):
            decoded(broken, "x")


def test_every_task_has_a_solution_and_other_ways_say_what_differs(course: Course) -> None:
    """Two sentences, as the contract asks for; the solution of another task is not shown along."""
    for topic in course.topics.values():
        assert list(solution_problems(course, topic)) == []
        shown = made(course, topic)
        assert set(shown) == {task.ref for task in topic.tasks.values()}
        assert all(solution.code and '"""' not in solution.code for solution in shown.values())
        for task in topic.tasks.values():
            stub = (topic.folder / topic.file_of[task.id].name).read_text()
            for text in (shown[task.ref].code, shown[task.ref].other):
                for name in re.findall(r"(?<![\w.])(?:math|F|random|pairwise)\b(?=[.(])", text):
                    assert re.search(rf"import .*\b{name}( +#.*)?$", stub + text, re.MULTILINE), (
                        name
                    )
    layer = made(course, course.topic("micrograd"))["MG-E16"]
    assert "class Neuron" not in layer.code + layer.other


def test_it_bites(root: Path, tmp_path: Path) -> None:
    """The contract finds a task whose other ways are silent, and one with a single sentence."""
    where = ("exercises/makemore1", "reference/makemore1", "exercises/data")
    for name in where:
        shutil.copytree(root / name, tmp_path / name)
    head = 'title = "t"\nversion = "1"\n[[topics]]\nid = "makemore1"\n'
    (tmp_path / "exercises/course.toml").write_text(head)
    course = load_course(tmp_path)
    topic = course.topic(TOPIC)
    ways = tmp_path / "reference/makemore1/alternatives"
    change(ways / "loops.py", "in a small part of the time.", "in less time. That is all.")
    assert {p.what.partition(" say")[0] for p in solution_problems(course, topic)} == {
        "3 sentences"
    }
    for path in ways.glob("*.py"):
        path.write_text(re.sub(r'""".*?"""', '""', path.read_text(), flags=re.DOTALL))
    silent = [p.what for p in solution_problems(course, topic)]
    assert len(silent) == len(topic.tasks)
    assert silent[0] == "nothing says what differs in the other ways of bigram_counts"


def test_a_page_needs_a_pass(course: Course) -> None:
    """Without a run, with one that fails, with one that passes."""
    topic = course.topic(TOPIC)
    task = topic.tasks["softmax"]
    for result, said in (
        (None, "does not pass yet"),
        (passing("M1-E7", "fail"), "does not pass yet"),
        (passing("M1-E8"), "does not pass yet"),
    ):
        with pytest.raises(UsageError, match=said):
            solution_page(course, topic, task, result)
    page = "\n".join(solution_page(course, topic, task, passing("M1-E7")))
    assert page.count("def softmax(") == 2
    assert "What differs: " in page


def test_a_solution_is_shown_as_soon_as_its_own_task_passes(course: Course) -> None:
    """Value.exp is looked at by MG-E25 as well, which may wait: the README promises the first."""
    topic = course.topic("micrograd")
    page = solution_page(course, topic, topic.tasks["Value.exp"], passing("MG-E17"))
    assert page[0].startswith("MG-E17 Value.exp")


def test_what_is_shown_can_be_pasted(course: Course) -> None:
    """With the imports that the released file lacks, of a solution and of another way."""
    shown = made(course, course.topic(TOPIC))
    assert shown["M1-E1"].code.startswith("from itertools import pairwise\n\ndef bigram_counts(")
    assert shown["M1-E1"].other.startswith("from exercises.makemore1.letters import SYMBOLS\n\n")
    assert "import" not in shown["M1-E7"].code  # torch is there already


def test_another_way_shows_what_its_methods_share(course: Course, root: Path) -> None:
    """One _backward serves all operators: put over the methods of ours, it still has gradients."""
    shown = made(course, course.topic("micrograd"))
    ours = (root / "reference/micrograd/value.py").read_text()
    for ref in ("MG-E2", "MG-E13", "MG-E5", "MG-E17"):
        assert "def _backward(self)" in shown[ref].other
    # What other tasks ask for is there too where an attribute is kept under another name.
    assert "def parameters(" in shown["MG-E22"].other
    both: dict[str, Any] = {}
    exec(ours, both)
    way: dict[str, Any] = dict(both)
    exec(shown["MG-E13"].other, way)
    mended = type("Value", (both["Value"],), {
        name: each for name, each in vars(way["Value"]).items() if callable(each)
    })  # fmt: skip
    way["Value"] = mended
    a, b = mended(3.0), mended(-2.0)
    (a * b).backward()
    assert (a.grad, b.grad) == (-2.0, 3.0)


def test_the_command(root: Path, tmp_path: Path) -> None:
    """In a learner's repository: a stub, no such task, nothing released."""
    course = learner(root, tmp_path)
    assert refused("solution", "softmax", cwd=tmp_path) == (
        2,
        "grader: M1-E7 softmax does not pass yet; its solution is shown once it does: "
        "pytest exercises/makemore1\n",
    )
    status, said = refused("solution", "sofmax", cwd=tmp_path)
    assert (status, "did you mean softmax?" in said) == (2, True)
    with pytest.raises(UsageError, match="not here; they come with the next release: grader sync"):
        solution_page(
            course, course.topic(TOPIC), course.topic(TOPIC).tasks["softmax"], passing("M1-E7")
        )


def test_an_excerpt() -> None:
    """Methods below their class, helpers that are used, no docstrings, no other task."""
    text = '''"""Module."""
LIMIT = 3
OTHER = 4

def _helper(x):
    """Helps."""
    return x + LIMIT

class Value:
    """A value."""

    def a(self):
        """A."""
        return _helper(1), task(), self._own()

    def _own(self):
        return 1

    def b(self):
        return self._never()

    def _never(self):
        return 2

def task():
    return 9
'''
    expected = """LIMIT = 3

def _helper(x):
    return x + LIMIT

class Value:
    def a(self):
        return _helper(1), task(), self._own()

    def _own(self):
        return 1"""
    assert excerpt(text, ["Value.a"], ["task", "Value"]) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("One.", 1), ("One, 1.5 times. Two?", 2), ("No end", 0)]
)
def test_sentences(text: str, count: int) -> None:
    """As many as end."""
    assert sentences(text) == count


@pytest.fixture
def ours(root: Path, tmp_path: Path) -> Path:
    """The instructors' files of one topic."""
    folders = (
        "exercises/makemore1",
        "exercises/data",
        "reference/makemore1",
        "tests/hidden/makemore1",
    )
    for name in folders:
        shutil.copytree(root / name, tmp_path / "ours" / name)
    return tmp_path / "ours"


def policy(ours: Path, solutions: str, due: str) -> Course:
    """The course with this policy, and a due date of its topic."""
    said = f'solutions = "{solutions}"\n' if solutions else ""
    date = f"due = {due}\n" if due else ""
    text = f'title = "t"\nversion = "1"\n{said}[[topics]]\nid = "{TOPIC}"\n{date}'
    (ours / "exercises/course.toml").write_text(text)
    return load_course(ours)


@pytest.mark.parametrize(
    ("solutions", "due", "there"),
    [
        ("", "", True),
        ("", "2027-03-11", False),
        ("", "2027-03-09", True),
        ("immediate", "2027-03-11", True),
        ("after-deadline", "", False),
        ("after-deadline", "2027-03-11", False),
        ("after-deadline", "2027-03-09", True),
    ],
)
def test_when_they_are_released(
    ours: Path, tmp_path: Path, solutions: str, due: str, there: bool
) -> None:
    """At once in self-study; where there is a deadline, after it, unless course.toml says else."""
    course = policy(ours, solutions, due)
    theirs = tmp_path / "theirs" / "exercises" / TOPIC
    theirs.mkdir(parents=True)
    paths = put_solutions(course, tmp_path / "theirs", NOW)
    assert paths == ([f"exercises/{TOPIC}/{FILE}"] if there else [])
    assert (theirs / FILE).exists() == there


def test_late_work_counts(ours: Path, tmp_path: Path) -> None:
    """Where late work is accepted, they wait for the end of that."""
    course = policy(ours, "", "2027-03-09\naccepted_until = 2027-03-12")
    assert put_solutions(course, tmp_path, NOW) == []
    (tmp_path / "exercises" / TOPIC).mkdir(parents=True)
    assert put_solutions(course, tmp_path, NOW + timedelta(days=4)) != []


def test_the_leak_scan_knows_them(ours: Path, tmp_path: Path) -> None:
    """In their place, when they may, unchanged: no leak. Anything else is one."""
    course = policy(ours, "", "2027-03-11")
    later = NOW + timedelta(days=4)
    theirs = tmp_path / "theirs"
    place = theirs / "exercises" / TOPIC
    place.mkdir(parents=True)
    put_solutions(course, theirs, later)

    def found(now: datetime) -> list[str]:
        return [p.what for p in find_leaks(course, theirs, now=now) if "solutions" in p.what]

    assert found(later) == []
    assert found(NOW) == ["holds the solutions while they wait for the deadline"]
    (place / FILE).rename(place / "notes.md")
    assert found(later) == ["holds solutions, encoded"]
    held = {ref: msgspec.structs.asdict(s) for ref, s in made(course, course.topic(TOPIC)).items()}
    assert held
    change(ours / "reference/makemore1/losses.py", "    shifted", "    moved = 1\n    shifted")
    (place / "notes.md").rename(place / FILE)
    assert found(later) == [f"holds something else than the solutions of {TOPIC}"]
