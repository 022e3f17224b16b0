"""From the template to a class: `grader create`, and what a token lacks is said first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.fake_github import FakeGitHub, sha
from tests.e2e.github_support import Ended, World

from grader.errors import EXIT_GITHUB, EXIT_SUBMISSIONS, EXIT_USAGE

PAT = "github_pat_SecretOfTheTeacher"
OWNER = "my-class"
ALL = {"administration": "write", "contents": "write", "workflows": "write"}
ALL |= {"pull_requests": "write", "issues": "write"}
HEAD = "student,github,repository\n"
ROSTER = HEAD + "".join(f"{name},{name}-l,{OWNER}/basics-{name}\n" for name in ("ada", "bob", "cy"))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[World]:
    """An instructor's token for an organisation that has the template and nothing else."""
    with FakeGitHub() as fake:
        world = World(fake, monkeypatch, capsys)
        fake.repository(f"{OWNER}/basics", private=False, is_template=True, workflows=True)
        fake.token(PAT, "Teacher", permissions=dict(ALL), owner=OWNER)
        world.env("GITHUB_TOKEN", PAT)
        yield world


def create(world: World, folder: Path, text: str = ROSTER, *options: str) -> Ended:
    """Run `grader create` for a roster."""
    roster = folder / "roster.csv"
    roster.write_text(text)
    return world.run("create", roster, "--template", f"{OWNER}/basics", *options)


def test_a_class_is_made_from_the_template(world: World, tmp_path: Path) -> None:
    """Private, one student each, who may push; again, all is there and nothing is written."""
    ended = create(world, tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "1/3 ada: my-class/basics-ada: made, ada-l invited\n"
        "2/3 bob: my-class/basics-bob: made, bob-l invited\n"
        "3/3 cy: my-class/basics-cy: made, cy-l invited\n"
        "3 made, 0 there, 3 invited, 0 failed\n"
    )
    ada = world.fake.repositories[f"{OWNER}/basics-ada"]
    assert ada.private
    assert ada.invitations == {"ada-l": "push"}
    assert [entry["activity_type"] for entry in ada.activity] == ["branch_creation"]
    writes = world.fake.writes()
    again = create(world, tmp_path)
    assert again.out.splitlines()[-1] == "0 made, 3 there, 0 invited, 0 failed"
    assert world.fake.writes() == writes


def test_who_is_in_or_asked_is_not_asked_again(world: World, tmp_path: Path) -> None:
    """A member of the organisation is let in at once; an invitation that expired is made anew."""
    world.fake.members.add("ada-l")
    create(world, tmp_path)
    repositories = world.fake.repositories
    assert repositories[f"{OWNER}/basics-ada"].collaborators == {"ada-l": "push"}
    repositories[f"{OWNER}/basics-bob"].invitations["bob-l"] = "expired"
    again = create(world, tmp_path)
    assert "2/3 bob: my-class/basics-bob: there, bob-l invited" in again.out
    assert "0 made, 3 there, 1 invited" in again.out


def test_an_interrupted_run_goes_on(world: World, tmp_path: Path) -> None:
    """GitHub's limit of writes ends it in one line; the next run makes what is missing."""
    world.fake.most_writes = (3, 3600.0)
    ended = create(world, tmp_path)
    assert ended.code == EXIT_GITHUB
    assert "GitHub asks for a pause of 3,5" in ended.err
    assert ended.out.count("made,") == 1
    world.clock.time += 3600
    again = create(world, tmp_path)
    assert "1 made, 2 there, 2 invited, 0 failed" in again.out
    assert len(world.fake.repositories) == 4


@pytest.mark.parametrize("fault", [{"lose": True}, {"status": 502}, {"lose": True, "status": 502}])
@pytest.mark.parametrize(("method", "path"), [("POST", "/generate$"), ("PUT", "/collaborators/")])
def test_nothing_is_made_twice(
    world: World, tmp_path: Path, method: str, path: str, fault: dict[str, Any]
) -> None:
    """After a lost answer it looks first."""
    world.fake.fault(method, path, **fault)
    ended = create(world, tmp_path)
    assert ended.code == 0, ended.out
    assert "3 made, 0 there, 3 invited, 0 failed" in ended.out
    assert len(world.fake.repositories) == 4


def test_one_student_costs_nobody_else(world: World, tmp_path: Path) -> None:
    """No account, an account that is none, a name that is taken by something public."""
    world.fake.repository(f"{OWNER}/basics-cy", private=False)
    text = HEAD + f"ada,,{OWNER}/basics-ada\nbob,nobody,{OWNER}/basics-bob\n"
    text += f"cy,cy-l,{OWNER}/basics-cy\ndi,di-l,{OWNER}/basics-di\n"
    ended = create(world, tmp_path, text)
    assert ended.code == EXIT_SUBMISSIONS
    lines = ended.out.splitlines()
    assert "ada: failed: my-class/basics-ada: no account on GitHub" in lines[0]
    assert "GitHub knows no account 'nobody'" in lines[1]
    assert "my-class/basics-cy: it is public; make it private" in lines[2]
    assert lines[3] == "4/4 di: my-class/basics-di: made, di-l invited"


