"""What Python raises about entries, keys, loops and numbers, and the idea behind each."""

from __future__ import annotations

import ast
import re

from grader.explain.exceptions import Case, Explained, Idea, code, idea, method
from grader.explain.raised.attributes import OVER_KEYS, keys_of

_PLAIN = ("int", "float", "bool")
_A_FLOAT = (
    "{} is a whole number, and this is a float: / gives one, also for 4 / 2 (// of whole numbers "
    "gives a whole one), and so does a product with a fraction (int() cuts it off)"
)


def _unhashable(case: Case) -> Explained | None:
    name = case.match[1]
    own = case.own_class(name)
    if own is not None:
        if method(own, "__eq__") is None or method(own, "__hash__") is not None:
            return None
        return Explained(
            "a class that defines __eq__ has no hash of its own any more, so its objects cannot be "
            "in sets or be keys: without __eq__ they can, or with a __hash__ beside it",
            f"{name} defines __eq__",
        )
    if name in ("list", "dict", "set"):
        return Explained(
            "keys of a dict and members of a set cannot change: a tuple can be one, a list cannot",
            f"a {name} is given",
        )
    return None


def _no_index(case: Case) -> Explained | None:
    if case.match[1] in ("builtin_function_or_method", "method", "function"):
        return Explained("a function is called with (), and [] takes an entry", code(case.base))
    if case.match[1] in _PLAIN:
        return Explained(
            "a single number has no entries to take", f"{code(case.base)} is a {case.match[1]}"
        )
    return None


def _list_index(case: Case) -> Explained | None:
    kind = {"tuple": "two indices", "str": "text", "float": "a float"}.get(case.match[2])
    if case.match[2] == "list":
        return Explained(
            "a list takes one position at a time, and this index is a list of several: "
            "[xs[i] for i in index] takes one after the other"
        )
    if kind == "two indices":
        return Explained(
            "a list of lists takes one index after the other, xs[i][j]; xs[i, j] is for tensors"
        )
    if kind == "text":
        return Explained("a list is indexed by position; by text a dict is")
    index = code(case.node.slice) if isinstance(case.node, ast.Subscript) else ""
    loops = [n for n in ast.walk(case.place) if isinstance(n, ast.For | ast.comprehension)]
    if kind == "a float" and any(
        code(n.target) == index and code(n.iter) == code(case.base) for n in loops
    ):
        return Explained(
            "a loop over a list gives its entries, and an index is a place: the entry is at hand "
            "already, and range(len(xs)) gives the places",
            f"for {index} in {code(case.base)}",
        )
    if kind == "a float":
        return Explained(_A_FLOAT.format("an index"))
    return None


def _slice(case: Case) -> Explained | None:
    nodes = list(ast.walk(case.node or case.tree))
    divides = any(isinstance(n, ast.Div) for n in nodes)
    floats = [code(n) for n in nodes if isinstance(n, ast.Name) and case.kind(n) == "float"]
    if not divides and not floats:
        return None
    return Explained(
        _A_FLOAT.format("an index"),
        f"{floats[0]} is a float" if floats else "",
    )


def _past_end(case: Case) -> Explained:
    node = case.node
    index = node.slice if isinstance(node, ast.Subscript) else None
    ahead = (
        isinstance(index, ast.BinOp)
        and isinstance(index.op, ast.Add)
        and isinstance(index.right, ast.Constant)
    )
    return Explained(
        "an index goes past the end: of n entries the last has index n - 1",
        f"{code(index)} goes past it" if ahead and index else "",
    )


def _divisor(case: Case) -> Explained:
    node = case.node
    if isinstance(node, ast.BinOp | ast.AugAssign):
        right = node.right if isinstance(node, ast.BinOp) else node.value
        return Explained("what is divided by is 0 for this input", f"{code(right)} is 0")
    return Explained("what is divided by is 0 for this input")


def _no_key(case: Case) -> Explained | None:
    said = case.match[0]
    if said == "'.'":
        return Explained(
            "the dict has no '.', which marks where a word starts and ends and is a letter of its "
            "own: 26 letters and '.' make 27"
        )
    if said.startswith("tensor("):
        return Explained(
            "a tensor is no key, though it shows a number: .item() takes the number out of it"
        )
    node = case.node
    counts = isinstance(node, ast.Subscript) and any(
        isinstance(n, ast.AugAssign) and n.target is node for n in ast.walk(case.place)
    )
    if counts or isinstance(node, ast.AugAssign):
        return Explained(
            "d[key] += 1 reads d[key] first, and a new key has no value yet: "
            "d[key] = d.get(key, 0) + 1 begins with 0, and so does a Counter"
        )
    return Explained("the dict has no such key")


