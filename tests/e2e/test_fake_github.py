"""The fake GitHub refuses what GitHub refuses, and tells activity as GitHub does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.e2e.fake_github import FakeGitHub, sha
from tests.e2e.fake_permissions import NEEDS, Owner, Token, need_of, verdict
from tests.e2e.github_support import Clock
from tests.e2e.openapi import operation

from classroom.github.activity import activity
from grader.errors import GitHubError
from grader.push.client import ForbiddenError, GitHub, NotFoundError, RateLimitedError
from grader.push.models import Repository

PAT = "github_pat_SecretOfTheTeacher"
READ = {"contents": "read"}
CONTENTS = {"contents": "write"}
ALL = CONTENTS | {"administration": "write", "workflows": "write", "pull_requests": "write"}
REFUSED = "Resource not accessible by"

# What a token may ask of class/ada, a private repository of the organisation "class".
TABLE: list[tuple[dict[str, Any], str, str, int]] = [
    # kind, permissions, owner of the token; plan; request; status
    ({"permissions": READ}, "free", "GET /activity", 0),
    ({"permissions": {}}, "free", "GET /activity", 403),
    ({"permissions": {}}, "free", "GET ", 0),
    ({"permissions": READ}, "free", "POST /git/refs", 403),
    ({"permissions": CONTENTS}, "free", "POST /git/refs", 0),
    ({"permissions": CONTENTS}, "free", "POST /pulls", 403),
    ({"permissions": CONTENTS}, "free", "PUT /collaborators/ada", 403),
    ({"permissions": ALL}, "free", "PUT /collaborators/ada", 0),
    ({"permissions": {"issues": "read"}}, "free", "GET /issues/1/comments", 0),
    ({"permissions": {"pull_requests": "write"}}, "free", "POST /issues/1/comments", 0),
    ({"permissions": {"pull_requests": "write"}}, "free", "POST /issues", 403),
    ({"permissions": ALL, "owner": "teacher"}, "free", "GET /activity", 404),
    ({"permissions": ALL, "owner": "Class"}, "free", "GET /activity", 0),
    ({"permissions": ALL, "approved": False}, "free", "GET /activity", 404),
    ({"permissions": ALL, "sees": ["class/bob"]}, "free", "GET /activity", 404),
    ({"kind": "app", "permissions": ALL, "owner": "teacher"}, "free", "POST /pulls", 404),
    ({"kind": "app", "permissions": READ}, "free", "POST /pulls", 403),
    ({"kind": "app", "permissions": ALL}, "free", "POST /pulls", 0),
    ({"kind": "fork", "permissions": ALL}, "free", "GET /pulls", 0),
    ({"kind": "fork", "permissions": ALL}, "free", "POST /pulls", 403),
    ({"kind": "classic"}, "free", "PUT /collaborators/ada", 0),
    ({"kind": "classic", "scopes": ()}, "free", "GET ", 404),
    ({"permissions": ALL}, "free", "GET /rulesets", 403),
    ({"permissions": ALL}, "team", "GET /rulesets", 0),
    ({"kind": "classic"}, "free", "GET /rulesets", 403),
]


@pytest.mark.parametrize(("token", "plan", "request_", "status"), TABLE, ids=range(len(TABLE)))
def test_who_may_do_what(token: dict[str, Any], plan: str, request_: str, status: int) -> None:
    """Token kind x owner x plan x permission, worked out by hand from GitHub's pages."""
    method, _, rest = request_.partition(" ")
    owner = Owner("class", plan)
    assert verdict(Token("t", **token), owner, "class/ada", True, method, rest)[0] == status


@pytest.mark.parametrize(("kind", "word"), [("classic", "(classic)"), ("user", "fine-grained")])
def test_an_organisation_may_forbid_a_kind_of_token(kind: str, word: str) -> None:
    """It is named, and no permission helps."""
    owner = Owner("class", forbids=(kind,))
    status, said = verdict(Token("t", kind=kind), owner, "class/ada", True, "GET", "/commits")
    assert status == 403
    assert "`class` forbids access" in said
    assert word in said


def test_what_everybody_may_read_needs_nothing_and_what_one_writes_does() -> None:
    """A public repository of another owner."""
    token, owner = Token("t", permissions=ALL, owner="class"), Owner("other")
    assert verdict(token, owner, "other/basics", False, "GET", "/commits") == (0, "")
    refused = verdict(token, owner, "other/basics", False, "POST", "/issues")
    assert refused == (403, f"{REFUSED} personal access token")


def test_every_need_belongs_to_a_request_that_github_describes() -> None:
    """A row of the table that nothing can ask for would say nothing."""
    for method, pattern, need in NEEDS:
        path = pattern.replace(r"\d+", "1").replace("[^/]+", "ada").replace(".+", "heads/main")
        assert operation(method, f"/repos/class/ada{path}") is not None, (method, pattern)
        assert need_of(method, path) == need


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    """A GitHub with one repository that ada pushed to 7 times, and a token of the teacher's."""
    with FakeGitHub() as fake:
        fake.repository("class/ada", branches={"main": [sha("t", 0)]}, at="2027-01-04T08:00:00Z")
        for number in range(1, 8):
            at = f"2027-01-{4 + number:02}T10:00:00Z"
            fake.push("class/ada", [sha("a", number)], at, login="ada")
        fake.token(PAT, "Teacher", permissions=READ)
        yield fake


