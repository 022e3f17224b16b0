"""What torch raises about sizes, indices and arguments, and the idea behind each.

And what it computes without a word: nan, which the text of a function may explain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from grader.explain.exceptions import Case, Explained, Idea, code, idea, inside, with_shapes
from grader.explain.sizes import Shape, broadcast, reduced


def of_nan(function: ast.AST | None) -> list[str]:
    """What of a text gives nan or inf where a number is 0, or next to it."""
    nodes = list(inside(function)) if function is not None else []
    made: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            made.setdefault(code(node.targets[0]), []).append(node.value)
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            top, below = code(node.left), code(node.right)
            if below in (f"{top}.abs()", f"abs({top})", f"torch.abs({top})"):
                return [
                    f"line {node.lineno}: {code(node)} is 0 / 0, nan, where {top} is 0; sign() is "
                    "0 there"
                ]
        taken = _log_of(node)
        if isinstance(node, ast.Call) and taken is not None and _shares(taken, made):
            return [
                f"line {node.lineno} takes the logarithm of a softmax: that is 0, and its "
                "logarithm -inf, where a score is far below the largest; scores - "
                "log(sum(exp(scores))), worked out of scores - max, has no such limit"
            ]
    return []


def _shares(node: ast.expr, made: Mapping[str, Sequence[ast.expr]]) -> bool:
    """Whether an expression, or an entry of it, is a softmax: exp divided by its sum."""
    while isinstance(node, ast.Subscript):
        node = node.value
    for value in made.get(code(node), [node]):
        names = [n.id for n in ast.walk(value) if isinstance(n, ast.Name)]
        parts = [value, *(each for name in names for each in made.get(name, []))]
        nodes = [n for part in parts for n in ast.walk(part)]
        if any(_calls(n, "softmax") for n in ast.walk(value)):
            return True
        divided = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)
        if divided and any(_calls(n, "exp") for n in nodes):
            return True
    return False


def _log_of(node: ast.AST) -> ast.expr | None:
    """What a call of log is of: p of p.log() and of torch.log(p)."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr != "log":
        return None
    return node.args[0] if node.args else node.func.value


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and code(node.func).rpartition(".")[2] == name


def _sizes_differ(case: Case) -> Explained:
    """Broadcasting: a reduced axis that was not kept, or two sizes that do not fit."""
    operands = case.operands()
    for node in operands:
        source = case.behind(node)
        other = [case.size(each) for each in operands if each is not node]
        if len(other) != 1 or other[0] is None:
            continue
        pairs = reduced(source, case.things)
        at_odds = [pair for pair in pairs if broadcast(pair[0], other[0].shape) is None]
        if at_odds and all(broadcast(kept, other[0].shape) for _left, kept in at_odds):
            left, kept = at_odds[0]
            more = f"{code(source)} has shape {left} where {kept} would fit"
            if other[0].shape[-1:] != left[-1:] and _fits_over_another(left, kept, other[0].shape):
                more += ", or the other axis is meant"
            return Explained(
                "a sum, mean or max over an axis leaves that axis out, and what is left lines up "
                "with the last axis: keepdim=True keeps it with size 1",
                more if len(at_odds) == 1 else "",
                shapes=case.shapes(),
            )
    if narrow := _narrow(case):
        return narrow
    a, b, axis = case.match.groups()
    meets = case.node
    of = [f" of {code(each)}" for each in operands] if isinstance(meets, ast.BinOp) else ["", ""]
    return Explained(
        "shapes are lined up from the last axis, and two sizes fit where they are equal or one is "
        "1; these do not",
        f"{a}{of[0]} meets {b}{of[1]} on axis {axis}",
        shapes=case.shapes(),
    )


def _fits_over_another(left: Shape, kept: Shape, other: Shape) -> bool:
    """Whether (n, k) summed to (n,), where (k,) would fit as well, meets something of k columns."""
    return len(left) == 1 and kept[-1:] == (1,) and len(other) == 2 and other[0] == left[0]


def _product_sizes(case: Case) -> Explained:
    if narrow := _narrow(case):
        return narrow
    sizes = [int(group) for group in case.match.groups() if group]
    more = ""
    if len(sizes) == 4:
        product = isinstance(case.node, ast.BinOp) and isinstance(case.node.op, ast.MatMult)
        left, right = (f" of {code(n)}" for n in case.operands()) if product else ("", "")
        more = f"{sizes[1]} columns{left} meet {sizes[2]} rows{right}"
    elif len(sizes) == 2:
        more = f"{sizes[0]} meets {sizes[1]}"
    return Explained(
        "a product of matrices needs as many columns on the left as there are rows on the right: "
        "(n, k) @ (k, m)",
        more,
        shapes=case.shapes(),
    )


