"""What Python raises about names, and the idea behind each."""

from __future__ import annotations

import ast
import math
import re
import sys
from collections.abc import Collection, Iterable, Iterator
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
# What else of Python's own modules a learner may know by name.
_OF_PYTHON = {
    name: module
    for module, names in {
        "itertools": "accumulate batched chain combinations count cycle groupby islice pairwise "
        "permutations product repeat starmap zip_longest",
        "collections": "OrderedDict deque namedtuple",
        "functools": "cache cached_property lru_cache wraps",
        "random": "choice choices gauss randint randrange sample shuffle uniform",
        "copy": "deepcopy",
        "dataclasses": "dataclass",
        "operator": "attrgetter itemgetter",
        "typing": "Any NamedTuple",
    }.items()
    for name in names.split()
}
_SURE = {"Any", "NamedTuple", "OrderedDict", "dataclass", "pairwise"}
_NOT_IMPORTED = "a module or name is used that this file does not import"
_MODULES = {*_OF_PYTHON.values(), "re", "statistics", "string", "sys", "time"}
# With longer names, or more of them, a search for similar ones would take its time.
_MAX_NAME, _MAX_NAMES = 60, 3_000
_MAX_SHOWN = 5
# What Python has for a list where a tensor has a method.
_OF_LIST = {
    "mean": "sum({0}) / len({0}) is its mean",
    "sum": "sum({0}) is its sum",
    "max": "max({0}) is the largest",
    "min": "min({0}) is the smallest",
    "shape": "len({0}) is its size",
    "numel": "len({0}) is its size",
    "size": "len({0}) is its size",
}


def of_plain_list(case: Case, node: ast.AST, name: str) -> Explained | None:
    """Of a list that a function is given and that gives plain numbers: how Python does it."""
    function = case.function
    given = [a for a in _arguments(function) if a.arg == code(node)] if function else []
    if function is None or len(given) != 1 or given[0].annotation is None:
        return None
    asked = code(given[0].annotation)
    result = ast.unparse(function.returns) if function.returns else "Tensor"
    if "Tensor" in f"{asked} {result}" or not asked.startswith(("list", "Sequence", "tuple")):
        return None
    how = _OF_LIST.get(name, "[... for v in {0}] goes entry by entry").format(code(node))
    return Explained("a list has no method of a tensor, and this function is of plain numbers", how)


def no_arithmetic(case: Case) -> str:
    """What goes entry by entry in place of xs - 1 of a list; in plain Python a loop does."""
    function = case.function
    asked = ast.get_docstring(function) if function is not None else ""
    if re.search(r"(?i)\bplain (?:Python|numbers)\b", asked or ""):
        return "lists have no arithmetic by entry: a loop does it, [... for v in xs]"
    return "lists have no arithmetic by entry: a tensor has (torch.tensor), or a loop does it"


