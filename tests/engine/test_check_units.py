"""The small parts of the check layer: scoring, seeds, sources, patterns, drivers, composing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch
from tests.engine.mini_course import write_mini

from classroom.author.compose import splice
from grader import (
    Seen,
    expect_any_close,
    expect_close,
    expect_equal,
    expect_number,
    expect_numbers,
    expect_that,
    observe,
    task,
)
from grader.check.backend import TrustedBackend
from grader.check.mistakes import Ended, Mistake, MistakesFile, NamedMistake, load_mistakes
from grader.check.naming import Namer, by_running, fingerprint, is_evidence, same_values
from grader.check.outcome import Mismatch, StudentError
from grader.check.patterns import of_shape, of_values
from grader.check.run import TopicRun
from grader.check.score import earned as points_of
from grader.check.score import points, task_state
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.check.values import described, kind_of
from grader.course.manifest import TaskSpec, load_course, load_topic
from grader.errors import CourseError
from grader.explain.differs import Facts
from grader.record import GRADING_PROBLEM, CheckResult, Row

pytestmark = pytest.mark.laptop

SPEC = TaskSpec(id="b", ref="T-1", title="t", points=3, hints=("x", "y"), requires=["a"])


def check(state: str, visibility: str = "visible") -> CheckResult:
    """A check with a state."""
    return CheckResult(id="i", task="b", title="t", visibility=visibility, state=state)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("visible", "hidden", "required", "state", "earned"),
    [
        (["pass"], ["pass"], "pass", "pass", 3),
        (["pass"], ["pass"], "fail", "pass", 3),
        (["pass"], ["fail"], "pass", "partial", 1.5),
        (["pass"], ["fail"], "fail", "blocked", 1.5),
        (["pass", "fail"], ["pass"], "pass", "fail", 0),
        (["pass", "error"], ["fail"], "pass", "error", 0),
        (["timeout"], ["pass"], "pass", "timeout", 0),
        (["fail"], ["pass"], "fail", "blocked", 0),
        (["fail"], ["pass"], "partial", "fail", 0),
        (["not_started"], ["not_started"], "not_started", "not_started", 0),
        (["not_started"], ["fail"], "pass", "fail", 0),
        (["not_started", "pass"], [], "pass", "fail", 0),
        ([], ["pass"], "pass", "pass", 3),
        ([], ["fail"], "pass", "fail", 0),
        ([], [], "pass", "error", 0),
    ],
)
def test_scoring(
    visible: list[str], hidden: list[str], required: str, state: str, earned: float
) -> None:
    """All points when all checks pass, half when hidden ones fail, blocked or not, else none."""
    checks = [*(check(s) for s in visible), *(check(s, "hidden") for s in hidden)]
    found = task_state(SPEC, checks, {"a": required})  # type: ignore[dict-item]
    assert found == state
    assert points_of(SPEC, found, checks) == earned
    assert points(SPEC, found) == 3


@pytest.mark.parametrize(
    ("counted", "states", "state", "worth"),
    [
        (["pass", "pass"], ["error"], "pass", 3),
        (["pass"], ["error", "not_started"], "pass", 3),
        (["fail"], ["error"], "fail", 3),
        (["not_started"], ["not_started"], "not_started", 3),
        ([], ["error", "error"], "uncounted", 0),
        ([], ["not_started"], "uncounted", 0),
    ],
)
def test_what_counts_for_nobody_is_not_scored(
    counted: list[str], states: list[str], state: str, worth: int
) -> None:
    """The other checks of a task decide; a task without any has no points to lose."""
    ours = [check(s) for s in states]
    for each in ours:
        each.category = GRADING_PROBLEM
    found = task_state(SPEC, [*(check(s) for s in counted), *ours], {"a": "uncounted"})
    assert found == state
    assert points(SPEC, found) == worth


def test_seeds_depend_on_everything_that_matters() -> None:
    """Topic, place in the pool, check and secret each change a seed; nothing else does."""
    name = "exercises/t/test_a.py::check"
    places = 1 << 40
    base = Seeds("t", "hash", b"secret", places).of(name)
    others = [
        Seeds("u", "hash", b"secret", places).of(name),
        Seeds("t", "edit", b"secret", places).of(name),
        Seeds("t", "hash", b"other", places).of(name),
        Seeds("t", "hash", b"secret", places).of(f"{name}2"),
        Seeds("t", "hash", b"secret", places).of("tests/hidden/t/test_a.py::check"),
        Seeds("t", "hash").of(name),
    ]
    assert len({base, *others}) == 7
    assert Seeds("t", "hash", b"secret", places).of(name) == base
    assert Seeds("t", "hash", b"secret", places).of("exercises/t/test_b.py::check[n2]") == base
    assert Seeds("t", "edit").of(name) == Seeds("t", "hash").of(name)
    assert all(0 <= seed < 2**63 for seed in (base, *others))


STUB = '''
def f(x):
    """Doc."""
    raise NotImplementedError("f")

class V:
    """Doc."""

    def a(self):
        raise NotImplementedError

    def b(self):
        return 1
'''


@pytest.mark.parametrize(
    ("text", "names", "untouched"),
    [
        (STUB, ["f"], True),
        (STUB, ["V.a"], True),
        (STUB, ["V"], True),
        (STUB.replace('"""Doc."""\n    raise', '"""Mine."""\n    # idea\n    raise'), ["f"], True),
        (STUB.replace('raise NotImplementedError("f")', "return x"), ["f"], False),
        (STUB.replace('raise NotImplementedError("f")', "return x"), ["f", "V.a"], False),
        (STUB.replace("return 1", "return 2"), ["V"], False),
        ("def f(x): raise NotImplementedError", ["f"], True),
        ("def f(x): raise ValueError", ["f"], False),
        ("def g(x): return x", ["f"], False),
        ("def f(x:", ["f"], False),
        ("f = " + "(" * 5000, ["f"], False),
        ("f = " + "-" * 50000 + "1", ["f"], False),
    ],
)
def test_stubs_are_recognised(text: str, names: list[str], untouched: bool) -> None:
    """A body that only raises, or is as released, is not started; nothing hostile breaks this."""
    assert Source("f.py", text, stub=STUB).not_started(names) is untouched


def test_source_knows_lines_and_parameters() -> None:
    """Lines are counted from 1; a method is found by its dotted name."""
    source = Source("f.py", STUB)
    assert (source.line_of("f"), source.line_of("V.b"), source.line_of("none")) == (2, 12, 0)
    assert source.line(13) == "return 1"
    assert source.line(99) == ""
    assert source.parameters("V.b") == ["self"]


X = torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
N = Facts(("n", "C"), {"n": 5, "C": 3})


@pytest.mark.parametrize(
    ("got", "expected", "facts", "text"),
    [
        (5 * X, X, N, "every value is 5 times too large, and n is 5"),
        (X / 3, X, N, "every value is 0.333333 times the expected one, and 1/C is 0.333333"),
        (-X, X, N, "every value has the wrong sign"),
        (2 * X, X, N, "every value is 2 times the expected one"),
        (1.25 * X, X, N, "every value is 1.25 times the expected one, and n/(n-1) is 1.25"),
        (1.7 * X, X, N, "every value is 1.7 times the expected one"),
        (4 * X, X, Facts((), {"n": 4, "T": 4}), "every value is 4 times the expected one"),
        (2 * X, X, Facts((), {"n": 2}), "every value is 2 times the expected one"),
        (-5 * X, X, N, "every value is -5 times the expected one, and -n is -5"),
        (-X / 5, X, N, "every value is -0.2 times the expected one, and -1/n is -0.2"),
        (0.8 * X, X, N, "every value is 0.8 times the expected one, and (n-1)/n is 0.8"),
        (5 * X / 3, X, N, "every value is 1.66667 times the expected one, and n/C is 1.66667"),
        (
            *(1.25 * X, X, Facts((), {"n": 40})),
            "every value is 1.25 times the expected one, and n/32 is 1.25: this works for 32 rows "
            "only; use the size of the tensor",
        ),
        (X + 1, X, N, "every value differs by the same amount, 1"),
        (torch.tensor([1.0, 1, 1, 0]), torch.tensor([0.0, 1, 0, 0]), N, None),  # yes and no
        (0 * X, X, N, "every value is 0"),
        (X[:3].T, X[:3], N, "the two axes are swapped"),
        (X + X**2, X, N, None),
        (torch.cat([X[:1] * 2, X[1:]]), X, N, "where they are wrong, every value is 2 times the "),
        (torch.cat([X[:1] ** 3, X[1:]]), X, N, None),
        (torch.cat([X[:4], 0 * X[:1]]), X, N, "where they are wrong, the values are 0"),
        (torch.cat([X[:4], -X[4:]]), X, N, "the values are right but for the sign, which is wrong"),
        (
            2 * torch.ones(5, 3),
            torch.ones(5, 3),
            N,
            None,
        ),  # flags: one expected number tells nothing
        (torch.tensor([[-1.0, -15], [0, 6]]), torch.tensor([[-1.0, 3], [0, 6]]), N, None),
        (torch.tensor([6.0, -15, 10, 1]), torch.tensor([6.0, 3, -2, 1]), N, None),  # by chance -5
        (torch.tensor([3.0, 3, 7]), torch.tensor([2.0, 2, 7]), N, None),
        (2 * X[0, 0], X[0, 0], N, "the value is 2 times the expected one"),
        (1.3 * X[0, 0], X[0, 0], N, None),
        (X * 1.0001, X, N, None),
        (X.abs(), X, N, "the values are right but for the sign, which is wrong in 9 of 15"),
        (1 - X, X, N, "each value is 1 minus the expected one"),
        (1 / X, X, N, "each value is 1 over the expected one"),
        (X**2, X, N, "each value is the square of the expected one"),
        (X.abs(), X**2, N, "each value is the root of the expected one"),
        (X, X.exp(), N, "each value is the logarithm of the expected one: exp is missing, or log"),
        (X.flip(0), X, N, "the values are right, in reverse order along the axis n"),
        (X.roll(1, 0), X, N, "along the axis n the values are shifted by one: each is the one be"),
        (X.cumsum(0), X, N, "along the axis n each value is the sum of all expected ones up to "),
        (X[[2, 0, 1, 4, 3]], X, N, "these are the right values, in another order"),
        (X + X[0], X, N, "every column is off by an amount of its own"),
        (X * (2 + X[:, :1]), X, N, "every row is off by a factor of its own"),
        (X.mean().expand(5, 3), X, N, "every value is the mean of the expected ones"),
        (X.softmax(0), X.softmax(1), N, "each column adds up to 1, and each row should"),
        (X, X + X[0], Facts((), {}, lambda: {"b": X[0]}), "the values are right once b is added"),
        (X, X / X[0], Facts((), {}, lambda: {"b": X[0]}), "the values are right once they are di"),
        (torch.ones(50), torch.arange(50.0), N, "every value is one and the same number"),
        (torch.tensor([4.0, 1]), torch.tensor([2.0, 1]), N, None),  # a few whole numbers
        (torch.tensor([1.0, 0, 1, 0]), torch.tensor([0.0, 1, 0, 1]), N, "every value is the oppo"),
    ],
)
def test_value_patterns(
    got: torch.Tensor, expected: torch.Tensor, facts: Facts, text: str | None
) -> None:
    """A pattern is named only if it is unique and reproduces every value."""
    found = of_values(got.double(), expected.double(), 1e-5, facts)
    assert (found.text[: len(text or "")] if found else None) == text


FACTOR = 1.7
# What each pattern predicts, and how many tolerances a value may be away from it.
PREDICTED = {
    "swapped": (X[:3].T.double(), X[:3].double(), 1.0),
    "input": ((X**2).double(), X.double(), 1.0),
    "factor": (FACTOR * X.double(), X.double(), 10.0 * FACTOR),
    "offset": (X.double() + 1, X.double(), 5.0),
    "summed": (X.double(), X.double().sum(0), 1.0),
    "summed away": (X.double().sum(0), X.double(), 1.0),
    "reshaped": (X.double().sum(1), X.double().sum(1, keepdim=True), 1.0),
}


@pytest.mark.parametrize("name", PREDICTED)
def test_a_pattern_reproduces_every_value_within_the_tolerance(name: str) -> None:
    """A value a little further off than may be is no longer that pattern: it would not be certain.

    A factor is measured at the largest entry and may lose a digit, an offset at both ends.
    """
    got, expected, allowed = PREDICTED[name]
    inputs = {"x": (X**2).double()}
    facts = Facts(("n", "C"), {"n": 5, "C": 3}, lambda: inputs)
    judge = of_values if got.shape == expected.shape else of_shape
    tolerance = 1e-7
    # Away from the largest entry, by which a factor is measured.
    at = tuple(int(i) for i in torch.unravel_index(expected.abs().argmin(), expected.shape))
    place = tuple(at[-got.dim() :]) if got.dim() <= len(at) else (0, *at)
    for tolerances, found in ((0.5 * allowed, True), (2.5 * allowed, False)):
        moved = got.clone()
        moved[place] += tolerances * tolerance
        assert (judge(moved, expected, tolerance, facts) is not None) == found, tolerances


def test_a_large_factor_may_be_off_by_its_own_thousandth() -> None:
    """A factor is known to three digits, whatever its size."""
    expected = X.double()
    got = 100 * expected
    got[0, 0] += 0.05 * float(expected[0, 0])
    found = of_values(got, expected, 1e-4, N)
    assert found is not None
    assert found.text == "every value is 100 times the expected one"
    got[0, 0] += 0.2 * float(expected[0, 0])
    assert of_values(got, expected, 1e-3, N) is None


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (X.T, X, "the two axes are swapped"),
        (X.T + 1, X, "the two sizes are the right ones, in the other order"),
        (X.T[:2], X, None),
        (X.sum(1), X.sum(1, keepdim=True), "the values are right, an axis of size 1"),
        (X, X.sum(0), "these values are right once they are summed over axis 0 (n)"),
        (X, X.sum(0, keepdim=True), "these values are right once they are summed over axis 0 (n)"),
        (X.sum(0), X, "the axis n was summed away"),
        (X.sum(1, keepdim=True), X, "the axis C was summed away"),
        (X[:2, 0], X[:2, :1], "the values are right, an axis of size 1"),
        (X[:, 0].sum(), X[:, 0], "this is the sum of all the expected values"),
        (X.mean(), X, "this is the mean of all the expected values"),
        (X[0, 0], X, "this is a single number: a sum or mean took every axis away"),
        # One number is no evidence.
        (X[:, 0], X[:, 0].sum(), None),
        (X[:2], X, "the values are right, but for the last 3 along the axis n: they are missing"),
        (X[1:], X, "the values are right, but for the first 1 along the axis n: it is missing"),
        (X, X[:, :2], "the values are right, but for the last 1 along the axis C: it is too many"),
        (X.mean(0), X, "the axis n was averaged away"),
        (X.reshape(3, 5), X, "these are the right numbers in the right order, the two sizes in th"),
        (X.flatten(), X, "these are the right numbers in the right order, in another shape"),
        (X[:, :1] - X[:, 0] + X[:, 0], X[:, 0], "every entry met every other one"),
        (X[None].permute(2, 1, 0), X[..., None], "the values are right, and the axes are in"),
        (
            torch.stack([X, 2 * X]).transpose(0, 1),
            torch.stack([X, 2 * X]),
            "the values are right, ",
        ),
        (
            torch.cat([X, 2 * X]),
            torch.cat([X, 2 * X], 1),
            "these are the right numbers in blocks "
            "below each other, as torch.cat joins them; they belong side by side: dim=1",
        ),
        (
            torch.cat([X, 2 * X], 1),
            torch.cat([X, 2 * X]),
            "these are the right numbers in blocks side by side",
        ),
        (torch.cat([X, 3 * X]), torch.cat([X, 2 * X], 1), None),
        (X[:2] * 2, X, None),
    ],
)
def test_shape_patterns(got: torch.Tensor, expected: torch.Tensor, text: str | None) -> None:
    """A wrong shape gets a cause only if the values confirm it."""
    found = of_shape(got, expected, 1e-5, N)
    assert (found is None) if text is None else found is not None and found.text.startswith(text)


def test_an_axis_without_a_name_is_called_by_its_place() -> None:
    """A check that names no axes still says which one was summed away."""
    found = of_shape(X.double().sum(1), X.double(), 1e-5, Facts())
    assert found is not None
    assert (found.text, found.closed) == ("axis 1 was summed away", "axis 1 was summed away")


def test_rows_that_are_overwritten_where_they_should_add_up() -> None:
    """All rows whose index comes twice are wrong and no other is, and there are two at least."""
    expected = X.double()
    facts = Facts(("n", "C"), {}, index=torch.tensor([[0, 1], [0, 1], [2, 3]]))
    got = expected.clone()
    got[0] -= torch.tensor([1.0, 2.0, 4.0])
    assert of_values(got, expected, 1e-5, facts) is None
    got[1] *= 3
    text = "only the rows whose index appears more than once are wrong"
    found = of_values(got, expected, 1e-5, facts)
    assert found is not None
    assert found.text == text
    # The same of rows that are matrices.
    deeper = of_values(got[..., None], expected[..., None], 1e-5, facts)
    assert deeper is not None
    assert deeper.text == text
    got[2, 1] += 1
    assert of_values(got, expected, 1e-5, facts) is None


def test_tolerance_scales_with_the_largest_value() -> None:
    """1e-5 of the largest value, 1e-9 in float64 if precision is asked for, more with a scale."""
    expected = torch.tensor([1000.0, 0.001])
    expect_close(expected + torch.tensor([0.009, 0.009]), expected)
    with pytest.raises(Mismatch):
        expect_close(expected + torch.tensor([0.0, 0.011]), expected)
    with pytest.raises(Mismatch):
        expect_close(expected.double() * (1 + 1e-8), expected.double(), precise=True)
    expect_close(torch.tensor([1e-6]), torch.tensor([0.0]), scale=1.0)
    with pytest.raises(Mismatch):
        expect_close(torch.tensor([1e-6]), torch.tensor([0.0]))


def test_wrong_values_are_told_by_place_and_size() -> None:
    """How many differ, the first and the largest; a single number has no place."""
    with pytest.raises(Mismatch) as vector:
        expect_close(torch.tensor([1.0, 5.0, 13.0]), torch.tensor([1.0, 2.0, 3.0]))
    told = {row.label: row.text for row in vector.value.rows}
    assert told["values"] == "2 of 3 differ; first at [1]: yours 5, expected 2"
    assert told[""].startswith("largest difference 10 at [2]; up to ")
    assert vector.value.summary.endswith("has wrong values")
    with pytest.raises(Mismatch) as pair:
        expect_close(torch.tensor([1.0, 5.0]), torch.tensor([1.0, 2.0]))
    told = {row.label: row.text for row in pair.value.rows}
    assert (told["yours"], told["expected"]) == (" 1 *5", " 1  2")
    with pytest.raises(Mismatch) as number:
        expect_close(torch.tensor(5.0), torch.tensor(2.0))
    told = {row.label: row.text for row in number.value.rows}
    assert told["value"] == "yours 5, expected 2"
    assert "yours" not in told
    assert told[""].startswith("up to ")
    assert number.value.summary.endswith("has wrong value")


def test_what_a_function_says_that_it_returns() -> None:
    """As it is written; nothing where it says nothing, or is not there."""
    source = Source("f.py", "def f(x) -> list[int]: pass\ndef g(x): pass\n")
    assert [source.returns(name) for name in ("f", "g", "h")] == ["list[int]", "", ""]


def test_nothing_is_broadcast_before_comparing() -> None:
    """A shape that broadcasts is wrong, unless the check allows it; then the values decide."""
    row = torch.ones(3)
    with pytest.raises(Mismatch, match="wrong shape"):
        expect_close(row, torch.ones(1, 3))
    expect_close(row, torch.ones(1, 3), shape="broadcast")
    with pytest.raises(Mismatch, match="wrong values"):
        expect_close(2 * row, torch.ones(1, 3), shape="broadcast")
    with pytest.raises(Mismatch, match="wrong shape"):
        expect_close(torch.ones(2, 3), torch.ones(1, 3), shape="broadcast")
    expect_close(torch.ones(1, 3), row, shape="broadcast")
    with pytest.raises(Mismatch, match="wrong shape"):
        expect_close(torch.ones(1, 2, 3), torch.ones(2, 3), shape="broadcast")


def test_a_missing_axis_of_one_is_not_one_too_many() -> None:
    """Of (1, 3) a gradient (3,) can be subtracted in place, of (3,) none of (1, 3) can."""
    row, one = torch.ones(3), torch.ones(1)
    expect_close(row, torch.ones(1, 3), shape="squeezed")
    with pytest.raises(Mismatch, match="wrong values"):
        expect_close(2 * row, torch.ones(1, 3), shape="squeezed")
    for got, expected in ((row[None], row), (one, row), (one[0], row), (row, torch.ones(3, 1))):
        with pytest.raises(Mismatch, match="wrong shape"):
            expect_close(got, expected, shape="squeezed")


def test_expected_infinities_are_matched() -> None:
    """An infinity that is right is right; nan never is."""
    expect_close(torch.tensor([float("inf"), 1.0]), torch.tensor([float("inf"), 1.0]))
    for wrong in ([float("-inf"), 1.0], [1.0, 1.0], [float("nan"), 1.0]):
        with pytest.raises(Mismatch):
            expect_close(torch.tensor(wrong), torch.tensor([float("inf"), 1.0]))


def test_any_of_several_answers() -> None:
    """One right pair is enough; the message speaks of the first."""
    one, two = torch.ones(3), 2 * torch.ones(3)
    expect_any_close([(one, two), (two, two)])
    with pytest.raises(Mismatch) as caught:
        expect_any_close([(one, two), (one, 5 * one)])
    assert "yours 1, expected 2" in str(caught.value)


def test_fingerprints_tell_values_apart() -> None:
    """The same values match up to rounding, others do not; of one entry the sign tells too."""
    value = X.float()
    a, b = fingerprint(value, "c", 1), fingerprint(value * (1 + 1e-6), "c", 1)
    assert a is not None
    assert b is not None
    assert max(abs(p - q) for p, q in zip(a.projections, b.projections, strict=True)) < 1e-4
    assert len(a.projections) == 4
    one, minus = (fingerprint(sign * torch.ones(1), "c", 1) for sign in (1, -1))
    assert one is not None
    assert one != minus
    assert fingerprint(torch.ones(0), "c", 1) is None
    assert len(fingerprint(torch.ones(2), "c", 1).projections) == 1  # type: ignore[union-attr]
    assert same_values(value, value * (1 + 1e-6))
    assert not same_values(value, value * 1.01)
    assert not same_values(value, value.T)


def test_the_mistake_that_was_named_before_is_tried_first() -> None:
    """If it fits it is named, and no other is run; if it does not, all others are."""
    named = {key: NamedMistake("t", key, "feedback") for key in ("first", "second", "third")}
    mistakes = [Mistake(key, value, TrustedBackend({})) for key, value in named.items()]
    values = {"first": X, "second": 2 * X, "third": 3 * X}
    asked: list[str] = []

    def rerun(mistake: Mistake) -> Mismatch:
        asked.append(mistake.key)
        return Mismatch("", [], got=values[mistake.key])

    def found(got: torch.Tensor, suspect: str) -> list[NamedMistake]:
        asked.clear()
        return by_running(Mismatch("", [], got=got), "c", mistakes, rerun, named.get(suspect))

    assert found(2 * X, "second") == [named["second"]]
    assert asked == ["second"]
    assert found(3 * X, "second") == [named["third"]]
    assert asked == ["second", "first", "third"]
    assert found(3 * X, "") == [named["third"]]
    values["first"] = 3 * X
    assert found(3 * X, "") == [named["first"], named["third"]]


def test_overwritten_rows_are_told_only_beside_right_ones() -> None:
    """Where every index that occurs does so twice, all wrong rows say nothing about the index."""
    right = torch.arange(12.0).reshape(4, 3).double() + 1
    for index, rows, said in (
        ([0, 1, 1, 3, 3], [1, 3], True),
        ([1, 1, 3, 3], [1, 3], False),
        ([0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 2, 3], False),
        ([0, 1, 1, 3, 3], [0, 1, 3], False),
    ):
        wrong = right.clone()
        wrong[rows] += torch.tensor([[0.5, -0.25, 0.125]]) * (1 + torch.arange(len(rows)))[:, None]
        found = of_values(wrong, right, 1e-5, Facts(index=torch.tensor(index)))
        assert (found is not None and "more than once" in found.text) == said


def test_of_mistakes_that_have_run_only_those_that_may_fit_run_again() -> None:
    """What they returned at a check is kept as a fingerprint; a name still needs the values."""
    named = [NamedMistake("t", key, "feedback") for key in ("first", "second", "third")]
    mistakes = [Mistake(each.name, each, TrustedBackend({})) for each in named]
    values = {"first": 2 * X, "second": 3 * X, "third": X.T}
    asked: list[str] = []
    seen: dict[str, Ended | None] = {}

    def rerun(mistake: Mistake) -> Mismatch | None:
        asked.append(mistake.key)
        if mistake.key == "third":
            return None
        return Mismatch("", [], got=values[mistake.key])

    for got, name, runs in (
        (5 * X, None, ["first", "second", "third"]),
        (2 * X, "first", ["first"]),
        (3 * X, "second", ["second"]),
        (7 * X, None, []),
    ):
        asked.clear()
        found = by_running(Mismatch("", [], got=got), "c", mistakes, rerun, None, seen)
        assert [one.name for one in found] == ([name] if name else [])
        assert asked == runs
    assert seen["third"] is True


@pytest.mark.parametrize("secret", [True, False])
def test_what_a_check_saw_names_the_mistake_alone(secret: bool) -> None:
    """By the key of a mistake of its task, on a laptop and in the judge; no value is compared."""
    named = {key: NamedMistake(task, key, "idea") for key, task in (("a", "t"), ("b", "other"))}
    spec = cast(Any, SimpleNamespace(id="c", visibility="visible", task=SimpleNamespace(id="t")))
    shipped = MistakesFile(named, {"c": {"a": fingerprint([1.0, 2.0], "c", 0)}})  # type: ignore[dict-item]
    runs = {"t": [Mistake("a", named["a"], TrustedBackend({}))], "other": []}
    namer = Namer(runs, None, secret=True) if secret else Namer(None, shipped, secret=False)

    def found(shows: str | None) -> list[NamedMistake]:
        mismatch = Mismatch("", [], got=[1.0, 2.0])
        mismatch.shows = shows
        return namer.fitting(mismatch, spec, 0, lambda _: Mismatch("", [], got=[1.0, 2.0]), None)

    assert found("a") == [named["a"]]
    assert [found(key) for key in ("", "b", "c")] == [[]] * 3
    assert found(None) == [named["a"]]


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (torch.ones(9), "yours has shape (9,), expected one number"),
        (None, "yours is None, expected one number"),
        ("0.5", "yours is a str of length 3, expected one number"),
    ],
)
def test_a_result_beside_others_is_one_number(got: object, said: str) -> None:
    """Told of that call: the shape of all results together is the check's own."""
    for right in (2, 0.5, torch.ones(1, 1)):
        expect_number(right)
    with pytest.raises(Mismatch) as caught:
        expect_number(got, name="mae of row 2")
    assert caught.value.rows[0] == Row("what", "mae of row 2")
    assert caught.value.rows[-1].text == said
    assert caught.value.got is got