def _narrow(case: Case) -> Explained | None:
    """one_hot without num_classes, which is as wide as the largest class that is there."""
    for each in map(case.behind, case.operands()):
        for node in ast.walk(each):
            called = isinstance(node, ast.Call) and code(node.func).rpartition(".")[2] == "one_hot"
            if called and isinstance(node, ast.Call) and len(node.args) + len(node.keywords) == 1:
                return Explained(
                    "one_hot without num_classes is as wide as the largest class of this batch "
                    "asks for: num_classes makes it as wide as there are classes",
                    f"line {node.lineno}: {code(node)}",
                    shapes=case.shapes(),
                )
    return None


def _view_sizes(case: Case) -> Explained:
    entries = case.match[2]
    asked = [size for size in case.match[1].split(", ") if size != "-1"]
    written = list(dict.fromkeys(case.literals()))
    # Where some sizes are computed, one of these may be at fault.
    if written and {str(number) for number in written} >= set(asked) - {"1"}:
        numbers = ", ".join(map(str, written))
        are = "is" if len(written) == 1 else "are"
        return Explained(
            "sizes are written into the code and fit other inputs only: take them from the tensor, "
            "as x.shape[0] or -1",
            f"{numbers} {are} written in, and the tensor has {entries} entries",
            shapes=case.shapes(),
        )
    return Explained(
        "view and reshape keep the count of entries, and the sizes asked for multiply to another",
        f"[{case.match[1]}] is asked of {entries} entries",
        shapes=case.shapes(),
    )


def _index_sizes(case: Case) -> Explained:
    sizes = case.match[1].replace("]", "").replace("[", "").split(", ")
    written = [number for number in dict.fromkeys(case.literals()) if str(number) in sizes]
    if written and len(set(sizes)) > 1:
        return Explained(
            "a size is written into the index and fits other inputs only: take it from the tensor, "
            "as x.shape[0]",
            f"{', '.join(map(str, written))}",
            shapes=case.shapes(),
        )
    axes = [len(each.split(",")) for each in re.findall(r"\[([\d, ]+)\]", case.match[1])]
    return Explained(
        "indices for several axes are paired one by one, so they need equal counts",
        f"they have {' and '.join(map(str, axes))} axes" if len({*axes}) > 1 else "",
        shapes=case.shapes(),
    )


def _written_sizes(case: Case) -> Explained:
    if isinstance(case.node, ast.Subscript):
        return Explained(
            "what is written into a part of a tensor needs the size of that part",
            shapes=case.shapes(),
        )
    return Explained(
        "expand only repeats axes of size 1; this axis has another size", shapes=case.shapes()
    )


def _out_of_axis(case: Case) -> Explained:
    index, axis, size = case.match.groups()
    more = f"axis {axis} has size {size}, and the index is {index}"
    counts = [
        code(n)
        for n in ast.walk(case.node or case.tree)
        if isinstance(n, ast.Call) and code(n.func).rpartition(".")[2] in ("arange", "range")
        and len(n.args) == 1 and isinstance(n.args[0], ast.Constant)
    ]  # fmt: skip
    if len(counts) == 1:
        more += f"; {counts[0]} has a size written in"
    node = case.node
    of = case.size(node.value) if isinstance(node, ast.Subscript) else None
    single = isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Tuple | ast.Slice)
    if of is not None and single and len(of.shape) == 2 and 0 <= int(index) < of.shape[1]:
        more += f"; it fits axis 1, which comes second in the brackets and has size {of.shape[1]}"
    elif node is not None and of is not None and single and len(of.shape) > 1:
        more += f"; {code(node)} has one index for {len(of.shape)} axes, and takes a whole row"
    too = "small: an axis of size n has the indices 0 to n-1, and from its end -1 to -n"
    if int(index) >= 0:
        too = "large: an axis of size n has the indices 0 to n-1"
    return Explained(f"an index is too {too}", more, shapes=case.shapes())


def _target(case: Case) -> Explained:
    return Explained(
        "a target is larger than the last class: scores with C columns have the classes 0 to C-1",
        f"the target is {case.match[1]}",
        shapes=case.shapes(),
    )


def _for_a_size(case: Case) -> Explained | None:
    """A tensor where the sizes of a result go."""
    node = case.node
    given = [n for n in case.operands() if not isinstance(node, ast.Call) or n is not case.base]
    tensors = [code(n) for n in given if case.kind(n) == "Tensor"]
    if len(tensors) != 1:
        return None
    return Explained(
        "sizes are wanted here, and a tensor is given: its .shape has its own",
        f"{tensors[0]} is a tensor, and {tensors[0]}.shape has its sizes",
    )


