"""Experiments: what a report says, how it is judged, and what a hostile one can do."""

from __future__ import annotations

import hashlib
import math
import runpy
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.engine.mini_course import SOLUTION, STUB
from tests.engine.mini_experiment import FILES, write_experiment
from tests.engine.render_samples import record

from classroom.author.build import outdated
from classroom.grade import reference
from classroom.grade.cache import Cache, Keys
from classroom.grade.judge import Judge
from classroom.grade.runs import Runs
from classroom.report.pages.experiments import experiment_rows
from classroom.report.pages.site import Site
from classroom.report.pages.topic import topic_page
from grader.check.workspace import GIVEN, copy_given
from grader.course.experiments import ExperimentSpec, FoundSpec, RefusedSetting
from grader.course.manifest import load_course, load_topic
from grader.errors import CourseError
from grader.experiments.comparing import holds, reason
from grader.experiments.measured import Measured, load_experiments
from grader.experiments.report import MAX_BYTES, empty_report, missing_report, read_report
from grader.record import GRADING_PROBLEM, TaskResult, TopicResult
from grader.repository.collect import Collected
from grader.stored import decode, encode

CODE = "exercises/mini/mini.py"
REPORT = "exercises/mini/report.toml"
RIGHT = FILES["reference/mini/report.toml"]
Grade = Callable[..., TaskResult]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini course with its experiment."""
    return write_experiment(tmp_path_factory.mktemp("mini") / "course")


@pytest.fixture(scope="module")
def spec(course: Path) -> ExperimentSpec:
    """Its experiment."""
    return load_topic(course / "exercises/mini").experiments["doublings"]


@pytest.fixture(scope="module")
def judge(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """One judge for all submissions."""
    scratch = tmp_path_factory.mktemp("scratch")
    loaded = load_course(course)
    copy_given(course / "exercises", loaded.topics.values(), scratch / GIVEN)
    with Judge(loaded, b"a secret", scratch) as made:
        yield made


@pytest.fixture
def grade(judge: Judge) -> Grade:
    """grade(report, code) -> the experiment's result; `whole` gives that of the topic."""

    def graded(report: str | None = RIGHT, code: str = SOLUTION, *, whole: bool = False):  # type: ignore[no-untyped-def]
        files, problems = {CODE: code.encode()}, {}
        if report is None:
            problems[REPORT] = f"{REPORT} is missing"
        else:
            files[REPORT] = report.encode()
        collected = Collected("somebody", "somewhere", files=files, problems=problems)
        topic = judge.grade_topic(collected, judge.course.topic("mini")).topic
        return topic if whole else topic.tasks[-1]

    return graded


def section(**lines: str) -> str:
    """The right report with other lines."""
    keys = {"prediction": '"C"', "settings": "{ start = 1.0, steps = 12 }", "because": '""'}
    keys |= {"found": "{ end = 4096.0, half = 64.0 }"} | lines
    return "[MI-L1]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


def told(task: TaskResult) -> str:
    """All that a learner is told of what does not pass."""
    open_ = [check for check in task.checks if check.state != "pass"]
    return "\n".join([*(c.summary for c in open_), *(r.text for c in open_ for r in c.rows)])


def states(task: TaskResult) -> dict[str, str]:
    """Check -> how it ended."""
    return {check.id.partition("[")[2].rstrip("]"): check.state for check in task.checks}


def test_a_right_report_earns_all(grade: Grade) -> None:
    """The numbers hold, the goal is reached, and what was written for people is kept."""
    task = grade()

    assert (task.state, task.earned, task.points) == ("pass", 5.0, 5)
    assert [(part.name, part.earned) for part in task.parts] == [
        ("The numbers hold", 3.0),
        ("The goal", 2.0),
    ]
    assert task.report is not None
    assert (task.report.prediction, task.report.right) == ("C", True)
    assert task.report.because == "Each step doubles."


