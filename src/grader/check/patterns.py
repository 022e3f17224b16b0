"""Patterns: a statement about wrong numbers that is certain, or none at all.

A pattern needs enough different entries, a unique match, and a prediction that reproduces the
learner's values within the tolerance; another check of its task may refute it (`check.score`).
`closed` is the same statement without any number of this run; it may be shown for hidden checks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.explain.differs import (
    Facts,
    along,
    axis_name,
    close,
    parts,
    related,
    rows_moved,
    sizes_alone,
    sums_to_one,
    with_input,
)
from grader.explain.relations import ONE_FACTOR, Pattern, both, telling

_LECTURE_BATCH = 32
_SAME_FACTOR = 1e-3
# A factor that nothing names, of some values only: fewer stand in one by chance.
_FEW = 4
_CONSTANTS = {
    "2": 2.0,
    "1/2": 0.5,
    "-1": -1.0,
    "-2": -2.0,
    "the natural logarithm of 2": math.log(2),
    "the natural logarithm of 10": math.log(10),
    "1 over the natural logarithm of 10": 1 / math.log(10),
}


# Steps of a difference quotient that learners take, and which of its errors are no rounding.
_STEPS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
_CLEAR = 1e-11


def of_differences(
    got: Tensor, expected: Tensor, function: Callable[[Tensor], Any], at: Tensor
) -> bool:
    """Whether float64 slopes `got` are difference quotients of `function` at `at`.

    That is certain where what they are off by is what such a quotient of one step is off by, at
    two entries or more, and at every one where it is more than rounding.
    """
    residual = got - expected
    clear = residual.abs() > _CLEAR * max(float(expected.abs().max()), 1e-300)
    if int(clear.sum()) < 2:
        return False
    middle = float(function(at))
    for step in _STEPS:
        up, down = (_moved(function, at, sign * step) for sign in (1, -1))
        for slopes in ((up - down) / (2 * step), (up - middle) / step, (middle - down) / step):
            off = (slopes.reshape(expected.shape) - expected - residual)[clear].abs()
            if bool((off <= 0.02 * residual[clear].abs()).all()):
                return True
    return False


def _moved(function: Callable[[Tensor], Any], at: Tensor, step: float) -> Tensor:
    """`function` with one entry of `at` moved by `step`, for each entry."""
    values = []
    for entry in range(at.numel()):
        other = at.clone()
        other.view(-1)[entry] += step
        values.append(float(function(other)))
    return torch.tensor(values, dtype=torch.float64)


def of_shape(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """The pattern behind a wrong shape, if the values confirm it. All tensors float64."""
    found = list(_shape_patterns(got, expected, tolerance, facts))
    if len(found) != 1:
        found = list(parts(got, expected, tolerance, facts)) if not found else []
    return found[0] if found else next(sizes_alone(got, expected), None)


def of_values(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """The pattern behind wrong values of the right shape. All tensors float64 and finite."""
    if expected.numel() < 2:
        return related(got, expected, tolerance, facts)
    families = (
        *(_zeros, _input_returned, _transposed, _opposite, _ratio, _offset, _overwritten),
        *(with_input, rows_moved, related, along, sums_to_one),
    )
    for family in families:
        found = family(got, expected, tolerance, facts)
        if found is not None:
            return found
    return _where_wrong(got, expected, tolerance, facts)


def _tells(expected: Tensor, tolerance: float) -> bool:
    """Whether one factor or amount between all of them is no chance."""
    return telling(expected.flatten()[:1000].tolist(), tolerance)


def _where_wrong(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """The same of the wrong values alone, where others are right."""
    wrong = (got - expected).abs() > tolerance
    if bool(wrong.all()):
        return None
    a, b, only = got[wrong], expected[wrong], Facts((), facts.sizes)
    if bool((a == 0).all()) and not bool(((expected == 0) | (expected == 1)).all()):
        return both("where they are wrong, the values are 0")
    for name, value in facts.inputs().items():
        same = value.shape == got.shape and close(value[wrong], a, tolerance)
        if same and int(wrong.sum()) > 1 and not close(value, got, tolerance):
            return both(f"where they are wrong, the values are those of {name}, unchanged")
    families = (_opposite, _ratio, _offset, related) if a.numel() > 1 else (related,)
    for family in families:
        found = family(a, b, tolerance, only)
        if found is not None and found.closed == ONE_FACTOR and len(b.unique()) < _FEW:
            continue
        if found is not None:
            return Pattern(*(f"where they are wrong, {text}" for text in found))
    return None


def _shape_patterns(
    got: Tensor, expected: Tensor, tolerance: float, facts: Facts
) -> Iterator[Pattern]:
    if expected.numel() < 2 or got.numel() < 2:
        return
    if got.dim() == 2 and expected.dim() == 2 and close(got.T, expected, tolerance):
        yield Pattern("the two axes are swapped", "the two axes are swapped")
        return
    if _squeezed(got) == _squeezed(expected) and got.numel() == expected.numel():
        if close(got.reshape(expected.shape), expected, tolerance):
            text = "the values are right, an axis of size 1 is missing or too many"
            yield Pattern(text, text)
        return
    for axis in range(got.dim()):
        for summed in (got.sum(axis), got.sum(axis, keepdim=True)):
            if close(summed, expected, tolerance):
                name = _size_name(got.shape[axis], facts)
                text = f"these values are right once they are summed over axis {axis}{name}"
                yield Pattern(text, f"not summed over axis {axis}")
    for axis in range(expected.dim()):
        for summed in (expected.sum(axis), expected.sum(axis, keepdim=True)):
            if close(got, summed, tolerance):
                text = f"{axis_name(facts, axis)} was summed away"
                yield Pattern(text, text)


def _squeezed(tensor: Tensor) -> list[int]:
    return [size for size in tensor.shape if size != 1]


def _size_name(size: int, facts: Facts) -> str:
    names = [name for name, value in facts.sizes.items() if value == size]
    return f" ({names[0]})" if len(names) == 1 else ""


def _zeros(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    if bool((got == 0).all()):
        return Pattern("every value is 0", "every value is 0")
    return None


def _input_returned(
    got: Tensor, expected: Tensor, tolerance: float, facts: Facts
) -> Pattern | None:
    names = [name for name, value in facts.inputs().items() if close(got, value, tolerance)]
    if len(names) != 1:
        return None
    text = f"these are the values of {names[0]}, unchanged"
    return Pattern(text, text)


def _transposed(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    if got.dim() == 2 and got.shape[0] > 1 and close(got.T, expected, tolerance):
        return Pattern("the two axes are swapped", "the two axes are swapped")
    return None


def _opposite(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    if close(got, -expected, tolerance):
        return Pattern("every value has the wrong sign", "every value has the wrong sign")
    return None


def _ratio(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    # The largest entry decides the factor with the least rounding; the others must confirm it,
    # those that are far above the tolerance one by one.
    clear = expected.abs() > 100 * tolerance
    if not _tells(expected[clear], tolerance):
        return None
    at = expected.abs().argmax()
    factor = float(got.flatten()[at] / expected.flatten()[at])
    if factor == 0 or abs(factor - 1) < _SAME_FACTOR:
        return None
    off = (got[clear] / expected[clear] - factor).abs().max()
    if off > _SAME_FACTOR * abs(factor):
        return None
    if not close(got, factor * expected, 10 * tolerance * abs(factor)):
        return None
    names = [
        n for n, value in _known_factors(facts.sizes) if math.isclose(factor, value, rel_tol=1e-4)
    ] or [n for n, value in _quotients(facts.sizes) if math.isclose(factor, value, rel_tol=1e-4)]
    if len(names) == 1:
        closed = f"every value is {names[0]} times the expected one"
        shown = f"{factor:.6g}"
        if names[0] in facts.sizes:
            text = f"every value is {shown} times too large, and {names[0]} is {shown}"
        elif names[0] in _CONSTANTS:
            text = "every value has the wrong sign" if names[0] == "-1" else closed
        else:
            text = f"every value is {shown} times the expected one, and {names[0]} is {shown}"
            if names[0] == f"n/{_LECTURE_BATCH}":
                text += f": this works for {_LECTURE_BATCH} rows only; use the size of the tensor"
        return Pattern(text, "every value has the wrong sign" if names[0] == "-1" else closed)
    return Pattern(
        f"every value is {factor:.6g} times the expected one",
        ONE_FACTOR,
    )


def _known_factors(sizes: dict[str, int]) -> Iterator[tuple[str, float]]:
    yield from _CONSTANTS.items()
    for name, size in sizes.items():
        if size < 3:
            # Sizes of 1 and 2 coincide with constants, so they cannot name a factor.
            continue
        yield name, float(size)
        yield f"-{name}", -float(size)
        yield f"1/{name}", 1 / size
        yield f"-1/{name}", -1 / size
        yield f"{name}/({name}-1)", size / (size - 1)
        yield f"({name}-1)/{name}", (size - 1) / size
    if sizes.get("n", _LECTURE_BATCH) != _LECTURE_BATCH:
        yield f"n/{_LECTURE_BATCH}", sizes["n"] / _LECTURE_BATCH


def _quotients(sizes: dict[str, int]) -> Iterator[tuple[str, float]]:
    """One size over another: what comes of a mean that divides by the wrong one of them."""
    large = {name: size for name, size in sizes.items() if size > 2}
    for a, b in permutations(large, 2):
        yield f"{a}/{b}", large[a] / large[b]


def _offset(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    difference = got - expected
    if float(difference.abs().min()) <= 10 * tolerance or not _tells(expected, tolerance):
        return None
    if float(difference.max() - difference.min()) > 10 * tolerance:
        return None
    # Yes and no differ by 1 whatever is wrong.
    if all(bool(((values == 0) | (values == 1)).all()) for values in (got, expected)):
        return None
    return Pattern(
        f"every value differs by the same amount, {float(difference.mean()):.6g}",
        "every value differs by the same amount",
    )


def _overwritten(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    if facts.index is None or expected.dim() < 2:
        return None
    counts = torch.bincount(facts.index.flatten(), minlength=expected.shape[0])
    wrong = (got - expected).abs().flatten(1).amax(1) > tolerance
    # Rows that are used once have to be there, and right: else it only says that all are wrong.
    if int(wrong.sum()) < 2 or not bool((counts == 1).any()):
        return None
    if not torch.equal(wrong, counts > 1):
        return None
    text = "only the rows whose index appears more than once are wrong"
    return Pattern(text, text)


def fits(got: Tensor, expected: tuple[int, ...], rule: str) -> bool:
    """Whether a shape other than the expected one is right, with a note: see How.shape."""
    if rule == "squeezed" and got.numel() != math.prod(expected):
        return False
    taken = without_leading_ones(got, expected) if rule == "broadcast" else got
    try:
        # Not torch's own, whose first use imports sympy, half a second.
        return rule != "exact" and np.broadcast_shapes(tuple(taken.shape), expected) == expected
    except ValueError:
        return False


def without_leading_ones(got: Tensor, expected: Sequence[int]) -> Tensor:
    """(1, V) as (V,) where one axis is expected."""
    while got.dim() > len(expected) <= 1 and got.shape[0] == 1:
        got = got[0]
    return got
