"""What torch raises about one value or many, random draws and classes, and the idea behind each."""

from __future__ import annotations

import ast
import math
import re

from grader.explain.exceptions import Case, Explained, Idea, code, idea, with_shapes
from grader.explain.sizes import PAIRS


def _not_scalar(case: Case) -> Explained | None:
    node = case.node
    if not isinstance(node, ast.Call | ast.Subscript):
        return None
    if isinstance(node, ast.Subscript) and (pair := _pair_in(case, node.slice)):
        return Explained(
            "with an axis, max, min and sort return two tensors, the values and their places: "
            ".indices are the places",
            f"{pair} is such a pair, used as an index",
        )
    if isinstance(node, ast.Subscript) and case.kind(node.value) in ("list", "tuple"):
        return Explained(
            "a list takes one position at a time, and this index is a tensor of several: "
            "[xs[i] for i in index.tolist()] takes one after the other",
            f"{code(node.value)} is a {case.kind(node.value)}",
            shapes=case.shapes(),
        )
    if isinstance(node, ast.Call) and code(node.func) in ("torch.tensor", "torch.FloatTensor"):
        return Explained(
            "torch.tensor makes a tensor of numbers, and here the list holds tensors of several "
            "entries: torch.stack puts equally large ones together; where one number each was "
            "meant, a sum or mean is missing",
            shapes=case.shapes(),
        )
    called = code(node.func) if isinstance(node, ast.Call) else ""
    of, _, name = called.rpartition(".")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
    if of == "math":
        return Explained(
            "the functions of math take one number, and this tensor has more entries: those of "
            "torch go entry by entry",
            f"torch.{name}" if name in ("exp", "log", "tanh", "sqrt", "sin", "cos") else called,
            shapes=case.shapes(),
        )
    if name in ("item", "float", "int"):
        return Explained(
            ".item(), float() and int() take a tensor of one entry, and this one has more",
            _called_of(node),
            shapes=case.shapes() or _drawn(case),
        )
    return Explained(
        "one number is needed here, and this tensor has more entries", shapes=case.shapes()
    )


def _pair_in(case: Case, index: ast.expr) -> str:
    """The part of an index that is a pair of values and places: x.max(1), or a name of it."""
    for node in index.elts if isinstance(index, ast.Tuple) else [index]:
        made = case.behind(node)
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute):
            of = case.size(made.func.value)
            along = made.args[1:] if code(made.func.value) == "torch" else made.args
            axis = bool(along) or any(k.arg in ("dim", "axis") for k in made.keywords)
            tensor = code(made.func.value) == "torch" or (of and of.type == "Tensor")
            if made.func.attr in PAIRS and axis and tensor:
                return code(node)
    return ""


def _called_of(node: ast.AST) -> str:
    """What .item() is called of, or what float() gets: that one of several which raised."""
    of: ast.AST | None = None
    if isinstance(node, ast.Call):
        of = node.func.value if isinstance(node.func, ast.Attribute) else None
        of = node.args[0] if node.args and code(node.func) in ("float", "int") else of
    return code(of) if isinstance(of, ast.Name | ast.Attribute | ast.Subscript) else ""


def _drawn(case: Case) -> str:
    """The table that multinomial(P, 1).item() draws from: a draw for each row of it."""
    for node in ast.walk(case.node or case.tree):
        if isinstance(node, ast.Call) and code(node.func) == "torch.multinomial" and node.args:
            table = case.size(node.args[0])
            if table is not None and len(table.shape) == 2 and table.shape[0] > 1:
                return (
                    f"{code(node.args[0])} {table.shape}: multinomial draws for each of its "
                    f"{table.shape[0]} rows"
                )
    return ""


def _letters(case: Case) -> Explained | None:
    """A tensor indexed by a letter: the table that has its number, where this file has one."""
    node = case.node
    if isinstance(node, ast.Call):
        return None
    tables = sorted(
        {n.name for n in case.nodes if isinstance(n, ast.alias)}
        | {t.name for t in case.held.things if t.type == "dict"}
        | {a.arg for a in ast.walk(case.function or case.tree) if isinstance(a, ast.arg)}
    )
    known = [name for name in tables if name.lower() == "stoi"]
    index = node.slice if isinstance(node, ast.Subscript) else None
    first = next((n for n in ast.walk(index or case.tree) if case.kind(n) == "str"), None)
    more = f"{known[0]}[{code(first)}]" if len(known) == 1 and first is not None else ""
    return Explained(
        "a tensor is indexed by whole numbers, not by text: a table from letters to numbers has "
        "the number of each",
        more,
        shapes=case.shapes(),
    )


