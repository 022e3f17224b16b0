"""What Python raises about names and attributes, and the idea behind each."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection
from difflib import get_close_matches

from grader.explain.exceptions import Case, Explained, Idea, code, idea, inside, method

_IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "torch": "import torch",
    "F": "import torch.nn.functional as F",
    "nn": "from torch import nn",
    "math": "import math",
    "random": "import random",
    "Tensor": "from torch import Tensor",
    "Counter": "from collections import Counter",
    "defaultdict": "from collections import defaultdict",
    "partial": "from functools import partial",
    "reduce": "from functools import reduce",
    "Callable": "from collections.abc import Callable",
}


_PLAIN = ("int", "float", "bool")
_OF_VALUE = ("data", "grad", "_prev", "_op", "_backward")
_OF_ENTRIES = (
    "data",
    "grad",
    "requires_grad",
    "requires_grad_",
    "zero_",
    "parameters",
    "_backward",
)
# With longer names, or more of them, a search for similar ones would take its time.
_MAX_NAME, _MAX_NAMES = 60, 3_000


def similar(name: str, names: Collection[str], cutoff: float) -> list[str]:
    """Up to two of `names` that are spelt nearly like `name`, public ones."""
    if len(name) > _MAX_NAME or len(names) > _MAX_NAMES:
        return []
    short = [each for each in names if len(each) <= _MAX_NAME and each[:1] != "_"]
    return get_close_matches(name, short, n=2, cutoff=cutoff)


def _before_value(case: Case) -> Explained | None:
    name = case.match[1]
    outside = any(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
        for n in inside(case.tree)
        if not isinstance(n, ast.FunctionDef | ast.ClassDef)
    )
    function = case.function
    augmented = function is not None and any(
        isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name) and n.target.id == name
        for n in inside(function)
    )
    if outside or augmented:
        return Explained(
            "a name that a function assigns anywhere is its own in all of it, and does not reach "
            "the one outside; it has no value here yet",
            name,
        )
    return Explained(
        "a name has no value yet where it is read: the line that assigns it did not run before",
        name,
    )


def _unknown_name(case: Case) -> Explained | None:
    name = case.match[1]
    arguments = {a.arg for f in case.around for a in _arguments(f)}
    if name in ("random", "np", "numpy") and "generator" in arguments:
        return Explained(
            "all chance of this function comes from the generator that it is given: "
            "torch.randperm, randint, rand and multinomial take it as generator=generator, and "
            "other modules do not"
        )
    if name in _IMPORTS:
        return Explained("a module or name is used that this file does not import", _IMPORTS[name])
    if name == "self":
        return Explained("self is a parameter: the method's definition has to name it first")
    classes = [node for node in case.around if isinstance(node, ast.ClassDef)]
    own = {n.name for c in classes for n in c.body if isinstance(n, ast.FunctionDef)}
    own |= {
        n.attr
        for c in classes
        for n in ast.walk(c)
        if isinstance(n, ast.Attribute) and code(n.value) == "self"
    }
    if name in own:
        return Explained(
            "inside a class its attributes and methods are reached through self", f"self.{name}"
        )
    if name in {"true", "false", "null", "none"}:
        right = {"true": "True", "false": "False"}.get(name, "None")
        return Explained("Python's constants are True, False and None", right)
    if {"f", "g"} & arguments and (said := _of_lecture(name, arguments)):
        return said
    torch = sys.modules.get("torch")
    if torch is not None and name in vars(torch) and name.islower():
        return Explained("a function of torch is called by its module's name", f"torch.{name}")
    near = similar(name, _known(case), 0.75)
    if len(near) == 1:
        return Explained("a name is read that nothing has; names have to agree in every letter",
                         f"there is {near[0]}, and no {name}")  # fmt: skip
    return None


def _arguments(node: ast.AST) -> list[ast.arg]:
    args = node.args if isinstance(node, ast.FunctionDef) else None
    return [*args.args, *args.kwonlyargs] if args is not None else []


def _of_lecture(name: str, arguments: Collection[str]) -> Explained | None:
    """A value or gradient that the lecture has as a name of its own: dlogits."""
    torch = sys.modules.get("torch")
    if torch is not None and name in vars(torch):
        return None
    if "g" in arguments and name[:1] == "d" and len(name) > 1:
        more = f"g.{name[1:]} in place of {name}"
    elif "f" in arguments:
        more = f"f.{name} in place of {name}"
    else:
        return None
    return Explained(
        "what the lecture has as names of their own is handed in here: values of the forward pass "
        "as f.<name>, gradients that are known as g.<name>, without the d",
        more,
    )


def _not_handed(case: Case) -> Explained | None:
    """A gradient or value that f and g do not hold."""
    name, known = case.match[1], case.match[2].split(", ")
    if name[:1] == "d" and name[1:] in known:
        return Explained(
            "g has gradients under the names of what they belong to, without the d", f"g.{name[1:]}"
        )
    function = case.function.name if case.function else ""
    if function == f"d{name}":
        return Explained(
            "g holds the gradients that are known before this step, and this one is what the "
            "function computes",
            name,
        )
    if code(case.base) == "g":
        return Explained(
            "g holds the gradients of what comes later in the forward pass; those of what comes "
            "earlier are not known yet"
        )
    return None


def _known(case: Case) -> list[str]:
    """The names that the function can read, as the judge's copy of the text has them."""
    function = case.function
    local = [_bound(n) for n in inside(function)] if function else []
    outer = [n.name for n in case.tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    outer += [_bound(n) for b in case.tree.body for n in ast.walk(b) if isinstance(n, ast.alias)]
    outer += [_bound(t) for b in case.tree.body if isinstance(b, ast.Assign) for t in b.targets]
    return sorted({*local, *outer} - {""})


def _bound(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id if isinstance(node.ctx, ast.Store) else ""
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.alias):
        return (node.asname or node.name).partition(".")[0]
    return ""


def _no_attribute(case: Case) -> Explained | None:
    kind, name = case.match.groups()
    own = case.own_class(kind)
    if own is not None:
        return _not_set(case, own, name)
    if kind in _PLAIN and name in _OF_VALUE and case.imported("Value"):
        return Explained(
            "a plain number stands where a Value is needed: Value(...) makes one of it",
            f"{code(case.base)} is a {kind}",
        )
    if kind in _PLAIN:
        classes = [n for n in case.tree.body if isinstance(n, ast.ClassDef)]
        if any(_sets(c, name) for c in classes):
            of = next(c.name for c in classes if _sets(c, name))
            return Explained(
                "a plain number stands where an object of a class of this file is needed, and has "
                "none of its attributes",
                f"{code(case.base)} is a number, and no {of}",
            )
        if name in ("item", "backward", "grad", "shape", "mean", "sum", "detach", "view", "exp",
                    "log", "float", "numpy", "tolist", "requires_grad", "zero_"):  # fmt: skip
            return Explained(
                "this is a plain number already, no tensor: .item() or float() took it out of one",
                f"{code(case.base)} is a {kind}",
            )
    if kind in ("list", "tuple") and name in _OF_ENTRIES:
        thing = case.things.get(code(case.base))
        of = f" of {thing.of}s" if thing is not None and thing.of else ""
        return Explained(
            "a list has nothing of what its entries have: a loop takes one after the other; where "
            "this was to be an entry, a list stands in a list",
            f"{code(case.base)} is a {kind}{of}",
        )
    torch = sys.modules.get("torch")
    if kind in ("list", "tuple") and torch is not None and hasattr(torch.Tensor, name):
        return Explained(
            f"a {kind} is no tensor; torch.tensor makes one of numbers, torch.stack of tensors",
            f"{code(case.base)} is a {kind}",
        )
    if kind == "Tensor" and name in ("append", "extend", "insert", "pop"):
        return Explained(
            "a tensor has a fixed size: a list takes more entries, and becomes a tensor at the end"
        )
    if kind == "dict" and name not in dir(dict):
        return Explained("the values of a dict are behind its keys, d[key]")
    value = name in _OF_VALUE or (torch is not None and hasattr(torch.Tensor, name))
    if kind == "method" or (kind == "builtin_function_or_method" and value):
        return Explained("parentheses are missing: without () a function is not called")
    return _near(case, kind, name)


def _near(case: Case, kind: str, name: str) -> Explained | None:
    """A method of a tensor whose name is spelt otherwise."""
    torch = sys.modules.get("torch")
    if kind != "Tensor" or torch is None:
        return None
    near = similar(name, dir(torch.Tensor), 0.85)
    if not near:
        return None
    return Explained(
        "a tensor has no attribute of that name", f"there is .{near[0]}, and no .{name}"
    )


def _sets(cls: ast.ClassDef, name: str) -> bool:
    """Whether a class has an attribute or method `name`."""
    return method(cls, name) is not None or any(
        isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
        for n in ast.walk(cls)
    )


def _not_set(case: Case, own: ast.ClassDef, name: str) -> Explained | None:
    setters = [
        f
        for f in own.body
        if isinstance(f, ast.FunctionDef)
        and any(
            isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
            and code(n.value) == (f.args.args[0].arg if f.args.args else "self")
            for n in ast.walk(f)
        )
    ]  # fmt: skip
    if any(f.name == "__init__" for f in setters):
        return _not_reached(own, name)
    started = method(own, "__init__")
    stores = [n for n in ast.walk(started or own) if isinstance(n, ast.Attribute)
              and isinstance(n.ctx, ast.Store)]  # fmt: skip
    alike = similar(name, sorted({n.attr for n in stores} - {name}), 0.75)
    if setters and started is not None and len(alike) == 1:
        return Explained(
            "an attribute is read that __init__ does not set",
            f"__init__ sets {alike[0]}, and no {name}",
        )
    if setters:
        return Explained(
            "an attribute is read before the method that sets it has run; __init__ runs first",
            f"{own.name}.{setters[0].name} sets {name}",
        )
    classes = [own, *(b for base in own.bases if (b := case.own_class(code(base))) is not None)]
    if any(_sets(each, name) for each in classes[1:]):
        return None
    names = {f.name for c in classes for f in c.body if isinstance(f, ast.FunctionDef)} | {
        n.attr
        for each in classes
        for n in ast.walk(each)
        if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)
    }
    near = similar(name, sorted(names), 0.75)
    if case.foreign_base(own) and not near:
        return None
    local = [
        n.lineno
        for f in own.body
        if isinstance(f, ast.FunctionDef) and f.name == "__init__"
        for n in ast.walk(f)
        if _bound(n) == name and isinstance(n, ast.Name)
    ]
    if local:
        return Explained(
            "a name without self. is gone when the method ends, and is no attribute",
            f"line {local[0]} assigns {name}",
        )
    more = (
        f"{own.name} has {near[0]}, and no {name}"
        if len(near) == 1
        else f"{own.name} has no {name}"
    )
    return Explained("an attribute is read that nothing in the class sets", more)


