"""pytest as a learner uses it: half-written work, a part of the checks, the whole course."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.course_copy import change, grader
from tests.e2e.learner import OWN, STUB, solve
from tests.forks import run_in_fork

from grader.check.source import Source, not_text, slips
from grader.course.manifest import load_course
from grader.learn.choosing import as_meant
from grader.learn.plugin import _Session
from grader.learn.progress import later

NUMBERS = "exercises/numbers"
KEPT = Path("build/progress/numbers.json")
HALF = {"Pair.__init__": "self.a, self.b = a, b", "Pair.total": "return self.a + self.b"}


def run(root: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """pytest as a learner types it; of what surrounds it, only `env` is known to it."""
    surroundings = {"PATH": "/usr/bin:/bin", "HOME": str(root)} | env
    return run_in_fork("pytest", *arguments, cwd=root, env=surroundings)


def test_a_half_written_class_is_begun_and_not_wrong(mine: Path) -> None:
    """Where nothing is wrong, it is told how far one is, which stubs are left and what is next."""
    solve(
        mine, **{"Pair.__init__": "self.a, self.b = a, b", "Pair.total": "return self.a + self.b"}
    )
    page = run(mine, NUMBERS).stdout
    assert "FAIL" not in page
    assert re.search(r"^  begun +NU-E3 +Pair +1 of 2 checks pass$", page, re.M)
    assert "NU-E3 Pair: begun, 1 of 2 checks pass\n" in page
    line = STUB.splitlines().index("    def __neg__(self):") + 1
    assert f"  code     {OWN}:{line} (Pair.__neg__)\n" in page
    assert "  stubs    still to write: __neg__\n" in page
    assert "  next     grader hint Pair\n" in page
    assert f'  again    pytest "{NUMBERS}/test_own.py::test_negated"\n' in page


def test_what_is_written_is_begun_though_no_check_can_look_at_it(mine: Path) -> None:
    """A method below an __init__ that is still a stub, with what is left to write."""
    solve(mine, **{"Pair.total": "return self.a + self.b"})
    page = run(mine, NUMBERS).stdout
    assert re.search(r"^  begun +NU-E3 +Pair +0 of 2 checks pass$", page, re.M)
    stubs = "  stubs    still to write: __init__, __neg__; the checks need them, and come to total"
    assert stubs in page


SELECTED = [
    ("-k double", 2),
    ("-k __neg__", 2),
    ("-k zero", 1),
    ("--task NU-E1", 2),
    ("-k NU-E2", 1),
    ("--task double-all --task NU-E1", 3),
    ("--task Pair.total", 2),
    ("-k NU-E3", 2),
]


@pytest.mark.parametrize(
    ("arguments", "selected"),
    [*SELECTED[:3], *(pytest.param(*each, marks=pytest.mark.full) for each in SELECTED[3:])],
)
def test_a_task_is_selected_by_any_of_its_names(mine: Path, arguments: str, selected: int) -> None:
    """Exactly its checks: not those of double_all for double. Other words go by pytest's rules."""
    done = run(mine, NUMBERS, *arguments.split())
    assert done.returncode == 1
    assert f", {selected} not started in" in done.stdout
    assert "not run" not in done.stdout


@pytest.mark.full
@pytest.mark.parametrize(
    ("expression", "selected"),
    [("double or Pair", 4), ("not double", 3), ("not (double or Pair)", 1)],
)
def test_an_expression_of_tasks_means_exactly_them(
    mine: Path, expression: str, selected: int
) -> None:
    """Where every name in it is a task's: "not double" keeps double_all."""
    assert f", {selected} not started in" in run(mine, NUMBERS, "-k", expression).stdout


def test_names_and_files_without_a_check_in_common_select_nothing(mine: Path) -> None:
    """It is said, with the line that runs the task."""
    done = run(mine, NUMBERS, "-k", "double and Pair")
    assert done.returncode == 5
    assert done.stdout.startswith("\nnothing to run: what was named and what was chosen have no")
    assert f"  run      pytest {NUMBERS} --task NU-E1\n" in done.stdout