def _no_axis(case: Case) -> Explained:
    """Cat of x[0] beside others, or of numbers alone."""
    known = [case.size(each) for each in case.operands()]
    if known and all(each is not None and each.shape == () for each in known):
        return Explained(
            "cat joins along an axis that is there, and these tensors are single numbers without "
            "axes: stack makes the axis"
        )
    single = [
        code(each)
        for each in case.operands()
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant)
    ]
    more = [f"{each[:-1]}:{int(each[each.rindex('[') + 1:-1]) + 1}]" for each in single
            if each[each.rindex("[") + 1:-1].isdigit()]  # fmt: skip
    return Explained(
        "cat joins along an axis that is there, and one of these tensors is a single entry without "
        "an axis: a slice of length 1, x[:1] for x[0], keeps it",
        f"{more[0]} for {single[0]}" if len(more) == 1 == len(single) else "",
    )


def _not_tensors(case: Case) -> Explained:
    """Which of the parts is none: torch counts them from 0, a reader from 1."""
    place, kind = int(case.match[1]) + 1, case.match[2]
    given = case.node.args[0] if isinstance(case.node, ast.Call) and case.node.args else None
    parts = given.elts if isinstance(given, ast.List | ast.Tuple) else []
    starred = any(isinstance(each, ast.Starred) for each in parts)
    part = parts[place - 1] if not starred and place <= len(parts) else None
    return Explained(
        "stack and cat put tensors together, and a part here is none: torch.tensor makes a "
        "tensor of numbers and of lists of numbers",
        f"element {place}{f', {code(part)},' if part is not None else ''} is {_article(kind)}",
    )


def _no_tensor(case: Case) -> Explained:
    name, _argument, given = case.match.groups()
    said = given if given in ("int", "float", "list", "tuple", "str", "NoneType", "dict") else ""
    own = case.own_class(given)
    if given in ("int", "float") and name in vars(math) and name not in ("prod", "dist"):
        return Explained(
            "a function of torch takes a tensor, and math has one for plain numbers",
            f"{name} gets {_article(given)}: math.{name} takes one",
        )
    return Explained(
        "a function of torch takes a tensor, and this argument is no tensor",
        f"{name} gets an object of the class {own.name}"
        if own
        else said and f"{name} gets {_article(said)}",
    )


def _article(word: str) -> str:
    return "None" if word == "NoneType" else f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"


def _generator(case: Case) -> Explained | None:
    given = case.match[1] or case.match[2]
    if given in ("torch._C.Generator", "torch.Generator", "Generator"):
        return None
    what = {"int": "a seed", "NoneType": "None"}.get(given, "something else")
    return Explained(
        "generator= takes a torch.Generator; a seed becomes one by torch.Generator().manual_seed",
        f"it is {what}",
    )


def _size_of_randint(case: Case) -> Explained | None:
    node = case.node
    if not isinstance(node, ast.Call) or not code(node.func).endswith("randint"):
        return None
    if case.match[1].startswith(("int, int, int", "int, int, list", "int, int, Tensor", "int)")):
        return Explained("randint takes its size as a tuple, for one axis as well: (n,)")
    return None


def _by_position(case: Case) -> Explained | None:
    """A generator among the arguments that have no name."""
    given = case.node.args if isinstance(case.node, ast.Call) else []
    named = [code(each) for each in given if case.kind(each) == "Generator"]
    known = re.search(r"(?<!=)torch\._C\.Generator", case.text) is not None
    if not known and not named:
        return None
    return Explained(
        "a generator goes by its name: generator=g",
        f"generator={named[0]}" if len(named) == 1 else "",
    )


def _no_dtype(case: Case) -> Explained:
    own = case.own_class(case.match[1])
    return Explained(
        "torch.tensor takes numbers, and the list holds objects of another kind",
        f"objects of the class {own.name}" if own else "",
    )


