"""The functions of cells in the places of stubs: what comes along, and where lines are from."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from tests.course_copy import change
from tests.watch.small import TOPIC, learner

from grader.check.source import definitions_in
from grader.course.manifest import Topic, load_topic
from grader.errors import UsageError
from grader.notebook.checking import solution_texts
from grader.notebook.compose import Composed, compose
from grader.notebook.source import Book, free_names, read_cells


@pytest.fixture
def topic(root: Path, tmp_path: Path) -> Topic:
    """The stubs of makemore1."""
    return learner(root, tmp_path).topic(TOPIC)


def composed(topic: Topic, *cells: str, wanted: str = "softmax") -> Composed:
    """The files with what `wanted` is in these cells."""
    book = read_cells((f"In [{n}]", text) for n, text in enumerate(cells, 1))
    return compose(topic, solution_texts(topic), book, [wanted])


def test_a_function_takes_its_stubs_place(topic: Topic) -> None:
    """With the docstring of the stub; all else stays, and each line knows its cell."""
    before = solution_texts(topic)["losses.py"]
    made = composed(topic, "def softmax(logits, dim=-1):\n    return logits.softmax(dim)  # so")
    text = made.texts["losses.py"]
    old, new = ast.parse(before), ast.parse(text)
    assert ast.get_docstring(new.body[-2]) == ast.get_docstring(old.body[-2])  # type: ignore[arg-type]
    assert [ast.dump(n) for n in new.body if getattr(n, "name", "") != "softmax"] == [
        ast.dump(n) for n in old.body if getattr(n, "name", "") != "softmax"
    ]
    line = text.split("\n").index("    return logits.softmax(dim)  # so") + 1
    assert made.places["losses.py", line] == ("In [1]", 2)
    assert (made.taken, made.along, made.missing) == (["softmax"], [], [])


def test_what_it_needs_comes_along(topic: Topic) -> None:
    """Imports, helpers, written values, and the functions of other tasks; nothing else does."""
    made = composed(
        topic,
        "import math\nimport numpy as np, os\nfrom torch.nn import functional as F\nDIM = -1",
        "def helper(x):\n    return np.abs(x) * DIM\n\ndef unused():\n    pass",
        "losses = []\nwords = open('names.txt').read().split()\nhelper(3)\n%matplotlib inline",
        "def softmax(logits, dim=DIM):\n    return F.softmax(helper(logits), dim) + normalise_rows",
        "def normalise_rows(N, smoothing=1.0):\n    return N",
    )
    assert set(made.texts) == {"losses.py", "counting.py"}
    text = made.texts["losses.py"]
    for line in (
        "import numpy as np",
        "from torch.nn import functional as F",
        "DIM = -1",
        "from exercises.makemore1.counting import normalise_rows",
    ):
        assert text.count(f"{line}\n") == 1
    assert "unused" not in text
    assert "import os" not in text
    assert "open(" not in text
    order = [getattr(node, "name", "") for node in ast.parse(text).body]
    assert order.index("helper") < order.index("softmax")
    assert made.taken == ["softmax", "normalise_rows"]


def test_what_is_nowhere_is_named(topic: Topic) -> None:
    """A variable of the notebook that is computed, and a name that no cell has."""
    cells = (
        "W = [i for i in range(3)]",
        "def softmax(logits, dim=-1):\n    return W, nowhere, len",
    )
    assert composed(topic, *cells).missing == [("softmax", "W"), ("softmax", "nowhere")]


def test_a_class_keeps_the_methods_that_the_cell_has_not(root: Path) -> None:
    """As in the lecture: a cell's class has the methods written so far, the rest stay stubs."""
    topic = load_topic(root / "exercises/micrograd")
    cell = "class Value:\n    def __init__(self, data):\n        self.grad = 0"
    made = composed(topic, cell, wanted="Value")
    tree = ast.parse(made.texts["value.py"])
    [value] = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Value"]
    stub = ast.parse(solution_texts(topic)["value.py"])
    [released] = [n for n in stub.body if isinstance(n, ast.ClassDef) and n.name == "Value"]
    names = [n.name for n in value.body if isinstance(n, ast.FunctionDef)]
    assert sorted(names) == sorted(n.name for n in released.body if isinstance(n, ast.FunctionDef))
    assert ast.get_docstring(value) == ast.get_docstring(released)
    assert "self.grad = 0" in made.texts["value.py"]


