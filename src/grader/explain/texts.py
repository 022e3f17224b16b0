"""What the text of a learner's function shows by itself.

Each statement is certain of the text. It is said beside a wrong value, and never in place of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from grader.explain.draws import without_generator
from grader.explain.exceptions import CHANGING, code, inside, returns
from grader.explain.paired import paired
from grader.explain.raised.attributes import kept_unread
from grader.explain.raised.names import same_tensor
from grader.explain.slips import SLIPS, Function

# The end of a remark that explains wrong values better than any mistake does.
CALLS_NOTHING = "names it and calls nothing"
# What takes sizes of a result.
_SIZED = ("view", "reshape", "zeros", "ones", "full", "empty", "arange", "range", "expand")


# Each check that fails asks it of the same functions.
@lru_cache(maxsize=128)
def remarks(function: ast.AST | None, nothing: bool, takes: frozenset[str]) -> tuple[str, ...]:
    """What the text of a function shows that may be behind a wrong value.

    `nothing`: the value is None; `takes`: what takes a generator, by name.
    """
    if isinstance(function, ast.ClassDef):
        return () if nothing else (*_sum_of_parameters(function), *kept_unread(function))[:1]
    if not isinstance(function, Function):
        return ()
    if nothing:
        said = _of_none(function) if returns(function) else _without_return(function)
        return (said,) if said else tuple(_copies(function))
    found = (_not_called, *SLIPS, _copies, _of_the_model, _no_children, _is_class, _seeds)
    found += (_keys, _names_of_a_table, _rows_as_axes, _always_training, same_tensor)
    found += (_leaves_first, _takes_one_off, _sums_all, paired)
    shown = [text for each in found for text in each(function)]
    return (*shown, *without_generator(function, takes))[:2]


def shown_by(
    functions: Sequence[ast.AST | None], nothing: bool, takes: frozenset[str]
) -> list[str]:
    """The remarks on the first of several of which there is any to make, classes last.

    Where there is none: an argument that the first of them, which was asked, does not read.
    """
    last = sorted(functions, key=lambda each: isinstance(each, ast.ClassDef))
    said = next((said for each in last if (said := remarks(each, nothing, takes))), ())
    first = functions[0] if functions and not nothing else None
    return list(said or (_unread(first) if isinstance(first, Function) else ()))


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
    """An argument that nothing in the function reads; f and g are handed to all steps alike."""
    read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    calls = any(isinstance(n, ast.Call) and code(n.func) == "locals" for n in ast.walk(function))
    given = (*function.args.args, *function.args.kwonlyargs)
    unread = [a.arg for a in given if a.arg not in {*read, "self", "generator"}
              and "Namespace" not in ast.dump(a)]  # fmt: skip
    stub = isinstance(function.body[-1], ast.Raise)
    if not (calls or stub) and len(unread) == 1 and unread[0][:1] != "_" and len(given) > 1:
        yield f"{unread[0]} is an argument of {function.name}, and nothing in it reads {unread[0]}"


def _keys(function: Function) -> Iterator[str]:
    """min(losses) of a dict: its smallest key."""
    nodes = list(inside(function))
    tables = {
        code(n.targets[0]) for n in nodes if isinstance(n, ast.Assign)
        and isinstance(n.value, ast.Dict | ast.DictComp)
    }  # fmt: skip
    for node in nodes:
        if not isinstance(node, ast.Call) or code(node.func) not in ("min", "max"):
            continue
        if len(node.args) == 1 and not node.keywords and code(node.args[0]) in tables:
            yield (
                f"line {node.lineno}: {code(node)} compares the keys of the dict and looks at no "
                "value; key= says what to compare"
            )


def _names_of_a_table(function: Function) -> Iterator[str]:
    """For column in table, for value in column: the letters of a name."""
    given = {
        a.arg for a in function.args.args
        if a.annotation and code(a.annotation).startswith(("dict[str", "Table"))
    }  # fmt: skip
    for loop in inside(function):
        if not isinstance(loop, ast.For) or code(loop.iter) not in given:
            continue
        for inner in inside(loop):
            if isinstance(inner, ast.For | ast.comprehension) \
                    and code(inner.iter) == code(loop.target):  # fmt: skip
                yield (
                    f"line {loop.lineno} goes through the names of {code(loop.iter)}, so "
                    f"{code(loop.target)} is a text, and line {inner.iter.lineno} goes through its "
                    f"letters; {code(loop.iter)}.items() gives names and columns"
                )


def _rows_as_axes(function: Function) -> Iterator[str]:
    """If len(x) == 2, elif len(x) == 3: of a tensor, its rows are counted."""
    tensors = {a.arg for a in function.args.args if a.annotation and code(a.annotation) == "Tensor"}
    asked = [
        (n, code(n.left.args[0])) for n in inside(function) if isinstance(n, ast.Compare)
        and isinstance(n.left, ast.Call) and code(n.left.func) == "len" and len(n.left.args) == 1
        and code(n.comparators[0]) in ("2", "3")
    ]  # fmt: skip
    named = {name for _node, name in asked}
    if len(asked) > 1 and len(named) == 1 and named <= tensors:
        node, name = asked[0]
        yield (
            f"line {node.lineno}: len({name}) is the size of the first axis, and not the number "
            f"of axes, {name}.dim()"
        )


def _always_training(function: Function) -> Iterator[str]:
    """Evaluation, and then training, whatever the mode was before."""
    off, on = {}, {}
    for node in inside(function):
        called = node.func if isinstance(node, ast.Call) else None
        if not isinstance(node, ast.Call) or not isinstance(called, ast.Attribute):
            continue
        given = [code(each) for each in (*node.args, *(k.value for k in node.keywords))]
        if called.attr == "eval" or (called.attr == "train" and given == ["False"]):
            off[code(called.value)] = node.lineno
        elif called.attr == "train" and given in ([], ["True"]):
            on[code(called.value)] = node.lineno
    reads = {code(n) for n in ast.walk(function) if isinstance(n, ast.Attribute)}
    for name in sorted(off.keys() & on.keys()):
        if f"{name}.training" not in reads:
            yield (
                f"line {on[name]} puts {name} into training, whatever it was in before: what "
                f"{name}.training was at the start is given back"
            )


def _sum_of_parameters(cls: ast.ClassDef) -> Iterator[str]:
    """A parameters() that returns self.gamma + self.beta, which are tensors."""
    tensors = {
        code(n.targets[0]) for n in ast.walk(cls) if isinstance(n, ast.Assign)
        and isinstance(n.value, ast.Call) and code(n.value.func).startswith("torch.")
    }  # fmt: skip
    for function in cls.body:
        for node in inside(function) if getattr(function, "name", "") == "parameters" else ():
            value = node.value if isinstance(node, ast.Return) else None
            if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add):
                continue
            if {code(value.left), code(value.right)} <= tensors:
                yield (
                    f"line {value.lineno}: {code(value)} adds two tensors up to one; "
                    f"[{code(value.left)}, {code(value.right)}] is a list of both"
                )


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


def _not_called(function: Function) -> Iterator[str]:
    """A line that names a method and does nothing: loss.backward."""
    for node in inside(function):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
            yield f"line {node.lineno}: {code(node.value)} without () {CALLS_NOTHING}"


def _leaves_first(function: Function) -> Iterator[str]:
    """For node in topo: node._backward(), where each Value was appended after its children."""
    turns = r"reversed\(|\[::-1\]|\.(?:reverse|insert|pop)\("
    turned = re.search(turns, ast.unparse(function))
    inner = [n for n in ast.walk(function) if isinstance(n, Function) and n is not function]
    listed = {_last(each).partition(".append(")[0] for each in inner}
    for loop in inside(function):
        if turned or not isinstance(loop, ast.For) or code(loop.iter) not in listed:
            continue
        if f"{code(loop.target)}._backward()" in map(code, ast.walk(loop)):
            yield (
                f"line {loop.lineno} goes through {code(loop.iter)} from the leaves to the root, "
                "so each one hands its grad on before it has any from above: "
                f"reversed({code(loop.iter)}) begins at the root"
            )


def _last(function: Function) -> str:
    """The last statement of a function, which its last `if` may hold, after one that calls it."""
    body = function.body
    while isinstance(body[-1], ast.If):
        body = body[-1].body
    before = [code(n.func) for each in body[:-1] for n in ast.walk(each) if isinstance(n, ast.Call)]
    return code(body[-1]) if function.name in before else ""


def _takes_one_off(function: Function) -> Iterator[str]:
    """1.0/n-1 where 1 / (n - 1) is meant: n alone divides."""
    for node in inside(function):
        left = node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) else None
        if not isinstance(node, ast.BinOp) or not isinstance(left, ast.BinOp):
            continue
        one: ast.expr = node.right
        while isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult | ast.Div):
            one = one.left
        # Brackets leave no trace in a tree but the places where its parts begin.
        places = [(n.lineno, n.col_offset) for n in (node, left, node.right, one)]
        bare = places[0] == places[1] and places[2] == places[3] and isinstance(left.op, ast.Div)
        over = left.left, left.right
        if bare and code(one) == "1" and [isinstance(n, ast.Constant) for n in over] == [1, 0]:
            top, below = map(code, over)
            yield (
                f"line {node.lineno}: / goes before -, and {below} alone divides; "
                f"{top} / ({below} - 1) divides by {below} - 1"
            )


def _sums_all(function: Function) -> Iterator[str]:
    """(dy * x).sum() beside dy.sum(0), in one expression."""
    for statement in inside(function):
        if not isinstance(statement, ast.Return | ast.Assign):
            continue
        calls = [
            n for n in ast.walk(statement) if isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute) and n.func.attr in ("sum", "mean")
            and code(n.func.value) != "torch"
        ]  # fmt: skip
        whole = [n for n in calls if not (n.args or n.keywords)]
        for along in calls if len(whole) == 1 else ():
            apart = whole[0] not in ast.walk(along) and along not in ast.walk(whole[0])
            if along is not whole[0] and apart:
                yield (
                    f"line {whole[0].lineno}: {code(whole[0])} makes one number of all entries; "
                    f"{code(along)} beside it goes along an axis"
                )
