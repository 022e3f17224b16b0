"""What Python raises about attributes, and the idea behind each."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from grader.explain.exceptions import Case, Explained, Idea, code, idea, inside, method
from grader.explain.held import Thing
from grader.explain.raised.names import bound, of_plain_list, similar
from grader.explain.slips import Function

OVER_KEYS = (
    "a loop over a dict goes through its keys: .values() gives what is behind them, .items() both"
)
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


def _no_attribute(case: Case) -> Explained | None:
    kind, name = case.match.groups()
    if name == "__name__":
        return Explained(
            "a class has a __name__, and its objects have none", f"type({code(case.base)}).__name__"
        )
    asked = ast.get_docstring(case.function) if case.function is not None else ""
    if name == "eval" and "train(" in (asked or ""):
        return Explained(
            "what torch has as eval() is train(False) here", f"{code(case.base)}.train(False)"
        )
    own = case.own_class(kind)
    if own is not None:
        return _not_set(case, own, name)
    if (other := case.elsewhere(kind)) is not None and isinstance(other[1], ast.ClassDef):
        said = _not_set(case, other[1], name)
        file = f"{other[0].rpartition('.')[2]}.py"
        return said and said._replace(more=re.sub(r"\bline (?=\d)", f"{file} line ", said.more))
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
            return _number(case, kind)
    if kind == "str" and (of := keys_of(case, case.base)):
        return Explained(OVER_KEYS, of)
    if kind in ("list", "tuple") and name in _OF_ENTRIES:
        thing = _listed_as(case)
        of = f" of {thing.of}s" if thing is not None and thing.of else ""
        return Explained(
            "a list has nothing of what its entries have: a loop takes one after the other; where "
            "this was to be an entry, a list stands in a list",
            f"{code(case.base)} is a {kind}{of}",
        )
    torch = sys.modules.get("torch")
    store = case.node.ctx if isinstance(case.node, ast.Attribute) else None
    if kind in ("list", "tuple") and isinstance(store, ast.Store):
        return Explained(
            "a list takes no attribute, and its entries may: a loop takes one after the other",
            f"{code(case.base)} is a {kind}",
        )
    if kind in ("list", "tuple") and torch is not None and hasattr(torch.Tensor, name):
        thing = _listed_as(case)
        if thing is None or thing.of not in (*_PLAIN, "Tensor", "list", "tuple"):
            return Explained(f"a {kind} is no tensor, and has nothing of that name", f".{name}")
        if plain := of_plain_list(case, case.base, name):
            return plain
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


def _listed_as(case: Case) -> Thing | None:
    """What is known of the list that an attribute is taken of; a slice of one is as it is."""
    base = case.base
    sliced = isinstance(base, ast.Subscript) and isinstance(base.slice, ast.Slice)
    whole = base.value if sliced and isinstance(base, ast.Subscript) else base
    return case.things.get(code(whole))


def keys_of(case: Case, base: ast.AST) -> str:
    """The loop over a dict that a text comes from: "for p in model"; "" where that is not sure."""
    function = case.function
    if not isinstance(base, ast.Name) or function is None:
        return ""
    line = case.held.at[0] if case.held.at else 0
    around = [
        (n, gone)
        for n in inside(function)
        if isinstance(n, ast.For | ast.comprehension)
        and (gone := _gone_through(n, base.id)) is not None
        and case.kind(gone) == "dict"
        and (not isinstance(n, ast.For) or line <= (n.end_lineno or 0))
    ]
    if len(around) != 1:
        return ""
    [(loop, gone)] = around
    return f"for {base.id} in {code(gone)}" if loop.iter is gone else f"{code(gone)} is a dict"


def _gone_through(loop: ast.For | ast.comprehension, name: str) -> ast.expr | None:
    """What a loop takes `name` from, one after the other: also by zip and enumerate."""
    names = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
    at = next((i for i, each in enumerate(names) if bound(each) == name), None)
    if at is None:
        return None
    called = code(loop.iter.func) if isinstance(loop.iter, ast.Call) else ""
    given = loop.iter.args if isinstance(loop.iter, ast.Call) else []
    if called == "zip" and at < len(given):
        return given[at]
    if called == "enumerate" and at == 1 and given:
        return given[0]
    return loop.iter if len(names) == 1 else None


def _number(case: Case, kind: str) -> Explained:
    """Where a tensor is needed: by whom it became a number, where the text tells that."""
    base, more = case.base, f"{code(case.base)} is a {kind}"
    values = case.assigned(base.id) if isinstance(base, ast.Name) else [base]
    taken = [
        n
        for value in values
        for n in ast.walk(value)
        if (isinstance(n, ast.Call) and code(n.func).rpartition(".")[2] in ("item", "float", "int"))
        or (isinstance(n, ast.Attribute) and n.attr == "data")
    ]
    if taken:
        return Explained(
            "this is a plain number already: .item(), float() or .data took it out of what it was",
            more,
        )
    if code(base) in case.arguments() and not values:
        return Explained(
            "an argument that comes in as a plain number has nothing of a tensor: torch.tensor "
            "makes one of it, with requires_grad=True where it is to have a gradient",
            more,
        )
    return Explained("this is a plain number, and has nothing of that name", more)


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


def _walked(function: ast.FunctionDef) -> set[ast.AST]:
    nodes = set(ast.walk(function))  # but what += adds to, which has to be there before
    return nodes - {n.target for n in nodes if isinstance(n, ast.AugAssign)}


def _not_set(case: Case, own: ast.ClassDef, name: str) -> Explained | None:
    setters = [
        f
        for f in own.body
        if isinstance(f, ast.FunctionDef)
        and any(
            isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
            and code(n.value) == (f.args.args[0].arg if f.args.args else "self")
            for n in _walked(f)
        )
    ]  # fmt: skip
    if name == "forward" and method(own, "__call__") is not None:
        return Explained(
            "what torch has as forward is __call__ here: the object itself is called",
            f"{code(case.base)}(...)",
        )
    if name == "eval" and method(own, "train") is not None:
        return Explained(
            "what torch has as eval() is train(False) here", f"{code(case.base)}.train(False)"
        )
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
    # What is set somewhere, or belongs to the class by its docstring, is no slip of spelling.
    meant = name in re.findall(r"\w+", ast.get_docstring(own) or "") or any(
        isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
        for n in case.nodes
    )
    near = [] if meant else similar(name, sorted(names), 0.75)
    if case.foreign_base(own) and not near:
        return None
    local = [
        n.lineno
        for f in own.body
        if isinstance(f, ast.FunctionDef) and f.name == "__init__"
        for n in ast.walk(f)
        if bound(n) == name and isinstance(n, ast.Name)
    ]
    if local:
        return Explained(
            "a name without self. is gone when the method ends, and is no attribute",
            f"line {local[0]} assigns {name}",
        )
    if on_others := _set_on_others(own, name):
        return Explained(
            "an attribute is read that methods set on what they make; an object that none of them "
            "made has it only if __init__ sets it",
            on_others,
        )
    more = (
        f"{own.name} has {near[0]}, and no {name}"
        if len(near) == 1
        else f"{own.name} has no {name}"
    )
    return Explained("an attribute is read that nothing in the class sets", more)


def _set_on_others(own: ast.ClassDef, name: str) -> str:
    """Where methods set an attribute on what they make: "out._backward in __add__ (line 9)"."""
    found = [
        (code(n), f"{f.name} (line {n.lineno})")
        for f in own.body
        if isinstance(f, ast.FunctionDef)
        for n in inside(f)
        if isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
        and _makes(f, code(n.value), own.name)
    ]  # fmt: skip
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    places = ", ".join(place for _target, place in found[:3])
    return f"{found[0][0]} is set in {places}{more}, and nothing sets self.{name}" if found else ""


def _makes(function: ast.FunctionDef, name: str, of: str) -> bool:
    """Whether a function gives `name` to a new object of the class `of`."""
    return any(
        isinstance(n, ast.Assign) and bound(n.targets[0]) == name
        and isinstance(n.value, ast.Call) and code(n.value.func) == of
        for n in inside(function)
    )  # fmt: skip


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


IDEAS: tuple[Idea, ...] = (
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


def kept_unread(cls: ast.ClassDef) -> Iterator[str]:
    """A number given to __init__ that is kept, self.momentum = momentum, and never used."""
    start = next((n for n in cls.body if getattr(n, "name", "") == "__init__"), None)
    if not isinstance(start, Function) or cls.bases:
        return
    nodes = list(ast.walk(cls))
    if any(isinstance(n, ast.Name) and n.id == "NotImplementedError" for n in nodes):
        return
    read = [
        n.id for n in ast.walk(start) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    ]
    used = {n.attr for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)}
    used |= {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    args = start.args
    given = [*zip(args.args[::-1], args.defaults[::-1], strict=False)]
    for argument, value in (*given, *zip(args.kwonlyargs, args.kw_defaults, strict=True)):
        name = argument.arg
        if not isinstance(value, ast.Constant) or not isinstance(value.value, int | float):
            continue
        kept = [
            code(n.targets[0]) for n in ast.walk(start) if isinstance(n, ast.Assign)
            and code(n.value) == name
        ]  # fmt: skip
        if kept == [f"self.{name}"] and read.count(name) == 1 and name not in used:
            yield f"self.{name} is set, and nothing in {cls.name} reads it"
