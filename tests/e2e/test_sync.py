"""A release, a fork, a student's work, a changed release: what sync takes and what it leaves."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.course_copy import change, commit, git, grader, refused, release_unchecked

from grader.record import Record
from grader.repository.manifest import FILE, digest, read
from grader.repository.sync import changed_tasks
from grader.stored import read as read_record

TOPIC = "exercises/micrograd"
OLD_SIGNATURE = "grad_symmetric(f: Callable[..., float], args: Sequence[float], h: float)"
NEW_SIGNATURE = "grad_symmetric(f: Callable[..., float], args: Sequence[float], h: float=1e-06)"


@dataclass(frozen=True)
class World:
    """The instructors' course, its template repository, a student's fork, what sync printed."""

    course: Path
    template: Path
    student: Path
    before: dict[str, bytes]
    printed: str


def contents(folder: Path) -> dict[str, bytes]:
    """Path -> content of what git would see."""
    names = git(folder, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


def publish(course: Path, template: Path) -> None:
    """Release the course into the template repository, as one commit on top of the last."""
    release_unchecked(course, template, str(template))
    commit(template, "release")


def work(student: Path, course: Path) -> None:
    """The student solves a file, errs in another, answers, and changes what is not theirs."""
    solved = (course / "reference/micrograd/value.py").read_text()
    (student / TOPIC / "value.py").write_text("# my work\n" + solved)
    wrong = (course / "reference/micrograd/derivatives.py").read_text()
    (student / TOPIC / "derivatives.py").write_text(wrong.replace("h: float", "h"))
    change(student / TOPIC / "derivatives.py", "2 * h", "h")
    sheet = student / TOPIC / "answers.toml"
    sheet.write_text(sheet.read_text().replace('= ""', "= 7", 1))
    with (student / TOPIC / "explanations.md").open("a") as stream:
        stream.write("\nmine\n")
    (student / TOPIC / "play.ipynb").write_text("{}")
    (student / "notes.md").write_text("mine")
    (student / TOPIC / "test_mine.py").write_text("def test_mine():\n    assert True\n")
    (student / TOPIC / "README.md").write_text("my notes in the handout\n")
    (student / ".gitignore").write_text("*.mine\n")
    (student / TOPIC / "test_value.py").unlink()
    shutil.rmtree(student / ".devcontainer")
    commit(student, "work")


def renew(course: Path) -> None:
    """The next release: another handout, check, signature, engine, file; one file less."""
    change(course / "exercises/course.toml", 'version = "2027.1"', 'version = "2027.2"')
    change(
        course / TOPIC / "README.md",
        "#",
        "# (revised)",
    )
    with (course / TOPIC / "test_losses.py").open("a") as stream:
        stream.write("\n# revised\n")
    for folder in (TOPIC, "reference/micrograd"):
        name = course / folder / "derivatives.py"
        head, symmetric = name.read_text().split("def grad_symmetric")
        symmetric = symmetric.replace("h: float)", "h: float = 1e-6)", 1)
        name.write_text(f"{head}def grad_symmetric{symmetric}")
    with (course / "src/grader/errors.py").open("a") as stream:
        stream.write("\n# revised\n")
    (course / "template/.devcontainer/devcontainer.json").write_text("{}\n")
    (course / "template/NEWS.md").write_text("new\n")
    (course / "template/.gitattributes").unlink()
    commit(course, "second")


@pytest.fixture(scope="module")
def world(small_course: Path, released: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The whole story, told once."""
    folder = tmp_path_factory.mktemp("sync")
    course = shutil.copytree(small_course, folder / "course")
    template = shutil.copytree(released, folder / "template")
    git(template, "init", "--quiet", "--initial-branch=main")
    commit(template, "first release")
    git(folder, "clone", "--quiet", str(template), "student")
    work(folder / "student", course)
    before = contents(folder / "student")
    renew(course)
    publish(course, template)
    done = grader("sync", "--from", template, cwd=folder / "student")
    assert done.returncode == 0, done.stderr
    return World(course, template, folder / "student", before, done.stdout)


def test_what_the_student_wrote_is_untouched(world: World) -> None:
    """Solutions, answers, texts, notebooks and files of the student's own: byte by byte."""
    after = contents(world.student)
    for name in ("value.py", "derivatives.py", "answers.toml", "explanations.md", "play.ipynb"):
        assert after[f"{TOPIC}/{name}"] == world.before[f"{TOPIC}/{name}"], name
    for name in ("notes.md", f"{TOPIC}/test_mine.py", ".gitignore"):
        assert after[name] == world.before[name], name
    assert git(world.student, "log", "--format=%s").splitlines()[0] == "work"


