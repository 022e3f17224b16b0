"""Errors inside a function of the check that student code called: what the call handed over."""

from __future__ import annotations

import ast

from grader.explain.exceptions import Case, Explained, Idea, code, idea, returns

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
        elif thing is not None and thing.type in _LISTS:
            of = f" {thing.of}s" if thing.of else ""
            said.append(f"{code(node)} a {thing.type} of {thing.shape[0]}{of}")
        elif thing is not None and thing.type not in ("Generator", ""):
            said.append(f"{code(node)} {'None' if thing.type == 'NoneType' else thing.type}")
    return ", ".join(dict.fromkeys(said))


def _none(case: Case) -> Explained | None:
    for node in _given(case):
        if isinstance(node, ast.Name) and case.kind(node) == "NoneType":
            function = case.function
            ends = function is not None and not returns(function)
            why = f"{code(node)} is None"
            if ends and function is not None:
                why += f", and {function.name} itself has no return, so it gives None"
            return Explained(
                "None is handed over where a value is needed: what returned it has no return", why
            )
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


def _fewer_axes(case: Case) -> Explained | None:
    handed = _handed(case)
    if "(" not in handed:
        return None
    return Explained(
        "what is handed over has fewer axes than the function works with: a single entry is no "
        "tensor of entries, and a single example is no batch of one",
        shapes=handed,
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


# Of a call in the student's file that went on into another text.
BEYOND: tuple[Idea, ...] = (
    idea("list and one object", "", r".*", _list_and_one),
    idea("None handed over", "TypeError AttributeError", r"NoneType", _none),
    idea("other count of arguments", "TypeError", r"\(\) (?:missing|takes) ", star),
    idea(
        "fewer axes handed over",
        "IndexError RuntimeError",
        r"0-dim tensor|^tuple index out of range|^Dimension out of range|^too many indices",
        _fewer_axes,
    ),
    idea("inside what is called", "", r".*", _inside),
)
