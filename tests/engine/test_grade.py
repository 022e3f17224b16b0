"""Grading a class: what comes out, whatever goes in."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from tests.conftest import ENDS, alive, is_full, workers_for
from tests.course_copy import GRADER, grader
from tests.engine.mini_course import SOLUTION, STUB, hand_in, write_mini
from tests.every_mistake import ALTERNATIVES, HOSTILE, SLOW

from classroom.author.compose import Member, dependants
from classroom.cli import options
from classroom.grade import submission
from classroom.grade.batch import Graded, grade_all, jobs_for
from classroom.grade.result import JudgedTopic
from classroom.grade.submission import Grader, Job, Settings
from classroom.report.page import file_name
from classroom.report.table import class_table
from grader.check.mistakes import read_mistakes
from grader.cli.app import main
from grader.course.experiments import REPORT
from grader.course.manifest import Course, Topic, load_course
from grader.learn.doctor import PROBES
from grader.learn.local import engine
from grader.record import Record, Submission, Timing, TopicResult
from grader.render.closed import student_view
from grader.repository.collect import Collected
from grader.sandbox import jail, landlock
from grader.stored import decode, encode, read


def states(record: Record, topic_id: str = "") -> dict[str, str]:
    """Task -> state, for tasks that do not pass, of a topic or of all; without experiments."""
    return {
        t.id: t.state
        for topic in record.topics
        if topic_id in ("", topic.id)
        for t in topic.tasks
        if t.state != "pass" and t.file != REPORT
    }


def test_reference_and_alternatives_are_full(
    class_records: dict[str, Record], pytestconfig: pytest.Config
) -> None:
    """Every right solution earns every point."""
    right = [n for n in class_records if n == "reference" or n.startswith("alternative-")]
    assert len(right) > ALTERNATIVES
    for name in right:
        record = class_records[name]
        # Of experiments the reference alone reports.
        tasks = [task for topic in record.topics for task in topic.tasks]
        assert states(record) == {}, name
        for topic in record.topics:
            slow = topic.id in SLOW and not is_full(pytestconfig)
            reported = "pass" if name == "reference" and not slow else "not_started"
            found = {task.state for task in topic.tasks if task.file == REPORT}
            assert found <= {reported}, (name, topic.id)
        idle = sum(task.points for task in tasks if task.state == "not_started")
        assert record.earned == record.points - idle > 0


def test_stubs_score_nothing(class_records: dict[str, Record]) -> None:
    """Untouched stubs are not started, every one of them."""
    record = class_records["untouched-stubs"]
    assert record.earned == 0
    assert set(states(record).values()) == {"not_started"}


def test_half_done_earns_its_half(class_records: dict[str, Record]) -> None:
    """Solved tasks count, the others are not started."""
    record = class_records["half-done"]
    assert 0 < record.earned < record.points
    # What rests on a task that is not done is blocked.
    assert set(states(record).values()) == {"blocked", "not_started"}


def test_a_mistake_costs_its_own_task(
    course: Course,
    class_members: list[Member],
    class_records: dict[str, Record],
    share: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Mistakes lose the points of their tasks, and of none but those that require them.

    Which mistakes were looked at, of how many, is printed: each task has one, each topic a fifth.
    """
    mistaken = [member for member in class_members if member.name.startswith("mistake-")]
    lines = ["mistakes looked at:"]
    for topic_id, topic in course.topics.items():
        known = read_mistakes(topic).mistakes
        chosen = [v.override.stem for m in mistaken for v in m.variants if v.topics == (topic_id,)]
        assert {known[key].task for key in chosen} == {task.task for task in known.values()}
        assert share * len(chosen) >= len(known)
        lines.append(f"  {len(chosen):3} of {len(known):3}  {topic_id}")
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    for member in mistaken:
        for topic in class_records[member.name].topics:
            known = read_mistakes(course.topic(topic.id)).mistakes
            own = {known[v.override.stem].task for v in member.variants if v.topics == (topic.id,)}
            allowed = {t for task in own for t in dependants(course.topic(topic.id), task)}
            lost = states(class_records[member.name], topic.id).keys()
            assert own <= lost <= allowed, (member.name, topic.id)


