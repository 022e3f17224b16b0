"""Exceptions explained: a closed list of ideas, each certain or silent.

An idea belongs to an exception by its type, its text and, where these are not enough, by what the
line that raised held. What a student process says of names is looked up in the judge's own copy of
the text, so that an explanation holds nothing but its own words, names of that text, and sizes.
`closed` holds no number and no name of a run: hidden checks may say it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from grader.escape import plain
from grader.explain.held import Held, Thing
from grader.explain.sizes import sized

_MAX_SHOWN = 4
_MAX_CODE = 40
# Methods that change their object and return None.
CHANGING = {
    *("append", "extend", "insert", "sort", "reverse", "clear", "update", "add", "discard"),
    *("remove", "backward", "zero_grad", "step", "seed", "shuffle"),
}
# The name between the underscores of the method behind an operator.
NODES: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
    ast.USub: "neg",
}


class Explained(NamedTuple):
    """An idea, what more is known of this case ("" if nothing), and what the operands are."""

    closed: str
    more: str = ""
    shapes: str = ""

    @property
    def text(self) -> str:
        """The idea with what is known of this case."""
        return f"{self.closed}; here {self.more}" if self.more else self.closed


@dataclass(frozen=True)
class Case:
    """One exception, and the place in the judge's copy of the text where it was raised.

    `tree` is the student's file, `place` the text that raised: the same, or a driver of the check.
    `others` are the topic's other files, by the name that imports them.
    """

    type: str
    text: str
    tree: ast.Module
    place: ast.Module
    held: Held
    match: re.Match[str] = field(default_factory=lambda: _nothing())
    others: Mapping[str, ast.Module] = field(default_factory=dict)

    @cached_property
    def things(self) -> Mapping[str, Thing]:
        """What was held, by name."""
        return {thing.name: thing for thing in self.held.things}

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the file, outer ones first."""
        return list(ast.walk(self.tree))

    @cached_property
    def node(self) -> ast.AST | None:
        """The expression or statement that raised."""
        found = None
        for node in ast.walk(self.place):
            if isinstance(node, ast.expr | ast.stmt) and _place(node) == self.held.at:
                found = node  # the innermost of those that stand at the same place
        # What is gone through, or asked whether it is true, raises in the name of the statement.
        if isinstance(found, ast.For):
            return found.iter
        return found.test if isinstance(found, ast.If | ast.While | ast.IfExp) else found

    @cached_property
    def around(self) -> list[ast.AST]:
        """The definitions around the place, the innermost last."""
        line = self.held.at[0] if self.held.at and self.place is self.tree else 0
        kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
        nodes = [n for n in self.nodes if isinstance(n, kinds)]
        return [n for n in nodes if n.lineno <= line <= (n.end_lineno or 0)]

    @property
    def function(self) -> ast.FunctionDef | None:
        """The innermost function around the place."""
        found = [node for node in self.around if isinstance(node, ast.FunctionDef)]
        return found[-1] if found else None

    def defined(self, name: str) -> ast.FunctionDef | ast.ClassDef | None:
        """The one definition of `name` in the file, at any depth; None if there are more."""
        kinds = (ast.FunctionDef, ast.ClassDef)
        found = [n for n in self.nodes if isinstance(n, kinds) and n.name == name]
        return found[0] if len(found) == 1 else None

    def own_function(self, name: str) -> ast.FunctionDef | None:
        """A function `name` at any depth, if none of that name returns anything."""
        found = [n for n in self.nodes if isinstance(n, ast.FunctionDef) and n.name == name]
        return found[0] if found and not any(map(returns, found)) else None

    def imported(self, name: str) -> bool:
        """Whether the file imports `name` from a file of the exercises."""
        return any(
            alias.name == name
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("exercises.")
            for alias in node.names
        )

    def elsewhere(self, name: str) -> tuple[str, ast.FunctionDef | ast.ClassDef] | None:
        """The one other file of the topic that defines `name`, and the definition."""
        found = [
            (module, node)
            for module, tree in self.others.items()
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
        ]
        return found[0] if len(found) == 1 else None

    def own_class(self, name: str) -> ast.ClassDef | None:
        """The class `name` of the file."""
        found = self.defined(name)
        return found if isinstance(found, ast.ClassDef) else None

    def foreign_base(self, own: ast.ClassDef) -> bool:
        """Whether a class has a base that is not a class of the file, whose attributes it has."""
        bases = [self.own_class(code(base)) for base in own.bases]
        return any(base is None or self.foreign_base(base) for base in bases if base is not own)

    def kind(self, node: ast.AST) -> str:
        """The type of what a name stands for, "" where that is not known."""
        known = self.things.get(code(node))
        return known.type if known is not None else ""

    def assigned(self, name: str) -> list[ast.expr]:
        """What the function assigns to `name`; empty if it gets a value in other ways as well."""
        inside = list(ast.walk(self.function)) if self.function else []
        stores = [n for n in inside if isinstance(n, ast.Name | ast.arg) and _stored(n) == name]
        assigns = [
            node
            for node in inside
            if isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
        ]
        if len(assigns) == 1 and len(stores) == 2 and self._surely(assigns[0]):
            stores = [n for n in stores if not isinstance(n, ast.arg)]  # no longer the argument
        return [node.value for node in assigns] if len(assigns) == len(stores) else []

    def _surely(self, assign: ast.Assign) -> bool:
        """Whether an assignment has run before the place: it is under no condition."""
        line = self.held.at[0] if self.held.at else 0
        return assign in (self.function.body if self.function else []) and assign.lineno < line

    def arguments(self) -> list[str]:
        """The arguments of the innermost function around the place, but self."""
        given = self.function.args if self.function else None
        names = [a.arg for a in (*given.args, *given.kwonlyargs)] if given else []
        return [name for name in names if name != "self"]

    def behind(self, node: ast.AST) -> ast.AST:
        """The expression that a name stands for, where that is certain."""
        values = self.assigned(node.id) if isinstance(node, ast.Name) else []
        return values[0] if len(values) == 1 else node

    def size(self, node: ast.AST) -> Thing | None:
        """What an expression is, if it is a tensor or a number."""
        return sized(node, self.things)

    @property
    def base(self) -> ast.AST:
        """What an attribute or entry is taken of, or what is called."""
        node = self.node or self.tree
        node = node.func if isinstance(node, ast.Call) else node
        return node.value if isinstance(node, ast.Attribute | ast.Subscript) else node

    def operands(self) -> list[ast.expr]:
        """The parts that meet in the node that raised."""
        node = self.node
        if isinstance(node, ast.BinOp):
            return [node.left, node.right]
        if isinstance(node, ast.AugAssign):
            return [node.target, node.value]
        if isinstance(node, ast.Compare):
            return [node.left, *node.comparators]
        if isinstance(node, ast.Call):
            of = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            given = [*of, *node.args, *(k.value for k in node.keywords)]
            lists = (ast.List, ast.Tuple)
            return [e for g in given for e in (g.elts if isinstance(g, lists) else [g])]
        if isinstance(node, ast.Subscript):
            index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return [node.value, *index, *self._written(node)]
        return []

    def unpacked(self) -> tuple[ast.expr | None, bool]:
        """What `a, b = ...` takes apart where that raised, and whether its entries are meant.

        They are in a loop over pairs.
        """
        for node in ast.walk(self.place) if isinstance(self.node, ast.Tuple | ast.List) else ():
            if isinstance(node, ast.Assign) and self.node in node.targets:
                return node.value, False
            if isinstance(node, ast.For | ast.comprehension) and node.target is self.node:
                return node.iter, True
        return None, False

    def _written(self, target: ast.Subscript) -> list[ast.expr]:
        """What is written into `target`."""
        assigns = [n for n in self.nodes if isinstance(n, ast.Assign)]
        return [n.value for n in assigns if target in n.targets]

    def shapes(self) -> str:
        """The operands that are tensors with shape and dtype: "P (9, 6) float32, ..."."""
        said = []
        for node in self.operands():
            known = self.size(node)
            if known is None or known.type != "Tensor" or isinstance(node, ast.Constant):
                continue
            parts = [n for n in ast.walk(node) if isinstance(n, ast.Name | ast.Attribute)]
            # A product of numbers has the shape () and is no tensor.
            if known.shape or any(self.kind(part) == "Tensor" for part in parts):
                said.append(f"{code(node)} {known.shape} {known.dtype}".strip())
        return ", ".join(dict.fromkeys(said[:_MAX_SHOWN]))

    def literals(self) -> list[int]:
        """Whole numbers of 2 and more that are written out in the arguments of the node."""
        node = self.node if self.place is self.tree else None
        if node is None:
            return []
        given: Sequence[ast.AST] = node.args if isinstance(node, ast.Call) else [node]
        constants = [c for each in given for c in ast.walk(each) if isinstance(c, ast.Constant)]
        return [c.value for c in constants if type(c.value) is int and c.value > 1]

    def why_none(self, node: ast.AST) -> str:
        """Why an expression is None, where the text tells it; "" where it does not."""
        if isinstance(node, ast.Name) and self.kind(node) == "NoneType":
            found = [why for value in self.assigned(node.id) if (why := self.why_none(value))]
            return found[0] if len(found) == 1 else ""
        if isinstance(node, ast.UnaryOp | ast.BinOp):
            left = node.operand if isinstance(node, ast.UnaryOp) else node.left
            name, own = f"__{NODES.get(type(node.op))}__", self.own_class(self.kind(left))
            made = method(own, name) if own is not None else None
            return f"{name} has no return, so {code(node)} is None" if silent(made) else ""
        if not isinstance(node, ast.Call):
            return ""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else code(node.func)
        of = node.func.value if isinstance(node.func, ast.Attribute) else None
        own = self.own_class(self.kind(of)) if of is not None else None
        made = method(own, name) if own is not None else None
        if made is not None:
            return "" if returns(made) else f"{name} ends without returning anything"
        if self.own_function(name) is not None:
            return f"{name} ends without returning anything"
        if self.defined(name) is not None:
            return ""
        if isinstance(node.func, ast.Attribute) and name in CHANGING:
            return f"{name}() changes its object and returns None"
        return ""


