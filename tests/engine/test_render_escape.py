"""Student text is harmless where it is shown."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.engine.render_samples import HOSTILE, HUGE

from grader.escape import code, code_block, csv_cell, html_text, markdown, plain

pytestmark = pytest.mark.laptop

# Text rich in what acts somewhere, beside Unicode at large (with lone surrogates).
ACTING = st.text(
    st.sampled_from(list("`~|<>&@#:;=+-$*_[]()!\\\"' \n\t\r\x1b\u202e\ud800axwghGH.1/")),
    max_size=60,
)
TEXT = st.one_of(ACTING, st.text(st.characters(exclude_categories=()), max_size=60))
GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def rendered(source: str) -> str:
    """The text of the only paragraph of `source`, with no markup in it but the span of a `$`."""
    block = GFM.parse(source)
    assert [t.type for t in block] == ["paragraph_open", "inline", "paragraph_close"], source
    parts = block[1].children or []
    for part in parts:
        allowed = part.type in ("text", "text_special")
        assert allowed or part.content in ("<span>", "</span>"), (part, source)
    return "".join(part.content for part in parts if part.type != "html_inline")


@given(TEXT)
@example("".join(map(chr, range(0x2000, 0x2070))))
def test_plain_leaves_nothing_invisible(text: str) -> None:
    """What `plain` returns has no control, format or surrogate character and can be encoded."""
    shown = plain(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")


@given(TEXT)
def test_plain_keeps_only_newline_and_tab_where_asked(text: str) -> None:
    """With `keep_newlines`, newline and tab are the only control characters left."""
    shown = plain(text, keep_newlines=True)
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n", "\t"}
    assert shown.count("\n") == text.count("\n")


@given(TEXT, st.booleans())
def test_plain_is_idempotent(text: str, keep: bool) -> None:
    """Treating text twice changes nothing more."""
    once = plain(text, keep_newlines=keep)
    assert plain(once, 10_000, keep_newlines=keep) == once


@given(TEXT, st.booleans())
def test_plain_leaves_no_workflow_command(text: str, keep: bool) -> None:
    """No line starts with `::` after white space, and `##[` is nowhere."""
    shown = plain(text, keep_newlines=keep)
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))
    assert "##[" not in shown


@given(TEXT, st.integers(0, 70))
def test_plain_cuts_with_a_note(text: str, limit: int) -> None:
    """Longer text is cut at the limit and says how many are missing, where that is shorter."""
    shown = plain(text, limit)
    note = f" ... ({len(text) - limit} more characters)"
    if len(text) - limit > len(note):
        assert shown == plain(text[:limit]) + note
    else:
        assert shown == plain(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("bnvar_inv: x[::2]", "bnvar_inv: x[::2]"),
        ("Zoë 李雷 עברית", "Zoë 李雷 עברית"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\u202eb\u200bc", r"a\u202eb\u200bc"),
        ("\U000e0041", r"\U000e0041"),
        # Letters that print nothing: fillers of Hangul, Khmer vowels, a blank of braille, a joiner.
        ("a\u115f\u1160b\u3164\uffa0", r"a\u115f\u1160b\u3164\uffa0"),
        ("a\u17b4\u17b5b\u2800\u034fc", r"a\u17b4\u17b5b\u2800\u034fc"),
        ("\ufdd0\ufdef\U0001ffff", r"\ufdd0\ufdef\U0001ffff"),
        ("\ufdcf\ufdf0", "\ufdcf\ufdf0"),
        ("\ud800\ufffe", r"\ud800\ufffe"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("::error::x", ": :error::x"),
        (" ##[error]x", " ## [error]x"),
    ],
)
def test_plain_by_example(text: str, shown: str) -> None:
    """Ordinary text stays; what cannot be seen is written out."""
    assert plain(text) == shown


def test_plain_keeps_lines_by_example() -> None:
    """Windows line ends become newlines and a command on any line is broken."""
    assert plain("a\r\n\t::error::b\rc", keep_newlines=True) == "a\n\t: :error::b\\rc"


def test_a_megabyte_is_cut() -> None:
    """Every function bounds its result whatever it is given."""
    for function in (plain, markdown, html_text, code, code_block, csv_cell):
        assert len(function(HUGE)) < 2000 * 12
    assert plain(HUGE).endswith(" more characters)")


@given(TEXT)
@example("a@b.c @org/team #1 GH-1 :x: https://x www.x.y")
@example("1) x")
@example("# x")
@example("##1 and #")
@example("1.")
@example("    indented")
@example("\\| | \\")
def test_markdown_renders_as_the_plain_text(text: str) -> None:
    """`markdown` has no effect but its text: parsing it gives `plain` back."""
    source = markdown(text)
    if not source:
        return
    assert rendered(source).replace("\u200b", "") == plain(text).strip()


@given(TEXT)
def test_markdown_text_is_not_linked_afterwards(text: str) -> None:
    """GitHub's searches of the rendered text find no mention, number, emoji or address."""
    source = markdown(text)
    shown = rendered(source) if source else ""
    assert not re.search(r"@\w|#\w|:[A-Za-z0-9_+-]+:|://|(?i:www\.)|(?i:\bgh-\d)", shown)


