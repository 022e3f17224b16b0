"""What a learner sees of wrong values: where they are, small tables, inputs, the own text."""

from __future__ import annotations

import ast
from traceback import walk_tb
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
import torch
from torch import Tensor

from grader import observe
from grader.check.expect import expect_close
from grader.check.outcome import (
    Called,
    Mismatch,
    StudentError,
    Trace,
    call_in,
    describe_call,
    raised_in,
    trace,
)
from grader.check.score import with_claims, with_names
from grader.check.source import Source
from grader.check.student import Student, place_of, remark
from grader.check.values import expect_equal, expect_numbers, expect_that
from grader.explain.differs import beside, located
from grader.explain.held import Held, held
from grader.explain.texts import remarks
from grader.record import CheckResult, Row
from grader.render.message import aligned
from grader.sandbox.execute import Failure, Reply, Request
from grader.sandbox.kinds import changed
from grader.sandbox.payload import Driver

NAN = float("nan")


def at(*places: tuple[int, ...], shape: tuple[int, ...]) -> Tensor:
    """True at these places."""
    wrong = torch.zeros(shape, dtype=torch.bool)
    for place in places:
        wrong[place] = True
    return wrong


def told(mismatch: Mismatch, label: str) -> list[str]:
    """The lines of a message under a label."""
    lines, found = "", []
    for row in mismatch.rows:
        lines = row.label or lines
        found += [row.text] if lines == label else []
    return found


def test_wrong_entries_are_told_by_rows_and_columns() -> None:
    """Those of few rows or columns are named, others not, nor one entry that has its index."""
    assert located(at((0, 1), (4, 2), (4, 3), shape=(27, 27))) == (
        "in rows 0 and 4 of 27, columns 1, 2 and 3 of 27"
    )
    assert located(at((slice(None), 3), shape=(9, 10))) == "in column 3 of 10"
    assert located(at((2,), shape=(9, 10))) == "in row 2 of 9"
    assert located(at((slice(0, 10),), shape=(27, 5))) == "in rows 0, 1, 2 and 7 more of 27"
    assert located(at((slice(0, 20),), shape=(27, 5))) == ""
    assert located(at((1, 1), shape=(3, 3))) == ""
    assert located(at((0,), (5,), shape=(27,))) == "in entries 0 and 5 of 27"
    assert located(at((0,), (2,), shape=(3,))) == ""
    assert located(at((0, 1), (1, 1), shape=(2, 7, 4)), ["B", "T", "C"]) == "in axis T at 1 of 7"


def test_two_small_tables_stand_beside_each_other() -> None:
    """Wrong entries have a star, equal columns one width, and digits enough to differ."""
    yours = torch.tensor([[1.0, 0.33334], [2.0, 5.0]], dtype=torch.float64)
    right = torch.tensor([[1.0, 0.33333], [2.0, 7.0]], dtype=torch.float64)
    rows = beside(yours, right, yours != right, {})
    assert rows == [
        Row("yours", " 1 *0.33334   expected  1  0.33333"),
        Row("", " 2       *5             2        7"),
    ]
    six = torch.arange(36.0).reshape(6, 6) / 7
    wrong = at((1, 2), (5, 0), shape=(6, 6))
    lines = beside(six, six + wrong, wrong, {})
    assert [row.label for row in lines] == ["yours", "expected"] * 2
    assert lines[0].text.startswith("row 1:")
    assert lines[2].text.startswith("row 5:")
    assert lines[0].text.count("*") == 1
    assert beside(six, six, wrong, {0.0: "nan"})[2].text.count("nan") == 0


@pytest.mark.parametrize("columns", [80, 40])
def test_a_table_of_six_by_six_fits_a_terminal(columns: int) -> None:
    """No line is wider than 80 columns, all is ASCII; narrower ones break between numbers."""
    six = -torch.arange(36.0, dtype=torch.float64).reshape(6, 6) / 70
    rows = beside(six, six + 1, six < 1, {})
    lines = list(aligned(rows))
    assert max(map(len, lines)) <= 80
    assert all(line.isascii() for line in lines)
    assert columns == 80 or all(len(word) < 29 for line in lines for word in line.split())


def test_numbers_that_stand_for_something_else_are_told_as_that() -> None:
    """nan, a gap, True: what a person would write, in lists and in tensors."""
    with pytest.raises(Mismatch) as info:
        expect_numbers([-1.0, 2.0], [1.0, 2.0], names=["at 90", "at 0"], words={-1.0: "nan"})
    assert told(info.value, "values") == ["1 of 2 differ; first at 90: yours nan, expected 1"]
    assert told(info.value, "yours") == ["at 90 nan, at 0 2"]
    words = {1.0: "True", 0.0: "False"}
    with pytest.raises(Mismatch) as info:
        expect_close(torch.tensor([1, 0]), torch.tensor([1, 1]), name="the report", words=words)
    assert told(info.value, "values") == ["1 of 2 differ; first at [1]: yours False, expected True"]
    assert told(info.value, "expected") == [" True   True"]


def test_a_row_that_divides_0_by_0_is_named() -> None:
    """nan in the rows of an input that hold zeros only."""
    counts = torch.tensor([[1, 1], [0, 0], [2, 2]])
    got = counts / counts.sum(1, keepdim=True)
    seen = Trace()
    seen.calls.append(Called("normalise_rows", (counts,), {}, ["N"], result=got))
    token = trace.set(seen)
    try:
        with pytest.raises(Mismatch) as info:
            expect_close(got, torch.full((3, 2), 0.5), axes="V V2")
    finally:
        trace.reset(token)
    assert told(info.value, "finite") == [
        "2 of 6 values are nan or inf, in row 1 of 3; first at [1, 0]"
    ]
    assert told(info.value, "why") == ["0 / 0 is nan: row 1 of N holds zeros only"]


def test_long_lists_are_told_by_their_first_difference() -> None:
    """Short ones are written out."""
    words = [f"w{i}" for i in range(30)]
    with pytest.raises(Mismatch) as info:
        expect_equal([*words[:7], "x", *words[8:]], words)
    assert told(info.value, "value") == [
        "1 of 30 entries differ; first at [7]: yours 'x', expected 'w7'"
    ]
    with pytest.raises(Mismatch) as info:
        expect_equal(["emla."], ["emma."])
    assert told(info.value, "value") == ["yours ['emla.'], expected ['emma.']"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["ab"], "words = ['ab']"),
        ((0.7, 0.2, 0.1), "words = (0.7, 0.2, 0.1)"),
        (torch.tensor([0.1, 0.2]), "words = [0.1, 0.2] float32"),
        (torch.tensor([0.1], dtype=torch.float64), "words = [0.1] float64"),
        (torch.eye(3, dtype=torch.int64), "words = [[1, 0, 0], [0, 1, 0], [0, 0, 1]] int64"),
        (torch.rand(7, 7), "words (7, 7) float32"),
        ([["a", 1.5], {"b": None}], "words = [['a', 1.5], {'b': None}]"),
        (["a"] * 40, "words list of 40"),
        (["a" * 200], "words list of 1"),
        (torch.Generator(), "words"),
        (SimpleNamespace(a=1), "words"),
    ],
    ids=str,
)  # fmt: skip
def test_small_inputs_are_shown(value: Any, said: str) -> None:
    """A list of few words, a tuple of few numbers, a small tensor; what is large by its kind."""
    assert describe_call(Called("f", (value,), {}, ["words"])) == f"f({said})"


