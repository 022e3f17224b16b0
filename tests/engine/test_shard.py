"""A class in shards: stable parts, and one report made of them."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.course_copy import GRADER, grader
from tests.engine.mini_course import SOLUTION, STUB, hand_in, write_mini

from classroom.grade.shard import Shard, merge, parse
from classroom.grade.submission import Job
from grader.errors import UsageError
from grader.stored import read

STUDENTS = ["ada", "bea", "carl", "dora", "emil", "fay"]
OF = 3


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Six students graded at once ("all"), then in three shards ("1" to "3") from the cache."""
    folder = tmp_path_factory.mktemp("shards")
    course = write_mini(folder / "course")
    for number, student in enumerate(STUDENTS):
        hand_in(folder / "class" / student, SOLUTION if number % 2 else STUB)
    paths = [folder / "class" / student for student in [*STUDENTS, "nobody"]]
    outs = {"all": folder / "all"}
    outs |= {str(number): folder / str(number) for number in range(1, OF + 1)}
    for name, out in outs.items():
        shard = [] if name == "all" else ["--shard", f"{name}/{OF}"]
        options = ["--out", out, "--course", course, "--workers", "1", *shard]
        done = grader("grade", *paths, *options, cwd=folder)
        assert done.returncode in (0, 3), done.stderr
    return outs


def test_every_submission_has_one_shard() -> None:
    """Whatever the list and its order, a student is in one shard, and always the same."""
    for of in (1, 2, 5, 40):
        held = [[s for s in STUDENTS if Shard(n, of).holds(s)] for n in range(1, of + 1)]
        assert sorted(name for part in held for name in part) == sorted(STUDENTS)
    jobs = [Job(Path(student), student, ()) for student in STUDENTS]
    few = {job.student for job in Shard(2, OF).choose(jobs[::-2])}
    assert few == {job.student for job in Shard(2, OF).choose(jobs)} & set(STUDENTS[::-2])


def test_shards_are_about_equal() -> None:
    """Of 1,000 students in 5 shards, none has more than 1.3 times its share."""
    sizes = [sum(Shard(n, 5).holds(f"student-{i}") for i in range(1000)) for n in range(1, 6)]
    assert sum(sizes) == 1000
    assert max(sizes) < 260


@pytest.mark.parametrize("text", ["2", "0/3", "4/3", "1/0", "a/b", "1/3/5", "-1/3", "1.0/2", ""])
def test_what_is_no_shard(text: str) -> None:
    """Anything but a part of a whole is told how to be written."""
    with pytest.raises(UsageError, match="write it as 2/5"):
        parse(text)