def test_what_a_check_saw_is_said_where_numbers_are_wrong() -> None:
    """A row tells it; where all is right it has no part."""
    seen = Seen("twice", "h hands its gradient on 2 times")
    with pytest.raises(Mismatch) as caught:
        expect_numbers([1.0, 3.0], [1.0, 2.0], seen=seen)
    assert caught.value.shows == "twice"
    assert [row.text for row in caught.value.rows if row.label == "seen"] == [seen.text]
    expect_numbers([1.0, 2.0], [1.0, 2.0], seen=seen)
    with pytest.raises(Mismatch) as caught:
        expect_numbers([1.0, 3.0], [1.0, 2.0])
    assert caught.value.shows is None


def test_a_mistake_that_raises_has_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a mistake's shapes do not fit, it is not compared, and the check goes on."""

    def mistake(*_: object) -> None:
        raise RuntimeError("The size of tensor a (9) must match the size of tensor b (4)")

    monkeypatch.setattr(TopicRun, "_call", mistake)
    run = object.__new__(TopicRun)
    assert isinstance(run.rerun(*2 * [cast(Any, None)]), StudentError)


def test_fingerprints_hold_too_little_to_rebuild_values() -> None:
    """There are fewer projections than entries."""
    for size in range(2, 9):
        taken = fingerprint(torch.randn(size), "c", 1)
        assert taken is not None
        assert len(taken.projections) < size


