"""What the text of a learner's function shows by itself.

Each statement is certain of the text. It is said beside a wrong value, and never in place of it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from grader.explain.exceptions import CHANGING, code, inside, returns
from grader.explain.sizes import PAIRS

# The end of a remark that explains wrong values better than any mistake does.
CALLS_NOTHING = "names it and calls nothing"
_OF_TENSORS = {"clone", "detach", "double", "float", "view", "reshape", "flatten", "contiguous"}
_MUTABLE = (ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp)
_DRAWS = ("rand", "randn", "randint", "randperm", "multinomial", "normal")
_IN_PLACE_DRAWS = ("normal_", "uniform_", "random_")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def remarks(function: ast.AST | None, nothing: bool, takes: Collection[str] = ()) -> list[str]:
    """What the text of a function shows that may be behind a wrong value.

    `nothing`: the value is None; `takes`: what takes a generator, by name.
    """
    if not isinstance(function, Function):
        return []
    if nothing:
        said = _of_none(function) if returns(function) else _without_return(function)
        return [said] if said else list(_copies(function))
    found = [_not_called, _compares, _first_turn, _renamed, _repeated, _view_kept]
    found += [_copies, _without_upstream, _starts_anew, _left_moved, _divides_once, _of_the_model]
    found += [_given_anew, _unordered, _asks_too_early, _takes_places]
    shown = [text for each in found for text in each(function)]
    return [*shown, *_without_generator(function, takes)][:2]


def shown_by(
    functions: Sequence[ast.AST | None], nothing: bool, takes: Collection[str]
) -> list[str]:
    """The remarks on the first function of several of which there is any to make."""
    return next((said for each in functions if (said := remarks(each, nothing, takes))), [])


def _without_return(function: Function) -> str:
    """Why a function returns None: it has no return, or only one of a function in it.

    Of a function that is to return nothing, its annotation says so, and of a stub nothing is known.
    """
    if function.name == "__init__":
        return ""
    if _is_none(function.returns) or isinstance(function.body[-1], ast.Raise):
        return next(_grad_as_none(function), "")
    for node in ast.walk(function):
        if node is not function and isinstance(node, Function) and returns(node):
            [first, *_] = [n for n in inside(node) if isinstance(n, ast.Return) and n.value]
            return (
                f"the return of line {first.lineno} is indented into {node.name}, and "
                f"{function.name} itself has none"
            )
    return f"{function.name} has no return, so it gives None"


def _of_none(function: Function) -> str:
    """What a function returns that is None, where its text tells it."""
    ends = [n for n in inside(function) if isinstance(n, ast.Return) and n.value is not None]
    ran = any(isinstance(n, ast.Attribute) and n.attr == "backward" for n in ast.walk(function))
    for node in ends if len(ends) == 1 else ():
        value = node.value
        if isinstance(value, ast.Attribute) and value.attr == "grad" and not ran:
            return f"line {value.lineno} returns {code(value)}, and nothing ran backward to fill it"
        called = value.func if isinstance(value, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else ""
        if value is not None and name in CHANGING:
            return f"line {value.lineno}: {name}() changes its object and returns None"
    return ""


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _grad_as_none(function: Function) -> Iterator[str]:
    """zero_grad as torch has it, where a grad is a plain number."""
    for node in inside(function) if function.name == "zero_grad" else ():
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(target, ast.Attribute):
            continue
        if target.attr == "grad" and _is_none(node.value):
            yield (
                f"line {node.lineno} sets {code(target)} to None, as in PyTorch; here a grad is a "
                "number, to which += adds: 0.0"
            )


def _compares(function: Function) -> Iterator[str]:
    """A line that compares, x.training == flag, where it was to assign."""
    for node in inside(function):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
            yield f"line {value.lineno}: {code(value)} compares and changes nothing; = assigns"


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


def _copies(function: Function) -> Iterator[str]:
    """A parameters() that hands out clones."""
    for node in inside(function) if function.name == "parameters" else ():
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "clone":
            yield (
                f"line {called.lineno} hands out a copy, {code(called.value)}.clone(): gradients "
                "and steps of descent go to the copy"
            )


def _of_the_model(function: Function) -> Iterator[str]:
    """A zero_grad that sets self.grad, and goes through no parameters."""
    if function.name != "zero_grad" or "parameters" in ast.unparse(function):
        return
    for node in inside(function):
        if isinstance(node, ast.Assign) and code(node.targets[0]) == "self.grad":
            yield (
                f"line {node.lineno} sets self.grad of the model, and the grads of its parameters "
                "stay: a loop over self.parameters() reaches them"
            )


def _given_anew(function: Function) -> Iterator[str]:
    """An argument's name given to new tensors, params = {k: p - ...}: the old ones stay."""
    given = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    for node in inside(function):
        value = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(value, ast.DictComp | ast.ListComp):
            continue
        name = code(node.targets[0])
        made = value.value if isinstance(value, ast.DictComp) else value.elt
        through = {
            n.id for g in value.generators for n in ast.walk(g.iter) if isinstance(n, ast.Name)
        }
        if name in given & through and isinstance(made, ast.BinOp) and isinstance(made.op, ast.Sub):
            yield (
                f"line {node.lineno} gives the name {name} to something new; what the caller "
                f"handed in as {name} stays as it was"
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
    for node in inside(function):
        value = node.value if isinstance(node, ast.Assign) else None
        asks = [
            n for n in ast.walk(value) if isinstance(n, ast.Call)
            and any(k.arg == "requires_grad" and code(k.value) == "True" for k in n.keywords)
        ] if isinstance(value, ast.BinOp | ast.Subscript) else []  # fmt: skip
        if asks:
            yield (
                f"line {asks[0].lineno}: requires_grad=True stands at the draw, and what is computed "
                "from it is no leaf: .requires_grad_() at the end makes a leaf of the result"
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


def _first_turn(function: Function) -> Iterator[str]:
    """A loop whose body ends in a return, whatever it meets."""
    for node in inside(function):
        if isinstance(node, ast.For | ast.While) and isinstance(node.body[-1], ast.Return):
            at = node.body[-1].lineno
            yield f"the loop of line {node.lineno} ends in its first turn: line {at} returns"


def _renamed(function: Function) -> Iterator[str]:
    """P = p - ... of a loop over p: a new tensor under the name, the old one in the list."""
    for loop in inside(function):
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
            continue
        name = loop.target.id
        for node in inside(loop):
            if not isinstance(node, ast.Assign) or [code(t) for t in node.targets] != [name]:
                continue
            step = any(isinstance(n, ast.Attribute) and n.attr == "grad" for n in ast.walk(node))
            if step or node is loop.body[-1]:
                yield (
                    f"line {node.lineno} gives the name {name} to something new; what the loop "
                    "goes through stays as it was"
                )


def _without_generator(function: Function, takes: Collection[str]) -> Iterator[str]:
    """A draw without the generator that the function is given."""
    arguments = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    if "generator" not in arguments:
        return
    calls = [node for node in inside(function) if isinstance(node, ast.Call)]
    for node in calls:
        of, _, name = code(node.func).rpartition(".")
        draws = (of == "torch" and name in _DRAWS) or (of and name in _IN_PLACE_DRAWS)
        other = of in ("random", "np.random", "numpy.random")
        without = not _is_given(node) and not any(k.arg is None for k in node.keywords)
        if (draws or other or code(node.func) in takes) and without:
            does = "draws" if draws or other else f"calls {code(node.func)}"
            yield f"line {node.lineno} {does} without the generator that {function.name} is given"


def _is_given(call: ast.Call) -> bool:
    """Whether a call hands a generator on."""
    given = {k.arg for k in call.keywords} | {code(argument) for argument in call.args}
    return "generator" in given


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
    return last[:1].isupper() or (of == "torch" and last in (*_DRAWS, "zeros", "ones", "empty"))


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
                    f"in line {node.lineno}: .item() or .clone() keeps the number"
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


def _not_called(function: Function) -> Iterator[str]:
    """A line that names a method and does nothing: loss.backward."""
    for node in inside(function):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
            yield f"line {node.lineno}: {code(node.value)} without () {CALLS_NOTHING}"