def test_a_mistake_is_told_with_place_cause_and_next_step(
    class_records: dict[str, Record],
) -> None:
    """The first failing check of every mistake gives the line, a cause, a hint and a command."""
    for name, record in class_records.items():
        if not name.startswith("mistake-"):
            continue
        for topic in record.topics:
            task = next((t for t in topic.tasks if t.state in ("fail", "error")), None)
            if task is None:
                continue
            check = next(c for c in task.checks if c.state != "pass")
            rows = {row.label: row.text for row in check.rows}
            assert check.visibility == "visible", (name, check.id)
            assert re.fullmatch(rf"exercises/\w+/{task.file}:\d+ \([\w.]+\)", rows["code"])
            told = {c.mistake or c.pattern or c.exception for c in task.checks}
            assert told - {""}, (name, check.id)
            assert rows["next"] == f"grader hint {task.id}"
            assert rows["again"] == f'pytest "{check.id}"'


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("infinite-loop", "timeout", "is there a loop that never ends?"),
        ("os-exit", "error", "the process ended itself with exit status 0"),
    ],
)
def test_hostile_code_loses_its_own_task_only(
    class_records: dict[str, Record], name: str, state: str, words: str
) -> None:
    """A loop and an os._exit(0) cost the one task that holds them, and are named."""
    record = class_records[name]
    assert list(states(record).values()) == [state]
    [task] = [t for topic in record.topics for t in topic.tasks if t.state == state]
    assert words in " ".join(row.text for check in task.checks for row in check.rows)
    assert name in HOSTILE


def test_a_syntax_error_costs_its_file_only(
    course: Course, class_records: dict[str, Record]
) -> None:
    """Every task of the broken file is an error, said with the line; the other files count."""
    record = class_records["syntax-error"]
    first = next(iter(course.topics.values())).files[0]
    assert states(record) == {task.id: "error" for task in first.tasks}
    check = record.topics[0].tasks[0].checks[0]
    assert check.summary.startswith(f"{first.name} does not import: SyntaxError")
    assert check.where.startswith(f"exercises/{record.topics[0].id}/{first.name}:")


def test_equal_runs_give_equal_records(
    course: Course,
    whole_class: dict[str, Path],
    class_records: dict[str, Record],
    pytestconfig: pytest.Config,
) -> None:
    """The same files give the same record but for timing, with one worker as with two.

    In a topic that is all torch; in `make full` also in one without.
    """
    names = ["half-done", "mistake-002"]
    chosen = ENDS if is_full(pytestconfig) else ENDS[1:]
    jobs = jobs_for([whole_class[n] for n in names], chosen)
    others = {1: 2, 2: 1}[workers_for(pytestconfig)]
    for graded in grade_all(course.root, jobs, secret=None, workers=others):
        assert graded.record is not None
        before = class_records[graded.job.student]
        topics = [topic for topic in before.topics if topic.id in chosen]
        before = msgspec.structs.replace(before, topics=topics)
        assert untimed(graded.record) == untimed(before)


def test_a_secret_changes_the_inputs(mini_class: Path) -> None:
    """Another secret draws other inputs; the reference is right on them too."""
    seeds = []
    for secret in (b"a" * 32, b"b" * 32):
        graded = grade_again(mini_class, secret=secret, cache=None)[REFERENCE]
        assert graded.record is not None
        assert graded.record.earned == graded.record.points
        [topic] = graded.record.topics
        seeds.append([check.seed for task in topic.tasks for check in task.checks])
    assert not set(seeds[0]) & set(seeds[1])


def untimed(record: Record) -> object:
    """A record without its timing."""
    return msgspec.structs.replace(record, timing=msgspec.UNSET)  # type: ignore[arg-type]


def test_records_survive_a_round_trip(class_records: dict[str, Record]) -> None:
    """What is written as JSON is read back equal."""
    for record in class_records.values():
        assert decode(encode(record)) == record


def test_student_view_of_a_hidden_failure_has_no_values(class_records: dict[str, Record]) -> None:
    """Rows, places, seeds and output of hidden checks are gone; the closed list stays."""
    for record in class_records.values():
        for topic in student_view(record).topics:
            for check in (c for task in topic.tasks for c in task.checks):
                if check.visibility == "hidden":
                    assert (check.rows, check.seed, check.output, check.where) == ([], 0, "", "")
                    assert check.title == check.category
                    assert not re.search(r"\d\.\d|\d{3}", check.pattern), check.pattern