IDEAS: tuple[Idea, ...] = (
    idea(
        "a tensor for a size",
        "TypeError",
        r"^(?:view|randn?|zeros|ones|empty|full)\(\) received an invalid combination of arguments "
        r"- got \(Tensor\b|^\w+\(\).* must be tuple of ints,? ?(?:not|but).*Tensor",
        _for_a_size,
    ),
    idea("target out of range", "IndexError", r"^Target (-?\d+) is out of bounds", _target),
    idea(
        "targets and scores of other counts",
        "ValueError",
        r"^Expected input batch_size \(\d+\) to match target batch_size",
        with_shapes(
            "cross_entropy needs one target for each row of scores",
        ),
    ),
    idea(
        "classes on another axis",
        "RuntimeError",
        r"^Expected target size \[",
        with_shapes(
            "cross_entropy looks for the classes on axis 1: of scores with three axes, one row for "
            "each example first (view)",
        ),
    ),
    idea(
        "sizes do not match",
        "RuntimeError",
        r"^The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at "
        r"non-singleton dimension (\d+)",
        _sizes_differ,
    ),
    idea(
        "sizes in a product",
        "RuntimeError",
        r"^mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)|"
        r"^size mismatch, got|"
        r"^inconsistent tensor size, expected tensor \[(\d+)\] and src \[(\d+)\]",
        _product_sizes,
    ),
    idea(
        "three axes for bmm",
        "RuntimeError",
        r"^batch[12] must be a 3D tensor",
        with_shapes(
            "bmm multiplies batches of matrices, of three axes; @ takes matrices of two",
        ),
    ),
    idea(
        "view after a transpose",
        "RuntimeError",
        r"^view size is not compatible",
        with_shapes(
            "the entries of this tensor do not lie one after the other: it was transposed (.T, "
            "permute) or cut from a larger one (x[:, 1:]), here or by who made it. view copies "
            "nothing: reshape does",
        ),
    ),
    idea(
        "view to another count",
        "RuntimeError",
        r"^shape '\[([-\d, ]*)\]' is invalid for input of size (\d+)",
        _view_sizes,
    ),
    idea(
        "index with fewer axes",
        "RuntimeError",
        r"^Index tensor must have the same number of dimensions as",
        with_shapes(
            "gather and scatter_ take an index with as many axes as the tensor has, and its size "
            "along dim is how many entries each row gives: an axis of size 1 (unsqueeze) is for one"
        ),
    ),
    idea(
        "index of another count",
        "IndexError",
        r"^shape mismatch: indexing tensors could not be broadcast together with shapes (.*)",
        _index_sizes,
    ),
    idea(
        "mask of another shape",
        "IndexError",
        r"^The shape of the mask",
        with_shapes(
            "a mask needs the shape of what it chooses from",
        ),
    ),
    idea(
        "written into a part",
        "RuntimeError",
        r"^The expanded size of the tensor \((\d+)\) must match|^expand\(|^shape mismatch: value",
        _written_sizes,
    ),
    idea(
        "tensors of other sizes put together",
        "RuntimeError",
        r"^stack expects each tensor to be equal size|^Sizes of tensors must match except in",
        with_shapes(
            "tensors are put together only where their sizes agree: stack needs all equal, cat all "
            "but the axis along which it joins",
        ),
    ),
    idea(
        "index too large",
        "IndexError",
        r"^index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)",
        _out_of_axis,
    ),
    idea(
        "row of a table",
        "IndexError",
        r"^index out of range in self",
        with_shapes(
            "an index is larger than the last row of the table (embedding): n rows have 0 to n-1",
        ),
    ),
    idea(
        "no such axis",
        "IndexError",
        r"^Dimension out of range \(expected to be in range of",
        with_shapes(
            "the tensor has fewer axes than the code asks for: dim counts them from 0, a negative "
            "one from the end (-1 is the last)",
        ),
    ),
    idea(
        "several axes one by one",
        "TypeError",
        r"argument 'keepdim' \(position 2\) must be bool, not int",
        "several axes go in as one tuple, mean((0, 1)); of max and min, amax and amin take it",
    ),
    idea(
        "index with more axes",
        "IndexError",
        r"^too many indices for tensor of dimension",
        with_shapes(
            "the index names more axes than the tensor has",
        ),
    ),
    idea(
        "rows of other lengths",
        "ValueError",
        r"^expected sequence of length \d+ at dim \d+ \(got \d+\)",
        "torch.tensor needs rows of one length, and one row is longer or shorter than another",
    ),
    idea(
        "nothing to reduce",
        "RuntimeError IndexError",
        r"Expected reduction dim to be specified for input\.numel\(\) == 0",
        "the tensor is empty, and an empty tensor has no largest or smallest entry",
    ),
)