Rule = Callable[[Case], Explained | None]


class Idea(NamedTuple):
    """One entry: which exceptions it may belong to (without types: any), and what it says."""

    key: str
    types: tuple[str, ...]
    pattern: re.Pattern[str]
    rule: Rule


def idea(key: str, types: str, pattern: str, said: str | Rule) -> Idea:
    """An entry of the list; a text is said of each exception with that type and text."""
    rule = said if callable(said) else lambda case: Explained(said)
    return Idea(key, tuple(types.split()), re.compile(pattern, re.DOTALL), rule)


def with_shapes(text: str) -> Rule:
    """A text that is said together with the operands and their shapes."""
    return lambda case: Explained(text, shapes=case.shapes())


def explain(
    type_: str,
    text: str,
    held: Held,
    tree: ast.Module | None,
    ideas: Sequence[Idea],
    driver: ast.Module | None = None,
    others: Mapping[str, ast.Module] | None = None,
) -> tuple[str, Explained] | None:
    """The first idea of the list that is certain of this exception, by its key; None if none is.

    `tree` is the student's file; `driver` the text that raised, if that was a driver of the check;
    `others` the topic's other files, by module.
    """
    place = driver if held.driver else tree
    if tree is None or place is None or held.at is None:
        return None
    for entry in ideas:
        asked = not entry.types or type_ in entry.types
        match = entry.pattern.search(text) if asked else None
        if match is None:
            continue
        case = Case(type_, text, tree, place, held, match, others or {})
        # What a student raises in so many words is theirs to explain.
        if case.node is None or isinstance(case.node, ast.Raise | ast.Assert):
            return None
        try:
            explained = entry.rule(case)
        except RecursionError:  # of a text that is nested too deep to be read
            return None
        if explained is not None:
            return entry.key, explained
    return None


