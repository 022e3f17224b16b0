"""A student repository: built of a commit, looked through, tried out; and what makes it refuse."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.course_copy import change, commit, git, grader, refused, release_unchecked

from classroom.author.contract import Problem
from classroom.release import release
from classroom.release.leaks import find_leaks
from classroom.release.release import lay_out
from classroom.release.untouched import environment, try_untouched
from grader.course.manifest import load_course
from grader.errors import CourseError
from grader.repository.manifest import FILE, digest, read, started

VALUE = "exercises/micrograd/value.py"


@pytest.fixture
def copied(released: Path, tmp_path: Path) -> Path:
    """A copy of the student repository, to be spoiled."""
    return shutil.copytree(released, tmp_path / "students")


def names(folder: Path) -> set[str]:
    """The files below a folder."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.parts[0] != ".git"}


def test_it_holds_what_students_get(small_course: Path, released: Path) -> None:
    """exercises/, the engine, template/ over the root, what installs it, LICENSE; nothing else."""
    ours = set(git(small_course, "ls-files").splitlines())
    expected = {
        name for name in ours if name.startswith(("exercises/", "src/grader/", ".github/actions/"))
    }
    expected |= {"src/pytest_grader.py", "src/exercises.py"}
    expected |= {n.removeprefix("template/") for n in ours if n.startswith("template/")}
    expected |= {"pyproject.toml", "constraints.txt", "LICENSE", "docs/students.md", FILE}
    # Made of the commit: the solutions of self-study, and a notebook.
    expected |= {f"exercises/micrograd/{name}" for name in ("solutions.txt", "micrograd.ipynb")}
    expected.add("docs/notebooks.md")
    assert names(released) == expected
    assert "Take the" not in (released / "README.md").read_text()
    assert (released / "README.md").read_text() == (small_course / "template/README.md").read_text()


