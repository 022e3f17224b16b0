"""micrograd in the lecture's order: each task on its own, earlier answers, names by behaviour."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from classroom.author.compose import Files, Member, overridden, solutions, stubs
from classroom.author.trials import Bench, Trial
from grader.check.backend import TrustedBackend
from grader.check.mistakes import load_mistakes, load_reference, read_mistakes
from grader.check.naming import Namer
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.check.suite import find_checks
from grader.course.manifest import Course, Topic
from grader.record import CheckResult, Record, Row, TaskResult, TopicResult

EARLIER = Path(__file__).parent / "earlier/micrograd"
LECTURE = Path(__file__).parent / "lecture/micrograd"
LECTURE_SHARE = 0.75
# The rest of a learner's class is that of the reference.
HEAD = "class Value(Value):"


@pytest.fixture(scope="module")
def topic(course: Course) -> Topic:
    """micrograd."""
    return course.topic("micrograd")


def in_place(topic: Topic, folder: Path) -> Files:
    """The solution files of a folder, where a student has them."""
    return {
        topic.path_in_repository(path.name): path.read_text(encoding="utf-8")
        for path in folder.glob("*.py")
    }


def judged(bench: Bench, files: Files) -> TopicResult:
    """micrograd's part of the record of these files."""
    [(_, record)] = bench.grade([Trial("student", files, ("micrograd",))])
    return record.topics[0]


def tasks_of(topic: Topic, result: TopicResult) -> list[TaskResult]:
    """What is solved in code: an experiment is a report beside it."""
    return [task for task in result.tasks if task.id in topic.tasks]


@pytest.mark.parametrize(
    "style",
    [
        "",
        "lecture",
        *(
            pytest.param(style, marks=pytest.mark.full)
            for style in ("own_backward", "code_tour", "loops", "made_of_tools")
        ),
    ],
)
def test_an_earlier_solution_is_right(bench: Bench, topic: Topic, style: str) -> None:
    """What the last release asked for earns all points of the functions that it had."""
    files = stubs(topic) | in_place(topic, EARLIER)
    if style:
        files |= overridden(topic, files, [EARLIER / f"alternatives/{style}.py"])
    tasks = tasks_of(topic, judged(bench, files))
    assert [t.id for t in tasks if t.state != "pass"] == ["neuron_in_torch"]
    new = topic.tasks["neuron_in_torch"].points
    assert sum(t.earned for t in tasks) == sum(t.points for t in topic.tasks.values()) - new


def test_the_lecture_earns_the_main_share(bench: Bench, topic: Topic) -> None:
    """The lecture's own code, in files that hold nothing else, earns three quarters or more."""
    files = stubs(topic) | in_place(topic, LECTURE)
    tasks = tasks_of(topic, judged(bench, files))
    readme = (topic.folder / "README.md").read_text(encoding="utf-8")
    starred = {task for task in topic.tasks if f"`{task}` * |" in readme}
    assert {t.id for t in tasks if t.state != "pass"} == starred
    earned, points = sum(t.earned for t in tasks), sum(t.points for t in topic.tasks.values())
    assert earned >= LECTURE_SHARE * points
    assert f"earns {earned:g} of their {points}" in " ".join(readme.split())


def test_first_points_after_two_methods(bench: Bench, topic: Topic) -> None:
    """A constructor and + are a task done, though nothing else of the class is written."""
    path = topic.path_in_repository("value.py")
    stub = stubs(topic)
    lecture = in_place(topic, LECTURE)[path]
    begun = lecture[: lecture.index("    def __mul__")].rstrip() + "\n"
    result = judged(bench, stub | {path: begun})
    assert [t.id for t in result.tasks if t.state == "pass"] == ["Value"]


@pytest.mark.full
def test_what_a_class_lacks_is_named(bench: Bench, topic: Topic) -> None:
    """A stub that was deleted, and an attribute that a check reads, in real runs of both."""
    path = topic.path_in_repository("value.py")
    whole = in_place(topic, topic.folder.parents[1] / "reference/micrograd")
    gone = re.sub(r"    def __mul__.*?(?=\n    def )", "", whole[path], flags=re.DOTALL)
    result = judged(bench, stubs(topic) | whole | {path: gone})
    rows = {t.id: [r for c in t.checks for r in c.rows] for t in result.tasks}
    assert any("the class Value has no __mul__ (MG-E13)" in r.text for r in rows["Value.backward"])
    assert Row("waits", "for Value.__mul__") in rows["Value.backward"]
    bare = re.sub(r"self\.grad(: float)? = 0\.0", "pass", whole[path], count=1)
    result = judged(bench, stubs(topic) | whole | {path: bare})
    told = [r.text for c in result.tasks[1].checks for r in c.rows if r.label == "value"]
    assert "yours has no attribute grad, expected the slope of the root in this number" in told


