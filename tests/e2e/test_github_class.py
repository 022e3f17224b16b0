"""A class on GitHub: `grader provision`, `grader fetch` and `grader publish`."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.fake_github import FakeGitHub, sha
from tests.e2e.github_support import Ended, World
from tests.engine.render_samples import SECRETS, done, sample_class, working

from classroom.grade.report import Report
from classroom.report.ungraded import Ungraded
from grader.course.manifest import Course
from grader.errors import EXIT_GITHUB, EXIT_SUBMISSIONS, EXIT_USAGE
from grader.record import Record
from grader.render.markdown import feedback
from grader.repository.collect import collect

TEACHER = "Teacher"
PAT = "github_pat_SecretOfTheTeacher"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[World]:
    """An instructor's token, and the repositories of three students."""
    with FakeGitHub() as fake:
        world = World(fake, monkeypatch, capsys)
        for name in ("ada", "grace", "emmy"):
            fake.repository(f"class/{name}")
        world.env("GITHUB_TOKEN", fake.token(PAT, TEACHER))
        yield world


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """The roster of the three."""
    names = {"Ada Lovelace": "ada", "Grace Hopper": "grace", "Emmy Noether": "emmy"}
    return write_roster(tmp_path, {name: f"class/{last}" for name, last in names.items()})


def write_roster(folder: Path, students: dict[str, str]) -> Path:
    """A roster: student -> repository."""
    path = folder / "roster.csv"
    lines = [f"{student},{repository}" for student, repository in students.items()]
    path.write_text("\n".join(["student,repository", *lines]) + "\n")
    return path


# grader provision


def pulls(world: World, name: str) -> list[dict[str, Any]]:
    """The pull requests of a repository."""
    return [i for i in world.fake.repositories[name].issues if "_pull" in i]


def test_provision(world: World, roster: Path) -> None:
    """A frozen branch at the first commit, the pull request into it; again, all is there."""
    commits = [sha("long", number) for number in range(250)]
    world.fake.repositories["class/grace"].branches["main"] = commits
    ended = world.run("provision", roster)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "1/3 Ada Lovelace: class/ada: made\n"
        "2/3 Grace Hopper: class/grace: made\n"
        "3/3 Emmy Noether: class/emmy: made\n"
        "3 made, 0 there, 0 waiting, 0 failed\n"
    )
    assert world.fake.repositories["class/grace"].branches["feedback"] == commits[:1]
    [pull] = pulls(world, "class/grace")
    assert (pull["title"], pull["state"], pull["user"]["login"]) == ("Feedback", "open", TEACHER)
    assert (pull["_pull"]["head"]["ref"], pull["_pull"]["base"]["ref"]) == ("main", "feedback")

    writes = world.fake.writes()
    again = world.run("provision", roster)
    assert again.code == 0
    assert again.out.endswith("0 made, 3 there, 0 waiting, 0 failed\n")
    assert world.fake.writes() == writes


def test_provision_waits_for_the_first_push(world: World, roster: Path) -> None:
    """GitHub opens no pull request without a difference; the next run makes it."""
    branches = world.fake.repositories["class/ada"].branches
    branches["main"] = [sha("ada", 1)]
    ended = world.run("provision", roster)
    assert ended.code == 0
    assert "1/3 Ada Lovelace: class/ada: waiting for the first push\n" in ended.out
    assert ended.out.endswith("2 made, 0 there, 1 waiting, 0 failed\n")
    branches["main"] = [sha("ada", 1), sha("ada", 2)]
    assert world.run("provision", roster).out.endswith("1 made, 2 there, 0 waiting, 0 failed\n")


@pytest.mark.parametrize("change", [{"state": "closed"}, {"title": "My feedback"}])
def test_provision_mends(world: World, roster: Path, change: dict[str, str]) -> None:
    """A closed or renamed pull request is opened or named again, not made a second time."""
    world.run("provision", roster)
    [pull] = pulls(world, "class/ada")
    pull.update(change)
    assert world.run("provision", roster).out.endswith("1 made, 2 there, 0 waiting, 0 failed\n")
    assert (pull["state"], pull["title"]) == ("open", "Feedback")
    assert len(pulls(world, "class/ada")) == 1