def test_everything_else_is_the_new_release(world: World) -> None:
    """Checks, handouts and engine are those of the template; what is gone there is gone here."""
    mine, theirs = contents(world.student), contents(world.template)
    own = {f"{TOPIC}/{name}" for name in ("value.py", "derivatives.py", "answers.toml")}
    own |= {f"{TOPIC}/explanations.md", ".gitignore", ".devcontainer/devcontainer.json"}
    # A notebook is whose work stands in it.
    own.add(f"{TOPIC}/micrograd.ipynb")
    for name in theirs.keys() - own:
        assert mine[name] == theirs[name], name
    assert mine.keys() - theirs.keys() == {
        "notes.md",
        f"{TOPIC}/test_mine.py",
        f"{TOPIC}/play.ipynb",
    }
    assert ".gitattributes" in world.before
    assert ".gitattributes" not in mine
    release = read(world.student)
    assert release is not None
    assert release.version == "2027.2"
    assert release.files[f"{TOPIC}/README.md"] == digest(theirs[f"{TOPIC}/README.md"])


def test_what_it_says(world: World) -> None:
    """Each thing that a student has to know, by name."""
    lines = world.printed.splitlines()
    assert f"Grokking the Basics 2027.2, from {world.template}" in lines
    told = f"{TOPIC}/derivatives.py: {OLD_SIGNATURE} -> list[float] is now {NEW_SIGNATURE}"
    assert [line for line in lines if line.startswith("change")] == [
        f"change    {told} -> list[float]"
    ]
    assert f"yours     {TOPIC}/README.md was changed by you; a copy is in" in world.printed
    assert "left      .gitignore is not as released; it stays as you changed it" in lines
    assert "next: git diff, then git add --all and git commit" in lines
    assert "removed   .gitattributes" in lines
    kept = world.student / ".grader/replaced" / TOPIC / "README.md"
    assert kept.read_text() == "my notes in the handout\n"
    stub = world.student / ".grader/stubs" / TOPIC / "derivatives.py"
    assert stub.read_text() == (world.template / TOPIC / "derivatives.py").read_text()


def test_it_is_still_graded_right(world: World, tmp_path: Path) -> None:
    """With the new course: what was right is right, and the mistake costs its own task."""
    commit(world.student, "synced")
    out = tmp_path / "report"
    done = grader("grade", world.student, "--out", out, "--workers", "1", cwd=world.course)
    assert done.returncode == 0, done.stderr
    record = read_record(out / "records/student.json")
    assert record.course_version == "2027.2"
    assert states(record, "value.py") == {"pass"}
    assert states(record, "derivatives.py") == {"fail"}
    assert states(record, "losses.py") == {"not_started"}
    assert record.topics[0].questions is not None
    parts = [part for question in record.topics[0].questions.questions for part in question.parts]
    assert [part.answer for part in parts if part.state != "unanswered"] == ["7"]


def states(record: Record, file: str) -> set[str]:
    """The states of a file's tasks."""
    return {task.state for task in record.topics[0].tasks if task.file == file}


def test_again_it_does_nothing(world: World) -> None:
    """A second sync finds the address in release.json, and writes nothing."""
    before = contents(world.student)
    done = grader("sync", cwd=world.student)
    assert f"2027.2, from {world.template}\n" in done.stdout
    assert "the files of the release are up to date" in done.stdout
    assert "next:" not in done.stdout
    assert contents(world.student) == before


@pytest.fixture
def student(world: World, tmp_path: Path) -> Path:
    """A student on the second release who has not begun."""
    git(tmp_path, "clone", "--quiet", str(world.template), "fresh")
    return tmp_path / "fresh"


def test_stubs_are_renewed_on_demand_only(world: World, student: Path, tmp_path: Path) -> None:
    """A stub that is still as released stays, is named, and is renewed with --stubs."""
    git(student, "checkout", "--quiet", "HEAD~1")
    old = (student / TOPIC / "derivatives.py").read_bytes()
    also = shutil.copytree(student, tmp_path / "also")
    change(
        also / TOPIC / "losses.py",
        "raise NotImplementedError",
        "pass\n    raise NotImplementedError",
    )
    done = grader("sync", "--from", world.template, cwd=student)
    assert (student / TOPIC / "derivatives.py").read_bytes() == old
    assert "is now grad_symmetric(" in done.stdout
    mine = (also / TOPIC / "losses.py").read_bytes()
    done = grader("sync", "--from", world.template, "--stubs", cwd=also)
    assert "is now" not in done.stdout
    new = (world.template / TOPIC / "derivatives.py").read_bytes()
    assert (also / TOPIC / "derivatives.py").read_bytes() == new != old
    assert (also / TOPIC / "losses.py").read_bytes() == mine