@pytest.mark.parametrize(
    ("option", "name", "words"),
    [
        ("-k", "doubel", "  near     did you mean double?"),
        ("--task", "nothing_like_it", "  tasks    double, double_all, Pair"),
    ],
)
def test_where_nothing_is_selected_it_is_told_what_there_is(
    mine: Path, option: str, name: str, words: str
) -> None:
    """With names that are near, and the status that pytest has for it."""
    done = run(mine, NUMBERS, option, name)
    assert done.returncode == 5
    assert f"no task or check of numbers is called '{name}'" in done.stdout
    assert words in done.stdout
    assert "0 of 0" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["exercises/numbres"], "exercises/numbres is not there; did you mean exercises/numbers"),
        (["exercises/x"], "the topics are exercises/alpha or exercises/numbers"),
        (["-k", "exercises/numbres"], ""),
        (["exercises/numbers", "--tb=short"], ""),
    ],
)
def test_a_topic_that_is_not_there_names_the_nearest(
    mine: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    """The value of an option is no path."""
    monkeypatch.chdir(mine)
    if not says:
        assert as_meant(arguments) == arguments
        return
    with pytest.raises(pytest.UsageError, match=says):
        as_meant(arguments)


BROKEN = """\
class Value:
    def __init__(self, data):
        self.data = data

    def log(self):
        # Its logarithm.
        return math.log(self.data

def mean(xs):
    total = 0
    for x in xs:
        total += x]
    return total

y = (1
"""


@pytest.mark.parametrize(
    ("line", "name"),
    [(1, "Value"), (2, "Value.__init__"), (7, "Value.log"), (12, "mean"), (15, "")],
)
def test_a_line_is_of_the_function_around_it_though_nothing_parses(line: int, name: str) -> None:
    """The text says it, by its `def` lines and how far they are indented."""
    assert Source("f.py", BROKEN).name_at(line) == name


def test_a_task_of_another_topic_is_found_there(mine: Path) -> None:
    """The line to run it stands ready."""
    done = run(mine, "exercises/alpha", "--task", "NU-E3")
    assert "  run      pytest exercises/numbers --task NU-E3\n" in done.stdout


PARTS = [
    *("-x", "--lf", "--collect-only", "--maxfail=1", "-k double", "--task Pair", "-m full"),
    *(f"--deselect={NUMBERS}/test_own.py::test_each", f"--ignore={NUMBERS}/test_own.py"),
]


def kept_after(mine: Path, parts: list[str]) -> None:
    """What is known of a topic stays the same through runs of a part of it."""
    solve(mine, double="return 2 * x", double_all="return xs")
    run(mine, NUMBERS)
    kept = (mine / KEPT).read_bytes()
    for part in parts:
        run(mine, NUMBERS, *part.split())
        assert (mine / KEPT).read_bytes() == kept, part


@pytest.mark.full
def test_a_topic_that_nobody_asked_for_has_no_line(mine: Path) -> None:
    """A name that one topic has shows that topic; of one that two have, a line each."""
    assert run(mine, "--task", "NU-E3").stdout.startswith("\nnumbers: 0 of 1 tasks done\n")
    both = run(mine, "-k", "double").stdout
    assert "\n  numbers  0 of 1 tasks    1 not started\n  alpha    0 of 1 tasks" in both


def test_only_a_whole_run_is_kept(mine: Path) -> None:
    """What ends early, or leaves checks out, takes nothing from what is known."""
    kept_after(mine, PARTS[:3])
    kept = (mine / KEPT).read_bytes()
    solve(mine, **{"Pair.__init__": "raise KeyboardInterrupt"})
    assert run(mine, NUMBERS).returncode == 2
    assert (mine / KEPT).read_bytes() == kept
    change(mine / OWN, "raise KeyboardInterrupt", "self.a = a")
    run(mine, NUMBERS)
    assert (mine / KEPT).read_bytes() != kept


@pytest.mark.full
def test_no_part_of_a_run_is_kept(mine: Path) -> None:
    """Whatever option leaves checks out."""
    kept_after(mine, PARTS[3:])


def test_what_has_not_run_is_no_error(mine: Path) -> None:
    """-x goes on past what is not started, to what is wrong; what comes after that is not run."""
    solve(mine, double_all="return xs")
    done = run(mine, NUMBERS, "-x")
    assert done.stdout.startswith("\nnumbers: 0 of 2 tasks done, 1 not run\n")
    assert re.search(r"^  FAIL +NU-E2 +double_all", done.stdout, re.M)
    assert "ERROR" not in done.stdout
    assert done.returncode == 1


def test_maxfail_counts_what_is_wrong(mine: Path) -> None:
    """Stubs are no failures of which a second would end the run."""
    solve(mine, double_all="return xs")
    done = run(mine, NUMBERS, "--maxfail=2")
    assert "1 failed, 4 not started in" in done.stdout
    assert "not run" not in done.stdout


@pytest.mark.parametrize("columns", ["40", pytest.param("80", marks=pytest.mark.full)])
def test_a_line_to_paste_is_never_broken(mine: Path, columns: str) -> None:
    """Also through a pipe, which knows its width by COLUMNS alone."""
    solve(mine, double="return [x] * 40")
    lines = run(mine, NUMBERS, COLUMNS=columns).stdout.splitlines()
    assert f'  again    pytest "{NUMBERS}/test_own.py::test_double"' in lines
    message = lines[lines.index("NU-E1 double: doubles 4") + 1 :]
    wide = [line for line in message if len(line) > int(columns)]
    assert all(line.split()[1] in ("pytest", "grader") for line in wide)


def test_the_whole_course_is_a_short_page(mine: Path) -> None:
    """A line a topic in the plan's order, and one next step: that of `grader next`."""
    solve(mine, double="return 3 * x")
    done = run(mine)
    lines = done.stdout.splitlines()
    assert len(lines) <= 40
    assert lines[1] == "0 of 4 tasks done"
    assert [line.split()[0] for line in lines[3:5]] == ["numbers", "alpha"]
    assert "1 FAIL, 2 not started" in lines[3]
    assert done.stdout.count("  next     ") == 1
    step = grader("next", cwd=mine).stdout.splitlines()
    assert step[0] == "numbers: 0 of 3 tasks done"
    assert step[2:] == lines[6 : 6 + len(step) - 2]
    assert "NU-E1 double: doubles 4" in step
    assert run(mine / "exercises").stdout.splitlines()[:5] == lines[:5]


def test_next_runs_what_has_changed(mine: Path) -> None:
    """The step is that of the files as they are, which no run has seen yet."""
    solve(mine, double="return 2 * x")
    assert "  next     double_all in exercises/numbers/own.py" in grader("next", cwd=mine).stdout
    assert "1 of 3 tasks pass" in grader("progress", cwd=mine).stdout


@pytest.mark.full
def test_next_is_of_a_topic_if_one_is_named(mine: Path) -> None:
    """Else of the first that is not done; where all are, it says so."""
    alpha = grader("next", "alpha", cwd=mine).stdout
    assert "  run      pytest exercises/alpha --task AL-E1\n" in alpha
    own = mine / "exercises/alpha/own.py"
    change(own, 'raise NotImplementedError("AL-E1 double")', "return x + x")
    assert grader("next", "alpha", cwd=mine).stdout.startswith("every task passes")


PLAN = """[[lines]]
id = "S1"
says = "its last part, after the letters"
where = "the handout"
do = "NU-E3"
after = "alpha"
"""


def test_what_comes_after_another_topic_is_not_next(mine: Path) -> None:
    """The plan's order of sessions decides, for pytest as for `grader next`."""
    (mine / "exercises/study_plan.toml").write_text(PLAN)
    solve(mine, double="return 2 * x", double_all="return [2 * x for x in xs]")
    page = run(mine, NUMBERS).stdout
    assert "  note     NU-E3 comes after alpha in the study plan\n  next     grader next\n" in page
    topic = load_course(mine).topics["numbers"]
    assert later(topic) == {"Pair": "alpha"}
    letters = topic.folder.parent / "alpha/own.py"
    change(letters, 'raise NotImplementedError("AL-E1 double")', "return x + x")
    run(mine, "exercises/alpha")
    assert later(topic) == {}


@pytest.mark.full
def test_next_goes_through_the_plan_and_says_what_is_open(mine: Path) -> None:
    """What is open beside the tasks of a topic is a line; then comes the next topic."""
    (mine / "exercises/study_plan.toml").write_text(PLAN)
    sheet = '[[prompts]]\nid = "NU-X1"\ntitle = "t"\nmin_words = 9\ntext = "why"\n'
    (mine / "exercises/numbers/questions.toml").write_text(sheet)
    solve(mine, double="return 2 * x", double_all="return [2 * x for x in xs]")
    lines = grader("next", cwd=mine).stdout.splitlines()
    assert lines[:3] == [
        "numbers: open beside the tasks: 1 text",
        "numbers: NU-E3 comes after alpha in the study plan",
        "alpha: 0 of 1 tasks done",
    ]
    letters = mine / "exercises/alpha/own.py"
    change(letters, 'raise NotImplementedError("AL-E1 double")', "return x + x")
    run(mine, "exercises/alpha")
    assert "next     Pair in exercises/numbers/own.py" in grader("next", cwd=mine).stdout


def test_a_task_that_waits_is_not_the_next_step(mine: Path) -> None:
    """What it waits for is."""
    path = mine / "exercises/numbers/topic.toml"
    path.write_text(path.read_text() + 'requires = ["double_all"]\n')
    solve(
        mine, **{"Pair.__init__": "self.a, self.b = a, b", "Pair.total": "return self.a + self.b"}
    )
    page = run(mine, NUMBERS).stdout
    row = r"^  blocked +NU-E3 +Pair +1 of 2 checks pass, waits for double_all$"
    assert re.search(row, page, re.M)
    assert "NU-E3 Pair: blocked" not in page
    assert "  next     double in exercises/numbers/own.py\n" in page


def test_a_file_that_does_not_import_asks_for_no_hint(mine: Path) -> None:
    """The next step is the place itself; the marks of a merge are called what they are."""
    change(mine / OWN, '"""Numbers."""', '"""Numbers."""\n<<<<<<< HEAD\n=======\n>>>>>>> other')
    page = run(mine, NUMBERS).stdout
    assert f"note     {OWN}:2 holds the marks of a merge that was not finished" in page
    assert "  next     mend this place; every task in own.py waits for it\n" in page
    assert "grader hint" not in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS"),
        (b"x = 1\0\n", "holds a null byte"),
        ("x = 1".encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
        (b"x = 1", ""),
    ],
)
def test_what_is_no_text_has_a_reason(content: bytes, words: str) -> None:
    """One sentence for each kind of it, the same on a laptop and at grading."""
    assert not_text(content).startswith(words)
    assert bool(not_text(content)) == bool(words)


