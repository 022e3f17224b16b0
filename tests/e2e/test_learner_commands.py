"""A learner's commands, and trying things out: hint, reset, doctor, `import exercises`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.course_copy import change, commit, git, grader, refused
from tests.e2e.learner import OWN, STUB, solve, write_student
from tests.forks import run_in_fork

from classroom.author.compose import solutions
from grader.cli import work
from grader.cli.notebook import notebook
from grader.cli.work import find_tasks
from grader.course.home import repository_of
from grader.course.manifest import Course, load_course
from grader.errors import UsageError
from grader.learn import doctor
from grader.learn.experimenting import find_experiment
from grader.learn.names import named, near, no_task
from grader.repository.manifest import worked_on
from grader.repository.reset import plan_reset, released
from grader.repository.sync import sync


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("softmax", ["MG-E9", "M1-E7"]),
        ("makemore1/softmax", ["M1-E7"]),
        ("m1-e07", ["M1-E7"]),
        ("exp", ["MG-E17"]),
        ("Value.exp()", ["MG-E17"]),
        ("__neg__", ["MG-E15"]),
        ("bigram-nn-grad", ["M1-E9"]),
        ("Value.__add__", ["MG-E2", "MG-E3", "MG-E11"]),
        ("BatchNorm1d.parameters", ["M3-E8", "M5-E4"]),
        ("batchnorm1d", ["M3-E8", "M5-E4"]),
        ("softmaks", []),
        ("", []),
    ],
)
def test_a_task_goes_by_many_names(course: Course, typed: str, meant: list[str]) -> None:
    """Its number, its function, a method with or without its class, any way of writing them."""
    assert [each.task.ref for each in named(course.topics.values(), typed)] == meant


def test_each_task_is_selected_by_its_own_names(course: Course) -> None:
    """In its topic, its number and id mean it alone; a function, the tasks that ask for it."""
    for topic in course.topics.values():
        for task in topic.tasks.values():
            for name in (task.ref, task.id, f"{topic.id}/{task.id}"):
                assert [each.task for each in named([topic], name, loose=False)] == [task], name
            for name in task.names:
                asked = [each.task for each in named([topic], name, loose=False)]
                tasks = [t for t in topic.tasks.values() if name == t.id]
                assert asked == (tasks or [t for t in topic.tasks.values() if name in t.names])


def test_at_most_five_names_are_near(course: Course) -> None:
    """The most alike first; none where nothing is alike."""
    topics = course.topics.values()
    assert near(topics, "softmaks") == ["softmax"]
    assert near(topics, "dcount")[0] == "dcounts"
    assert len(near(topics, "backwrd")) <= 5
    assert near(topics, "xyzzy") == []


def test_what_is_no_task_is_told_by_its_kind(course: Course) -> None:
    """A topic, a question, an experiment or a file, with what shows it; silent of anything else."""
    topics = course.topics.values()
    file = "exercises/micrograd/value.py"
    assert (
        no_task(topics, "exercises/micrograd/") == "'micrograd' is a topic: grader next micrograd"
    )
    assert "it stands in exercises/micrograd/questions.md" in no_task(topics, "MG-Q1")
    assert no_task(topics, "MG-L1").endswith("see: grader run MG-L1")
    assert no_task(topics, file).startswith(f"'{file}' is a file; its tasks are: Value, ")
    assert ", makemore1, makemore2, " in no_task(topics, "training.py")
    assert no_task(topics, "value") == no_task(topics, "MG-Q999") == no_task(topics, "") == ""
    assert course.topic("exercises/micrograd/") is course.topics["micrograd"]


def test_a_hint_is_of_the_topic_one_works_on(mine: Path) -> None:
    """Of a name in two topics; the number of the other is said. Before any work both are named."""
    code, said = refused("hint", "double", cwd=mine)
    assert code == 2
    assert "  grader hint NU-E1   NU-E1 double of numbers\n  grader hint AL-E1 " in said
    solve(mine, double="return x")
    assert worked_on(load_course(mine)) == "numbers"
    assert grader("hint", "double", cwd=mine).stdout.splitlines() == [
        "NU-E1 double of numbers, hint 1 of 2: where of NU-E1",
        "more: grader hint NU-E1 2",
        "double of alpha: grader hint AL-E1",
    ]
    code, said = refused("hint", "doubel", cwd=mine)
    assert (code, said) == (2, "grader: there is no task 'doubel'; did you mean double?\n")


def test_the_folder_decides_which_topic_a_name_is_of(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before another topic whose main name it is; numbers need no letters there."""
    monkeypatch.setattr(work.manifest, "worked_on", lambda _course: "")
    monkeypatch.chdir(course.root)
    found, others = find_tasks(course, "mse")
    assert (found, [each.task.ref for each in others]) == ([], ["CD-E4", "MG-E24"])
    monkeypatch.setattr(work.manifest, "worked_on", lambda _course: "calculus_and_descent")
    assert find_tasks(course, "mse")[0][0].task.ref == "CD-E4"
    with pytest.raises(UsageError, match="grader reset calculus_and_descent/mse "):
        work._place_of(course, "mse")
    monkeypatch.chdir(course.topics["micrograd"].folder)
    assert find_tasks(course, "mse")[0][0].task.ref == "MG-E24"
    assert [each.task.ref for each in find_tasks(course, "e4")[0]] == ["MG-E4"]
    assert find_experiment(course, "L1")[1].ref == "MG-L1"
    with pytest.raises(UsageError, match=r"is of another topic; say which:\n  grader reset M4-E5 "):
        work._place_of(course, "dcounts")
    assert work._place_of(course, "M4-E5") == (
        "exercises/makemore4/cross_entropy_steps.py",
        ["dcounts"],
    )
    with pytest.raises(UsageError, match="MG-Q4 is a question, and questions have no hints"):
        find_tasks(course, "Q4")
    monkeypatch.chdir(course.root)
    # At the root a number alone is not guessed, whatever topic one works on.
    assert find_tasks(course, "e4")[0] == []
    with pytest.raises(UsageError, match="'L1' is a number of several topics; say which: CD-L1, "):
        find_experiment(course, "L1")
    assert find_experiment(course, "makemore2/L1")[1].ref == "M2-L1"