def test_a_deleted_stub_comes_back(world: World, student: Path) -> None:
    """Who deletes a solution file gets its stub, from a plain folder as well."""
    (student / TOPIC / "losses.py").unlink()
    plain = shutil.copytree(world.template, student.parent / "plain")
    shutil.rmtree(plain / ".git")
    done = grader("sync", "--from", plain, cwd=student)
    assert done.returncode == 0, done.stderr
    assert git(student, "status", "--porcelain") == ""


def test_new_questions_are_named(world: World, student: Path) -> None:
    """A line that answers.toml has no place for is told, and the sheet stays."""
    sheet = student / TOPIC / "answers.toml"
    lines = sheet.read_text().splitlines(keepends=True)
    dropped = next(line for line in lines if line.startswith("MG-Q2"))
    lines = [line for line in lines if not line.startswith("MG-Q2")]
    text = "".join(lines).replace('= ""', "= 7", 1)
    sheet.write_text(text)
    done = grader("sync", cwd=student)
    name = dropped.split(" =")[0]
    assert f"change    {TOPIC}/answers.toml: add {name} = " in done.stdout
    assert sheet.read_text() == text


def test_another_docstring_is_another_stub(world: World, student: Path, tmp_path: Path) -> None:
    """The file is named and the stub laid beside it; the student's stays as it is."""
    plain = shutil.copytree(world.template, tmp_path / "plain")
    shutil.rmtree(plain / ".git")
    change(plain / TOPIC / "training.py", "the learning rate", "the size of a step")
    before = (student / TOPIC / "training.py").read_bytes()
    done = grader("sync", "--from", plain, cwd=student)
    stub = f".grader/stubs/{TOPIC}/training.py"
    assert f"stub      {TOPIC}/training.py has a new stub, see {stub};" in done.stdout
    assert (student / stub).read_bytes() == (plain / TOPIC / "training.py").read_bytes()
    assert (student / TOPIC / "training.py").read_bytes() == before


def test_changed_tasks_are_named(small_course: Path, tmp_path: Path) -> None:
    """Which are new, gone, or worth other points; nothing where nothing has changed."""
    new = shutil.copytree(small_course, tmp_path / "new")
    manifest = new / TOPIC / "topic.toml"
    text = manifest.read_text()
    train, torch = text.index('id = "train"'), text.index('id = "neuron_in_torch"')
    text = text[:train] + text[train:torch].replace("points = 5", "points = 8") + text[torch:]
    manifest.write_text(text.replace('"neuron_in_torch"', '"neuron_of_torch"'))
    assert list(changed_tasks(small_course, small_course)) == []
    assert list(changed_tasks(small_course, new)) == [
        f"{TOPIC}: new tasks: MG-E26 neuron_of_torch",
        f"{TOPIC}: no longer asked for: MG-E26 neuron_in_torch",
        f"{TOPIC}: other points: MG-E10 train 8, not 5",
    ]
    broken = shutil.copytree(small_course, tmp_path / "broken")
    (broken / TOPIC / "topic.toml").write_text("title = ")
    assert list(changed_tasks(broken, new)) == []


def test_wrong_use_is_one_sentence(world: World, student: Path, tmp_path: Path) -> None:
    """No release here, no such address, no release there, another course, a broken release."""
    empty = tmp_path / "empty"
    empty.mkdir()
    other = shutil.copytree(world.template, tmp_path / "other")
    shutil.rmtree(other / ".git")
    data = json.loads((other / FILE).read_text())
    (other / FILE).write_text(json.dumps(data | {"course": "Art"}))
    broken = shutil.copytree(world.template, tmp_path / "broken")
    shutil.rmtree(broken / ".git")
    (broken / TOPIC / "topic.toml").unlink()
    linked = shutil.copytree(world.template, tmp_path / "linked")
    shutil.rmtree(linked / ".git")
    (linked / "exercises/x.md").symlink_to("/etc/hostname")
    before = contents(student)
    for where, source, words in (
        (world.course, world.template, "run this in a repository made from the template"),
        (student, tmp_path / "nowhere", "no release at"),
        (student, empty, "no release at"),
        (student, world.course, "so it is no release of a course"),
        (student, other, "is a release of Art, this repository of Grokking the Basics"),
        (student, broken, "cannot be used: cannot read"),
        (student, linked, "holds a symbolic link, exercises/x.md"),
        (student, "--upload-pack=x", "no release at"),
    ):
        status, said = refused("sync", f"--from={source}", cwd=where)
        assert status == 2, (source, said)
        assert words in said
        assert said.count("\n") == 1
    assert contents(student) == before


def test_without_an_address_it_asks(world: World, student: Path) -> None:
    """A release that names no source needs --from."""
    data = json.loads((student / FILE).read_text())
    (student / FILE).write_text(json.dumps(data | {"source": ""}))
    status, said = refused("sync", cwd=student)
    assert (status, "give it with --from" in said) == (2, True)
