"""Exceptions explained: each idea on what Python and the pinned torch raise, else silence."""

from __future__ import annotations

import ast
import gc
import importlib
import sys
import traceback
from pathlib import Path

import pytest
from tests.engine.raised import RAISED

from grader.check.source import Source
from grader.course.manifest import Course
from grader.explain.exceptions import Explained, explain
from grader.explain.ideas import IDEAS
from grader.explain.undefined import IN_CHECK, lacks
from grader.files import parsed
from grader.record import Row
from grader.sandbox.execute import Reply, Request, perform

HEAD = "import torch, math, random\nimport torch.nn.functional as F\n"
MODULE = "exercises.raised.code"


def cases() -> list[tuple[str, str, str]]:
    """Key, what is told of the case, and the code, of each block of RAISED."""
    blocks = [block.split("\n", 1) for block in RAISED.strip().split("# ")[1:]]
    heads = [(*first.partition(" | ")[::2], code) for first, code in blocks]
    return [(key.strip(), told.strip(), code) for key, told, code in heads]


CASES = cases()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose exercises/raised/code.py can be imported."""
    (tmp_path / "exercises/raised").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("exercises", "exercises.raised", MODULE):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def explained(
    folder: Path, code: str, others: dict[str, ast.Module] | None = None
) -> tuple[str, Explained] | None:
    """What is said of the exception of f() in `code`; `others` are the topic's other files."""
    path = folder / "exercises/raised/code.py"
    path.write_text(HEAD + code, encoding="utf-8")
    importlib.invalidate_caches()
    try:
        reply = perform(Request("call", MODULE, "f"), folder, (Exception,))
    finally:
        sys.modules.pop(MODULE, None)
    failure = Reply.parse(reply.plain()).failure  # as it comes from a child
    assert failure is not None, f"raised nothing:\n{code}"
    assert failure == reply.failure
    tree = Source("code.py", path.read_text()).tree
    return explain(failure.type, failure.text, failure.held, tree, IDEAS, None, others)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("key", "told", "code"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_an_exception_has_its_one_idea(folder: Path, key: str, told: str, code: str) -> None:
    """Of real code that raises: the idea that explains it, what of it is told, or silence."""
    found = explained(folder, code)
    assert (found[0] if found else "-") == key
    said = found[1] if found else Explained("")
    assert told in f"{said.more} {said.shapes}"


def test_each_idea_has_a_case() -> None:
    """No idea without an exception that it was seen to explain."""
    assert {entry.key for entry in IDEAS} - {key for key, _told, _code in CASES} == set()
    assert len({entry.key for entry in IDEAS}) == len(IDEAS) > 60


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("def g(b): return b.grad\ndef f(): g(1.0)", "took it out"),
        ("def f(): return math.exp(torch.rand(3))", ".item()"),
        ("def f(): return torch.rand(3)[torch.rand(4).long():]", ".item()"),
        ("def f(): return torch.tensor([1.0, None], dtype=torch.float32)", "math"),
        ("def f(): return [1, None].mode()", "torch.tensor"),
        ("def f():\n    'Plain Python.'\n    return [1.0] - 1.0", "torch.tensor"),
        ("def g(self): pass\ndef f(): g()", "called on the class"),
        ("def g(x):\n    outs = 1\n    return nout\ndef f(): g(1)", "outs"),
    ],
)
def test_what_is_not_certain_is_not_said(folder: Path, code: str, word: str) -> None:
    """No cause that is nowhere in the code, no class that is none, no name that is another one."""
    found = explained(folder, code + "\n")
    assert found is not None
    assert word not in found[1].text


def test_a_function_of_another_file_is_named_with_its_import(folder: Path) -> None:
    """Where one other file defines it; of two nobody knows which is meant."""
    code, other = "def f():\n    return half(1)\n", ast.parse("def half(n): return n / 2")
    found = explained(folder, code, {"exercises.t.g": other})
    assert found is not None
    assert found[1].more == "from exercises.t.g import half"
    both = explained(folder, code, {"exercises.t.g": other, "exercises.t.h": other})
    assert both is None or "import" not in both[1].text


