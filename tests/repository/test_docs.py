"""What the docs say can be done, can be done."""

from __future__ import annotations

import inspect
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.conftest import ENDS, is_full
from tests.course_copy import copy_course, git, grader
from tests.forks import run_in_fork, run_in_forks

from classroom.author.compose import half_done, solutions
from classroom.author.demo import write_class
from classroom.pages.commands import commands
from grader import errors
from grader.cli.app import app
from grader.course.manifest import Course, load_course

PAGES = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "exercises/README.md"),
    *(
        "docs/instructors.md",
        "docs/students.md",
        "docs/notebooks.md",
        "docs/walk.md",
        "docs/why.md",
    ),
    *("docs/github-setup.md", "docs/glossary.md", "docs/words.md", "docs/LOG.md"),
    *("docs/verdicts.md", "docs/authors.md"),
)
# Options that pages name and that belong to others: pytest, pip, git, our own scripts.
OTHERS = {
    *("--all", "--jail", "--record", "--tb", "--help", "--no-deps", "--index-url", "--upgrade"),
    *("--upgrade-package", "--check", "--fix", "--count", "--only", "--quick", "--task"),
    *("--version", "--global", "--rebase", "--each"),
}
# Pages of a student's repository: what they name has to be there as well.
STUDENTS = ("template/README.md", "template/AGENTS.md", "template/CLAUDE.md")


def student_folder(course: Course, folder: Path) -> Path:
    """A copy of what a student has."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(course.root / "exercises", folder / "exercises", ignore=ignored)
    shutil.copy(course.root / "pyproject.toml", folder)
    return folder


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as a student does."""
    return run_in_fork("pytest", "-p", "no:cacheprovider", *arguments, cwd=folder)


