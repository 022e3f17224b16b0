"""The sizes of an expression, as far as they follow from the names in it.

Nothing is run: an expression is read, and its shape worked out from the shapes of its names. None
where that is not certain.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from itertools import zip_longest

from grader.explain.held import Thing

SAME = {
    *("exp", "exp2", "log", "log2", "log10", "tanh", "sigmoid", "relu", "abs", "sqrt", "square"),
    *("neg", "sign", "sin", "cos", "reciprocal", "round", "floor", "clamp", "clip", "softmax"),
    *("log_softmax", "clone", "detach", "contiguous", "requires_grad_", "float", "double", "half"),
    *("long", "int", "bool"),
}
REDUCES = {
    *("sum", "mean", "std", "var", "prod", "amax", "amin", "argmax", "argmin", "logsumexp"),
    *("any", "all"),
}
# These return a pair of values and indices.
PAIRS = {"max", "min", "sort", "topk", "median", "mode"}
_TO = {"float": "float32", "double": "float64", "long": "int64", "int": "int32", "bool": "bool"}
_BY_ENTRY = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
Shape = tuple[int, ...]
_FUNCTIONS = ("torch", "F")


def sized(node: ast.AST, things: Mapping[str, Thing]) -> Thing | None:
    """What `node` is, if it is a tensor (or a number, of shape ()), with its shape."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Thing("number", "number")
    if isinstance(node, ast.UnaryOp):
        return sized(node.operand, things)
    if isinstance(node, ast.Name | ast.Attribute):
        known = things.get(ast.unparse(node))
        if known is not None:
            if known.type in ("int", "float"):
                return Thing("number", "number")
            return known if known.type == "Tensor" else None
    if isinstance(node, ast.Attribute):
        base = sized(node.value, things)
        if base is None or node.attr not in ("T", "data"):
            return None
        return _tensor(base.shape[::-1] if node.attr == "T" else base.shape, base.dtype)
    if isinstance(node, ast.BinOp):
        return _operation(node, things)
    if isinstance(node, ast.Call):
        return _call(node, things)
    if isinstance(node, ast.Subscript):
        return _part(node, things)
    return None


def reduced(node: ast.AST, things: Mapping[str, Thing]) -> list[tuple[Shape, Shape]]:
    """The shape of P.sum(1), and what it would be had the axis been kept; [] of all else.

    One pair for each axis that it may be along, where the text does not say which.
    """
    if not isinstance(node, ast.Call):
        return []
    name, of, arguments = _parts(node)
    before = sized(of, things) if of is not None else None
    if name not in REDUCES or before is None or _keeps(node):
        return []
    given = [k.value for k in node.keywords if k.arg in ("dim", "axis")] or arguments[:1]
    axis = _whole(given[0]) if given else None
    count = len(before.shape)
    named = [axis] if axis is not None else list(range(count)) if given else []
    return [
        (
            before.shape[:at] + before.shape[at + 1 :],
            (*before.shape[:at], 1, *before.shape[at + 1 :]),
        )
        for at in (each % count for each in named if -count <= each < count)
    ]


