"""What every page needs: templates that escape, text made safe, style and script by their hash."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.escape import LIMIT, plain

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Shown(str):
    """Text that `plain` has already treated."""


@cache
def environment() -> jinja2.Environment:
    """Templates whose every printed value is escaped, and made safe if it is text."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        # Every value that a template prints goes through `plain`; none can be forgotten.
        finalize=_finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= _assets()
    return made


def render(template: str, **view: Any) -> str:
    """A page of `template`."""
    return environment().get_template(f"{template}.html.j2").render(view)


def _finalize(value: Any) -> Any:
    ready = isinstance(value, Shown) or hasattr(value, "__html__") or not isinstance(value, str)
    return value if ready else plain(value)


def shown(text: str, limit: int = LIMIT, *, keep_newlines: bool = False) -> Shown:
    """`text` made safe, of at most `limit` characters."""
    return Shown(plain(text, limit, keep_newlines=keep_newlines))


def file_name(name: str) -> str:
    """A file name for a student's or topic's name, which may be anything; different for others."""
    safe = _UNSAFE.sub("_", name)[:100].lstrip(".")
    if safe == name:
        return safe
    return f"{safe}-{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:8]}"


def _assets() -> dict[str, Any]:
    """The style and the script, with the hashes that alone may run under the page's policy."""
    from markupsafe import Markup

    view: dict[str, Any] = {}
    for kind in ("css", "js"):
        text = (TEMPLATES / f"report.{kind}").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        view[kind] = Markup(text)
        view[f"{kind}_hash"] = f"sha256-{digest}"
    return view
