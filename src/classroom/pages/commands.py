"""docs/commands.md: every command with its options and exit statuses, made of the commands."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer

from grader.cli.app import app

_HEAD = """# Commands

Made by `grader course build` from the commands themselves; `grader COMMAND --help` says the same.
"""


def commands(group: Any = None) -> Iterator[tuple[str, Any]]:
    """Every command by its full name, "grader course build", in the order of the help pages."""
    yield from _below("grader", group or typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, each in inner.items():
        yield from _below(f"{name} {word}", each)


def page() -> str:
    """The content of docs/commands.md."""
    return "\n".join([_HEAD, *(line for item in commands() for line in _section(*item))])


def _section(name: str, command: Any) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    called = " ".join([name, *(p.name.upper() for p in arguments)])
    yield from (f"## {name}", "", "```", f"{called} [OPTIONS]" if options else called, "```", "")
    yield from (*_plain(inspect.cleandoc(command.help or "")).split("\n"), "")
    rows = [(p.name.upper(), p) for p in arguments]
    rows += [(", ".join((*p.opts, *p.secondary_opts)), p) for p in options]
    if not rows:
        return
    yield from ("| argument or option | what |", "|---|---|")
    for shown, parameter in rows:
        yield f"| `{shown}` | {_plain(parameter.help or '').replace('|', chr(92) + '|')} |"
    yield ""


def _plain(text: str) -> str:
    """Text of a help page as Markdown: outside of code, what is in angle brackets is no HTML."""
    parts = text.split("`")
    parts[::2] = [re.sub(r"([<*\[])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)