def test_provision_after_a_merge(world: World, roster: Path) -> None:
    """What was merged cannot be opened again: a new one is made once there is something new."""
    world.run("provision", roster)
    [pull] = pulls(world, "class/ada")
    branches = world.fake.repositories["class/ada"].branches
    pull["state"], pull["_pull"]["merged_at"] = "closed", "2027-02-11T10:00:00Z"
    branches["feedback"] = list(branches["main"])
    assert "1 waiting" in world.run("provision", roster).out
    branches["main"].append(sha("ada", 3))
    assert "1 made" in world.run("provision", roster).out


def test_provision_goes_on_after_a_failure(world: World, tmp_path: Path) -> None:
    """One line each for a repository that is not there, empty, or named like the branch."""
    fake = world.fake
    fake.repository("class/empty", branches={})
    fake.repository("class/odd", default_branch="feedback", branches={"feedback": [sha("o", 1)]})
    students = {"a": "class/nobody", "b": "class/empty", "c": "class/odd", "d": "class/ada"}
    ended = world.run("provision", write_roster(tmp_path, students))
    assert ended.code == EXIT_SUBMISSIONS
    lines = ended.out.splitlines()
    assert lines[0].startswith("1/4 a: failed: class/nobody: there is no such thing on GitHub")
    assert lines[1].startswith("2/4 b: failed: class/empty: it has no commit yet")
    assert lines[2].startswith("3/4 c: failed: class/odd: its default branch is feedback")
    assert lines[3:] == ["4/4 d: class/ada: made", "1 made, 0 there, 0 waiting, 3 failed"]


@pytest.mark.parametrize("path", ["/git/refs$", "/pulls$"])
@pytest.mark.parametrize("fault", [{"lose": True}, {"status": 502}, {"lose": True, "status": 502}])
def test_provision_makes_nothing_twice(
    world: World, roster: Path, path: str, fault: dict[str, int]
) -> None:
    """After a lost answer it looks first."""
    world.fake.fault("POST", path, **fault)
    ended = world.run("provision", roster)
    assert ended.code == 0
    assert ended.out.endswith("3 made, 0 there, 0 waiting, 0 failed\n")
    assert [len(pulls(world, f"class/{name}")) for name in ("ada", "grace", "emmy")] == [1, 1, 1]


def test_a_bad_token_ends_it(world: World, roster: Path) -> None:
    """No use in asking for the others."""
    world.env("GITHUB_TOKEN", "github_pat_expired")
    for command in (["provision", roster], ["publish", report(roster.parent), "--roster", roster]):
        ended = world.run(*command)
        assert ended.code == EXIT_GITHUB
        assert ended.err == "grader: GitHub does not accept the token (401); is it expired?\n"


# grader publish


def report(folder: Path, records: list[Record] | None = None) -> Path:
    """A report of these records, by default of Ada, Grace and Emmy."""
    both = sample_class()[4]
    made = Report(folder / "report")
    for record in records or [working(), done(), both]:
        made.add(record)
    return folder / "report"


def publish(world: World, report: Path, roster: Path, *options: str) -> Ended:
    return world.run("publish", report, "--roster", roster, *options)