def test_a_wrong_prediction_costs_nothing(grade: Grade) -> None:
    """It is recorded as wrong, one that is no choice is named; the points are the same."""
    wrong = grade(section(prediction='"A"'))
    odd = grade(section(prediction='"Z"'))
    broken = grade(section(prediction="C"))

    assert (wrong.earned, wrong.report and wrong.report.right) == (5.0, False)
    assert (odd.earned, odd.report and odd.report.right) == (5.0, None)
    assert "the prediction is Z; write one of A, B, C" in odd.checks[0].notes
    assert broken.earned == 5.0
    assert 'put text in quotes: "C"' in broken.checks[0].notes[0]


@pytest.mark.parametrize("report", [None, "", "untouched"])
def test_without_a_report_the_rest_is_graded(
    grade: Grade, course: Path, spec: ExperimentSpec, report: str | None
) -> None:
    """An old hand-in without the file, an empty file and the stub are not started, no more."""
    text = empty_report("mini", {spec.id: spec}) if report == "untouched" else report

    topic: TopicResult = grade(text, whole=True)  # type: ignore[assignment]

    assert [task.state for task in topic.tasks] == ["pass", "pass", "not_started"]
    assert topic.tasks[-1].report is None
    assert (topic.earned, topic.points) == (10.0, 15)


def test_a_prediction_alone_is_begun(grade: Grade) -> None:
    """Nothing is run, nothing is wrong, nothing is earned."""
    task = grade(section(settings="{ start = 0.01 }", found='{ end = "", half = "" }'))

    assert states(task) == {
        "section": "pass",
        "settings": "pass",
        "end": "not_started",
        "half": "not_started",
        "goal": "not_started",
    }
    assert task.earned == 0


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ("{ end = 2048.0, half = 64.0 }", "agrees with the number before the last step, not with"),
        ("{ end = 4096.0, half = 4096.0 }", "half agrees with end, not with half"),
        ("{ end = 409600.0, half = 64.0 }", "end is 100 times what is asked"),
        ("{ end = 40.96, half = 64.0 }", "end is a hundredth of what is asked"),
        ("{ end = 5909.279, half = 64.0 }", "end is in bits"),
        ("{ end = -4096.0, half = 64.0 }", "end has the other sign"),
        ("{ end = 1234.0, half = 64.0 }", "end is not of these settings"),
        ("{ end = nan, half = 64.0 }", "end is not of these settings"),
        ("{ end = 1e999, half = 64.0 }", "end is not of these settings"),
        ("{ end = 4096.6, half = 64.0 }", "end is not of these settings"),
    ],
)
def test_why_a_number_does_not_hold(grade: Grade, found: str, says: str) -> None:
    """The true reason where it is known; the number of the re-run is told nowhere."""
    task = grade(section(found=found))

    assert task.state == "partial"  # the goal is reached all the same
    assert task.earned == 2.0
    assert says in told(task)
    wrong = "end" if "half = 64.0" in found else "half"
    assert states(task)[wrong] == "fail"
    if wrong == "end":
        assert "4096.0" not in told(task).replace("-4096.0", "").replace("4096.6", "")


def test_the_command_that_prints_the_number(grade: Grade) -> None:
    """It names all settings, so that it can be pasted."""
    task = grade(section(settings="{ start = 0.5 }", found="{ end = 1.0, half = 32.0 }"))

    assert "grader run MI-L1 --set start=0.5 --set steps=12 --graded" in told(task)


@pytest.mark.parametrize("end", ["4096.5", "4095.5", '"4096.2"', "4096"])
def test_within_the_tolerance(grade: Grade, end: str) -> None:
    """A number holds as far as its tolerance reaches, as a number or in quotes."""
    assert grade(section(found=f"{{ end = {end}, half = 64.0 }}")).earned == 5.0


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("{ start = 11.0 }", "start is 11.0; it takes a number from 0.001 to 10"),
        ("{ start = nan }", "start is nan; it takes"),
        ("{ steps = 2.5 }", "steps is 2.5; it takes a whole number from 1 to 12"),
        ("{ steps = true }", "steps is True; it takes"),
        ("{ start = [1.0] }", "start is [1.0]; it takes"),
        ("{ strat = 1.0 }", "there is no setting 'strat'; the settings are start, steps"),
        ("{ start = 10.0 }", "start times steps is at most 100"),
        (f"{{ start = 1{'0' * 400} }}", "it takes a number"),
    ],
)
def test_settings_out_of_range_run_nothing(grade: Grade, settings: str, says: str) -> None:
    """What is refused is told with its range, or with the sentence of the budget."""
    task = grade(section(settings=settings))

    assert states(task)["settings"] == "fail"
    assert says in told(task)
    assert (task.state, task.earned) == ("fail", 0)


