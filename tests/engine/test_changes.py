"""What a comment says of the last push, and what it remembers for the next."""

from __future__ import annotations

import base64

import pytest
from tests.engine.render_samples import as_state, check, record, task, topic, untouched, working

from grader.record import Record
from grader.render.changes import Remembered, changes, line_of, seen_in, states_before
from grader.render.markdown import MAX_BYTES, feedback

pytestmark = pytest.mark.laptop


def after(old: Record, commit: str, there: str = "") -> str:
    """The comment on `old`, where `there` is what stood before."""
    return feedback(old, commit=commit, seen=seen_in(there))


def mended() -> Record:
    """`working` with one task put right, and one that is broken now."""
    one = working()
    tasks = one.topics[0].tasks
    tasks[2] = as_state(tasks[2], "pass")
    tasks[0] = task("logprobs", "M4-1", "error", [check("logprobs", 1, state="error")])
    return one


def test_a_push_says_which_tasks_have_another_state() -> None:
    """Only those that have, before the table of all; the first comment says nothing of it."""
    first = after(working(), "a" * 40)
    assert "Since the last push" not in first
    second = after(mended(), "b" * 40, first)
    lines = second.splitlines()
    at = lines.index("| Task | Since the last push |")
    assert lines[at + 2 : at + 4] == ["| logprobs | pass -> ERROR |", "| logits | FAIL -> pass |"]
    assert lines[at + 4] == ""
    assert at < lines.index("| Task | State | Visible checks | Hidden checks |")


def test_the_same_commit_told_again_is_the_same_text() -> None:
    """So that a run that is started again edits nothing; the next push compares with this one."""
    first = after(working(), "a" * 40)
    second = after(mended(), "b" * 40, first)
    assert after(mended(), "b" * 40, second) == second
    third = after(working(), "c" * 40, second)
    assert "| logits | pass -> FAIL |" in third


def test_a_task_that_nobody_had_begun_is_a_change_too() -> None:
    """From not started to whatever it is now."""
    begun = after(working(), "b" * 40, after(untouched(), "a" * 40))
    assert "Since the last push" not in begun, "nothing was known of the first push"
    one = working()
    one.topics[0].tasks[5] = as_state(one.topics[0].tasks[5], "pass")
    assert "| C | not started -> pass |" in after(one, "b" * 40, after(working(), "a" * 40))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"[]",
        b'{"now": {"makemore4 logits": 3}}',
        b'{"now": {"makemore4 logits": "' + b"a" * 100_000 + b'"}}',
        b"\xff",
    ],
    ids=range(6),
)
def test_a_line_that_is_none_of_ours_is_nothing(data: bytes) -> None:
    """A student may edit the comment: what cannot be read is not there."""
    assert seen_in(f"<!-- grader:states {base64.b64encode(data).decode()} -->") == Remembered()
    assert seen_in("<!-- grader:states ??? -->") == Remembered()


def test_states_that_do_not_exist_are_not_told() -> None:
    """Nothing that stands in the line gets into the text but the words of our own states."""
    [one] = working().topics
    assert changes(one, {"makemore4 logits": "<b>gained</b>", "other": "pass"}).keys() == {
        t.id for t in one.tasks if t.state != "not_started" and t.id != "logits"
    }
    assert states_before(Remembered("", {"a": "pass"}), "") == {"a": "pass"}


def test_nine_topics_fit() -> None:
    """145 tasks with everything failing, remembered and told, stay below the limit."""
    fields = {"state": "fail", "summary": "v" * 300, "where": "exercises/t/f.py:7"}
    tasks = [task(f"task_{n}", f"T-{n}", "fail", [check("f", n, **fields)]) for n in range(16)]
    one = record("ada", [topic(tasks, id=f"topic_{k}") for k in range(9)])
    first = after(one, "a" * 40)
    done = record("ada", [topic([as_state(t, "pass") for t in tasks], id="topic_1")])
    for text in (first, after(one, "b" * 40, after(done, "a" * 40))):
        assert len(text.encode()) <= MAX_BYTES
        assert text.rstrip().splitlines()[-1].startswith("Left out")
        assert "grader:states" in text
    assert len(line_of([one], "a" * 40, seen_in(first).now)) < 20_000