def test_untouched_stubs_are_a_short_page(
    course: Course, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Every task not started, groups folded, no traceback, under 25 lines, exit status 1.

    Of ends, and of a topic with a ritual. The others: `make full`.
    """
    folder = student_folder(course, tmp_path)
    some = {*ENDS, next(topic.id for topic in course.topics.values() if topic.ritual)}
    topics = [t for t in course.topics.values() if t.id in some or is_full(pytestconfig)]
    runs = [(folder, ["pytest", f"exercises/{topic.id}"]) for topic in topics]
    for topic, done in zip(topics, run_in_forks(tmp_path, runs), strict=True):
        lines = done.printed.rstrip().split("\n")
        assert done.returncode == 1
        assert len(lines) < 25
        assert "Traceback" not in done.printed
        assert f"{topic.id}: 0 of {len(topic.tasks)} tasks done, 0 of " in done.printed
        assert ("\n  ritual       the notebook" in done.printed) == bool(topic.ritual)
        for file in topic.files:
            [line] = [line for line in lines if f" {file.name}: " in line]
            assert line.strip().startswith("not started")


def test_the_reference_exits_with_0(course: Course, tmp_path: Path) -> None:
    """With the solutions laid over, every task passes and pytest says so.

    tests/course/test_cpu.py runs the reference of every topic; here the last one is looked at.
    """
    folder = student_folder(course, tmp_path)
    for topic in list(course.topics.values())[-1:]:
        for name, text in solutions(course, topic).items():
            (folder / name).write_text(text)
        done = run_pytest(folder, f"exercises/{topic.id}")
        assert done.returncode == 0, done.stdout
        # Experiments are a run of their own.
        count, points = len(topic.tasks), sum(task.points for task in topic.tasks.values())
        assert f"{topic.id}: {count} of {count} tasks done, {points} of {points}" in done.stdout


def test_answers_never_change_the_exit_status(course: Course, tmp_path: Path) -> None:
    """With the solutions in place and answers that cannot even be read, pytest exits with 0."""
    folder = student_folder(course, tmp_path)
    topic = next(topic for topic in course.topics.values() if topic.texts)
    for name, text in solutions(course, topic).items():
        (folder / name).write_text(text)
    (folder / topic.path_in_repository("answers.toml")).write_text("no TOML")
    done = run_pytest(folder, f"exercises/{topic.id}")
    assert done.returncode == 0, done.stdout
    assert "answers.toml line 1 (no TOML): write an equals sign" in done.stdout


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(root: Path, page: str) -> None:
    """Every relative link of a page exists."""
    text = (root / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert ((root / page).parent / target).exists(), f"{page}: {target}"


def written(root: Path) -> Iterator[tuple[str, list[str]]]:
    """(page, words) of every `grader` command line in a fenced block of a page."""
    for page in PAGES:
        for kind, block in re.findall(
            r"^```(.*?)\n(.*?)^```", (root / page).read_text(), re.S | re.M
        ):
            for line in block.replace("\\\n", " ").splitlines() if not kind else ():
                words = shlex.split(line, comments=True)
                if words[:1] == ["grader"]:
                    yield page, words[1:]


def options_of(command: Any) -> set[str]:
    """All options of a command."""
    return {
        option
        for each in command.params
        for option in (*each.opts, *each.secondary_opts)
        if option[0] == "-"
    }


def test_named_commands_and_options_exist(root: Path) -> None:
    """Whatever a page calls a command is one, and each option that it names belongs to one."""
    known = dict(commands())
    groups = {name.rsplit(" ", 1)[0] for name in known if name.count(" ") == 2}
    every = {option for command in known.values() for option in options_of(command)}
    every |= OTHERS
    for page in (*PAGES, *STUDENTS):
        text = (root / page).read_text()
        # In code only: elsewhere "the grader does" is English. %grader is a notebook's own.
        code = "\n".join(re.findall(r"`+([^`]+)`+", text))
        for name in re.findall(r"(?<!%)\bgrader (?:(?:course|ritual|github) )?[a-z]+", code):
            assert name in known or name in groups, f"{page}: there is no command {name}"
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", code):
            assert option in every, f"{page}: no command has {option}"


def test_every_command_is_in_the_list_of_commands(root: Path) -> None:
    """docs/commands.md has each command, option and exit status; it is made of them."""
    text = (root / "docs/commands.md").read_text()
    for name, command in commands():
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        for option in options_of(command) - {"--help"}:
            assert option in section, f"{name} {option}"
        assert f"Example: {name}" in section.replace("\\", ""), name


def test_every_command_is_explained(root: Path) -> None:
    """A page for people speaks of each command, beside the list of commands."""
    text = "".join((root / page).read_text() for page in PAGES)
    assert [name for name, _command in commands() if name not in text] == []


def test_command_lines_are_taken(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of each help page and each command line of a page has arguments that fit."""
    called: list[str] = []
    main = typer.main.get_command(app)
    lines = list(written(root))
    assert len(lines) > 10
    for name, command in commands(main):
        [example] = re.findall(r"Example: grader (.*)", inspect.cleandoc(command.help))
        lines.append((f"{name} --help", shlex.split(example)))
        monkeypatch.setattr(command, "callback", lambda **given: called.append(str(given)))
    for where, words in lines:
        before = len(called)
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code in (0, None), f"{where}: grader {shlex.join(words)}"
        assert len(called) == before + 1, where


# What needs GitHub, texts of students, or does not end, has tests of its own, which run it.
ELSEWHERE = {
    "create": "tests/e2e/test_github_create.py",
    "provision": "tests/e2e/test_github_class.py",
    "fetch": "tests/e2e/test_github_class.py",
    "publish": "tests/e2e/test_github_class.py",
    "release": "tests/e2e/test_release.py",
    "rubric": "tests/engine/test_rubric.py",
    "serve": "tests/desk/test_report.py",
    "sync": "tests/e2e/test_sync.py",
}


@pytest.fixture(scope="module")
def workshop(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a class of two beside it, and the files that the pages speak of."""
    folder = tmp_path_factory.mktemp("workshop") / "course"
    copy_course(root, folder, ["makemore4", "makemore5"])
    course = load_course(folder)
    work = half_done(course, course.topic("makemore4"))
    for path in write_class(course, folder / "class", [("ada", work), ("bob", work)]):
        git(path, "tag", "v1")
    for shard in range(1, 6):
        options = ["--shard", f"{shard}/5", "--out", f"shard-{shard}"]
        done = grader("grade", *sorted((folder / "class").glob("[a-z]*")), *options, cwd=folder)
        assert done.returncode == 0, done.stderr
    (folder / "exported.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,makemore4 (17)\nAda,1,,ada,1,\n"
    )
    return folder


def between(folder: Path, words: list[str]) -> None:
    """What a person does between two commands of a term."""
    term = folder / "terms/2027-spring"
    if words[:2] == ["term", "check"]:
        text = (term / "term.toml").read_text()
        text = text.replace('# class = "../class"', 'class = "../../class"')
        (term / "term.toml").write_text(text)
        (term / "roster.csv").write_text("student,section\nada,A\nbob,B\n")
    [path, *_] = sorted((folder / "tests/hidden/makemore4").glob("test_*.py"))
    mended = "# Mended.\n"
    if words[0] == "regrade":
        path.write_text(path.read_text() + mended)
    if words[0] == "accept":
        # Shards of other pages were graded with the check as it was.
        path.write_text(path.read_text().removesuffix(mended))


def test_command_lines_run(root: Path, workshop: Path) -> None:
    """Each command line of a page does its work, in the order of the page."""
    ran = []
    for page, words in written(root):
        if words[0] in ELSEWHERE:
            assert f'"{words[0]}"' in (root / ELSEWHERE[words[0]]).read_text()
            continue
        spread: list[str | Path] = []
        for word in words:
            paths = sorted(workshop.glob(word.replace("/*", "/[a-z]*")))
            spread += [path.relative_to(workshop) for path in paths] or [word]
        between(workshop, words)
        done = grader(*spread, cwd=workshop)
        assert done.returncode == 0, f"{page}: grader {shlex.join(words)}\n{done.stderr}"
        ran.append(words[0])
    assert {"grade", "merge", "export", "doctor", "progress", "leaderboard"} <= set(ran)
    assert {"term", "collect", "regrade", "accept", "why"} <= set(ran)
    assert "ada" in (workshop / "gradebook.csv").read_text()


def test_exit_statuses_are_documented(root: Path) -> None:
    """The table of exit statuses has every status that an error of ours can have."""
    text = (root / "docs/instructors.md").read_text()
    kinds = [errors.UsageError, errors.SubmissionError, errors.CourseError, errors.EngineError]
    for kind in [*kinds, errors.GitHubError]:
        assert f"\n| {kind.exit_code} | " in text


def test_makefile_installs_as_the_readme_says(root: Path) -> None:
    """The README's install lines are the Makefile's, for people without make."""
    readme, makefile = (root / "README.md").read_text(), (root / "Makefile").read_text()
    assert "CONSTRAINTS ?= constraints.txt" in makefile
    makefile = makefile.replace("$(CONSTRAINTS)", "constraints.txt")
    for part in ("--no-deps", "--index-url https://download.pytorch.org/whl/cpu", "-c constraints"):
        assert part in readme
        assert part in makefile
