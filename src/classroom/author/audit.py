"""The audit: what a run of the reference tells of its checks.

Tolerances: every comparison is asked again with its expected value times 1.01, zeros, its transpose
and a shuffled copy. Where such a change moves an entry by 100 tolerances or more, it must be
refused; where it moves none that far, the comparison tells little, and the check has to say why
that is right (`tolerance_reason` of its task marker).

Sizes: where a check draws nothing, its tensors are small and written by hand. Two axes of one
length, or two tensors with each other's lengths, hide a swapped axis: it shows in no shape.

Inputs: what a check asks follows from its seed, and from nothing else.

Signs: what hidden checks give a function in sign, visible ones give it too.

Memos: a child answers all calls of a solution file and can keep what it was given. So the right
answers of a task must not all lie in arguments of earlier calls.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from classroom.author.contract import Problem
from grader.check.outcome import Called
from grader.check.run import TopicRun
from grader.sandbox import codec

FAR = 100.0
# With rtol 1e-4, 1% is 100 tolerances but for rounding.
_ROUNDING = 1e-3
# As near as a comparison of float32 values asks for; a memo needs no more.
_RTOL = 1e-5


def doubts(run: TopicRun) -> list[Problem]:
    """What the comparisons of a finished run of the reference would wrongly accept."""
    found = list(equal_sizes(run))
    for check_id, spec in run.specs.items():
        accepted: dict[str, str] = {}
        weak: dict[str, str] = {}
        for number, comparison in enumerate(run.traces[check_id].comparisons, 1):
            expected = _tensor(comparison.expected)
            for change, value in _changes(expected):
                moved = _moved(value, expected, comparison.tolerance)
                shown = f"{change} is off by {moved:.3g} tolerances (comparison {number})"
                # A check may compare many times; each kind of change is told once.
                if moved < FAR * (1 - _ROUNDING):
                    weak.setdefault(change, shown)
                elif comparison.accepts(_like(value, comparison.expected)):
                    accepted.setdefault(change, shown)
        if accepted:
            what = f"accepts wrong values: {', '.join(accepted.values())}"
            found.append(Problem(check_id, what, "mend the comparison: it must refuse them"))
        if weak and not spec.tolerance_reason:
            what = f"tells little: {', '.join(weak.values())}, {FAR:g} are asked for"
            advice = "draw other inputs, or a smaller scale or rtol; if it has to be so, say why "
            advice += "in @task(..., tolerance_reason=...)"
            found.append(Problem(check_id, what, advice))
    return found


# Each axis of a table of counts has a place for each letter, and a digit has 28 by 28 pixels.
_GIVEN = (27, 28)


def equal_sizes(run: TopicRun) -> Iterator[Problem]:
    """The checks by hand, which draw nothing, whose tensors have axes of one length."""
    for check_id, spec in run.specs.items():
        if {"gen", "rng"} & set(spec.wanted):
            continue
        shapes = [
            shape
            for called in run.traces[check_id].calls
            for shape in _shapes([*called.args, *called.kwargs.values()])
        ]
        square = [s for s in shapes if len({*s}) < len(s)]
        turned = [s for s in shapes if s[::-1] in shapes]
        if found := (square or turned)[:1]:
            what = f"is worked by hand, and two axes of {found[0]} have one length"
            if not square:
                what = (
                    f"is worked by hand, and has a tensor of {found[0]} and one of {found[0][::-1]}"
                )
            yield Problem(check_id, what, "let every axis have a length of its own")


def _shapes(value: Any) -> Iterator[tuple[int, ...]]:
    """The lengths of the axes of each table in `value`, without 1 and those of the data."""
    if isinstance(value, Tensor):
        shape = tuple(size for size in value.shape if size not in (0, 1, *_GIVEN))
        if len(shape) > 1:
            yield shape
    elif isinstance(value, dict | SimpleNamespace):
        yield from _shapes(list((value if isinstance(value, dict) else vars(value)).values()))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _shapes(inner)


def _tensor(expected: Tensor | list[float]) -> Tensor:
    if isinstance(expected, list):
        return torch.tensor(expected, dtype=torch.float64)
    return expected


def _like(value: Tensor, expected: Tensor | list[float]) -> Any:
    return value.tolist() if isinstance(expected, list) else value


def _changes(expected: Tensor) -> Iterator[tuple[str, Tensor]]:
    """(what it is, the changed value) of everything that must be told from `expected`."""
    if not expected.numel():
        return
    if expected.is_floating_point():
        yield "the expected value x 1.01", expected * 1.01
    yield "zeros", torch.zeros_like(expected)
    if expected.dim() == 2 and expected.numel() > 1:
        yield "the transpose", expected.T.contiguous()
    if expected.numel() > 1:
        yield "a shuffled copy", _shuffled(expected)


def _shuffled(expected: Tensor) -> Tensor:
    """The entries in another order, by chance but always the same, in which each has moved."""
    flat = expected.flatten()
    order = torch.randperm(flat.numel(), generator=torch.Generator().manual_seed(1))
    mixed = torch.empty_like(flat)
    mixed[order] = flat[order.roll(1)]
    if torch.equal(mixed, flat):
        mixed = flat.roll(1)
    return mixed.reshape(expected.shape)


def _moved(value: Tensor, expected: Tensor, tolerance: float) -> float:
    """The largest change of an entry in tolerances; another shape is as far as can be."""
    if value.shape != expected.shape:
        return float("inf")
    change = (value.double() - expected.double()).abs().nan_to_num(0.0)
    largest = float(change.max())
    if largest == 0.0:
        return 0.0
    return largest / tolerance if tolerance else float("inf")


def requests(run: TopicRun) -> list[tuple[str, str]]:
    """(check id, a digest of what it asked) of every check of a finished run."""
    return [
        (check_id, hashlib.sha256(b"".join(map(_packed, trace.calls))).hexdigest())
        for check_id, trace in run.traces.items()
    ]


def _packed(called: Called) -> bytes:
    return codec.pack([called.name, called.args, called.kwargs])


def varying(one: list[tuple[str, str]], again: list[tuple[str, str]]) -> list[Problem]:
    """The checks that asked something else in a second run with the same seeds."""
    return [
        Problem(check_id, "asks something else at the same seed", "draw inputs from gen or rng")
        for (check_id, first), (_, second) in zip(one, again, strict=True)
        if first != second
    ]


@dataclass(frozen=True)
class AuditFacts:
    """What one run of the reference over a topic tells."""

    doubts: list[Problem]
    requests: list[tuple[str, str]]
    answers: list[Asked]
    signs: list[Problem]


def facts(run: TopicRun) -> list[AuditFacts]:
    """All of it, of a finished run."""
    return [AuditFacts(doubts(run), requests(run), answers(run), unseen_signs(run))]


def audited(topic: str, one: AuditFacts, again: AuditFacts, other: AuditFacts) -> Iterator[Problem]:
    """What three runs show: two with the same secret, one with another."""
    yield from one.doubts
    # What one secret shows by chance, another may not.
    yield from dict.fromkeys([*one.signs, *other.signs])
    yield from varying(one.requests, again.requests)
    yield from exposed(topic, one.answers, other.answers)


@dataclass(frozen=True)
class Asked:
    """A right answer of a task: in which check, its digest, and where it was given before."""

    task: str
    check: str
    digest: bytes
    source: str


def answers(run: TopicRun) -> list[Asked]:
    """All answers of a finished run of the reference that have values with a fraction in them.

    They are looked for as they are, without an axis of 1, transposed and with the other sign.
    """
    found: list[Asked] = []
    earlier: dict[str, dict[tuple[int, ...], list[tuple[Tensor, str]]]] = {}
    for check_id, spec in run.specs.items():
        known = earlier.setdefault(spec.file.name, defaultdict(list))
        for called in run.traces[check_id].calls:
            values = list(_fractions(called.result))
            sources = [_source(value, known) for value in values]
            if values:
                digest = hashlib.sha256(b"".join(v.numpy().tobytes() for v in values)).digest()
                source = sources[0] if all(sources) else ""
                found.append(Asked(spec.task.id, check_id, digest, source))
            for value in _fractions([called.args, called.kwargs]):
                for key, form in _forms(value):
                    known[key].append((form, f"given to {called.name} in {check_id}"))
    return found


def exposed(topic: str, one: list[Asked], other: list[Asked]) -> list[Problem]:
    """The tasks of which every answer was given before, in the runs under two secrets.

    An answer that is the same in both is public, so it protects nothing.
    """
    public = {answer.digest for answer in one} & {answer.digest for answer in other}
    found = []
    for task in dict.fromkeys(answer.task for answer in one):
        secret = [a for a in (*one, *other) if a.task == task and a.digest not in public]
        if secret and all(answer.source for answer in secret):
            what = f"every answer was in an earlier input of its child; {secret[0].check} has what "
            what += f"was {secret[0].source}"
            advice = "ask in another order, or draw other inputs"
            found.append(Problem(f"{topic}, task {task}", what, advice))
    return found


def _fractions(value: Any) -> Iterator[Tensor]:
    """The values with a fraction in `value`: small whole numbers agree by chance."""
    if isinstance(value, Tensor):
        if value.is_floating_point() and value.numel() and bool(value.any()):
            yield value.detach().double().contiguous()
    elif isinstance(value, float) and not value.is_integer():
        yield torch.tensor(value, dtype=torch.float64)
    elif isinstance(value, list | tuple):
        numbers = [v for v in value if isinstance(v, float)]
        if value and len(numbers) == len(value):
            yield torch.tensor(numbers, dtype=torch.float64)
        else:
            for inner in value:
                yield from _fractions(inner)
    elif isinstance(value, dict):
        yield from _fractions(list(value.values()))
    elif isinstance(value, SimpleNamespace):
        yield from _fractions(list(vars(value).values()))


def _forms(value: Tensor) -> Iterator[tuple[tuple[int, ...], Tensor]]:
    """The ways in which `value` is looked for, each with its shape."""
    plain = value.squeeze()
    yield tuple(plain.shape), plain
    if plain.dim() == 2:
        yield tuple(plain.T.shape), plain.T


def _source(answer: Tensor, known: dict[tuple[int, ...], list[tuple[Tensor, str]]]) -> str:
    """Where `answer` was given before, "" if nowhere."""
    plain = answer.squeeze()
    least = _RTOL * float(plain.nan_to_num(0.0, 0.0, 0.0).abs().max())
    given = known.get(tuple(plain.shape), [])
    if not given:
        return ""
    # All at once: a topic of plain numbers has thousands of one shape.
    values = torch.stack([value for value, _where in given])
    alike = torch.zeros(len(given), dtype=torch.bool)
    for signed in (plain, -plain):
        close = torch.isclose(values, signed, rtol=_RTOL, atol=least, equal_nan=True)
        alike |= close.reshape(len(given), -1).all(1)
    return given[int(alike.int().argmax())][1] if bool(alike.any()) else ""


def unseen_signs(run: TopicRun) -> list[Problem]:
    """The arguments that hidden checks give a sign, or a 0, that no visible check gives.

    Whoever passes all visible checks would lose half the points, and nothing has said why. A driver
    has arguments of its own: what visible ones are given counts for every argument.
    """
    shown: dict[tuple[str, str, int], set[str]] = {}
    asked: dict[tuple[str, str, int], set[str]] = {}
    driven: dict[str, set[str]] = {}
    for check_id, spec in run.specs.items():
        visible = spec.visibility == "visible"
        for called in run.traces[check_id].calls:
            for place, value in enumerate([*called.args, *called.kwargs.values()], 1):
                key = spec.task.id, called.name, place
                if called.name in spec.task.names:
                    (shown if visible else asked).setdefault(key, set()).update(_signs(value))
                elif visible:
                    driven.setdefault(spec.task.id, set()).update(_signs(value))
    return [
        Problem(
            f"{run.topic.id}, task {key[0]}",
            f"argument {key[2]} of {key[1]} is {' and '.join(sorted(new))} in hidden checks only",
            "give a visible check such a value, or let the hidden ones do without",
        )
        for key, seen in asked.items()
        if (new := seen - shown.get(key, set()) - driven.get(key[0], set()))
    ]


def _signs(value: Any) -> set[str]:
    """Which signs the numbers in an argument have."""
    if isinstance(value, list | tuple):
        return {sign for inner in value for sign in _signs(inner)}
    if isinstance(value, bool) or not isinstance(value, int | float | Tensor):
        return set()
    numbers = torch.as_tensor(value).detach()
    kinds = {"negative": numbers < 0, "0": numbers == 0, "positive": numbers > 0}
    return {sign for sign, there in kinds.items() if bool(there.any())}