def broadcast(*shapes: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape that comes out, None where the sizes do not fit."""
    sizes = []
    for column in zip_longest(*(shape[::-1] for shape in shapes), fillvalue=1):
        other = {size for size in column if size != 1}
        if len(other) > 1:
            return None
        sizes.append(other.pop() if other else 1)
    return tuple(sizes[::-1])


def _tensor(shape: tuple[int, ...], dtype: str = "") -> Thing:
    return Thing("", "Tensor", shape, dtype)


def _part(node: ast.Subscript, things: Mapping[str, Thing]) -> Thing | None:
    """x[:, None] and x[0]: what is sliced whole, taken at a number, or added."""
    base = sized(node.value, things)
    if base is None or base.type != "Tensor":
        return None
    left, shape = list(base.shape), []
    for index in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
        if isinstance(index, ast.Constant) and index.value is None:
            shape.append(1)
        elif isinstance(index, ast.Slice) and not (index.lower or index.upper or index.step):
            shape.append(left.pop(0) if left else 1)
        elif _whole(index) is not None and left:
            left.pop(0)
        else:
            return None
    return _tensor((*shape, *left), base.dtype)


def _operation(node: ast.BinOp, things: Mapping[str, Thing]) -> Thing | None:
    left, right = sized(node.left, things), sized(node.right, things)
    if left is None or right is None:
        return None
    if left.type == right.type == "number":
        return left
    dtype = left.dtype if left.dtype == right.dtype else ""
    if isinstance(node.op, _BY_ENTRY):
        shape = broadcast(left.shape, right.shape)
        return None if shape is None else _tensor(shape, dtype)
    if isinstance(node.op, ast.MatMult) and len(left.shape) == len(right.shape) == 2:
        fits = left.shape[1] == right.shape[0]
        return _tensor((left.shape[0], right.shape[1]), dtype) if fits else None
    return None


def _call(node: ast.Call, things: Mapping[str, Thing]) -> Thing | None:
    name, of, arguments = _parts(node)
    if name == "tensor" and ast.unparse(node.func) == "torch.tensor" and of is not None:
        shape = _listed(of, things)
        return None if shape is None else _tensor(shape)
    base = sized(of, things) if of is not None else None
    if base is None or base.type != "Tensor":
        return None
    if name in SAME:
        return _tensor(base.shape, _TO.get(name, base.dtype))
    if name == "unsqueeze" and arguments:
        at = _whole(arguments[0])
        count = len(base.shape) + 1
        if at is None or not -count <= at < count:
            return None
        return _tensor((*base.shape[: at % count], 1, *base.shape[at % count :]), base.dtype)
    if name == "t":
        return _tensor(base.shape[::-1], base.dtype)
    if name == "one_hot":
        given = [k.value for k in node.keywords if k.arg == "num_classes"] or arguments
        classes = _whole(given[0]) if given else None
        return None if classes is None else _tensor((*base.shape, classes), "int64")
    if name in ("view", "reshape"):
        sizes = [_whole(argument) for argument in arguments]
        fits = None not in sizes and -1 not in sizes
        return _tensor(tuple(size for size in sizes if size is not None)) if fits else None
    if name in REDUCES:
        if not arguments and not node.keywords:
            return _tensor(())
        shapes = reduced(node, things)
        return _tensor(shapes[0][0]) if len(shapes) == 1 else None
    return None


def _listed(node: ast.expr, things: Mapping[str, Thing]) -> Shape | None:
    """The shape of a list of numbers, and of a list that holds one."""
    if isinstance(node, ast.List) and len(node.elts) == 1:
        inner = _listed(node.elts[0], things)
        return None if inner is None else (1, *inner)
    known = things.get(ast.unparse(node))
    if known is not None and known.type == "list" and known.of in ("int", "float"):
        return known.shape
    return () if known is not None and known.type in ("int", "float") else None


def _parts(node: ast.Call) -> tuple[str, ast.expr | None, list[ast.expr]]:
    """Name, tensor and further arguments of x.sum(1), and of torch.sum(x, 1)."""
    if not isinstance(node.func, ast.Attribute):
        return "", None, []
    if ast.unparse(node.func.value) in (*_FUNCTIONS, "torch.nn.functional"):
        return node.func.attr, node.args[0] if node.args else None, node.args[1:]
    return node.func.attr, node.func.value, node.args


def _keeps(node: ast.Call) -> bool:
    """Whether an axis is kept, or may be: the text does not say otherwise."""
    return (
        any(
            k.arg in ("keepdim", "keepdims", None)
            and not (isinstance(k.value, ast.Constant) and k.value.value is False)
            for k in node.keywords
        )
        or len(_parts(node)[2]) > 1
    )


def _whole(node: ast.expr) -> int | None:
    """A whole number that stands in the text."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if type(value) is int else None