def similar(name: str, names: Collection[str], cutoff: float) -> list[str]:
    """Up to two of `names` that are spelt nearly like `name`; private ones for a private one."""
    if len(name) > _MAX_NAME or len(names) > _MAX_NAMES:
        return []
    short = [
        each for each in names if len(each) <= _MAX_NAME and (each[:1] == "_") <= (name[:1] == "_")
    ]
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
    outer = [f for f in case.around if isinstance(f, ast.FunctionDef) and f is not function]
    enclosing = any(bound(n) == name for f in outer for n in inside(f))
    lines = [
        n.lineno for n in inside(function or case.tree) if isinstance(n, ast.Name)
        and bound(n) == name
    ]  # fmt: skip
    if enclosing and function is not None and lines:
        return Explained(
            "a name that a function assigns anywhere is its own in all of it, and does not reach "
            "the one of the function around it: xs.append(x) changes that list and assigns "
            "nothing, and nonlocal says that the outer name is meant",
            f"line {lines[0]} assigns {name} in {function.name}",
        )
    assigned = any(
        isinstance(t, ast.Name) and t.id == name
        for n in (inside(function) if function else ())
        if isinstance(n, ast.Assign)
        for t in n.targets
    )
    if augmented and not outside and not assigned:
        return Explained(
            "+= adds to what a name has already, and this one has nothing yet: the first time "
            "assigns it",
            f"{name} = ... in place of {name} += ...",
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
    of_chance = name in ("random", "np", "numpy") or _OF_PYTHON.get(name) == "random"
    if of_chance and name != "randint" and "generator" in arguments:
        return Explained(
            "all chance of this function comes from the generator that it is given: "
            "torch.randperm, randint, rand and multinomial take it as generator=generator, and "
            "other modules do not"
        )
    if name in _IMPORTS:
        return Explained(_NOT_IMPORTED, _IMPORTS[name])
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
    # log(x) in the method log is no call of the method itself.
    if name in own and not (name in vars(math) and _called_with(case)):
        return Explained(
            "inside a class its attributes and methods are reached through self", f"self.{name}"
        )
    if name in {"true", "false", "null", "none"}:
        right = {"true": "True", "false": "False"}.get(name, "None")
        return Explained("Python's constants are True, False and None", right)
    if {"f", "g"} & arguments and (said := _of_lecture(name, arguments)):
        return said
    if (other := case.elsewhere(name)) is not None:
        return Explained(
            "a name is used that another file of the topic defines, and that this file does not "
            "import",
            f"from {other[0]} import {name}",
        )
    torch = sys.modules.get("torch")
    has_torch = any(isinstance(n, ast.alias) and n.name == "torch" for n in case.nodes)
    of_torch = has_torch and torch is not None and name in vars(torch)
    if line := "" if of_torch else _import_of_python(case, name):
        return Explained(_NOT_IMPORTED, line)
    if name in vars(math) and (not has_torch or torch is None or name not in vars(torch)):
        return Explained(
            "a function of math is called by its module's name, after import math", f"math.{name}"
        )
    if name in vars(math) and not _called_with(case, "Tensor"):
        return Explained(
            "a function is called by its module's name: math has one for plain numbers, torch one "
            "for tensors",
            f"math.{name} or torch.{name}",
        )
    if torch is not None and name in vars(torch) and name.islower():
        return Explained("a function of torch is called by its module's name", f"torch.{name}")
    started = [made for c in classes if (made := method(c, "__init__")) is not None]
    if any(name in {a.arg for a in _arguments(made)} for made in started):
        return Explained(
            "an argument of __init__ is gone when __init__ ends: kept there as an attribute, it is "
            "read through self",
            f"self.{name} = {name} in __init__",
        )
    case_alone = [each for each in _known(case) if each.lower() == name.lower()]
    near = case_alone or similar(name, _known(case), 0.8)
    if len(near) == 1:
        return Explained("a name is read that nothing has; names have to agree in every letter",
                         f"there is {near[0]}, and no {name}")  # fmt: skip
    return _nowhere(case, name)


def _import_of_python(case: Case, name: str) -> str:
    """The line that imports a name of Python's own modules; "" where a variable may be meant."""
    attributes = [n for n in ast.walk(case.place) if isinstance(n, ast.Attribute)]
    if name in _MODULES and any(code(n.value) == name for n in attributes):
        return f"import {name}"
    # product alone may be a variable that has no value; product(a, b) is the function.
    sure = name in _OF_PYTHON and (_called_with(case) or not name.isalpha() or name in _SURE)
    return f"from {_OF_PYTHON[name]} import {name}" if sure else ""


def _called_with(case: Case, kind: str = "") -> bool:
    """Whether the name that is not there is called with something, a value of type `kind`."""
    for node in ast.walk(case.place):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if named and isinstance(node, ast.Call) and code(node.func) == case.match[1] and node.args:
            known = case.size(node.args[0])
            return not kind or (known is not None and known.type == kind)
    return False


def _nowhere(case: Case, name: str) -> Explained | None:
    """A name that nothing has: what the function is given instead."""
    function = case.function
    if function is None:
        return None
    given = case.arguments()
    more = f"{function.name} is given {_listed(given)}" if given else ""
    if not given and any(a.arg == "self" for a in _arguments(function)):
        kept = _kept(case)
        more = f"{function.name} is given self, which has {_listed(kept)}" if kept else ""
    return Explained("a name is read that has no value here", more)


def _kept(case: Case) -> list[str]:
    """What __init__ of the class around the place keeps: "self.data", not what begins with _."""
    started = [
        made
        for c in case.around
        if isinstance(c, ast.ClassDef) and (made := method(c, "__init__")) is not None
    ]
    stores = [
        n
        for made in started[-1:]
        for n in ast.walk(made)
        if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and n.attr[:1] != "_"
    ]
    return list(dict.fromkeys(code(n) for n in stores if code(n.value) == "self"))


def _listed(names: list[str]) -> str:
    shown = names[:_MAX_SHOWN]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if shown == names else ", ".join(shown)


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


def _its_function(case: Case) -> Explained | None:
    """Of the lecture's dlogits, which is a function of this file, its gradient is meant."""
    if "g" not in case.arguments():
        return None
    names = [n.id for n in ast.walk(case.node or case.tree) if isinstance(n, ast.Name)]
    for name in names:
        made = case.defined(name)
        if name[:1] == "d" and case.kind(ast.Name(name)) == "function" and made is not None:
            return Explained(
                "a function of this file stands where its gradient is meant: gradients that are "
                "known are handed in as g.<name>, without the d",
                f"{name} is a function, g.{name[1:]} its gradient where that is known",
            )
    return None


def _known(case: Case) -> list[str]:
    """The names that the function can read, as the judge's copy of the text has them."""
    function = case.function
    local = [bound(n) for n in inside(function)] if function else []
    outer = [n.name for n in case.tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    outer += [bound(n) for b in case.tree.body for n in ast.walk(b) if isinstance(n, ast.alias)]
    outer += [bound(t) for b in case.tree.body if isinstance(b, ast.Assign) for t in b.targets]
    return sorted({*local, *outer} - {""})


def bound(node: ast.AST) -> str:
    """The name that a node gives to a value, "" if it gives none."""
    if isinstance(node, ast.Name):
        return node.id if isinstance(node.ctx, ast.Store) else ""
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.alias):
        return (node.asname or node.name).partition(".")[0]
    return ""


def same_tensor(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Up = p, then up[0] += h, of a tensor: both are names of one, and it is changed."""
    nodes = sorted(
        (n for n in inside(function) if isinstance(n, ast.Assign | ast.AugAssign)),
        key=lambda n: n.lineno,
    )
    tensors = {a.arg for a in function.args.args if a.annotation and code(a.annotation) == "Tensor"}
    reads = [n.id for n in inside(function) if isinstance(n, ast.Name) and bound(n) == ""]
    names: dict[str, tuple[str, int]] = {}
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = node.value
        if isinstance(node, ast.Assign) and isinstance(target, ast.Name):
            names.pop(target.id, None)
            if isinstance(value, ast.Name) and value.id in tensors and target.id != value.id:
                names[target.id] = (value.id, node.lineno)
            elif isinstance(value, ast.Call) and _within(value.func) in tensors:
                tensors.add(target.id)
            continue
        name, line = names.get(_within(target), ("", 0))
        # The one that it was made of is asked for once more, so that the change shows.
        if name and reads.count(name) > 1:
            yield (
                f"line {line}: {_within(target)} = {name} makes no "
                f"copy, so line {node.lineno} changes {name} too: {name}.clone() is a copy"
            )
            return


def changed_in_place(functions: Iterable[ast.AST | None], names: Collection[str]) -> list[str]:
    """The first line that changes an argument in place, of `names`, which a check found changed."""
    for function in functions:
        if not isinstance(function, ast.FunctionDef):
            continue
        given = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)} & {*names}
        changes = [n for n in inside(function) if isinstance(n, ast.Assign | ast.AugAssign)]
        for node in sorted(changes, key=lambda n: n.lineno):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = _within(target)
            if isinstance(node, ast.Assign) and isinstance(target, ast.Name):
                given.discard(name)  # it may stand for something else now
            elif name in given:
                return [
                    f"line {node.lineno} changes {name} itself, which is the caller's: "
                    f"{name}.clone() is a copy to work on"
                ]
    return []


def _within(node: ast.AST) -> str:
    """The name of what a part, an attribute or a method's result is of: p of p.view(-1)[i]."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


# Before those of operators: which function it is, and not what is missing.
FUNCTIONS: tuple[Idea, ...] = (
    idea("function for its gradient", "TypeError AttributeError", r"\bfunction\b", _its_function),
)
IDEAS: tuple[Idea, ...] = (
    idea(
        "name before its value",
        "UnboundLocalError",
        r"^cannot access local variable '(\w+)'",
        _before_value,
    ),
    idea("unknown name", "NameError", r"^name '(\w+)' is not defined", _unknown_name),
)