def test_a_file_that_is_imported_by_half_its_name_has_its_whole_one(folder: Path) -> None:
    """As it is in a folder of one's own; of what is no file of the topic nothing is said."""
    code, other = "def f():\n    from graph import half\n", ast.parse("half = 0.5")
    found = explained(folder, code, {"exercises.t.graph": other})
    assert found is not None
    assert found[1].more == "exercises.t.graph"
    assert explained(folder, code, {"exercises.t.graphs": other}) is None


def test_a_declared_file_that_is_gone_is_missing_and_not_undeclared(folder: Path) -> None:
    """An import of it says so; one of a file that nobody declared says what is handed in."""
    names = ("gone", "other")
    lines = "".join(f"def {name}():\n    import exercises.raised.{name}\n" for name in names)
    (folder / "exercises/raised/code.py").write_text(lines)
    importlib.invalidate_caches()
    declared = {MODULE, "exercises.raised.gone"}
    for name, said in zip(names, ("is missing", "is not handed in; topic.toml"), strict=True):
        reply = perform(Request("call", MODULE, name), folder, (Exception,), handed_in=declared)
        sys.modules.pop(MODULE, None)
        assert reply.failure is not None
        assert said in reply.failure.text


def test_a_function_of_math_is_named_where_torch_is_not_imported(folder: Path) -> None:
    """Cos in a file without torch is math.cos; in one with torch it is either, or torch's."""
    path = folder / "exercises/raised/code.py"
    path.write_text("def f():\n    return cos(1.0)\n", encoding="utf-8")
    reply = perform(Request("call", MODULE, "f"), folder, (Exception,))
    sys.modules.pop(MODULE, None)
    assert reply.failure is not None
    told = (reply.failure.type, reply.failure.text, reply.failure.held)
    found = explain(*told, Source("code.py", path.read_text()).tree, IDEAS)
    assert found is not None
    assert found[1].more == "math.cos"
    for given, said in (("1.0", "math.cos or torch.cos"), ("x", "torch.cos")):
        code = f"def f():\n    x = torch.rand(3)\n    return cos({given})\n"
        other = explained(folder, code)
        assert other is not None
        assert other[1].more == said


def test_what_a_student_raises_is_not_explained(folder: Path) -> None:
    """The text of torch in a student's own exception is the student's: nothing is said."""
    text = "grad can be implicitly created only for scalar outputs"
    code = f'def f():\n    raise RuntimeError("{text}")\n'
    assert explained(folder, code) is None


def test_closed_words_hold_nothing_of_a_run(folder: Path) -> None:
    """What a hidden check may say is one and the same text whatever the names and sizes are."""
    code = "def f():\n    {0} = torch.rand({1}, 7)\n    return {0} / {0}.sum(1)\n"
    one, other = (explained(folder, code.format(*each)) for each in (("P", 5), ("table", 27)))
    assert one is not None
    assert other is not None
    assert one[1].closed == other[1].closed
    assert one[1].text != other[1].text
    assert other[1].shapes == "table (27, 7) float32, table.sum(1) (27,)"


def test_hostile_values_leave_the_reply_readable(folder: Path) -> None:
    """Names, types and shapes that cannot be told are left out; the exception is still there."""
    code = """
class Meta(type):
    @property
    def __name__(cls): raise ValueError
class Odd(metaclass=Meta):
    @property
    def __dict__(self): raise ValueError
class Long: pass
Long.__name__ = "x" * 500
class Sized(torch.Tensor):
    @property
    def shape(self): return (-1, 2 ** 70)
def f():
    a, b, c = Odd(), Long(), Sized([1.0])
    \N{GREEK SMALL LETTER ALPHA} = vars()
    many = {f"n{i}": i for i in range(100)}
    locals().update(many)
    return 1 / 0
"""
    found = explained(folder, code)
    assert found is not None
    assert found[0] == "division by 0"


def test_a_text_nested_too_deep_is_not_explained(folder: Path) -> None:
    """An expression of thousands of levels ends in silence, not in an error of ours."""
    deep = "-" * 4_000 + "x" if sys.version_info < (3, 12) else "-" * 900 + "x"
    code = f"def f():\n    x = None\n    return {deep} if x else x[0] + 1\n"
    assert explained(folder, code) in (
        None,
        explained(folder, "def f():\n    x = None\n    x[0]\n"),
    )