def test_grade_writes_a_report(mini_class: Path, tmp_path: Path) -> None:
    """One command: a table, records, feedback, gradebook and page; exit status 0."""
    paths = sorted((tmp_path / "class").iterdir())
    options = ["--out", tmp_path / "r", "--course", mini_class, "--topic", "mini"]
    done = grader("grade", *paths, *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 graded, 0 not graded" in done.stdout
    found = {p.relative_to(tmp_path / "r").as_posix() for p in (tmp_path / "r").rglob("*.*")}
    students = ("reference", "untouched-stubs", "half-done")
    assert found == {
        "index.html",
        "gradebook.csv",
        *(f"records/{s}.json" for s in students),
        *(f"feedback/{s}.md" for s in students),
        *(f"students/{s}.html" for s in students),
        "topics/mini.html",
    }
    rows = list(csv.DictReader((tmp_path / "r/gradebook.csv").open()))
    assert {row["student"]: row["total"] for row in rows}["untouched-stubs"] == "0"
    assert read(tmp_path / "r/records/reference.json").submission.student == "reference"


def test_wrong_submissions_are_a_line_each(
    whole_class: dict[str, Path], root: Path, tmp_path: Path
) -> None:
    """What cannot be graded is told in one line and exit status 3; the others are graded."""
    good = whole_class["reference"]
    broken = {}
    for name in ("missing", "link", "large", "latin", "fifo"):
        broken[name] = tmp_path / name
        shutil.copytree(good / "exercises", broken[name] / "exercises")
    fused = "exercises/makemore4/fused.py"
    for path in broken.values():
        (path / fused).unlink()
    (broken["link"] / fused).symlink_to(root / "reference/makemore4/fused.py")
    (broken["large"] / fused).write_bytes(b"#" * (50 << 20))
    (broken["latin"] / fused).write_bytes("# é\n".encode("latin-1"))
    os.mkfifo(broken["fifo"] / fused)
    (tmp_path / "empty").mkdir()
    paths = [*broken.values(), good, tmp_path / "nobody", tmp_path / "empty"]
    options = ["--out", str(tmp_path / "r"), "--topic", "makemore4", "--workers", "1"]
    done = grader("grade", *map(str, paths), *options, cwd=root)
    assert done.returncode == 3
    assert "6 graded, 2 not graded" in done.stdout
    lines = [line for line in done.stderr.splitlines() if not line.startswith("grading: ")]
    assert len(lines) == 7, lines
    for name, words in {
        "missing": "is missing",
        "link": "symbolic link",
        "large": "larger than",
        "latin": "not UTF-8",
        "fifo": "not a regular file",
    }.items():
        [line] = [line for line in lines if line.startswith(f"{name}: ")]
        assert words in line
        record = read(tmp_path / f"r/records/{name}.json")
        assert set(states(record).values()) == {"error"}
        assert 0 < record.earned < record.points
    assert sum(line.startswith("not graded: ") for line in lines) == 2


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["grade", "x", "--topic", "makemore9"], 4, "there is no topic 'makemore9'"),
        (["grade", "x", "--course", "/"], 4, "no course at /"),
        (["grade", "x", "--workers", "-1"], 2, "--workers -1"),
        (["grade", "x", "--out", "/dev/null/x"], 2, "cannot write the report"),
        (["grade"], 2, "name the folders to grade, or a term with --term"),
        (["hint", "softmaxx"], 2, "there is no task 'softmaxx'; did you mean softmax?"),
        (["hint", "dcounts", "9"], 2, "M4-E5 dcounts has 3 hints"),
    ],
)
def test_wrong_use_is_one_sentence(
    root: Path, arguments: list[str], status: int, words: str
) -> None:
    """Wrong use ends with a documented status and a sentence, never a traceback."""
    done = grader(*arguments, cwd=root)
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_says_that_this_machine_may_grade(root: Path) -> None:
    """`grader doctor` lists what there is and tries the jail."""
    done = grader("doctor", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "Landlock      version " in done.stdout
    assert f"{len(PROBES)} of {len(PROBES)} probes refused" in done.stdout
    assert done.stdout.endswith("this machine may grade\n")


def test_unsafe_is_stamped_on_every_record(
    mini_class: Path, class_records: dict[str, Record], tmp_path: Path
) -> None:
    """--unsafe-no-jail grades, and every record says so; else it names the two walls."""
    arguments = ["--unsafe-no-jail", "--no-cache", "--topic", "mini", "--out", tmp_path / "r"]
    done = grader("grade", tmp_path / "class/reference", *arguments, cwd=mini_class)
    assert done.returncode == 0, done.stderr
    assert read(tmp_path / "r/records/reference.json").engine.jail == "none (unsafe)"
    levels = {record.engine.jail for record in class_records.values()}
    assert levels == {f"landlock {landlock.abi()}, seccomp"}


@pytest.mark.parametrize(
    "command", [[], ["grade"], ["demo"], ["doctor"], ["hint"], ["course"], ["course", "build"]]
)
def test_help_shows_an_example(root: Path, command: list[str]) -> None:
    """Every command has --help; those that do something show an example."""
    done = grader(*command, "--help", cwd=root)
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert "Example: grader" in done.stdout or command in ([], ["course"])


def test_hint_has_its_steps(root: Path) -> None:
    """`grader hint TASK` says where to look, further steps which idea; id and number both do."""
    count = len(load_course(root).topics["makemore4"].tasks["dcounts"].hints)
    first = grader("hint", "dcounts", cwd=root).stdout
    assert first.startswith(f"M4-E5 dcounts, hint 1 of {count}: ")
    assert first.rstrip().endswith("more: grader hint dcounts 2")
    second = grader("hint", "M4-E5", "2", cwd=root).stdout
    assert second.startswith(f"M4-E5 dcounts, hint 2 of {count}: ")
    refused = grader("hint", "M4-E5", str(count + 1), cwd=root)
    assert f"M4-E5 dcounts has {count} hints" in refused.stderr
    assert refused.returncode == 2
    both = grader("hint", "cross_entropy", cwd=root).stderr
    assert "  grader hint M1-E8   M1-E8 cross_entropy of makemore1\n" in both
    assert "\n  grader hint M2-E5   M2-E5 cross_entropy of makemore2" in both


def test_short_secret_is_refused(whole_class: dict[str, Path], root: Path, tmp_path: Path) -> None:
    """A secret that could be guessed is not used."""
    arguments = ["grade", str(whole_class["reference"]), "--out", str(tmp_path / "r")]
    done = grader(*arguments, cwd=root, GRADER_SECRET="short")
    assert done.returncode == 2
    assert "shorter than 32" in done.stderr


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"sys": SimpleNamespace(platform="darwin")}, "grading needs Linux"),
        ({"sys": SimpleNamespace(platform="win32")}, "grading needs Linux"),
        ({"landlock": SimpleNamespace(abi=lambda: 0)}, "this kernel offers no Landlock"),
        ({"seccomp": SimpleNamespace(available=lambda: "no libseccomp")}, "no libseccomp"),
    ],
    ids=["macos", "windows", "no-landlock", "no-seccomp"],
)
def test_grading_elsewhere_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    root: Path,
    tmp_path: Path,
    broken: dict[str, object],
    words: str,
) -> None:
    """On macOS or Windows, or without Landlock, `grader grade` names the ways out: status 5."""
    for name, value in broken.items():
        monkeypatch.setattr(jail, name, value)
    monkeypatch.setattr(
        sys, "argv", ["grader", "grade", "x", "--out", str(tmp_path), "--course", str(root)]
    )
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 5
    [line] = capsys.readouterr().err.strip().split("\n")
    assert words in line
    assert "WSL2" in line