def test_what_is_no_text_is_told_as_at_grading(mine: Path) -> None:
    """Nobody is asked to put the stub in its place; only a file that is gone is put back."""
    (mine / OWN).write_bytes(b"# \xe9t\xe9\n")
    page = " ".join(run(mine, NUMBERS).stdout.split())
    assert f"{OWN} is not UTF-8 text (byte 2); save it as UTF-8" in page
    assert "put the file back" not in page


def test_a_file_that_is_gone_is_put_back_by_reset(mine: Path) -> None:
    """The message has the line to type."""
    (mine / OWN).unlink()
    assert f"put the file back: grader reset {OWN}" in run(mine, NUMBERS).stdout


def test_a_debugger_left_in_is_named_before_grading() -> None:
    """Also where it is a call of pdb; not where it stands in a comment."""
    said = list(slips({"a.py": b"def f():\n    breakpoint()\n", "b.py": b"# breakpoint()\n"}))
    assert said == ["a.py:2 calls breakpoint(), and nobody answers at grading; take it out."]


def test_a_forgotten_environment_is_two_lines(mine: Path, root: Path) -> None:
    """How to activate it and how to install, before any option is found to be unknown."""
    (mine / "conftest.py").write_text((root / "template/conftest.py").read_text())
    # Path files of a folder named here are not followed, so the course is not found.
    packages = str(Path(pytest.__file__).parent.parent)
    script = (
        f"import sys; sys.path.append({packages!r})\n"
        "class Hidden:\n"
        "    def find_spec(name, path=None, target=None):\n"
        "        if name == 'grader':\n"
        "            sys.meta_path.remove(Hidden)\n"
        "            sys.path.remove(sys.path[-1])\n"
        "sys.meta_path.insert(0, Hidden)\n"
        "import pytest; sys.exit(pytest.main(['exercises/numbers', '--task', 'double']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        cwd=mine,
        env={"PATH": "/usr/bin:/bin", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    first, second = [line for line in done.stderr.splitlines() if line]
    assert done.returncode == 4
    assert "no .venv is made yet: python3 -m venv .venv, then: . .venv/bin/activate" in first
    assert "python -m pip install -c constraints.txt -e ." in second
    assert not done.stdout


def test_where_others_run_the_checks_one_line_says_how_to_get_a_report(
    pytestconfig: pytest.Config,
) -> None:
    """As with pytest-xdist: what comes in was seen by no run of this process."""
    session = _Session(pytestconfig)
    report = SimpleNamespace(nodeid="test_x.py::test_y", grader_state="fail", passed=False)
    assert list(session.pytest_runtest_logreport(report)) == [None]
    assert [line[:20] for line in session._summary({})] == ["no report: with -n t"]


def test_a_run_in_other_processes_writes_no_record(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It would say of each task that nothing of it is there."""
    session = _Session(pytestconfig)
    session.elsewhere = True
    session.runs[tmp_path] = SimpleNamespace(partial=False)  # type: ignore[assignment]
    monkeypatch.setattr(session, "_summary", lambda stats: iter([]))
    monkeypatch.setattr(session, "_remember", lambda run, answers: None)
    monkeypatch.setattr(pytestconfig.option, "record", str(tmp_path / "r.json"))
    ended = session.pytest_terminal_summary(SimpleNamespace(write_line=print, stats={}), 0)
    assert next(ended) is None
    assert not (tmp_path / "r.json").exists()