def _one_list(case: Case) -> Explained:
    name = case.match[1] or case.match[2]
    node = case.node
    given = [code(each) for each in node.args] if isinstance(node, ast.Call) else []
    if name == "tensor" and len(given) == 2 and given[1].startswith("torch."):
        return Explained("a dtype goes by its name", f"torch.tensor({given[0]}, dtype={given[1]})")
    if name == "tensor":
        kinds = {case.kind(each) for each in node.args} if isinstance(node, ast.Call) else set()
        each = ", ".join(f"torch.tensor({one})" for one in given)
        numbers = f"torch.tensor([{', '.join(given)}])" if kinds <= {"int", "float"} else ""
        return Explained(
            "torch.tensor makes one tensor of one number or list",
            f"of each list: {each}" if given and kinds <= {"list", "tuple"} else numbers,
        )
    return Explained(f"torch.{name} takes one list of tensors: torch.{name}([a, b])")


DRAWS: tuple[Idea, ...] = (
    idea(
        "no probabilities",
        "RuntimeError",
        r"^probability tensor contains either `inf`, `nan` or element < 0",
        "multinomial takes probabilities, and one is negative, infinite or nan: scores (logits) "
        "and logarithms are no probabilities, and 0 / 0 is nan",
    ),
    idea(
        "row of zeros",
        "RuntimeError",
        r"^invalid multinomial distribution \(sum of probabilities <= 0\)",
        "multinomial draws by probabilities, and those that it is given are all 0",
    ),
    idea(
        "more draws than entries",
        "RuntimeError",
        r"^cannot sample n_sample > prob_dist",
        "without replacement each entry is drawn once at most: replacement=True draws anew each "
        "time",
    ),
    idea(
        "class beyond num_classes",
        "RuntimeError",
        r"^Class values must be smaller than num_classes",
        with_shapes(
            "one_hot meets a class that is num_classes or more: the largest is num_classes - 1",
        ),
    ),
    idea(
        "negative class",
        "RuntimeError",
        r"^Class values must be non-negative",
        "one_hot meets a negative class: classes count from 0",
    ),
    idea(
        "seed for a generator",
        "TypeError",
        r"generator=([\w.]+)|'generator' must be torch\.Generator, not (\w+)",
        _generator,
    ),
    idea(
        "generator by position",
        "TypeError",
        r"torch\._C\.Generator|"
        r"^[\w.]+\(\) takes (?:from \d+ to )?\d+ positional arguments? but \d+ were given",
        _by_position,
    ),
    idea(
        "size of randint", "TypeError", r"^randint\(\) received .*? got \((.*?)\)", _size_of_randint
    ),
)

IDEAS: tuple[Idea, ...] = (
    idea(
        "tensor indexed by letters",
        "TypeError IndexError",
        r"^new\(\): invalid data type 'str'|^only integers, slices .* valid indices \(got str\)",
        _letters,
    ),
    idea(
        "one list of them",
        "TypeError",
        r"^(tensor)\(\) takes 1 positional argument but|"
        r"^(stack|cat)\(\): argument 'tensors' \(position 1\) must be tuple of Tensors, not Tensor",
        _one_list,
    ),
    idea(
        "one number of many",
        "RuntimeError ValueError TypeError",
        r"^a Tensor with \d+ elements cannot be converted to Scalar|"
        r"^only one element tensors can be converted to Python scalars|"
        r"^only integer tensors of a single element can be converted to an index",
        _not_scalar,
    ),
    idea("no numbers", "RuntimeError", r"^Could not infer dtype of (\w+)", _no_dtype),
    idea(
        "text in a tensor",
        "ValueError TypeError",
        r"^too many dimensions 'str'|^new\(\): invalid data type 'str'$",
        "torch.tensor takes numbers, and the list holds text: a table from letters to numbers has "
        "the number of each",
    ),
    idea(
        "no tensor",
        "TypeError",
        r"^(\w+)\(\): argument '(\w+)' \(position \d+\) must be Tensor, not (\w+)",
        _no_tensor,
    ),
    idea(
        "loop over one number",
        "TypeError",
        r"^iteration over a 0-d tensor|^len\(\) of a 0-d tensor",
        "this tensor is one number without axes, so there is nothing to go through",
    ),
    idea(
        "cat of numbers",
        "RuntimeError",
        r"^zero-dimensional tensor .* cannot be concatenated",
        _no_axis,
    ),
    idea(
        "entry of one number",
        "IndexError",
        r"^invalid index of a 0-dim tensor|^slice\(\) cannot be applied to a 0-dim tensor",
        with_shapes("this tensor is one number without axes, so it has no entries to take"),
    ),
    idea(
        "no tensors put together",
        "TypeError",
        r"^expected Tensor as element (\d+) in argument \d+, but got (\w+)",
        _not_tensors,
    ),
)
