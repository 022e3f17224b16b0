"""The student's feedback."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.engine.golden import expect_golden
from tests.engine.render_samples import (
    HOSTILE,
    HUGE,
    SECRETS,
    broken,
    check,
    done,
    hidden,
    hostile,
    record,
    sample_class,
    task,
    topic,
    untouched,
    working,
    wrong_hidden,
)

from grader.record import CheckResult, Record, Row
from grader.render.markdown import MARKER, MAX_BYTES, feedback

pytestmark = pytest.mark.laptop

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OUR_HTML = re.compile(
    r"<!-- grader:feedback schema=1 -->|<details><summary>[^<>]*(<span>\$</span>[^<>]*)*</summary>"
    r"|</details>|</?span>"
)


def tokens(text: str) -> list[Token]:
    """All tokens of `text`, inline ones too."""
    return [t for block in GFM.parse(text) for t in (block, *(block.children or []))]


def revealed(old: Record) -> Record:
    """`old` after the deadline."""
    for each in old.topics:
        each.revealed = True
    return old


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("working", working()),
        ("revealed", revealed(working())),
        ("done", done()),
        ("untouched", untouched()),
        ("broken", broken()),
        ("two_topics", sample_class()[4]),
    ],
)
def test_golden(name: str, sample: Record) -> None:
    """The feedback on each sample record is its golden file."""
    expect_golden(f"render/feedback_{name}.md", feedback(sample))


def test_starts_with_the_marker_and_progress() -> None:
    """The comment can be found by its marker, and progress is the first thing in it."""
    lines = feedback(working()).splitlines()
    assert lines[0] == MARKER
    assert lines[2] == "### makemore4: 1 of 7 tasks done"
    assert "`3f9c2ab12345`" in lines[4]


def test_next_is_the_first_started_task_that_does_not_pass() -> None:
    """A partial task comes before the failing ones after it."""
    text = feedback(working())
    assert text.count("#### Next: ") == 1
    assert "#### Next: M4-2 `probs`\n" in text
    assert "2 hidden checks do not pass" in text


def test_next_shows_the_first_failing_visible_check_in_full() -> None:
    """Place, every row and the output of the check are there, and its rows are aligned."""
    sample = working()
    del sample.topics[0].tasks[1]
    text = feedback(sample)
    assert '"agrees with autograd on a batch of 32"' in text
    assert "\ncode     exercises/makemore4/cross_entropy_steps.py:27\n" in text
    assert "\nshape    (32, 27) = (n, C), as expected\n" in text
    assert "\nprinted  loss 3.29\nprinted  loss 3.11\n```" in text


def test_nothing_is_told_twice() -> None:
    """A summary that a row repeats is left out, and a pattern has one row."""
    rows = [Row("time", "no answer within 5 s; is there a loop?"), Row("pattern", "7 times")]
    bad = check("f", 1, state="fail", summary="no answer within 5 s", rows=rows, pattern="n times")
    text = feedback(record("A", [topic([task("f", "T-1", "fail", [bad])])]))
    assert text.count("no answer within 5 s") == 1
    assert "n times" not in text


def test_all_done_is_said_as_a_fact() -> None:
    """With every task passing there is no next step."""
    text = feedback(done())
    assert "Every task of this topic passes." in text
    assert "Next:" not in text


def test_untouched_names_the_first_file() -> None:
    """With nothing started the file to open is named."""
    text = feedback(untouched())
    assert "Nothing is started. The first file to open" in text
    assert "`exercises/makemore4/cross_entropy_steps.py`" in text


def test_no_points_in_headings_and_no_judging_words() -> None:
    """Headings have no score; no praise, blame or belittling word is used."""
    for sample in sample_class():
        text = feedback(sample)
        assert not [x for x in text.splitlines() if x.startswith("#") and "point" in x]
        assert not re.search(
            r"(?i)\b(just|simply|easily|obviously|great|sorry|wrong|well done)\b", text
        )


@pytest.mark.parametrize("state", ["fail", "error", "timeout"])
def test_hidden_values_stay_hidden_until_revealed(state: str) -> None:
    """Before the deadline nothing of a hidden check but category and pattern is told; then all."""
    bad = wrong_hidden("probs", 1, state=state)
    sample = record("A", [topic([task("probs", "M4-1", "partial", [check("probs", 1), bad])])])
    before = feedback(sample)
    assert not [secret for secret in [*SECRETS, "7.25", "1.75", "9001"] if secret in before]
    assert "*other sizes*, 1 check: every value is n times too large" in before
    after = feedback(revealed(sample))
    told = [secret for secret in SECRETS if "summary" not in secret]
    assert not [secret for secret in [*told, "expected 1.75", "9001"] if secret not in after]


def test_only_an_exception_of_python_is_named() -> None:
    """A class of the submission's own could carry an input out in its name."""
    bad = [
        hidden("probs", n, state="error", exception=name)
        for n, name in enumerate(["IndexError", "Saw725", "print"])
    ]
    text = feedback(record("A", [topic([task("probs", "M4-1", "error", bad)])]))
    assert "1 check: IndexError" in text
    assert "2 checks: an exception" in text
    assert "725" not in text


