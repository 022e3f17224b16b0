"""When a wrong answer gets the name of a mistake: by its fingerprint, or by running mistakes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch

from grader.check.backend import TrustedBackend
from grader.check.mistakes import Fingerprint, Mistake, MistakesFile, NamedMistake
from grader.check.naming import agree, by_fingerprint, fingerprint, namer
from grader.check.outcome import Mismatch

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
    assert by_fingerprint(wrong(2 * X), "c", file)[:2] == ([NAMED["second"]], [NAMED["second"]])
    # Where none fits, what fails there is left open.
    assert by_fingerprint(wrong(3 * X), "c", file)[:2] == ([], both)
    assert by_fingerprint(wrong(2 * X), "d", file)[:2] == ([], [])
    assert by_fingerprint(wrong(2 * X, index=1), "c", file)[:2] == ([], both)
    assert by_fingerprint(wrong(torch.ones(1)), "c", file) is None
    assert by_fingerprint(wrong(X), "c", shipped(first=X, second=X.clone()))[:2] == (both, both)


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
        evidence = namer(*given, secret=secret)(wrong(X), SPEC, 0, rerun, None)
        return [] if evidence is None else evidence.fits

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

    name = namer({"t": [Mistake("first", NAMED["first"], TrustedBackend({}))]}, None, secret=secret)
    for seed in (1, 1, 2, 1):
        assert name(wrong(X), SPEC, seed, cast(Any, rerun), None) == ([], [], frozenset())
    assert ran == 2 * ["first"]
