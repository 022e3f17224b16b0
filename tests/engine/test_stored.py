"""What a record is as a file: small, and whole again when it is read."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from tests.engine.render_samples import (
    HOSTILE,
    check,
    described,
    hostile,
    record,
    sample_class,
    task,
    topic,
    untouched,
    working,
)

from grader.errors import UsageError
from grader.record import CheckResult, Record, Row, TaskResult
from grader.render.markdown import feedback
from grader.stored import decode, encode

pytestmark = pytest.mark.laptop
SAMPLES = [
    *sample_class(),
    described(),
    *(hostile(text) for text in HOSTILE if "\ud800" not in text),
]


def many(state: str, **fields: Any) -> Record:
    """Nine topics of 16 tasks with 10 checks each, all of them in `state`."""
    topics = []
    for name in "abcdefghi":
        tasks = []
        for number in range(16):
            task_id = f"task_of_a_usual_name_{number}"
            checks = [
                CheckResult(
                    id=f"{'tests/hidden' if k > 3 else 'exercises'}/topic_{name}/test_of_file_"
                    f"{number // 4}.py::test_{task_id}_of_kind_{k}",
                    task=task_id,
                    title=f"agrees with what autograd finds for rows of another length, {k}",
                    visibility="hidden" if k > 3 else "visible",
                    category="other sizes" if k > 3 else "",
                    state=state,
                    seed=2126340045020939306 + k,
                    **fields,
                )
                for k in range(10)
            ]
            tasks.append(
                TaskResult(
                    id=task_id,
                    ref=f"T{name}-E{number}",
                    title="the gradient of a usual function by hand",
                    file=f"file_{number // 4}.py",
                    points=5,
                    state=state,
                    checks=checks,
                )
            )
        topics.append(topic(tasks, id=f"topic_{name}"))
    return record("ada", topics)


def rows(check_id: str, *, visible: bool) -> list[Row]:
    """The rows of a check of a file that does not import."""
    task_id = check_id.partition("::test_")[2].partition("_of_kind")[0]
    said = [Row("import", "file.py does not import: SyntaxError: invalid syntax (line 47)" * 3)]
    again = [Row("again", f'pytest "{check_id}"')] if visible else []
    return [
        Row("code", "exercises/t/file.py:47"),
        *said,
        Row("next", f"grader hint {task_id}"),
        *again,
    ]


def test_who_did_nothing_costs_30_kb() -> None:
    """1,440 checks of nine topics that nobody began."""
    assert len(encode(many("not_started"))) <= 30_000


def test_where_every_file_raises_costs_300_kb() -> None:
    """1,440 checks of which those of a topic say the same."""
    whole = many("error", exception="SyntaxError", where="exercises/t/file.py:47")
    for one in (c for t in whole.topics for k in t.tasks for c in k.checks):
        one.rows = rows(one.id, visible=one.visibility == "visible")
        one.summary = one.rows[1].text
    assert len(encode(whole)) <= 300_000
    again = decode(encode(whole))
    for old, new in zip(whole.topics, again.topics, strict=True):
        pairs = zip(old.tasks, new.tasks, strict=True)
        for before, after in (
            (a, b) for x, y in pairs for a, b in zip(x.checks, y.checks, strict=True)
        ):
            assert (before.id, before.rows, before.summary) == (after.id, after.rows, after.summary)
            assert before.state == after.state


@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_what_is_read_says_what_was_written(sample: Record) -> None:
    """Points, states, messages and feedback are the same; written again, the bytes."""
    found = decode(encode(sample))
    assert encode(decode(encode(found))) == encode(found)
    assert (found.earned, found.points) == (sample.earned, sample.points)
    assert feedback(found) == feedback(sample)
    for old, new in zip(sample.topics, found.topics, strict=True):
        assert new.ritual == old.ritual
        assert [t.state for t in new.tasks] == [t.state for t in old.tasks]
        for before, after in zip(old.tasks, new.tasks, strict=True):
            states = [(c.state, c.visibility) for c in before.checks]
            assert [(c.state, c.visibility) for c in after.checks] == states
            if before.state != "not_started":
                assert _without_calls(after) == _without_calls(before)


def _without_calls(one: TaskResult) -> TaskResult:
    """A task without what checks that say the same have of their own."""
    one = copy.deepcopy(one)
    for each in one.checks:
        each.title, each.seed, each.margin = "", 0, None
        each.rows = [row for row in each.rows if not (each.exception and row.label == "called")]
    return one


def test_how_another_call_was_made_is_not_said_of_this_one() -> None:
    """Of two calls that raise at one line, the second is told without its arguments."""
    fields = {"state": "error", "exception": "ValueError", "where": "a.py:3", "summary": "no"}
    checks = [check("f", n, rows=[Row("called", f"f({n})")], **fields) for n in (1, 2)]
    [found] = decode(encode(record("a", [topic([task("f", "T-1", "error", checks)])]))).topics
    assert [c.rows for c in found.tasks[0].checks] == [[Row("called", "f(1)")], []]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"same":1', b'"same":2', "none before it"),
        (b'"same":1', b'"same":-1', "none before it"),
        (b'"idle":[2,2]', b'"idle":[2,2000000000]', "2000000002 checks"),
        (b'"idle":[2,2]', b'"idle":[-1,2]', "1 checks"),
        (b",2,2,[]]", b",2,2000000000,[]]", "2000000002 checks"),
    ],
)
def test_numbers_that_no_grading_writes_are_refused(old: bytes, new: bytes, words: str) -> None:
    """A file may come from a student's own run: no number in it makes the reader large."""
    stub = [check("g", n, state="not_started") for n in (1, 2)]
    closed = [check("g", n, state="not_started", visibility="hidden") for n in (3, 4)]
    idle = task("g", "T-2", "not_started", [*stub, *closed])
    ended = [check("f", n, state="error", exception="E", summary="e") for n in (1, 2)]
    begun = topic([task("f", "T-1", "error", ended), idle])
    data = encode(record("a", [begun, topic([idle], id="other")]))
    assert data.count(old) == 1
    with pytest.raises(UsageError, match=words):
        decode(data.replace(old, new))


def test_the_file_can_be_read_by_people() -> None:
    """A check that passes is one line, and every line is short or one thing."""
    lines = encode(working()).decode().splitlines()
    assert sum('"state":"pass"' in line or '"title":' in line for line in lines) > 5
    assert [line for line in lines if "test_steps.py::test_logprobs_1" in line and "{" in line]
    assert msgspec.json.decode(encode(untouched()))["topics"][0]["idle"][0][0] == "logprobs"
