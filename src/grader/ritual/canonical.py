"""What a cell computes, whatever its names are and however it is laid out.

Two cells of one form are the same code: other names, comments, parentheses, imports in another
order, plots, and statements that change nothing for the variables that count make no difference.
Nothing here runs any code.
"""

from __future__ import annotations

import ast
import builtins
import copy
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.ritual.standins import REPLACED
from grader.sandbox.execute import DRAWING, KNOWN

Aliases = Mapping[str, str]
Form = tuple[str, ...]
_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_OWN = "exercises"
_BUILTIN = frozenset([*dir(builtins), "display"])
# Methods of a table or a column that draw.
_DRAWN = ("plot", "hist", "boxplot")
# What makes no difference to the values inside.
_CONTEXTS = ("torch.no_grad", "torch.enable_grad", "torch.inference_mode", "contextlib.nullcontext")
_NEUTRAL = {ast.Add: 0, ast.Sub: 0, ast.Mult: 1, ast.Div: 1, ast.Pow: 1, ast.FloorDiv: None}
# More is not looked at: a cell may be made to take long.
_MAX_NODES, _MAX_SOURCE = 5000, 20_000


def parsed(source: str) -> list[ast.stmt]:
    """The statements of `source`; none where it is no Python, or more than is looked at."""
    if len(source) > _MAX_SOURCE:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return tree.body if sum(1 for _ in ast.walk(tree)) <= _MAX_NODES else []


def imported(sources: Sequence[str]) -> dict[str, str]:
    """Name -> what it was imported as, in any of `sources`: t -> torch."""
    found = {}
    for source in sources:
        for statement in parsed(source):
            for node in ast.walk(statement):
                if isinstance(node, ast.Import):
                    for name in node.names:
                        first = name.name.partition(".")[0]
                        found[name.asname or first] = name.name if name.asname else first
                elif isinstance(node, ast.ImportFrom) and node.module:
                    for name in node.names:
                        found[name.asname or name.name] = f"{node.module}.{name.name}"
    return found


def foreign(source: str, have: Sequence[str]) -> list[str]:
    """The packages that a cell imports and that are not there at grading; `have` are."""
    names = set[str]()
    for statement in parsed(source):
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                names |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    return sorted({name.partition(".")[0] for name in names} - KNOWN - {*REPLACED, *have, _OWN})


def canonical(source: str, aliases: Aliases, wanted: Collection[str] = ()) -> Form:
    """The form of a cell; of statements that change a variable of `wanted`, if there are any."""
    statements = work(source, aliases, wanted)
    return tuple(sorted(ast.dump(_Anonymous().visit(each)) for each in statements))


def work(source: str, aliases: Aliases, wanted: Collection[str] = ()) -> list[ast.stmt]:
    """The statements of a cell that do something, of those for a variable of `wanted`."""
    try:
        statements = _Plain(aliases).block(parsed(source))
        return _towards(_without_copies(statements, wanted), wanted) if wanted else statements
    except RecursionError:
        return []


def read_by(statements: Sequence[ast.stmt]) -> set[str]:
    """The names that they read and nothing in front of it has made."""
    made, found = set[str](), set[str]()
    for statement in statements:
        inner = set(_stores(statement)) if not isinstance(statement, ast.Assign) else set[str]()
        loops = [node for node in ast.walk(statement) if isinstance(node, ast.comprehension)]
        inner |= {name for loop in loops for name in _stores(loop)}
        found |= _loads(statement) - made - inner
        made |= set(_stores(statement))
    return {name for name in found if name not in _BUILTIN and "." not in name}


def bound(source: str) -> set[str]:
    """The names that a cell makes, imports aside."""
    return {name for statement in parsed(source) for name in _stores(statement)}


def is_constant(statements: Sequence[ast.stmt]) -> bool:
    """Whether they write values down, and compute nothing."""
    computing = (ast.Call, ast.Subscript, ast.comprehension, ast.For, ast.While)
    nodes = [node for statement in statements for node in ast.walk(statement)]
    return not any(isinstance(node, computing) for node in nodes) and not any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) for node in nodes
    )


