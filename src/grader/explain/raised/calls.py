"""What Python raises about calls, operators and None, and the idea behind each."""

from __future__ import annotations

import ast
import builtins
import math
import re

from grader.explain.exceptions import NODES, Case, Explained, Idea, code, idea, method, silent
from grader.explain.raised.names import no_arithmetic

OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "**": "pow",
    "** or pow()": "pow",
    "@": "matmul",
    "//": "floordiv",
    "%": "mod",
}
_PLAIN = ("int", "float", "bool")


def _is_none(case: Case) -> Explained | None:
    """What is None where something else is needed, and why, if the text tells that."""
    node = case.node
    unpacked, entries = case.unpacked()
    if unpacked is not None and not entries:
        found: list[ast.expr] = [unpacked]
    elif isinstance(node, ast.Attribute | ast.Subscript):
        found = [node.value]
    elif isinstance(node, ast.Call):
        of = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        inner = [n for each in node.args for n in ast.walk(each) if isinstance(n, ast.Call)]
        found = [node, *of, *inner, *(n for n in node.args if isinstance(n, ast.Name))]
    elif isinstance(node, ast.BinOp | ast.AugAssign | ast.Compare):
        found = case.operands()
    elif isinstance(node, ast.expr):
        found = [n for n in ast.walk(node) if isinstance(n, ast.Call)] or [node]
    else:
        return None
    for each in found:
        if why := case.why_none(each):
            return Explained(
                "a value is None: the function that it comes from returns nothing", why
            )
    named = [code(each) for each in found if case.kind(each) == "NoneType"]
    if not named or (isinstance(node, ast.Call) and len(named) > 1):
        return None
    more = f"{named[0]} is None{_silent_operator(case)}"
    return Explained("a value is None where another is needed", more)


def _silent_operator(case: Case) -> str:
    """The one operator of the classes of the file whose method returns nothing, as -other.

    What it gave may have gone on, into a call or another object, before it raised.
    """
    names = {f"__{name}__": kind for kind, name in NODES.items()}
    methods = [f for c in case.nodes if isinstance(c, ast.ClassDef) for f in c.body]
    found = [f.name for f in methods
             if isinstance(f, ast.FunctionDef) and f.name in names and silent(f)]  # fmt: skip
    if len(found) != 1:
        return ""
    used = [
        n for n in case.nodes if isinstance(n, ast.UnaryOp | ast.BinOp)
        and isinstance(n.op, names[found[0]])
        and not isinstance(getattr(n, "operand", None), ast.Constant)
    ]  # fmt: skip
    of = f"{code(used[0])} (line {used[0].lineno})" if len(used) == 1 else "what it is called for"
    return f"; {found[0]} has no return, so {of} is None"


def _call_of_none(case: Case) -> Explained | None:
    """None() where a function was to be kept, and was called instead."""
    node = case.node
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else code(node.func)
    for each in case.nodes:
        if not isinstance(each, ast.Assign) or not isinstance(each.value, ast.Call):
            continue
        kept = [t.attr if isinstance(t, ast.Attribute) else code(t) for t in each.targets]
        inner = case.own_function(code(each.value.func)) if name in kept else None
        if inner is not None:
            return Explained(
                "a function is kept without parentheses: with them it is called at once, and what "
                "is kept is what it returned, None",
                f"line {each.lineno}: {code(each)}",
            )
    for each in case.nodes:
        kept = [t.attr for t in getattr(each, "targets", []) if isinstance(t, ast.Attribute)]
        value = each.value if isinstance(each, ast.Assign) else None
        if name in kept and isinstance(value, ast.Constant) and value.value is None:
            return Explained(
                "None is called as a function: where there is nothing to do, a function that does "
                "nothing stands, lambda: None",
                f"line {value.lineno} sets {name} to None",
            )
    return None


def _number_needed(case: Case) -> Explained | None:
    given = case.match[1]
    called = case.node.func if isinstance(case.node, ast.Call) else None
    of, _, name = code(called).rpartition(".") if called is not None else ("", "", "")
    if called is None or of not in ("math", "") or name not in vars(math):
        none = "None" if given == "NoneType" else f"a {given}"
        listed = called is not None and code(called) in ("torch.tensor", "torch.FloatTensor")
        said = "torch.tensor takes numbers, and the list holds something else"
        return Explained(said, none) if listed else None
    if case.own_class(given) is not None or case.imported(given):
        return Explained(
            "the functions of math take numbers, and this is an object of a class: its number is "
            "in one of its attributes (.data of a Value), and the class has functions of its own",
            f"a {given} is given",
        )
    if given in ("list", "tuple", "str", "NoneType", "function", "builtin_function_or_method"):
        what = {"NoneType": "None", "builtin_function_or_method": "a function"}.get(
            given, f"a {given}"
        )
        return Explained("the functions of math take one number", f"{what} is given")
    return None