def test_publish(world: World, roster: Path) -> None:
    """Each student gets their own, hidden checks closed; again, nothing changes."""
    folder = report(roster.parent)
    world.fake.pull("class/ada", "Feedback", TEACHER)
    ended = publish(world, folder, roster)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "1/3 Ada Lovelace: class/ada: posted on pull request #1\n"
        "2/3 Emmy Noether: class/emmy: posted on issue #1\n"
        "3/3 Grace Hopper: class/grace: posted on issue #1\n"
        "3 done, 0 failed\n"
    )
    assert world.bodies("class/ada") == [(TEACHER, feedback(working()))]
    assert world.bodies("class/grace") == [(TEACHER, feedback(done()))]
    assert not [secret for secret in SECRETS if secret in world.bodies("class/emmy")[0][1]]
    assert world.clock.waited(0.5) == [1, 1]

    writes = world.fake.writes()
    assert publish(world, folder, roster).out.count("unchanged") == 3
    assert world.fake.writes() == writes
    later = report(roster.parent, [done("Ada Lovelace")])
    assert "class/ada: pull request #1 updated" in publish(world, later, roster).out


def test_publish_leaves_the_workflows_comment(world: World, roster: Path) -> None:
    """The student's own workflow has a comment of its own, with the same marker."""
    world.fake.pull("class/ada", "Feedback", TEACHER)
    own = world.fake.comment("class/ada", 1, "github-actions[bot]", feedback(done()))
    publish(world, report(roster.parent), roster)
    assert own["body"] == feedback(done())
    assert len(world.bodies("class/ada")) == 2


def test_publish_knows_only_the_roster(world: World, roster: Path) -> None:
    """A record of somebody else is refused, whatever it says; the others go on."""
    records = [done("class/ada"), done("ada lovelace"), done("Ada Lovelace"), done("x\n::error::y")]
    ended = publish(world, report(roster.parent, records), roster)
    assert ended.code == EXIT_SUBMISSIONS
    assert ended.out.count("not posted: not on the roster") == 3
    assert ended.out.count(": posted on issue #1") == 1
    assert ended.out.endswith("1 done, 3 failed\n")
    assert "\n::" not in ended.out
    assert len(world.fake.writes()) == 1


def test_publish_refuses_a_second_record(world: World, roster: Path) -> None:
    """Two records of one student: the second is not posted over the first."""
    folder = report(roster.parent, [done("Ada Lovelace")])
    first = next((folder / "records").iterdir())
    (folder / "records" / "zzz.json").write_bytes(first.read_bytes())
    ended = publish(world, folder, roster)
    assert ended.code == EXIT_SUBMISSIONS
    assert "two records of this student" in ended.out


def test_publish_posts_nothing_for_who_could_not_be_graded(world: World, roster: Path) -> None:
    """What an earlier run found is not posted as if it counted; the reason is a line."""
    folder = report(roster.parent)
    later = Report(folder)
    later.add(done("Ada Lovelace"))
    later.lost("Grace Hopper", "class/g", "class/g: no commit \x1b[2J", "")
    later.lose(Ungraded(student="zoe", source="", reason="no submission", missing=True))
    later.finish(title="t", generated="now")
    ended = publish(world, folder, roster)
    assert ended.code == EXIT_SUBMISSIONS
    assert ended.out == (
        "1/3 Ada Lovelace: class/ada: posted on issue #1\n"
        "2/3 Emmy Noether: class/emmy: posted on issue #1\n"
        "3/3 Grace Hopper: not posted: not graded: class/g: no commit \\x1b[2J\n"
        "2 done, 1 failed\n"
    )
    assert world.bodies("class/grace") == []


def test_a_roster_of_github_classroom_needs_to_know_the_repositories(
    world: World, tmp_path: Path
) -> None:
    """--repository says where each student's is; without it the command says what to give."""
    path = tmp_path / "classroom_roster.csv"
    path.write_text('"identifier","github_username","github_id","name"\n"a@x","ada","7","Ada"\n')
    folder = report(tmp_path, [done("ada")])
    ended = publish(world, folder, path, "--repository", "class/{student}")
    assert ended.out.startswith("1/1 ada: class/ada: posted on issue #1\n")
    ended = publish(world, folder, path)
    assert ended.code == EXIT_USAGE
    assert "give --repository, such as my-class/basics-{student}" in ended.err


