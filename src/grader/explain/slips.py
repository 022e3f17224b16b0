"""Slips that the text of one function shows: an order of steps, a sign, a name, a copy.

Each statement is certain of the text; grader.explain.texts says which are told.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from grader.explain.draws import DRAWS
from grader.explain.exceptions import code, inside
from grader.explain.raised.gradients import value_in_grad
from grader.explain.renamed import given_anew, renamed
from grader.explain.sizes import PAIRS

_OF_TENSORS = {"clone", "detach", "double", "float", "view", "reshape", "flatten", "contiguous"}
_MUTABLE = (ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _compares(function: Function) -> Iterator[str]:
    """A line that compares, x.training == flag, where it was to assign."""
    for node in inside(function):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
            yield f"line {value.lineno}: {code(value)} compares and changes nothing; = assigns"


def _first_turn(function: Function) -> Iterator[str]:
    """A loop whose body ends in a return, whatever it meets."""
    for node in inside(function):
        if isinstance(node, ast.For | ast.While) and isinstance(node.body[-1], ast.Return):
            at = node.body[-1].lineno
            yield f"the loop of line {node.lineno} ends in its first turn: line {at} returns"


def _repeated(function: Function) -> Iterator[str]:
    """[[0] * 27] * 27: one row, 27 times; [Neuron(3)] * 4: one object, 4 times."""
    for node in inside(function):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            continue
        for held in (node.left, node.right):
            one = held.elts[0] if isinstance(held, ast.List) and len(held.elts) == 1 else None
            inner = isinstance(one, ast.BinOp) and isinstance(one.left, ast.List)
            made = isinstance(one, ast.Call) and _makes_object(code(one.func))
            if one is not None and (isinstance(one, _MUTABLE) or inner or made):
                yield (
                    f"line {node.lineno}: {code(node)} holds one and the same object several "
                    "times: what changes in one changes in all"
                )


def _makes_object(name: str) -> bool:
    of, _, last = name.rpartition(".")
    return last[:1].isupper() or (of == "torch" and last in (*DRAWS, "zeros", "ones", "empty"))


def _view_kept(function: Function) -> Iterator[str]:
    """Old = x[i] of a tensor, then x[i] = ...: old is a view, and changes with it."""
    tensors = {a.arg for a in function.args.args if a.annotation and code(a.annotation) == "Tensor"}
    kept: dict[str, tuple[str, int]] = {}
    nodes = [n for n in inside(function) if isinstance(n, ast.Assign | ast.AugAssign)]
    for node in sorted(nodes, key=lambda n: n.lineno):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        target, value = targets[0], node.value
        if isinstance(target, ast.Name) and _root(value) in tensors:
            if isinstance(value, ast.Subscript):
                kept[code(value)] = (target.id, node.lineno)
            elif isinstance(value, ast.Call | ast.Name):
                tensors.add(target.id)
        elif isinstance(target, ast.Subscript) and code(target) in kept:
            name, line = kept.pop(code(target))
            reads = [n.lineno for n in inside(function) if isinstance(n, ast.Name)
                     and n.id == name and isinstance(n.ctx, ast.Load)]  # fmt: skip
            if any(at > node.lineno for at in reads):
                yield (
                    f"line {line}: {name} is no copy but a part of the tensor, and changes with it "
                    f"in line {node.lineno}: .clone() keeps what it was"
                )


def _root(node: ast.expr) -> str:
    """The name of the tensor that an entry, a view or a copy is of: p of p.view(-1)[i]."""
    while True:
        if isinstance(node, ast.Subscript):
            node = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _OF_TENSORS
        ):
            node = node.func.value
        else:
            return node.id if isinstance(node, ast.Name) else ""


def _without_upstream(function: Function) -> Iterator[str]:
    """A _backward that hands back a slope without the gradient of the result, out.grad."""
    outs = {code(n.value) for n in inside(function) if isinstance(n, ast.Return) and n.value}
    for inner in inside(function):
        if not isinstance(inner, ast.FunctionDef) or len(outs) != 1 or inner.args.args:
            continue
        [out] = outs
        for node in inside(inner):
            target = node.target if isinstance(node, ast.AugAssign) else None
            if not isinstance(node, ast.AugAssign) or not isinstance(target, ast.Attribute):
                continue
            local = {n.id for n in inside(inner) if isinstance(n, ast.Name)
                     and isinstance(n.ctx, ast.Store)}  # fmt: skip
            read = {code(n) for n in ast.walk(node.value)}
            if target.attr == "grad" and not read & {f"{out}.grad", *local} and out.isidentifier():
                yield (
                    f"line {node.lineno} adds to {code(target)} without {out}.grad, the gradient "
                    "of the result: what is handed back is the slope times it"
                )


def _starts_anew(function: Function) -> Iterator[str]:
    """A backward() that calls backward() of other objects, each of which sets its grad to 1."""
    if function.name != "backward":
        return
    starts = [
        n.lineno for n in inside(function) if isinstance(n, ast.Assign)
        and code(n.targets[0]) == "self.grad" and isinstance(n.value, ast.Constant)
    ]  # fmt: skip
    for node in ast.walk(function) if starts else ():
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "backward":
            of = code(called.value)
            if of not in ("self", "super()"):
                yield (
                    f"line {called.lineno} calls backward() of {of}, which sets its grad anew as "
                    f"line {starts[0]} does: what had come to it from above is lost"
                )


def _left_moved(function: Function) -> Iterator[str]:
    """args[i] += h, f(*args), and the next turn of the loop starts from there."""
    given = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    for loop in inside(function):
        if not isinstance(loop, ast.For):
            continue
        nodes = list(inside(loop))
        names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        called = [n for n in nodes if isinstance(n, ast.Call) and code(n.func) in given]
        handed = {n.id for c in called for a in c.args for n in ast.walk(a)
                  if isinstance(n, ast.Name)}  # fmt: skip
        stores = [n for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)]
        for node in nodes:
            if not isinstance(node, ast.AugAssign) or not isinstance(node.target, ast.Subscript):
                continue
            moved, by = code(node.target.value), code(node.value)
            once = len([n for n in stores if code(n.value) == moved]) == 1
            if once and by in given and moved in handed - names and moved != by:
                yield (
                    f"line {node.lineno} moves {code(node.target)}, and nothing puts it back: the "
                    "next turn of the loop starts from there"
                )


def _divides_once(function: Function) -> Iterator[str]:
    """(f(x + h) - f(x - h)) / 2 * h: divided by 2, and multiplied by h."""
    for node in inside(function):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            continue
        left = node.left
        if not isinstance(left, ast.BinOp) or not isinstance(left.op, ast.Div):
            continue
        top = left.left if isinstance(left.left, ast.BinOp) else None
        calls = [code(n.func) for n in (top.left, top.right) if isinstance(n, ast.Call)] \
            if top is not None and isinstance(top.op, ast.Sub) else []  # fmt: skip
        if len(calls) == 2 and len(set(calls)) == 1 and isinstance(left.right, ast.Constant):
            number, factor = code(left.right), code(node.right)
            yield (
                f"line {node.lineno}: / {number} * {factor} divides by {number} and multiplies by "
                f"{factor}; / ({number} * {factor}) divides by both"
            )


def _unordered(function: Function) -> Iterator[str]:
    """A parameters() that goes by a set."""
    for node in inside(function) if function.name == "parameters" else ():
        if not isinstance(node, ast.Return):
            continue
        value = node.value
        called = isinstance(value, ast.Call) and code(value.func) in ("list", "tuple", "set")
        inner = value.args[0] if called and isinstance(value, ast.Call) and value.args else value
        is_set = isinstance(inner, ast.Set | ast.SetComp)
        if is_set or (isinstance(inner, ast.Call) and code(inner.func) == "set"):
            yield f"line {node.lineno}: a set has no order, and parameters() is to have one"


def _asks_too_early(function: Function) -> Iterator[str]:
    """(torch.rand(n, requires_grad=True) - 0.5): what is kept is computed, and no leaf."""
    lines: list[str] = []
    for node in inside(function):
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) \
                and value.func.attr == "requires_grad_":  # fmt: skip
            value = value.func.value
        asks = [
            n for n in ast.walk(value) if isinstance(n, ast.Call)
            and any(k.arg == "requires_grad" and code(k.value) == "True" for k in n.keywords)
        ] if isinstance(value, ast.BinOp | ast.Subscript) else []  # fmt: skip
        lines += [str(asks[0].lineno)] if asks else []
    if lines:
        yield (
            f"line{'s' * (len(lines) > 1)} {', '.join(lines)}: requires_grad=True stands at the "
            "draw, and what is computed from it is no leaf: taken out there, .requires_grad_() at "
            "the end makes a leaf of the result"
        )


def _takes_places(function: Function) -> Iterator[str]:
    """_, largest = X.max(dim=0), and largest is computed with: these are places."""
    nodes = list(inside(function))
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        value = node.value if isinstance(node, ast.Assign) else None
        called = value.func if isinstance(value, ast.Call) else None
        if not isinstance(target, ast.Tuple) or not isinstance(called, ast.Attribute):
            continue
        names = [n.id for n in target.elts if isinstance(n, ast.Name)]
        if called.attr not in PAIRS or len(names) != 2 or names[0][:1] != "_":
            continue
        of = [s for n in nodes if isinstance(n, ast.BinOp) for s in (n.left, n.right)]
        if any(isinstance(s, ast.Name) and s.id == names[1] for s in of):
            yield (
                f"line {target.lineno}: {names[1]} has the places that {called.attr} gives second; "
                "the values come first"
            )


def _divides_one(function: Function) -> Iterator[str]:
    """f(x + h) - f(x - h) / (2 * h): the second value alone is divided."""
    for node in inside(function):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
            continue
        second, divided = node.right, False
        while isinstance(second, ast.BinOp) and isinstance(second.op, ast.Mult | ast.Div):
            divided = divided or isinstance(second.op, ast.Div)
            second = second.left
        both = [n for n in (node.left, second) if isinstance(n, ast.Call)]
        if divided and len(both) == 2 and code(both[0].func) == code(both[1].func):
            yield (
                f"line {node.lineno}: / goes before -, and divides {code(second)} alone; brackets "
                "around the difference divide all of it"
            )


def _off_the_power(function: Function) -> Iterator[str]:
    """In __pow__, n * x ** n - 1: the 1 is taken off the power, and not off the exponent."""
    for node in ast.walk(function) if function.name == "__pow__" else ():
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
            continue
        left = node.left
        power = (
            left.right if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult) else left
        )
        raised = isinstance(power, ast.BinOp) and isinstance(power.op, ast.Pow)
        if raised and code(node.right) == "1":
            yield (
                f"line {node.lineno}: ** goes before -, and the 1 is taken off {code(power)}; "
                "brackets take it off the exponent"
            )


def stays(function: Function) -> Iterator[str]:
    """Out = layer(x) in a loop over layers: each one is given x."""
    for loop in inside(function):
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
            continue
        nodes = list(inside(loop))
        stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for node in nodes:
            call = node.value if isinstance(node, ast.Assign) else None
            if not isinstance(call, ast.Call) or code(call.func) != loop.target.id:
                continue
            [*given] = call.args
            if len(given) == 1 and isinstance(given[0], ast.Name) and given[0].id not in stored:
                yield (
                    f"line {call.lineno} hands {given[0].id} to each {loop.target.id}, and not "
                    "what the one before it gave"
                )


def _always_true(function: Function) -> Iterator[str]:
    """Name == "a" or "b": a text, which is true."""
    for node in inside(function):
        if not isinstance(node, ast.BoolOp) or not isinstance(node.op, ast.Or):
            continue
        first, *others = node.values
        fixed = [n for n in others if isinstance(n, ast.Constant) and n.value]
        if isinstance(first, ast.Compare) and isinstance(first.ops[0], ast.Eq) and fixed:
            both = f"({code(first.comparators[0])}, {code(fixed[0])})"
            yield (
                f"line {node.lineno}: or {code(fixed[0])} compares nothing and is always true; "
                f"{code(first.left)} in {both} compares with both"
            )


def _log_of_mean(function: Function) -> Iterator[str]:
    """P.mean().log(): the mean comes before the logarithm."""
    for node in inside(function):
        called = node.func if isinstance(node, ast.Call) else None
        inner = called.value if isinstance(called, ast.Attribute) else None
        mean = inner.func if isinstance(inner, ast.Call) else None
        if not isinstance(called, ast.Attribute) or not isinstance(mean, ast.Attribute):
            continue
        if (called.attr, mean.attr) == ("log", "mean"):
            yield (
                f"line {called.lineno}: {code(called)}() is the logarithm of a mean, and no mean "
                "of logarithms"
            )


_CLASSES = {"Y", "y", "ys", "Yb", "yb", "target", "targets", "label", "labels"}


def _whole_columns(function: Function) -> Iterator[str]:
    """Probs[:, Y]: whole columns in place of one entry a row."""
    for node in inside(function):
        index = node.slice if isinstance(node, ast.Subscript) else None
        if not isinstance(index, ast.Tuple) or len(index.elts) != 2:
            continue
        rows, columns = index.elts
        whole = isinstance(rows, ast.Slice) and not (rows.lower or rows.upper or rows.step)
        if whole and code(columns).rpartition(".")[2] in _CLASSES:
            yield (
                f"line {columns.lineno}: {code(node)} takes these columns in every row; with "
                "torch.arange(n) in place of : each row has its own"
            )


SLIPS: tuple[Callable[[Function], Iterator[str]], ...] = (
    _compares,
    _first_turn,
    renamed,
    given_anew,
    _repeated,
    _view_kept,
    _without_upstream,
    value_in_grad,
    _starts_anew,
    _left_moved,
    _divides_once,
    _divides_one,
    _off_the_power,
    stays,
    _always_true,
    _log_of_mean,
    _whole_columns,
    _unordered,
    _asks_too_early,
    _takes_places,
)