def test_a_method_is_replaced_in_its_place(root: Path) -> None:
    """The order, the blank lines and the docstrings of the file stay; what is new follows."""
    topic = load_topic(root / "exercises/micrograd")
    stub = solution_texts(topic)["value.py"]
    cell = """class Value:
  def __mul__(self, other): return other

  def __add__(self, other):
    # Mine.
    return self
  __radd__ = __add__

  @property
  def size(self):
    return 1

  @size.setter
  def size(self, to):
    pass"""
    text = composed(topic, cell, wanted="Value").texts["value.py"]
    old, new = definitions_in(ast.parse(stub)), definitions_in(ast.parse(text))
    lost = [name for name in old if name not in new]
    assert lost == ["Value.__radd__"] * ("Value.__radd__" in old)
    kept = [name for name in new if name in old]
    assert kept == [name for name in old if name in new]
    for name in kept:
        assert ast.get_docstring(new[name]) == ast.get_docstring(old[name]), name
    assert "\n      return self\n    __radd__ = __add__\n\n    @property\n" in text
    assert "\n\n    @size.setter\n    def size(self, to):\n" in text
    # As the formatter has it: a blank line before each method, two before what is at the top.
    assert re.findall(r"\n\n    def |\n    def ", text).count("\n    def ") == 2
    again = compose(topic, {"value.py": text}, read_cells([("a", cell)]), ["Value"])
    assert again.texts["value.py"] == text


@pytest.mark.parametrize(
    "cell",
    ["def softmax(logits, dim=-1): return logits", "def softmax(\n    logits): return logits"],
)
def test_a_body_behind_the_colon_gets_the_docstring_of_the_file(topic: Topic, cell: str) -> None:
    """On lines of their own."""
    text = composed(topic, cell).texts["losses.py"]
    old, new = (definitions_in(ast.parse(t)) for t in (solution_texts(topic)["losses.py"], text))
    assert ast.get_docstring(new["softmax"]) == ast.get_docstring(old["softmax"])
    assert '"""\n    return logits\n' in text


def test_a_class_that_goes_on_with_itself(root: Path) -> None:
    """`class Value(Value)` stands behind the class, that of a cell or that of the file."""
    topic = load_topic(root / "exercises/micrograd")
    more = "class Value(Value):\n    def tanh(self):\n        return self"
    whole = "class Value:\n    def __init__(self, data):\n        self.mine = data"
    for cells in ((more,), (whole, more)):
        text = composed(topic, *cells, wanted="Value").texts["value.py"]
        found = [n for n in ast.parse(text).body if getattr(n, "name", "") == "Value"]
        assert [len(n.bases) for n in found if isinstance(n, ast.ClassDef)] == [0, 1]
        assert ("self.mine" in text) == (whole in cells)


def test_the_last_cell_of_a_name_counts() -> None:
    """As in a kernel that ran them in this order."""
    book = read_cells([("a", "def f():\n    return 1"), ("b", "def f():\n    return 2")])
    [block] = book.units["f"]
    assert block.text.endswith("return 2")


@pytest.mark.parametrize(
    ("cell", "names", "left"),
    [
        ("%%time\ndef f():\n    pass", ["f"], ""),
        ("%%check f\ndef f():\n    pass", ["f"], ""),
        ("%%bash\ndef f():\n    pass", [], "c: %%bash"),
        ("!pip install x\ndef f():\n    pass\nf?", ["f"], "c: !pip install x; f?"),
        ("x = !ls\ny = %time 3\ndef f():\n    pass", ["f"], "c: x = !ls; y = %time 3"),
        ("def f(:\n    pass", [], "c: does not parse as Python"),
        ("a = (3\n  % 2)\ndef f():\n    pass", ["f"], "c: a = 3 % 2"),
        ("plt.plot(x)\nfor i in x:\n    print(i)", [], "c: plt.plot(x); for i in x:"),
        ("", [], ""),
        ("\r\ndef f():\r\n    pass", ["f"], ""),
    ],
)
def test_magics_and_experiments_stay_behind(cell: str, names: list[str], left: str) -> None:
    """A cell's functions are found, whatever else stands in it, and the rest is named."""
    book = read_cells([("c", cell)])
    assert list(book.units) == names
    assert book.left == ([left] if left else [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(a, b=B):\n    c = a\n    return [d for d in c if e]", {"B", "e"}),
        ("def f():\n    def g():\n        return x\n    return g", {"x"}),
        ("@wraps\ndef f():\n    import os\n    return os, f", {"wraps"}),
        (
            "class C(Base):\n    n = N\n    def m(self):\n        return other(self.n)",
            {"Base", "N", "other"},
        ),
        ("def f():\n    global seen\n    seen = seen + 1", {"seen"}),
    ],
)
def test_names_that_a_definition_needs(text: str, names: set[str]) -> None:
    """Those it does not bind itself."""
    import builtins

    assert free_names(text) - set(dir(builtins)) == names


def test_a_file_that_does_not_parse_is_said(topic: Topic) -> None:
    """Nothing can be put into it."""
    change(topic.folder / "losses.py", "def softmax(", "def softmax((")
    with pytest.raises(UsageError, match=r"losses\.py does not parse, line"):
        composed(topic, "def softmax(logits, dim=-1):\n    return 1")


def test_an_empty_notebook_gives_nothing(topic: Topic) -> None:
    """No cell, no change."""
    made = compose(topic, solution_texts(topic), Book(), ["softmax"])
    assert made.texts == {}
