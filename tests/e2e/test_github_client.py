"""The client of GitHub's API: what it repeats, what it never does twice, what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.fake_github import FakeGitHub
from tests.e2e.github_support import BOT, TOKEN, Clock
from tests.engine.render_samples import done

from grader.errors import EXIT_GITHUB, GitHubError, UsageError
from grader.push.client import (
    MAX_WAIT,
    BadTokenError,
    ForbiddenError,
    GitHub,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    UnsureError,
)
from grader.push.models import Comment, Issue, Repository, User
from grader.stored import encode

REPOSITORY = "class/ada"
PATH = f"/repos/{REPOSITORY}"


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    with FakeGitHub() as fake:
        fake.repository(REPOSITORY)
        fake.token(TOKEN, BOT, kind="app")
        yield fake


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def github(fake: FakeGitHub, clock: Clock) -> GitHub:
    return GitHub(fake.url, TOKEN, pause=clock.pause, now=clock.now)


def test_reads_with_the_token(fake: FakeGitHub, github: GitHub) -> None:
    """A repository is read, and the token goes along as a header."""
    assert github.get(PATH, Repository).default_branch == "main"
    assert fake.authorizations == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("endless", [False, True])
@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_pages(fake: FakeGitHub, github: GitHub, count: int, endless: bool) -> None:
    """A list of any length comes whole, in order, a hundred a request; its last item is found."""
    fake.endless = endless
    for number in range(count):
        fake.issue(REPOSITORY, f"issue {number}", "ada")
    found = [issue.title for issue in github.pages(f"{PATH}/issues", Issue)]
    assert found == [f"issue {number}" for number in range(count)]
    assert len(fake.log) == max(1, -(-count // 100))
    last = github.last(f"{PATH}/issues", Issue)
    assert (last.title if last else "") == (f"issue {count - 1}" if count else "")


def test_pages_are_bounded(fake: FakeGitHub, github: GitHub) -> None:
    """A list without end is not read without end, nor is its end made up."""
    for number in range(350):
        fake.issue(REPOSITORY, f"issue {number}", "ada")
    with pytest.raises(GitHubError, match="class/ada: a list of more than 200"):
        list(github.pages(f"{PATH}/issues", Issue, limit=2))
    assert len(fake.log) == 3


def test_a_next_page_elsewhere_gets_no_token(fake: FakeGitHub, github: GitHub) -> None:
    """A link that leads away from the API is not followed."""
    link = '<http://127.0.0.1:1/steal>; rel="next"'
    fake.fault("GET", "/issues$", status=200, headers={"link": link}, answer=[])
    with pytest.raises(GitHubError, match="next page is not on GitHub"):
        list(github.pages(f"{PATH}/issues", Issue))
    assert len(fake.log) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_busy_is_asked_again(fake: FakeGitHub, github: GitHub, clock: Clock, status: int) -> None:
    """Three errors of GitHub's own are sat out, with longer and longer pauses."""
    fake.fault("GET", ".", status=status, times=3)
    assert github.get(PATH, Repository).full_name == REPOSITORY
    assert clock.pauses == [2, 4, 8]
    fake.fault("GET", ".", status=status, times=9)
    with pytest.raises(UnreachableError, match=rf"^class/ada: asked GitHub 4 times, .*{status}"):
        github.get(PATH, Repository)


def test_no_answer_is_asked_again(fake: FakeGitHub, clock: Clock) -> None:
    """A timeout and a connection that breaks off are sat out as well."""
    github = GitHub(fake.url, TOKEN, pause=clock.pause, now=clock.now, timeout=0.5)
    fake.fault("GET", ".", hang=1.0)
    fake.fault("GET", ".", lose=True)
    assert github.get(PATH, Repository).full_name == REPOSITORY


def test_nobody_there(fake: FakeGitHub, clock: Clock) -> None:
    """A server that cannot be reached is said to be; even a creation may be tried again."""
    gone = FakeGitHub()
    gone.server.server_close()
    github = GitHub(gone.url, TOKEN, pause=clock.pause, now=clock.now)
    with pytest.raises(UnreachableError, match="4 times, it cannot be reached"):
        github.create(f"{PATH}/issues", {"title": "x"}, Issue)