def test_drivers_carry_nothing_of_their_module() -> None:
    """A driver that reads a global of the test module, or closes over a value, is refused."""
    secret = 5
    with pytest.raises(TypeError, match="uses STUB of its module"):

        @observe
        def reads_a_global(m):  # type: ignore[no-untyped-def]
            return STUB

    with pytest.raises(TypeError, match="uses secret"):

        @observe
        def closes_over(m):  # type: ignore[no-untyped-def]
            return [secret for _ in range(2)]

    with pytest.raises(TypeError, match="uses SPEC"):

        @observe
        def hides_it_in_a_lambda(m):  # type: ignore[no-untyped-def]
            return lambda: SPEC


def test_unknown_category_is_refused() -> None:
    """Categories come from a closed list, since students see them."""
    with pytest.raises(ValueError, match="unknown category 'answer is 5'"):
        task("f", category="answer is 5")


def test_splice_replaces_definitions_and_brings_helpers() -> None:
    """An override stands where the original stood, its helpers and imports before it."""
    base = "import torch\n\n\ndef f(x):\n    return 1\n\n\ndef g(x):\n    return 2\n"
    override = (
        '"""Doc."""\nimport math\n\nK = 2\n\n\ndef g(x):\n    return K\n\n\ndef h():\n    pass\n'
    )
    result = splice(base, override, {"f", "g"}, {"h"})
    namespace: dict[str, object] = {}
    exec(result, namespace)
    assert namespace["f"](0) == 1  # type: ignore[operator]
    assert namespace["g"](0) == 2  # type: ignore[operator]
    assert "math" in namespace
    assert "h" not in namespace
    assert splice(base, override, {"f"}, {"g"}) == base