class _Stub:
    """Stands in for a judge: ends its process at one submission, knows nothing of all others."""

    def __init__(self, root: Path) -> None:
        self.course = load_course(root)

    def grade_topic(self, collected: Collected, topic: Topic, at_fault: object) -> JudgedTopic:
        """A topic without tasks."""
        if collected.student == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        return JudgedTopic(
            topic=TopicResult(id=topic.id, title="t", solution_hash="", tasks=[]),
            engine=engine("none", "none"),
            timing=Timing(started_at="now"),
        )

    def close(self) -> None:
        """Nothing."""


def _start_stub(root: Path, *arguments: Any) -> Grader:
    """Stands in for submission.start."""
    *_, keys, cache = arguments
    return Grader(_Stub(root), keys, cache)  # type: ignore[arg-type]


def test_a_dying_worker_loses_its_own_job_only(
    monkeypatch: pytest.MonkeyPatch, mini_class: Path, tmp_path: Path
) -> None:
    """A worker that is killed costs the submission it was at; all others are graded."""
    monkeypatch.setattr(submission, "start", _start_stub)
    names = ("a", "b", "deadly", "c", "d", "e")
    for name in names:
        (tmp_path / name).symlink_to(tmp_path / "class/reference")
    jobs = [Job(tmp_path / name, name, ("mini",)) for name in names]
    found = {g.job.student: g.problem for g in grade_all(mini_class, jobs, secret=b"", workers=2)}
    assert found.pop("deadly").endswith("the grader's worker ended while grading it.")
    assert found == dict.fromkeys("abcde", "")