@pytest.mark.parametrize("lost", [{"lose": True}, {"lose": True, "status": 502}, {"status": 500}])
def test_a_creation_is_never_repeated_blindly(
    fake: FakeGitHub, github: GitHub, lost: dict[str, int]
) -> None:
    """Where it may have been done, the caller is told so, after one request."""
    fake.fault("POST", ".", **lost)
    with pytest.raises(UnsureError):
        github.create(f"{PATH}/issues", {"title": "x"}, Issue)
    assert len(fake.log) == 1
    assert len(fake.repositories[REPOSITORY].issues) == bool(lost.get("lose"))


def test_an_edit_is_repeated(fake: FakeGitHub, github: GitHub) -> None:
    """Doing an edit twice is doing it once."""
    fake.issue(REPOSITORY, "x", BOT)
    fake.fault("PATCH", ".", lose=True)
    fake.fault("PATCH", ".", status=502)
    github.edit(f"{PATH}/issues/1", {"body": "new"}, Issue)
    assert fake.repositories[REPOSITORY].issues[0]["body"] == "new"


@pytest.mark.parametrize(
    ("status", "headers", "message", "wait"),
    [
        (429, {"retry-after": "7"}, "", 7),
        (403, {"retry-after": "30"}, "You have exceeded a secondary rate limit.", 30),
        (403, {}, "You have exceeded a secondary rate limit. Wait a few minutes.", 60),
        (429, {"retry-after": "soon"}, "", 60),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000020"}, "", 21),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000000"}, "", 1),
    ],
)
def test_rate_limits_are_waited_for(
    fake: FakeGitHub,
    github: GitHub,
    clock: Clock,
    status: int,
    headers: dict[str, str],
    message: str,
    wait: float,
) -> None:
    """As long as GitHub asks for; a refused creation was not done, so it is tried again."""
    fake.fault("POST", ".", status=status, headers=headers, message=message)
    github.create(f"{PATH}/issues", {"title": "x"}, Issue)
    assert clock.pauses[0] == wait
    assert len(fake.repositories[REPOSITORY].issues) == 1


def test_a_long_pause_is_not_taken(fake: FakeGitHub, github: GitHub, clock: Clock) -> None:
    """Waiting is bounded, for one pause and for many."""
    fake.fault("GET", ".", status=429, headers={"retry-after": "3600"})
    with pytest.raises(RateLimitedError, match="a pause of 3,600 s"):
        github.get(PATH, Repository)
    assert not clock.pauses
    fake.fault("GET", ".", status=429, headers={"retry-after": "9" * 400})
    with pytest.raises(RateLimitedError):
        github.get(PATH, Repository)
    fake.fault("GET", ".", status=429, headers={"retry-after": str(int(MAX_WAIT))}, times=99)
    with pytest.raises(RateLimitedError, match="asked for 4 pauses"):
        github.get(PATH, Repository)
    assert clock.pauses == [MAX_WAIT] * 4


def test_writes_keep_a_second_apart(github: GitHub, clock: Clock) -> None:
    """As GitHub asks for."""
    for _ in range(3):
        github.create(f"{PATH}/issues", {"title": "x"}, Issue)
    assert clock.pauses == [1, 1]


def test_not_found_is_one_sentence(fake: FakeGitHub, github: GitHub) -> None:
    """An unknown repository, and a private one that the token may not see, read alike."""
    fake.repository("class/other")
    fake.tokens[TOKEN].sees = [REPOSITORY]
    for name in ("class/nobody", "class/other"):
        with pytest.raises(NotFoundError) as e:
            github.get(f"/repos/{name}", Repository)
        assert str(e.value) == (
            f"{name}: there is no such thing on GitHub, or the token may not see it (404); check "
            "the repository's name and the token's access."
        )
        assert e.value.exit_code == EXIT_GITHUB


def test_forbidden_is_one_sentence(fake: FakeGitHub, github: GitHub) -> None:
    """A missing permission is named; a refusal is not repeated."""
    fake.tokens[TOKEN].permissions = {"issues": "read", "contents": "write"}
    with pytest.raises(ForbiddenError) as e:
        github.create(f"{PATH}/issues", {"title": "x"}, Issue)
    assert str(e.value) == (
        "class/ada: the token may not write there (403: Resource not accessible by integration); "
        "it needs issues=write."
    )
    assert len(fake.log) == 1