@observe
def built(m, name, sizes, options, x):
    """What a function of this name makes, and its output."""
    return getattr(m, name)(*sizes, **options)(x)


def test_the_call_that_a_driver_is_told_to_make_is_described() -> None:
    """With the sizes that it was given; of another driver nothing is known."""
    source = Source("f.py", "def build(vocab, *, n_embd):\n    return None\n")
    text = built.__grader_source__
    told = Called("built", ("build", (9,), {"n_embd": 3}, torch.zeros(50)), {}, [], text)
    found = call_in(told, source)
    assert found is not None
    assert describe_call(found) == "build(vocab = 9, n_embd = 3)"
    other = Called("times_three", (), {}, [], "def times_three(m):\n    return 3 * m.Value()\n")
    assert call_in(other, source) is None


def test_what_is_shown_of_many_inputs_stays_short() -> None:
    """The longest give way to their shapes."""
    given = (torch.full((5, 4), 0.5), torch.full((4,), 0.25), ["ab"])
    said = describe_call(Called("f", given, {}, ["x", "y", "words"]))
    assert said == "f(x (5, 4) float32, y = [0.25, 0.25, 0.25, 0.25] float32, words = ['ab'])"


CLASS = """
class Value:
    def __add__(self, other): pass
    def __rmul__(self, other): pass
    def tanh(self): pass
def activation_stats(x): pass
def update_ratio(x): pass
def train(model): pass
"""


def driver(text: str, name: str = "f") -> Any:
    """What stands for a function that a check hands over."""
    return SimpleNamespace(__grader_source__=text, __name__=name)


@pytest.mark.parametrize(
    ("name", "args", "text", "task", "place"),
    [
        ("update_ratio", (), "", ["activation_stats", "update_ratio"], "update_ratio"),
        ("run", ("update_ratio",), "def run(m, n): pass", ["activation_stats"], "update_ratio"),
        ("run", ("tanh", 3), "def run(m, n): pass", ["Value.tanh", "Value.__add__"], "Value.tanh"),
        ("run", (), "def run(m): return m.train(m.Net())", ["accuracy", "train"], "train"),
        ("run", (driver("def g(a): return 3 * a"),), "def run(m, f): pass",
         ["Value.__add__"], "Value.__rmul__"),
        ("run", (driver("def g(a, b): return a + b * a"),), "def run(m, f): pass",
         ["Value.__add__", "Value.__rmul__"], "Value"),
        ("run", (), "def run(m): return m.update_ratio(m.activation_stats(1))",
         ["activation_stats", "update_ratio"], "activation_stats"),
    ],
)  # fmt: skip
def test_the_function_at_fault_is_named(
    name: str, args: tuple[Any, ...], text: str, task: list[str], place: str
) -> None:
    """By what was called, by a name or an operator that the driver is given, else by the task."""
    units = {each.partition(".")[0] for each in task}
    unit = units.pop() if len(units) == 1 else task[0]
    spec: Any = SimpleNamespace(task=SimpleNamespace(names=task, place=unit))
    assert place_of(Called(name, args, {}, [], text), spec, Source("f.py", CLASS)) == place


def test_the_call_that_gave_the_first_wrong_number_is_told() -> None:
    """Of calls that each gave one number of a result; where they did not, the last one."""
    calls = [Called(name, (), {}, [], result=x) for name, x in (("mae", 1.0), ("mse", 4.0))]
    wrong = [Row("values", "2 of 2 differ; first at [0]: yours 1, expected 2")]
    seen = Trace(calls=calls)
    assert seen.call_of(torch.tensor([1.0, 4.0]), wrong) is calls[0]
    assert seen.call_of(torch.tensor([1.0, 5.0]), wrong) is calls[1]
    assert seen.call_of(torch.tensor([1.0, 4.0]), []) is calls[1]


