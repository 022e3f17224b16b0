"""Operations that a solution file must do without, such as softmax where softmax is the task.

Kernels are replaced in the dispatcher, so that every spelling of an operation is caught; entry
points of autograd are replaced by name. A forbidden call raises `Forbidden`, which names it. This
can only deny: nothing here ever makes an answer right. Finite differences and a gradient engine
of one's own cannot be forbidden.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch

_KERNELS: dict[str, dict[str, str]] = {
    "softmax": {
        "_softmax": "softmax",
        "_softmax.out": "softmax",
        "_log_softmax": "log_softmax",
        "_log_softmax.out": "log_softmax",
        "_masked_softmax": "masked softmax",
        "_scaled_dot_product_flash_attention_for_cpu": "scaled_dot_product_attention",
    },
    "cross_entropy": {
        "nll_loss_forward": "cross_entropy or nll_loss",
        "nll_loss_forward.output": "cross_entropy or nll_loss",
        "nll_loss2d_forward": "cross_entropy or nll_loss",
        "nll_loss2d_forward.output": "cross_entropy or nll_loss",
    },
    "autograd": {},
}
_ENTRY_POINTS: dict[str, tuple[str, ...]] = {
    "softmax": (),
    "cross_entropy": ("nn.functional.cross_entropy", "nn.functional.nll_loss"),
    "autograd": (
        "Tensor.backward",
        "autograd.backward",
        "autograd.grad",
        "autograd._engine_run_backward",
        "autograd.graph._engine_run_backward",
        "autograd.functional.vjp",
        "autograd.functional.jvp",
        "autograd.functional.jacobian",
        "autograd.functional.hessian",
        "autograd.functional.vhp",
        "autograd.functional.hvp",
        "autograd.forward_ad.make_dual",
        "func.grad",
        "func.grad_and_value",
        "func.vjp",
        "func.jvp",
        "func.jacrev",
        "func.jacfwd",
        "func.hessian",
        "func.linearize",
    ),
}
FORBIDDABLE = tuple(_KERNELS)


class Forbidden(RuntimeError):
    """A forbidden operation was called."""


@contextmanager
def forbidden(names: Sequence[str]) -> Iterator[None]:
    """Forbid the named operations (of FORBIDDABLE) inside the with block, in the whole process.

    Raises ValueError for a name that is not known.
    """
    unknown = [name for name in names if name not in FORBIDDABLE]
    if unknown:
        raise ValueError(f"cannot forbid {unknown[0]!r}; known: {', '.join(FORBIDDABLE)}")
    undo = [_replace(path) for name in names for path in _ENTRY_POINTS[name]]
    kernels = {op: shown for name in names for op, shown in _KERNELS[name].items()}
    library = torch.library.Library("aten", "IMPL") if kernels else None
    try:
        if library is not None:
            with warnings.catch_warnings():
                # torch warns about every replaced kernel; replacing them is the point.
                warnings.simplefilter("ignore")
                for operation, shown in kernels.items():
                    library.impl(operation, _raiser(shown), "CPU")
        yield
    finally:
        if library is not None:
            library._destroy()
        for restore in reversed(undo):
            restore()


def _raiser(shown: str) -> Callable[..., Any]:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise Forbidden(f"{shown} is not allowed in this file")

    return refuse


def _replace(path: str) -> Callable[[], None]:
    *parents, name = path.split(".")
    owner: Any = torch
    for parent in parents:
        owner = getattr(owner, parent)
    original = getattr(owner, name)
    setattr(owner, name, _raiser(f"torch.{path}"))
    return lambda: setattr(owner, name, original)
