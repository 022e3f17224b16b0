"""One variable that a cell left, against what the original leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.check.outcome import Mismatch
from grader.check.values import expect_numbers, kind_of, shown
from grader.record import Row
from grader.sandbox.kinds import is_tensor

# Of float32: a sum in another order differs by less.
RTOL = 1e-5
_SHOWN = 40


def compare(got: Any, expected: Any, name: str) -> None:
    """Expect `got` to have the type, shape, dtype and values of `expected`. Raises Mismatch.

    A number may also be a tensor of no axes.
    """
    what = f"`{name}`"
    if is_tensor(expected):
        # Imports torch, which a topic without tensors does without.
        from grader.check.expect import expect_close

        if not is_tensor(got) and not (type(got) is float and expected.dim() == 0):
            text = f"yours is {kind_of(got)}, expected a tensor of shape {tuple(expected.shape)}"
            raise Mismatch(f"{what} is of another type", [Row("type", text)], got=got)
        expect_close(got, expected, rtol=RTOL, name=what)
    elif type(expected) is float:
        number = float(got) if is_tensor(got) and got.dim() == 0 else got
        expect_numbers([number], [expected], names=[what], rtol=RTOL, name=what)
    elif isinstance(expected, list) and expected and all(type(x) is float for x in expected):
        expect_numbers(got, expected, rtol=RTOL, name=what)
    else:
        differences = list(_differences(got, expected, name))
        if differences:
            path, text = differences[0]
            more = f"{len(differences)} differ; first " if len(differences) > 1 else ""
            said = f"{more}{path}: {text}"
            raise Mismatch(f"{what} is another value: {said}", [Row("value", said)], got=got)


def _differences(got: Any, expected: Any, path: str) -> Iterator[tuple[str, str]]:
    """(where, what) of every value that differs."""
    if type(got) is not type(expected):
        yield path, f"yours is {kind_of(got)}, expected {kind_of(expected)}"
    elif isinstance(expected, dict):
        yield from ((path, f"yours has no {_short(key)}") for key in expected if key not in got)
        yield from ((path, f"yours also has {_short(key)}") for key in got if key not in expected)
        for key in expected:
            if key in got:
                yield from _differences(got[key], expected[key], f"{path}[{_short(key)}]")
    elif isinstance(expected, list | tuple):
        if len(got) != len(expected):
            yield path, f"yours has {len(got)} entries, expected {len(expected)}"
            return
        for i, (one, other) in enumerate(zip(got, expected, strict=True)):
            yield from _differences(one, other, f"{path}[{i}]")
    elif not bool(got == expected):
        yield path, f"yours {_short(got)}, expected {_short(expected)}"


def _short(value: Any) -> str:
    return shown(value, _SHOWN)