def client(fake: FakeGitHub, clock: Clock) -> GitHub:
    """The teacher's client, in which no time goes by."""
    fake.now = clock.now
    return GitHub(fake.url, PAT, pause=clock.pause, now=clock.now)


def test_activity_is_read_over_cursors(fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once each, the oldest first, from the making of the repository on."""
    monkeypatch.setattr("tests.e2e.fake_github.MOST_A_PAGE", 3)
    told = activity(client(fake, Clock()), "class/ada")
    assert [entry.after for entry in told] == [sha("t", 0), *(sha("a", n) for n in range(1, 8))]
    assert [entry.before for entry in told] == ["0" * 40, *(entry.after for entry in told[:-1])]
    assert told[0].activity_type == "branch_creation"
    assert told[0].actor is None
    assert {entry.activity_type for entry in told[1:]} == {"push"}
    assert len(fake.log) == 3
    newer = activity(client(fake, Clock()), "class/ada", known=told[5].id)
    assert [entry.id for entry in newer] == [entry.id for entry in told[6:]]


def test_a_forced_push_tells_both_ends(fake: FakeGitHub) -> None:
    """What was there before is named, though no branch leads to it."""
    fake.push("class/ada", [sha("t", 0), sha("f", 1)], "2027-02-01T10:00:00Z", force=True)
    last = activity(client(fake, Clock()), "class/ada")[-1]
    assert (last.activity_type, last.before, last.after) == (
        "force_push",
        sha("a", 7),
        sha("f", 1),
    )
    assert fake.repositories["class/ada"].branches["main"] == [sha("t", 0), sha("f", 1)]


def test_more_activity_than_is_read_is_no_answer(
    fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not seen must not be taken for absent."""
    monkeypatch.setattr("tests.e2e.fake_github.MOST_A_PAGE", 3)
    monkeypatch.setattr("classroom.github.activity.MAX_PAGES", 2)
    with pytest.raises(GitHubError, match="class/ada: a list of more than"):
        activity(client(fake, Clock()), "class/ada")


def test_a_renamed_repository_is_found_under_its_old_name(fake: FakeGitHub) -> None:
    """By a redirect to its number; what is read there says the new name."""
    fake.rename("class/ada", "class/lovelace")
    github = client(fake, Clock())
    assert github.get("/repos/class/ada", Repository).full_name == "class/lovelace"
    assert len(activity(github, "class/ada")) == 8
    assert [status for _, path, status in fake.log if path.startswith("/repos/class/ada")] == [
        301,
        301,
    ]


def test_an_old_name_that_is_given_anew_belongs_to_the_new_repository(fake: FakeGitHub) -> None:
    """As on GitHub: the redirect ends then."""
    fake.rename("class/ada", "class/lovelace")
    fake.repository("class/ada")
    github = client(fake, Clock())
    assert github.get("/repos/class/ada", Repository).full_name == "class/ada"


def test_a_redirect_away_from_github_is_not_followed(fake: FakeGitHub) -> None:
    """The token would go along."""
    with FakeGitHub() as other:
        fake.fault("GET", "/activity", status=301, headers={"location": f"{other.url}/x"})
        with pytest.raises(GitHubError, match="has moved"):
            activity(client(fake, Clock()), "class/ada")
        assert not other.log


def test_an_endless_redirect_ends(fake: FakeGitHub) -> None:
    """In one sentence."""
    here = {"location": f"{fake.url}/repos/class/ada/activity"}
    fake.fault("GET", "/activity", status=301, headers=here, times=99)
    with pytest.raises(GitHubError, match=r"class/ada: .*moved"):
        activity(client(fake, Clock()), "class/ada")


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_is_waited_for(fake: FakeGitHub, status: int) -> None:
    """As long as GitHub says; where that is long, it is said instead."""
    clock = Clock()
    fake.fault("GET", "/activity", status=status, headers={"retry-after": "42"})
    assert len(activity(client(fake, clock), "class/ada")) == 8
    assert clock.waited() == [42]
    fake.fault("GET", "/activity", status=status, headers={"retry-after": "3000"})
    with pytest.raises(RateLimitedError, match="3,000 s"):
        activity(client(fake, clock), "class/ada")


def test_writes_are_counted(fake: FakeGitHub) -> None:
    """The third in a minute is refused, with how long to stay away."""
    clock = Clock()
    fake.tokens[PAT].permissions = {"issues": "write"}
    fake.most_writes = (2, 60)
    github = client(fake, clock)
    for number in range(3):
        github.create("/repos/class/ada/issues", {"title": f"{number}"}, dict[str, Any])
    assert len(fake.repositories["class/ada"].issues) == 3
    # A second went by between the first two, and the third came a second later.
    assert clock.waited() == [58]


def test_a_refusal_names_the_permission(fake: FakeGitHub) -> None:
    """By the header that GitHub sends with every answer."""
    fake.tokens[PAT].permissions = {}
    with pytest.raises(ForbiddenError, match="it needs contents=read"):
        activity(client(fake, Clock()), "class/ada")
    fake.tokens[PAT].owner = "teacher"
    with pytest.raises(NotFoundError, match="404"):
        activity(client(fake, Clock()), "class/ada")
