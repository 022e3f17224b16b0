"""The changes that make mutants: one of each kind that goes wrong in tensor code.

Operators, signs, axes, keepdim, constants, n for n - 1, transposes, dropped terms, swapped
operands, an assignment where values accumulate. What a change means for the result is not asked
here: a mutant may be equivalent to its original, or raise.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

# The kind of a change, and what stands in the node's place; None leaves a statement out.
Change = tuple[str, ast.AST | None]

_SWAPPED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_RENAMED = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "amax": "amin",
    "amin": "amax",
    "argmax": "argmin",
    "argmin": "argmax",
    "index_add_": "index_copy_",
    "index_add": "index_copy",
    "scatter_add_": "scatter_",
    "scatter_add": "scatter",
}
_REDUCTIONS = {"sum", "mean", "max", "min", "amax", "amin", "var", "std", "prod", "logsumexp"}
_ALONG = _REDUCTIONS | {
    *("softmax", "log_softmax", "argmax", "argmin", "cumsum", "all", "any", "unsqueeze"),
    *("squeeze", "unbind", "cat", "stack", "topk", "gather", "index_add", "index_add_"),
    *("index_select", "scatter", "scatter_", "scatter_add", "scatter_add_", "flip"),
}
_TRANSPOSES = {"T", "mT", "t", "transpose"}
_LAYOUTS = {"view", "reshape", "expand", "transpose", "permute"}
_ZEROS = {"zeros", "zeros_like", "empty", "empty_like", "new_zeros"}
_MODULES = {"torch", "F", "functional"}
_EPS = 1e-2


def size_names(function: ast.AST) -> set[str]:
    """The variables of a function that hold sizes: taken from a shape or a length."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _is_size(node.value):
            for target in node.targets:
                found |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
    return found


def _is_size(node: ast.AST | None) -> bool:
    if isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Attribute):
        return node.attr == "shape"
    return isinstance(node, ast.Call) and _called(node) in ("len", "size", "numel")


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def changes(node: ast.AST, parent: ast.AST, field: str, sizes: set[str]) -> Iterator[Change]:
    """What may stand in place of `node`, which `parent` holds in `field`.

    `sizes` are the names of variables that hold sizes.
    """
    yield from _operators(node)
    yield from _operands(node)
    yield from _signs(node, parent, field)
    yield from _calls(node)
    yield from _constants(node, parent, field)
    yield from _counts(node, parent, sizes)
    yield from _transposes(node, parent, field)
    yield from _statements(node)
    yield from _conditions(node)