MANIFEST = """
title = "t"
hours = "1"
pass_mark = 60

[[files]]
name = "a.py"
title = "a"

[[files.tasks]]
id = "f"
ref = "T-1"
title = "f"
points = 2
hints = ["x", "y"]
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"a.py"', '"../a.py"', "is not a plain Python file name"),
        ('id = "f"', 'id = "f()"', "is not a function, class or method name"),
        ("points = 2", "points = 0", "has 0 points"),
        ('["x", "y"]', '["x", " "]', "has an empty hint"),
        ('["x", "y"]', '["x"]', "Expected `array` of length >= 2"),
        ("points = 2", 'points = 2\nrequires = ["g"]', "requires 'g', which is no task"),
        ('title = "t"', 'title = "t"\ncolour = 1', "unknown field `colour`"),
        ("[[files.tasks]]", '[[files.tasks]]\nid = "f"\n[[files.tasks]]', "missing required"),
    ],
)
def test_manifests_are_checked(tmp_path: Path, old: str, new: str, words: str) -> None:
    """A manifest that is wrong is refused with the file, the field and the reason."""
    (tmp_path / "topic.toml").write_text(MANIFEST.replace(old, new, 1))
    with pytest.raises(CourseError, match=r"topic\.toml: ") as caught:
        load_topic(tmp_path)
    assert words in str(caught.value)


def test_a_right_manifest_is_read(tmp_path: Path) -> None:
    """The base of the cases above is itself fine."""
    (tmp_path / "topic.toml").write_text(MANIFEST)
    assert load_topic(tmp_path).points == 2


NUMBERS = [
    ([1.0, 4.0], None),
    ((1, 4.0), None),
    ([1.0, 4.0 + 1e-9], None),
    (None, "returned None"),
    (3.0, "another type"),
    ([1.0], "wrong length"),
    ([1.0, "4"], "something else"),
    ([1.0, 4.1], "yours 4.1, expected 4"),
    ([1.0, float("nan")], "yours nan"),
    ([0.0, 0.0], "every value is 0"),
    ([-1.0, -4.0], "every value has the wrong sign"),
    ([2.0, 8.0], "yours   a 2, b 8\n"),
    ([0.5, 4.0], "yours   a 0.5, b 4"),
]


@pytest.mark.parametrize(("got", "said"), NUMBERS, ids=str)
def test_lists_of_numbers(got: object, said: str | None) -> None:
    """A list of numbers is judged entry by entry, and its message names the entry."""
    if said is None:
        expect_numbers(got, [1.0, 4.0], names="ab")
        return
    with pytest.raises(Mismatch) as raised:
        expect_numbers(got, [1.0, 4.0], names="ab", name="the pair")
    assert said in str(raised.value)
    assert str(raised.value).startswith("the pair")


def test_scale_and_margin_of_numbers() -> None:
    """`scale` widens the tolerance where the truth is 0."""
    expect_numbers([1e-10], [0.0], scale=1.0)
    with pytest.raises(Mismatch):
        expect_numbers([1e-10], [0.0])


def test_a_property_is_said_in_words() -> None:
    """A property that holds raises nothing; one that does not is told beside the value."""
    expect_that(True, name="the second order", yours=[1, 0], expected="another order")
    order = torch.tensor([1, 0])
    with pytest.raises(Mismatch) as raised:
        expect_that(False, name="the second order", yours=order, expected="another order")
    assert str(raised.value).splitlines() == [
        "the second order: not as expected",
        "what    the second order",
        "value   yours [1, 0], expected another order",
    ]


@pytest.mark.parametrize(
    ("yours", "values", "named"),
    [
        (list(range(12)), None, True),
        (torch.arange(12), None, True),
        (torch.tensor([0.25, 0.5]), None, True),
        ("the words", [0.3, 0.1, 0.2], True),
        ([1.0, 0.0, 1.0, 1.0, 0.0], None, False),
        ([True] * 40, None, False),
        (torch.tensor([2, 0, 1]), None, False),
        ("the words", None, False),
        (["ava", "mia"], None, False),
        ([float("nan"), 1.5, 2.5], None, False),
        (None, None, False),
    ],
    ids=str,
)
def test_a_property_of_few_bits_names_nothing(yours: Any, values: Any, named: bool) -> None:
    """The values beside a property name a mistake if they are too many to agree by chance."""
    with pytest.raises(Mismatch) as raised:
        expect_that(False, name="it", yours=yours, expected="another", values=values)
    assert is_evidence(raised.value.got) is named


def test_fingerprints_of_numbers() -> None:
    """A list has a fingerprint that depends on its values; text and an empty list have none."""
    first = fingerprint([1.0, 2.0, 3.0], "check", 1)
    assert first == fingerprint([1.0, 2.0, 3.0], "check", 1)
    assert first != fingerprint([1.0, 3.0, 2.0], "check", 1)
    assert fingerprint([], "check", 1) is None
    assert fingerprint(["a", "b"], "check", 1) is None
    assert same_values([1.0, 2.0], [1.0, 2.0 + 1e-9])
    assert not same_values([1.0, 2.0], [1.0, 2.1])


def test_splice_of_methods() -> None:
    """A method replaces its method; a class that derives from itself goes behind."""
    base = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    one = splice(base, "class A:\n    def g(self):\n        return 3\n", {"A.g"}, set())
    assert one == base.replace("return 2", "return 3")
    behind = splice(base, "class A(A):\n    def g(self):\n        return 3\n", {"A"}, set())
    assert behind.startswith(base)
    names: dict[str, type] = {}
    exec(behind, names)
    assert (names["A"]().f(), names["A"]().g()) == (1, 3)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "None"),
        (3, "an int"),
        (True, "a bool"),
        (10**400, "an int of 1,329 bits"),
        (2.5, "a float"),
        (float("inf"), "the float inf"),
        ("ab", "a str of length 2"),
        (b"abc", "bytes of length 3"),
        ([1, 2], "a list of 2"),
        ({"a": 1}, "a dict of 1"),
        (torch.ones(2, 3), "a tensor of shape (2, 3), float32"),
        (torch.tensor(1j), "a tensor of shape (), complex64"),
        (np.ones((2, 3)), "a numpy array of shape (2, 3)"),
    ],
)
def test_a_value_is_told_by_kind_and_size(value: object, kind: str) -> None:
    """Never by its digits."""
    assert kind_of(value) == kind


def test_what_is_in_a_value_is_told_as_well() -> None:
    """Its first entries."""
    entries = "an int, None, an int of 1,329 bits, ..."
    assert described([1, None, 10**400, 2]) == f"a list of 4 ({entries})"
    assert described((1.0,)) == "a tuple of 1 (a float)"
    assert described({"a": []}) == "a dict of 1 (a list of 0)"
    assert described([]) == "a list of 0"


def test_a_number_beyond_a_float_is_a_mismatch() -> None:
    """Where one number is expected, and in a list of them."""
    with pytest.raises(Mismatch) as one:
        expect_close(10**400, torch.tensor(1.0))
    assert "yours is an int of 1,329 bits, expected a tensor of shape ()" in str(one.value)
    with pytest.raises(Mismatch) as several:
        expect_numbers([1.0, 10**400], [1.0, 2.0])
    assert "[1]: yours is an int of 1,329 bits, expected a number" in str(several.value)


@pytest.mark.parametrize(
    ("got", "expected", "equal"),
    [
        ([1, "a", None], [1, "a", None], True),
        ([1, 2], [1, 2, 3], False),
        ([1, 2, 3], [1, 2, 4], False),
        ([1, 2], (1, 2), False),
        ([1.0], [1], False),
        ([True], [1], False),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": [1]}, {"a": [2]}, False),
        ({"a": 1}, {"b": 1}, False),
        (SimpleNamespace(a=(1, 2)), SimpleNamespace(a=(1, 2)), True),
        (SimpleNamespace(a=1), SimpleNamespace(a=2), False),
        ([torch.ones(1)], [torch.ones(1)], False),
    ],
)
def test_plain_values_are_equal_in_type_and_value(
    got: object, expected: object, equal: bool
) -> None:
    """At every level; a tensor has comparisons of its own."""
    if equal:
        expect_equal(got, expected)
    else:
        with pytest.raises(Mismatch):
            expect_equal(got, expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '"""A name."""\n\n\ndef double(x):\n    return x\n',
            "needs a name and, below it, feedback",
        ),
        ('"""A name.\n\nIdea."""\n\n\ndef other(x):\n    return x\n', "one task's function, not 0"),
        (
            '"""A name.\n\nIdea."""\n\n\ndef double(x): ...\n\n\ndef squares(x): ...\n',
            "one task's function, not 2",
        ),
    ],
)
def test_a_wrong_mistake_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    """Its file, and what it lacks."""
    course = load_course(write_mini(tmp_path))
    path = course.reference / "mini/mistakes/wrong.py"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(CourseError) as raised:
        load_mistakes(course, course.topic("mini"))
    assert str(raised.value).startswith(f"{path}: ")
    assert said in str(raised.value)