@given(TEXT)
@example("a | b")
@example("\\|")
@example("`|`")
def test_markdown_fits_a_table_cell(text: str) -> None:
    """A cell of student text leaves a row with as many cells as it had."""
    tokens = GFM.parse(f"| a | b |\n|---|---|\n| {markdown(text)} | end |\n")
    cells = [t for t in tokens if t.type == "inline"]
    assert len(cells) == 4
    assert cells[3].content == "end"


@given(TEXT)
def test_html_text_opens_no_element(text: str) -> None:
    """In a summary the text brings no tag with it but the span of a `$`."""
    shown = html_text(text).replace("<span>$</span>", "")
    assert not set("<>") & set(shown)
    assert not re.search(r"&(?!(lt|gt|amp|#124|#8203);)", shown)


@given(TEXT)
@example("`")
@example("``a```")
@example(" a ")
@example("  ")
@example("")
def test_code_is_one_span(text: str) -> None:
    """A code span holds the plain text and ends where its fence does."""
    tokens = GFM.parse(f"x {code(text)} y")
    kinds = [(t.type, t.content) for t in tokens[1].children or []]
    assert kinds == [("text", "x "), ("code_inline", plain(text) or "  "), ("text", " y")]


@given(TEXT)
@example("```\nout\n````")
@example("~~~")
def test_code_block_cannot_be_closed(text: str) -> None:
    """A code block is one fence, whatever fences are inside it."""
    tokens = GFM.parse(f"before\n\n{code_block(text)}\n\nafter")
    assert [t.type for t in tokens if t.level == 0] == [
        "paragraph_open",
        "paragraph_close",
        "fence",
        "paragraph_open",
        "paragraph_close",
    ]
    assert tokens[3].content == plain(text, keep_newlines=True).strip("\n") + "\n"


@given(TEXT)
@example("\u00a0=1")
@example("x;=1")
def test_csv_cell_is_no_formula(text: str) -> None:
    """Read back, the cell has one line and starts with no formula character."""
    out = io.StringIO()
    csv.writer(out).writerow([csv_cell(text), "end"])
    (row,) = csv.reader(io.StringIO(out.getvalue()))
    assert len(row) == 2
    for part in row[0].split(";"):
        assert not part.lstrip().startswith(tuple("=+-@＝＋－＠−\t\r"))


def test_csv_cell_by_example() -> None:
    """Text is marked as text; numbers of ours stay numbers."""
    assert csv_cell('=HYPERLINK("http://x")') == '\'=HYPERLINK("http://x")'
    assert csv_cell("  -1") == "  '-1"
    assert csv_cell(-2.5) == "-2.5"
    assert csv_cell("a-b") == "a-b"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_survive_every_function(text: str) -> None:
    """Every result can be encoded and holds no escape sequence."""
    for function in (plain, markdown, html_text, code, code_block, csv_cell):
        shown = function(text)
        shown.encode("utf-8")
        assert "\x1b" not in shown