WRONG = [
    (ROSTER.replace("my-class/basics-bob", "bob/basics"), "2 owners (bob, my-class)"),
    ("student,repository\nada,my-class/basics-ada\n", "add the column github"),
    (ROSTER.replace("bob-l", "https://github.com/bob"), "line 3: 'https://github.com/bob' is not"),
    (ROSTER.replace("bob-l", "bob/../x"), "line 3: 'bob/../x' is not an account"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_roster_stops_before_anything_is_made(
    world: World, tmp_path: Path, text: str, said: str
) -> None:
    """One owner, and accounts that can stand in an address."""
    ended = create(world, tmp_path, text)
    assert ended.code == EXIT_USAGE
    assert said in ended.err
    assert not world.fake.writes()


def test_the_file_of_github_classroom_has_the_accounts(world: World, tmp_path: Path) -> None:
    """Students are called by them there; who has none yet is a line."""
    text = "identifier,github_username,github_id,name\na,ada-l,1,Ada\nb,,,Bob\n"
    ended = create(world, tmp_path, text, "--repository", f"{OWNER}/basics-{{student}}")
    assert "ada-l: my-class/basics-ada-l: made, ada-l invited" in ended.out
    assert "b: failed: my-class/basics-b: no account on GitHub" in ended.out


def test_a_repository_that_is_no_template(world: World, tmp_path: Path) -> None:
    """It is asked for first."""
    world.fake.repositories[f"{OWNER}/basics"].is_template = False
    ended = create(world, tmp_path)
    assert ended.code == EXIT_USAGE
    assert "my-class/basics is not marked as a template" in ended.err
    assert not world.fake.writes()


def test_an_app_that_is_not_installed_at_the_template(world: World, tmp_path: Path) -> None:
    """GitHub calls the template "not found" then, though everybody can read it."""
    world.fake.repository("elsewhere/basics", private=False, is_template=True)
    world.fake.token(PAT, "class-app[bot]", kind="app", permissions=dict(ALL), owner=OWNER)
    fault = {"message": "Could not clone: template repository not found."}
    world.fake.fault("POST", "elsewhere/basics/generate$", status=422, times=3, answer=fault)
    (tmp_path / "roster.csv").write_text(ROSTER)
    ended = world.run("create", tmp_path / "roster.csv", "--template", "elsewhere/basics")
    assert ended.out.count("an App has to be installed where the template is") == 3


# What a token lacks is said before a class is tried.

LACKING = [
    ("create", {"permissions": ALL | {"administration": "read"}}, "it needs administration=write"),
    ("create", {"permissions": ALL, "owner": "teacher"}, "Resource not accessible by personal"),
    ("create", {"kind": "classic", "scopes": ("public_repo",)}, "has not the scope repo"),
    ("provision", {"permissions": ALL | {"contents": "read"}}, "it needs contents=write"),
    ("provision", {"permissions": ALL | {"workflows": ""}}, "contents=write,workflows=write"),
    ("provision", {"permissions": ALL | {"pull_requests": "read"}}, "it needs pull_requests=write"),
    ("provision", {"kind": "classic", "scopes": ("repo",)}, "has not the scope workflow"),
]


@pytest.mark.parametrize(("command", "token", "said"), LACKING, ids=range(len(LACKING)))
def test_the_first_student_tells(
    world: World, tmp_path: Path, command: str, token: dict[str, Any], said: str
) -> None:
    """One line that names the permission, exit status 6, and nobody else is tried."""
    if command == "provision":
        for name in ("ada", "bob", "cy"):
            commits = [sha(name, 1), sha(name, 2)]
            branches = {"main": commits}
            world.fake.repository(f"{OWNER}/basics-{name}", workflows=True, branches=branches)
    world.fake.token(PAT, "Teacher", **({"owner": OWNER} | token))
    (tmp_path / "roster.csv").write_text(ROSTER)
    options = ["--template", f"{OWNER}/basics"] if command == "create" else []
    ended = world.run(command, tmp_path / "roster.csv", *options)
    assert (ended.code, ended.out) == (EXIT_GITHUB, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1
    asked = {path.split("/")[3] for _, path, _ in world.fake.log if path.count("/") > 2}
    assert not asked & {"basics-bob", "basics-cy"}


def test_a_later_student_is_one_line(world: World, tmp_path: Path) -> None:
    """Where the first one went well, a refusal is that repository's own."""
    for name in ("ada", "bob", "cy"):
        branches = {"main": [sha(name, 1), sha(name, 2)]}
        world.fake.repository(f"{OWNER}/basics-{name}", branches=branches)
    world.fake.repositories[f"{OWNER}/basics-bob"].archived = True
    (tmp_path / "roster.csv").write_text(ROSTER)
    ended = world.run("provision", tmp_path / "roster.csv")
    assert ended.code == EXIT_SUBMISSIONS
    assert "403: Repository was archived so is read-only." in ended.out
    assert "2 made, 0 there, 0 waiting, 1 failed" in ended.out


def test_an_archived_first_repository_stops_nobody(world: World, tmp_path: Path) -> None:
    """A refusal that speaks of the repository, not of the token."""
    for name in ("ada", "bob", "cy"):
        branches = {"main": [sha(name, 1), sha(name, 2)]}
        world.fake.repository(f"{OWNER}/basics-{name}", branches=branches)
    world.fake.repositories[f"{OWNER}/basics-ada"].archived = True
    (tmp_path / "roster.csv").write_text(ROSTER)
    ended = world.run("provision", tmp_path / "roster.csv")
    assert "2 made, 0 there, 0 waiting, 1 failed" in ended.out


def test_a_large_class_is_told_of_the_limit(world: World, tmp_path: Path) -> None:
    """251 students are more writes than GitHub takes in an hour."""
    rows = [f"s{n},l{n},{OWNER}/basics-s{n}\n" for n in range(251)]
    world.fake.fault("GET", "basics-s0$", status=401)
    ended = create(world, tmp_path, HEAD + "".join(rows))
    assert ended.out.startswith(
        "251 students may be 502 writes, and GitHub takes about 500 an hour"
    )
    world.fake.fault("GET", "basics-s0$", status=401)
    assert create(world, tmp_path, HEAD + "".join(rows[:-1])).out == ""