def test_its_command_is_a_learners(released: Path, tmp_path: Path) -> None:
    """In an environment that has the release alone, `grader` has no command for instructors."""
    python = environment(tmp_path / "environment", released / "src")
    command = [python, "-I", "-B", "-m", "grader.cli.app"]
    page = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout
    headings = [line for line in page.splitlines() if line.startswith("For ")]
    assert headings == ["For learners:", "For workflows:"]
    refused = subprocess.run([*command, "grade"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "No such command 'grade'" in refused.stderr


def test_release_json_tells_what_was_released(released: Path) -> None:
    """Every file with its digest, the address, and what belongs to the student."""
    release = read(released)
    assert release is not None
    assert set(release.files) == names(released) - {FILE}
    for name, expected in release.files.items():
        assert digest((released / name).read_bytes()) == expected
    assert release.source == "https://x.example/students"
    assert VALUE in release.yours
    assert "exercises/micrograd/answers.toml" in release.yours
    assert (
        release.stubs[VALUE]["Value.__pow__"] == "Value.__pow__(self, exponent: float) -> 'Value'"
    )


def test_the_same_commit_gives_the_same_tree(
    small_course: Path, released: Path, copied: Path
) -> None:
    """The printed tree is that of a commit of all files; again over an old one, it is the same."""
    [printed] = re.findall(
        r"^tree ([0-9a-f]{40})$", (released.parent / "printed").read_text(), re.M
    )
    git(copied, "init", "--quiet")
    assert commit(copied, "release") == printed
    (copied / "exercises/old.txt").write_text("of an older release")
    change(copied / "README.md", "## Install", "## Begin")
    assert release_unchecked(small_course, copied, "https://x.example/students").tree == printed
    assert git(copied, "status", "--porcelain") == ""


def test_topics_that_are_started(released: Path, copied: Path) -> None:
    """None in a fresh repository; the ones with a changed solution or answer afterwards."""
    assert started(load_course(released)) == []
    change(copied / VALUE, 'raise NotImplementedError("MG-E15 Value.__neg__")', "return self * -1")
    assert started(load_course(copied)) == ["micrograd"]
    (copied / FILE).unlink()
    assert started(load_course(copied)) == ["micrograd"]


def test_line_ends_of_windows_are_no_change(copied: Path) -> None:
    """What git makes of a text on Windows is still as released."""
    for name in names(copied):
        if not name.endswith(".npz"):
            content = (copied / name).read_bytes()
            (copied / name).write_bytes(content.replace(b"\n", b"\r\n"))
    assert started(load_course(copied)) == []


def renamed(text: str) -> str:
    """The text with other names, other docstrings and without annotations."""
    text = re.sub(r'""".*?"""', '"""Something else."""', text, flags=re.DOTALL)
    return re.sub(r"\bother\b", "zweiter", re.sub(r"\bout\b", "ergebnis", text))


def notebook(code: str) -> str:
    """A notebook with one cell."""
    return json.dumps({"cells": [{"cell_type": "code", "source": code.splitlines(keepends=True)}]})


def spoil_name(course: Path, students: Path) -> None:
    """A hidden check, moved along."""
    source = course / "tests/hidden/micrograd/test_value.py"
    target = students / "tests/hidden/micrograd/test_value.py"
    target.parent.mkdir(parents=True)
    target.write_text(source.read_text() + "\n# changed\n")


def spoil_copy(course: Path, students: Path) -> None:
    """A file of reference/ under another name."""
    shutil.copy(course / "reference/micrograd/NOTES.md", students / "exercises/thoughts.txt")


def spoil_renamed(course: Path, students: Path) -> None:
    """A solution with other local names, in a file of its own."""
    text = renamed((course / "reference/micrograd/value.py").read_text())
    (students / "src/grader/helper.py").write_text(text)


def spoil_beside(course: Path, students: Path) -> None:
    """A solution under another name, beside its stub."""
    text = (course / "reference/micrograd/derivatives.py").read_text()
    solved = text[text.index("def grad_forward") :].replace("grad_forward", "slopes")
    with (students / "exercises/micrograd/derivatives.py").open("a") as stream:
        stream.write("\n\n" + solved.split("\ndef ")[0])


def spoil_one_line(course: Path, students: Path) -> None:
    """A body of one short line, in the place of its own stub."""
    stub = 'raise NotImplementedError("MG-E15 Value.__radd__")'
    change(students / VALUE, stub, "return self + other")


def spoil_alternative(course: Path, students: Path) -> None:
    """An alternative in a check file."""
    text = (course / "reference/micrograd/alternatives/lecture.py").read_text()
    with (students / "exercises/micrograd/cases.py").open("a") as stream:
        stream.write("\n\n" + text)


def spoil_mistake(course: Path, students: Path) -> None:
    """A mistake in a file of its own, without its docstring."""
    path = max(
        (course / "reference/micrograd/mistakes").glob("*.py"), key=lambda p: p.stat().st_size
    )
    text = path.read_text().split('"""', 2)[2]
    (students / "exercises/micrograd/extra.py").write_text(text)


def spoil_handout(course: Path, students: Path) -> None:
    """A solved function in a code block of the handout."""
    text = (course / "reference/micrograd/derivatives.py").read_text()
    body = text[text.index("def grad_symmetric") :]
    path = students / "exercises/micrograd/README.md"
    path.write_text(f"{path.read_text()}\n```python\n{body}```\n")


def spoil_notebook(course: Path, students: Path) -> None:
    """The body alone, without its function, in a cell."""
    text = (course / "reference/micrograd/derivatives.py").read_text()
    body = text[text.index("def grad_symmetric") :].split('"""', 2)[2]
    lines = [line.removeprefix("    ") for line in body.splitlines()]
    (students / "exercises/start.ipynb").write_text(notebook("x = 1\n" + "\n".join(lines)))


def spoil_key(course: Path, students: Path) -> None:
    """An explanation of the key, wrapped anew, in a page."""
    text = (course / "reference/micrograd/answers.toml").read_text()
    sentence = re.findall(r'explanation = "(.{60,}?)"', text)[0]
    (students / "exercises/hints.md").write_text(sentence.replace(" ", "\n"))


def spoil_secret(course: Path, students: Path) -> None:
    """The secret in the middle of a file."""
    (students / "exercises/data/x.bin").write_bytes(b"\0" + b"s" * 40 + b"\0")


def spoil_token(course: Path, students: Path) -> None:
    """A token of GitHub in a workflow."""
    (students / "deploy.yml").write_text("token: ghp_" + "a1" * 18)


def spoil_answers(course: Path, students: Path) -> None:
    """An answer that an author tried and forgot."""
    path = students / "exercises/micrograd/answers.toml"
    path.write_text(path.read_text().replace('= ""', '= "B"', 1))


SPOILS: dict[Callable[[Path, Path], None], str] = {
    spoil_name: "tests/hidden/micrograd/test_value.py: stands in a folder that is never released",
    spoil_copy: "exercises/thoughts.txt: is a copy of reference/micrograd/NOTES.md",
    spoil_renamed: "src/grader/helper.py: 'Value.__add__' is 'Value.__add__' of reference/",
    spoil_one_line: f"{VALUE}: 'Value.__radd__' is 'Value.__radd__' of reference/micrograd/",
    spoil_beside: "derivatives.py: 'slopes' is 'grad_forward' of reference/micrograd/derivat",
    spoil_alternative: "exercises/micrograd/cases.py: 'Value.",
    spoil_mistake: "exercises/micrograd/extra.py: '",
    spoil_handout: "README.md: 'grad_symmetric' is 'grad_symmetric' of reference/micrograd/deriv",
    spoil_notebook: "exercises/start.ipynb: a code block is 'grad_symmetric' of reference/",
    spoil_key: "exercises/hints.md: holds a sentence of the key of MG-Q",
    spoil_secret: "exercises/data/x.bin: holds a secret",
    spoil_token: "deploy.yml: holds a secret",
    spoil_answers: "exercises/micrograd/answers.toml: is filled in",
}


def test_every_leak_is_found(small_course: Path, released: Path, copied: Path) -> None:
    """Each leak is named with its file, which is another one for each; no other file is."""
    course = load_course(small_course)
    for spoil in SPOILS:
        spoil(small_course, copied)
    found = [str(problem) for problem in find_leaks(course, copied, [b"s" * 40])]
    for words in SPOILS.values():
        assert any(words in line for line in found), (words, found)
    spoilt = {
        name
        for name in names(copied)
        if name not in names(released)
        or (copied / name).read_bytes() != (released / name).read_bytes()
    }
    assert len(spoilt) == len(SPOILS)
    assert {line.split(":")[0] for line in found} == spoilt


@pytest.mark.full
@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__.removeprefix("spoil_"))
def test_a_leak_alone_is_found(
    small_course: Path, copied: Path, spoil: Callable[[Path, Path], None]
) -> None:
    """One leak, and it is named with its file; without it, nothing is."""
    course = load_course(small_course)
    spoil(small_course, copied)
    found = [str(problem) for problem in find_leaks(course, copied, [b"s" * 40])]
    assert any(SPOILS[spoil] in line for line in found), found
    assert len({line.split(":")[0] for line in found}) == 1


def test_the_whole_course_leaks_nothing(root: Path, tmp_path: Path) -> None:
    """All topics as they stand in the working tree, where every link of a page leads somewhere.

    A release itself takes the commit.
    """
    students = tmp_path / "students"
    lay_out(root, students)
    assert find_leaks(load_course(root), students) == []
    for page in students.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
            assert "://" in target or (page.parent / target).exists(), f"{page}: {target}"


def test_its_settings_speak_of_what_is_there(released: Path) -> None:
    """Every path that pyproject.toml names is there, and none is of the instructors'."""
    text = (released / "pyproject.toml").read_text()
    data = tomllib.loads(text)
    pytest_options = data["tool"]["pytest"]["ini_options"]
    paths = [data["project"]["readme"], *data["project"]["license-files"]]
    paths += [*pytest_options["testpaths"], *pytest_options["pythonpath"]]
    paths += data["tool"]["hatch"]["build"]["dev-mode-dirs"]
    paths += data["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    for path in paths:
        assert (released / path).exists(), path
    assert set(data["tool"]) == {"hatch", "pytest"}
    assert not re.search(r"\b(tests/|reference|make )", text)


def test_the_container_installs_as_the_readme_says(released: Path) -> None:
    """devcontainer.json is JSON; its commands are the README's, and it opens when they end."""
    data = json.loads((released / ".devcontainer/devcontainer.json").read_text())
    readme, command = (released / "README.md").read_text(), data["onCreateCommand"]
    for part in ("--no-deps", "--index-url https://download.pytorch.org/whl/cpu", "-c constraints"):
        assert part in command
        assert part in readme


def test_a_coding_agent_is_told_to_tutor(released: Path) -> None:
    """AGENTS.md, and CLAUDE.md, which brings it in: what is named there is what a learner has."""
    assert (released / "CLAUDE.md").read_text().startswith("@AGENTS.md\n")
    text = (released / "AGENTS.md").read_text()
    assert "grader hint TASK 2" in text
    topic = released / "exercises/micrograd"
    for name in ("topic.toml", "answers.toml", "explanations.md", "sealed.json", "mistakes.json"):
        assert name in text
        assert (topic / name).is_file()
    assert "[[files]]" in (topic / "topic.toml").read_text()
    assert "AGENTS.md" in (released / "README.md").read_text()


def test_the_readme_goes_from_red_to_push(root: Path) -> None:
    """Its first task is the plan's first, whose name pytest and hint take; a push comes last."""
    text = (root / "template/README.md").read_text()
    topic = next(iter(load_course(root).topics.values()))
    task = next(iter(topic.tasks.values()))
    steps = (
        f"pytest exercises/{topic.id}\n",
        f"exercises/{topic.id}/{topic.file_of[task.id].name}",
        f"pytest exercises/{topic.id} -k {task.id}\n",
        f"grader hint {task.id}\n",
        f"grader hint {task.id} 2\n",
        "grader next\n",
        "questions.md",
        "git push\n",
    )
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert steps[2].strip() in (root / "docs/students.md").read_text()


def test_a_push_is_one_commit_on_top(root: Path, copied: Path, tmp_path: Path) -> None:
    """Into an empty template repository, on top of a release, and not at all without a change."""
    template = tmp_path / "template.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(template))
    said = []
    for _ in range(2):
        said.append(push(root, copied, template))
    (copied / "exercises/micrograd/cases.py").unlink()
    said.append(push(root, copied, template))
    assert [line.split(",")[0] for line in said] == [
        "pushed release 2027.1",
        "nothing has changed since the last release",
        "pushed release 2027.1",
    ]
    assert git(template, "log", "--format=%s", "main").splitlines() == ["Release 2027.1"] * 2
    assert set(git(template, "ls-tree", "-r", "--name-only", "main").splitlines()) == names(copied)


def push(root: Path, release: Path, template: Path) -> str:
    """What .ci/push-release says."""
    command = [root / ".ci/push-release", release, f"file://{template}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_no_sealed_key_before_the_deadline(
    small_course: Path, released: Path, tmp_path: Path
) -> None:
    """With feedback after the deadline, sealed.json is a leak, and nothing else of a topic is."""
    shutil.copytree(released / "exercises", tmp_path / "exercises")
    course = load_course(small_course)
    course.feedback = "after-deadline"
    [problem] = find_leaks(course, tmp_path)
    assert problem.where == "exercises/micrograd/sealed.json"


def test_the_trial_sees_what_is_solved(copied: Path, tmp_path: Path) -> None:
    """An own solution, which is in no reference, is no leak; the trial refuses it."""
    change(
        copied / "exercises/micrograd/derivatives.py",
        'raise NotImplementedError("MG-E1 gradf")',
        "return [0.0, 0.0, 0.0]",
    )
    with pytest.raises(CourseError, match="micrograd: 'gradf' says fail"):
        try_untouched(load_course(copied), tmp_path)


def test_the_trial_runs_the_released_engine(copied: Path, tmp_path: Path) -> None:
    """Not the one that is installed here, or a file that is left out would not be missed."""
    (copied / "src/grader/learn/plugin.py").write_text("raise RuntimeError('of the release')\n")
    with pytest.raises(CourseError, match=r"(?s)the trial of the release failed.*of the release"):
        try_untouched(load_course(copied), tmp_path)


@pytest.fixture
def own_course(small_course: Path, tmp_path: Path) -> Path:
    """A copy of the small course, to be changed."""
    return shutil.copytree(small_course, tmp_path / "own")


def early(course: Path, *arguments: str | Path) -> tuple[int, str]:
    """Exit status and the line on stderr of a release that is refused before it is built."""
    status, said = refused("release", *arguments, cwd=course)
    return status, one_line(said)


def late(course: Path, *arguments: str | Path) -> tuple[int, str]:
    """The same of one that is built, in a process that may import its course."""
    done = grader("release", *arguments, cwd=course)
    return done.returncode, one_line(done.stderr)


def one_line(said: str) -> str:
    """The one line that tells an error."""
    [line] = [line for line in said.splitlines() if line.startswith("grader: ")]
    return line


def test_wrong_use_is_one_sentence(own_course: Path, released: Path, tmp_path: Path) -> None:
    """A full folder, this repository itself, no such commit, a student's repository, no git."""
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").touch()
    for out, words in (
        (full, "is not empty and no earlier release"),
        (full / "thesis.txt", "is not a folder"),
        (own_course, "holds the instructors' repository"),
        (own_course.parent, "holds the instructors' repository"),
    ):
        status, line = early(own_course, out)
        assert (status, words in line) == (2, True), line
    status, line = early(own_course, tmp_path / "o", "--commit", "v9")
    assert (status, "has no commit v9" in line) == (2, True)
    status, line = early(released, tmp_path / "o")
    assert (status, "has no reference/" in line) == (2, True)
    shutil.rmtree(own_course / ".git")
    status, line = early(own_course, tmp_path / "o")
    assert (status, "is not a git repository" in line) == (2, True)
    assert (full / "thesis.txt").exists()
    assert not (tmp_path / "o").exists()


def test_an_unfit_course_is_not_released(
    own_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A generated file that is out of date, one that git would leave out, a leak: nothing."""
    git(own_course, "rm", "--quiet", "exercises/micrograd/questions.md")
    commit(own_course, "unfit")
    status, line = late(own_course, tmp_path / "o")
    assert status == 4
    assert "out of date: exercises/micrograd/questions.md; run: grader course build" in line
    git(own_course, "revert", "--no-edit", "HEAD")
    (own_course / "template/.gitignore").write_text("*.svg\n")
    commit(own_course, "ignores a figure")
    with pytest.raises(CourseError, match=r"\.gitignore keeps out exercises/micrograd/figures"):
        release_unchecked(own_course, tmp_path / "o")
    monkeypatch.setattr(release, "outdated", lambda course: {})
    leak = Problem(VALUE, "is a copy of reference/", "take it out")
    monkeypatch.setattr(release, "find_leaks", lambda *given: [leak])
    with pytest.raises(CourseError, match=f"it would leak: {re.escape(str(leak))}"):
        release.release(load_course(own_course), tmp_path / "o")
    assert not (tmp_path / "o").exists()