def _iterates(case: Case) -> Explained | None:
    kind = case.match[1] or case.match[2]
    if kind in _PLAIN:
        return Explained("a loop goes over a list, a tensor or range(n), and this is one number")
    if kind in ("method", "builtin_function_or_method"):
        given = [case.node, *(g.iter for g in getattr(case.node, "generators", []))]
        # Of several iterables the one whose object the frame knows, and whose value it does not.
        called = [
            n
            for n in given
            if isinstance(n, ast.Attribute) and case.kind(n.value) and not case.kind(n)
        ]
        said = "parentheses are missing: without () a function is not called"
        return Explained(said, f"{code(called[0])}()" if len(called) == 1 else "")
    if case.own_class(kind) is None and not case.imported(kind):
        return None
    handed = [
        f"line {n.lineno}: {code(n)}"
        for n in case.nodes
        if isinstance(n, ast.Call) and code(n.func) == kind
        and any(isinstance(each, ast.Name) and each.id == "self" for each in n.args)
    ]  # fmt: skip
    return Explained(
        "one object stands where several are gone through: (x,) with a comma is a tuple of one, "
        "and (x) or x is the object itself",
        handed[0] if len(handed) == 1 else f"this is one {kind}",
    )


def _unpacked(case: Case) -> Explained:
    """a, b = xs where xs has another count."""
    value, entries = case.unpacked()
    if value is None:
        return Explained("the names on the left and the values on the right are not as many")
    thing = case.things.get(code(value))
    names = len(case.node.elts) if isinstance(case.node, ast.Tuple | ast.List) else 0
    if entries:
        more = f"{names} names are for each entry of {code(value)}"
    elif thing is not None and thing.type in ("list", "tuple") and thing.shape != (names,):
        more = f"{names} names are for {code(value)}, which has {thing.shape[0]} entries"
    elif (of := _shape_of(case, value)) is not None:
        more = f"{names} names are for {code(value)}, which has {len(of)} entries: {of}"
    else:
        more = f"{names} names are for what comes from {code(value)}"
    return Explained("the names on the left and the values on the right are not as many", more)


def _shape_of(case: Case, value: ast.expr) -> tuple[int, ...] | None:
    """What x.shape is."""
    if not isinstance(value, ast.Attribute) or value.attr != "shape":
        return None
    known = case.size(value.value)
    return known.shape if known is not None and known.type == "Tensor" else None


def _one_value(case: Case) -> Explained:
    value, entries = case.unpacked()
    of = "each entry of " if entries else ""
    return Explained(
        "several names stand on the left, and the right side is one value",
        f"{of}{code(value)} is one {case.match[1]}" if value is not None else "",
    )


def _no_iterator(case: Case) -> Explained:
    return Explained(
        "__iter__ hands out one thing after the other: with yield in place of return it does, and "
        "iter() makes an iterator of a list",
        f"it returns a {case.match[1]}",
    )


def _compared(case: Case) -> Explained | None:
    """`p in out` where these are tensors: in asks with ==."""
    node = case.node
    inside = isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if called and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        inside = node.func.attr in ("index", "remove", "count")
    if not inside:
        return None
    return Explained(
        "in, index and remove compare with ==, which goes entry by entry through tensors: whether "
        "two names stand for the very same tensor `is` tells, any(p is q for q in ps)"
    )


def _zipped(case: Case) -> Explained:
    """zip(..., strict=True) over lists that are not equally long."""
    calls = [n for n in ast.walk(case.node or case.tree) if isinstance(n, ast.Call)]
    zips = [n for n in calls if code(n.func) == "zip"]
    given = ", ".join(code(each) for each in zips[0].args) if len(zips) == 1 else ""
    return Explained(
        "two lists are paired one by one, and one has more entries than the other", given
    )


def _a_key(case: Case) -> Explained | None:
    """A text in arithmetic that a loop over a dict took out of it."""
    texts = [n for n in case.operands() if isinstance(n, ast.Name) and case.kind(n) == "str"]
    found = [of for name in texts if (of := keys_of(case, name))]
    return Explained(OVER_KEYS, found[0]) if found else None


def _domain(case: Case) -> Explained:
    """A number that a function of math takes no logarithm or root of."""
    called = case.node if isinstance(case.node, ast.Call) else None
    name = code(called.func) if called is not None else ""
    of = f"{code(called.args[0])} is " if called is not None and len(called.args) == 1 else ""
    if of and re.fullmatch(r"math\.log(?:2|10)?", name):
        return Explained(f"{name} takes numbers above 0 only; torch.log of a tensor gives -inf "
                         "for 0",
                         f"{of}0 or below")  # fmt: skip
    if of and name == "math.sqrt":
        return Explained("math.sqrt takes no number below 0", f"{of}below 0")
    return Explained("a number came in for which this function has no value: log takes numbers "
                     "above 0 only, and sqrt none below 0")  # fmt: skip


