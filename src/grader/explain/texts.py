"""What a learner's text shows by itself: the function that a check asked for, and what is in it.

Each statement is certain of the text. It is said beside a wrong value, and never in place of it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from grader.explain.exceptions import CHANGING, code, inside, returns

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.Pow: "pow",
    ast.USub: "neg",
}
# The end of a remark that explains wrong values better than any mistake does.
CALLS_NOTHING = "names it and calls nothing"
_OF_TENSORS = {"clone", "detach", "double", "float", "view", "reshape", "flatten", "contiguous"}
_MUTABLE = (ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp)
_DRAWS = ("rand", "randn", "randint", "randperm", "multinomial", "normal")
_IN_PLACE_DRAWS = ("normal_", "uniform_", "random_")
# The end of a remark that explains wrong values better than any mistake does.
CALLS_NOTHING = "names it and calls nothing"
_OF_TENSORS = {"clone", "detach", "double", "float", "view", "reshape", "flatten", "contiguous"}
_MUTABLE = (ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def asked_for(
    name: str,
    words: Sequence[str],
    texts: Sequence[str],
    defined: Sequence[str],
    task: Sequence[str],
) -> str:
    """The function of the learner's that a call is about; "" where several may be.

    name     what was called: a function of the learner's, or a driver
    words    the texts among its arguments, of which one may name a function
    texts    the driver's text first, then those of the functions that it was given
    defined  what the learner's file defines, methods as "Value.tanh"
    task     the functions, classes and methods of the check's task
    """
    if name in defined:
        return name
    units = sorted({each.partition(".")[0] for each in task if "." in each})
    for word in words:
        found = [each for each in (word, *(f"{unit}.{word}" for unit in units)) if each in defined]
        if found:
            return found[0]
    used = set(_attributes(texts[0])) if texts else set()
    called = [each for each in task if each in defined and each in used]
    if len(called) == 1:
        return called[0]
    operators = {each for text in texts[1:] for each in _operators(text)}
    methods = [f"{unit}.{each}" for unit in units for each in sorted(operators)]
    found = [each for each in methods if each in defined]
    return found[0] if len(operators) == 1 and len(found) == 1 else ""


def _attributes(text: str) -> Iterator[str]:
    """What a driver takes from the learner's module, its first parameter: m.train."""
    [driver] = ast.parse(text).body
    module = driver.args.args[0].arg if isinstance(driver, ast.FunctionDef) else ""
    for node in ast.walk(driver):
        if isinstance(node, ast.Attribute) and code(node.value) == module:
            yield node.attr


def _operators(text: str) -> Iterator[str]:
    """The methods behind the operators of a function: __mul__ of a * 3, __rmul__ of 3 * a."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            reversed_ = "r" if isinstance(node.left, ast.Constant) else ""
            yield f"__{reversed_}{_OPERATORS[type(node.op)]}__"
        elif isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
            yield f"__{_OPERATORS[type(node.op)]}__"
        elif isinstance(node, ast.Call) and code(node.func) == "sum":
            yield "__radd__"


def remarks(function: ast.AST | None, nothing: bool, takes: Collection[str] = ()) -> list[str]:
    """What the text of a function shows that may be behind a wrong value.

    `nothing`: the value is None; `takes`: what takes a generator, by name.
    """
    if not isinstance(function, Function):
        return []
    if nothing:
        said = _of_none(function) if returns(function) else _without_return(function)
        return [said] if said else []
    found = [_not_called, _first_turn, _renamed, _repeated, _view_kept]
    shown = [text for each in found for text in each(function)]
    return [*shown, *_without_generator(function, takes)][:2]


def shown_by(
    functions: Sequence[ast.AST | None], nothing: bool, takes: Collection[str]
) -> list[str]:
    """The remarks on the first function of several of which there is any to make."""
    return next((said for each in functions if (said := remarks(each, nothing, takes))), [])


def _without_return(function: Function) -> str:
    """Why a function returns None: it has no return, or only one of a function in it."""
    for node in ast.walk(function):
        if node is not function and isinstance(node, Function) and returns(node):
            [first, *_] = [n for n in inside(node) if isinstance(n, ast.Return) and n.value]
            return (
                f"the return of line {first.lineno} belongs to {node.name}, and {function.name} "
                "has none: its indentation says so"
            )
    return f"{function.name} has no return, so it gives None"


def _of_none(function: Function) -> str:
    """What a function returns that is None, where its text tells it."""
    for node in inside(function):
        value = node.value if isinstance(node, ast.Return) else None
        if isinstance(value, ast.Attribute) and value.attr == "grad":
            return f"line {value.lineno} returns {code(value)}, and nothing ran backward to fill it"
        called = value.func if isinstance(value, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else ""
        if value is not None and name in CHANGING:
            return f"line {value.lineno}: {name}() changes its object and returns None"
    return ""


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