def test_a_mistake_moves_no_points_of_another_task(
    topic: Topic, class_members: list[Member], class_records: dict[str, Record], share: int
) -> None:
    """For each mistake and each task that is not its own: full points, or blocked by it."""
    known = read_mistakes(topic).mistakes
    seen = set()
    for member in class_members:
        keys = [v.override.stem for v in member.variants if v.topics == ("micrograd",)]
        if not keys or any(v.kind != "mistake" for v in member.variants):
            continue
        tasks = {known[key].task for key in keys}
        seen |= {*keys}
        [result] = [t for t in class_records[member.name].topics if t.id == "micrograd"]
        for task in tasks_of(topic, result):
            if task.id not in tasks and task.earned < task.points:
                assert task.state == "blocked", (keys, task.id)
    assert {known[key].task for key in seen} == {mistake.task for mistake in known.values()}
    assert share * len(seen) >= len(known)


# backward as learners write it, and the known mistake that it shows.
ORDERS = {
    "pushed and written twice": (
        """
    def backward(self):
        topo, seen, stack = [], set(), [self]
        while stack:
            v = stack.pop()
            if v in seen:
                topo.append(v)
            else:
                seen.add(v)
                stack.append(v)
                for child in v._prev:
                    if child not in seen:
                        stack.append(child)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()
""",
        "backward_twice",
    ),
    "each use in the list": (
        """
    def backward(self):
        topo, ready = [], [self]
        while ready:
            v = ready.pop(0)
            topo.append(v)
            ready.extend(child for child in v._prev if child not in ready)
        self.grad = 1.0
        for v in topo:
            v._backward()
""",
        "backward_twice",
    ),
    "recursion without order": (
        """
    def backward(self):
        self.grad = 1.0

        def go(v):
            v._backward()
            for child in v._prev:
                go(child)

        go(self)
""",
        "backward_every_path",
    ),
    "recursion that remembers": (
        """
    def backward(self):
        self.grad = 1.0
        seen = set()

        def go(v):
            if v in seen:
                return
            seen.add(v)
            v._backward()
            for child in v._prev:
                go(child)

        go(self)
""",
        "backward_depth_first",
    ),
    "level by level": (
        """
    def backward(self):
        self.grad = 1.0
        seen, queue = {self}, [self]
        while queue:
            v = queue.pop(0)
            v._backward()
            for child in v._prev:
                if child not in seen:
                    seen.add(child)
                    queue.append(child)
""",
        "backward_depth_first",
    ),
    "written before its children": (
        """
    def backward(self):
        topo, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                topo.append(v)
                for child in v._prev:
                    build(child)

        build(self)
        self.grad = 1.0
        for v in topo:
            v._backward()
""",
        "backward_depth_first",
    ),
    "seen by its number": (
        """
    def backward(self):
        topo, seen = [], []

        def build(v):
            if v.data not in seen:
                seen.append(v.data)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in topo[::-1]:
            v._backward()
""",
        "backward_leaves_out",
    ),
    "not turned round": (
        """
    def backward(self):
        topo, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in topo:
            v._backward()
""",
        "backward_forward_order",
    ),
    "one level": (
        """
    def backward(self):
        self.grad = 1.0
        self._backward()
        for child in self._prev:
            child._backward()
""",
        "backward_stops_early",
    ),
}
# A Value keeps its children as it likes; in a set their order differs from run to run.
CHILDREN = {"tuple": "tuple(_children)", "set": "set(_children)", "list": "[*_children][::-1]"}
CONSTRUCTOR = """
    def __init__(self, data, _children=(), _op=""):
        self.data, self.grad, self._op = data, 0.0, _op
        self._prev = {}
        self._backward = lambda: None
"""

Looked = Callable[[str, str], list[CheckResult]]