def code(node: ast.AST, limit: int = _MAX_CODE) -> str:
    """An expression as it may stand in a sentence."""
    text = plain(ast.unparse(node), 400)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def returns(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function returns a value anywhere, or yields."""
    return any(
        (isinstance(node, ast.Return) and node.value is not None)
        or isinstance(node, ast.Yield | ast.YieldFrom)
        for node in inside(function)
    )


def silent(function: ast.FunctionDef | None) -> bool:
    """Whether a function returns nothing though it is written: a stub raises."""
    if function is None or returns(function):
        return False
    return not isinstance(function.body[-1], ast.Raise)


# Each of some sixty rules walks the same few functions and loops.
@lru_cache(maxsize=128)
def inside(function: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a function without those of functions in it."""
    found: list[ast.AST] = []
    _gather(function, found)
    return tuple(found)


def _gather(node: ast.AST, found: list[ast.AST]) -> None:
    for child in ast.iter_child_nodes(node):
        found.append(child)
        if not isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            _gather(child, found)


def method(cls: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """The method `name` of a class."""
    found = [n for n in cls.body if isinstance(n, ast.FunctionDef) and n.name == name]
    return found[-1] if found else None


def _stored(node: ast.Name | ast.arg) -> str:
    if isinstance(node, ast.arg):
        return node.arg
    return node.id if isinstance(node.ctx, ast.Store) else ""


def _place(node: ast.expr | ast.stmt) -> tuple[int, int, int, int]:
    return (
        node.lineno,
        node.end_lineno or node.lineno,
        node.col_offset,
        node.end_col_offset or node.col_offset,
    )


def _nothing() -> re.Match[str]:
    found = re.match("", "")
    assert found is not None
    return found
