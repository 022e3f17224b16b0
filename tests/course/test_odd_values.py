"""Whatever a function returns, no check fails itself, none is passed by it, and nothing raises.

Every function of a topic returns an odd value in turn, or the right one with a part spoilt. Drivers
run beside such functions as they do beside a student's.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from tests.conftest import ENDS
from tests.course.keep import COURSE

from grader.check.backend import TrustedBackend
from grader.check.mistakes import load_reference
from grader.check.naming import Namer
from grader.check.pool import Pool
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.check.suite import CheckSpec, find_checks
from grader.course.manifest import FileSpec, Topic
from grader.record import GRADING_PROBLEM
from grader.sandbox import codec
from grader.sandbox.execute import Failure, Reply, Request
from grader.sandbox.payload import Driver, TooLarge, Unencodable

SAMPLED = 1


class OwnStr(str):
    """Text of a kind that cannot cross."""


def nested(depth: int) -> list[Any]:
    """A list in a list in a list."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


with warnings.catch_warnings():
    # Quantized and sparse tensors are on their way out of torch, or not quite in.
    warnings.simplefilter("ignore", UserWarning)
    QUANTIZED = torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8)

ODD: dict[str, Any] = {
    "whole number beyond a float": 10**400,
    "whole number of 10,000 digits": 10**10_000,
    "three such numbers": [10**400, -(10**400), 1.0],
    "nan": float("nan"),
    "inf": float("inf"),
    "minus zero": -0.0,
    "None": None,
    "True": True,
    "False": False,
    "3": 3,
    "complex tensor": torch.ones(2, 3, dtype=torch.complex64) * 1j,
    "complex number as a tensor": torch.tensor(1j),
    "tensor without axes": torch.tensor(1.0),
    "tensor of one": torch.ones(1),
    "tensor of nothing": torch.empty(0),
    "tensor of 16 axes": torch.ones((1,) * 16),
    "tensor of bool": torch.ones(2, 2, dtype=torch.bool),
    "tensor of uint8": torch.ones(2, dtype=torch.uint8),
    "tensor of float16": torch.ones(3, dtype=torch.float16),
    "largest whole number": torch.tensor([2**63 - 1]),
    "tensor of nan": torch.full((2, 3), float("nan")),
    "sparse tensor": torch.eye(3).to_sparse(),
    "tensor without data": torch.ones(2, device="meta"),
    "quantized tensor": QUANTIZED,
    "numpy number": np.float64(1.5),
    "complex numpy number": np.complex128(1j),
    "numpy array": np.ones((2, 3)),
    "complex numpy array": np.ones(2, dtype=complex),
    "text": "a",
    "long text": "x" * 2_000,
    "text of an own kind": OwnStr("a"),
    "bytes": b"abc",
    "texts": ["a", "b"],
    "list of None": [None, None],
    "lists of several lengths": [[1.0], [2.0, 3.0]],
    "empty list": [],
    "empty tuple": (),
    "tuple of one": (1,),
    "list 29 deep": nested(29),
    "list 1,000 deep": nested(1_000),
    "empty dict": {},
    "dict with odd keys": {(1, None): 3, None: 4, 1.5: [], "a": {}},
}


def first(value: Any, new: Any) -> Any:
    """`value` with `new` in the place of its first leaf."""
    if isinstance(value, list | tuple) and value:
        return type(value)([first(value[0], new), *value[1:]])
    if isinstance(value, dict) and value:
        name = next(iter(value))
        return {**value, name: first(value[name], new)}
    return new


def each(value: Any, change: Callable[[Any], Any]) -> Any:
    """`value` with every leaf changed."""
    if isinstance(value, list | tuple):
        return type(value)([each(item, change) for item in value])
    if isinstance(value, dict):
        return {name: each(item, change) for name, item in value.items()}
    return change(value)


def of_tensors(change: Callable[[torch.Tensor], Any]) -> Callable[[Any], Any]:
    """Spoil every tensor."""
    return lambda v: each(v, lambda x: change(x) if isinstance(x, torch.Tensor) else x)


def of_numbers(change: Callable[[float], Any]) -> Callable[[Any], Any]:
    """Spoil every number."""
    return lambda v: each(v, lambda x: change(x) if type(x) in (int, float) else x)


def shorter(value: Any) -> Any:
    """`value` without its last entry."""
    if isinstance(value, dict):
        return dict(list(value.items())[:-1])
    return value[:-1] if isinstance(value, list | tuple | str) else value


def longer(value: Any) -> Any:
    """`value` with an entry more."""
    if isinstance(value, dict):
        return {**value, (1, None): []}
    return type(value)([*value, None]) if isinstance(value, list | tuple) else value


SPOILT: dict[str, Callable[[Any], Any]] = {
    "first beyond a float": lambda v: first(v, 10**400),
    "first None": lambda v: first(v, None),
    "first text": lambda v: first(v, "a"),
    "first dict": lambda v: first(v, {}),
    "first complex": lambda v: first(v, torch.tensor(1j)),
    "first a matrix": lambda v: first(v, torch.ones(2, 2)),
    "all beyond a float": lambda v: each(v, lambda _: 10**400),
    "all None": lambda v: each(v, lambda _: None),
    "shorter": shorter,
    "longer": longer,
    "twice": lambda v: [v, v],
    "complex": of_tensors(lambda t: t.to(torch.complex64)),
    "float64": of_tensors(torch.Tensor.double),
    "float16": of_tensors(torch.Tensor.half),
    "numpy": of_tensors(lambda t: t.detach().numpy()),
    "lists": of_tensors(torch.Tensor.tolist),
    "an axis more": of_tensors(lambda t: t[None]),
    "one entry": of_tensors(lambda t: t.flatten()[:1]),
    "no entry": of_tensors(lambda t: t[..., :0] if t.dim() else t),
    "all nan": of_tensors(lambda t: t * float("nan")),
    "large indices": of_tensors(lambda t: t if t.is_floating_point() else t.long() + 2**40),
    "negative indices": of_tensors(lambda t: t if t.is_floating_point() else -t.long() - 1),
    "numbers beyond a float": of_numbers(lambda _: 10**400),
    "large numbers": of_numbers(lambda _: 2**62),
    "negative numbers": of_numbers(lambda n: -n - 1),
    "all inf": of_numbers(lambda _: float("inf")),
    "numbers as texts": of_numbers(str),
}
# What a class defines for itself, not what a call of it returns.
_OWN = {"__new__", "__init__", "__getattr__", "__setattr__", "__getattribute__", "__class__"}
_ANSWERED = {"__repr__", "__hash__", "__len__", "__bool__", "__iter__", "__eq__"}