@pytest.fixture(scope="module")
def look(
    course: Course, topic: Topic, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Looked]:
    """look(task, text): the visible checks of a task with methods of Value put in the reference."""
    folder = tmp_path_factory.mktemp("values")
    sys.path.insert(0, str(course.root))
    mistakes, checks = load_mistakes(course, topic), find_checks(topic, course.root, None)
    sources = {
        file.name: Source(
            topic.path_in_repository(file.name),
            (course.reference / topic.id / file.name).read_text(encoding="utf-8"),
        )
        for file in topic.files
    }

    def looked(task: str, text: str) -> list[CheckResult]:
        path = folder / "value.py"
        path.write_text(HEAD + text, encoding="utf-8")
        run = TopicRun(
            topic=topic,
            backend=TrustedBackend(load_reference(course, topic, path, topic.file("value.py"))),
            sources=sources,
            seeds=Seeds(topic.id),
            namer=Namer(mistakes, None, secret=True),
        )
        for spec in checks:
            if spec.task.id == task:
                run.judge(spec)
        return run.checks

    yield looked
    sys.path.remove(str(course.root))


@pytest.mark.parametrize("children", CHILDREN)
@pytest.mark.parametrize("kind", ORDERS)
def test_mistakes_of_order_are_named_by_what_they_do(
    topic: Topic, look: Looked, kind: str, children: str
) -> None:
    """Each loses, its name is said, and no other, however a Value keeps its children."""
    text, key = ORDERS[kind]
    mistake = read_mistakes(topic).mistakes[key]
    checks = look(mistake.task, text + CONSTRUCTOR.format(CHILDREN[children]))
    assert {check.state for check in checks} >= {"fail"}
    assert {check.mistake for check in checks} - {""} == {mistake.name}


KEPT_ORDER = """
    kept = []

    def backward(self):
        def build(v):
            for child in v._prev:
                build(child)
            if v not in Value.kept:
                Value.kept.append(v)

        if not Value.kept:
            build(self)
        self.grad = 1.0
        for v in Value.kept[::-1]:
            v._backward()
"""


def test_an_order_that_a_class_keeps_has_no_name(look: Looked) -> None:
    """Nothing of the second graph is passed on; that is no question of equal numbers."""
    checks = look("Value.in_order", KEPT_ORDER)
    assert {check.state for check in checks} >= {"fail"}
    assert {check.mistake for check in checks} == {""}


SAID = {
    "a number among the children": (
        "Value.__sub__",
        """
    def __add__(self, other):
        number = other.data if isinstance(other, Value) else other
        out = Value(self.data + number, (self, other), "+")

        def _backward():
            self.grad += out.grad
            if isinstance(other, Value):
                other.grad += out.grad

        out._backward = _backward
        return out
""",
        "a plain number becomes a Value first",
    ),
    "a grad made of Values": (
        "Value.local_gradients",
        """
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other * out.grad
            other.grad += self * out.grad

        out._backward = _backward
        return out
""",
        "a.grad yours a Value, not a number, expected a number",
    ),
    "data made of Values": (
        "Value.__sub__",
        """
    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self * other**-1, (self, other), "/")
""",
        "yours a Value whose data is a Value",
    ),
    "nothing returned": (
        "Value",
        """
    def __add__(self, other):
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
            return out

        out._backward = _backward
""",
        "yours None, expected a Value whose data is a number",
    ),
}


@pytest.mark.parametrize("kind", SAID)
def test_what_is_no_number_is_said_in_a_learners_words(look: Looked, kind: str) -> None:
    """Nothing is raised inside the check; the message names the thing, and what belongs there."""
    task, text, words = SAID[kind]
    failed = [check for check in look(task, text) if check.state != "pass"]
    told = [" ".join([check.summary, *(row.text for row in check.rows)]) for check in failed]
    assert {check.state for check in failed} == {"fail"}
    assert [text for text in told if words in text], told


def test_solutions_have_what_a_student_has(course: Course, topic: Topic) -> None:
    """The files kept here are those of the topic, so that none of them is judged by accident."""
    names = {Path(path).name for path in solutions(course, topic)}
    assert {path.name for path in EARLIER.glob("*.py")} == names - {
        "pytorch.py",
        "answers.toml",
        "explanations.md",
        "report.toml",
    }
    assert {path.name for path in LECTURE.glob("*.py")} <= names
