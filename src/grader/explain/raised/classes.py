"""What Python raises because of how a class or a file is written, and the idea behind each."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.explain.exceptions import Case, Explained, Idea, code, idea, inside, method
from grader.explain.raised.calls import OPERATORS
from grader.explain.raised.names import similar

# The functions that ask an object's special method.
_ASKING = {
    "__repr__": ("repr", "str", "format", "print"),
    "__str__": ("str", "format", "print"),
    "__len__": ("len",),
    "__hash__": ("hash",),
    "__bool__": ("bool",),
    "__float__": ("float",),
    "__int__": ("int",),
    "__abs__": ("abs",),
    "__iter__": ("iter", "list", "tuple"),
    "__getattr__": ("getattr", "hasattr"),
    "__setattr__": ("setattr",),
}

# What asks it without a call, and where the object stands in that.
_NODES: dict[str, type[ast.expr]] = {
    "__getitem__": ast.Subscript,
    "__neg__": ast.UnaryOp,
    "__eq__": ast.Compare,
    "__setattr__": ast.Attribute,
}
_OPERANDS = {ast.Subscript: "value", ast.UnaryOp: "operand", ast.Compare: "left",
             ast.Attribute: "value"}  # fmt: skip


def _misplaced(case: Case, kind: str, names: tuple[str, ...]) -> Explained | None:
    """A method of the class `kind` that stands outside of it, or inside of another method."""
    for module, tree in (("", case.tree), *case.others.items()):
        own = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == kind]
        if len(own) != 1 or any(method(own[0], name) for name in names):
            continue
        file = f"{module.rpartition('.')[2]}.py " if module else ""
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in names and _takes_self(node):
                return Explained(
                    "a method belongs to a class by its indentation: its def starts as far to the "
                    "right as those of the other methods",
                    f"{file}line {node.lineno} defines {node.name} outside of {kind}",
                )
        for outer in (n for n in own[0].body if isinstance(n, ast.FunctionDef)):
            for inner in inside(outer):
                if (
                    isinstance(inner, ast.FunctionDef)
                    and inner.name in names
                    and _takes_self(inner)
                ):
                    return Explained(
                        "a method belongs to a class by its indentation: one that starts further "
                        "to the right belongs to the function above it",
                        f"{file}line {inner.lineno} defines {inner.name} inside of {outer.name}",
                    )
    return None


def _takes_self(node: ast.FunctionDef) -> bool:
    return bool(node.args.args) and node.args.args[0].arg == "self"


def _attribute(case: Case) -> Explained | None:
    kind, name = case.match.groups()
    own, store = case.own_class(kind), getattr(case.node, "ctx", None)
    slots = [
        n
        for n in (own.body if own is not None and isinstance(store, ast.Store) else ())
        if isinstance(n, ast.Assign) and code(n.targets[0]) == "__slots__"
    ]
    if slots:
        return Explained(
            "__slots__ names all attributes that an object of the class may have",
            f"line {slots[0].lineno} does not name {name}",
        )
    return _misplaced(case, kind, (name,))


def _operator(case: Case) -> Explained | None:
    sign, left, right = case.match.groups()
    short = OPERATORS.get(sign.rstrip("="), "")
    if not short:
        return None
    return _misplaced(case, left, (f"__{short}__",)) or _misplaced(case, right, (f"__r{short}__",))


def _called(case: Case) -> Explained | None:
    func = case.node.func if isinstance(case.node, ast.Call) else None
    if isinstance(func, ast.Attribute) and case.held.driver:
        for node in case.nodes:
            if isinstance(node, ast.FunctionDef) and node.name == func.attr:
                for decorator in node.decorator_list:
                    if code(decorator) == "property":
                        return Explained(
                            "under @property a method runs when its name is read, and what it "
                            "returned is called: without @property it is a method",
                            f"line {decorator.lineno}, above {node.name}",
                        )
    return _misplaced(case, case.match[1], ("__call__",))


def _static(case: Case) -> Explained | None:
    kind, name = case.match.groups()
    own = case.own_class(kind)
    made = method(own, name) if own is not None else None
    for decorator in made.decorator_list if made is not None else ():
        if code(decorator) == "staticmethod":
            return Explained(
                "under @staticmethod a method is not handed its object: without it, self is there",
                f"line {decorator.lineno}, above {name}",
            )
    return None


def _recursion(case: Case) -> Explained | None:
    """A special method that asks its own object for what it stands for."""
    function = case.function
    if function is None or not function.args.args:
        return None
    own = function.args.args[0].arg
    if function.name == "__getattr__":
        read = case.node if isinstance(case.node, ast.expr) else None
        return Explained(
            "__getattr__ runs for every attribute that an object does not have; what it reads of "
            "its own object, and is not there either, asks it again without end",
            f"line {read.lineno}: {code(read)}" if read is not None else "",
        )
    for node in _asking(function, own):
        return Explained(
            "a special method asks its own object for the very thing that it stands for, and so "
            "calls itself without end",
            f"line {node.lineno}: {code(node)}",
        )
    return None


def _asking(function: ast.FunctionDef, own: str) -> Iterator[ast.expr]:
    """Where a special method asks its own object anew."""
    for node in (n for n in inside(function) if isinstance(n, ast.expr)):
        asked: ast.expr | None = None
        if isinstance(node, ast.Call) and function.name == "__call__":
            asked = node.func
        elif isinstance(node, ast.Call) and code(node.func) in _ASKING.get(function.name, ()):
            asked = node.args[0] if node.args else None
        elif isinstance(node, ast.FormattedValue) and function.name in ("__repr__", "__str__"):
            asked = node.value
        elif isinstance(node, _NODES.get(function.name, ())):
            asked = getattr(node, _OPERANDS[type(node)])
        if asked is not None and code(asked) == own:
            yield asked if isinstance(node, ast.FormattedValue) else node


def _not_defined(case: Case) -> Explained | None:
    """What a check asks a file for, and the file does not define."""
    file, name = f"{case.match[1]}.py", case.match[2]
    body = case.tree.body
    first = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
    if isinstance(first, ast.Dict) and "cells" in [code(k).strip("'") for k in first.keys if k]:
        return Explained("a notebook was saved under the name of a file of Python", file)
    if not body:
        return Explained("the file is empty, and the course asks for what its stub defines", file)
    defined = [n.name for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    near = similar(name, defined, 0.75)
    return Explained(
        "the file does not define a name that the course asks for; grader reset puts a stub back",
        f"{file} has {near[0]}, and no {name}" if near else f"{file} has no {name}",
    )


def _not_imported(case: Case) -> Explained | None:
    """What one file takes of another of the topic, by half its name or by a name it has not."""
    if case.match[3]:
        whole = [module for module in case.others if module.endswith(f".{case.match[3]}")]
        return (
            Explained("a file of the exercises is imported by its whole name", whole[0])
            if len(whole) == 1
            else None
        )
    name, module, file = case.match[1], case.match[2], f"{case.match[2].rpartition('.')[2]}.py"
    if "partially initialized" in case.text:
        return Explained(
            "two files import each other, and the first is not read to its end yet: an import "
            "inside of the function that needs it runs later",
            file,
        )
    tree = case.others.get(module)
    body = tree.body if tree is not None else []
    defined = [n.name for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    near = similar(name, defined, 0.75)
    said = f"{file} has {near[0]}, and no {name}" if near else f"{file} has no {name}"
    return Explained("a name is imported that the other file does not define", said)


IDEAS: tuple[Idea, ...] = (
    idea(
        "import of no name",
        "ImportError ModuleNotFoundError",
        r"^cannot import name '(\w+)' from (?:partially initialized module )?"
        r"'(exercises\.\w+\.\w+)'|^(\w+) is not there at grading",
        _not_imported,
    ),
    idea(
        "name of a stub is gone",
        "AttributeError",
        r"^module 'exercises\.\w+\.(\w+)' has no attribute '(\w+)'",
        _not_defined,
    ),
    idea(
        "method out of place",
        "AttributeError",
        r"^'(\w+)' object has no attribute '(\w+)'",
        _attribute,
    ),
    idea(
        "operator out of place",
        "TypeError",
        r"^unsupported operand type\(s\) for (.{1,13}): '(\w+)' and '(\w+)'",
        _operator,
    ),
    idea("call out of place", "TypeError", r"^'(\w+)' object is not callable", _called),
    idea(
        "static method",
        "TypeError",
        r"^(\w+)\.(\w+)\(\) missing \d+ required positional arguments?: ",
        _static,
    ),
    idea(
        "special method asks itself",
        "RecursionError",
        r"^maximum recursion depth exceeded",
        _recursion,
    ),
)