class OddBackend:
    """Answers every call with a value, or with the reference's after `spoil`."""

    keeps_deadlines = True

    def __init__(self, modules: dict[str, Any], value: Any, spoil: Any = None) -> None:
        self.modules = modules
        self.value = value
        self.spoil = spoil

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The value, as it crosses from a child."""
        received = Request(**codec.copy(request.plain()))
        module = self.modules[file.name]
        try:
            if request.op == "drive":
                beside = SimpleNamespace(
                    **{name: self.odd(item) for name, item in vars(module).items()}
                )
                run = Driver(request.name, request.source).compile()
                value = run(beside, *received.args, **received.kwargs)
            else:
                target = module
                for part in request.name.split("."):
                    target = getattr(target, part)
                value = self.answer(target)(*received.args, **received.kwargs)
            return Reply(codec.copy(value))
        except Unencodable as e:
            return Reply(failure=Failure("unencodable", text=str(e)))
        except TooLarge as e:
            return Reply(failure=Failure("too_large", text=str(e)))
        except Exception as e:
            return Reply(failure=Failure("error", type(e).__name__, str(e)[:200]))

    def odd(self, item: Any) -> Any:
        """What stands beside a driver in the place of `item`."""
        if isinstance(item, type):
            return item if self.spoil else self.odd_class(item)
        return self.answer(item) if callable(item) else item

    def answer(self, target: Any) -> Callable[..., Any]:
        """A function in the place of `target`."""
        if self.spoil is None:
            return lambda *args, **kwargs: self.value
        return lambda *args, **kwargs: self.spoil(target(*args, **kwargs))

    def odd_class(self, known: type) -> type:
        """A class whose methods and attributes are the value, and whose operators give it back."""
        found: dict[str, Any] = {"__init__": lambda own, *args, **kwargs: None}
        for base in known.__mro__[:-1]:
            for name, item in vars(base).items():
                if name in _OWN | _ANSWERED or not callable(item):
                    continue
                operator = name.startswith("__") and name != "__call__"
                found[name] = (
                    (lambda own, *args: own)
                    if operator
                    else (lambda own, *args, **kwargs: self.value)
                )
        found["__getattr__"] = lambda own, name: self.value
        return type(known.__name__, (), found)

    def renew(self, file: FileSpec) -> None:
        """Nothing."""

    def take_output(self) -> str:
        """Nothing is kept."""
        return ""

    def check_done(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Bench:
    """A topic's checks, and our own solution to them."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.checks: list[CheckSpec] = find_checks(topic, COURSE.root, COURSE.hidden / topic.id)
        self.modules: dict[str, Any] = dict(load_reference(COURSE, topic))
        # Where our own solution passes is found out once for all values.
        self.pool = Pool()
        folder = COURSE.reference / topic.id
        self.sources = {
            file.name: Source(
                topic.path_in_repository(file.name),
                Path(folder / file.name).read_text(encoding="utf-8"),
            )
            for file in topic.files
        }

    def run(self, value: Any, spoil: Any = None) -> TopicRun:
        """All checks of functions that return `value`, or what is right after `spoil`."""
        run = TopicRun(
            topic=self.topic,
            backend=OddBackend(self.modules, value, spoil),
            sources=self.sources,
            seeds=Seeds(self.topic.id),
            namer=Namer(None, None, secret=False),
            pool=self.pool,
            reference=lambda: TrustedBackend(self.modules),
        )
        for spec in self.checks:
            run.judge(spec)
        return run


@pytest.fixture(scope="module", params=list(COURSE.topics))
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each topic in turn."""
    sys.path.insert(0, str(COURSE.root))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield Bench(COURSE.topic(request.param))
    finally:
        sys.path.remove(str(COURSE.root))


def problems(bench: Bench, name: str) -> list[str]:
    """What is wrong with how a topic takes the odd value called `name`, or the spoilt one."""
    run = bench.run(ODD.get(name), None if name in ODD else SPOILT[name])
    found = [
        f"{name}: {check.id} blames the course: {check.summary}"
        for check in run.checks
        if check.category == GRADING_PROBLEM
    ]
    if name in ODD:
        found += [f"{name} earns {t.id}" for t in run.record().tasks if t.earned]
    return found


def test_some_odd_values(bench: Bench) -> None:
    """A spoilt answer, drawn anew for each topic; in two topics also odd values."""
    drawn = random.Random(bench.topic.id)
    names = drawn.sample(sorted(SPOILT), SAMPLED)
    if bench.topic.id in ENDS:
        names += ["whole number beyond a float", *drawn.sample(sorted(ODD), SAMPLED)]
    for name in names:
        assert problems(bench, name) == []


@pytest.mark.full
@pytest.mark.parametrize("name", [*ODD, *SPOILT])
def test_every_odd_value(bench: Bench, name: str) -> None:
    """All of them."""
    assert problems(bench, name) == []