@pytest.mark.parametrize(
    ("text", "nothing", "said"),
    [
        ("def f(xs):\n    for x in xs:\n        y = x\n        return y", False,
         "the loop of line 2 ends in its first turn: line 4 returns"),
        ("def f(ps):\n    for p in ps:\n        p = p - p.grad", False,
         "line 3 gives the name p to something new; what the loop goes through stays as it was"),
        ("def f(n, *, generator):\n    return torch.randn(n)", False,
         "line 2 draws without the generator that f is given"),
        ("def f(self):\n    def g():\n        return 1\n    x = g", True,
         "the return of line 3 is indented into g, and f itself has none"),
        ("def f(self):\n    x = 1", True, "f has no return, so it gives None"),
        ("def f(xs):\n    for x in xs:\n        if x: return x\n    return None", False, ""),
        ("def f(ps):\n    for p in ps:\n        p = p.data\n        q(p)", False, ""),
        ("def f(ps):\n    for p in ps:\n        p = 0.0", False,
         "line 3: p = ... gives the loop variable a new value, and ps keeps its own: of a list "
         "xs[i] = ... (with enumerate), or a new list"),
        ("def f(t):\n    [v for v in t]\n    for c in t:\n        for i, v in enumerate(c):\n"
         "            if v is None:\n                v = 0\n    return t", False,
         "line 6: v = ... gives the loop variable a new value, and enumerate(c) keeps its own: of "
         "a list xs[i] = ... (with enumerate), or a new list"),
        ("def f(xs):\n    for x in xs:\n        x = x + 1\n    return x", False, ""),
        ("def f(xs):\n    x = 0\n    for y in xs:\n        y.add(x)\n        for x in y:\n"
         "            x = 2", False, ""),
        ("def f(n):\n    for i in range(n):\n        i = i + 1", False, ""),
        ("def f(d):\n    for k, v in d.items():\n        v = v / 2\n    return d", False,
         "line 3: v = ... gives the loop variable a new value, and d.items() keeps its own: d[k] = "
         "..."),
        ("def f(xs: list[float]):\n    for x in xs:\n        x *= 2\n    return xs", False,
         "line 3: x *= ... gives the loop variable a new value, and xs keeps its own: of a list "
         "xs[i] = ... (with enumerate), or a new list"),
        ("def f(xs: list[Tensor]):\n    for x in xs:\n        x *= 2\n    return xs", False, ""),
        ("def f(xs):\n    for x in xs:\n        while x.more():\n            x = x.next", False,
         ""),
        ("def f(n):\n    W = (torch.rand(n, requires_grad=True) - 0.5).requires_grad_()\n"
         "    return W", False,
         "line 2: requires_grad=True stands at the draw, and what is computed from it is no leaf: "
         "taken out there, .requires_grad_() at the end makes a leaf of the result"),
        ("def f(ps):\n    for p in ps:\n        p = p - p.grad\n        p.grad = None", False,
         "line 3 gives the name p to something new; what the loop goes through stays as it was"),
        ("def f(xs, *, generator):\n    random.shuffle(xs)", False,
         "line 2 draws without the generator that f is given"),
        ("def f(n, *, generator):\n    return Linear(n, 2)", False,
         "line 2 calls Linear without the generator that f is given"),
        ("def f(n, *, generator):\n    return Linear(n, generator=generator)", False, ""),
        ("def f(n):\n    return [[0] * n] * n", False,
         "line 2: [[0] * n] * n holds one and the same object several times: what changes in one "
         "changes in all"),
        ("def f(n):\n    return [Neuron(2)] * n", False,
         "line 2: [Neuron(2)] * n holds one and the same object several times: what changes in one "
         "changes in all"),
        ("def f(n):\n    return [0] * n, [len(n)] * 2", False, ""),
        ("def f(x: Tensor):\n    y = x.clone()\n    old = y[0]\n    y[0] = 1\n    g(old)", False,
         "line 3: old is no copy but a part of the tensor, and changes with it in line 4: .clone() "
         "keeps what it was"),
        ("def f(x: list):\n    old = x[0]\n    x[0] = 1\n    return old", False, ""),
        ("def f(x: Tensor):\n    old = x[0].item()\n    x[0] = 1\n    return old", False, ""),
        ("def f(n, *, generator):\n    return torch.randn(n, generator=generator)", False, ""),
        ("def f(n):\n    return torch.randn(n)", False, ""),
        ("def f(x):\n    if x: return 1", True, ""),
        ("def zero_grad(self) -> None:\n    for p in self.ps:\n        p.grad = None", True,
         "line 3 sets p.grad to None, as in PyTorch; here a grad is a number, to which += adds: "
         "0.0"),
        ("def zero_grad(self) -> None:\n    self.grad = 0.0", False,
         "line 2 sets self.grad of the model, and the grads of its parameters stay: a loop over "
         "self.parameters() reaches them"),
        ("def f(self) -> None:\n    self.x = 1", True, ""),
        ("def __init__(self):\n    self.x = 1", True, ""),
        ("def parameters(self):\n    return [self.W.clone()]", True,
         "line 2 hands out a copy, self.W.clone(): gradients and steps of descent go to the copy"),
        ("def f(self) -> int:\n    raise NotImplementedError('T-E1 f')", True, ""),
        ("def f(W):\n    W.sum().backward()\n    return W.grad", True, ""),
        ("def f(W):\n    return W.grad", True,
         "line 2 returns W.grad, and nothing ran backward to fill it"),
        ("def f(ls, flag):\n    for l in ls:\n        l.training == flag", False,
         "line 3: l.training == flag compares and changes nothing; = assigns"),
        ("def log(self):\n    out = V(1, (self,))\n    def _backward():\n"
         "        self.grad += 1 / self.data\n    out._backward = _backward\n    return out", False,
         "line 4 adds to self.grad without out.grad, the gradient of the result: what is handed "
         "back is the slope times it"),
        ("def tanh(self):\n    out = Value(1, (self,))\n    def _backward():\n"
         "        self.grad += (1 - out**2) * out.grad\n    out._backward = _backward\n"
         "    return out", False,
         "line 4 computes with the Value out, and self.grad becomes a Value: a grad is a plain "
         "number, and out.data is one"),
        ("def mul(self, other):\n    other = Value(other)\n    out = Value(1, (self,))\n"
         "    def _backward():\n        self.grad += other.data * out.grad\n"
         "        other.grad += self * out.grad\n    out._backward = _backward\n"
         "    return out", False,
         "line 6 computes with the Value self, and other.grad becomes a Value: a grad is a plain "
         "number, and self.data is one"),
        ("def pow(self, k):\n    out = Value(1, (self,))\n    def _backward():\n"
         "        self.grad += k * self.data**(k - 1) * out.grad\n    out._backward = _backward\n"
         "    return out", False, ""),
        ("def log(self):\n    out = V(1, (self,))\n    def _backward():\n        g = out.grad\n"
         "        self.grad += g / self.data\n    return out", False, ""),
        ("def log(self):\n    out = V(1, (self,))\n    def _backward():\n"
         "        self.grad += out.grad\n    return out", False, ""),
        ("def backward(self):\n    self.grad = 1.0\n    self._backward()\n"
         "    for child in self._prev:\n        child.backward()", False,
         "line 5 calls backward() of child, which sets its grad anew as line 2 does: what had come "
         "to it from above is lost"),
        ("def backward(self):\n    self.grad = 1.0\n    for v in order(self):\n"
         "        v._backward()", False, ""),
        ("def g(f, args, h):\n    for i in [0]:\n        args[i] += h\n        f(*args)", False,
         "line 3 moves args[i], and nothing puts it back: the next turn of the loop starts from "
         "there"),
        ("def g(f, args, h):\n    for i in range(2):\n        args[i] += h\n        f(*args)\n"
         "        args[i] -= h", False, ""),
        ("def g(f, args, h):\n    for i in range(2):\n        moved = list(args)\n"
         "        moved[i] += h\n        f(*moved)", False, ""),
        ("def d(f, x, h):\n    return (f(x + h) - f(x - h)) / 2 * h", False,
         "line 2: / 2 * h divides by 2 and multiplies by h; / (2 * h) divides by both"),
        ("def d(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h) + x / 2 * h", False, ""),
        ("def t(params):\n    params = {k: p - p.g for k, p in params.items()}", False,
         "line 2 gives the name params to something new; what the caller handed in as params stays "
         "as it was"),
        ("def t(params):\n    params = [p + 0 for p in params]", False, ""),
        ("def parameters(self):\n    return list(set(self.ps))", False,
         "line 2: a set has no order, and parameters() is to have one"),
        ("def parameters(self):\n    return list(self.ps)", False, ""),
        ("def f(k):\n    a = (torch.rand(k, requires_grad=True) - 0.5) / k\n    return a", False,
         "line 2: requires_grad=True stands at the draw, and what is computed from it is no leaf: "
         "taken out there, .requires_grad_() at the end makes a leaf of the result"),
        ("def f(k):\n    a = torch.rand(k, requires_grad=True)\n    return a - 1", False, ""),
        ("def f(k):\n    a = torch.rand(k, requires_grad=True) / k\n"
         "    b = torch.rand(1, requires_grad=True)[0]\n    return a, b", False,
         "lines 2, 3: requires_grad=True stands at the draw, and what is computed from it is no "
         "leaf: taken out there, .requires_grad_() at the end makes a leaf of the result"),
        ("def f(X):\n    _, m = X.max(dim=0)\n    return X / m", False,
         "line 2: m has the places that max gives second; the values come first"),
        ("def f(X):\n    _, m = X.max(dim=0)\n    return X[m]", False, ""),
        ("def d(f, x, h):\n    return f(x + h) - f(x - h) / 2 * h", False,
         "line 2: / goes before -, and divides f(x - h) alone; brackets around the difference "
         "divide all of it"),
        ("def d(f, x, h):\n    return f(x + h) - f(x - h) * h", False, ""),
        ("def __pow__(self, n):\n    def _backward():\n"
         "        self.grad += (n * self.data**n - 1) * out.grad\n    return out", False,
         "line 3: ** goes before -, and the 1 is taken off self.data ** n; brackets take it off "
         "the exponent"),
        ("def __call__(self, x):\n    for layer in self.layers:\n        out = layer(x)\n"
         "    return out", False,
         "line 3 hands x to each layer, and not what the one before it gave"),
        ("def __call__(self, x):\n    for layer in self.layers:\n        x = layer(x)\n"
         "    return x", False, ""),
        ("def gain(name):\n    if name == 'linear' or 'sigmoid':\n        return 1.0\n"
         "    return 2.0", False,
         "line 2: or 'sigmoid' compares nothing and is always true; name in ('linear', 'sigmoid') "
         "compares with both"),
        ("def gain(name):\n    return name == 'a' or name == 'b'", False, ""),
        ("def nll(p):\n    return -p.mean().log()", False,
         "line 2: p.mean().log() is the logarithm of a mean, and no mean of logarithms"),
        ("def nll(p, Y):\n    return -p[:, Y].log().mean()", False,
         "line 2: p[:, Y] takes these columns in every row; with torch.arange(n) in place of : "
         "each row has its own"),
        ("def f(n, generator):\n    torch.manual_seed(42)\n    return g(n, generator)", False,
         "line 2: torch.manual_seed(42) sets the generator of the whole program back, each time "
         "that this runs"),
        ("def f(layer):\n    if layer is BatchNorm1d:\n        layer.training = True", False,
         "line 2: layer is BatchNorm1d compares an object with a class; isinstance(layer, "
         "BatchNorm1d) asks whether it is one of it"),
        ("def relu(self):\n    out = Value(max(0.0, self.data))\n    out._backward = step\n"
         "    return out", False,
         "line 2: Value(...) is not told what it is made of, so backward() goes no further than "
         "it: (self,) as its children"),
        ("def relu(self):\n    out = Value(1.0, (self,))\n    out._backward = step\n"
         "    return out", False, ""),
        ("def tune(grid):\n    losses = {s: loss(s) for s in grid}\n    return min(losses)", False,
         "line 3: min(losses) compares the keys of the dict and looks at no value; key= says what "
         "to compare"),
        ("def tune(grid):\n    losses = {}\n    return min(losses, key=losses.get)", False, ""),
        ("def count(table: Table):\n    for column in table:\n        for v in column:\n"
         "            missing[column] += v is None\n    return missing", False,
         "line 2 goes through the names of table, so column is a text, and line 3 goes through its "
         "letters; table.items() gives names and columns"),
        ("def count(table: Table):\n    for column in table:\n"
         "        found[column] = sum(v is None for v in table[column])", False, ""),
        ("def call(x: Tensor):\n    if len(x) == 2:\n        return 0\n    if len(x) == 3:\n"
         "        return 1\n    raise ValueError", False,
         "line 2: len(x) is the size of the first axis, and not the number of axes, x.dim()"),
        ("def call(x: list[int]):\n    if len(x) == 2:\n        return 0\n"
         "    return len(x) == 3", False, ""),
        ("def sample(model):\n    model.train(False)\n    name = draw(model)\n"
         "    model.train(True)\n    return name", False,
         "line 4 puts model into training, whatever it was in before: what model.training was at "
         "the start is given back"),
        ("def sample(model):\n    before = model.training\n    model.eval()\n"
         "    name = draw(model)\n    model.train(before)\n    return name", False, ""),
        ("class Norm:\n    def __init__(self, n, momentum=0.1):\n        self.n = torch.ones(n)\n"
         "        self.momentum = momentum\n    def __call__(self, x):\n        return 0.9 * x",
         False, "self.momentum is set, and nothing in Norm reads it"),
        ("class Norm:\n    def __init__(self, momentum=0.1):\n        self.momentum = momentum\n"
         "    def __call__(self, x):\n        return self.momentum * x", False, ""),
        ("class Value:\n    def __init__(self, data, _op=''):\n        self.data = data\n"
         "        self._op = _op", False, ""),
        ("class Norm:\n    def __init__(self, momentum=0.1):\n        self.momentum = momentum\n"
         "    def __call__(self, x):\n        raise NotImplementedError", False, ""),
        ("class Norm:\n    def __init__(self, n):\n        self.g = torch.ones(n)\n"
         "        self.b = torch.zeros(n)\n    def parameters(self):\n"
         "        return self.g + self.b", False,
         "line 6: self.g + self.b adds two tensors up to one; [self.g, self.b] is a list of both"),
        ("class Net:\n    def __init__(self, n):\n        self.w, self.b = [1] * n, [0]\n"
         "    def parameters(self):\n        return self.w + self.b", False, ""),
        ("def order(root):\n    def build(v):\n        topo.append(v)\n    topo = []\n"
         "    return build(root)", True, "line 5 returns build(root), and build returns nothing"),
        ("def backward(self):\n    topo, seen = [], set()\n    def build(v):\n"
         "        if v not in seen:\n            seen.add(v)\n"
         "            for child in v._prev:\n                build(child)\n"
         "            topo.append(v)\n    build(self)\n    self.grad = 1.0\n"
         "    for node in topo:\n        node._backward()", False,
         "line 11 goes through topo from the leaves to the root, so each one hands its grad on "
         "before it has any from above: reversed(topo) begins at the root"),
        ("def backward(self):\n    topo = []\n    def build(v):\n"
         "        for child in v._prev:\n            build(child)\n        topo.append(v)\n"
         "    build(self)\n    topo = topo[::-1]\n    for node in topo:\n"
         "        node._backward()", False, ""),
        ("def backward(self):\n    topo = []\n    def build(v):\n        topo.append(v)\n"
         "        for child in v._prev:\n            build(child)\n"
         "    build(self)\n    for node in topo:\n        node._backward()", False, ""),
        ("def dvar(x, g):\n    n = len(x)\n    return 1.0/n-1 * torch.ones_like(x) * g", False,
         "line 3: / goes before -, and n alone divides; 1.0 / (n - 1) divides by n - 1"),
        ("def f(n):\n    return 1 / n - 1", False,
         "line 2: / goes before -, and n alone divides; 1 / (n - 1) divides by n - 1"),
        ("def f(n, x):\n    return (1 / n) - 1 + x / n - 1 + 1 / (n - 1) + 1 / 2 - 1", False, ""),
        ("def f(dy, x):\n    return dy - dy.sum(0) - x * (dy * x).sum()", False,
         "line 2: (dy * x).sum() makes one number of all entries; dy.sum(0) beside it goes along "
         "an axis"),
        ("def f(dy, x):\n    y = dy.sum(0).sum()\n    return (x - x.mean(1)).abs().sum()", False,
         ""),
        ("def f(params: Tensor, h):\n    p = params.double()\n    for i in range(len(p)):\n"
         "        up = p\n        up.view(-1)[i] += h\n        down = p\n"
         "        down.view(-1)[i] -= h\n        use(up, down)", False,
         "line 4: up = p makes no copy, so line 5 changes p too: p.clone() is a copy"),
        ("def f(x: Tensor):\n    out = x.clone()\n    y = out\n    y[0] = 1\n    return y", False,
         ""),
        ("def f(a, x):\n    '''a (j,) float32\n\n    x  (m,)  the same'''\n    return x - a", False,
         "line 5: x - a pairs the entries of (m,) and (j,) one by one; x[:, None] - a is (m, j), "
         "each with each"),
        ("def f(a, x):\n    '''a (m,)\n    x  (m,)'''\n    return x - a", False, ""),
        ("def f(a, x):\n    '''a (j,)\n    x  (m,)'''\n    x = x[:, None]\n    return x - a",
         False, ""),
        ("def f(x: list, h):\n    up = x\n    up[0] += h\n    return up, x", False, ""),
    ],
)  # fmt: skip
def test_what_a_text_shows_by_itself(text: str, nothing: bool, said: str) -> None:
    """A return in a loop, a name given anew, a draw without the generator, a return indented."""
    found = remarks(ast.parse(text).body[0], nothing, frozenset({"Linear"}))
    assert found == ((said,) if said else ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(x):\n    return x / abs(x)",
         "line 2: x / abs(x) is 0 / 0, nan, where x is 0; sign() is 0 there"),
        ("def f(x, y):\n    p = x.exp()\n    p = p / p.sum(1)\n    return -p[n, y].log().mean()",
         "line 4 takes the logarithm of a softmax: that is 0, and its logarithm -inf, where a "
         "score is far below the largest; scores - log(sum(exp(scores))), worked out of scores - "
         "max, has no such limit"),
        ("def f(x):\n    return x.log() / x.sum()", ""),
        ("def f(x):\n    return x - x.exp().sum().log()", ""),
    ],
)  # fmt: skip
def test_what_of_a_text_gives_nan_is_told_of_nan_alone(text: str, said: str) -> None:
    """A number divided by its own size, the logarithm of a softmax."""
    for row in ("finite", "values"):
        outcome = Mismatch("", [Row(row, "1 of 3")], got=None)
        remark(outcome, ["f"], Source("f.py", text), [])
        assert told(outcome, "seen") == ([said] if said and row == "finite" else [])