HALF = SOLUTION.replace("return [x * x for x in numbers]", "raise NotImplementedError")
# The course's own solution is judged before, and known as it is.
OURS = f"{SOLUTION}# handed in\n"
SUBMISSIONS = {"half-done": HALF, "reference": OURS, "untouched-stubs": STUB}
REFERENCE = list(SUBMISSIONS).index("reference")


@pytest.fixture
def mini_class(tmp_path: Path) -> Path:
    """The mini course, whose files a test may change; three submissions stand beside it."""
    for name, text in SUBMISSIONS.items():
        hand_in(tmp_path / "class" / name, text)
    return write_mini(tmp_path / "course")


def grade_again(root: Path, **options: object) -> list[Graded]:
    """Grade the three submissions with the cache in `root`."""
    paths = sorted((root.parent / "class").iterdir())
    given = {"secret": b"s", "workers": 1, "cache": root / "cache"} | options
    return list(grade_all(root, jobs_for(paths, ["mini"]), **given))  # type: ignore[arg-type]


def test_what_has_not_changed_is_not_graded_again(
    monkeypatch: pytest.MonkeyPatch, mini_class: Path
) -> None:
    """The cache holds while nothing changes; checks, files, secret and settings each end it."""
    # What the judge answers is not looked at, only whether it is asked.
    monkeypatch.setattr(submission, "start", _start_stub)
    first = grade_again(mini_class)
    assert [g.cached for g in first] == [False] * 3
    again = grade_again(mini_class)
    assert [g.cached for g in again] == [True] * 3
    records = {g.job.student: g.record for g in first}
    assert {g.job.student: g.record for g in again} == records

    own = mini_class.parent / "class/half-done/exercises/mini/mini.py"
    own.write_text(own.read_text() + "# a comment\n")
    changed = {g.job.student for g in grade_again(mini_class) if not g.cached}
    assert changed == {"half-done"}

    hidden = mini_class / "tests/hidden/mini/test_mini.py"
    hidden.write_text(hidden.read_text() + "# a comment\n")
    assert not any(g.cached for g in grade_again(mini_class))
    assert all(g.cached for g in grade_again(mini_class))
    assert not any(g.cached for g in grade_again(mini_class, secret=b"other"))
    assert not any(g.cached for g in grade_again(mini_class, settings=Settings(unsafe=True)))


