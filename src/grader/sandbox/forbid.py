"""What a solution file may not use, such as softmax where softmax is the task.

    operations   their kernels are replaced in torch's dispatcher, so every spelling is caught,
                 whatever the layout of a tensor
    autograd     nothing is recorded for a backward pass; its functions and the kernels of
                 derivatives are replaced
    nn           no Module can be made, whatever the way to its class; the functions of nn.init
                 are replaced
    optim        no Optimizer can be made
    dataloader   no DataLoader can be made
    libraries    torch, numpy and others: importing them is refused

A forbidden call or import raises `Forbidden`, which names it. This can only deny; nothing here ever
makes an answer right. What cannot be forbidden: finite differences, a gradient engine of one's own,
operations spelt out in Python (torch._refs), fused operations that take the name of a function
(torch.ops.mkldnn._linear_pointwise), and modules that sys.modules already holds.
"""

from __future__ import annotations

import _thread
import builtins
import importlib
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from inspect import isfunction
from typing import TYPE_CHECKING, Any

from grader.errors import EngineError

if TYPE_CHECKING:
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
    "one_hot": {"one_hot": "one_hot"},
    "sigmoid": {
        "sigmoid": "sigmoid",
        "sigmoid.out": "sigmoid",
        "sigmoid_": "sigmoid",
        # Each is a sigmoid but for one step.
        "log_sigmoid_forward": "logsigmoid",
        "log_sigmoid_forward.output": "logsigmoid",
        "silu": "silu",
        "silu.out": "silu",
        "silu_": "silu",
        "glu": "glu",
        "glu.out": "glu",
    },
    "l1_loss": {"l1_loss": "l1_loss"},
    "autograd": {},
    "optim": {},
    "dataloader": {},
    "nn": {
        "native_batch_norm": "batch_norm",
        "native_batch_norm.out": "batch_norm",
        "_native_batch_norm_legit": "batch_norm",
        "_native_batch_norm_legit.out": "batch_norm",
        "_native_batch_norm_legit.no_stats": "batch_norm",
        "_native_batch_norm_legit.no_stats_out": "batch_norm",
        "_batch_norm_with_update": "batch_norm",
        "_batch_norm_with_update.out": "batch_norm",
        "batch_norm_update_stats": "batch_norm",
        # Over a transposed batch they do the same.
        "native_layer_norm": "layer_norm",
        "native_group_norm": "group_norm",
    },
}
# Functions to replace by name: those that reach no kernel of their own, and those whose name tells
# a learner more than that of the kernel.
_ENTRY_POINTS: dict[str, tuple[str, ...]] = {
    "cross_entropy": ("nn.functional.cross_entropy", "nn.functional.nll_loss"),
    "optim": ("optim.Optimizer.__init__",),
    "dataloader": ("utils.data.DataLoader.__init__",),
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
        "autograd.forward_ad.enter_dual_level",
        "_C._enter_dual_level",
        "func.grad",
        "func.grad_and_value",
        "func.vjp",
        "func.jvp",
        "func.jacrev",
        "func.jacfwd",
        "func.hessian",
        "func.linearize",
    ),
    "nn": (
        "nn.functional.batch_norm",
        "nn.functional.instance_norm",
        "nn.functional.layer_norm",
        "nn.functional.group_norm",
    ),
}
_LIBRARIES = ("torch", "numpy", "jax", "micrograd")
FORBIDDABLE = (*_KERNELS, *_LIBRARIES)
_OTHER_LAYOUTS = ("MkldnnCPU", "QuantizedCPU", "SparseCPU", "SparseCsrCPU", "NestedTensorCPU")


class Forbidden(RuntimeError):
    """A forbidden operation was called, or a forbidden library imported."""


@contextmanager
def forbidden(names: Sequence[str]) -> Iterator[None]:
    """Forbid the named (of FORBIDDABLE) inside the with block, in the whole process.

    Raises ValueError for a name that is not known.
    """
    unknown = [name for name in names if name not in FORBIDDABLE]
    if unknown:
        raise ValueError(f"cannot forbid {unknown[0]!r}; known: {', '.join(FORBIDDABLE)}")
    operations = [name for name in names if name in _KERNELS]
    undo = [_replace(path) for name in operations for path in _entry_points(name)]
    kernels = {op: shown for name in operations for op, shown in _KERNELS[name].items()}
    if "autograd" in names:
        kernels |= backward_kernels()
        undo.append(_record_nothing())
    if "nn" in names:
        undo.append(_make_no_modules())
    if len(operations) < len(names):
        undo.append(_refuse_imports({*names} & {*_LIBRARIES}))
    library = _kernel_library() if kernels else None
    try:
        if library is not None:
            with warnings.catch_warnings():
                # torch warns about every replaced kernel; replacing them is the point.
                warnings.simplefilter("ignore")
                for operation, shown in kernels.items():
                    for layout in _layouts(operation):
                        library.impl(operation, _raiser(shown), layout)
        yield
    finally:
        if library is not None:
            library._destroy()
        for restore in reversed(undo):
            restore()


def _entry_points(name: str) -> list[str]:
    import torch

    every = vars(torch.nn.init).items() if name == "nn" else ()
    init = [f"nn.init.{function}" for function, value in every if isfunction(value)]
    return [*_ENTRY_POINTS.get(name, ()), *init]