def check(id_: str, mistake: str = "", state: Any = "fail") -> CheckResult:
    """A check that was given the name of a mistake, or none."""
    rows = [Row("value", "x"), Row("next", "n")]
    if mistake:
        rows[1:1] = [Row("mistake", mistake), Row("idea", "an idea")]
    return CheckResult(
        id=id_, task="t", title="t", visibility="visible", state=state, mistake=mistake, rows=rows
    )


@pytest.mark.parametrize(
    ("asked", "more", "told_of", "line"),
    [
        ("build", [], "build", "f.py line 3, Linear.__call__: return x @ self.weight"),
        ("build", [Row("from", "line 5, build: x")], "Linear.__call__", "return x @ self.weight"),
        ("Linear.__init__", [], "Linear.__call__", "return x @ self.weight"),
    ],
)
def test_what_raises_in_a_function_of_another_task_is_told_of_the_one_asked(
    asked: str, more: list[Row], told_of: str, line: str
) -> None:
    """A layer that the check calls does what it should; the network that holds it is wrong."""
    text = "class Linear:\n    def __call__(self, x):\n        return x @ self.weight\n"
    source = Source("f.py", f"{text}def build(n):\n    return Linear()\n")
    error = StudentError("", [Row("line", "return x @ self.weight"), *more])
    error.where = "f.py:3"
    assert raised_in(error, asked, ["build"], source) == told_of
    assert error.rows[0].text == line
    assert error.where == ("f.py:4" if told_of == "build" else "f.py:3")


