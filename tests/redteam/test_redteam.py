"""Hostile submissions: none gains a point, changes anything, or learns what it may not know."""

from __future__ import annotations

import re
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.conftest import is_full
from tests.engine.render_samples import whole_report
from tests.redteam.arena import (
    ESCAPED,
    HIDDEN,
    HONEST,
    SECRET,
    TASKS,
    TOKEN,
    Arena,
    Case,
    all_cases,
    arena,
    children,
)

from classroom.grade.batch import Graded, grade_all
from classroom.grade.submission import Job
from classroom.report.csv import gradebook
from classroom.report.table import class_table
from grader.check.source import Source
from grader.record import GRADING_PROBLEM, Record, TaskResult
from grader.render.closed import student_view
from grader.render.markdown import feedback
from grader.render.terminal import topic_report
from grader.stored import encode

# What costs a second or more; a case that stays shows the same kind.
SLOW = {
    # Loops in Python stay as catches_everything, those in C as regex, imports as sleep_at_import.
    *("hanging/loop", "hanging/loop_at_import", "hanging/generator", "hanging/endless_iterator"),
    *("hanging/big_power", "leaving/libc_exit"),
    # Memory stays as memory_tensor and memory_just_below_the_limit, output as output.
    *("exhausting/memory_list", "exhausting/output_slowly"),
    # Answers stay as dict_of_a_million_keys, nested_list and sixty_four_megabytes_at_every_call.
    *("exhausting/list_of_many_numbers", "exhausting/long_list", "exhausting/wide_dict"),
    "exhausting/four_megabytes_at_every_call",
    *("cheating/autograd_checkpoint", "cheating/autograd_hook"),
}
CASES = all_cases()
# What one wall stops in one sentence, by one name of many: every third stays.
FORBIDDEN = [
    case.name
    for case in CASES
    if case.family == "cheating" and case.feedback == ("is not allowed in this file",)
]
LEFT_OUT = SLOW | ({*FORBIDDEN} - {*FORBIDDEN[::3]})
QUICK = [case for case in CASES if case.name not in LEFT_OUT]


@dataclass
class Outcome:
    """What came of grading all cases, and the world before and after."""

    graded: dict[str, Graded]
    before: dict[str, object]
    after: dict[str, object]
    left_behind: list[str]
    reached: list[str]
    seconds: float


@pytest.fixture(scope="module")
def outcome(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Outcome]:
    """The cases graded by two workers, an honest submission after every ninth; in `make full` each.

    Whatever a case leaves in a worker, the next honest submission there meets.
    """
    cases, step = (CASES, 1) if is_full(pytestconfig) else (QUICK, 9)
    with arena(tmp_path_factory.mktemp("arena")) as made:
        jobs = []
        for number, case in enumerate(cases):
            path = made.hand_in(case.name.replace("/", "-"), made.text(case))
            jobs.append(Job(path, case.name, ("target",)))
            if number % step == 0:
                path = made.hand_in(f"honest-{number}", HONEST.format(number=number))
                jobs.append(Job(path, f"honest-{number}", ("target",)))
        yield run(made, jobs)


def run(made: Arena, jobs: list[Job]) -> Outcome:
    """Grade `jobs` through the public interface, and look around before and after."""
    before = made.snapshot()
    started = time.monotonic()
    graded = {g.job.student: g for g in grade_all(made.course, jobs, secret=SECRET, workers=2)}
    seconds = time.monotonic() - started
    left_behind = children()
    return Outcome(graded, before, made.snapshot(), left_behind, made.reached(), seconds)


def record_of(outcome: Outcome, student: str) -> Record:
    """The record of one submission."""
    graded = outcome.graded[student]
    assert graded.record is not None, graded.problem
    return graded.record


def said_of(task: TaskResult) -> str:
    """All that the checks of a task say."""
    parts = []
    for check in task.checks:
        rows = [f"{row.label}: {row.text}" for row in check.rows]
        parts += [check.state, check.summary, *rows, *check.notes]
    return "\n".join(parts)


def reports(record: Record) -> str:
    """Every report of one record but its pages, one below the other."""
    return "\n".join(
        [
            feedback(record),
            gradebook([record]),
            *class_table([record]),
            *topic_report(record.topics[0], show_all=True),
        ]
    )


