"""What the text of a learner's function shows by itself.

Each statement is certain of the text. It is said beside a wrong value, and never in place of it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from grader.explain.exceptions import CHANGING, code, inside, returns
from grader.explain.slips import DRAWS, SLIPS, Function

# The end of a remark that explains wrong values better than any mistake does.
CALLS_NOTHING = "names it and calls nothing"
# What takes sizes of a result.
_SIZED = ("view", "reshape", "zeros", "ones", "full", "empty", "arange", "range", "expand")
_IN_PLACE_DRAWS = ("normal_", "uniform_", "random_")


def remarks(function: ast.AST | None, nothing: bool, takes: Collection[str] = ()) -> list[str]:
    """What the text of a function shows that may be behind a wrong value.

    `nothing`: the value is None; `takes`: what takes a generator, by name.
    """
    if not isinstance(function, Function):
        return []
    if nothing:
        said = _of_none(function) if returns(function) else _without_return(function)
        return [said] if said else list(_copies(function))
    found = (_not_called, *SLIPS, _copies, _of_the_model, _no_children, _is_class, _seeds)
    shown = [text for each in found for text in each(function)]
    return [*shown, *_without_generator(function, takes)][:2]


def shown_by(
    functions: Sequence[ast.AST | None], nothing: bool, takes: Collection[str]
) -> list[str]:
    """The remarks on the first function of several of which there is any to make.

    Where there is none: an argument that the first of them, which was asked, does not read.
    """
    said = next((said for each in functions if (said := remarks(each, nothing, takes))), [])
    first = functions[0] if functions and not nothing else None
    return said or (list(_unread(first)) if isinstance(first, Function) else [])


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
        own = [n for n in ast.walk(function) if isinstance(n, Function) and n is not function
               and isinstance(called, ast.Name) and n.name == called.id]  # fmt: skip
        if value is not None and own and not any(map(returns, own)):
            return f"line {value.lineno} returns {code(value)}, and {own[0].name} returns nothing"
        name = called.attr if isinstance(called, ast.Attribute) else ""
        if value is not None and name in CHANGING:
            return f"line {value.lineno}: {name}() changes its object and returns None"
    return ""


def written_sizes(
    function: ast.AST | None, yours: Collection[int], expected: Collection[int]
) -> list[str]:
    """A size of `yours` that stands in the text, and that is no size of what is expected."""
    for node in inside(function) if isinstance(function, Function) else ():
        name = code(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
        given = node.args if isinstance(node, ast.Call) and name in _SIZED else []
        for size in (n for each in given for n in ast.walk(each) if isinstance(n, ast.Constant)):
            if type(size.value) is int and size.value > 1 and size.value in {*yours} - {*expected}:
                return [
                    f"line {size.lineno} has the size {size.value} written in: it fits other "
                    "inputs only, and .shape of a tensor has those of these"
                ]
    return []


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


def _copies(function: Function) -> Iterator[str]:
    """A parameters() that hands out clones."""
    for node in inside(function) if function.name == "parameters" else ():
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "clone":
            yield (
                f"line {called.lineno} hands out a copy, {code(called.value)}.clone(): gradients "
                "and steps of descent go to the copy"
            )


def cut_off(function: ast.AST | None) -> list[str]:
    """A return of .item() or float(...), where autograd is to find its way back."""
    for node in inside(function) if isinstance(function, Function) else ():
        value = node.value if isinstance(node, ast.Return) else None
        called = code(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
        what = "a new tensor" if called == "tensor" else "a plain number"
        if value is not None and called in ("item", "float", "tensor"):
            return [f"line {value.lineno} returns {what} by {called}(): nothing leads back from it"]
    return []


def _is_class(function: Function) -> Iterator[str]:
    """Layer is Linear, layer == Linear: an object is compared with its class."""
    for node in inside(function):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Is | ast.Eq):
            continue
        left, right = node.left, node.comparators[0]
        if isinstance(left, ast.Name) and isinstance(right, ast.Name) and right.id[:1].isupper() \
                and any(c.islower() for c in right.id):  # fmt: skip
            yield (
                f"line {node.lineno}: {code(node)} compares an object with a class; "
                f"isinstance({left.id}, {right.id}) asks whether it is one of it"
            )


def _seeds(function: Function) -> Iterator[str]:
    """torch.manual_seed(42) in a function: for everybody, and every time."""
    for node in inside(function):
        if isinstance(node, ast.Call) and code(node.func) in ("torch.manual_seed", "random.seed"):
            yield (
                f"line {node.lineno}: {code(node)} sets the generator of the whole program back, "
                "each time that this runs"
            )


def _unread(function: Function) -> Iterator[str]:
    """An argument that nothing in the function reads."""
    read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    calls = any(isinstance(n, ast.Call) and code(n.func) == "locals" for n in ast.walk(function))
    given = (*function.args.args, *function.args.kwonlyargs)
    unread = [a.arg for a in given if a.arg not in read and a.arg not in ("self", "generator")]
    if not calls and len(unread) == 1 and unread[0][:1] != "_" and len(given) > 1:
        yield f"{unread[0]} is an argument of {function.name}, and nothing in it reads {unread[0]}"


def _no_children(function: Function) -> Iterator[str]:
    """Out = Value(x) with a _backward of its own, and without the Values that it is made of."""
    nodes = list(inside(function))
    keeps = {
        code(t.value) for n in nodes if isinstance(n, ast.Assign) for t in n.targets
        if isinstance(t, ast.Attribute) and t.attr == "_backward"
    }  # fmt: skip
    for node in nodes:
        call = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(call, ast.Call):
            continue
        if code(node.targets[0]) in keeps and len(call.args) == 1 and not call.keywords:
            yield (
                f"line {call.lineno}: {code(call.func)}(...) is not told what it is made of, so "
                "backward() goes no further than it: (self,) as its children"
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


def _without_generator(function: Function, takes: Collection[str]) -> Iterator[str]:
    """A draw without the generator that the function is given."""
    arguments = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    if "generator" not in arguments:
        return
    calls = [node for node in inside(function) if isinstance(node, ast.Call)]
    for node in calls:
        of, _, name = code(node.func).rpartition(".")
        draws = (of == "torch" and name in DRAWS) or (of and name in _IN_PLACE_DRAWS)
        other = of in ("random", "np.random", "numpy.random")
        without = not _is_given(node) and not any(k.arg is None for k in node.keywords)
        if (draws or other or code(node.func) in takes) and without:
            does = "draws" if draws or other else f"calls {code(node.func)}"
            yield f"line {node.lineno} {does} without the generator that {function.name} is given"


def _is_given(call: ast.Call) -> bool:
    """Whether a call hands a generator on."""
    given = {k.arg for k in call.keywords} | {code(argument) for argument in call.args}
    return "generator" in given


def _not_called(function: Function) -> Iterator[str]:
    """A line that names a method and does nothing: loss.backward."""
    for node in inside(function):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
            yield f"line {node.lineno}: {code(node.value)} without () {CALLS_NOTHING}"
