"""What torch raises about random draws and classes, and the idea behind each."""

from __future__ import annotations

import ast
import re

from grader.explain.exceptions import Case, Explained, Idea, code, idea, with_shapes


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


IDEAS: tuple[Idea, ...] = (
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
        r"^\w+\(\) takes (?:from \d+ to )?\d+ positional arguments? but \d+ were given",
        _by_position,
    ),
    idea(
        "size of randint", "TypeError", r"^randint\(\) received .*? got \((.*?)\)", _size_of_randint
    ),
)