def test_what_is_counted_has_no_tolerance_beside_it() -> None:
    """Whole numbers and other exact values; long lists that lack a property are told by a few."""
    for value, tolerance in ((torch.tensor([1, 2]), False), (torch.tensor([0.5, 2.0]), True)):
        with pytest.raises(Mismatch) as caught:
            expect_close(value, value + 1)
        assert ("accepted" in str(caught.value)) == tolerance
        with pytest.raises(Mismatch) as caught:
            expect_numbers(value.tolist(), (value + 1).tolist())
        assert ("accepted" in str(caught.value)) == tolerance
    with pytest.raises(Mismatch) as caught:
        expect_that(False, name="rows", yours=[*range(60)], expected="the same rows")
    [text] = told(caught.value, "value")
    assert text == "yours [0, 1, 2, 3, 4, 5, 6, 7, ...], 60 numbers, expected the same rows"


def test_a_name_is_lent_to_a_check_that_has_none() -> None:
    """It is not its own mistake then; where two names hold, neither is lent."""
    lent, named, passed = with_names([check("a"), check("b", "m"), check("c", state="pass")], {"m"})
    assert [row.text for row in lent.rows[1:]] == [
        "another check of this task shows: m",
        "an idea",
        "n",
    ]
    assert lent.mistake == ""
    assert named.mistake == "m"
    assert len(passed.rows) == 2
    first, *_ = with_names([check("a"), check("b", "m"), check("c", "k")], {"m", "k"})
    assert len(first.rows) == 2