def test_a_goal_that_is_not_reached(grade: Grade) -> None:
    """The numbers that hold earn their part."""
    task = grade(section(settings="{ start = 0.1 }", found="{ end = 409.6, half = 6.4 }"))

    assert (task.state, task.earned) == ("partial", 3.0)
    assert "the goal is not reached: end above 1,000" in told(task)


def test_what_waits_is_not_run(grade: Grade) -> None:
    """A task that the experiment needs and that is wrong blocks it."""
    task = grade(code=SOLUTION.replace("2 * x", "3 * x"))

    assert (task.state, task.earned) == ("blocked", 0)
    assert "not run again: waits for double" in told(task)
    assert grade(code=STUB).state == "blocked"


@pytest.mark.parametrize(
    ("body", "state", "says"),
    [
        ("2 * x if x < 40 else 1 / 0", "error", "ZeroDivisionError"),
        ("2 * x if x < 40 else 'many'", "error", ""),
        ("2 * x if x < 40 else None", "error", ""),
        ("2 * x if x < 40 else float('nan')", "fail", "not of these settings"),
    ],
    ids=["raises", "text", "nothing", "nan"],
)
def test_code_that_fails_in_the_experiment_alone(
    grade: Grade, body: str, state: str, says: str
) -> None:
    """It is the learner's, told as such, and no fault of the course."""
    whole = "def double(x):\n    if isinstance(x, int):\n        return x + x"
    task = grade(code=SOLUTION.replace("2 * x", body).replace("def double(x):", whole))

    assert states(task)["end"] == state
    assert says in told(task)
    assert not any(check.category == GRADING_PROBLEM for check in task.checks)
    assert task.points == 5


ENDLESS = SOLUTION.replace(
    "    return 2 * x",
    "    while x == 64.0:\n        pass\n    return 2 * x",
)