def _not_reached(own: ast.ClassDef, name: str) -> Explained | None:
    """An attribute that __init__ sets on one way only: under an if."""
    started = method(own, "__init__")
    for node in started.body if started else []:
        stores = [
            n.lineno
            for n in ast.walk(node)
            if isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
        ]
        if stores and not isinstance(node, ast.If | ast.For | ast.While | ast.Try):
            return None
        if stores:
            return Explained(
                "an attribute is set on one way through __init__ only, and this object went the "
                "other: else: self.x = None gives it one there as well",
                f"line {stores[0]} sets {name}",
            )
    return None


def _module_name(case: Case) -> Explained | None:
    module, name = case.match.groups()
    found = sys.modules.get(module) if module in ("torch", "math", "random", "numpy") else None
    if found is None:
        return None
    near = similar(name, dir(found), 0.8)
    more = f"there is {module}.{near[0]}" if near else ""
    return Explained("the module has nothing of that name", more)


IDEAS: tuple[Idea, ...] = (
    idea(
        "name before its value",
        "UnboundLocalError",
        r"^cannot access local variable '(\w+)'",
        _before_value,
    ),
    idea("unknown name", "NameError", r"^name '(\w+)' is not defined", _unknown_name),
    idea(
        "attribute that is not there",
        "AttributeError",
        r"^'([\w.]+)' object has no attribute '(\w+)'",
        _no_attribute,
    ),
    idea(
        "not handed in",
        "AttributeError",
        r"^there is no '(\w+)' here; there is: (.*)",
        _not_handed,
    ),
    idea(
        "module without that name",
        "AttributeError",
        r"^module '([\w.]+)' has no attribute '(\w+)'",
        _module_name,
    ),
)