def page(record: Record) -> str:
    """The pages of a report on one record, one after the other."""
    return whole_report([record])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=[pytest.mark.full] * (case not in QUICK))
        for case in CASES
    ],
)
def test_a_case_gains_nothing_and_harms_nothing(outcome: Outcome, case: Case) -> None:
    """Each task counts what its code deserves, the feedback says what happened, nothing is told.

    No attack reports a success, no token is in the record, nothing hidden in what the student
    sees, no check of ours fails itself, and no report holds what a reader of it would act on.
    The others: `make full`.
    """
    record = record_of(outcome, case.name)
    [topic] = record.topics
    earned = {task.id: task.earned for task in topic.tasks}
    assert earned == {task: TASKS[task] * (task in case.earns) for task in TASKS}, [
        said_of(task) for task in topic.tasks
    ]
    said = said_of({task.id: task for task in topic.tasks}[case.task])
    assert not case.feedback or any(words in said for words in case.feedback), said
    checks = [check for task in topic.tasks for check in task.checks]
    assert not [check.summary for check in checks if check.category == GRADING_PROBLEM]
    expect_nothing_told(record)
    expect_harmless(record)


def expect_nothing_told(record: Record) -> None:
    """No success of an attack, no token; nothing hidden in what the student sees."""
    everything = encode(record).decode()
    assert ESCAPED not in everything
    assert TOKEN not in everything
    seen = encode(student_view(record)).decode() + feedback(record)
    assert not [words for words in HIDDEN if words in seen]
    assert not [check for check in student_view(record).timing.checks if "hidden" in check]


def expect_harmless(record: Record) -> None:
    """No raw escape sequences, runner commands, scripts or turned text in any report."""
    pages = page(record)
    text = "\n".join([reports(record), pages])
    assert not [c for c in "\x1b\x07\x08\x00\x9b\u202e\u2066\u2028" if c in text]
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert "##[" not in text
    assert pages.count("<script") == pages.count("<!DOCTYPE"), "each has one script of its own"
    outside_of_fences = re.sub(r"^(`{3,})\n.*?^\1$", "", feedback(record), flags=re.M | re.S)
    assert "<script" not in outside_of_fences + gradebook([record])
    assert "onerror=alert(1)>" not in pages + outside_of_fences
    assert len(text) < 500_000


def test_honest_submissions_are_graded_as_usual(outcome: Outcome) -> None:
    """Whatever was graded before it, an honest submission earns all."""
    honest = [record_of(outcome, name) for name in outcome.graded if name.startswith("honest-")]
    assert len(honest) >= len(QUICK) // 9
    assert not [r.submission.student for r in honest if r.earned != r.points]


@pytest.mark.parametrize(
    "what",
    [
        *("course", "canary", "home", "temporary files", "strange files", "environment"),
        *("shared memory", "descriptors", "folder"),
    ],
)
def test_nothing_outside_changed(outcome: Outcome, what: str) -> None:
    """Files, environment, shared memory and descriptors are as they were."""
    assert outcome.after[what] == outcome.before[what]


def test_nothing_is_left_running(outcome: Outcome) -> None:
    """No process outlives the grading."""
    assert outcome.left_behind == []


def test_nothing_was_reached(outcome: Outcome) -> None:
    """No socket of this machine was spoken to."""
    assert outcome.reached == []


def test_the_judge_does_not_repeat_python_s_warnings() -> None:
    """Python warns about odd escapes and shows them; not on the judge's own error output."""
    case = next(case for case in CASES if case.name == "talking/invalid_escapes")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert Source("x.py", case.path.read_text()).line_of("attacked")
    assert not caught


def test_there_are_at_least_120_cases(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    """How many there are of each family; how long they took is printed, not judged."""
    families = Counter(case.family for case in CASES)
    with capsys.disabled():
        counted = ", ".join(f"{family} {count}" for family, count in families.items())
        honest = sum(name.startswith("honest-") for name in outcome.graded)
        cases = f"{len(outcome.graded) - honest} of {len(CASES)} cases"
        print(f"\nred team: {cases} ({counted}) and {honest} honest submissions")
        print(f"graded in {outcome.seconds:.0f} s by 2 workers")
    assert len(CASES) >= 120
