"""Making text that students control harmless, one function a target.

Names, exception texts, printed output and even class names come from the submission. Every
function here takes such text as it is and returns text that can be put where the function's name
says; each one starts with `plain`, so none has to be combined with another.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from grader.files import path_text
from grader.record import format_points

LIMIT = 2000

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
# Letters and marks that print nothing, though Unicode does not class them as format characters.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_KEPT = {ord("\n"): None, ord("\t"): None}
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)

_ZERO_WIDTH_SPACE = "&#8203;"
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;"}
_MARKDOWN = re.compile(
    r"""
      [\\`*_\[\]~]                          # emphasis, code, links, strikethrough, escapes
    | [<>&|]                                # HTML, entities, table cells
    | @ | \#(?=\w)                          # mentions and issue numbers
    | (?i:\bgh-(?=\d))                      # the other way to write an issue number
    | :(?=[A-Za-z0-9_+/-])                  # URLs and emoji codes
    | (?i:www(?=\.))                        # URLs without a scheme
    | \$                                    # mathematics
    | ^(?:[-+=\#]|[0-9]+(?=[.)](?:\s|$)))   # lists, rules, headings
    """,
    re.VERBOSE,
)
# Excel and LibreOffice read the fullwidth forms and the minus sign as the ASCII ones. A `;` starts
# a new cell where the system's list separator is one, whatever the file uses.
_FORMULA = re.compile(r"((?:^|;)\s*)(?=[=+\-@＝＋－＠−])")


def plain(text: str, limit: int = LIMIT, *, keep_newlines: bool = False) -> str:
    r"""`text` for a terminal or a log: what cannot be seen is written out, as \x1b or \u202e.

    That goes for control, bidirectional, zero-width and other format characters, lone surrogates
    and separators of lines and paragraphs. Newline and tab stay only with `keep_newlines`. Of
    longer text the first `limit` characters remain, with a note on how many are missing.

    GitHub's runner acts on a line that starts with `::` after white space, and on `##[` anywhere.
    Both get a space inside (`: :error`, `## [error]`): readable, and no command any more. This
    does not make text fit to stand inside a command of ours (`::error::...`), which has its own
    escapes.
    """
    more = len(text) - limit
    note = f" ... ({more} more characters)"
    if more <= len(note):  # the note would take the place of what it leaves out
        more = 0
    kept = text[:limit] if more else text
    if keep_newlines:
        kept = kept.replace("\r\n", "\n")
    # Nearly all text is so: a character at a time takes ten times as long.
    seen = kept.translate(_KEPT) if keep_newlines else kept
    if seen.isascii() and seen.isprintable():
        shown = kept
    elif keep_newlines:
        shown = "".join(c if c in "\n\t" else _visible(c) for c in kept)
    else:
        shown = "".join(map(_visible, kept))
    if "::" in shown:
        shown = _COMMAND.sub(r"\1: ", shown)
    shown = shown.replace("##[", "## [")
    return f"{shown}{note}" if more else shown


def shown_path(path: Path | str) -> str:
    """A path in a message of ours."""
    return plain(path_text(path), 300)


def markdown(text: str, limit: int = LIMIT) -> str:
    """`text` as one line of GitHub Markdown, in a paragraph, a list item or a table cell.

    It renders as the text that `plain` gives. GitHub looks for mentions, issue numbers, URLs and
    emoji in the *rendered* text, where a backslash is gone: there a zero width space stands
    between the character and what follows it. A `$` stands in a span, as GitHub's manual asks.
    """
    return _MARKDOWN.sub(_markdown_escape, plain(text, limit).strip())


def html_text(text: str, limit: int = LIMIT) -> str:
    """`text` for an HTML element inside Markdown (`<summary>`), where no Markdown is read."""

    def safe(match: re.Match[str]) -> str:
        found = _markdown_escape(match)
        return match[0] if found.startswith("\\") or found.endswith("\\") else found

    return _MARKDOWN.sub(safe, plain(text, limit).strip())


def code(text: str, limit: int = LIMIT) -> str:
    """`text` as an inline code span, whose fence is longer than any run of backticks inside.

    Not for table cells: a `|` cuts a cell even inside a code span. Use `markdown` there.
    """
    shown = plain(text, limit)
    fence = "`" * (_longest_run(shown) + 1)
    # A span loses one space on each side if it has one on both; a backtick at an end would
    # lengthen the fence; an empty span does not exist.
    stripped = shown.startswith(" ") and shown.endswith(" ") and bool(shown.strip(" "))
    if not shown or stripped or shown.startswith("`") or shown.endswith("`"):
        shown = f" {shown} "
    return f"{fence}{shown}{fence}"


def code_block(text: str, limit: int = LIMIT) -> str:
    """`text`, lines kept, as a fenced block that nothing inside can close."""
    shown = plain(text, limit, keep_newlines=True).strip("\n")
    fence = "`" * max(3, _longest_run(shown) + 1)
    return f"{fence}\n{shown}\n{fence}"


def csv_cell(value: str | float, limit: int = LIMIT) -> str:
    """`value` for one cell of a CSV file, still to be quoted by a CSV writer.

    A number of ours stays a number, negative ones too. Text that a spreadsheet would take for a
    formula gets an apostrophe in front. Newlines, tabs and carriage returns are written out by
    `plain`, so a row stays one line.
    """
    if not isinstance(value, str):
        return format_points(value)
    return _FORMULA.sub(r"\1'", plain(value, limit))


def _visible(char: str) -> str:
    point = ord(char)
    noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    hidden = unicodedata.category(char) in _HIDDEN_CATEGORIES or char in _BLANK or noncharacter
    if not hidden:
        return char
    if char in _SHORT:
        return _SHORT[char]
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def _markdown_escape(match: re.Match[str]) -> str:
    found = match[0]
    if found in _ENTITIES:
        return _ENTITIES[found]
    if found == "$":
        return "<span>$</span>"
    if found[0].isdigit():
        return f"{found}\\"
    if found in "@:" or found[0] in "wWgG":
        return found + _ZERO_WIDTH_SPACE
    if found == "#" and match.string[match.end() :][:1].strip():
        return found + _ZERO_WIDTH_SPACE
    return f"\\{found}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
