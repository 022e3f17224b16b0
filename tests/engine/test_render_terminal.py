"""The report of a topic in a terminal: what is shown, and what is only counted."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from tests.engine.render_samples import check, record, task, topic, working, wrong_hidden

from grader.learn.reporting import of_torch, reports
from grader.record import GRADING_PROBLEM, CheckResult, RitualResult, Row, TaskPart
from grader.render.actions import annotation_lines, summary
from grader.render.message import WIDTH, aligned, message_lines
from grader.render.ritual import progress, ritual_report
from grader.render.terminal import Here, topic_report

pytestmark = pytest.mark.laptop


@pytest.mark.parametrize(("count", "said"), [(1, []), (3, ["  (2 more in detail with --all)"])])
def test_further_tasks_are_counted_where_there_are_any(count: int, said: list[str]) -> None:
    """The first that fails is shown; of the others how many there are, with --all every one."""
    tasks = [task(f"f{n}", f"T-{n}", "fail", [wrong_hidden(f"f{n}", 0)]) for n in range(count)]
    lines = topic_report(topic(tasks))
    assert [line for line in lines if "more in detail" in line] == said
    assert not [line for line in topic_report(topic(tasks), show_all=True) if "more in" in line]


def test_an_exception_beside_wrong_values_is_counted_and_shown() -> None:
    """Of one task the first check of each state has a message with --all; else a line counts it."""
    states = ("pass", "error", "error", "fail", "fail")
    checks = [check("f", n, state=s, summary=f"said {n}") for n, s in enumerate(states)]
    report = topic([task("f", "T-1", "error", checks)])
    lines = topic_report(report)
    assert "  (1 more in detail with --all)" in lines
    assert [n for n in range(5) if any(f"said {n}" in line for line in lines)] == [1]
    lines = topic_report(report, show_all=True)
    assert [n for n in range(5) if any(f"said {n}" in line for line in lines)] == [1, 3]
    assert not any("more in detail" in line for line in lines)


def test_after_some_checks_that_pass_there_is_a_next_step() -> None:
    """A whole topic has its questions below; a run of one task names the command."""
    done = topic([task("f", "T-1", "pass", [check("f", 0)])])
    assert topic_report(done, partial=True)[-1] == "  next     grader next"
    assert "  next     grader next" not in topic_report(done)


def test_a_line_ends_at_a_space() -> None:
    """Where a row is longer than a line it goes on below; a name with hyphens stays whole."""
    filler = "x" * (WIDTH - 20)
    [first, second] = aligned([Row("note", f"{filler} one-two-three-four")])
    assert first.strip() == f"note     {filler}"
    assert second.strip() == "one-two-three-four"
    assert second.index("o") == first.index("x")


def test_a_check_that_counts_is_shown_before_one_that_failed_itself() -> None:
    """What the course is to blame for is no learner's next step."""
    fault = check("f", 0, state="error", category=GRADING_PROBLEM, summary="ours")
    own = check("f", 1, state="fail", summary="yours is 3")
    lines = topic_report(topic([task("f", "T-1", "fail", [fault, own])]))
    assert [line for line in lines if "yours is 3" in line]


def test_a_summary_ends_with_its_line() -> None:
    """The next step of a workflow writes below it."""
    assert summary(None, []).endswith("yet\n")
    assert summary(None, ["it broke"], log="said\n").endswith("</details>\n")


def test_how_many_checks_of_a_task_pass_is_told() -> None:
    """Of those that count, in the line of a task that is begun and not done."""
    fault = check("f", 3, state="error", category=GRADING_PROBLEM)
    checks = [check("f", 0), check("f", 1), check("f", 2, state="fail"), fault]
    tasks = [task("f", "T-1", "fail", checks), task("g", "T-2", "pass", [])]
    lines = topic_report(topic(tasks, file_titles={tasks[0].file: "steps"}))
    [line] = [line for line in lines if "checks pass" in line]
    assert line.split()[-5:] == ["2", "of", "3", "checks", "pass"]


def test_a_summary_of_checks_says_who_decides() -> None:
    """What a student's own workflow has found is provisional."""
    assert "Provisional: made by this repository's own workflow" in summary(working(), [])


def test_a_file_is_annotated_once_at_its_first_failing_check() -> None:
    """As GitHub reads it: what would end a property or a line is written out."""
    where = "exercises/t/50%,x.py"
    checks = [
        check("f", 0, where=f"{where}:3"),
        check("f", 1, state="fail", where=f"{where}:27", summary="100% off", pattern="twice: 2"),
        check("f", 2, state="fail", where=f"{where}:99", summary="later"),
        check("f", 3, state="fail", summary="nowhere"),
    ]
    made = record("ada", [topic([task("f", "T-1,2", "fail", checks)])])
    assert list(annotation_lines(made)) == [
        "::error file=exercises/t/50%25%2Cx.py,line=27,title=T-1%2C2 f::100%25 off: twice: 2"
    ]


