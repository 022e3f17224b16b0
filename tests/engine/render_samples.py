"""Records made by hand for the tests of the renderers, ordinary ones and hostile ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from classroom.report.history import Attempt, LoggedRun, Standing, StudentHistory, TermHistory
from classroom.report.pages.rubric import WrittenText, rubric_page
from classroom.report.pages.similar import similar_page
from classroom.report.pages.site import Site
from classroom.report.pages.write import pages
from grader.record import (
    SCHEMA,
    CheckResult,
    Engine,
    PartResult,
    PromptResult,
    QuestionResult,
    QuestionsResult,
    Record,
    RitualResult,
    Row,
    Submission,
    TaskResult,
    Timing,
    TopicResult,
)

HOSTILE = [
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></script></title><script>alert(2)</script>",
    "| a | b |",
    "```",
    "````\n<b>out</b>\n````",
    "@org/team see #12 and GH-7 :rocket: https://x.example www.x.example a@x.example",
    "::error::x",
    "  ::set-output name=x::y\n##[error]z",
    "\x1b[2J\x1b[31mred",
    "ab\u202edc\u2066e\u200b",
    "\ud800 lone",
    "two\nlines\r\nand\ttabs",
    "</details><h1>out</h1>",
    "{{ 7 * 7 }} {% raw %}",
    "[click](javascript:alert(1)) ![i](http://x) **b** _i_ ~~s~~ $x$ <!-- c -->",
    "-->",
    "-1+1|cmd",
    " \t@SUM(A1)",
    "+1;=2",
    "1. one\n- two\n# three\n\n    four\n---",
    "\u2028x\u2029y\x85z\x00",
    "",
    "Zoë Ångström, 李雷, עברית",
]
HUGE = "<&|`x\u202e" * 170_000


def check(task: str, number: int, **fields: Any) -> CheckResult:
    """A check that passes and is visible, unless `fields` says otherwise."""
    given: dict[str, Any] = {
        "id": f"test_steps.py::test_{task.lower().replace('.', '_')}_{number}",
        "task": task,
        "title": f"agrees with autograd, case {number}",
        "visibility": "visible",
        "state": "pass",
    }
    return CheckResult(**(given | fields))


def hidden(task: str, number: int, **fields: Any) -> CheckResult:
    """A hidden check that passes, unless `fields` says otherwise."""
    given = {
        "id": f"tests/hidden/makemore4/test_steps.py::test_{task}_{number}",
        "title": f"hidden case {number} of {task}",
        "visibility": "hidden",
        "category": "other sizes",
        "seed": 9000 + number,
    }
    return check(task, number, **(given | fields))


def task(
    id: str, ref: str, state: str, checks: list[CheckResult], points: int = 4, **fields: Any
) -> TaskResult:
    """A task of `points` points whose `earned` follows its state."""
    earned = {"pass": points, "partial": points / 2}.get(state, 0)
    given = {"title": f"gradient of {id}", "file": "cross_entropy_steps.py", "earned": earned}
    return TaskResult(id=id, ref=ref, state=state, points=points, checks=checks, **(given | fields))


def record(student: str, topics: list[TopicResult], **fields: Any) -> Record:
    """A record of `topics`, judged in the jail."""
    given: dict[str, Any] = {
        "schema": SCHEMA,
        "course": "Grokking the Basics",
        "course_version": "2027.1",
        "submission": Submission(
            student=student,
            source=f"https://github.example/class/{len(student)}",
            commit="3f9c2ab1234567890abcdef1234567890abcdef0",
            committed_at="2027-02-11T09:30:00Z",
        ),
        "topics": topics,
        "engine": Engine(
            version="0.1.0",
            python="3.11.7",
            torch="2.13.0",
            cpu_capability="AVX2",
            isolation="file",
            jail="landlock+seccomp",
        ),
        "timing": Timing(started_at="2027-02-11T10:00:00Z", wall=41.2),
    }
    return Record(**(given | fields))


def topic(tasks: list[TaskResult], id: str = "makemore4", **fields: Any) -> TopicResult:
    """A topic with hidden checks, before the deadline."""
    given = {"title": "Becoming a backprop ninja", "solution_hash": "ab" * 32, "hidden": True}
    return TopicResult(id=id, tasks=tasks, **(given | fields))


WRONG_ROWS = [
    Row("shape", "(32, 27) = (n, C), as expected"),
    Row("values", "864 of 864 differ; first at [0, 0]: yours 0.0115680, expected 0.000361502"),
    Row("corner", "[[0.0115, 0.0021], [0.0310, 0.0007]]"),
    Row("pattern", "every value is n times too large"),
]
SECRETS = [
    "secret summary 7.25",
    "yours 7.25",
    "secret.py:41",
    "printed 7.25",
    "hidden case",
    "LeakedError725",
]


def wrong_hidden(task: str, number: int, **fields: Any) -> CheckResult:
    """A failing hidden check that carries values in every field that may carry some."""
    given = {
        "state": "fail",
        "summary": "secret summary 7.25",
        "rows": [Row("values", "3 of 3 differ; first at [0]: yours 7.25, expected 1.75")],
        "pattern": "every value is n times too large",
        "where": "exercises/makemore4/secret.py:41",
        "output": "printed 7.25",
        "exception": "LeakedError725",
        "notes": ["secret note 7.25"],
    }
    return hidden(task, number, **(given | fields))


def working() -> Record:
    """A record with one task in each state: the middle of the term."""
    wrong = check(
        "logits",
        2,
        state="fail",
        title="agrees with autograd on a batch of 32",
        where="exercises/makemore4/cross_entropy_steps.py:27",
        summary="Values differ from the expected ones.",
        rows=WRONG_ROWS,
        pattern="every value is n times too large",
        output="loss 3.29\nloss 3.11\n",
    )
    noted = check("probs", 1, notes=["The result shares memory with an argument; see clone."])
    slow = check("bnvar", 1, state="timeout", summary="No answer within 5 s.")
    crash = check(
        "hprebn",
        1,
        state="error",
        exception="IndexError",
        summary="IndexError: index 27 is out of range",
    )
    tasks = [
        task("logprobs", "M4-1", "pass", [check("logprobs", 1), hidden("logprobs", 1)]),
        task(
            "probs", "M4-2", "partial", [noted, wrong_hidden("probs", 1), wrong_hidden("probs", 2)]
        ),
        task(
            "logits",
            "M4-3",
            "fail",
            [
                check("logits", 1),
                wrong,
                check("logits", 3, state="fail", mistake="softmax taken over the batch"),
                wrong_hidden("logits", 1, mistake="softmax taken over the batch", category="dtype"),
            ],
        ),
        task(
            "hprebn",
            "M4-4",
            "error",
            [crash, hidden("hprebn", 1, state="error", exception="IndexError")],
        ),
        task("bnvar", "M4-5", "timeout", [slow, hidden("bnvar", 1, state="timeout")]),
        task(
            "C",
            "M4-6",
            "not_started",
            [check("C", 1, state="not_started"), hidden("C", 1, state="not_started")],
        ),
        task(
            "loss",
            "M4-7",
            "blocked",
            [check("loss", 1, state="not_started"), hidden("loss", 1, state="not_started")],
        ),
    ]
    warnings = ["notes.txt is not part of the topic."]
    return record("Ada Lovelace", [topic(tasks, questions=answered())], warnings=warnings)


def answered() -> QuestionsResult:
    """Questions with a part in each state, and explain prompts."""
    choice = PartResult(
        name="M4-Q1", state="right", answer="B", right=1, of=1, texts=["It is a mean."]
    )
    wrong = PartResult(
        name="M4-Q2", state="wrong", answer="A", of=1, texts=["A is the sum of `probs`."]
    )
    other = PartResult(name="M4-Q3.a", state="wrong", answer="0.25", of=1)
    order = PartResult(name="M4-Q4", state="partly", answer="['B', 'A', 'C']", right=1, of=3)
    typed = PartResult(
        name="M4-Q5", state="malformed", problem="expected one of A, B, C, D; got 'E'"
    )
    parts = [other, PartResult(name="M4-Q3.b", state="right", answer="[3]", right=1, of=1)]
    empty = PartResult(name="M4-Q6", state="unanswered")
    questions = [
        QuestionResult(id=each[0].name.split(".")[0], points=2, parts=each)
        for each in ([choice], [wrong], parts, [order], [typed], [empty])
    ]
    rubric = ["the mean", "the sum"]
    text = "The loss is a mean.\nSo each counts 1/n."
    return QuestionsResult(
        feedback="immediate",
        judged=True,
        questions=questions,
        prompts=[
            PromptResult(
                id="M4-X1", title="a mean", words=70, min_words=60, text=text, rubric=rubric
            ),
            PromptResult(id="M4-X2", title="a sum", words=0, min_words=60, problem="not written"),
        ],
        problems=["answers.toml: there is no question M4-Q99; the ids are in questions.md"],
    )


def described(student: str = "Emil Post") -> Record:
    """A record whose topic has a ritual: a step done, one with cells in every state, one to do."""
    path = "exercises/makemore4/ritual/r2_reimplement.ipynb"
    cells = [
        ("read_file", "pass", "", []),
        ("fill_gaps", "fail", "`filled` is not what the original leaves", WRONG_ROWS),
        ("train", "error", "code cell 9 raised NameError: name 'n' is not defined", []),
        ("loop", "timeout", "no answer within 10 s", []),
        ("last", "not_started", "nothing is written in the cell", []),
    ]
    checks = [
        CheckResult(
            id=f"{path}::{name}",
            task="R2",
            title=f"{name} leaves x as the original does",
            visibility="visible",
            state=state,
            summary=summary,
            rows=rows,
            notes=["code cell 1: left out, since Jupyter is not at work here: !ls"]
            if state == "pass"
            else [],
        )
        for name, state, summary, rows in cells
    ]
    names = {"R1": "r1_describe", "R2": "r2_reimplement", "R3": "r3_condense", "R4": "r4_describe"}
    found = {"R1": ("pass", checks[:1]), "R2": ("fail", checks)}
    steps = [
        TaskResult(
            id=step,
            ref="",
            title=f"step {step}",
            file=f"ritual/{name}.ipynb",
            points=0,
            state=found.get(step, ("not_started", []))[0],
            checks=found.get(step, ("", []))[1],
        )
        for step, name in names.items()
    ]
    sample = done(student)
    sample.topics[0].ritual = RitualResult(notebook="ritual.ipynb", steps=steps)
    return sample


def done(student: str = "Grace Hopper") -> Record:
    """A record in which every task passes."""
    return record(student, [topic([as_state(t, "pass") for t in working().topics[0].tasks])])


def untouched(student: str = "Alan Turing") -> Record:
    """A record in which nothing is started, without a commit."""
    tasks = [as_state(t, "not_started") for t in working().topics[0].tasks]
    return record(student, [topic(tasks)], submission=Submission(student=student))


def as_state(old: TaskResult, state: str) -> TaskResult:
    """`old` with all its checks in `state`."""
    checks = [
        CheckResult(
            id=c.id,
            task=c.task,
            title=c.title,
            visibility=c.visibility,
            state=state,
            category=c.category,
        )
        for c in old.checks
    ]
    return task(old.id, old.ref, state, checks)


def broken() -> Record:
    """A record judged without a jail in which a check of ours failed itself."""
    ours = check(
        "logprobs",
        1,
        state="error",
        category="grading problem",
        exception="KeyError",
        summary="the check raised KeyError: 'names'",
    )
    old = working()
    tasks = [task("logprobs", "M4-1", "error", [ours]), *old.topics[0].tasks[1:]]
    engine = Engine(
        version="0.1.0", python="3.11.7", torch="2.13.0", cpu_capability="DEFAULT", isolation="none"
    )
    return record("Blaise Pascal", [topic(tasks, hidden=False)], engine=engine)


def hostile(text: str) -> Record:
    """A record that has `text` in every field that a submission could reach, and in the rest."""
    bad = {
        "title": text,
        "summary": text,
        "rows": [Row(text, text), Row("values", text)],
        "pattern": text,
        "mistake": text,
        "exception": text,
        "where": text,
        "notes": [text],
        "output": text,
        "category": text,
    }
    tasks = [
        task(
            text,
            text,
            "fail",
            [check("x", 1, state="fail", **bad), hidden("x", 1, state="fail", **bad)],
        ),
        task("logits", "M4-3", "pass", [check("logits", 1, **bad)], title=text, file=text),
    ]
    part = PartResult(name=text, state="wrong", answer=text, of=1, texts=[text], problem=text)
    typed = PartResult(name=text, state="malformed", problem=text)
    prompt = PromptResult(
        id=text, title=text, words=3, min_words=5, problem=text, text=text, rubric=[text]
    )
    questions = QuestionsResult(
        feedback="immediate",
        judged=True,
        questions=[QuestionResult(id=text, points=2, parts=[part, typed])],
        prompts=[prompt],
        problems=[text],
    )
    steps = [
        task(text, text, state, [check("x", 1, **(bad | {"state": state})) for _ in range(3)])
        for state in ("fail", "pass")
    ]
    ritual = RitualResult(notebook=text, steps=steps)
    who = Submission(student=text, source=text, commit=text, committed_at=text)
    engine = Engine(
        version=text, python=text, torch=text, cpu_capability=text, isolation="none", jail=text
    )
    return record(
        text,
        [topic(tasks, id=text or "t", title=text, questions=questions, ritual=ritual)],
        submission=who,
        engine=engine,
        warnings=[text, text],
    )


def term_history(records: list[Record], text: str = "a word") -> TermHistory:
    """A term around `records`: pushes, grades, runs; `text` wherever people or code may speak."""
    now = datetime(2027, 2, 12, 12, tzinfo=UTC)
    topics = {topic.id for each in records for topic in each.topics}
    students = {}
    for each in records:
        attempts = {
            topic.id: [
                Attempt(
                    at=now - timedelta(days=9 - number, minutes=number),
                    commit=text or "c",
                    known="server",
                    counts=number == 4,
                    states={task.id: task.state for task in topic.tasks} if number else None,
                    earned=topic.earned * number / 4,
                    most=topic.points,
                    said={task.id: text for task in topic.tasks},
                )
                for number in range(5)
            ]
            for topic in each.topics
        }
        given = {
            topic.id: Standing(
                points=topic.earned,
                maximum=topic.points,
                days=1,
                reason=text,
                why=[text, "policy   late"],
                texts={p.id: text for p in topic.questions.prompts} if topic.questions else {},
            )
            for topic in each.topics
        }
        students[each.submission.student] = StudentHistory(
            total=50.0,
            problem=text,
            pushes=[one.at for own in attempts.values() for one in own],
            topics=given,
            attempts=attempts,
        )
    run = {"started": "2027-02-11 08:00 UTC", "engine": text, "by": text, "topics": sorted(topics)}
    runs = [
        LoggedRun(id=1, kind="grade", decided=f"counts, decided by {text}", **run),
        LoggedRun(id=2, kind="regrade", decided="waits for a decision", lines=[text, text], **run),
    ]
    return TermHistory(
        name=text or "t",
        zone="UTC",
        now=now,
        opens={},
        due=dict.fromkeys(sorted(topics), now + timedelta(days=2)),
        students=students,
        runs=runs,
    )


def other_pages(topic_id: str, text: str = "a word") -> dict[str, str]:
    """The pages that commands of their own write: what is alike, texts to score."""
    code = f"def f(x):\n    y = x + 1\n    z = y * y\n    return [y, z, y + z, y - z]  # {text}\n"
    alike = similar_page(
        topic_id,
        {
            text or "a": code,
            f"{text}b": code + "w = 1\n",
            f"{text}c": code,
            "d": "x = [1]\n" + code,
        },
        given=["import torch\n"],
        solution=code,
        others=[code.replace("y * y", "y ** 2 + 0")],
        above=0.1,
        generated="2027-02-11 14:00 UTC",
    )
    read = WrittenText(name="s-1", prompt=text, title=text, text=text, items=(text, "an item"))
    return {
        f"similar-{topic_id}.html": alike,
        "rubric.html": rubric_page(topic_id, [read], "2027-02-11 14:00 UTC"),
    }


def report_pages(records: list[Record], **fields: Any) -> dict[str, str]:
    """Path -> page of the report on `records`, with a fixed title and time."""
    given = {"title": "Sample class", "generated": "2027-02-11 14:00 UTC"} | fields
    return dict(pages(Site(records, **given)))


def whole_report(records: list[Record], **fields: Any) -> str:
    """All pages of the report on `records`, one after the other."""
    return "\n".join(report_pages(records, **fields).values())


def sample_class() -> list[Record]:
    """A small class: every kind of record above, and one student without the topic."""
    other = topic(
        [task("Value", "MG-1", "pass", [check("Value", 1)], points=2)],
        id="micrograd",
        title="micrograd",
    )
    both = working()
    both.submission.student = "Emmy Noether"
    both.topics.insert(0, other)
    without = record("Kurt Gödel", [other])
    return [working(), done(), untouched(), broken(), both, without, done("Ada Yonath")]
