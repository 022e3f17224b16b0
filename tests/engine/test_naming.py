"""When a wrong answer gets the name of a mistake: by its fingerprint, or by running mistakes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch

from grader.check.backend import TrustedBackend
from grader.check.expect import expect_close
from grader.check.mistakes import Fingerprint, Mistake, MistakesFile, NamedMistake
from grader.check.naming import (
    Namer,
    Names,
    agree,
    alike,
    by_fingerprint,
    by_running,
    ended,
    fingerprint,
)
from grader.check.outcome import (
    Called,
    Mismatch,
    NotStarted,
    Outcome,
    StudentError,
    Trace,
    trace,
)
from grader.record import CheckResult

pytestmark = pytest.mark.laptop

X = torch.arange(1.0, 16.0).reshape(5, 3)
NAMED = {key: NamedMistake("t", key, "feedback") for key in ("first", "second")}
SPEC = cast(Any, SimpleNamespace(id="c", visibility="visible", task=SimpleNamespace(id="t")))


def shipped(**values: torch.Tensor) -> MistakesFile:
    """mistakes.json with the fingerprints of these values at check c, expectation 0."""
    taken = {key: fingerprint(value, "c", 0) for key, value in values.items()}
    return MistakesFile(NAMED, {"c": cast(dict[str, Fingerprint], taken)})


def wrong(got: Any, index: int = 0) -> Mismatch:
    """A comparison that these values have failed."""
    mismatch = Mismatch("", [], got=got)
    mismatch.index = index
    return mismatch


def test_a_fingerprint_names_the_one_mistake_that_has_it() -> None:
    """Not where two have it, at another check, at another place, or for one number alone."""
    file = shipped(first=X, second=2 * X)
    both = list(NAMED.values())
    assert by_fingerprint(wrong(2 * X), "c", file) == [NAMED["second"]]
    assert by_fingerprint(wrong(3 * X), "c", file) == []
    assert by_fingerprint(wrong(2 * X), "d", file) == []
    assert by_fingerprint(wrong(2 * X, index=1), "c", file) == []
    assert by_fingerprint(wrong(X), "c", shipped(first=X, second=X.clone())) == both
    one = Namer(None, shipped(first=torch.ones(1)), secret=False)
    assert one.fitting(wrong(torch.ones(1)), SPEC, 0, cast(Any, None), None) == []


def test_fingerprints_agree_up_to_rounding_of_the_largest_value() -> None:
    """Norm and projections may be off by 4e-4 of the norm; place, shape and length may not."""
    one = Fingerprint(0, (3,), 10.0, (1.0, 2.0))
    assert agree(Fingerprint(0, (3,), 10.003, (1.003, 1.997)), one)
    assert not agree(Fingerprint(0, (3,), 10.005, (1.0, 2.0)), one)
    assert not agree(Fingerprint(0, (3,), 10.0, (1.0, 2.005)), one)
    assert not agree(Fingerprint(1, (3,), 10.0, (1.0, 2.0)), one)
    assert not agree(Fingerprint(0, (4,), 10.0, (1.0, 2.0)), one)
    assert not agree(Fingerprint(0, (3,), 10.0, (1.0,)), one)


def test_a_list_has_fewer_projections_than_numbers() -> None:
    """Four at most; so few that no list can be rebuilt of them."""
    for size in range(2, 9):
        taken = fingerprint([float(n) for n in range(size)], "c", 1)
        assert taken is not None
        assert len(taken.projections) == min(4, size - 1)


def test_public_inputs_are_named_by_what_is_shipped() -> None:
    """Where inputs are secret, or without that file, the mistakes are run, if there are any."""
    ran: list[str] = []
    mistakes = {"t": [Mistake(key, named, TrustedBackend({})) for key, named in NAMED.items()]}
    values = {"first": X, "second": 2 * X}

    def rerun(mistake: Mistake) -> Mismatch:
        ran.append(mistake.key)
        return wrong(values[mistake.key])

    file = shipped(first=2 * X, second=X)

    def fits(*given: Any, secret: bool) -> list[NamedMistake]:
        return Namer(*given, secret=secret).fitting(wrong(X), SPEC, 0, rerun, None)

    assert fits(mistakes, file, secret=False) == [NAMED["second"]]
    assert ran == []
    assert fits(mistakes, file, secret=True) == [NAMED["first"]]
    assert fits(mistakes, None, secret=False) == [NAMED["first"]]
    assert fits(None, None, secret=False) == []


@pytest.mark.parametrize("secret", [False, True])
def test_a_mistake_is_run_once_where_inputs_stay_the_same(secret: bool) -> None:
    """That a mistake passes at a check and seed is kept; at another seed it is run again."""
    ran: list[str] = []

    def rerun(mistake: Mistake) -> None:
        ran.append(mistake.key)

    known = {"t": [Mistake("first", NAMED["first"], TrustedBackend({}))]}
    namer = Namer(known, None, secret=secret)
    for seed in (1, 1, 2, 1):
        assert namer.fitting(wrong(X), SPEC, seed, cast(Any, rerun), None) == []
        assert namer.ended(NAMED["first"], SPEC, seed, cast(Any, rerun)) == [True]
    assert ran == 2 * ["first"]


def result(check_id: str, part: str = "") -> CheckResult:
    """A check, as far as names need it."""
    return cast(CheckResult, SimpleNamespace(id=check_id, part=part))


RAISED = StudentError("IndexError")


@pytest.mark.parametrize(
    ("yours", "theirs", "holds"),
    [
        (None, None, True),
        (None, wrong(X), False),
        (None, RAISED, False),
        (wrong(X), wrong(X * (1 + 1e-6)), True),
        (wrong(X), wrong(2 * X), False),
        (wrong(X), wrong(X, index=1), False),
        (wrong(X), None, False),
        (wrong(X), RAISED, False),
        (RAISED, StudentError("ValueError"), True),
        (RAISED, wrong(X), False),
        (RAISED, None, False),
        # Values without a fingerprint, and a single number, which has one.
        (wrong(float("nan") * X), RAISED, True),
        (wrong(float("nan") * X), wrong(X), False),
        (wrong([3.0]), wrong([3.0]), True),
        (wrong([3.0]), wrong([-3.0]), False),
        # Without numbers what is told is words: exact, where they hold no digits behind a point.
        (wrong("IndexError"), wrong("IndexError"), True),
        (wrong("IndexError"), wrong("a result"), False),
        (wrong(["a", None, True]), wrong(["a", None, False]), False),
        (wrong("yours 0.25"), wrong("yours 0.26"), True),
        (wrong("IndexError"), RAISED, False),
        (wrong("IndexError"), wrong(X), False),
        # What says nothing.
        (NotStarted("not started"), wrong(X), True),
    ],
)
@pytest.mark.parametrize("by_file", [True, False], ids=["file", "running"])
def test_a_name_holds_where_its_mistake_ends_as_the_answer_did(
    yours: Outcome | None, theirs: Outcome | None, holds: bool, by_file: bool
) -> None:
    """At each other check of its task: by passing, with values, or without any."""
    named = NAMED["first"]
    if by_file:
        file = shipped(first=X)
        if isinstance(how := ended(theirs, "other"), Fingerprint):
            file.checks["other"] = {"first": how}
        elif not how:
            file.fails["other"] = ["first"]
        namer = Namer(None, file, secret=False)
    else:
        runs = {"t": [Mistake("first", named, TrustedBackend({}))]}
        namer = Namer(runs, None, secret=True)
    names = Names()
    names.saw(wrong(X), "c")
    names.give(named, SPEC, shown=False)
    names.saw(yours, "other")
    ends = {"c": wrong(X), "other": theirs}

    def end_of(asked: NamedMistake, check_id: str) -> Any:
        spec = cast(Any, SimpleNamespace(**{**vars(SPEC), "id": check_id}))
        return namer.ended(asked, spec, 0, lambda _: ends[check_id])

    found = names.holding([result("c"), result("other")], end_of)
    assert found == ({"first"} if holds else set())


def test_a_name_of_the_first_part_is_held_to_that_part() -> None:
    """What lies beyond it may pass or raise; other values there count, and so does a name there."""
    checks = [result("c", "main"), result("other", "beyond")]
    ends: dict[str, Any] = {"c": fingerprint(X, "c", 0), "other": False}
    for given, held in (("c", {"first"}), ("other", set())):
        names = Names()
        names.saw(wrong(X), "c")
        names.saw(None, "other")
        names.give(
            NAMED["first"], cast(Any, SimpleNamespace(task=SPEC.task, id=given)), shown=False
        )
        assert names.holding(checks, lambda _named, id_: [ends[id_]], "main") == held
        assert names.holding(checks, lambda _named, id_: [ends[id_]]) == set()
    # Who lacks what the other part asks for has the mistake all the same.
    passes = {**ends, "other": True}
    for beyond, held in ((StudentError("no ValueError"), {"first"}), (wrong(2 * X), set())):
        names = Names()
        names.saw(wrong(X), "c")
        names.saw(beyond, "other")
        names.give(NAMED["first"], cast(Any, SimpleNamespace(task=SPEC.task, id="c")), shown=False)
        assert names.holding(checks, lambda _named, id_: [passes[id_]], "main") == held


def test_what_chance_decides_speaks_against_no_name() -> None:
    """A mistake that draws from the global generator ends otherwise each time."""
    known = {"t": [Mistake("first", NAMED["first"], TrustedBackend({}))]}
    namer = Namer(known, None, secret=True)
    draws = {1: lambda _: wrong(torch.rand(3)), 2: lambda _: wrong(X)}
    assert [namer.ended(NAMED["first"], SPEC, seed, draw) for seed, draw in draws.items()] == [
        [None],
        [fingerprint(X, "c", 0)],
    ]
    names = Names()
    names.give(NAMED["first"], SPEC, shown=False)
    names.saw(wrong(X), "c")
    assert names.holding([result("c")], lambda *_: [None]) == {"first"}
    # Two mistakes may have one name.
    assert names.holding([result("c")], lambda *_: [True, False]) == set()
    assert names.holding([result("c")], lambda *_: [True, fingerprint(X, "c", 0)]) == {"first"}
    file = shipped(first=X)
    file.varies["c"] = ["first"]
    assert file.ended("first", "c") is None


def returned(*values: Any, driver: str = "") -> Mismatch:
    """How a check of a function that returns these values ends, of which the first is wrong."""
    current = Trace()
    current.calls.append(Called("grads", (), {}, [], driver, values, answered=True))
    token = trace.set(current)
    try:
        with pytest.raises(Mismatch) as raised:
            expect_close(values[0], torch.zeros_like(X), scale=1.0)
    finally:
        trace.reset(token)
    return raised.value


Y = torch.tensor([0.5, -2.0])


@pytest.mark.parametrize(
    ("yours", "theirs", "same"),
    [
        ((-X, -Y), (-X, -Y), True),
        ((-X, Y), (-X, -Y), False),
        ((-X, 2 * Y), (-X, Y), False),
        ((-X, Y, 3.0), (-X, Y, 3.0), True),
        ((-X, Y, 3.0), (-X, Y, 2.0), False),
        ((-X, Y), (-X, float("nan") * Y), False),
        # What terms that cancel leave behind differs from processor to processor.
        ((-X, 1e-9 * Y), (-X, -1e-9 * Y), True),
        ((-X, 1e-9 * Y), (-X, 0 * Y), True),
    ],
)
def test_all_that_a_function_returns_tells_mistakes_apart(
    yours: tuple[Any, ...], theirs: tuple[Any, ...], same: bool
) -> None:
    """One gradient of two with another sign is not the mistake that turns both."""
    mine, other = returned(*yours), returned(*theirs)
    assert alike(ended(mine, "c"), ended(other, "c")) is same
    file = shipped(first=X)
    file.checks["c"] = {"first": cast(Fingerprint, ended(other, "c"))}
    assert by_fingerprint(mine, "c", file) == [NAMED["first"]] * same
    runs = [Mistake("first", NAMED["first"], TrustedBackend({}))]
    assert by_running(mine, "c", runs, lambda _: other) == [NAMED["first"]] * same


def test_what_a_driver_saw_beside_a_value_is_not_compared() -> None:
    """It holds what differs from answer to answer: how often something was called, say."""
    one, other = (returned(-X, beside, driver="def seen(m): ...") for beside in (Y, -Y))
    assert alike(ended(one, "c"), ended(other, "c"))


def test_what_a_check_saw_goes_before_values() -> None:
    """A name by values does not hold beside something else that the code was seen to do."""
    names = Names()
    names.saw(wrong(X), "c")
    names.give(NAMED["first"], SPEC, shown=False)
    checks = [result("c"), result("other")]
    fits = [fingerprint(X, "c", 0)]
    assert names.holding(checks, lambda _, id_: fits if id_ == "c" else []) == {"first"}
    seen = wrong(X)
    seen.shows = ""
    names.saw(seen, "other")
    assert names.holding(checks, lambda _, id_: fits if id_ == "c" else []) == set()