def test_a_claim_that_another_check_refutes_is_not_made() -> None:
    """A factor of all values: another check of the same function and thing has another one."""

    def judged(key: str, pattern: str, what: str) -> CheckResult:
        rows = [Row("code", "a.py:1 (f)"), Row("what", what), Row("yours", " 1"), Row("", " 2"),
                Row("pattern", pattern)]  # fmt: skip
        return msgspec.structs.replace(check(key), rows=rows, pattern=pattern)

    first = judged("a", "where they are wrong, every value is 1/2 times the expected one", "dx")
    other = [judged("b", "", "dx"), judged("c", "", "db")]
    refutes = {"b": {"factor"}, "c": {"factor", "offset"}}
    [refuted, *_] = with_claims([first, *other], refutes)
    assert (refuted.pattern, [row.label for row in refuted.rows]) == (
        "", ["code", "what", "yours", ""],
    )  # fmt: skip
    [holds, *_] = with_claims([first, other[1]], refutes)
    assert holds.pattern
    assert [row.label for row in holds.rows] == ["code", "what", "pattern"]
    for got, excluded in (([2.0, 4, 9], {"factor", "offset"}), ([2.0, 4, 6], {"offset"}),
                          ([4.0, 5, 6], {"factor"}), ([1.0, 2, 5], set())):  # fmt: skip
        with pytest.raises(Mismatch) as caught:
            expect_numbers(got, [1.0, 2.0, 3.0])
        assert caught.value.refutes == excluded
        assert bool(caught.value.pattern) == (len(excluded) == 1 and "factor" not in excluded)
        with pytest.raises(Mismatch) as caught:
            expect_close(torch.tensor(got), torch.tensor([1.0, 2.0, 3.0]))
        assert caught.value.refutes == excluded


def test_a_name_that_does_not_hold_leaves_no_row() -> None:
    """Neither at its own check nor at another one of its task."""
    for found in with_names([check("a"), check("b", "m")], set()):
        assert found.mistake == ""
        assert [row.label for row in found.rows] == ["value", "next"]


def raised(text: str, driver: Any, *args: Any) -> list[str]:
    """The lines of the message where a driver, or a function of the name "f", raises on `text`."""

    class OneFile:
        keeps_deadlines = False

        def ask(self, file: object, request: Request, seconds: float) -> Reply:
            """What the code in `text` answers."""
            names: dict[str, Any] = {}
            exec(compile(text, "exercises/t/f.py", "exec"), names)
            module = SimpleNamespace(**names)
            try:
                if request.op == "call":
                    names[request.name](*request.args)
                Driver(request.name, request.source).compile()(module)
            except Exception as e:
                kind = Failure("error", type(e).__name__, str(e), (), held(e.__traceback__, "no/"))
                return Reply(failure=kind)
            raise AssertionError("raised nothing")

    file: Any = SimpleNamespace(name="f.py", forbid=[])
    source = Source("exercises/t/f.py", text)
    student = Student(cast(Any, OneFile()), "t", file, source, Trace(), 1.0)
    with pytest.raises(StudentError) as info:
        student.run(driver, *args) if driver else student.call("f", *args)
    return [f"{row.label}: {row.text}" for row in info.value.rows]


@observe
def times_three(m):
    """3 * a of the student's Value."""
    return 3 * m.Value()


def test_what_raises_in_a_driver_is_told_with_its_line() -> None:
    """A method that the check needs and the class does not have: the check's line, and the idea."""
    assert raised("class Value:\n    def __mul__(self, other): return self\n", times_three) == [
        "raised: TypeError: unsupported operand type(s) for *: 'int' and 'Value'",
        "line: return 3 * m.Value() (in the check)",
        "why: with a number on the left, Python asks the class on the right for the reversed "
        "method; here Value has no __rmul__ for int * Value",
    ]


@observe
def keeps(m):
    """Sets an attribute of what f returns."""
    out = m.f()
    out.grad = 1.0


@observe
def set_all(m):
    """Sets an attribute of what parameters() of a model lists."""
    for p, weight in zip(m.M().parameters(), [1.0], strict=True):
        p.data = p.data + weight


def test_what_a_loop_of_the_check_goes_through_is_named() -> None:
    """A list in a list: which method of the learner's has it."""
    lines = raised("class M:\n    def parameters(self):\n        return [[2.0, 3.0]]\n", set_all)
    [why] = [line for line in lines if line.startswith("why")]
    assert why.endswith("an entry of parameters() is a list of floats")


def test_names_of_the_check_are_not_told_and_what_gave_none_is() -> None:
    """`out` is the driver's: no row names it as the learner's, and f has no return."""
    text = "def f() -> int:\n    x = 1\n"
    rows = raised(text, keeps)
    assert rows[1:] == [
        "line: out.grad = 1.0 (in the check)",
        "why: a value is None where another is needed; here this is None",
    ]
    outcome = StudentError("", [Row(*row.split(": ", 1)) for row in rows])
    remark(outcome, ["f"], Source("f.py", text), [])
    assert outcome.rows[-1] == Row("seen", "f has no return, so it gives None")
    own = StudentError("", [Row("raised", "TypeError: 'NoneType' object"), Row("line", "x[0]")])
    remark(own, ["f"], Source("f.py", text), [])
    assert len(own.rows) == 2


def test_a_refusal_by_another_exception_is_told() -> None:
    """Where the check catches a ValueError, or hands its name on; elsewhere nothing is said."""
    note = "input that does not fit is to raise ValueError, and AssertionError is none"
    failure = Failure("error", "AssertionError", "", (("exercises/t/f.py", 1),))

    def notes(source: str, *args: Any) -> list[str]:
        answer: Any = SimpleNamespace(ask=lambda *_asked: Reply(failure=failure))
        file: Any = SimpleNamespace(name="f.py", forbid=[])
        student = Student(answer, "t", file, Source("exercises/t/f.py", "assert 0"), Trace(), 1.0)
        with pytest.raises(StudentError) as info:
            student.run(driver(source, "run"), *args)
        return told(cast(Any, info.value), "note")

    caught = "def run(m):\n    try:\n        m.f()\n    except ValueError:\n        pass\n"
    assert notes(caught) == [note]
    assert notes("def run(m, e):\n    m.f()\n", "ValueError") == [note]
    assert notes("def run(m):\n    m.f()\n") == []


def test_an_argument_that_has_its_numbers_back_is_not_said_to_change() -> None:
    """Moved and put back it is as it was, nan too; what differs, or has another shape, changed."""
    x = torch.tensor([1.0, NAN])
    was = x.clone()
    x[0] += 1
    assert changed(was, x)
    x[0] = 1.0
    assert not changed(was, x)
    x[1] = 2.0
    assert changed(was, x)
    assert not changed(was, was)
    assert changed(was, was.clone().resize_(3))


