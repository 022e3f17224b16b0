"""One True or False asked of many entries, pairs of values and places, and numbers for tensors."""

from __future__ import annotations

import ast
import re

from grader.explain.exceptions import Case, Explained, Idea, code, idea, inside
from grader.explain.sizes import PAIRS

_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_EQUAL = (ast.Eq, ast.NotEq)
# What is to be typed in place of a line is shown whole.
_MAX_MEANT = 80
_AND_FIRST = (
    "& and | go before <, > and ==, so each comparison that they join has parentheses: "
    "(x > 0) & (x < 1)"
)


def _truth(case: Case) -> Explained:
    """One True or False asked of many entries: by max, a chain, a bare name, or a comparison."""
    node, shapes = case.node, case.shapes()
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    known = case.size(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if known is not None and known.dtype != "bool":
        return Explained(
            "if x asks for one True or False, and a tensor with several entries has one each: "
            "whether there is a tensor at all `x is not None` tells",
            f"{code(node or case.tree)} has shape {known.shape}",
        )
    if isinstance(node, ast.Call) and code(node.func) in ("max", "min"):
        said = (
            "Python's max and min ask which one is larger, and a tensor with several entries has "
            "one answer each"
        )
        return Explained(said, _larger(case, node), shapes=shapes)
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        return _chain(node, shapes)
    return Explained(
        "if, and, or, not ask for one True or False, and a tensor with several entries has one "
        "each: torch.where, a mask or (x > 0) & (x < 1) go entry by entry, .all() and .any() make "
        "one of them",
        shapes=shapes,
    )


def _larger(case: Case, node: ast.Call) -> str:
    """What goes entry by entry in place of Python's max: another call for a number than a tensor.

    torch.maximum takes two tensors, and raises with a number.
    """
    name, kinds = code(node.func), [case.size(each) for each in node.args]
    types = [kind.type if kind is not None else "" for kind in kinds]
    called = code(node)
    if len(types) == 2 and sorted(types) == ["Tensor", "number"]:
        of, number = sorted(node.args, key=lambda each: types[node.args.index(each)] != "Tensor")
        side = {"max": "min", "min": "max"}[name]
        return f"{called}: torch.clamp({code(of)}, {side}={code(number)}) goes entry by entry"
    if types == ["Tensor", "Tensor"]:
        both = ", ".join(map(code, node.args))
        return f"{called}: torch.{name}imum({both}) goes entry by entry"
    if types == ["Tensor"]:
        return f"{called}: {code(node.args[0])}.{name}() is over all of its entries"
    return called


def _chain(node: ast.Compare, shapes: str) -> Explained:
    """A < x < b, and a > b == c, which Python reads as a chain as well."""
    operands = [node.left, *node.comparators]
    if any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.BitAnd | ast.BitOr) for n in operands):
        return Explained(_AND_FIRST, code(node), shapes=shapes)
    if all(isinstance(op, _ORDERS) for op in node.ops):
        return Explained(
            "a < x < b asks for one True or False, and a tensor with several entries has one each: "
            "(a < x) & (x < b) goes entry by entry",
            shapes=shapes,
        )
    links = [
        ast.Compare(left, [op], [right])
        for left, op, right in zip(operands, node.ops, node.comparators, strict=False)
    ]
    more = f"{code(node)} is read as {' and '.join(f'({code(link)})' for link in links)}"
    if (meant := _in_parentheses(node)) is not None:
        more += f"; with parentheses: {code(meant, _MAX_MEANT)}"
    return Explained(
        "Python reads several comparisons in a row as a chain, joined by and, which asks for one "
        "True or False: parentheses say which comes first",
        more,
        shapes=shapes,
    )


def _in_parentheses(node: ast.Compare) -> ast.Compare | None:
    """(preds > 0.5) == y of a chain with one == or !=, and one comparison by size; None of others.

    An expression in another has the parentheses that it needs when it is written out.
    """
    if len(node.ops) != 2:
        return None
    [first, second], [b, c] = node.ops, node.comparators
    if isinstance(first, _ORDERS) and isinstance(second, _EQUAL):
        return ast.Compare(ast.Compare(node.left, [first], [b]), [second], [c])
    if isinstance(first, _EQUAL) and isinstance(second, _ORDERS):
        return ast.Compare(node.left, [first], [ast.Compare(b, [second], [c])])
    return None


def _bitwise(case: Case) -> Explained | None:
    """X > 0 & x < 1 of floats, where & comes first."""
    node = case.node
    joins = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr)
    if not joins or not re.search(r"'(?:Float|Double|float)'", case.text):
        return None
    for each in case.nodes:
        if isinstance(each, ast.Compare) and node in (each.left, *each.comparators):
            return Explained(_AND_FIRST, code(each), shapes=case.shapes())
    return Explained(
        "& and | join True and False, or whole numbers, and one of these holds floats: a "
        "comparison makes True and False of it",
        code(node or case.tree),
        shapes=case.shapes(),
    )