def test_a_forks_token_may_not_write(fake: FakeGitHub, github: GitHub) -> None:
    """Whatever it was given: 403."""
    fake.tokens[TOKEN].kind = "fork"
    fake.issue(REPOSITORY, "x", "ada")
    with pytest.raises(ForbiddenError, match="Resource not accessible by integration"):
        github.create(f"{PATH}/issues/1/comments", {"body": "x"}, Comment)


def test_other_refusals_carry_githubs_words(fake: FakeGitHub, github: GitHub) -> None:
    """A text that is too long, issues that are off, a token that is none, a repository moved."""
    issue = {"title": "x", "body": "x" * 65_537}
    with pytest.raises(RefusedError, match=r"422: Validation Failed; Body is too long"):
        github.create(f"{PATH}/issues", issue, Issue)
    fake.repositories[REPOSITORY].has_issues = False
    with pytest.raises(RefusedError, match="410: Issues has been disabled"):
        github.create(f"{PATH}/issues", {"title": "x"}, Issue)
    fake.fault("GET", ".", status=301, headers={"location": "https://elsewhere.example"})
    with pytest.raises(RefusedError, match="has moved"):
        github.get(PATH, Repository)
    fake.tokens.clear()
    with pytest.raises(BadTokenError, match="is it expired"):
        github.get("/user", User)


def test_an_answer_of_another_shape(fake: FakeGitHub, github: GitHub) -> None:
    """What is no answer of GitHub's (a login page of a proxy) is told, not a traceback."""
    fake.fault("GET", ".", status=200)
    with pytest.raises(GitHubError, match="GitHub's answer cannot be read"):
        github.get(PATH, Repository)


def test_no_token_and_no_control_character_in_a_message(fake: FakeGitHub, github: GitHub) -> None:
    """Even where GitHub repeats the token, or speaks in escape sequences."""
    fake.fault("POST", ".", status=422, message=f"bad {TOKEN}\n::error::x\x1b[2J")
    with pytest.raises(RefusedError) as e:
        github.create(f"{PATH}/issues", {"title": "x"}, Issue)
    assert TOKEN not in str(e.value)
    assert "***" in str(e.value)
    assert str(e.value).isprintable()


ALONE = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "numpy", "pytest", "jinja2", "nbconvert", "pyseccomp"):
            raise ImportError(name)
sys.meta_path.insert(0, Absent())
from grader.cli.app import main
main()
"""


def test_the_posting_job_installs_little(fake: FakeGitHub, tmp_path: Path) -> None:
    """It holds the write token, so it does without torch, pytest and all that they bring."""
    (tmp_path / "record.json").write_bytes(encode(done()))
    event = {"repository": REPOSITORY, "sha": "5" * 40}
    (tmp_path / "event.json").write_text(json.dumps(event))
    environment = os.environ | {
        "GITHUB_API_URL": fake.url,
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_ACTIONS": "true",
    }
    command = [sys.executable, "-c", ALONE, "github", "feedback", str(tmp_path)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("class/ada: posted on issue #1\n", "")


@pytest.mark.parametrize(
    "url",
    ["http://github.example", "ftp://127.0.0.1", "https://", "x", "https://u:p@api.github.com"],
)
def test_a_token_is_not_sent_anywhere(url: str) -> None:
    """Only over TLS, or to this machine."""
    with pytest.raises(UsageError):
        GitHub(url, TOKEN)


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "\u0430"])
def test_what_is_no_token(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """Nothing is asked without one."""
    monkeypatch.setenv("GITHUB_TOKEN", token)
    monkeypatch.delenv("GITHUB_API_URL", raising=False)
    with pytest.raises(UsageError, match="GITHUB_TOKEN is not set"):
        GitHub.from_environment()
    monkeypatch.setenv("GITHUB_TOKEN", f" {TOKEN}\n")
    assert GitHub.from_environment().url == "https://api.github.com"