@pytest.mark.parametrize(("count", "more"), [(10, ""), (13, "(3 more lines)")])
def test_ten_lines_of_what_was_printed_are_shown(count: int, more: str) -> None:
    """Of further ones how many there are."""
    output = "".join(f"line {n}\n" for n in range(count))
    lines = message_lines(check("f", 0, state="fail", output=output))
    assert [line.split()[-1] for line in lines if "line " in line] == [str(n) for n in range(10)]
    assert [line.strip() for line in lines if "more" in line] == ([more] if more else [])


@pytest.mark.parametrize("count", [5, 6, 8])
def test_cells_that_are_to_do_are_named_up_to_six(count: int) -> None:
    """Of more it is said how many."""
    cells = [
        check("describe", number, id=f"ritual::cell{number}", state="not_started")
        for number in range(count)
    ]
    step = task("describe", "R-1", "partial", [check("describe", 9), *cells])
    lines = ritual_report("t", RitualResult(notebook="n", steps=[step]), show_all=False)
    [line] = [line for line in lines if "to do" in line]
    more = f" and {count - 6} more" if count > 6 else ""
    assert line.split("to do")[1].strip() == ", ".join(f"cell{n}" for n in range(count)[:6]) + more


def test_progress_of_a_step_is_told_from_two_checks_on() -> None:
    """One check is the step itself."""
    one, other = check("describe", 0), check("describe", 1, state="fail")
    assert progress(task("describe", "R-1", "partial", [one, other])) == "1 of 2"
    assert progress(task("describe", "R-1", "fail", [other])) == ""


@pytest.mark.parametrize(("wrong", "said"), [(0, "1 of 3 done"), (1, "no."), (2, "no. (1 more)")])
def test_a_later_step_that_is_begun_is_a_line(wrong: int, said: str) -> None:
    """The first one is shown in full; of another what is wrong first, else how far it is."""
    first = task("one", "R-1", "fail", [check("one", n, state="fail") for n in range(2)])
    states = ["fail"] * wrong + ["not_started"] * (2 - wrong)
    checks = [check("two", n, state=state, summary="no.") for n, state in enumerate(states)]
    other = task("two", "R-2", "partial", [check("two", 9), *checks])
    lines = ritual_report("t", RitualResult(notebook="n", steps=[first, other]), show_all=False)
    [line] = [line for line in lines if " two: " in line]
    assert line.partition(" two: ")[2] == said


def test_a_stub_that_a_task_waits_for_is_named() -> None:
    """Where another task's stub raised it is that one; the own one is a line that is left."""
    for ref, said in (("T-2", "g, task T-2, is still a stub, and comes first"), ("T-1", "still")):
        rows = [Row("stubs", f"g, task {ref}, is still a stub")]
        waits = check("f", 0, state="not_started", rows=rows)
        begun = Here(stubs={"f": []}, begun=frozenset({"f"}))
        lines = topic_report(topic([task("f", "T-1", "not_started", [waits])]), here=begun)
        [line] = [line for line in lines if line.strip().startswith("stubs")]
        assert said in line
        assert ("NotImplementedError" in line) == (ref == "T-1")


def test_of_checks_on_one_function_the_one_that_explains_is_shown() -> None:
    """A named mistake before an exception with its why, that before a pattern; else the first."""

    def of(number: int, label: str, function: str = "f", part: str = "") -> CheckResult:
        rows = [Row("code", f"a.py:1 ({function})"), Row(label, f"said {number}")]
        return check("f", number, state="fail", rows=rows, part=part)

    def shown(*checks: CheckResult) -> str:
        names = ("main", "more") if checks[0].part else ()
        parts = [TaskPart(name=name, points=2, state="fail", earned=0) for name in names]
        report = task("f", "T-1", "fail", [*checks], parts=parts)
        [line] = [line for line in topic_report(topic([report])) if "said" in line]
        return line.split()[-1]

    assert shown(of(0, "values"), of(1, "why"), of(2, "mistake")) == "2"
    assert shown(of(0, "values"), of(1, "pattern"), of(2, "why")) == "2"
    assert shown(of(0, "values"), of(1, "mistake", "g")) == "0"
    assert shown(of(0, "values"), of(1, "values")) == "0"
    assert shown(of(0, "values", part="main"), of(1, "mistake", part="more")) == "0"