def test_hidden_checks_that_did_not_run_are_named_so() -> None:
    """Without hidden checks the column says so, and the points say what they are."""
    text = feedback(broken())
    assert "not run |" in text
    assert "Hidden checks did not take part" in text


def test_grading_problems_are_not_the_submissions() -> None:
    """A check of ours that failed is told as ours."""
    text = feedback(broken())
    assert "Not counted, by the course's fault: 1 check." in text
    assert "nobody gains or loses points by it" in text
    assert "#### Next: M4-2" in text
    assert "KeyError" not in text


def table_widths(text: str) -> set[int]:
    """The numbers of cells in the rows of all tables of `text`."""
    widths, cells = set(), 0
    for token in tokens(text):
        if token.type == "tr_open":
            cells = 0
        cells += token.type in ("td_open", "th_open")
        if token.type == "tr_close":
            widths.add(cells)
    return widths


@pytest.mark.parametrize("after_deadline", [False, True])
@pytest.mark.parametrize("text", [*HOSTILE, HUGE], ids=[*range(len(HOSTILE)), "huge"])
def test_hostile_text_does_nothing(text: str, after_deadline: bool) -> None:
    """Whatever a submission says, the page has only our HTML, our headings and our folds."""
    sample = hostile(text)
    page = feedback(revealed(sample) if after_deadline else sample)
    assert len(page.encode()) <= MAX_BYTES
    parsed = tokens(page)
    tags = [t.content for t in parsed if t.type in ("html_block", "html_inline")]
    lines = [line for tag in tags for line in tag.strip().splitlines()]
    assert not [line for line in lines if not OUR_HTML.fullmatch(line)]
    assert sum(x.startswith("<details>") for x in lines) == lines.count("</details>") > 0
    assert not {t.type for t in parsed} & {"link_open", "image", "s_open"}
    assert table_widths(page) == {2, 3, 4}
    headings = [token.tag for token in parsed if token.type == "heading_open"]
    assert headings == ["h3", "h4", "h4", "h4", "h4"]
    assert not [line for line in page.splitlines() if line.lstrip().startswith("::")]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_pings_nobody(text: str) -> None:
    """Outside code there is no mention, issue number, emoji or address in the rendered text."""
    for token in tokens(feedback(hostile(text))):
        if token.type in ("text", "text_special"):
            assert not re.search(r"@\w|#\w|:[a-z]+:|://|www\.", token.content), token.content


def test_questions_are_told_with_what_they_stand_for() -> None:
    """Answers that are not right with their sentence, the others as far as there is work to do."""
    text = feedback(working())
    assert "#### Questions: 4 of 6 answered\n\n- 3.67 of 12 points (apart from the tasks)\n" in text
    assert "- `M4-Q2` not right: A: A is the sum of \\`probs\\`.\n" in text
    assert "- `M4-Q5` to mend: expected one of A, B, C, D; got 'E'\n" in text
    assert "- unanswered: M4-Q6\n" in text
    assert "the mean" not in text


def many(count: int, size: int) -> Record:
    """A record after the deadline with `count` tasks whose checks say `size` characters each."""

    def bad(name: str) -> list[CheckResult]:
        rows = [Row("values", "v" * size)] * 10
        return [
            check(name, 1, state="fail", rows=rows, output="o" * size, title=name),
            wrong_hidden(name, 1, rows=rows),
        ]

    tasks = [task(f"f{n}", f"M4-{n}", "fail", bad(f"f{n}")) for n in range(count)]
    return revealed(record("A", [topic(tasks)]))


def test_too_long_loses_details_first_and_says_so() -> None:
    """Over the limit the details go, the table stays, and a note says what is missing."""
    text = feedback(many(40, 1000))
    assert MAX_BYTES / 2 < len(text.encode()) <= MAX_BYTES
    assert re.search(r"Left out to stay below 60,000 bytes: hidden checks in full \(\d+\)", text)
    assert "| M4-39 f39 | FAIL |" in text
    assert "#### Next: M4-0" in text
    assert "Left out" not in feedback(many(3, 100))


@pytest.mark.parametrize("limit", [2000, 60_000])
def test_the_limit_holds(limit: int) -> None:
    """The result keeps to any limit and stays well formed."""
    text = feedback(many(300, 2000), max_bytes=limit)
    assert len(text.encode()) <= limit
    assert text.startswith(MARKER)
    assert text.endswith("\n")
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize(
    ("state", "said"),
    [("pass", "\n\nThe file to open: "), ("not_started", "Nothing is started. The first file to")],
)
def test_the_file_to_open_is_the_first_one_only_where_nothing_is_begun(
    state: str, said: str
) -> None:
    """After a task that is done, something has been started."""
    first, second = (check(name, 0, state="not_started") for name in "fg")
    first.state = state
    tasks = [task("f", "T-1", state, [first]), task("g", "T-2", "not_started", [second])]
    text = feedback(record("ada", [topic(tasks)]))
    assert said in text
    assert ("Nothing is started" in text) is (state == "not_started")
