"""Files: whole at every moment, laid out in one way."""

from __future__ import annotations

import ast
import codecs
import gc
import os
from pathlib import Path

import msgspec


def indented(value: object, indent: int = 1) -> bytes:
    """`value` as a JSON file that people can read."""
    return msgspec.json.format(msgspec.json.encode(value), indent=indent) + b"\n"


def unix_lines(content: bytes) -> bytes:
    """`content` with the line ends of Unix: git may change them on Windows."""
    return content.replace(b"\r\n", b"\n")


def as_before(content: bytes, before: bytes) -> bytes:
    """`content` with the line ends and the byte order mark of `before`: its editor's."""
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    return mark + unix_lines(content).removeprefix(codecs.BOM_UTF8).replace(b"\n", end)


def parsed(text: str) -> ast.Module:
    """The syntax tree of `text` without a byte order mark, with what ast.parse raises.

    A learner's __del__ that raises while a tree is made would be a SystemError of Python's: until
    the tree is there, no garbage is collected.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(text.removeprefix("\ufeff"))
    finally:
        if collecting:
            gc.enable()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, and its folder, in one piece. Raises OSError.

    Whoever reads it, also after an interruption, finds the old content or the new one. Two
    processes may write it at once: the last one's content stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def path_text(path: Path | str) -> str:
    r"""A path as text: bytes in it that are not UTF-8 are written out, as \xe9."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