COMPARED: tuple[Idea, ...] = (
    idea(
        "in compares",
        "RuntimeError",
        r"^Boolean value of Tensor with more than one|^The size of tensor a",
        _compared,
    ),
)


IDEAS: tuple[Idea, ...] = (
    idea(
        "no iterator", "TypeError", r"^iter\(\) returned non-iterator of type '(\w+)'", _no_iterator
    ),
    idea(
        "list times a float",
        "TypeError",
        r"^can't multiply sequence by non-int of type '(?:float|list|tuple)'",
        "a list times a number repeats the list and takes whole numbers only; arithmetic by entry "
        "needs a tensor or a loop",
    ),
    idea(
        "a key and its value",
        "TypeError",
        r"^can only concatenate str \(not|^unsupported operand type\(s\) for .*'str'|"
        r"^can't multiply sequence by non-int",
        _a_key,
    ),
    idea(
        "text and a number",
        "TypeError",
        r"^can only concatenate str \(not \"(?:int|float)\"\) to str",
        "text and numbers do not add up: str() makes text, int() a number",
    ),
    idea(
        "text and a list",
        "TypeError",
        r"^can only concatenate str \(not \"(?:list|tuple)\"\) to str",
        "a text takes another text by +, and a list is none: list(text) has its letters, and "
        "takes another list",
    ),
    idea("unhashable", "TypeError", r"unhashable type: '(\w+)'", _unhashable),
    idea("entry of no container", "TypeError", r"^'(\w+)' object is not subscriptable", _no_index),
    idea(
        "index of a list",
        "TypeError",
        r"^(list|string|tuple) indices must be integers(?: or slices)?, not '?(\w+)",
        _list_index,
    ),
    idea("float in a slice", "TypeError", r"^slice indices must be integers", _slice),
    idea("past the end", "IndexError", r"^(?:string|list|tuple) index out of range", _past_end),
    idea(
        "nothing left",
        "StopIteration",
        r"^$",
        "next() asks for one more, and nothing is left",
    ),
    idea(
        "division by 0",
        "ZeroDivisionError",
        r"(?:division|modulo|remainder) by zero|cannot be raised to a negative power",
        _divisor,
    ),
    idea(
        "outside of a function's domain",
        "ValueError",
        r"^math domain error|^expected a (?:positive|nonnegative) input",
        _domain,
    ),
    idea(
        "too large for a float",
        "OverflowError",
        r"math range error|Numerical result out of range|too large to convert to float",
        "exp of about 710 and more is larger than any float: a form that stays small (the largest "
        "subtracted first, or the other sign) has the same value",
    ),
    idea(
        "changed while it is gone through",
        "RuntimeError",
        r"^(?:dictionary|Set|set) (?:changed size|keys changed) during iteration",
        "what a loop goes through may not grow or shrink in it: a loop over list(...) goes through "
        "a copy",
    ),
    idea("no such key", "KeyError", r".*", _no_key),
    idea(
        "loop over one thing",
        "TypeError",
        r"^'([\w.]+)' object is not iterable|^object of type '(?=int|float|bool)(\w+)' has no len",
        _iterates,
    ),
    idea(
        "pairs of other counts",
        "ValueError",
        r"^zip\(\) argument \d+ is (?:longer|shorter) than argument",
        _zipped,
    ),
    idea(
        "taken apart into other counts",
        "ValueError",
        r"^(?:too many|not enough) values to unpack",
        _unpacked,
    ),
    idea(
        "one value taken apart",
        "TypeError",
        r"^cannot unpack non-iterable (\w+) object",
        _one_value,
    ),
    idea(
        "float for a count",
        "TypeError",
        r"^'float' object cannot be interpreted as an integer",
        _A_FLOAT.format("a count"),
    ),
    idea(
        "float for a range",
        "TypeError",
        r"^'(?:list|str)' object cannot be interpreted as an integer",
        "range takes a count: len(...) gives it",
    ),
    idea(
        "tuples and texts stay as they are",
        "TypeError",
        r"^'(?:tuple|str)' object does not support item assignment",
        "tuples and texts do not change: a list does, and tuple() or ''.join() makes one of it",
    ),
    idea(
        "nothing to choose from",
        "ValueError IndexError",
        r"arg is an empty sequence|^pop from empty list|^Cannot choose from an empty|"
        r"iterable argument is empty",
        "the list is empty for this input, so there is nothing to take out of it",
    ),
    idea(
        "not in the list",
        "ValueError",
        r"is not in list$|^substring not found|^tuple\.index\(x\)",
        "index() finds the place of what is in a list, and this is not in it",
    ),
    idea(
        "no file",
        "FileNotFoundError PermissionError",
        r".*",
        "no file is read here: what a function needs comes in as its arguments",
    ),
)