def _pair(case: Case) -> Explained | None:
    """The result of max with an axis, used as one tensor; max(0) may be meant as a relu."""
    kinds = [case.match[1] or "", *(case.kind(each) for each in case.operands())]
    made = next((kind for kind in kinds if kind in PAIRS), "")
    if not made:
        return None
    return of_pair(case.function or case.tree, made, case.held.at[0] if case.held.at else 0)


def of_pair(function: ast.AST | None, made: str, before: int = 0) -> Explained:
    """Where a function makes the pair that `made`, such as max, returns; by a line `before`."""
    calls = [
        n
        for n in (inside(function) if function is not None else ())
        if isinstance(n, ast.Call) and code(n.func).rpartition(".")[2] == made
        and isinstance(n.func, ast.Attribute) and n.lineno <= (before or n.lineno)
        and (n.args or n.keywords)
    ]  # fmt: skip
    more = made if calls else ""
    if len(calls) == 1:
        more = f"line {calls[0].lineno}: {code(calls[0])}"
        more += f" goes along axis 0; {meant}" if (meant := _clipped(calls[0])) else ""
    return Explained(
        "with an axis, max, min and sort return two tensors, values and indices: .values or [0] "
        "takes the first",
        more,
    )


def _clipped(node: ast.Call) -> str:
    """What goes entry by entry in place of x.max(0), which is along axis 0, or of x.max(0.0)."""
    func = node.func
    if not isinstance(func, ast.Attribute) or func.attr not in ("max", "min") or node.keywords:
        return ""
    both = node.args if code(func.value) == "torch" else [func.value, *node.args]
    of, given = both if len(both) == 2 else (None, None)
    if isinstance(of, ast.Constant):  # torch.max(0, x)
        of, given = given, of
    number = given.value if isinstance(given, ast.Constant) else None
    # Another whole number is an axis, and nothing else is likely to be meant.
    if of is None or isinstance(number, bool) or not (number == 0 or isinstance(number, float)):
        return ""
    size, side = ("larger", "min") if func.attr == "max" else ("smaller", "max")
    how = f"{code(of)}.clamp({side}={number:g})"
    if func.attr == "max" and number == 0:
        how += f" or {code(of)}.relu()"
    return f"the {size} of each entry and {number:g} is {how}"


def _float_axis(case: Case) -> Explained | None:
    """X.max(0.0): a number that is no axis."""
    how = _clipped(case.node) if isinstance(case.node, ast.Call) else ""
    if not how:
        return None
    return Explained("max and min of a tensor take an axis (a whole number) or another tensor", how)


def _number_for_tensor(case: Case) -> Explained | None:
    """torch.maximum(x, 0), which takes two tensors."""
    node, name = case.node, case.match[1]
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    torch_ = code(node.func.value) == "torch"
    given = node.args if torch_ else [node.func.value, *node.args]
    sizes = [case.size(each) for each in given]
    numbers = [code(g) for g, s in zip(given, sizes, strict=True) if s and s.type == "number"]
    tensors = [code(g) for g, s in zip(given, sizes, strict=True) if not s or s.type != "number"]
    more = ""
    if len(numbers) == len(tensors) == 1:
        more = f"torch.clamp({tensors[0]}, {'min' if name == 'maximum' else 'max'}={numbers[0]})"
    return Explained("maximum and minimum take two tensors, and clamp takes a number", more)


FIRST: tuple[Idea, ...] = (
    idea(
        "& before a comparison",
        "RuntimeError NotImplementedError TypeError",
        r"^\"bitwise_(?:and|or)\w*\" not implemented|^unsupported operand type\(s\) for [&|]:",
        _bitwise,
    ),
    idea(
        "number for an axis",
        "TypeError",
        r"^(?:max|min)\(\) received an invalid combination of arguments - got "
        r"\((?:float|Tensor, float|(?:int|float), Tensor)\)",
        _float_axis,
    ),
    idea(
        "number beside a tensor",
        "TypeError",
        r"^(maximum|minimum)\(\): argument '\w+' \(position \d+\) must be Tensor, not "
        r"(?:int|float)",
        _number_for_tensor,
    ),
)
IDEAS: tuple[Idea, ...] = (
    idea(
        "truth of many",
        "RuntimeError ValueError",
        r"^Boolean value of Tensor with more than one value|"
        r"^The truth value of an array with more than one",
        _truth,
    ),
    idea(
        "values and indices",
        "TypeError AttributeError",
        # Such a pair is a tuple as well, to + and *.
        r"torch\.return_types\.(\w+)|^can only concatenate tuple|^can't multiply sequence by",
        _pair,
    ),
)
