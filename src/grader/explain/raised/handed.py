"""Errors of what a call hands over: to parameters, or to a function of the check."""

from __future__ import annotations

import ast
import sys

from grader.explain.exceptions import Case, Explained, Idea, code, idea, method, returns

_LISTS = ("list", "tuple")


def _given(case: Case) -> list[ast.expr]:
    """What the call at the place hands over."""
    node = case.node
    if not isinstance(node, ast.Call):
        return []
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def _handed(case: Case) -> str:
    """What is known of what is handed over: "X (9, 3) float32, params a list of 2 Tensors"."""
    said = []
    for node in _given(case) or case.operands():
        known = case.size(node)
        thing = case.things.get(code(node))
        if known is not None and known.type == "Tensor":
            said.append(f"{code(node)} {known.shape} {known.dtype}".strip())
        elif isinstance(node, ast.List):
            said.append(f"{code(node)} a list")
        elif thing is not None and thing.type in _LISTS:
            of = f" {thing.of}s" if thing.of else ""
            said.append(f"{code(node)} a {thing.type} of {thing.shape[0]}{of}")
        elif thing is not None and thing.type not in ("Generator", ""):
            said.append(f"{code(node)} {'None' if thing.type == 'NoneType' else thing.type}")
    return ", ".join(dict.fromkeys(said))


def _none(case: Case) -> Explained | None:
    for node in _given(case):
        if isinstance(node, ast.Name) and case.kind(node) == "NoneType":
            if why := case.why_none(node):
                return Explained(
                    "None is handed over where a value is needed: what it comes from returns "
                    "nothing",
                    why,
                )
            more = f"{code(node)} is None"
            own = case.function
            if own is not None and not returns(own) and code(own.returns or own) != "None":
                more += f", and {own.name} itself has no return"
            return Explained("None is handed over where a value is needed", more)
    return None


def star(case: Case) -> Explained | None:
    """f(xs) where f takes the entries of xs one by one, or f(*xs) where it takes the list."""
    given = _given(case)
    if any(isinstance(node, ast.Starred) for node in given):
        return Explained(
            "a star hands the entries over one by one, and this function takes another count",
            code(case.node or case.tree),
        )
    if len(given) == 1 and case.kind(given[0]) in _LISTS:
        return Explained(
            "a list is handed over as one argument where several are taken: a star hands its "
            "entries over one by one",
            f"*{code(given[0])}",
        )
    return None


def _other_count(case: Case) -> Explained:
    """A function of the check that is called with too few arguments, or too many."""
    return star(case) or Explained(
        "a function that was handed over is called with another count of arguments than it takes; "
        "the docstring says what goes in"
    )


def _given_one(case: Case) -> Explained | None:
    """A call with another count of arguments; of a function that came in as an argument, where."""
    node = case.node
    came_in = isinstance(node, ast.Call) and code(node.func) in case.arguments()
    return _other_count(case) if came_in else star(case)


def _fewer_axes(case: Case) -> Explained | None:
    handed = _handed(case)
    if "(" not in handed:
        return None
    return Explained(
        "what is handed over has fewer axes than the function works with: a single entry is no "
        "tensor of entries, and a single example is no batch of one",
        shapes=handed,
    )


def _list_for_tensor(case: Case) -> Explained | None:
    """A list handed to what works with a tensor."""
    torch = sys.modules.get("torch")
    lists = [
        code(node)
        for node in _given(case)
        if isinstance(node, ast.List) or case.kind(node) == "list"
    ]
    if torch is None or not hasattr(torch.Tensor, case.match[1]) or len(lists) != 1:
        return None
    return Explained(
        "a list is handed over where the function works with a tensor: torch.tensor makes one of "
        "numbers",
        lists[0],
    )


def _inside(case: Case) -> Explained | None:
    handed = _handed(case)
    if not handed:
        return None
    return Explained(
        "the error is inside what this line calls: it works with something else than what is "
        "handed over",
        shapes=handed,
    )


def _list_and_one(case: Case) -> Explained | None:
    """[w] + b where b is one object."""
    node = case.node
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
        return None
    kinds = [
        "list" if isinstance(each, ast.List | ast.ListComp) else case.kind(each)
        for each in (node.left, node.right)
    ]
    if kinds.count("list") != 1 or not all(kinds):
        return None
    one = (node.left, node.right)[1 - kinds.index("list")]
    return Explained(
        "a list takes another list by +, and one object is none: in brackets it is a list of one",
        f"[{code(one)}]",
    )


def _too_many(case: Case) -> Explained | None:
    """More arguments than parameters: a forgotten self, or the definition."""
    qualified, takes, given = case.match.groups()
    name = qualified.rpartition(".")[2]
    cls = case.own_class(qualified.rpartition(".")[0].rpartition(".")[2])
    made = method(cls, name) if cls is not None else case.defined(name)
    if not isinstance(made, ast.FunctionDef) and name == "__init__":
        return Explained(
            "a call gives more arguments than the class takes: several things go in as one list",
            f"it takes {int(takes) - 1}, and {int(given) - 1} are given",
        )
    if not isinstance(made, ast.FunctionDef):
        return _given_one(case)
    plain_method = cls is not None and not made.decorator_list
    first = made.args.args[0].arg if made.args.args else ""
    if plain_method and first != "self" and int(given) == int(takes) + 1:
        return Explained(
            "the first parameter of a method is self: Python hands the object over before all "
            "other arguments",
            f"{name}({ast.unparse(made.args)[:60]}) has none",
        )
    return Explained(
        "a call gives more arguments than the function takes",
        f"it is defined as {name}({ast.unparse(made.args)[:60]})",
    )