class _Plain(ast.NodeTransformer):
    """Drops what changes nothing, and writes what is left in one way."""

    def __init__(self, aliases: Aliases) -> None:
        self.aliases = aliases
        self.drawing = {name for name, full in aliases.items() if full.partition(".")[0] in DRAWING}
        self.inlined: dict[str, ast.expr] = {}

    def block(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements of a block, one that only wraps others replaced by them."""
        found: list[ast.stmt] = []
        for statement in statements:
            for each in self._unwrapped(statement):
                plain = self.visit(each)
                for one in plain if isinstance(plain, list) else [plain] if plain else []:
                    if not self._idle(one):
                        found.append(one)
        return found

    def _unwrapped(self, node: ast.stmt) -> Iterator[ast.stmt]:
        """`node`, or what is in it where it makes no difference."""
        inner: Sequence[ast.stmt] | None = None
        if isinstance(node, ast.If) and isinstance(node.test, ast.Constant):
            inner = node.body if node.test.value else node.orelse
        elif isinstance(node, ast.While) and isinstance(node.test, ast.Constant):
            inner = [] if not node.test.value else None
        elif isinstance(node, ast.With) and all(self._context(i) for i in node.items):
            inner = node.body
        elif isinstance(node, ast.Try):
            inner = [*node.body, *node.orelse, *node.finalbody]
        elif isinstance(node, ast.FunctionDef) and not any(ast.iter_child_nodes(node.args)):
            # A function without arguments is a name for the lines in it.
            inner = [n for n in node.body if not isinstance(n, ast.Return | ast.Global)]
            returned = [n.value for n in node.body if isinstance(n, ast.Return) and n.value]
            self.inlined[node.name] = returned[-1] if returned else ast.Constant(None)
        if inner is None:
            yield node
            return
        for each in inner:
            yield from self._unwrapped(each)

    def _context(self, item: ast.withitem) -> bool:
        call = item.context_expr
        return isinstance(call, ast.Call) and ast.unparse(self.visit(call.func)) in _CONTEXTS

    def _idle(self, node: ast.stmt) -> bool:
        """Whether a statement changes nothing: it shows, draws, or is a value alone."""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.Assert | ast.Delete):
            return True
        if isinstance(node, ast.For | ast.While | ast.With | ast.If):
            return not node.body and not getattr(node, "orelse", [])
        if isinstance(node, ast.Assign | ast.Expr) and self._draws(node.value):
            if isinstance(node, ast.Assign):
                self.drawing |= set(_stores(node))
            return True
        if not isinstance(node, ast.Expr):
            return False
        value = node.value
        if isinstance(value, ast.Call):
            if isinstance(value.func, ast.Name):
                return value.func.id in _BUILTIN or not (value.args or value.keywords)
            return False
        return not any(isinstance(n, ast.Call | ast.NamedExpr | ast.Await) for n in ast.walk(value))

    def _draws(self, value: ast.expr) -> bool:
        if _root(value).partition(".")[0] in self.drawing | set(DRAWING):
            return True
        node: ast.AST = value
        while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
            if isinstance(node, ast.Attribute) and node.attr in _DRAWN:
                return True
            node = node.func if isinstance(node, ast.Call) else node.value
        return False

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Blocks by `block`, everything else as usual."""
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(node, field, None)
            if isinstance(inner, list) and not isinstance(node, ast.Module):
                setattr(node, field, self.block(inner))
        return super().generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Without its annotations and docstring."""
        node.returns = None
        for arg in ast.walk(node.args):
            if isinstance(arg, ast.arg):
                arg.annotation = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """As an assignment."""
        if node.value is None:
            return None
        return self.visit(ast.Assign([node.target], node.value))  # type: ignore[no-any-return]

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """`x += 1` as `x = x + 1`."""
        read = ast.parse(ast.unparse(node.target), mode="eval").body
        made = ast.Assign([node.target], ast.BinOp(read, node.op, node.value))
        return self.visit(made)  # type: ignore[no-any-return]

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.AST] | None:
        """`a, b = x, y` as two; none of a variable to itself."""
        self.generic_visit(node)
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Tuple | ast.List):
            values = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else []
            if len(values) == len(target.elts) and not any(
                isinstance(n, ast.Starred) for n in [*values, *target.elts]
            ):
                pairs = zip(target.elts, values, strict=True)
                return [ast.Assign([one], value) for one, value in pairs]
        if all(ast.unparse(each) == ast.unparse(node.value) for each in node.targets):
            return None
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Without `+ 0`, `* 1` and the like."""
        self.generic_visit(node)
        neutral = _NEUTRAL.get(type(node.op))
        if neutral is None:
            return node
        if isinstance(node.right, ast.Constant) and node.right.value == neutral:
            return node.left
        both_ways = isinstance(node.op, ast.Add | ast.Mult)
        if both_ways and isinstance(node.left, ast.Constant) and node.left.value == neutral:
            return node.right
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Without a plus sign."""
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.UAdd) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Named arguments in order; `list()` as `[]`; what a function without arguments returns."""
        self.generic_visit(node)
        node.keywords.sort(key=lambda each: each.arg or "")
        if isinstance(node.func, ast.Name) and not node.args and not node.keywords:
            if node.func.id == "list":
                return ast.List([], ast.Load())
            if node.func.id == "dict":
                return ast.Dict([], [])
            if node.func.id in self.inlined:
                return copy.deepcopy(self.inlined[node.func.id])
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """What was imported by its whole name."""
        if isinstance(node.ctx, ast.Load) and node.id in self.aliases:
            return ast.Name(self.aliases[node.id], node.ctx)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """`torch.sigmoid` as one name, as if it had been imported."""
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and (
            "." in node.value.id or node.value.id in self.aliases.values()
        ):
            return ast.Name(f"{node.value.id}.{node.attr}", node.ctx)
        return node


class _Anonymous(ast.NodeTransformer):
    """Numbers in the places of names; builtins and what was imported keep theirs."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}

    def _number(self, name: str) -> str:
        return self.numbers.setdefault(name, f"_{len(self.numbers)}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A variable."""
        if "." in node.id or (isinstance(node.ctx, ast.Load) and node.id in _BUILTIN):
            return node
        return ast.Name(self._number(node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """A parameter."""
        return ast.arg(self._number(node.arg))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function."""
        node.name = self._number(node.name)
        return self.generic_visit(node)


def _without_copies(statements: Sequence[ast.stmt], wanted: Collection[str]) -> list[ast.stmt]:
    """Without `a = b`, where `b` then goes by the name of `a`, or `a` by that of `b`."""
    renamed: dict[str, str] = {}
    kept = []
    for statement in statements:
        if (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
            and isinstance(statement.value, ast.Name)
            and not (statement.targets[0].id in wanted and statement.value.id in wanted)
        ):
            one, other = statement.targets[0].id, statement.value.id
            renamed[other if one in wanted else one] = one if one in wanted else other
        else:
            kept.append(statement)
    for statement in kept:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                for _ in range(len(renamed)):
                    node.id = renamed.get(node.id, node.id)
    return kept


def _towards(statements: Sequence[ast.stmt], wanted: Collection[str]) -> list[ast.stmt]:
    """Those that a variable of `wanted` depends on; of what belongs to a package (seeds), all."""
    needed, before = set(wanted), set[str]()
    while needed != before:
        before = set(needed)
        for statement in statements:
            if needed & _touched(statement):
                needed |= _loads(statement)
    return [s for s in statements if needed & _touched(s) or _is_global(s)]


def _is_global(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and "." in _root(statement.value)


def _touched(statement: ast.stmt) -> set[str]:
    """The names that a statement binds or may change."""
    found = set(_stores(statement))
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            found.add(_root(node))
        elif isinstance(node, ast.Expr):
            found.add(_root(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            # A function of one's own may change what it is handed.
            own = node.func.id not in _BUILTIN and "." not in node.func.id
            found |= _loads(node) if own else set()
    return found


def _stores(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        elif isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield inner.name


def _loads(node: ast.AST) -> set[str]:
    names = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    own = {a.arg for n in ast.walk(node) if isinstance(n, _Scope) for a in n.args.args}
    return names - own


def _root(node: ast.AST) -> str:
    """The name that an expression begins with: `a` of `a.b[0].c()`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