def test_publish_goes_on_after_a_failure(world: World, roster: Path) -> None:
    """A repository that is gone, one where the token may not write, one without issues."""
    fake = world.fake
    del fake.repositories["class/ada"]
    fake.fault("POST", "class/emmy", status=403, message="Repository was archived")
    fake.repositories["class/grace"].has_issues = False
    ended = publish(world, report(roster.parent), roster)
    assert ended.code == EXIT_SUBMISSIONS
    lines = ended.out.splitlines()
    assert lines[0].startswith("1/3 Ada Lovelace: not posted: class/ada: there is no such thing")
    assert "not posted: class/emmy: the token may not write there (403: Repository" in lines[1]
    assert "class/grace: nothing posted: issues are off" in lines[2]


def test_publish_can_be_run_again(world: World, roster: Path) -> None:
    """A long rate limit ends it; the next run posts what is missing and nothing twice."""
    folder = report(roster.parent)
    world.fake.fault("POST", "class/emmy", status=429, headers={"retry-after": "3000"})
    ended = publish(world, folder, roster)
    assert ended.code == EXIT_GITHUB
    assert "a pause of 3,000 s" in ended.err
    again = publish(world, folder, roster)
    assert again.code == 0
    assert again.out.count("unchanged") == 1
    assert again.out.count("posted on") == 2


def test_publish_as_an_app(world: World, roster: Path) -> None:
    """An app's token may not ask who it is, and nobody guesses it: it is told to say so."""
    world.env("GITHUB_TOKEN", world.fake.token("ghs_app", "class-app[bot]", kind="app"))
    folder = report(roster.parent, [done("Ada Lovelace")])
    # In a workflow as well: its own bot's comments are the students' workflows', not the class's.
    world.env("GITHUB_ACTIONS", "true")
    ended = publish(world, folder, roster)
    assert ended.code == EXIT_USAGE
    assert "give --author NAME[bot]" in ended.err
    assert not world.bodies("class/ada")
    wrong = publish(world, folder, roster, "--author", "other[bot]")
    assert "give --author 'class-app[bot]'" in wrong.out
    named = publish(world, folder, roster, "--author", "class-app[bot]")
    assert "class/ada: issue #1 unchanged" in named.out
    assert len(world.bodies("class/ada")) == 1


def test_the_first_student_tells_what_publish_needs(world: World, roster: Path) -> None:
    """Nobody else is tried, and the permission is named."""
    world.fake.tokens[PAT].permissions = {"contents": "write", "pull_requests": "read"}
    ended = publish(world, report(roster.parent), roster)
    assert (ended.code, ended.out) == (EXIT_GITHUB, "")
    assert "it needs issues=" in ended.err
    asked = {path.split("/")[3] for _, path, _ in world.fake.log if path.count("/") > 2}
    assert len(asked) == 1


def test_publish_needs_a_report(world: World, roster: Path) -> None:
    """A folder that is none is wrong use."""
    assert publish(world, roster.parent, roster).code == EXIT_USAGE
    (roster.parent / "records").mkdir()
    assert publish(world, roster.parent, roster).code == EXIT_USAGE