def test_what_is_still_to_write_stands_beside_what_is_wrong() -> None:
    """Of a class half written: its stubs, before what to do next."""
    rows = [Row("raised", "NameError: b"), Row("next", "grader hint f")]
    wrong = task("f", "T-1", "error", [check("f", 0, state="error", rows=rows)])
    lines = topic_report(topic([wrong]), here=Here(stubs={"f": ["__len__"]}))
    at = lines.index("  stubs    still to write: __len__")
    assert lines[at + 1] == "  next     grader hint f"


def test_what_torch_warns_of_is_said_in_fewer_words() -> None:
    """Once, with the learner's line, and only where no message says it; other warnings stay."""
    texts = (
        "UserWarning: The use of `x.T` on tensors of dimension other than 2 to reverse",
        "UserWarning: var(): degrees of freedom is <= 0. Correction should be",
        "UserWarning: another one",
    )
    places = [("/repo/exercises/t/a.py", 4), ("/repo/exercises/t/a.py", 9), None]
    warned = [
        SimpleNamespace(message=text, fslocation=place)
        for text, place in zip(texts, places, strict=True)
    ]
    stats: dict[str, list[Any]] = {"warnings": [*warned, warned[0]]}
    lines = " ".join(reports([], {}, stats, show_all=False))
    assert stats["warnings"] == [warned[2]]
    assert lines.count("a.py line 4: .T turns all axes of a tensor around") == 1
    assert "a.py line 9: a variance" in lines
    assert not list(of_torch({"warnings": [warned[1]]}, "0 / 0 is nan"))


def test_what_is_begun_and_waits_is_no_next_step() -> None:
    """The first that waits for nothing is; a row names what comes first, not all on the way."""
    tasks = [task("f", "T-1", "not_started", []), task("g", "T-2", "not_started", [check("g", 0)])]
    chain = task("h", "T-3", "blocked", [check("h", 0, state="fail")])
    waits, titles = {"f": [], "g": ["f"], "h": ["f", "g"]}, {"cross_entropy_steps.py": "steps"}
    known = Here(waits=waits, begun={"g"}, stubs={"g": []})
    lines = topic_report(topic([*tasks, chain], file_titles=titles), here=known)
    assert [line.split()[1] for line in lines if line.startswith("  next ")] == ["f"]
    assert not [line for line in topic_report(topic(tasks), show_all=True, here=known)
                if "take that line out" in line]  # fmt: skip
    assert [line for line in lines if line.endswith(", waits for f")]


def test_a_task_of_several_functions_is_called_by_them() -> None:
    """As far as there is room; what is to be written next are those that are still stubs."""
    tasks = [
        task("low", "T-1", "not_started", []),
        task("f", "T-2", "fail", [wrong_hidden("f", 0)]),
    ]
    names = {"low": ["low", "high"], "f": ["f", "a_name_that_is_long", "another_one"]}
    titles = {"cross_entropy_steps.py": "steps"}
    lines = topic_report(topic(tasks[1:], file_titles=titles), here=Here(names=names))
    assert [line for line in lines if re.search(r"FAIL +T-2 +f and 2 more  ", line)]
    lines = topic_report(topic(tasks[:1]), here=Here(names=names, stubs={"low": ["high"]}))
    assert any(line.startswith("  next     high in ") for line in lines)


def test_a_stub_in_the_main_part_comes_before_what_is_wrong_beyond_it() -> None:
    """Of two functions one is written: the task is begun, and the other is named."""
    main = [check("f", n, state="not_started", part="Main") for n in range(2)]
    checks = [*main, check("f", 2, state="fail", part="Beyond", summary="no ValueError")]
    half = task("f", "T-1", "fail", checks)
    half.parts = [
        TaskPart(name="Main", points=3, state="not_started", earned=0.0),
        TaskPart(name="Beyond", points=1, state="fail", earned=0.0),
    ]
    here = Here(stubs={"f": ["g"]}, begun={"f"})
    page = "\n".join(topic_report(topic([half]), here=here))
    assert "T-1 f: begun, 0 of 3 checks pass" in page
    assert "  stubs    still to write: g\n" in page
    assert page.index("still to write") < page.index("no ValueError")
    # Where nothing of it is written, what is wrong is told as before.
    assert "no ValueError" in "\n".join(topic_report(topic([half]), here=Here()))


def test_what_is_blocked_says_only_what_it_waits_for() -> None:
    """Its values may be wrong by what is not done there."""
    waiting = task("f", "T-1", "blocked", [check("f", 0, state="fail", summary="yours is 3")])
    page = "\n".join(topic_report(topic([waiting]), show_all=True, here=Here(waits={"f": ["g"]})))
    assert "T-1 f: blocked\n  waits    for g" in page
    assert "yours is 3" not in page