def _kernel_library() -> torch.library.Library:
    import torch

    return torch.library.Library("aten", "IMPL")


def _refuse_imports(libraries: set[str]) -> Callable[[], None]:
    """Refuse to import the libraries, except to this package and to themselves; how to undo it."""
    plain_import: Any = builtins.__import__
    import_module = importlib.import_module

    def refuse(name: str, importer: str) -> None:
        library = name.partition(".")[0]
        if library in libraries and importer.partition(".")[0] not in {"grader", *libraries}:
            raise Forbidden(f"{library} is not allowed in this file")

    def guarded_import(
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> Any:
        if level == 0:
            refuse(name, str((globals or {}).get("__name__", "")))
        return plain_import(name, globals, locals, fromlist, level)

    def guarded_import_module(name: str, package: str | None = None) -> Any:
        refuse(name, str(sys._getframe(1).f_globals.get("__name__", "")))
        return import_module(name, package)

    patched: Any = builtins
    patched.__import__ = guarded_import
    importlib.import_module = guarded_import_module

    def undo() -> None:
        patched.__import__ = plain_import
        importlib.import_module = import_module

    return undo


@cache
def backward_kernels() -> dict[str, str]:
    """The kernels that compute a derivative, each with the name to show."""
    return {
        name: name.partition(".")[0].strip("_")
        for name in operations()
        if "_backward" in name and has_kernel(name)
    }


def has_kernel(operation: str, key: str = "CPU") -> bool:
    """Whether an operation of torch has a kernel of its own for a dispatch key."""
    import torch

    return bool(torch._C._dispatch_has_kernel_for_dispatch_key(f"aten::{operation}", key))


def _layouts(operation: str) -> list[str]:
    """The dispatch keys at which `operation` is replaced: dense tensors, and others it is made for.

    x.to_mkldnn() would else be a way around it.
    """
    return ["CPU", *(key for key in _OTHER_LAYOUTS if has_kernel(operation, key))]


def operations() -> list[str]:
    """The names of all operations that torch dispatches.

    Raises EngineError where torch does not tell: nothing could be forbidden by kind.
    """
    import torch

    try:
        # There is no public list of them.
        known = torch._C._dispatch_get_all_op_names()
    except AttributeError:
        raise EngineError(
            f"torch {torch.__version__} does not list its operations, so none can be forbidden; "
            "install the one that constraints.txt names."
        ) from None
    return [name.removeprefix("aten::") for name in known if name.startswith("aten::")]


def _record_nothing() -> Callable[[], None]:
    """Keep operations from recording themselves for a backward pass; how to undo that.

    The values of operations stay the same. Where nothing is recorded, neither the engine nor its
    graph is of use, whatever the way to them.
    """
    import torch

    set_enabled, inference_mode = torch._C._set_grad_enabled, torch._C._InferenceMode
    before = torch.is_grad_enabled()
    refuse = _raiser("recording gradients")
    set_enabled(False)
    patched: Any = torch._C
    patched._set_grad_enabled = lambda on: refuse() if on else set_enabled(False)
    # Leaving inference mode turns recording on.
    patched._InferenceMode = lambda on: inference_mode(on) if on else refuse()

    # Whether to record belongs to a thread, and is on in a new one.
    starts = [
        (module, name, getattr(module, name))
        for module in (_thread, threading)
        for name in dir(module)
        if name.strip("_") in ("start_new", "start_new_thread", "start_joinable_thread")
    ]
    for module, name, start in starts:
        setattr(module, name, _recording_nothing(start, set_enabled))

    def undo() -> None:
        patched._set_grad_enabled, patched._InferenceMode = set_enabled, inference_mode
        set_enabled(before)
        for module, name, start in starts:
            setattr(module, name, start)

    return undo


def _recording_nothing(
    start: Callable[..., Any], set_enabled: Callable[[bool], None]
) -> Callable[..., Any]:
    def quiet(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def run(*inner: Any, **named: Any) -> Any:
            set_enabled(False)
            return function(*inner, **named)

        return start(run, *args, **kwargs)

    return quiet


def _make_no_modules() -> Callable[[], None]:
    """Keep every nn.Module from being made, learners' own ones too; how to undo that."""
    import torch

    module: Any = torch.nn.Module
    original = module.__init__

    def refuse(self: Any, *_args: Any, **_kwargs: Any) -> None:
        made = type(self)
        ours = str(getattr(made, "__module__", "")).startswith("torch.")
        name = made.__name__ if ours else "Module"
        raise Forbidden(f"torch.nn.{name} is not allowed in this file")

    module.__init__ = refuse

    def undo() -> None:
        module.__init__ = original

    return undo


def _raiser(shown: str) -> Callable[..., Any]:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise Forbidden(f"{shown} is not allowed in this file")

    return refuse


def _replace(path: str) -> Callable[[], None]:
    import torch

    *parents, name = path.split(".")
    owner: Any = torch
    for parent in parents:
        owner = getattr(owner, parent)
    original = getattr(owner, name)
    setattr(owner, name, _raiser(f"torch.{path}".removesuffix(".__init__")))
    return lambda: setattr(owner, name, original)
