"""Nothing is handed over before it is asked for: no answer is among a child's earlier inputs.

A child answers all calls of a solution file and can keep what it was given. So the right answers of
a task must not all lie in arguments of earlier calls, where a memo would find them.
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
from grader.check.run import TopicRun

# As near as a comparison of float32 values asks for; a memo needs no more.
_RTOL = 1e-5


@dataclass(frozen=True)
class Answer:
    """A right answer of a task: in which check, its digest, and where it was given before."""

    task: str
    check: str
    digest: bytes
    source: str


def answers(run: TopicRun) -> list[Answer]:
    """All answers of a finished run of the reference that have values with a fraction in them.

    They are looked for as they are, without an axis of 1, transposed and with the other sign.
    """
    found: list[Answer] = []
    earlier: dict[str, dict[tuple[int, ...], list[tuple[Tensor, str]]]] = {}
    for check_id, spec in run.specs.items():
        known = earlier.setdefault(spec.file.name, defaultdict(list))
        for called in run.traces[check_id].calls:
            values = list(_tensors(called.result))
            sources = [_source(value, known) for value in values]
            if values:
                digest = hashlib.sha256(b"".join(v.numpy().tobytes() for v in values)).digest()
                source = sources[0] if all(sources) else ""
                found.append(Answer(spec.task.id, check_id, digest, source))
            for value in _tensors([called.args, called.kwargs]):
                for key, form in _forms(value):
                    known[key].append((form, f"given to {called.name} in {check_id}"))
    return found


def exposed(topic: str, one: list[Answer], other: list[Answer]) -> list[Problem]:
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


def _tensors(value: Any) -> Iterator[Tensor]:
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
                yield from _tensors(inner)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))
    elif isinstance(value, SimpleNamespace):
        yield from _tensors(list(vars(value).values()))


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
    for value, where in known.get(tuple(plain.shape), []):
        for signed in (value, -value):
            if torch.allclose(signed, plain, rtol=_RTOL, atol=least, equal_nan=True):
                return where
    return ""