def test_endless_code_ends(grade: Grade, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the deadline of the experiment; what comes later is graded."""
    grade()
    functions, answers = judge._experiments["mini"]
    short = {name: replace(one, deadline=1.0) for name, one in functions.items()}
    monkeypatch.setitem(judge._experiments, "mini", (short, answers))
    task = grade(code=ENDLESS)
    monkeypatch.undo()

    assert {states(task)[name] for name in ("end", "half", "goal")} == {"timeout"}
    assert grade().earned == 5.0


@pytest.mark.parametrize(
    "text",
    [
        "[MI-L1]\nfound = { end = 4096,0, half = 64.0 }\n",
        "[MI-L1]\nsettings = 5\n",
        "[MI-L1]\nfound = [1, 2]\n",
        "[MI-L1]\nfound = { end = [[[[]]]] }\n",
        "[MI-L1]\nfund = { end = 1.0 }\n",
        "[MI-L1]\nfound = { ned = 1.0 }\n",
        "MI-L1 = 5\n",
        "[[MI-L1]]\nsettings = { start = 1.0 }\n",
        "[MI-LI]\nfound = { end = 1.0 }\n",
        "[MI-L1]\nfound = { end = 1.0\n",
        "[MI-L1]\n\x00\x1b[31m = 5\n",
        "[MI-L1]\n" + "a." * 300 + "b = 1\n",
        "[MI-L1]\nfound = { end = " + "[" * 400 + "\n",
        "[MI-L1]\nfound = { end = 1" + "0" * 450 + " }\n",
        "[MI-L1]\nbecause = 5\nfound = { end = true }\n",
        "#" * (MAX_BYTES + 1),
        "[MI-L1]\n" + "x\n" * 10_000,
    ],
    ids=range(17),
)
def test_a_report_that_cannot_be_read(grade: Grade, text: str) -> None:
    """Each fault is one sentence with its place; nothing is run, nothing raised, nothing long."""
    task = grade(text)

    assert states(task)["section"] == "fail"
    assert task.earned == 0
    assert "MI-L1" in told(task) or "report.toml" in told(task)
    assert len(told(task)) < 4000
    assert "\x1b" not in told(task)


def test_a_comma_in_a_number(spec: ExperimentSpec) -> None:
    """The likeliest slip is told with its line and what to write."""
    read = read_report({spec.id: spec}, "[MI-L1]\n\nfound = { end = 2,41, half = 1.0 }\n")

    assert read[spec.id].problems == [
        "report.toml line 3 (found = { end = 2,41, half = 1.0 }): "
        "write each number with a point, as 2.41"
    ]


def test_because_is_bounded(grade: Grade) -> None:
    """What is written for people is kept without what a terminal would act on."""
    lines = "\\n".join(["x" * 80] * 5)
    task = grade(section(because=f'"\\u001b[31m{lines}"'))

    assert task.report is not None
    assert task.earned == 5.0
    assert "\x1b" not in task.report.because
    assert len(task.report.because) < 1100


def test_our_own_solution_is_judged_with_its_report(judge: Judge) -> None:
    """A report of ours that does not hold is the course's fault, and counts for nobody."""
    topic = judge.course.topic("mini")

    handed_in = reference.handed_in(judge.course, topic, reported=True)
    found = judge.grade_topic(handed_in, topic, None).topic

    assert reference.faults_of(found, reported=True) == []
    handed_in.files[REPORT] = section(found="{ end = 1.0, half = 64.0 }").encode()
    [fault] = reference.faults_of(judge.grade_topic(handed_in, topic, None).topic, reported=True)
    counted = reference.without(found, topic, [fault])
    assert (counted.tasks[-1].points, counted.tasks[-1].earned) == (5, 5.0)


def test_an_experiment_that_fails_itself_counts_for_nobody(
    tmp_path: Path,
) -> None:
    """A fault of experiments.py takes no points: our own solution meets with it as well."""
    root = write_experiment(tmp_path / "course")
    path = root / "exercises/mini/experiments.py"
    path.write_text(path.read_text().replace("end > 1000", "end > [][0]"))
    course = load_course(root)
    copy_given(root / "exercises", course.topics.values(), tmp_path / GIVEN)
    files = {CODE: SOLUTION.encode(), REPORT: RIGHT.encode()}
    with Judge(course, None, tmp_path) as judge:
        topic = judge.grade_topic(Collected("a", "b", files=files), course.topic("mini")).topic

    task = topic.tasks[-1]
    assert (task.points, task.earned, task.state) == (0, 0.0, "uncounted")
    assert "IndexError" in told(task)


def test_the_sheet_is_made_and_kept(spec: ExperimentSpec) -> None:
    """What is written stays; a section that is missing is added below."""
    every = {spec.id: spec}
    empty = empty_report("mini", every)

    assert missing_report("mini", every, "") == empty
    assert missing_report("mini", every, empty) is None
    assert missing_report("mini", every, RIGHT) is None
    other = "[MI-L9]\nfound = { end = 1.0 }\n"
    added = missing_report("mini", every, other)
    assert added is not None
    assert added.startswith(other)
    assert "[MI-L1]" in added
    assert not read_report(every, empty)[spec.id].begun


def test_what_was_measured_is_not_measured_again(
    judge: Judge, grade: Grade, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A report that changes costs no run; other code, other settings, or code that prints does."""
    asked = []
    one = judge._experiments["mini"][0]["doublings"]

    def counted(student: object, settings: dict[str, float], size: str) -> Measured:
        asked.append(settings)
        return one.function(student, settings, size)

    functions = {"doublings": replace(one, function=counted)}
    monkeypatch.setitem(judge._experiments, "mini", (functions, {"doublings": "C"}))
    keys = Keys(judge.course, judge.course.topics.values(), {}, None)
    monkeypatch.setattr(judge, "_runs", Runs(keys, Cache(tmp_path)))
    prints = SOLUTION.replace("    return 2 * x", "    print(x)\n    return 2 * x")
    bursts = SOLUTION.replace("return 2 * x", "return 2 * x if x != 64 else x * 1e308 * 10")

    first, runs = grade(), []
    for report, code in (
        (RIGHT, SOLUTION),
        (section(found="{ end = 1.0, half = 64.0 }", prediction='"A"'), SOLUTION),
        (section(settings="{ start = 0.5 }"), SOLUTION),
        (RIGHT, SOLUTION + "# mine\n"),
        (section(found="{ end = inf, half = 64.0 }"), bursts),
        (section(found="{ end = inf, half = 64.0 }"), bursts),
        (RIGHT, prints),
        (RIGHT, prints),
    ):
        before = len(asked)
        task = grade(report, code)
        runs.append((len(asked) - before, task.earned))

    assert grade() == first
    assert runs == [(0, 5), (0, 2), (1, 2), (1, 5), (1, 5), (0, 5), (1, 5), (1, 5)]


def test_building_writes_the_sheet_and_the_key(course: Path) -> None:
    """grader course build makes report.toml, and seals what predictions open."""
    stale = {path.name: content for path, content in outdated(load_course(course)).items()}

    assert b'prediction = ""  # before the first run: A, B, C' in (stale["report.toml"] or b"")
    assert b"MI-L1" in (stale["sealed.json"] or b"")
    assert b"factor" not in (stale["sealed.json"] or b"")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "doublings"', 'id = "double"', "no task's"),
        ('ref = "MI-L1"', 'ref = "MI-E3"', "not like M2-L1"),
        ("goal_points = 2", "goal_points = 5", "goal_points"),
        ('requires = ["double"]', 'requires = ["dubble"]', "which is no task"),
        ("default = 0.01", "default = 0.0", "the default is refused"),
        ("tolerance = 0.5", "tolerance = 0.0", "a number above 0"),
        ("low = 0.001", "", "needs low and high"),
        ('kind = "int"', 'kind = "integer"', "experiment doublings"),
    ],
)
def test_a_manifest_that_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    """The error names the experiment and what is wrong."""
    root = write_experiment(tmp_path)
    path = root / "exercises/mini/topic.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))

    with pytest.raises(CourseError, match=says):
        load_course(root)


def test_settings_as_text_and_as_toml_are_the_same(spec: ExperimentSpec) -> None:
    """What --set takes is what report.toml takes."""
    assert spec.read({"start": "0.5", "steps": "7"}) == spec.read({"start": 0.5, "steps": 7})
    with pytest.raises(RefusedSetting, match="start is x"):
        spec.read({"start": "x"})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_agrees_with_itself(spec: ExperimentSpec, value: float) -> None:
    """A loss that bursts is a finding too."""
    found = FoundSpec(name="end", says="x", tolerance=0.1)

    assert holds(found, value, value)
    assert not holds(found, value, 1.0)
    assert not holds(found, 1.0, value)


def test_a_reason_is_given_only_where_it_is_the_only_one(spec: ExperimentSpec) -> None:
    """Around 0, and where two explain the same number, none is said."""
    [end, half] = spec.found
    near = Measured(found={"end": 0.001, "half": 5.0})
    two = Measured(found={"end": 4.0, "half": 5.0}, others={"one": 7.0, "other": 7.1})

    assert reason(spec, end, {"end": 0.8, "half": 5.0}, near) == ""
    assert reason(spec, end, {"end": 7.0, "half": 5.0}, two) == ""
    assert "agrees with one" in reason(spec, half, {"end": 4.0, "half": 7.0}, two)


def test_the_instructors_page(judge: Judge, grade: Grade) -> None:
    """Predictions by count, whose numbers hold, who reached the goal; what was written is text."""
    texts = {
        "ada": RIGHT,
        "bob": section(prediction='"A"', because='"<script>alert(1)</script>"'),
        "eve": section(found="{ end = 1.0, half = 64.0 }"),
        "idle": None,
    }
    records = []
    for name, text in texts.items():
        one = record(name, [grade(text, whole=True)])  # type: ignore[list-item]
        records.append(one)
    site = Site(records)
    [(topic, tasks)] = site.topics

    [row] = experiment_rows(site.people, "mini", tasks)
    page = topic_page(site, topic, tasks, ())

    assert row["predictions"] == ["A 1", "C 2 (right)"]
    assert (row["reported"], row["hold"]) == (3, 2)
    assert [person.student for person in row["goal"]] == ["ada", "bob", "eve"]
    assert "Numbers hold" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_record_of_experiments_is_whole_again(grade: Grade) -> None:
    """What is stored lean reads as it was, reports and all."""
    for text in (RIGHT, None, section(found="{ end = 1.0, half = 64.0 }")):
        one = record("ada", [grade(text, whole=True)])  # type: ignore[list-item]
        again = decode(encode(one))
        for before, after in zip(one.topics[0].tasks, again.topics[0].tasks, strict=True):
            assert (before.state, before.points, before.earned) == (
                after.state,
                after.points,
                after.earned,
            )
            assert before.report == after.report
            if before.state != "not_started":
                assert before.checks == after.checks


@pytest.mark.full
def test_experiments_do_not_depend_on_the_secret(judge: Judge, grade: Grade) -> None:
    """Under 50 secrets the same report ends the same; the checks beside it get other inputs."""
    before = judge.secret
    found, seeds = [], set()
    try:
        for number in range(50):
            judge.secret = hashlib.sha256(b"%d" % number).digest()
            topic: TopicResult = grade(whole=True)  # type: ignore[assignment]
            found.append(topic.tasks[-1])
            seeds.add(topic.tasks[0].checks[0].seed)
    finally:
        judge.secret = before

    assert len(seeds) > 40
    assert all(task == found[0] for task in found)
    assert found[0].earned == 5.0


def test_the_judge_names_who_returned_what_cannot_be_used(grade: Grade) -> None:
    """The function or the task, what came back, and the checks to run."""
    whole = "def double(x):\n    if isinstance(x, int):\n        return x + x"
    odd = SOLUTION.replace("2 * x", "2 * x if x != 2048 else [x]")
    task = grade(code=odd.replace("def double(x):", whole))

    assert "a run of your double gave a list of 13" in told(task)
    assert "which the experiment cannot use" in told(task)
    assert "pytest exercises/mini -k double" in told(task)


def test_a_goal_names_what_is_measured(tmp_path: Path) -> None:
    """A goal in other words could say the opposite of the number beside it."""
    root = write_experiment(tmp_path)
    path = root / "exercises/mini/topic.toml"
    path.write_text(path.read_text().replace("end above 1,000", "above 1,000 in 12 steps"))

    with pytest.raises(CourseError, match="the goal says none of the numbers"):
        load_course(root)


class _Ours:
    """Our own functions in the place of a learner's."""

    def __init__(self, module: object) -> None:
        self.module = module

    def of(self, _task: str) -> _Ours:
        return self

    def run(self, driver: Callable[..., object], *args: object) -> object:
        return driver(self.module, *args)


@pytest.mark.parametrize(
    ("name", "settings", "found"),
    [
        ("two_rates", {"mse_rate": 0.139, "mae_rate": 0.05}, "mse_end"),
        ("old_gradients", {"keep": 0.5}, "late"),
    ],
)
def test_the_last_loss_is_not_called_the_lowest(
    name: str, settings: dict[str, float], found: str
) -> None:
    """On a way that only falls both are the same number: nothing is said of it."""
    root = Path(__file__).parents[2]
    topic = load_topic(root / "exercises/calculus_and_descent")
    module = runpy.run_path(str(root / "reference/calculus_and_descent/descent.py"))
    ours = _Ours(SimpleNamespace(**module))

    measured = load_experiments(topic)[name].function(ours, settings, "graded")

    spec = topic.experiments[name]
    [number] = [each for each in spec.found if each.name == found]
    last = next(iter(measured.curves.values()))[-1]
    assert not holds(number, last, measured.found[found])
    assert reason(spec, number, {**measured.found, found: last}, measured) == ""