def _inner(case: Case, qualified: str) -> Explained | None:
    """A function in a function, as `_backward` in `__add__`, that takes what it can reach."""
    outer, inside_, name = qualified.rpartition(".<locals>.")
    outer = outer.rpartition(".")[2]
    found = [
        node
        for each in case.nodes
        if isinstance(each, ast.FunctionDef) and each.name == outer
        for node in ast.walk(each)
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    call = case.node
    if not inside_ or not found or not isinstance(call, ast.Call) or call.args or call.keywords:
        return None
    lines = " and ".join(dict.fromkeys(f"line {node.lineno}" for node in found[:2]))
    defines = "defines" if len(found) == 1 else "define"
    return Explained(
        "an inner function is called without arguments and takes one: what the function around it "
        "has by name, it reaches without",
        f"{lines} {defines} {name}({ast.unparse(found[0].args)[:60]})",
    )


def _too_few(case: Case) -> Explained | None:
    name, missing = case.match.groups()
    if inner := _inner(case, name):
        return inner
    if missing.startswith("'self'") and "." in name:
        return Explained(
            "a method is called on the class, and needs an object of it: the class is called "
            "first, Name(...)"
        )
    short = name.removesuffix(".__init__").rpartition(".")[2]
    made = case.own_class(short) if name.endswith(".__init__") else case.defined(short)
    function = method(made, "__init__") if isinstance(made, ast.ClassDef) else made
    if not isinstance(function, ast.FunctionDef):
        return _given_one(case)
    around = case.function
    if around is not None and code(around.returns or around).startswith("Callable"):
        return Explained(
            "a call leaves an argument out: the function around it is to return a function, and "
            "that one gets the argument when it is called",
            f"{around.name} returns what {code(case.node or case.tree)} would give",
        )
    return Explained(
        "a call leaves an argument out",
        f"it is defined as {function.name}({ast.unparse(function.args)[:60]})",
    )


def _keyword(case: Case) -> Explained | None:
    name = case.match[1].removesuffix(".__init__").rpartition(".")[2]
    made = case.defined(name)
    function = method(made, "__init__") if isinstance(made, ast.ClassDef) else made
    if not isinstance(function, ast.FunctionDef):
        return None
    return Explained(
        "a call names a parameter that the function does not have",
        f"it is defined as {function.name}({ast.unparse(function.args)[:60]})",
    )


def _uncalled(case: Case) -> Explained | None:
    """A method among the arguments of a function of torch, x.indices."""
    found = [
        code(each)
        for each in case.operands()
        if isinstance(each, ast.Attribute)
        and case.size(each.value) is not None
        and not case.kind(each)
        and each.attr not in ("T", "data", "grad", "shape", "dtype")
    ]
    if len(found) != 1:
        return None
    return Explained(
        "a method of a tensor is handed over as it stands: without () it is not called, and it is "
        "no tensor",
        found[0],
    )


PARAMETERS: tuple[Idea, ...] = (
    idea(
        "method handed over",
        "TypeError",
        r"invalid combination of arguments - got \(.*\b(?:method|builtin_function_or_method)\b",
        _uncalled,
    ),
    idea(
        "more arguments than parameters",
        "TypeError",
        r"^([\w.<>]+)\(\) takes (?:from \d+ to )?(\d+) positional arguments? "
        r"but (\d+) (?:was|were) given",
        _too_many,
    ),
    idea(
        "argument left out",
        "TypeError",
        r"^([\w.<>]+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.*)",
        _too_few,
    ),
    idea(
        "no such parameter",
        "TypeError",
        r"^([\w.<>]+)\(\) got an unexpected keyword argument",
        _keyword,
    ),
)

# Of a call in the student's file that went on into another text.
BEYOND: tuple[Idea, ...] = (
    idea("list and one object", "", r".*", _list_and_one),
    idea("None handed over", "TypeError AttributeError", r"NoneType", _none),
    idea(
        "list for a tensor",
        "AttributeError",
        r"^'list' object has no attribute '(\w+)'",
        _list_for_tensor,
    ),
    idea(
        "number for an object",
        "AttributeError",
        r"^'(?:int|float)' object has no attribute ",
        "the function that this line calls works with objects, and gets plain numbers",
    ),
    idea("other count of arguments", "TypeError", r"\(\) (?:missing|takes) ", _other_count),
    idea(
        "fewer axes handed over",
        "IndexError RuntimeError",
        r"0-dim tensor|^tuple index out of range|^Dimension out of range|^too many indices",
        _fewer_axes,
    ),
    idea("inside what is called", "", r".*", _inside),
)
