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
makes an answer right. What cannot be forbidden: finite differences, steps along the imaginary axis,
a gradient engine of one's own, what a table of torch's own holds in Python
(torch._decomp.decomposition_table), and modules that sys.modules already holds.
"""

from __future__ import annotations

import _thread
import builtins
import importlib
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from inspect import isfunction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.errors import EngineError

if TYPE_CHECKING:
    import torch


class _Concept(NamedTuple):
    """All that does, or is one step from, what a word of `forbid` names; names by spaces.

    kernels    what to show -> operations, with all their overloads; of aten, or with its namespace
    functions  to replace within torch, or numpy: those that reach no kernel of their own, and those
               whose name tells a learner more than that of the kernel
    spelt      operations that torch also has in Python (_IN_PYTHON)
    libraries  whose import is refused
    """

    kernels: Mapping[str, str] = MappingProxyType({})
    functions: str = ""
    spelt: str = ""
    libraries: str = ""


_DISTRIBUTION = "distributions.Distribution.__init__"
_SOFTMAX = {
    "softmax": "_softmax _sparse_softmax quantized::softmax",
    "log_softmax": "_log_softmax _sparse_log_softmax",
    "masked softmax": "_masked_softmax",
    # Its result subtracted from the scores is the log_softmax.
    "logsumexp": "logsumexp",
    "logcumsumexp": "_logcumsumexp",
    "logaddexp": "logaddexp logaddexp2",
}
_NUMPY = "numpy.logaddexp numpy.logaddexp2"
_CONCEPTS: dict[str, _Concept] = {
    "softmax": _Concept(
        _SOFTMAX
        | {
            "scaled_dot_product_attention": "_scaled_dot_product_flash_attention_for_cpu",
            "multi_head_attention": "_native_multi_head_attention",
        },
        f"{_DISTRIBUTION} {_NUMPY}",
        "softmax log_softmax _softmax _log_softmax logsumexp softmin logaddexp",
    ),
    "cross_entropy": _Concept(
        {
            "cross_entropy or nll_loss": "nll_loss_forward nll_loss2d_forward",
            # With one step of time it picks the scores of the targets.
            "ctc_loss": "_ctc_loss",
        },
        f"nn.functional.cross_entropy nn.functional.nll_loss {_DISTRIBUTION}",
        "nll_loss nll_loss_forward nll_loss2d_forward",
    ),
    "one_hot": _Concept({"one_hot": "one_hot"}),
    "sigmoid": _Concept(
        _SOFTMAX
        | {
            "sigmoid": "sigmoid sigmoid_ quantized::sigmoid",
            "a fused sigmoid": "mkldnn::_linear_pointwise mkldnn::_convolution_pointwise "
            "mkldnn::_convolution_transpose_pointwise mkldnn_rnn_layer",
            # Each is a sigmoid but for one step.
            "logsigmoid": "log_sigmoid_forward",
            "silu": "silu silu_",
            "mish": "mish mish_",
            **{op: op for op in ("glu", "softplus", "soft_margin_loss")},
            "binary_cross_entropy_with_logits": "binary_cross_entropy_with_logits",
        },
        f"{_DISTRIBUTION} {_NUMPY}",
        "sigmoid expit log_sigmoid_forward silu glu mish softplus softmax logsumexp logaddexp",
    ),
    "l1_loss": _Concept(
        {op: op for op in ("l1_loss", "smooth_l1_loss", "huber_loss")},
        spelt="l1_loss smooth_l1_loss huber_loss",
    ),
    "autograd": _Concept(
        functions="Tensor.backward autograd.backward autograd.grad autograd._engine_run_backward "
        "autograd.graph._engine_run_backward autograd.functional.vjp autograd.functional.jvp "
        "autograd.functional.jacobian autograd.functional.hessian autograd.functional.vhp "
        "autograd.functional.hvp autograd.forward_ad.make_dual "
        "autograd.forward_ad.enter_dual_level _C._enter_dual_level func.grad func.grad_and_value "
        "func.vjp func.jvp func.jacrev func.jacfwd func.hessian func.linearize",
        libraries="sympy mpmath",
    ),
    "optim": _Concept(
        {"a fused optimizer": "_fused_sgd_ _fused_adam_ _fused_adamw_ _fused_adagrad_"},
        "optim.Optimizer.__init__",
    ),
    "dataloader": _Concept(
        functions="utils.data.DataLoader.__init__ utils.data.BatchSampler.__init__ "
        "utils.data.datapipes.iter.grouping.BatcherIterDataPipe.__init__"
    ),
    "nn": _Concept(
        {
            "batch_norm": "native_batch_norm _native_batch_norm_legit _batch_norm_with_update "
            "batch_norm_update_stats quantized::batch_norm",
            # Over a transposed batch they do the same.
            "layer_norm": "native_layer_norm",
            "group_norm": "native_group_norm",
        },
        "nn.functional.batch_norm nn.functional.instance_norm nn.functional.layer_norm "
        "nn.functional.group_norm nn.utils.fusion.fuse_linear_bn_weights "
        "nn.utils.fusion.fuse_conv_bn_weights nn.utils.fuse_linear_bn_weights "
        "nn.utils.fuse_conv_bn_weights",
        "native_batch_norm native_layer_norm native_group_norm layer_norm group_norm",
    ),
}
_IN_PYTHON = ("_refs", "_refs.special", "_refs.nn.functional", "_decomp.decompositions")
_LIBRARIES = ("torch", "numpy", "jax", "micrograd")
FORBIDDABLE = (*_CONCEPTS, *_LIBRARIES)
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
    concepts = [name for name in names if name in _CONCEPTS]
    undo = [_replace(path) for path in dict.fromkeys(p for c in concepts for p in functions_of(c))]
    kernels = {op: shown for name in concepts for op, shown in kernels_of(name).items()}
    if "autograd" in names:
        kernels |= backward_kernels()
        undo.append(_record_nothing())
    if "nn" in names:
        undo.append(_make_no_modules())
    refused = [name for name in names if name in _LIBRARIES]
    if refused := [*refused, *(lib for c in concepts for lib in _CONCEPTS[c].libraries.split())]:
        undo.append(_refuse_imports({*refused}))
    libraries = {space: _kernel_library(space) for space, _ in set(map(_space, kernels))}
    try:
        with warnings.catch_warnings():
            # torch warns about every replaced kernel; replacing them is the point.
            warnings.simplefilter("ignore")
            for operation, shown in kernels.items():
                space, plain = _space(operation)
                for layout in _layouts(operation):
                    libraries[space].impl(plain, _raiser(shown), layout)
        yield
    finally:
        for library in libraries.values():
            library._destroy()
        for restore in reversed(undo):
            restore()


def functions_of(name: str) -> list[str]:
    """The functions of torch that are replaced for a word of `forbid`, as paths within torch."""
    concept = _CONCEPTS[name]
    found = [f"{place}.{op}" for place in _IN_PYTHON for op in concept.spelt.split()]
    if name == "autograd":
        found += [f"{p}.{f}" for p in _IN_PYTHON for f in dir(_at(p)) if "_backward" in f]
    if name == "nn":
        found += [f"nn.init.{f}" for f, value in vars(_at("nn.init")).items() if isfunction(value)]
    if name == "optim":
        # torch.optim.sgd.sgd, adam.adam and so on: the same steps without an object.
        modules = [name.removeprefix("torch.") for name in sys.modules if "torch.optim." in name]
        found += [f"{m}.{f}" for m in modules for f in vars(_at(m)) if f.endswith(m[6:].strip("_"))]
    return [*concept.functions.split(), *(path for path in found if isfunction(_at(path)))]


@cache
def kernels_of(name: str) -> dict[str, str]:
    """The operations that are replaced for a word of `forbid`, each with the name to show."""
    shown = {op: text for text, ops in _CONCEPTS[name].kernels.items() for op in ops.split()}
    known = operations() if shown else []
    return {op: shown[plain] for op in known if (plain := op.partition(".")[0]) in shown}


def _kernel_library(space: str) -> torch.library.Library:
    import torch

    return torch.library.Library(space, "IMPL")


def _at(path: str) -> Any:
    """What stands at a path within torch, or within numpy; None if nothing does."""
    import torch

    steps = path.split(".")
    found: Any = sys.modules[steps.pop(0)] if steps[0] == "numpy" else torch
    for step in steps:
        # torch.optim takes its modules out of its names.
        hidden = sys.modules.get(f"{getattr(found, '__name__', '')}.{step}")
        found = getattr(found, step, hidden)
    return found


def _space(operation: str) -> tuple[str, str]:
    """The namespace of an operation, and its name there."""
    space, _, name = operation.rpartition("::")
    return space or "aten", name


def _refuse_imports(libraries: set[str]) -> Callable[[], None]:
    """Refuse to import the libraries, except to this package and to themselves; how to undo it."""
    places: list[Any] = [builtins, importlib]
    plain_import, *_ = before = [place.__import__ for place in places]
    # torch imports sympy when it needs it.
    trusted = {"grader", "torch", *libraries}
    import_module = importlib.import_module

    def refuse(name: str, importer: str) -> None:
        library = name.partition(".")[0]
        if library in libraries and importer.partition(".")[0] not in trusted:
            raise Forbidden(f"{library} is not allowed in this file")

    def guarded_import(name: str, globals: Any = None, *rest: Any, **named: Any) -> Any:
        level = named.get("level", rest[2] if len(rest) > 2 else 0)
        if level == 0:
            refuse(name, str((globals or {}).get("__name__", "")))
        return plain_import(name, globals, *rest, **named)

    def guarded_import_module(name: str, package: str | None = None) -> Any:
        refuse(name, str(sys._getframe(1).f_globals.get("__name__", "")))
        return import_module(name, package)

    def put(imports: Sequence[Any], module: Any) -> None:
        for place, function in zip(places, imports, strict=True):
            place.__import__ = function
        importlib.import_module = module

    put([guarded_import] * 2, guarded_import_module)
    return lambda: put(before, import_module)


@cache
def backward_kernels() -> dict[str, str]:
    """The kernels that compute a derivative, each with the name to show."""
    return {
        name: name.partition(".")[0].strip("_")
        for name in operations()
        if "_backward" in name and "::" not in name and has_kernel(name)
    }


def has_kernel(operation: str, key: str = "CPU") -> bool:
    """Whether an operation of torch has a kernel of its own for a dispatch key."""
    import torch

    full = "::".join(_space(operation))
    return bool(torch._C._dispatch_has_kernel_for_dispatch_key(full, key))


@cache
def _layouts(operation: str) -> list[str]:
    """The dispatch keys at which `operation` is replaced: dense tensors, and others it is made for.

    x.to_mkldnn() would else be a way around it; so would a gradient, where it is made of others.
    """
    keys = [key for key in _OTHER_LAYOUTS if has_kernel(operation, key)]
    composite = has_kernel(operation, "CompositeImplicitAutograd")
    return ["CPU", *keys, *(["AutogradCPU"] if composite else [])]


def operations() -> list[str]:
    """The names of all operations that torch dispatches, those of aten without its name.

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
    return [name.removeprefix("aten::") for name in known]


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

    # How numpy's functions of two numbers go along an axis.
    vars(refuse).update(reduce=refuse, accumulate=refuse, outer=refuse)
    return refuse


def _replace(path: str) -> Callable[[], None]:
    place, _, name = f".{path}".rpartition(".")
    owner = _at(place.strip(".")) if place else torch
    original = getattr(owner, name)
    shown = path if path.startswith("numpy.") else f"torch.{path}".removesuffix(".__init__")
    setattr(owner, name, _raiser(shown))
    return lambda: setattr(owner, name, original)
