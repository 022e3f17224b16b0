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
(torch._decomp.decomposition_table), and modules that sys.modules already holds. A function is
replaced under all names that modules of torch and numpy have for it.
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
from grader.sandbox.forbid.concepts import CONCEPTS, FORBIDDABLE, IN_PYTHON, LIBRARIES

if TYPE_CHECKING:
    import torch


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
    concepts = [name for name in names if name in CONCEPTS]
    undo = [_replace(*place) for place in dict.fromkeys(p for c in concepts for p in _places(c))]
    kernels = {op: shown for name in concepts for op, shown in kernels_of(name).items()}
    if "autograd" in names:
        kernels |= backward_kernels()
        undo.append(_record_nothing())
    if "nn" in names:
        undo.append(_make_no_modules())
    words = [LIBRARIES.get(name) or CONCEPTS[name].libraries for name in names]
    if refused := {library for word in words for library in word.split()}:
        undo.append(_refuse_imports(refused))
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
    concept = CONCEPTS[name]
    found = [f"{place}.{op}" for place in IN_PYTHON for op in concept.spelt.split()]
    if name == "autograd":
        found += [f"{p}.{f}" for p in IN_PYTHON for f in dir(_at(p)) if "_backward" in f]
        gradcheck = "autograd.gradcheck"
        found += [f"{gradcheck}.{f}" for f in dir(_at(gradcheck)) if "numerical_j" in f]
    if name == "nn":
        found += [f"{p}.{f}" for p in IN_PYTHON for f in dir(_at(p)) if "batch_norm" in f]
        found += [f"nn.init.{f}" for f, value in vars(_at("nn.init")).items() if isfunction(value)]
    if name == "optim":
        # torch.optim.sgd.sgd, adam.adam and so on: the same steps without an object.
        modules = [name.removeprefix("torch.") for name in sys.modules if "torch.optim." in name]
        found += [f"{m}.{f}" for m in modules for f in vars(_at(m)) if f.endswith(m[6:].strip("_"))]
    return [*concept.functions.split(), *(path for path in found if isfunction(_at(path)))]


@cache
def kernels_of(name: str) -> dict[str, str]:
    """The operations that are replaced for a word of `forbid`, each with the name to show."""
    shown = {op: text for text, ops in CONCEPTS[name].kernels.items() for op in ops.split()}
    known = operations() if shown else []
    return {op: shown[plain] for op in known if (plain := op.partition(".")[0]) in shown}


@cache
def _places(name: str) -> list[tuple[Any, str, str]]:
    """Where the functions for a word of `forbid` are bound: the owner, the name, what to show."""
    places: list[tuple[Any, str, str]] = []
    texts: dict[int, str] = {}
    for path in functions_of(name):
        owner, _, function = path.rpartition(".")
        shown = path if path.startswith("numpy.") else f"torch.{path}".removesuffix(".__init__")
        places.append((_at(owner), function, shown.removesuffix(".__iter__")))
        texts.setdefault(id(_at(path)), places[-1][2])
    for module in [m for n, m in sys.modules.items() if n.partition(".")[0] in ("torch", "numpy")]:
        names = {f: texts[id(v)] for f, v in vars(module).items() if id(v) in texts}
        places += [(module, f, shown) for f, shown in names.items()]
    return list({(id(owner), f): (owner, f, s) for owner, f, s in reversed(places)}.values())


def _kernel_library(space: str) -> torch.library.Library:
    import torch

    return torch.library.Library(space, "IMPL")


def _at(path: str) -> Any:
    """What stands at a path within torch, or within numpy; None if nothing does."""
    import torch

    steps = path.split(".")
    found: Any = sys.modules[steps.pop(0)] if steps[0] == "numpy" else torch
    for step in steps:
        # torch.optim takes its modules out of its names; one of torch.autograd is a function there.
        module = sys.modules.get(f"{getattr(found, '__name__', '')}.{step}")
        found = module or getattr(found, step, None)
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
        library = next((each for each in libraries if f"{name}.".startswith(f"{each}.")), None)
        if library and importer.partition(".")[0] not in trusted:
            raise Forbidden(f"{library} is not allowed in this file")

    def guarded_import(name: str, globals: Any = None, *rest: Any, **named: Any) -> Any:
        level = named.get("level", rest[2] if len(rest) > 2 else 0)
        for part in ["", *(named.get("fromlist", rest[1] if len(rest) > 1 else ()) or ())]:
            if level == 0:
                refuse(f"{name}.{part}", str((globals or {}).get("__name__", "")))
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


def _replace(owner: Any, name: str, shown: str) -> Callable[[], None]:
    original = getattr(owner, name)
    setattr(owner, name, _raiser(shown))
    return lambda: setattr(owner, name, original)