def test_one_function_is_put_back(mine: Path) -> None:
    """The rest of the file stays, byte for byte, and a copy of what was there is kept."""
    solve(mine, double="return 5", double_all="return [5]", **{"Pair.total": "return 5"})
    before = (mine / OWN).read_text()
    done = grader("reset", "Pair.total", "--yes", cwd=mine)
    [kept] = re.findall(r"the stub is back; what was there is in (\S+)\n", done.stdout)
    assert (mine / kept).read_text() == before
    stub = 'raise NotImplementedError("NU-E3 Pair.total")'
    assert (mine / OWN).read_text() == before.replace("        return 5", f"        {stub}")
    again = grader("reset", "Pair.total", cwd=mine)
    assert again.stdout == f"Pair.total in {OWN}: as released already\n"


@pytest.mark.parametrize(("mark", "end"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n")])
def test_a_file_stays_as_its_editor_writes_it(mine: Path, mark: bytes, end: bytes) -> None:
    """Line ends of Windows and a byte order mark are there after a function is put back."""
    solve(mine, double="return 5", double_all="return [5]")
    own = mine / OWN
    written = mark + own.read_bytes().replace(b"\n", end)
    own.write_bytes(written)
    plan_reset(mine, OWN, ["double"]).carry_out(datetime(2026, 11, 30, tzinfo=UTC))
    stub = b'raise NotImplementedError("NU-E1 double")'
    assert own.read_bytes() == written.replace(b"return 5", stub)


def test_a_task_and_a_file_are_put_back(mine: Path) -> None:
    """All functions of the task; a file by its path or, where it is the one worked on, its name."""
    solve(mine, double="return 5", **{"Pair.__init__": "pass", "Pair.total": "return 5"})
    grader("reset", "NU-E3", "--yes", cwd=mine)
    assert (mine / OWN).read_text() == STUB.replace(
        'raise NotImplementedError("NU-E1 double")', "return 5"
    )
    commit(mine, "work")
    done = grader("reset", "own.py", "--yes", cwd=mine / "exercises")
    assert "the stub is back" in done.stdout
    assert (mine / OWN).read_text() == STUB


def test_nothing_is_put_back_without_a_yes(mine: Path) -> None:
    """Where nobody can answer, the option is named."""
    solve(mine, double="return 5")
    before = (mine / OWN).read_text()
    done = grader("reset", "NU-E1", cwd=mine)
    assert done.returncode == 2
    assert "no answer, so nothing is changed; --yes does not ask" in done.stderr
    assert (mine / OWN).read_text() == before


def test_a_function_that_is_gone_comes_back(mine: Path) -> None:
    """A method into its class, a class or function at the end; decorators count as part of it."""
    text = STUB[: STUB.index("    def __neg__")].rstrip() + "\n"
    (mine / OWN).write_text(text.replace("def double(x)", "@print\ndef double(x)"))
    plan = plan_reset(mine, OWN, ["Pair.__neg__", "double"])
    assert plan.content.decode().rstrip() == STUB.rstrip()
    (mine / OWN).write_text(STUB[: STUB.index("class Pair")])
    plan = plan_reset(mine, OWN, ["Pair.total"])
    assert plan.content.decode().rstrip() == STUB.rstrip()


def test_a_file_that_is_no_python_is_put_back_whole(mine: Path) -> None:
    """A function is not looked for in it; the command for the file is named."""
    (mine / OWN).write_text(STUB + "\n(")
    with pytest.raises(UsageError, match=f"no Python as it stands.*grader reset {OWN}"):
        plan_reset(mine, OWN, ["double"])
    assert plan_reset(mine, OWN).content.decode() == STUB


def test_the_stub_is_found_where_it_is(mine: Path, tmp_path: Path) -> None:
    """In the first commit, in what sync laid down, or at the course's address; else it is said."""
    (mine / OWN).write_text("mine\n")
    commit(mine, "work")
    assert released(mine, OWN).decode() == STUB
    shutil.rmtree(mine / ".git")
    with pytest.raises(UsageError, match="is in no commit of this repository"):
        released(mine, OWN)
    course = write_student(tmp_path / "course")
    change(mine / "release.json", '"source": ""', f'"source": "{course}"')
    assert released(mine, OWN).decode() == STUB
    change(mine / "release.json", f'"source": "{course}"', '"source": ""')
    laid = mine / ".grader/stubs" / OWN
    laid.parent.mkdir(parents=True)
    laid.write_bytes(STUB.encode())
    assert released(mine, OWN).decode() == STUB
    with pytest.raises(UsageError, match=r"README\.md is no file of the release"):
        released(mine, "README.md")


def test_a_name_that_means_several_places_is_refused(mine: Path) -> None:
    """With the numbers to choose from."""
    code, said = refused("reset", "double", "--yes", cwd=mine)
    assert code == 2
    assert "  grader reset NU-E1   NU-E1 double of numbers\n  grader reset AL-E1 " in said
    code, said = refused("reset", "own.py", "--yes", cwd=mine)
    assert f"may be any of {OWN}, exercises/alpha/own.py" in said


def test_a_learners_doctor_says_what_to_type(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment, packages and engine, each with what to type where it is not as it should."""
    (mine / "constraints.txt").write_text("torch==0.1\n")
    rows = {what: (how, typed) for what, how, typed in doctor.installed(mine)}
    assert rows["environment"] == (f"{sys.prefix}, active", "")
    assert rows["python"][1] == ""
    assert rows["versions"][0].startswith("torch ")
    assert rows["versions"][0].endswith(", pinned is 0.1")
    assert rows["engine"][0].startswith("of another place, ")
    assert rows["engine"][1] == "python -m pip install -c constraints.txt -e ."
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    assert doctor.installed(mine)[0][2] == "python -m venv .venv"
    (mine / ".venv").mkdir()
    assert doctor.installed(mine)[0][2] == ". .venv/bin/activate"


def test_a_token_in_an_address_is_not_shown() -> None:
    """The doctor's page may be pasted into an issue."""
    assert doctor.remote("https://me:ghp_x@github.com/a/b.git") == "https://github.com/a/b.git"
    assert doctor.remote("git@github.com:a/b.git") == "git@github.com:a/b.git"


def test_a_release_without_an_address_says_who_has_it(mine: Path) -> None:
    """Nobody finds the address of the next release in what is here."""
    with pytest.raises(UsageError, match="ask your instructor for the address, and give it with"):
        sync(mine)


def test_the_example_of_a_notebook_makes_another() -> None:
    """A released repository has the topic's own already, so the example names a new file."""
    example = re.search(r"Example: grader notebook (.+)", str(notebook.__doc__))
    assert example is not None
    assert "--out " in example[1]


def test_a_branch_without_an_upstream_has_its_line() -> None:
    """What git says of a branch, and the push that it still lacks."""
    assert doctor.first_push("mine") == "git push -u origin mine"
    assert doctor.first_push("main...origin/main [gone]") == "git push -u origin main"
    for well in ("main...origin/main [ahead 1]", "No commits yet on main", "HEAD (no branch)"):
        assert doctor.first_push(well) == ""


@pytest.mark.full
def test_doctor_looks_at_the_repository_first(mine: Path) -> None:
    """With --all then at what grading needs; its status is that of grading."""
    done = grader("doctor", cwd=mine)
    todo = "git remote add origin ADDRESS, then git push -u origin main"
    assert f"remote        none here, so nothing can be pushed: {todo}\n" in done.stdout
    for extra in ("watch", "plots", "notebook", "ritual"):
        assert re.search(rf"^{extra} +(not )?installed", done.stdout, re.MULTILINE)
    assert not any(word in done.stdout for word in ("Landlock", "seccomp", "limit", "probes"))
    git(mine, "remote", "add", "origin", "https://me:secret@x.example/mine.git")
    done = grader("doctor", "--all", cwd=mine)
    assert "git           main; no files not committed\n" in done.stdout
    said = "main has no upstream there yet: git push -u origin main\n"
    assert f"remote        https://x.example/mine.git; {said}" in done.stdout
    assert "type next     " in done.stdout
    assert done.stdout.endswith("this machine may grade\n")
    assert done.returncode == 0


SCRIPT = "from exercises.numbers import own\nprint(own.__file__)\nimport exercises.alpha.own\n"


def python(*arguments: str | Path, cwd: Path, **env: str) -> str:
    """What a Python prints that has no path but its own."""
    command = [sys.executable, *map(str, arguments)]
    known = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        command, cwd=cwd, env=known | env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_exercises_are_those_of_the_file_that_imports_them(mine: Path, tmp_path: Path) -> None:
    """A script, from wherever it is started, and whatever other clone stands on the path."""
    other = write_student(tmp_path / "other")
    script = mine / "exercises/alpha/try_it.py"
    script.write_text(SCRIPT)
    own = str(mine / OWN)
    assert python(script, cwd=tmp_path) == own
    assert python(script, cwd=other, PYTHONPATH=str(other)) == own
    (mine / "notes").mkdir()
    # A cell has no file: the folder of the notebook decides.
    assert python("-c", SCRIPT, cwd=mine / "notes") == own
    assert python("-m", "exercises.alpha.try_it", cwd=mine) == own


def test_the_repository_of_a_path_is_the_nearest(mine: Path, tmp_path: Path) -> None:
    """Of a file or folder in it, whether it is there or not; of any other path there is none."""
    inner = write_student(mine / "build/inner")
    assert repository_of(mine / OWN) == mine
    assert repository_of(inner / "notes/none.ipynb") == inner
    assert repository_of(tmp_path) is None


def test_what_a_handout_tries_runs(course: Course, tmp_path: Path) -> None:
    """Three lines in each, on our solutions, and each prints something."""
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns("__pycache__", "figures", "*.svg")
    shutil.copytree(course.root / "exercises", copy / "exercises", ignore=ignored)
    script = []
    for topic in course.topics.values():
        for name, text in solutions(course, topic).items():
            (copy / name).write_text(text)
        handout = (topic.folder / "README.md").read_text()
        [lines] = re.findall(r"^## Try it\n.*?^```python\n(.*?)^```", handout, re.S | re.M)
        assert len([line for line in lines.splitlines() if line]) == 3
        assert lines.splitlines()[-1].startswith("print(")
        script += [f"print({topic.id!r}, end=' ')", lines]
    body = "".join(f"    {line}\n" for lines in script for line in lines.splitlines())
    (copy / "test_handouts.py").write_text(f"def test_all():\n{body}")
    done = run_in_fork("pytest", "-s", "test_handouts.py", cwd=copy)
    assert done.returncode == 0, done.stdout
    for topic_id in course.topics:
        assert re.search(rf"\b{topic_id} \S", done.stdout)
