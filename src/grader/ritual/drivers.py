"""What runs beside the student's code, in the namespace of the notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.check.task import observe
from grader.sandbox.execute import Request

# The module whose namespace is the notebook's.
MODULE = "ritual_cells"


def asking(driver: Callable[..., Any], *args: Any) -> Request:
    """Have `driver` run with the module of the notebook."""
    source: str = driver.__grader_source__  # type: ignore[attr-defined]
    return Request("drive", MODULE, driver.__name__, source, args)


@observe
def prepare(module: Any, folder: str, packages: list[str]) -> None:
    """Have the module be like a notebook in `folder`, where nothing is drawn."""
    import os

    from grader.ritual.standins import StandIns

    StandIns(packages).install()
    os.chdir(folder)
    # As in a notebook: it is the main module, and may display what it likes.
    vars(module)["__name__"] = "__main__"
    vars(module)["display"] = lambda *values, **named: None


@observe
def run(module: Any, source: str, place: str) -> None:
    """Run one cell, under the name `place`."""
    # Beside the module's own file, so that frames in a cell count as the student's.
    name = module.__file__[: -len("ritual_cells.py")] + place
    exec(compile(source, name, "exec", dont_inherit=True), vars(module))


@observe
def originals(
    module: Any, imports: str, sources: list[str], names: list[str], pandas: bool
) -> None:
    """Have the variables `names` as `sources` leave them, one after another, elsewhere.

    That they read from a namespace of their own: here names may have values of other types.
    """
    import copy
    import sys

    exec(imports, vars(module))
    own = vars(module).setdefault("__originals__", {"__name__": "__main__", "__ran__": 0})
    own["display"] = vars(module)["display"]
    for source in sources[own["__ran__"] :]:
        exec(compile(source, "original", "exec", dont_inherit=True), own)
        own["__ran__"] += 1
    known: Any = sys.modules.get("pandas")
    for name in names:
        value = copy.deepcopy(own[name])
        if known is not None and not pandas and isinstance(value, known.DataFrame):
            # As one writes them without pandas: a gap is None there.
            value = value.astype(object).where(value.notna(), None)
            value = {key: value[key].tolist() for key in value.columns}
        elif known is not None and not pandas and isinstance(value, known.Series):
            value = value.tolist() if isinstance(value.index, known.RangeIndex) else dict(value)
        vars(module)[name] = value


@observe
def read(module: Any, name: str) -> dict[str, Any]:
    """A variable, as plain values where it is a Counter, a table or a column of pandas."""
    import collections
    import sys

    known: Any = sys.modules.get("pandas")
    dicts = (collections.Counter, collections.defaultdict, collections.OrderedDict)

    def entries(column: Any) -> list[Any]:
        return [None if value is known.NA else value for value in column.tolist()]

    def plain(value: Any, depth: int) -> Any:
        if type(value) in dicts:
            value = dict(value)
        if depth and type(value) is dict:
            return {key: plain(each, depth - 1) for key, each in value.items()}
        if depth and type(value) in (list, tuple):
            return type(value)([plain(each, depth - 1) for each in value])
        if known is not None and isinstance(value, known.Series | known.Index):
            return entries(value)
        return value

    if name not in vars(module):
        return {}
    value = vars(module)[name]
    if known is not None and isinstance(value, known.DataFrame):
        columns = {str(key): entries(value.iloc[:, i]) for i, key in enumerate(value.columns)}
        return {"kind": "table", "value": columns}
    if known is not None and isinstance(value, known.Series):
        return {"kind": "column", "index": entries(value.index), "value": entries(value)}
    return {"kind": "", "value": plain(value, 3)}
