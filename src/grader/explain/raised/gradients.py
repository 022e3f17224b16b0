"""What torch raises about gradients and dtypes, and the idea behind each."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.explain.exceptions import Case, Explained, Idea, code, idea, inside

GRAD_IS_NONE = "grad is None"


_CUTS = ("detach", "item", "data", "no_grad", "tolist", "numpy", "inference_mode")


def value_in_grad(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """A _backward that adds what is computed from a Value itself, so that a grad becomes one."""
    made = {
        code(target).removesuffix("._backward")
        for node in inside(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if code(target).endswith("._backward") or code(node.value).startswith("Value(")
    }
    values = {*made, "self"} if any(name.isidentifier() for name in made) else set()
    for inner in inside(function):
        for node in inside(inner) if isinstance(inner, ast.FunctionDef) else ():
            if not isinstance(node, ast.AugAssign) or not code(node.target).endswith(".grad"):
                continue
            within = [n.value for n in ast.walk(node.value) if isinstance(n, ast.Attribute)]
            for name in ast.walk(node.value):
                if isinstance(name, ast.Name) and name.id in values and name not in within:
                    grad = code(node.target)
                    yield (
                        f"line {name.lineno} computes with the Value {name.id}, and {grad} "
                        f"becomes a Value: a grad is a plain number, and {name.id}.data is one"
                    )
                    return


def _grad_is_none(case: Case) -> Explained | None:
    """W.grad where W is a tensor: why autograd left nothing there."""
    nodes = [n for n in ast.walk(case.node or case.tree) if isinstance(n, ast.Attribute)]
    found = [(n.value, case.size(n.value)) for n in nodes if n.attr == "grad"]
    tensors = [(node, thing) for node, thing in found if thing is not None and thing.dtype]
    if len(tensors) != 1:
        return None
    node, thing = tensors[0]
    name = code(node)
    if not isinstance(node, ast.Name | ast.Attribute) or name not in case.things:
        return None
    if not thing.is_leaf:
        return Explained(
            ".grad is None on a tensor that was computed: only leaves (made with "
            "requires_grad=True) keep a gradient, and an assignment like W = W - ... makes a new "
            "tensor in place of the leaf",
            f"{name} is no leaf",
        )
    if not thing.requires_grad:
        return Explained(
            ".grad is None on a tensor that does not ask for gradients",
            f"{name}.requires_grad is False",
        )
    return Explained(
        ".grad is None until backward() has run on a loss that this tensor took part in, since it "
        "was made or its .grad was reset",
        f"{name}.grad is None",
    )


def _leaf_in_place(case: Case) -> Explained:
    """A leaf that is changed in place: a step of descent, or a computation that needs none."""
    node = case.node
    # p.grad, or gradients and a rate by names of their own.
    words = [getattr(n, "attr", getattr(n, "id", "")).lower() for n in ast.walk(node or case.tree)]
    steps = any("grad" in word or word == "lr" for word in words)
    if node is not None and steps:
        return Explained(
            "a leaf that asks for gradients may not be changed in place while autograd records: a "
            "step of descent stands inside torch.no_grad(), or goes through .data"
        )
    target = case.operands()[0] if case.operands() else None
    arguments = case.function.args if case.function else None
    names = {a.arg for a in (*arguments.args, *arguments.kwonlyargs)} if arguments else set()
    name = code(target) if target is not None else ""
    if isinstance(target, ast.Attribute) and name.partition(".")[0] in names:
        return Explained(
            "a tensor that asks for gradients may not be changed in place while autograd records: "
            "numbers that a tensor starts with are set inside torch.no_grad()"
        )
    return Explained(
        "a tensor that asks for gradients may not be changed in place while autograd records: in a "
        "computation x = x - ... makes a new tensor in place of x -= ...; numbers that a tensor "
        "starts with are set inside torch.no_grad()",
        f"{name} is an argument" if name in names else "",
    )


def _no_graph(case: Case) -> Explained:
    """backward() on a value without a graph, and what on the way to that value cuts it."""
    way, names = _way(case)
    nodes = [n for each in way for n in ast.walk(each)]
    cuts = [
        f"line {n.lineno} has .{n.attr}"
        for n in nodes
        if isinstance(n, ast.Attribute) and n.attr in _CUTS
    ]
    cuts += [
        f"line {n.lineno} has torch.tensor(...)"
        for n in nodes
        if isinstance(n, ast.Call) and code(n.func) == "torch.tensor" and _computed(n)
    ]
    known = names | {code(n) for n in nodes if isinstance(n, ast.Attribute)}
    asks = any(t.requires_grad for t in case.held.things if t.name in known)
    leaves = [
        t
        for t in case.held.things
        if t.is_leaf and not t.requires_grad and t.dtype.startswith("float") and t.name in known
    ]
    made = [
        f"line {values[0].lineno} makes {t.name} without requires_grad=True"
        for t in leaves
        if len(values := case.assigned(t.name)) == 1 and _makes_leaf(values[0])
    ]
    asks_not = [f"{t.name}.requires_grad is False" for t in leaves]
    return Explained(
        "no tensor behind this value asks for gradients: none was made with requires_grad=True, or "
        "the way to it is cut (.detach(), .item(), .data, torch.no_grad(), a new torch.tensor)",
        ", ".join(dict.fromkeys(((asks and cuts) or made or cuts or asks_not)[:3])),
    )


def _way(case: Case) -> tuple[list[ast.AST], set[str]]:
    """The expressions that the value of backward() is computed from, and the names in them."""
    line = case.held.at[0] if case.held.at else 0
    inside = list(ast.walk(case.function)) if case.function else []
    stores: dict[str, list[ast.AST]] = {}
    for node in inside:
        if not isinstance(node, ast.Assign | ast.AugAssign) or node.lineno > line:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        held = [i.context_expr for w in inside if isinstance(w, ast.With) and node in ast.walk(w)
                for i in w.items]  # fmt: skip
        for name in (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)):
            stores.setdefault(name, []).extend([node.value, *held])
    way: list[ast.AST] = [case.base]
    names: set[str] = set()
    for each in way:
        found = {n.id for n in ast.walk(each) if isinstance(n, ast.Name)} - names
        names |= found
        way += [value for name in sorted(found) for value in stores.get(name, [])]
    return way, names


def _makes_leaf(node: ast.AST) -> bool:
    """Whether an expression makes a tensor, and does not ask for gradients."""
    makes = ("randn", "rand", "zeros", "ones", "full", "tensor", "randn_like", "zeros_like")
    called = isinstance(node, ast.Call) and code(node.func) in {f"torch.{name}" for name in makes}
    return called and "requires_grad" not in ast.unparse(node)


def _computed(node: ast.Call) -> bool:
    return any(isinstance(inner, ast.Call) for given in node.args for inner in ast.walk(given))


def _not_one_number(case: Case) -> Explained:
    node = case.node
    method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    of = node.func.value if method else None  # type: ignore[union-attr]
    known = case.size(of) if of is not None else None
    more = f"{code(of)} has shape {known.shape}" if of is not None and known else ""
    return Explained(
        "backward() starts from one number, and this tensor has more entries: a loss is a mean or "
        "a sum over them",
        more,
    )


def _product_dtypes(case: Case) -> Explained:
    both = {word.lower() for word in case.match.groups() if word}
    shapes = case.shapes()
    if both & {"long", "long int", "int", "bool", "byte"}:
        return Explained(
            "a product of matrices needs one dtype on both sides, and one side holds whole "
            "numbers: one_hot gives int64, and so does torch.tensor([1, 2]); .float() makes floats",
            shapes=shapes,
        )
    return Explained(
        "a product of matrices needs one dtype on both sides: float32 and float64 do not mix "
        "there (.float() and .double() change one)",
        shapes=shapes,
    )


def _float_index(case: Case) -> Explained:
    """An index that holds floats, such as the entries of a tensor in place of their places."""
    taken = [n.slice for n in ast.walk(case.node or case.tree) if isinstance(n, ast.Subscript)]
    for index in taken:
        for loop in case.nodes:
            through = isinstance(loop, ast.For) and code(loop.target) == code(index)
            line = case.held.at[0] if case.held.at else 0
            around = through and isinstance(loop, ast.For) and loop.lineno <= line <= (
                loop.end_lineno or 0
            )  # fmt: skip
            if around and isinstance(loop, ast.For) and case.kind(loop.iter) == "Tensor":
                return Explained(
                    "a loop over a tensor gives its entries, and an index is a place: "
                    "range(len(x)) gives the places",
                    f"for {code(loop.target)} in {code(loop.iter)}",
                )
    return Explained("indices and classes are whole numbers, and here they are floats: .long()")


def _mean_of(case: Case) -> Explained:
    holds = {"Bool": "True and False"}.get(case.match[1] or "", "whole numbers")
    return Explained(
        "mean, std and var need floats: .float() first, which makes 1.0 of True",
        f"the tensor holds {holds}",
        shapes=case.shapes(),
    )


def _swapped(case: Case) -> Explained | None:
    node = case.node
    loss = isinstance(node, ast.Call) and code(node.func).endswith("cross_entropy")
    if not loss or not isinstance(node, ast.Call) or len(node.args) < 2:
        return Explained(
            "softmax and log_softmax need floats, and here they get whole numbers",
            shapes=case.shapes(),
        )
    second = case.size(node.args[1])
    swapped = second is not None and second.dtype.startswith("float")
    return Explained(
        "cross_entropy takes the scores (logits, floats) first and the right classes second, and "
        "the first argument holds whole numbers",
        "the two are swapped" if swapped else "",
        shapes=case.shapes(),
    )


IDEAS: tuple[Idea, ...] = (
    idea(
        "leaf changed in place",
        "RuntimeError",
        r"^a (view of a )?leaf Variable that requires grad",
        _leaf_in_place,
    ),
    idea(GRAD_IS_NONE, "TypeError AttributeError", r"NoneType", _grad_is_none),
    idea(
        "backward on several numbers",
        "RuntimeError",
        r"^grad can be implicitly created only for scalar",
        _not_one_number,
    ),
    idea(
        "no graph",
        "RuntimeError",
        r"^element \d+ of tensors does not require grad|"
        r"^One of the differentiated Tensors does not require grad",
        _no_graph,
    ),
    idea(
        "not part of the loss",
        "RuntimeError",
        r"differentiated Tensors? .*appears to not have been used",
        "a gradient is asked for a tensor that the loss was not computed from",
    ),
    idea(
        "second backward",
        "RuntimeError",
        r"^Trying to backward through the graph a second time",
        "backward() went through the same graph twice, and the first time freed it: each step "
        "computes its loss anew, from tensors of this step",
    ),
    idea(
        "needed for backward",
        "RuntimeError",
        r"needed for gradient computation has been modified by an inplace",
        "a tensor that backward() still needs was changed in place (+=, x[i] = ..., a method that "
        "ends in _): a new tensor leaves the old one whole",
    ),
    idea(
        "numpy of a tensor with a graph",
        "RuntimeError",
        r"^Can't call numpy\(\) on Tensor that requires grad",
        "numpy has no graph, so a tensor that takes part in one leaves it first: .detach()",
    ),
    idea(
        "whole numbers with gradients",
        "RuntimeError",
        r"^[oO]nly Tensors of floating point",
        "only floats have gradients, and these are whole numbers: 1.0 in place of 1, or .float() "
        "before gradients are asked for",
    ),
    idea(
        "grad set to a number",
        "TypeError",
        r"^assigned grad expected to be a Tensor or None",
        ".grad holds a tensor or None: p.grad = None forgets it, and p.grad.zero_() sets it to 0",
    ),
    idea(
        "requires_grad of a computed tensor",
        "RuntimeError",
        r"^you can only change requires_grad flags of leaf",
        "requires_grad is set on leaves; a computed tensor has it from what it was computed from",
    ),
    idea(
        "dtypes in a product",
        "RuntimeError",
        r"expected m1 and m2 to have the same dtype, but got: ([a-z ]+) != ([a-z ]+)|"
        r"both vectors to have same dtype, but found (\w+) and (\w+)|"
        r"mat1 and mat2 must have the same dtype, but got (\w+) and (\w+)|"
        r"expected scalar type (Float|Double|Long) but found (Float|Double|Long|Int)",
        _product_dtypes,
    ),
    idea(
        "mean of whole numbers",
        "RuntimeError",
        r"^mean\(\): .*Got: (\w+)|^(?:std and var|var and std|std|var)\b.* only supports? floating",
        _mean_of,
    ),
    idea(
        "floats asked for",
        "NotImplementedError RuntimeError",
        r"^\"(?:log_)?softmax\w*\" not implemented for '(?:Long|Int|Bool)'",
        _swapped,
    ),
    idea(
        "targets are floats",
        "RuntimeError",
        r"^expected target dtype to be Long|^expected scalar type Long but found Float",
        "the second argument of cross_entropy holds classes, whole numbers (int64), and here it "
        "holds floats",
    ),
    idea(
        "floats into whole numbers",
        "RuntimeError",
        r"^result type (?:Float|Double) can't be cast to the desired output type (?:Long|Int|Bool)",
        "a change in place keeps the dtype, and floats do not fit into whole numbers: make the "
        "tensor one of floats, or write x = x + ...",
    ),
    idea(
        "multinomial of whole numbers",
        "RuntimeError",
        r"^multinomial only supports floating",
        "multinomial draws by probabilities, floats; counts become some by .float()",
    ),
    idea(
        "index of floats",
        "IndexError RuntimeError NotImplementedError",
        r"^tensors used as indices must be long|"
        r"^\"bincount\w*\" not implemented for '(?:Float|Double)'|"
        r"^(?:Expected tensor for argument #1 'indices'|index_\w+\(\): Expected dtype int)",
        _float_index,
    ),
    idea(
        "one_hot of floats",
        "RuntimeError",
        r"^one_hot is only applicable to index tensor",
        "one_hot takes classes, whole numbers, and here it gets floats: .long() where these are "
        "classes, argmax where the place of the largest is meant",
    ),
    idea(
        "no mask",
        "RuntimeError",
        r"only supports boolean masks|expected condition to be a boolean tensor",
        "a mask holds True and False, as a comparison gives them; here it holds numbers",
    ),
    idea(
        "size is a float",
        "TypeError",
        r"argument 'size' .*must be tuple of ints, not float|"
        r"type must be tuple of ints, ?but got float|found element of type float|"
        r"^(?:view|reshape)\(\) received .*? got \([^)]*float",
        "sizes are whole numbers, and / gives a float, also for 4 / 2; // of whole numbers is one",
    ),
    idea(
        "module before init",
        "AttributeError",
        r"^cannot assign (?:module|parameters?) before Module\.__init__\(\) call",
        "an nn.Module is made ready by its own __init__: super().__init__() comes first in yours",
    ),
    idea(
        "dtypes in an operation",
        "RuntimeError NotImplementedError",
        r"^\"\w+\" not implemented for '(?:Long|Int|Bool|Byte)'",
        "this operation needs floats, and the tensor holds whole numbers or True and False",
    ),
)