def test_a_tree_is_made_while_a_learners_objects_go() -> None:
    """What a __del__ does, run by the collector amid a tree, ends no run with a SystemError."""

    class Gone:
        def __init__(self) -> None:
            self.me = self  # a circle: only the collector lets go of it

        def __del__(self) -> None:
            try:
                raise ValueError
            except ValueError:
                traceback.format_exc()  # Python makes a tree of the line, as pytest's own hook does

    text = "def f(x):\n" + "    x = [x, (x, x), {x: x}]\n" * 300
    before = gc.get_threshold()
    gc.set_threshold(30)
    try:
        for _time in range(30):
            Gone()
            assert parsed(text).body
    finally:
        gc.set_threshold(*before)


CLASS = '''
class Value:
    """One number.

    data   the number
    grad   the slope of the root in this number, d(root)/d(this)
    """

    def __init__(self, data): self.data = data
'''


@pytest.mark.parametrize(
    ("raised", "text", "task", "why", "waits"),
    [
        ("TypeError: unsupported operand type(s) for *: 'Value' and 'Value'", CLASS,
         "Value.backward", "the class Value has no __mul__ (MG-E13): grader reset Value.__mul__ "
         "brings its stub", "for Value.__mul__"),
        ("TypeError: unsupported operand type(s) for +: 'int' and 'Value'", CLASS, "Value.__sub__",
         "the class Value has no __radd__ (MG-E15): grader reset Value.__radd__ brings its stub",
         ""),
        ("TypeError: bad operand type for unary -: 'Value'", CLASS, "Value.__sub__",
         "the class Value has no __neg__ (MG-E15): grader reset Value.__neg__ brings its stub", ""),
        ("AttributeError: 'Value' object has no attribute 'tanh'", CLASS, "Neuron",
         "the class Value has no tanh (MG-E4): grader reset Value.tanh brings its stub",
         "for Value.tanh"),
        # The def is there, out of place: the idea that says so stays.
        ("TypeError: unsupported operand type(s) for *: 'Value' and 'Value'",
         CLASS + "def __mul__(self, other): pass\n", "Value.backward", "", ""),
        # No class of the learner's.
        ("TypeError: unsupported operand type(s) for *: 'dict' and 'dict'", CLASS, "Neuron",
         "", ""),
    ],
)  # fmt: skip
def test_a_method_that_a_class_lacks_is_named_with_its_task(
    course: Course, raised: str, text: str, task: str, why: str, waits: str
) -> None:
    """Its stub is gone from the file: which task it is of, and the command that brings it back."""
    files = [(ast.parse(text), file.tasks) for file in course.topic("micrograd").files]
    rows, then = lacks([Row("raised", raised), Row("why", "an idea; here x")], task, files)
    told = {row.label: row.text for row in rows}
    assert told["why"] == f"an idea; {why or 'here x'}"
    assert told.get("waits", "") == waits
    found = why.partition("grader reset ")[2].partition(" ")[0]
    assert then == (f"grader reset {found}" if found else f"grader hint {task}")


def test_an_attribute_that_a_check_reads_is_told_as_a_value(course: Course) -> None:
    """With what the class says that it is; in a line of the learner's the exception stays."""
    files = [(ast.parse(CLASS), file.tasks) for file in course.topic("micrograd").files]
    raised = Row("raised", "AttributeError: 'Value' object has no attribute 'grad'")
    line = Row("line", f"told(a.grad) {IN_CHECK}")
    said = "yours has no attribute grad, expected the slope of the root in this number"
    assert lacks([raised, line], "Value", files) == (
        [Row("value", said), line],
        "grader hint Value",
    )
    own = Row("line", "self.grad += 1")
    assert lacks([raised, own], "Value", files)[0] == [raised, own]
    other = Row("raised", "AttributeError: 'Value' object has no attribute '_op'")
    told = "yours has no attribute _op, expected one"
    assert lacks([other, line], "Value", files)[0][0] == Row("value", told)