def test_merged_is_the_whole_class(shards: dict[str, Path], tmp_path: Path) -> None:
    """The same gradebook, feedback and records as in one run, and what was not graded is told."""
    folders = [shards[str(number)] for number in (3, 1, 2)]
    done = grader("merge", *folders, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert "class/nobody: no such folder" in done.stderr
    assert "6 graded, 1 not graded" in done.stdout
    whole = shards["all"]
    for name in ["gradebook.csv", *(f"feedback/{student}.md" for student in STUDENTS)]:
        assert (tmp_path / "out" / name).read_text() == (whole / name).read_text()
    for student in STUDENTS:
        ours, theirs = (read(f / f"records/{student}.json") for f in (tmp_path / "out", whole))
        assert ours.topics == theirs.topics
    assert (tmp_path / "out" / "index.html").is_file()


@pytest.fixture
def parts(shards: dict[str, Path], tmp_path: Path) -> list[Path]:
    """Copies of the three shards, to be spoiled."""
    return [shutil.copytree(shards[str(n)], tmp_path / str(n)) for n in range(1, OF + 1)]


def spoil(folder: Path, **fields: object) -> None:
    """Change shard.json."""
    path = folder / "shard.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_a_missing_shard(parts: list[Path]) -> None:
    """Two of three shards are no class."""
    with pytest.raises(UsageError, match="shard 2 is missing"):
        merge([parts[0], parts[2]])


def test_a_shard_twice(parts: list[Path]) -> None:
    """A shard counts once."""
    with pytest.raises(UsageError, match="shard 1 is there more than once"):
        merge([*parts, parts[0]])


def test_a_student_twice(parts: list[Path]) -> None:
    """No student stands in two shards."""
    student = next(
        part for part in parts if json.loads((part / "shard.json").read_text())["graded"]
    )
    name = json.loads((student / "shard.json").read_text())["graded"][0]
    other = next(part for part in parts if part != student)
    spoil(other, graded=[name])
    with pytest.raises(UsageError, match=f"{name} was graded in more than one shard"):
        merge(parts)


def test_mixed_versions(parts: list[Path]) -> None:
    """Another version of the course, or another commit of the same, is refused."""
    spoil(parts[1], course="ab" * 32)
    with pytest.raises(UsageError, match="different checks or engines of version"):
        merge(parts)
    spoil(parts[1], version="2026.9")
    with pytest.raises(UsageError, match=r"2026\.9.*grade all shards with one version"):
        merge(parts)


def test_shards_of_two_runs(parts: list[Path]) -> None:
    """A third of one run and a fifth of another are refused."""
    spoil(parts[1], of=5)
    with pytest.raises(UsageError, match="shards of 3 and 5 parts"):
        merge(parts)


def test_a_lost_record(parts: list[Path]) -> None:
    """A record that a shard has written and that is gone is missed."""
    part = next(part for part in parts if list((part / "records").iterdir()))
    next((part / "records").iterdir()).unlink()
    with pytest.raises(UsageError, match="cannot read"):
        merge(parts)


def test_what_is_no_shard_report(shards: dict[str, Path], parts: list[Path]) -> None:
    """The report of a whole class is not merged, nor is an empty folder."""
    for folder in (shards["all"], parts[0].parent):
        with pytest.raises(UsageError, match="name what `grader grade --shard` wrote"):
            merge([parts[0], folder])


def test_three_processes_one_of_them_killed(tmp_path: Path) -> None:
    """Shards started by xargs, one killed before and run again, are one run of the class."""
    course = write_mini(tmp_path / "course")
    # Each takes long enough for the first of a shard to be there while others are not.
    slow = "import time\n\ntime.sleep(0.3)\n"
    texts = [SOLUTION, SOLUTION.replace("2 * x", "3 * x"), STUB]
    paths = [
        hand_in(tmp_path / f"class/student-{i:02}", f"{texts[i % 3]}{slow}# {i}\n")
        for i in range(12)
    ]
    command = ["grade", *map(str, paths), "--course", str(course), "--workers", "1"]
    shard = [GRADER, *command, "--shard", "{}/2", "--out", "shard-{}"]
    second = [word.replace("{}", "2") for word in shard]
    cache = course / ".grader/cache"

    with subprocess.Popen(second, cwd=tmp_path, stderr=subprocess.DEVNULL) as killed:
        # The first result is that of the course's own solution.
        while killed.poll() is None and len(list(cache.glob("*.json"))) < 3:
            time.sleep(0.01)
        killed.kill()
    assert killed.returncode == -signal.SIGKILL
    before = len(list(cache.glob("*.json")))
    assert not (tmp_path / "shard-2/shard.json").exists()

    done = subprocess.run(
        ["xargs", "-P", "2", "-I", "{}", *shard],
        input="1\n2\n",
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert before < len(list(cache.glob("*.json")))
    merged = grader("merge", "shard-1", "shard-2", "--out", "merged", cwd=tmp_path)
    assert merged.returncode == 0, merged.stderr

    # Judged anew, by one process.
    whole = grader(*command, "--no-cache", "--out", "whole", cwd=tmp_path)
    assert whole.returncode == 0, whole.stderr
    names = [path.name for path in paths]
    ours, theirs = tmp_path / "merged", tmp_path / "whole"
    for name in ["gradebook.csv", *(f"feedback/{name}.md" for name in names)]:
        assert (ours / name).read_text() == (theirs / name).read_text()
    for name in names:
        one, other = (read(folder / f"records/{name}.json") for folder in (ours, theirs))
        assert one.topics == other.topics
    earned = {read(ours / f"records/{name}.json").topics[0].earned for name in names}
    assert earned == {0, 6, 10}