def test_what_a_driver_hands_on_is_no_note() -> None:
    """Only a call of the learner's own function tells which argument changes."""
    file: Any = SimpleNamespace(name="f.py", forbid=[])
    answer: Any = SimpleNamespace(ask=lambda *_asked: Reply(1, None, ("0",)))
    seen = Trace()
    student = Student(answer, "t", file, Source("f.py", "def f(x): pass"), seen, 1.0)
    student.run(driver("def run(m, x): pass", "run"), 1)
    assert seen.notes == []
    student.call("f", 1)
    assert seen.notes == ["f changes x in place; clone it"]


def with_others(text: str, driver: Any, others: dict[str, str], *args: Any) -> list[str]:
    """The lines where `text`, which may import the other files, raises as files of a topic do."""
    folder = "exercises/t"

    class Files:
        keeps_deadlines = False

        def ask(self, file: object, request: Request, seconds: float) -> Reply:
            """What the code answers, with frames as a child tells them."""
            names: dict[str, Any] = {}
            for name, other in others.items():
                exec(compile(other, f"/r/{folder}/{name}", "exec"), names)
            exec(compile(text, f"/r/{folder}/f.py", "exec"), names)
            try:
                if request.op == "call":
                    names[request.name](*request.args)
                Driver(request.name, request.source).compile()(SimpleNamespace(**names))
            except Exception as e:
                walked = [(f.f_code.co_filename, line) for f, line in walk_tb(e.__traceback__)]
                frames = tuple((p[3:], line) for p, line in walked if p.startswith("/r/"))
                return Reply(
                    failure=Failure(
                        "error", type(e).__name__, str(e), frames, held(e.__traceback__, "/r/")
                    )
                )
            raise AssertionError("raised nothing")

    file: Any = SimpleNamespace(name="f.py", forbid=[])
    sources = [Source(f"{folder}/{name}", other) for name, other in others.items()]
    source = Source(f"{folder}/f.py", text)
    student = Student(cast(Any, Files()), "t", file, source, Trace(), 1.0, sources)
    with pytest.raises(StudentError) as info:
        student.run(driver, *args) if driver else student.call("f", *args)
    return [f"{row.label}: {row.text}" for row in info.value.rows if row.label != "raised"]


def test_what_raises_in_another_file_of_the_learner_is_told_there() -> None:
    """The own line, the line of the other file, and the idea that is certain of that one."""
    other = "def half(n):\n    return n / 0\n"
    assert with_others("def f(n):\n    return half(n)\n", None, {"g.py": other}, 1) == [
        "line: return half(n)",
        "calls: g.py line 2, half: return n / 0",
        "why: what is divided by is 0 for this input; here 0 is 0",
    ]
    stub = 'def half(n):\n    raise NotImplementedError("T-E2 half")\n'
    *_, why = with_others("def f(n):\n    return half(n)\n", None, {"g.py": stub}, 1)
    assert why == (
        "why: a function that this one needs is still a stub, and comes first; here half, task T-E2"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(n):\n    return Layer().out\n", "Layer.__call__ sets out"),
        ("def f(n):\n    return Layer().forward(n)\n", "Layer()(...)"),
        ("def f(n):\n    return Layer().scale\n", "g.py line 4 assigns scale"),
    ],
)
def test_a_class_of_another_file_is_looked_up_there(text: str, said: str) -> None:
    """What sets an attribute that is not there yet, and with the file's name where a line is."""
    classes = (
        "class Layer:\n    def __call__(self, x): self.out = x\n"
        "    def __init__(self):\n        scale = 1\n"
    )
    found = with_others(text, None, {"g.py": classes}, 1)
    assert said in found[-1]


def test_a_size_that_is_written_in_is_told_of_another_shape() -> None:
    """6 of view(-1, 6), where nothing of size 6 is expected; not one that is."""
    text = "def f(C, X):\n    return C[X].view(-1, 6)\n"

    def seen(shape: str) -> list[str]:
        outcome = Mismatch("", [Row("shape", shape)], got=None)
        remark(outcome, ["f"], Source("f.py", text), [])
        return told(outcome, "seen")

    assert seen("yours (16, 6), expected (8, 12) = (n, be)") == [
        "line 2 has the size 6 written in: it fits other inputs only, and .shape of a tensor has "
        "those of these"
    ]
    assert seen("yours (16, 6), expected (8, 6) = (n, be)") == []


def test_an_argument_that_nothing_reads_is_told_of_what_was_asked() -> None:
    """eps of f, where 1e-5 is typed in; not that of another function of the task."""
    text = "def f(var, eps):\n    return (var + 1e-5) ** 0.5\ndef g(x, y):\n    return x\n"
    text += "def dx(f: SimpleNamespace, g: SimpleNamespace):\n    return g.y\n"
    text += "def stub(x, eps):\n    raise NotImplementedError('S-E1 stub')\n"
    for names, said in (
        (["dx"], []),
        (["stub"], []),
        (["f", "g"], ["eps is an argument of f, and nothing in it reads eps"]),
        (["h", "f"], []),
    ):
        outcome = Mismatch("", [Row("values", "1 of 2 differ")], got=None)
        remark(outcome, names, Source("f.py", text), [])
        assert told(outcome, "seen") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(x):\n    y = 1\n    x -= x.max()\n    x = x.exp()", True),
        ("def f(x):\n    y = x + 1\n    x[:, 0] = y", True),
        ("def f(x):\n    x = x.clone()\n    x -= x.max()", False),
        ("def f(z):\n    z -= 1", False),
    ],
)
def test_the_line_that_changes_an_argument_is_told(text: str, said: bool) -> None:
    """Where a check found it changed, and the name still stands for what came in."""
    line = "line 3 changes x itself, which is the caller's: x.clone() is a copy to work on"
    outcome = Mismatch("", [Row("what", "x after the call"), Row("values", "1 of 2")], got=None)
    remark(outcome, ["f"], Source("f.py", text), [])
    assert told(outcome, "seen") == ([line] if said else [])
    other = Mismatch("", [Row("what", "x"), Row("values", "1 of 2")], got=None)
    remark(other, ["f"], Source("f.py", text), [])
    assert told(other, "seen") == []