def _largest(case: Case) -> Explained | None:
    """Values without an order: None or text among numbers, objects without < in max or min."""
    node = case.node
    kinds = set(re.findall(r"'([\w.]+)'", case.text.partition("instances of")[2]))
    if "NoneType" in kinds:
        return Explained(
            "values are put in an order, and one of them is None: what has no value is left out "
            "before"
        )
    if "str" in kinds and kinds & {"int", "float"}:
        return Explained("text and numbers have no order between them: float() reads text as one")
    if not isinstance(node, ast.Call) or code(node.func) not in ("max", "min"):
        return None
    return Explained(
        f"Python's {code(node.func)} asks which is larger, by < or >, which these do not have: "
        "compare the numbers in them (.data of a Value), or use a function of their class (relu)",
        code(node),
    )


def _operator(case: Case) -> Explained | None:
    """An operator that the types do not have."""
    sign, left, right = case.match.groups()
    sign = sign.rstrip("=") if sign != "==" else sign
    name = OPERATORS.get(sign)
    if name is None:
        return None
    own, other = case.own_class(left), case.own_class(right)
    if own is not None and method(own, f"__{name}__") is None:
        return Explained(
            "an operator needs its method in the class of the left operand",
            f"{left} has no __{name}__ for {sign}",
        )
    if own is None and other is not None and method(other, f"__r{name}__") is None:
        return Explained(
            "with a number on the left, Python asks the class on the right for the reversed method",
            f"{right} has no __r{name}__ for {left} {sign} {right}",
        )
    if own is not None or other is not None:
        return None
    if "torch.Size" in (left, right):
        return Explained(
            "shape and size() hold the sizes of all axes: shape[0] is that of the first"
        )
    functions = {"method", "function", "builtin_function_or_method"}
    if {left, right} & functions:
        called = [code(each) for each in case.operands() if case.kind(each) in functions]
        return Explained(
            "parentheses are missing: without () a function is not called",
            f"{called[0]} is a function" if len(called) == 1 else "",
        )
    inside = case.function.name if case.function else ""
    short = inside.removeprefix("__r").removeprefix("__").removesuffix("__")
    if {left, right} & {"list", "tuple"} and short in OPERATORS.values():
        return Explained(
            "a list came into an operator of this class, which takes numbers and its own objects: "
            "to lengthen a list by one object, put it in brackets, xs + [x]"
        )
    if name == "add" and left in _PLAIN and right == "list":
        return Explained("a number and a list do not add up: [x] + xs puts it before the others")
    if {left, right} & {"list", "tuple"} and {left, right} & {"int", "float", "list", "tuple"}:
        return Explained(no_arithmetic(case))
    if "str" in (left, right) and {left, right} & {"int", "float"}:
        return Explained("text and numbers do not add up: str() makes text, int() a number")
    if "dict" in (left, right):
        return Explained("a dict has no arithmetic: its values are behind its keys, d[key]")
    kinds = [(code(each), case.kind(each)) for each in case.operands()]
    if "Tensor" not in (left, right) or not any(kind for _name, kind in kinds):
        return None
    return Explained(
        "the two sides are of types that this operator does not join",
        ", ".join(f"{name} is a {kind}" for name, kind in kinds if kind),
    )


def _unary(case: Case) -> Explained | None:
    """A sign before what has none: -schedule, -xs."""
    sign, kind = case.match.groups()
    node = case.node
    operand = code(node.operand) if isinstance(node, ast.UnaryOp) else ""
    if kind in ("function", "method", "builtin_function_or_method"):
        return Explained(
            "a function stands where its value is needed: with () it is called",
            f"{operand} is a function" if operand else "",
        )
    if kind in ("list", "tuple"):
        return Explained(no_arithmetic(case))
    own = case.own_class(kind)
    if own is not None and sign == "-" and method(own, "__neg__") is None:
        return Explained(
            "an operator needs its method in the class of its operand", f"{kind} has no __neg__"
        )
    return None


def _not_callable(case: Case) -> Explained | None:
    node = case.node
    if not isinstance(node, ast.Call):
        return None
    func = node.func
    if isinstance(func, ast.Constant | ast.BinOp) or (
        isinstance(func, ast.Name) and case.match[1] in _PLAIN and func.id not in vars(builtins)
    ):
        said = (
            "what stands before ( is called as a function: where a product is meant, * is missing"
        )
        return Explained(said, code(func))
    if isinstance(func, ast.Name) and func.id in vars(builtins):
        return Explained(
            "a name of Python's own was given to something else and hides the function",
            f"{func.id} is a {case.match[1]}",
        )
    if isinstance(func, ast.Attribute) and (hidden := _hidden_method(case, func)):
        return hidden
    if isinstance(func, ast.Attribute):
        properties = {
            inner.name
            for inner in case.nodes
            if isinstance(inner, ast.FunctionDef)
            and any(code(d).endswith("property") for d in inner.decorator_list)
        }
        if func.attr in properties or case.match[1] in (*_PLAIN, "Tensor", "torch.Size", "list"):
            return Explained(
                "an attribute is read without (): it is a value, and no function",
                f".{func.attr}",
            )
    if case.match[1] in ("list", "dict", "tuple", "str", "Tensor"):
        return Explained("an index stands in [], and () calls a function", code(func))
    return None