def test_a_broken_cache_entry_is_graded_anew(mini_class: Path) -> None:
    """An entry that cannot be read costs nothing but its time."""
    grade_again(mini_class)
    for path in (mini_class / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert [g.cached for g in grade_again(mini_class)] == [False] * 3
    assert [g.cached for g in grade_again(mini_class)] == [True] * 3


def test_a_child_per_check_gives_the_same_points(mini_class: Path) -> None:
    """--isolation check forks more and finds the same; in a topic of the course: `make full`."""
    per_file = grade_again(mini_class, cache=None)
    per_check = grade_again(mini_class, cache=None, settings=Settings(per_check=True))
    for one, other in zip(per_file, per_check, strict=True):
        assert one.record is not None
        assert other.record is not None
        assert (one.record.engine.isolation, other.record.engine.isolation) == ("file", "check")
        assert one.record.topics == other.record.topics
    assert len({graded.record.earned for graded in per_check if graded.record}) == 3


@pytest.mark.full
def test_a_child_per_check_gives_a_topic_the_same_points(
    course: Course, whole_class: dict[str, Path], class_records: dict[str, Record]
) -> None:
    """The same in a topic of many checks."""
    jobs = jobs_for([whole_class["half-done"]], ENDS[:1])
    settings = Settings(per_check=True)
    [graded] = grade_all(course.root, jobs, secret=None, workers=1, settings=settings)
    assert graded.record is not None
    assert graded.record.engine.isolation == "check"
    known = [topic for topic in class_records["half-done"].topics if topic.id in ENDS[:1]]
    assert graded.record.topics == known


def test_killed_at_any_moment_it_goes_on(mini_class: Path, tmp_path: Path) -> None:
    """kill -9 of the grader loses no finished record, leaves no process, and a rerun goes on."""
    # Each takes its time, so that the class is not done before it is seen to be at work.
    slow = f"import time\n\ntime.sleep(0.3)\n{SOLUTION}"
    for i in range(20):
        hand_in(tmp_path / f"class/slow{i}", f"{slow}# {i}\n")
    paths = [str(path) for path in sorted((tmp_path / "class").iterdir())]
    arguments = ["grade", *paths, "--course", str(mini_class), "--out", str(tmp_path / "r")]
    cache = mini_class / ".grader/cache"
    with subprocess.Popen([GRADER, *arguments], stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and len(list(cache.glob("*.json"))) < 3:
            time.sleep(0.02)
        children = _descendants(process.pid)
        process.kill()
    # One of them is that of the course's own solution, which is judged first.
    finished = len(list(cache.glob("*.json"))) - 1
    assert 2 <= finished < len(paths)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(map(alive, children)):
        time.sleep(0.02)
    assert not [pid for pid in children if alive(pid)]
    for path in (tmp_path / "r/records").glob("*.json"):
        assert read(path).points > 0
    done = grader(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{len(paths)} graded, 0 not graded ({finished} unchanged" in done.stdout


def _descendants(pid: int) -> list[int]:
    """The processes below `pid`."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


def test_a_full_disk_is_one_sentence(mini_class: Path, tmp_path: Path) -> None:
    """Where results cannot be kept, the run ends with one line, and what was kept stays."""
    (mini_class / ".grader").mkdir()
    (mini_class / ".grader/cache").write_text("in the way")
    path = str(tmp_path / "class/reference")
    options = ["--course", str(mini_class), "--topic", "mini"]
    done = grader("grade", path, *options, cwd=tmp_path)
    assert done.returncode == 5
    [line] = [line for line in done.stderr.splitlines() if not line.startswith("grading: ")]
    assert "nothing graded is lost" in line


def test_students_of_the_same_folder_name_are_kept_apart(tmp_path: Path) -> None:
    """Two folders called alike get their parents' names in front."""
    jobs = jobs_for([tmp_path / "x/work", tmp_path / "y/work", tmp_path / "z"], [])
    assert [job.student for job in jobs] == ["x-work", "y-work", "z"]
    jobs = jobs_for([tmp_path / "x/a/work", tmp_path / "y/a/work", tmp_path / "y/b/work"], [])
    assert [job.student for job in jobs] == ["x-a-work", "y-a-work", "b-work"]


def test_a_hostile_name_cannot_act_in_the_table(class_records: dict[str, Record]) -> None:
    """Escape sequences, workflow commands and newlines in a name are written out."""
    record = msgspec.structs.replace(
        class_records["half-done"], submission=Submission(student="\x1b[2J\n::error::x")
    )
    [_header, line] = class_table([record])
    assert line.startswith("\\x1b[2J\\n")
    assert "\x1b" not in line


def test_any_name_makes_a_file_name() -> None:
    """Student names cannot leave the report's folder or overwrite each other."""
    names = ["ada", "../../etc/passwd", "a/b", "a b", ".", "", "x" * 300, "CON\n", "\ud800"]
    files = [file_name(name) for name in names]
    assert files[0] == "ada"
    assert len(set(files)) == len(files)
    assert not any("/" in f or f.startswith(".") or len(f) > 120 for f in files)


def test_long_work_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outside of a terminal a line every few seconds, with an estimate; none at either end."""
    clock = iter([0.0, 6.0, 60.0, 62.0, 66.0, 70.0])
    monkeypatch.setattr(options.time, "monotonic", lambda: next(clock))
    with options.progress("grading") as tell:
        for done in (0, 1, 2, 3, 4):
            tell(done, 4)
    # The minute before the first result comes once; after it two take six seconds.
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["grading: 1 of 4", "grading: 3 of 4, about 3 s left"]