def _operators(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and type(node.op) in _SWAPPED:
        yield "operator", ast.BinOp(node.left, _SWAPPED[type(node.op)](), node.right)
    if isinstance(node, ast.AugAssign) and type(node.op) in _SWAPPED:
        yield "operator", ast.AugAssign(node.target, _SWAPPED[type(node.op)](), node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        exponent = _number(node.right)
        for changed in () if exponent is None else (exponent + 1, exponent - 1):
            if changed != 0:
                yield "exponent", ast.BinOp(node.left, ast.Pow(), _literal(changed))
        yield "term", node.left


def _operands(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.BinOp):
        return
    left, right = node.left, node.right
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        yield "term", left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield "term", right
    if isinstance(node.op, ast.Sub):
        yield "term", ast.UnaryOp(ast.USub(), right)
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield "swap", ast.BinOp(right, node.op, left)


def _signs(node: ast.AST, parent: ast.AST, field: str) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        layout = isinstance(parent, ast.Call) and _called(parent) in _LAYOUTS | _ALONG
        if not layout and not isinstance(parent, ast.keyword):
            yield "sign", node.operand
    if not isinstance(node, ast.expr) or field != "value":
        return
    returned = isinstance(parent, ast.Return)
    if not returned and not isinstance(parent, ast.Assign | ast.AugAssign):
        return
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    for i, part in enumerate(parts):
        for operator, new in _of_value(part, returned):
            if part is node:
                yield operator, new
            elif isinstance(node, ast.List):
                yield operator, ast.List([*parts[:i], new, *parts[i + 1 :]], ast.Load())
            else:
                yield operator, ast.Tuple([*parts[:i], new, *parts[i + 1 :]], ast.Load())


def _of_value(value: ast.expr, returned: bool) -> Iterator[tuple[str, ast.expr]]:
    """The negative of a value that is assigned or returned; zeros for one that is returned."""
    if isinstance(value, ast.Constant | ast.Dict | ast.List | ast.Tuple) or _is_size(value):
        return
    if isinstance(value, ast.Call) and _called(value) in _ZEROS:
        return
    computed = isinstance(value, ast.BinOp | ast.Call | ast.Attribute)
    if (returned or computed) and not ast.unparse(value).startswith("-"):
        yield "sign", ast.UnaryOp(ast.USub(), value)
    if returned:
        yield "zeros", ast.BinOp(ast.Constant(0), ast.Mult(), value)


def _calls(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    name = _called(node)
    if name in _RENAMED and isinstance(node.func, ast.Attribute):
        func = ast.Attribute(node.func.value, _RENAMED[name], ast.Load())
        yield "reduction", ast.Call(func, node.args, node.keywords)
    place = _axis(node)
    if place is not None:
        yield from _axes(node, place)
    for i, keyword in enumerate(node.keywords):
        flag = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if isinstance(flag, bool):
            keywords = list(node.keywords)
            keywords[i] = ast.keyword(keyword.arg, ast.Constant(not flag))
            kind = "keepdim" if keyword.arg in ("keepdim", "keepdims") else "flag"
            yield kind, ast.Call(node.func, node.args, keywords)
    given = {keyword.arg for keyword in node.keywords}
    if name in _REDUCTIONS and place is not None and not given & {"keepdim", "keepdims"}:
        added = [*node.keywords, ast.keyword("keepdim", ast.Constant(True))]
        yield "keepdim", ast.Call(node.func, node.args, added)
    if name in ("var", "std") and not given & {"unbiased", "correction"}:
        added = [*node.keywords, ast.keyword("unbiased", ast.Constant(False))]
        yield "n - 1", ast.Call(node.func, node.args, added)


def _axis(call: ast.Call) -> int | str | None:
    """Where a call names its axis: the position of an argument or a keyword; None if nowhere."""
    for keyword in call.keywords:
        if keyword.arg in ("dim", "axis"):
            return keyword.arg
    if _called(call) not in _ALONG or not isinstance(call.func, ast.Attribute):
        return None
    owner = call.func.value
    module = (isinstance(owner, ast.Name) and owner.id in _MODULES) or (
        isinstance(owner, ast.Attribute) and owner.attr in _MODULES
    )
    position = 1 if module else 0
    if len(call.args) > position and isinstance(_number(call.args[position]), int):
        return position
    return None


def _axes(call: ast.Call, place: int | str) -> Iterator[Change]:
    keywords, args = list(call.keywords), list(call.args)
    if isinstance(place, int):
        number = _number(args[place])
    else:
        at = next(i for i, keyword in enumerate(keywords) if keyword.arg == place)
        number = _number(keywords[at].value)
    if number is None:
        return
    other = _literal({0: 1, 1: 0, -1: 0}.get(int(number), int(number) - 1))
    if isinstance(place, int):
        changed = [*args[:place], other, *args[place + 1 :]]
        yield "axis", ast.Call(call.func, changed, keywords)
        without, left = [*args[:place], *args[place + 1 :]], keywords
    else:
        changed_keywords = [*keywords[:at], ast.keyword(place, other), *keywords[at + 1 :]]
        yield "axis", ast.Call(call.func, args, changed_keywords)
        without, left = args, [*keywords[:at], *keywords[at + 1 :]]
    if _called(call) in ("sum", "mean", "amax", "amin", "var", "std"):
        left = [keyword for keyword in left if keyword.arg not in ("keepdim", "keepdims")]
        yield "axis", ast.Call(call.func, without, left)


def _constants(node: ast.AST, parent: ast.AST, field: str) -> Iterator[Change]:
    if isinstance(node, ast.Subscript) and _is_size(node):
        place = _number(node.slice)
        if place in (0, 1):
            yield "axis", ast.Subscript(node.value, ast.Constant(1 - place), ast.Load())
    number = _number(node) if isinstance(node, ast.Constant) else None
    if number is None:
        return
    if isinstance(parent, ast.Subscript) and _is_size(parent):
        return
    if isinstance(parent, ast.keyword) and parent.arg in ("dim", "axis"):
        return
    if isinstance(parent, ast.Call) and (_called(parent) in _LAYOUTS or _axis(parent) is not None):
        return
    if isinstance(parent, ast.UnaryOp | ast.BinOp) and field in ("operand", "right"):
        # The exponent of a power is changed as a whole, with its sign.
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow):
            return
        if isinstance(parent, ast.UnaryOp) and number == 1:
            yield "constant", ast.Constant(2)
            return
    if isinstance(number, float) and 0 < abs(number) < _EPS:
        yield "constant", ast.Constant(0.0)
    elif isinstance(number, float):
        yield "constant", ast.Constant(2 * number if number else 1.0)
    else:
        yield "constant", ast.Constant(number + 1)


def _counts(node: ast.AST, parent: ast.AST, sizes: set[str]) -> Iterator[Change]:
    """A size where one less is meant, or the other way round (dropping the - 1 is a term)."""
    size = isinstance(node, ast.Name) and node.id in sizes and isinstance(node.ctx, ast.Load)
    if not (size or _is_size(node)) or not isinstance(node, ast.expr):
        return
    arithmetic = isinstance(parent, ast.BinOp) and not isinstance(parent.op, ast.Pow)
    ranged = isinstance(parent, ast.Call) and _called(parent) == "range"
    if (arithmetic or ranged) and not (
        isinstance(parent, ast.BinOp)
        and isinstance(parent.op, ast.Sub)
        and _number(parent.right) == 1
    ):
        yield "n - 1", ast.BinOp(node, ast.Sub(), ast.Constant(1))


def _transposes(node: ast.AST, parent: ast.AST, field: str) -> Iterator[Change]:
    called = isinstance(parent, ast.Call) and field == "func"
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT") and not called:
        yield "transpose", node.value
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _TRANSPOSES
    ):
        yield "transpose", node.func.value
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult):
        transposed = isinstance(node, ast.Attribute) and node.attr in _TRANSPOSES
        if isinstance(node, ast.expr) and not transposed:
            yield "transpose", ast.Attribute(node, "T", ast.Load())


def _statements(node: ast.AST) -> Iterator[Change]:
    """Assigned for accumulated, or the other way round; a statement left out."""
    if isinstance(node, ast.AugAssign):
        target = copy.deepcopy(node.target)
        yield "accumulate", ast.Assign([target], node.value)
        yield "term", None
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        yield "accumulate", ast.AugAssign(node.targets[0], ast.Add(), node.value)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "term", None


def _conditions(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in _COMPARED.get(type(node.ops[0]), ()):
            yield "comparison", ast.Compare(node.left, [other()], node.comparators)
    if isinstance(node, ast.BoolOp):
        other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "comparison", ast.BoolOp(other_op, node.values)


def _number(node: ast.AST) -> float | int | None:
    """The value of a numeric literal, with its sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value: float | int = node.value  # type: ignore[assignment]
        return value
    return None


def _literal(number: float | int) -> ast.expr:
    if number < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-number))
    return ast.Constant(number)