def test_a_number_that_nothing_leads_back_from_is_told_where_autograd_is_to() -> None:
    """A loss by .item(), or made anew by torch.tensor; elsewhere a number is a number."""
    text = "def f(x):\n    return x.mean().item()\n"
    for row, count in (("yours none: autograd cannot follow the loss", 1), ("yours 1", 0)):
        outcome = Mismatch("", [Row("value", row)], got=None)
        remark(outcome, ["f"], Source("f.py", text), [])
        assert len(told(outcome, "seen")) == count
    zeros = Mismatch("", [Row("what", "the loss, then the gradient")], got=None)
    zeros.pattern = "where they are wrong, the values are 0"
    remark(zeros, ["f"], Source("f.py", text), [])
    assert told(zeros, "seen") == [
        "line 2 returns a plain number by item(): nothing leads back from it"
    ]


def test_what_is_handed_to_each_layer_is_told_of_an_exception_in_one() -> None:
    """Of the learner's function that called the one at fault; of none where nobody did."""
    text = "def f(x, layers):\n    for layer in layers:\n        out = layer(x)\n    return out\n"
    rows = [Row("from", "line 3, f: out = layer(x)")]
    outcome = StudentError("", [*rows])
    remark(outcome, ["f"], Source("f.py", text), [])
    assert told(cast(Any, outcome), "seen") == [
        "line 3 hands x to each layer, and not what the one before it gave"
    ]
    alone = StudentError("", [Row("line", "out = layer(x)")])
    remark(alone, ["f"], Source("f.py", text), [])
    assert len(alone.rows) == 1


@observe
def with_pair(m):
    """What f makes of a function of two numbers."""

    def both(a, b):
        return a + b

    return m.f(both)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(g):\n    xs = [1, 2]\n    return g(xs)", "*xs"),
        ("def f(g):\n    xs = None\n    return g(xs, 1)", "xs is None"),
        ("def f(g):\n    return g([1, 2], 1)", "[1, 2] a list"),
        ("def f(g):\n    xs = None\n    g(xs, 1)", "xs is None, and f itself has no return"),
        ("def f(g):\n    xs = [1, 2]\n    return g(xs, 1)", "handed over"),
        ("def f(g):\n    xs = [1, 2, 3]\n    return g(*xs)", "g(*xs)"),
    ],
)
def test_what_is_handed_to_a_function_of_the_check_is_told(text: str, said: str) -> None:
    """A list in place of its entries, None, or values of other kinds: by the learner's own line."""
    lines = with_others(text, with_pair, {})
    assert lines[0].startswith(("line: return g(", "line: g("))
    assert "with_pair" not in " ".join(raised(text, with_pair))
    assert said in " ".join(lines[1:])


@observe
def its_own(x, y):
    """Some function of two numbers that a check hands over."""
    return x + y


def test_the_name_of_a_function_of_the_check_is_not_told() -> None:
    """Neither in Python's own words: the learner calls it by another one."""
    lines = raised("def f(preds_fn):\n    return preds_fn(1)\n", None, its_own)
    assert "its_own" not in " ".join(lines)
    assert lines[0] == (
        "raised: TypeError: the function handed over missing 1 required positional argument: 'y'"
    )
    *_, why = with_others("def f(preds_fn):\n    return preds_fn(1)\n", with_pair, {})
    assert "the docstring says what goes in" in why


@pytest.mark.parametrize(
    ("name", "call", "forbid", "said"),
    [
        ("np", "np.exp(x)", "numpy",
         "a name is used that this file does not import, and that is not allowed in it; here "
         "numpy"),
        ("nn", "nn.Linear(2, 2)", "nn",
         "a name is used that this file does not import, and that is not allowed in it; here nn"),
        ("F", "F.log_softmax(x)", "softmax",
         "what this line calls is not allowed in this file; here softmax"),
        ("F", "F.relu(x)", "softmax",
         "a module or name is used that this file does not import; here import "
         "torch.nn.functional as F"),
    ],
)  # fmt: skip
def test_a_library_that_is_not_allowed_is_not_to_be_imported(
    name: str, call: str, forbid: str, said: str
) -> None:
    """Its import would be refused, or what is called of it."""
    failure = Failure(
        "error", "NameError", f"name '{name}' is not defined", (("exercises/t/f.py", 2),),
        Held(at=(2, 2, 11, 11 + len(name))),
    )  # fmt: skip
    answer: Any = SimpleNamespace(ask=lambda *_asked: Reply(failure=failure))
    file: Any = SimpleNamespace(name="f.py", forbid=[forbid])
    source = Source("exercises/t/f.py", f"def f(x):\n    return {call}\n")
    student = Student(answer, "t", file, source, Trace(), 1.0)
    with pytest.raises(StudentError) as info:
        student.call("f", 1)
    assert told(cast(Any, info.value), "why") == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(n):\n    if n > 0:\n        raise ValueError", ": n > 0"),
        ("def f(n):\n    if n < 0:\n        n = 1\n    else:\n        raise ValueError", "no cond"),
        ("def f(n):\n    if n > 0:\n        n + 1\n    raise ValueError", "nothing before"),
    ],
)
def test_a_raise_of_the_own_code_is_told_with_its_condition(text: str, said: str) -> None:
    """Which condition held, or did not, for an input that is right."""
    assert said in with_others(text, None, {}, 1)[-1]


def test_what_torch_has_not_implemented_is_told_and_taken_for_no_stub() -> None:
    """X > 0 & x < 1 of floats is a NotImplementedError, as that of a stub is."""
    lines = with_others("def f(x):\n    return x > 0 & x < 1", None, {}, torch.rand(3))
    assert any("& and | go before <" in line for line in lines)


def test_a_call_that_does_not_begin_is_told_by_the_parameters() -> None:
    """The function has other parameters than its stub; an error of another text is none of that."""
    *_, why = raised("def f(a, b): pass\n", None, 1)
    assert why == (
        "why: the call did not begin: the parameters of the function are not those of its stub; "
        "here it is defined as f(a, b)"
    )
    [only] = raised("def f(a): raise TypeError('no')\n", None, 1)
    assert only == "raised: TypeError: no"


def test_a_pair_that_is_returned_is_told_with_the_line_that_makes_it() -> None:
    """X.max(0) goes along axis 0, and may be meant as a relu."""
    failure = Failure("unencodable", "", "a torch.return_types.max", ())
    answer: Any = SimpleNamespace(ask=lambda *_asked: Reply(failure=failure))
    source = Source("exercises/t/f.py", "def f(x):\n    return x.max(0)\n")
    file: Any = SimpleNamespace(name="f.py", forbid=[])
    with pytest.raises(StudentError) as info:
        Student(answer, "t", file, source, Trace(), 1.0).call("f", 1)
    [why] = told(cast(Any, info.value), "why")
    assert why.endswith(
        "here line 2: x.max(0) goes along axis 0; the larger of each entry and 0 is x.clamp(min=0) "
        "or x.relu()"
    )
