"""What an author is told: every fault at once, each with its file and what to do next."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.course_copy import change, grader, refused
from tests.engine.mini_course import write_mini

from classroom.author import contract
from classroom.author.handout_contract import handout_problems, plan_problems
from grader.course.manifest import Course, load_course
from grader.errors import EXIT_COURSE, CourseError

SQUARES = '''"""{name}

What the idea is.
"""


def squares(numbers):
    {body}
'''


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """The mini course with what a reader of its files needs: a handout and notes."""
    root = write_mini(tmp_path / "course")
    rows = "| `double` | 4 |\n| `squares` | 6 |\n"
    (root / "exercises/mini/README.md").write_text(
        f"# mini\n\n| task | points |\n|---|---|\n{rows}"
    )
    (root / "reference/mini/NOTES.md").write_text("# mini\n\n`double` has no mistake.\n")
    return root


def mistake(root: Path, key: str, body: str, name: str = "") -> None:
    """Write a mistake of squares."""
    path = root / f"reference/mini/mistakes/{key}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(SQUARES.format(name=name or f"they are {key}", body=body))


def test_every_fault_is_told_at_once(mini: Path) -> None:
    """Those of manifest, handout, notes, names, docstrings and markers, in one run."""
    change(mini / "exercises/mini/topic.toml", "MI-E2", "MI-E1")
    change(mini / "exercises/mini/README.md", "# mini\n", "# mini\n\n## `mini.py` (8 points)\n")
    change(
        mini / "exercises/mini/topic.toml", "[[files]]", "# Part 1: all of it (9 points)\n[[files]]"
    )
    (mini / "reference/mini/NOTES.md").write_text(
        "`squares` gives 5 points, `double` (4 points).\n"
    )
    for file in ("exercises/mini/mini.py", "reference/mini/mini.py"):
        body = 'raise NotImplementedError("MI-E3")' if "exercises" in file else "return x**3"
        text = (mini / file).read_text()
        (mini / file).write_text(f'{text}\n\ndef cube(x):\n    """x three times."""\n    {body}\n')
    folder = mini / "reference/mini/alternatives"
    folder.mkdir()
    (folder / "loops.py").write_text("def sqares(numbers):\n    return [x**2 for x in numbers]\n")
    mistake(mini, "sums", "return [x + x for x in numbers]")
    for key in ("one", "two"):
        (mini / f"reference/mini/mistakes/{key}.py").write_text(
            "def squares(numbers):\n    return 0\n"
        )
    hidden = mini / "tests/hidden/mini/test_mini.py"
    more = '\n\n@task("nothing", category="edge values")\ndef test_a(student):\n    """is a"""\n'
    more += '\n\n@task("double")\ndef test_b(student):\n    """is b"""\n'
    hidden.write_text(hidden.read_text() + more)

    done = grader("course", "check", "mini", cwd=mini)

    assert (done.returncode, done.stderr) == (EXIT_COURSE, "")
    for line in (
        "exercises/mini/topic.toml: double and squares have the same ref MI-E1; give one of them",
        "exercises/mini/topic.toml: '# Part 1: all of it (9 points)' stands above tasks of 10",
        "exercises/mini/README.md: the heading of mini.py says 8 points, its tasks give",
        "reference/mini/NOTES.md: gives 5 points to squares, topic.toml gives 6; correct it",
        "exercises/mini/topic.toml: no task names 'cube' of mini.py; add its [[files.tasks]] below",
        "reference/mini/alternatives/loops.py: replaces nothing that a task asks for; correct",
        "reference/mini/alternatives/loops.py: 'sqares' is no function of the solution",
        "reference/mini/alternatives: has 1 alternatives, a topic has 3 or more; write more",
        "reference/mini/mistakes: has 3 mistakes, a topic has 12 or more; write more",
        "reference/mini/mistakes: double has none; write one, or say in NOTES.md why",
        "reference/mini/mistakes/one.py: the docstring has no name, or no idea; write its name",
        "reference/mini/mistakes/two.py: the docstring has no name, or no idea; write its name",
        "::test_a: topic.toml has no task 'nothing'.",
        "::test_b: a hidden check needs a category.",
    ):
        assert line in done.stdout
    assert "NOTES.md: gives 4 points" not in done.stdout
    assert "'cube' is given" not in done.stdout


def test_a_task_is_checked_alone(mini: Path) -> None:
    """Its mistakes, tolerances and mutants: an error, a twin, what is too wide, what survives."""
    mistake(mini, "sums", "return [x + x for x in numbers]")
    mistake(mini, "sums_too", "return [2 * x for x in numbers]")
    mistake(mini, "misspelt", "return [x * y for x in numbers]")
    mistake(mini, "cubes", "return [x * x * x for x in numbers]")
    path = mini / "reference/mini/mistakes/tripled.py"
    path.write_text('"""it is tripled\n\nTwice.\n"""\n\n\ndef double(x):\n    return 2 * x\n')
    hidden = mini / "tests/hidden/mini/test_mini.py"
    loose = '\n\n@task("squares", category="dtype")\ndef test_loose(student):\n    """is near"""\n'
    loose += "    expect_numbers(student.squares([1.0, 2.0]), [1.0, 4.0], rtol=0.2)\n"
    hidden.write_text(hidden.read_text() + loose)
    change(mini / "reference/mini/mini.py", "return [x * x", "numbers += []\n    return [x * x")
    (mini / "reference/mini/NOTES.md").write_text("There are 7 mutants, 2 of them equivalent.\n")
    assert grader("course", "build", "mini", cwd=mini).returncode == 0

    done = grader("course", "check", "mini", "--task", "squares", cwd=mini)

    found = "reference/mini/mistakes"
    assert done.returncode == EXIT_COURSE
    for line in (
        f"{found}/misspelt.py: no visible check of squares names it; it raises NameError at",
        f"{found}/sums.py: no visible check of squares names it; sums_too.py has the same values",
        f"{found}/sums_too.py: no visible check of squares names it; sums.py has the same values",
        "tests/hidden/mini/test_mini.py::test_loose: tells little: the expected value x 1.01",
        "exercises/mini: no check refuses mini.py:squares:9:term:1  numbers += []  ->  pass; add",
        "reference/mini/NOTES.md: says '7 mutants, 2 of them', there are '",
    ):
        assert line in done.stdout
    assert f"{found}/cubes.py" not in done.stdout
    assert "tripled.py" not in done.stdout


def test_a_task_that_is_not_there_is_refused(root: Path) -> None:
    """With the tasks that are, and with one topic to look for it in."""
    status, said = refused("course", "check", "makemore5", "--task", "flaten", cwd=root)
    assert status == 2
    assert "makemore5 has no task 'flaten'; its tasks are: " in said
    status, said = refused("course", "check", "--task", "dcounts", cwd=root)
    assert status == 2
    assert "--task dcounts: name the one topic that has it." in said


def test_a_mistake_that_does_not_parse_is_one_line(mini: Path) -> None:
    """With its file; nothing is written, and no traceback is shown."""
    mistake(mini, "sums", "return [x + x for x in")
    status, said = refused("course", "build", "mini", cwd=mini)
    assert status == EXIT_COURSE
    assert said.startswith("grader: reference/mini/mistakes/sums.py:")
    assert "does not parse: " in said
    assert len(said.splitlines()) == 1


def test_a_topic_is_built_alone(mini: Path) -> None:
    """Others stay as they are, also where they are out of date."""
    text = (mini / "exercises/course.toml").read_text()
    (mini / "exercises/course.toml").write_text(text + '\n[[topics]]\nid = "other"\n')
    for folder in ("exercises", "reference", "tests/hidden"):
        (mini / folder / "other").mkdir()
        for path in (mini / folder / "mini").iterdir():
            (mini / folder / "other" / path.name).write_text(path.read_text())
    done = grader("course", "build", "other", cwd=mini)
    assert done.stdout == "wrote exercises/other/mistakes.json\n"
    status, said = refused("course", "build", "another", cwd=mini)
    assert (status, said) == (
        EXIT_COURSE,
        "grader: there is no topic 'another'; the topics are: mini, other.\n",
    )


def test_a_fault_of_a_manifest_has_the_name_of_its_task(mini: Path) -> None:
    """Not its number alone; and where several values are wrong, each is told."""
    manifest = mini / "exercises/mini/topic.toml"
    text = manifest.read_text()
    manifest.write_text(text.replace('["a list", "of products"]', '["a list"]'))
    with pytest.raises(
        CourseError, match=r"file mini.py, task squares: Expected `array` of length >= 2"
    ):
        load_course(mini)
    manifest.write_text(
        text.replace("points = 4", "points = 0").replace('["double"]', '["dubble"]')
    )
    with pytest.raises(CourseError) as caught:
        load_course(mini)
    assert [line.partition("topic.toml: ")[2] for line in str(caught.value).splitlines()] == [
        "task 'double' has 0 points; at least 1 is needed.",
        "task 'squares' requires 'dubble', which is no task.",
    ]


def test_what_the_plan_names_and_nobody_has_is_told(course: Course) -> None:
    """With the line, and with each ref."""
    fresh = load_course(course.root)
    assert list(plan_problems(fresh)) == []
    topic = next(iter(fresh.topics.values()))
    task = next(iter(topic.tasks.values()))
    old, task.ref = task.ref, "CD-E99"
    problems = [str(problem) for problem in plan_problems(fresh)]
    assert problems
    assert all(f" names {old}, which no topic has; correct its refs" in line for line in problems)


# A block of docs/authors.md, below the heading or the row that names its file.
BLOCK = re.compile(r"^## .*?`([^`]+)`$|^```(python|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(root: Path) -> Iterator[tuple[str, str, str]]:
    """(file, "python" or "diff", text) of everything that the page writes."""
    file = ""
    for heading, kind, text in BLOCK.findall((root / "docs/authors.md").read_text()):
        file = heading or file
        if kind:
            yield file, kind, text


def written(root: Path, into: Path) -> None:
    """Write what the page writes into a copy of the course, from `root` where it is not there."""
    for file, kind, text in blocks(root):
        path = into / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() and (root / file).is_file():
            shutil.copy(root / file, path)
        if kind == "python":
            path.write_text(f"{path.read_text()}\n\n{text}" if path.is_file() else text)
            continue
        sides = [
            "".join(line[1:] for line in text.splitlines(keepends=True) if line[0] in signs)
            for signs in (" -", " +")
        ]
        assert path.read_text().count(sides[0]) == 1, f"{file}: {sides[0]}"
        path.write_text(path.read_text().replace(*sides))


def test_the_page_for_authors_fits_the_course(root: Path, tmp_path: Path) -> None:
    """Each line that it changes stands in its file, and the list names the files that it writes."""
    written(root, tmp_path)
    listed = re.findall(r"^\| \d+ \| `([^`]+)` \|", (root / "docs/authors.md").read_text(), re.M)
    assert listed == list(dict.fromkeys(file for file, _kind, _text in blocks(root)))


@pytest.mark.full
def test_the_task_of_the_page_for_authors_is_whole(root: Path, tmp_path: Path) -> None:
    """After what the page says, in its order, nothing is missing and nothing is wrong."""
    for name in ("exercises", "reference", "tests/hidden", "docs"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("CHANGELOG.md", "pyproject.toml"):
        shutil.copy(root / name, tmp_path / name)
    written(root, tmp_path)
    assert grader("course", "build", "makemore4", cwd=tmp_path).returncode == 0
    done = grader("course", "check", "makemore4", "--task", "tanh_backward", cwd=tmp_path)
    assert (done.stdout, done.returncode) == (
        "makemore4: the contract is kept, as far as tanh_backward goes\n",
        0,
    )


def test_a_task_without_a_session_or_another_way_is_told(mini: Path) -> None:
    """What counts as named is its name, its file or its group; NOTES.md may give a reason."""
    readme, notes = mini / "exercises/mini/README.md", mini / "reference/mini/NOTES.md"
    table = readme.read_text()
    topic = load_course(mini).topic("mini")

    def told(sessions: str, heading: str = "") -> list[str]:
        text = f"# mini\n\n## Sessions of two hours\n\n{sessions}\n\n## Tasks\n\n{heading}\n\n"
        readme.write_text(text + table.partition("# mini\n\n")[2])
        found = map(str, handout_problems(load_course(mini), topic))
        return [line for line in found if "session" in line]

    [line] = told("1. `double`.")
    assert line.startswith(
        "exercises/mini/README.md: no session names `squares`, nor `mini.py`; say in which one"
    )
    assert told("1. `mini.py`.") == []
    assert told("1. The rest of group B.", "### Group B, `mini.py`") == []
    assert len(told("1. Group A.", "### Group B, `mini.py`")) == 2
    without = (
        "reference/mini/alternatives: {0} has none; write one, or say in NOTES.md why `{0}` has"
    )
    notes.write_text("`double` has no other way.\n")
    problems = [str(problem) for problem in contract.override_problems(load_course(mini), topic)]
    assert any(line.startswith(without.format("squares")) for line in problems)
    assert not any(line.startswith(without.format("double")) for line in problems)


def test_sums_of_points_in_prose_are_those_of_the_manifest(mini: Path) -> None:
    """Of what has no star, and of experiments, in the handout and in the notes."""
    readme, notes = mini / "exercises/mini/README.md", mini / "reference/mini/NOTES.md"
    readme.write_text(
        readme.read_text().replace("`squares` |", "`squares` * |")
        + "\nThe lecture\nearns 4 of their 10. Experiments: 8 of the 80 points. You predict.\n"
    )
    notes.write_text("All tasks without a star in the handout, 4 points of 11.\n")
    found = map(str, handout_problems(load_course(mini), load_course(mini).topic("mini")))
    assert [line.partition(": says ")[2] for line in found if ": says " in line] == [
        "'8 of the 80 points', it is 0; correct it",
        "'without a star in the handout, 4 points of 11', it is 4 of 10; correct it",
    ]