# grader fetch


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` as a person would."""
    who = ["-c", "user.name=A", "-c", "user.email=a@x.example", "-c", "init.defaultBranch=main"]
    command = ["git", *who, "-c", "safe.directory=*", *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def server(world: World, tmp_path: Path, course: Course) -> Path:
    """A folder of bare repositories as GITHUB_SERVER_URL, Ada's with work and traps in it."""
    base = tmp_path / "server"
    for name in ("ada", "grace"):
        (base / "class" / f"{name}.git").mkdir(parents=True)
        git(base / "class" / f"{name}.git", "init", "--quiet", "--bare")
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "--quiet")
    source = course.topic("micrograd").path_in_repository("value.py")
    file = work / source
    file.parent.mkdir(parents=True)
    file.write_text("# first\n")
    commit(work, base)
    file.write_text("# second\n")
    (work / ".gitattributes").write_text("* filter=lfs diff=lfs merge=lfs\n")
    (work / ".gitmodules").write_text('[submodule "x"]\n\tpath = x\n\turl = https://x.example/x\n')
    (work / "link").symlink_to("/etc/hostname")
    commit(work, base)
    world.env("GITHUB_SERVER_URL", f"file://{base}")
    return base


def commit(work: Path, base: Path) -> str:
    """Commit all of `work`, push it to Ada's repository; the commit."""
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--message", "work")
    git(work, "push", "--quiet", str(base / "class" / "ada.git"), "HEAD:main")
    return git(work, "rev-parse", "HEAD")


def test_fetch(world: World, server: Path, tmp_path: Path, course: Course) -> None:
    """One bare folder a student that the grader reads; what fails is a line, the others go on."""
    students = {"Ada Lovelace": "class/ada", "Empty": "class/grace", "Gone": "class/gone"}
    roster, out = write_roster(tmp_path, students), tmp_path / "class"
    ended = world.run("fetch", roster, "--out", out)
    head = git(tmp_path / "work", "rev-parse", "HEAD")
    assert ended.code == EXIT_SUBMISSIONS
    lines = ended.out.splitlines()
    assert lines[0] == f"1/3 Ada Lovelace: class/ada at {head[:12]}"
    assert lines[1] == "2/3 Empty: failed: class/grace: it has no commit yet."
    assert lines[2].startswith("3/3 Gone: failed: class/gone: cannot be fetched (")
    assert lines[3] == "1 fetched, 2 failed"

    folder = out / "Ada Lovelace"
    assert not [path for path in folder.rglob("*") if path.is_symlink()]
    assert not (folder / "hooks").exists()
    assert not (folder / "objects/info/alternates").exists()
    assert git(folder, "rev-list", "--count", "HEAD") == "1"
    topic = course.topic("micrograd")
    got = collect(folder, [topic])
    assert (got.student, got.commit) == ("Ada Lovelace", head)
    assert got.files[topic.path_in_repository("value.py")] == b"# second\n"


def test_fetch_again_brings_what_is_new(world: World, server: Path, tmp_path: Path) -> None:
    """Also after a forced push; a failure leaves what was there."""
    roster, out = write_roster(tmp_path, {"ada": "class/ada"}), tmp_path / "class"
    world.run("fetch", roster, "--out", out)
    work = tmp_path / "work"
    git(work, "checkout", "--quiet", "--orphan", "new")
    git(work, "commit", "--quiet", "--message", "new")
    git(work, "push", "--quiet", "--force", str(server / "class/ada.git"), "HEAD:main")
    head = git(work, "rev-parse", "HEAD")
    assert f"class/ada at {head[:12]}" in world.run("fetch", roster, "--out", out).out
    (server / "class/ada.git").rename(server / "class/moved.git")
    assert world.run("fetch", roster, "--out", out).code == EXIT_SUBMISSIONS
    assert git(out / "ada", "rev-parse", "HEAD") == head


@pytest.mark.parametrize("kind", ["folder", "link", "file"])
def test_fetch_overwrites_nothing(world: World, server: Path, tmp_path: Path, kind: str) -> None:
    """What stands in a student's place and was not fetched stays as it is."""
    roster, out = write_roster(tmp_path, {"ada": "class/ada"}), tmp_path / "class"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    git(elsewhere, "init", "--quiet", "--bare")
    out.mkdir()
    if kind == "folder":
        (out / "ada").mkdir()
        (out / "ada" / "notes").write_text("mine")
    elif kind == "link":
        (out / "ada").symlink_to(elsewhere)
    else:
        (out / "ada").write_text("mine")
    ended = world.run("fetch", roster, "--out", out)
    assert ended.code == EXIT_SUBMISSIONS
    assert "exists and was not fetched; remove it" in ended.out
    assert not git(elsewhere, "for-each-ref")


def test_fetch_keeps_the_token_to_itself(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes as a header to the server, and stands in no argument, file or message."""
    world.env("GITHUB_SERVER_URL", world.fake.url)
    commands: list[str] = []
    real = subprocess.run

    def run(command: list[str], **given: Any) -> Any:
        commands.append(" ".join(command))
        return real(command, **given)

    monkeypatch.setattr(subprocess, "run", run)
    out = tmp_path / "class"
    ended = world.run("fetch", write_roster(tmp_path, {"ada": "class/ada"}), "--out", out)
    assert ended.code == EXIT_SUBMISSIONS
    assert "class/ada: cannot be fetched (" in ended.out
    pair = base64.b64encode(f"x-access-token:{PAT}".encode()).decode()
    assert set(world.fake.authorizations) == {f"Basic {pair}"}
    assert commands
    files = [path.read_text(errors="replace") for path in out.rglob("*") if path.is_file()]
    said = [*commands, *files, ended.out, ended.err]
    assert not [text for text in said if PAT in text or pair in text]


def test_fetch_follows_no_redirect(world: World, tmp_path: Path) -> None:
    """A server cannot send the token, or us, elsewhere."""
    world.env("GITHUB_SERVER_URL", world.fake.url)
    with FakeGitHub() as other:
        elsewhere = {"location": f"{other.url}/class/ada.git/info/refs?service=git-upload-pack"}
        world.fake.fault("GET", "info/refs", status=302, headers=elsewhere)
        roster = write_roster(tmp_path, {"ada": "class/ada"})
        assert world.run("fetch", roster, "--out", tmp_path / "class").code == EXIT_SUBMISSIONS
        assert len(world.fake.log) == 1
        assert not other.log


def test_fetch_uses_no_settings_of_the_machine(
    world: World, server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a person's git configuration nor git's variables have a say."""
    (tmp_path / ".gitconfig").write_text('[url "file:///nowhere"]\n\tinsteadOf = "file://"\n')
    world.env("HOME", tmp_path)
    world.env("GIT_DIR", tmp_path / "work" / ".git")
    world.env("GIT_OBJECT_DIRECTORY", tmp_path / "objects")
    world.env("GIT_CONFIG_GLOBAL", tmp_path / ".gitconfig")
    roster = write_roster(tmp_path, {"ada": "class/ada"})
    assert world.run("fetch", roster, "--out", tmp_path / "class").code == 0
    assert not (tmp_path / "objects").exists()


@pytest.mark.parametrize("url", ["http://github.example", "ssh://github.com", "ext::sh -c id", "x"])
def test_fetch_sends_no_token_in_the_clear(world: World, tmp_path: Path, url: str) -> None:
    """Only https, this machine, or a folder."""
    world.env("GITHUB_SERVER_URL", url)
    roster = write_roster(tmp_path, {"ada": "class/ada"})
    assert world.run("fetch", roster, "--out", tmp_path / "class").code == EXIT_USAGE


def test_a_wrong_roster_stops_everything(world: World, tmp_path: Path) -> None:
    """Before anything is asked or written."""
    roster = write_roster(tmp_path, {"ada": "class/ada", "bob": "not a repository"})
    folder = report(tmp_path)
    for command in (
        ["provision", roster],
        ["fetch", roster, "--out", tmp_path / "class"],
        ["publish", folder, "--roster", roster],
    ):
        ended = world.run(*command)
        assert ended.code == EXIT_USAGE
        assert f"{roster} line 3: 'not a repository' is not a repository" in ended.err
    assert not world.fake.log
    assert not (tmp_path / "class").exists()


@pytest.mark.parametrize("command", ["provision", "fetch", "publish", "github feedback"])
def test_help_has_an_example(world: World, command: str) -> None:
    """And names what the token needs."""
    ended = world.run(*command.split(), "--help")
    assert f"Example: grader {command} " in ended.out
    assert "GITHUB_TOKEN" in ended.out
    assert "Exit status: 0" in ended.out