def _hidden_method(case: Case, func: ast.Attribute) -> Explained | None:
    """self.train = True in a class that has a method train."""
    for cls in (node for node in case.nodes if isinstance(node, ast.ClassDef)):
        stores = [
            n
            for n in ast.walk(cls)
            if isinstance(n, ast.Attribute) and n.attr == func.attr
            and isinstance(n.ctx, ast.Store) and code(n.value) == "self"
        ]  # fmt: skip
        if method(cls, func.attr) is not None and stores:
            return Explained(
                "an attribute has the name of a method, and hides it",
                f"line {stores[0].lineno} sets {code(stores[0])}, and {cls.name} has a method "
                f"{func.attr}",
            )
    return None


def _recursion(case: Case) -> Explained:
    function = case.function
    name = function.name if function else ""
    if function is not None and name.startswith("__") and function.args.args:
        first = function.args.args[0].arg
        used = [
            n
            for n in ast.walk(function)
            if isinstance(n, ast.BinOp) and f"__{NODES.get(type(n.op))}__" == name
            and code(n.left) == first
        ]  # fmt: skip
        if used:
            return Explained(
                "the method of an operator uses that operator on its own object, and so calls "
                "itself without end: it works on the numbers inside",
                f"line {used[0].lineno}: {code(used[0])}",
            )
    if function is not None and name.startswith("__r") and function.args.args:
        own = function.args.args[0].arg
        again = [
            n
            for n in ast.walk(function)
            if isinstance(n, ast.BinOp) and f"__r{NODES.get(type(n.op))}__" == name
            and code(n.right) == own
        ]  # fmt: skip
        if again:
            return Explained(
                "with a number on the left Python asks the object on the right for this very "
                "method, which so calls itself without end",
                f"line {again[0].lineno}: {code(again[0])}",
            )
    return Explained(
        "a function called itself about a thousand levels deep, which is as far as Python goes: "
        "either it never reaches its end, or what it walks through is that deep (a loop with a "
        "list has no such limit)",
        f"in {name}" if name else "",
    )


def _no_context(case: Case) -> Explained | None:
    node = case.node
    given = [item.context_expr for item in node.items] if isinstance(node, ast.With) else [node]
    made = ("no_grad", "enable_grad", "inference_mode")
    found = [code(each) for each in given if isinstance(each, ast.Attribute) and each.attr in made]
    return Explained("parentheses are missing", f"{found[0]}()") if found else None


def _list_and_one(case: Case) -> Explained:
    one = case.match[2]
    if one in _PLAIN:
        return Explained(no_arithmetic(case))
    node = case.node
    if case.match[1] == "tuple":
        return Explained("a tuple takes another tuple by +: tuple(xs) makes one of a list, (x,) of "
                         "one object")  # fmt: skip
    if one == "str":
        return Explained(
            "a list takes another list by +, and a text is none: list(text) has its letters",
            f"list({code(node.right)})" if isinstance(node, ast.BinOp) else "",
        )
    return Explained(
        "a list takes another list by +, and one object is none: in brackets it is a list of one",
        f"[{code(node.right)}]" if isinstance(node, ast.BinOp) else "",
    )


IDEAS: tuple[Idea, ...] = (
    idea("call of None", "TypeError", r"^'NoneType' object is not callable", _call_of_none),
    idea(
        "list and one thing",
        "TypeError",
        r"^can only concatenate (list|tuple) \(not \"([\w.]+)\"\) to",
        _list_and_one,
    ),
    idea("a value is None", "TypeError AttributeError", r"NoneType", _is_none),
    idea(
        "no number for math",
        "TypeError",
        r"^must be real number, not (\w+)",
        _number_needed,
    ),
    idea(
        "operator that is not there",
        "TypeError",
        r"^unsupported operand type\(s\) for (.{1,13}): '([\w.]+)' and '([\w.]+)'",
        _operator,
    ),
    idea(
        "power written as ^",
        "RuntimeError NotImplementedError TypeError",
        r"^\"bitwise_xor\w*\" not implemented|^unsupported operand type\(s\) for \^",
        "^ is no power in Python: it is **",
    ),
    idea(
        "max or min compares",
        "TypeError",
        r"^'[<>]=?' not supported between",
        _largest,
    ),
    idea(
        "return in __init__",
        "TypeError",
        r"^__init__\(\) should return None",
        "__init__ fills an object that is there already, and returns nothing: its return goes",
    ),
    idea(
        "several appended",
        "TypeError",
        r"^list\.append\(\) takes exactly one argument \(\d+ given\)",
        "append adds one entry to a list: extend, or +=, adds all of another list, xs += [a, b]",
    ),
    idea("sign of a function", "TypeError", r"^bad operand type for unary (.): '([\w.]+)'", _unary),
    idea("call of a value", "TypeError", r"^'([\w.]+)' object is not callable", _not_callable),
    idea("recursion", "RecursionError", r"^maximum recursion depth exceeded", _recursion),
    idea(
        "no context",
        "TypeError AttributeError",
        r"does not support the context manager protocol|__enter__",
        _no_context,
    ),
)
