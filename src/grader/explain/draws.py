"""A draw without the generator that a learner's function is given."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from grader.explain.exceptions import code, inside

DRAWS = ("rand", "randn", "randint", "randperm", "multinomial", "normal")
_IN_PLACE_DRAWS = ("normal_", "uniform_", "random_")


def without_generator(
    function: ast.FunctionDef | ast.AsyncFunctionDef, takes: Collection[str]
) -> Iterator[str]:
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
