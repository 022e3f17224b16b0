"""A small GitHub on loopback: the part of its REST API that we use, and what it refuses.

Written from GitHub's published REST description (version 2022-11-28): paths, fields, status codes
and pages as there. Refused as on GitHub: a token it does not know (401), a private repository that
the token may not see (404), what the token has no permission for (403, fake_permissions.py), a
text over 65,536 characters, an invalid pull request, branch or name of a repository (422), an issue
where issues are off (410), commits of an empty repository (409), more writes than `most_writes`
(403 with retry-after). A repository under an old name is a redirect (301), activity has cursors.

In tests: `with FakeGitHub() as fake`. By itself, for workflows run under act:

    python tests/e2e/fake_github.py --port 8099 --config github.json

config: {"tokens": {"t": {"login": "ada", "permissions": {"issues": "write"}}},
"repositories": {"class/ada": {"branches": {"main": ["<sha>", ...]}}}}. GET /_fake/state answers
with all issues, pull requests and comments, GET /_fake/log with the requests, and POST
/_fake/faults takes a fault ({"method": "POST", "path": "/comments$", "status": 502}).
"""

from __future__ import annotations

import argparse
import base64
import json
import math
import re
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from tests.e2e.fake_permissions import Owner, Token, need_of, verdict
from tests.e2e.openapi import violations

MAX_CHARACTERS = 65_536
MOST_A_PAGE = 100
TIME = "2027-02-11T10:00:00Z"
NO_COMMIT = "0" * 40
DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
Json = dict[str, Any]


@dataclass
class Repository:
    """A repository: `branches` are lists of commits, the first one first.

    `workflows` says that its commits hold workflows; `activity` is told the oldest first.
    """

    name: str
    default_branch: str = "main"
    private: bool = True
    has_issues: bool = True
    branches: dict[str, list[str]] = field(default_factory=dict)
    issues: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    id: int = 1
    is_template: bool = False
    workflows: bool = False
    archived: bool = False
    activity: list[Json] = field(default_factory=list)
    collaborators: dict[str, str] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """What goes wrong with the next `times` requests that fit.

    `status` is answered instead of the right answer. `lose` does what was asked, then ends the
    connection without an answer (or, with a status, answers with that). `hang` is how many seconds
    go by before the connection ends, without anything being done.
    """

    method: str
    path: str
    status: int = 0
    times: int = 1
    lose: bool = False
    hang: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    message: str = ""
    answer: Any = None

    def content(self) -> Any:
        """What is answered with `status`."""
        return {"message": self.message or "injected"} if self.answer is None else self.answer


class Refusal(Exception):
    """An answer of status 400 or more."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.headers: dict[str, str] = more.pop("headers", {})
        self.body = {"message": message, "status": str(status), **more}


class Cursors(list[Any]):
    """A list that is told by cursors, not by pages, and does not say where it ends."""


def invalid(resource: str, message: str, code: str = "custom") -> Refusal:
    """A 422 that says what is wrong with a field."""
    error = {"resource": resource, "code": code, "message": message}
    return Refusal(422, "Validation Failed", errors=[error])


class FakeGitHub:
    """The server; `repositories` and `tokens` are its world, `log` what it was asked."""

    def __init__(self, port: int = 0, *, compare: bool = True) -> None:
        self.repositories: dict[str, Repository] = {}
        # Old names of repositories that were renamed -> their numbers.
        self.moved: dict[str, int] = {}
        self.owners: dict[str, Owner] = {}
        self.members: set[str] = set()
        self.tokens: dict[str, Token] = {}
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str, int]] = []
        self.authorizations: list[str] = []
        # What of requests and answers does not fit GitHub's own description of them.
        self.violations: list[str] = []
        self.compare = compare
        # Whether lists keep to themselves where they end, as those with cursors do.
        self.endless = False
        # The secondary limit: so many writes that make something, within so many seconds.
        self.most_writes: tuple[int, float] | None = None
        self.now: Callable[[], float] = time.time
        self.written: list[float] = []
        self.lock = threading.Lock()
        self._next = 100
        fake = self

        class Handler(_Handler):
            github = fake

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> FakeGitHub:
        # The default poll of half a second would be what most tests wait for.
        run = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        run.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        if self.violations:
            raise AssertionError("\n".join(dict.fromkeys(self.violations)))

    def repository(self, name: str, **given: Any) -> Repository:
        """A new repository, by default with two commits on main."""
        branches = {"main": [sha(name, 1), sha(name, 2)]}
        at = given.pop("at", TIME)
        made = Repository(name, **({"branches": branches, "id": self.number()} | given))
        self.repositories[name.lower()] = made
        for branch, commits in made.branches.items():
            if commits:
                self._did(made, "branch_creation", branch, NO_COMMIT, commits[-1], at, None)
        return made

    def owner(self, name: str, **given: Any) -> Owner:
        """An account; one that is not made so is on the free plan and takes every token."""
        self.owners[name.lower()] = made = Owner(name, **given)
        return made

    def rename(self, old: str, new: str) -> None:
        """Give a repository another name; the old one leads to it."""
        found = self.repositories.pop(old.lower())
        found.name = new
        self.repositories[new.lower()] = found
        self.moved[old.lower()] = found.id

    def push(
        self,
        repository: str,
        commits: list[str],
        at: str,
        *,
        branch: str = "",
        force: bool = False,
        login: str | None = None,
    ) -> Json:
        """A push of `commits` on top of a branch; forced, they are all that the branch has."""
        found = self.repositories[repository.lower()]
        branch = branch or found.default_branch
        old = found.branches.get(branch, [])
        kind = "force_push" if force else "push" if old else "branch_creation"
        found.branches[branch] = list(commits) if force else [*old, *commits]
        before = old[-1] if old else NO_COMMIT
        return self._did(found, kind, branch, before, commits[-1], at, login)

    def rename_branch(self, repository: str, old: str, new: str, at: str) -> None:
        """Give a branch another name, as on the page of settings: one is made, one deleted."""
        found = self.repositories[repository.lower()]
        found.branches[new] = found.branches.pop(old)
        tip = found.branches[new][-1]
        if found.default_branch == old:
            found.default_branch = new
        self._did(found, "branch_creation", new, NO_COMMIT, tip, at, None)
        self._did(found, "branch_deletion", old, tip, NO_COMMIT, at, None)

    def _did(
        self,
        repository: Repository,
        kind: str,
        branch: str,
        before: str,
        after: str,
        at: str,
        login: str | None,
    ) -> Json:
        number = self.number()
        entry: Json = {
            "id": number,
            "node_id": f"A_{number}",
            "before": before,
            "after": after,
            "ref": f"refs/heads/{branch}",
            "timestamp": at,
            "activity_type": kind,
            "actor": login and user(login),
        }
        repository.activity.append(entry)
        return entry

    def token(self, secret: str, login: str, **given: Any) -> str:
        """A new token."""
        self.tokens[secret] = Token(login, **given)
        return secret

    def fault(self, method: str, path: str, **given: Any) -> None:
        """Let something go wrong with requests whose path fits the regular expression."""
        self.faults.append(Fault(method, path, **given))

    def pull(self, repository: str, title: str, login: str, **given: Any) -> Json:
        """A pull request; `head_repo`, `head`, `base`, `sha` and `state` as given."""
        found = self.repositories[repository.lower()]
        head_repo = given.get("head_repo", found.name)
        head, base = given.get("head", found.default_branch), given.get("base", "feedback")
        tip = given.get("sha") or found.branches.get(head, [sha(head, 9)])[-1]
        made = self.issue(repository, title, login, body=given.get("body", ""))
        made["state"] = given.get("state", "open")
        made["pull_request"] = {"url": f"{self.url}/repos/{found.name}/pulls/{made['number']}"}
        made["_pull"] = {
            "head": {"ref": head, "sha": tip, "repo": head_repo and {"full_name": head_repo}},
            "base": {"ref": base, "sha": sha(base, 0), "repo": {"full_name": found.name}},
            "merged_at": given.get("merged_at"),
        }
        return made

    def issue(self, repository: str, title: str, login: str, body: str = "") -> Json:
        """An issue."""
        found = self.repositories[repository.lower()]
        number = len(found.issues) + 1
        made: Json = {
            "id": self.number(),
            "number": number,
            "title": title,
            "body": body,
            "state": "open",
            "user": user(login),
            "html_url": f"{self.url}/{found.name}/issues/{number}",
            "created_at": TIME,
            "updated_at": TIME,
        }
        found.issues.append(made)
        return made

    def comment(self, repository: str, number: int, login: str, body: str) -> Json:
        """A comment on an issue or pull request."""
        found = self.repositories[repository.lower()]
        made: Json = {
            "id": self.number(),
            "issue_url": f"{self.url}/repos/{found.name}/issues/{number}",
            "body": body,
            "user": user(login),
            "author_association": "CONTRIBUTOR",
            "created_at": TIME,
            "updated_at": TIME,
            "_issue": number,
        }
        found.comments.append(made)
        return made

    def number(self) -> int:
        """A number that no other thing has."""
        self._next += 1
        return self._next

    def state(self) -> Json:
        """All that there is, as JSON."""
        return {repository.name: asdict(repository) for repository in self.repositories.values()}

    def writes(self) -> list[tuple[str, str, int]]:
        """The requests so far that were not reads."""
        return [entry for entry in self.log if entry[0] != "GET"]

    def answer(self, method: str, path: str, query: Json, body: Json, secret: str) -> Any:
        """(status, what is answered) for a request. Raises Refusal."""
        token = self.tokens.get(secret)
        if token is None:
            raise Refusal(401, "Bad credentials")
        if path == "/user" and method == "GET":
            if token.kind in ("app", "fork"):
                raise Refusal(403, "Resource not accessible by integration")
            return 200, user(token.login)
        repository, rest = self._place(path)
        owner = self.account(repository.name)
        # A template is read; what is made of it belongs to somebody else.
        asked = ("GET", "/commits") if rest == "/generate" else (method, rest)
        status, message = verdict(token, owner, repository.name, repository.private, *asked)
        if status == 404 and rest == "/generate" and token.kind == "app":
            raise Refusal(422, "Could not clone: template repository not found.")
        if status:
            raise Refusal(status, message)
        if repository.archived and method != "GET":
            raise Refusal(403, "Repository was archived so is read-only.")
        if method in ("POST", "PUT"):
            self._count_write()
        for wanted, pattern, function in ROUTES:
            if wanted == method and (found := re.fullmatch(pattern, rest)):
                return function(_Call(self, repository, token, query, body), *found.groups())
        raise Refusal(404, "Not Found")

    def account(self, name: str) -> Owner:
        """The account that a repository, or a name alone, belongs to."""
        owner = name.split("/")[0]
        return self.owners.get(owner.lower()) or Owner(owner)

    def _place(self, path: str) -> tuple[Repository, str]:
        """The repository that a path is about, and what of the path is left."""
        if found := re.fullmatch(r"/repositories/(\d+)(/.*)?", path):
            for repository in self.repositories.values():
                if repository.id == int(found[1]):
                    return repository, found[2] or ""
        if not (found := re.fullmatch(r"/repos/([^/]+/[^/]+)(/.*)?", path)):
            raise Refusal(404, "Not Found")
        rest = found[2] or ""
        if (at := self.repositories.get(found[1].lower())) is not None:
            return at, rest
        if (number := self.moved.get(found[1].lower())) is not None:
            url = f"{self.url}/repositories/{number}{rest}"
            raise Refusal(301, "Moved Permanently", url=url, headers={"location": url})
        raise Refusal(404, "Not Found")

    def _count_write(self) -> None:
        if self.most_writes is None:
            return
        most, seconds = self.most_writes
        now = self.now()
        self.written = [at for at in self.written if at > now - seconds]
        if len(self.written) >= most:
            wait = math.ceil(self.written[-most] + seconds - now)
            raise Refusal(403, SECONDARY, headers={"retry-after": str(max(1, wait))})
        self.written.append(now)


SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


def sha(name: str, number: int) -> str:
    """A commit's name."""
    return f"{sum(map(ord, name)):030x}{number:010x}"


def user(login: str) -> Json:
    """A simple user."""
    return {"login": login, "id": 1, "type": "Bot" if login.endswith("[bot]") else "User"}


@dataclass
class _Call:
    """One request to a repository."""

    fake: FakeGitHub
    repository: Repository
    token: Token
    query: Json
    body: Json

    def text(self, resource: str, *, required: bool = True) -> str:
        """The body that was sent, of a length that GitHub takes."""
        text = self.body.get("body")
        if text is None and not required:
            return ""
        if not isinstance(text, str) or (required and not text):
            raise invalid(resource, "body can't be blank", "missing_field")
        if len(text) > MAX_CHARACTERS:
            long = f"Body is too long (maximum is {MAX_CHARACTERS} characters)"
            raise invalid(resource, long, "unprocessable")
        return text

    def numbered(self, number: str) -> Json:
        """The issue or pull request of this number."""
        for issue in self.repository.issues:
            if issue["number"] == int(number):
                return issue
        raise Refusal(404, "Not Found")


def get_repository(call: _Call) -> Any:
    found = call.repository
    shown = {f.name: getattr(found, f.name) for f in fields(found)}
    kept = ("id", "default_branch", "private", "has_issues", "is_template", "archived")
    return 200, {"full_name": found.name, **{name: shown[name] for name in kept}}


def list_issues(call: _Call) -> Any:
    state = call.query.get("state", "open")
    found = [i for i in call.repository.issues if "_pull" in i or call.repository.has_issues]
    return 200, [public(i) for i in found if state in ("all", i["state"])]


def create_issue(call: _Call) -> Any:
    if not call.repository.has_issues:
        raise Refusal(410, "Issues has been disabled in this repository.")
    if not call.body.get("title"):
        raise invalid("Issue", "title can't be blank", "missing_field")
    text = call.text("Issue", required=False)
    return 201, public(
        call.fake.issue(call.repository.name, call.body["title"], call.token.login, text)
    )


def edit_issue(call: _Call, number: str) -> Any:
    issue = call.numbered(number)
    if "_pull" not in issue and not call.repository.has_issues:
        raise Refusal(410, "Issues has been disabled in this repository.")
    if "body" in call.body:
        issue["body"] = call.text("Issue")
    return 200, public(issue)


def list_comments(call: _Call, number: str) -> Any:
    call.numbered(number)
    return 200, [public(c) for c in call.repository.comments if c["_issue"] == int(number)]


def create_comment(call: _Call, number: str) -> Any:
    issue = call.numbered(number)
    if "_pull" not in issue and not call.repository.has_issues:
        raise Refusal(410, "Issues has been disabled in this repository.")
    text = call.text("IssueComment")
    return 201, public(call.fake.comment(call.repository.name, int(number), call.token.login, text))


def edit_comment(call: _Call, id: str) -> Any:
    for comment in call.repository.comments:
        if comment["id"] == int(id):
            comment["body"] = call.text("IssueComment")
            return 200, public(comment)
    raise Refusal(404, "Not Found")


def list_pulls(call: _Call) -> Any:
    state, query = call.query.get("state", "open"), call.query
    pulls = [i for i in call.repository.issues if "_pull" in i]
    pulls = [p for p in pulls if state in ("all", p["state"])]
    if "base" in query:
        pulls = [p for p in pulls if p["_pull"]["base"]["ref"] == query["base"]]
    if "head" in query:
        owner, _, branch = query["head"].partition(":")
        pulls = [p for p in pulls if _from(p, owner, branch)]
    if query.get("direction", "desc") == "desc":
        pulls.reverse()
    return 200, [public(pull) for pull in pulls]


def _from(pull: Json, owner: str, branch: str) -> bool:
    head = pull["_pull"]["head"]
    name = (head["repo"] or {"full_name": ""})["full_name"]
    return bool(name.split("/")[0].lower() == owner.lower() and head["ref"] == branch)


def create_pull(call: _Call) -> Any:
    head, base = call.body.get("head", ""), call.body.get("base", "")
    branches = call.repository.branches
    for name in ("head", "base"):
        if call.body.get(name) not in branches:
            raise Refusal(
                422,
                "Validation Failed",
                errors=[{"resource": "PullRequest", "field": name, "code": "invalid"}],
            )
    if set(branches[head]) <= set(branches[base]):
        raise invalid("PullRequest", f"No commits between {base} and {head}")
    owner = call.repository.name.split("/")[0]
    for issue in call.repository.issues:
        old = issue.get("_pull")
        same = old and old["base"]["ref"] == base and _from(issue, owner, head)
        if same and issue["state"] == "open":
            raise invalid("PullRequest", f"A pull request already exists for {owner}:{head}.")
    made = call.fake.pull(
        call.repository.name,
        call.body["title"],
        call.token.login,
        head=head,
        base=base,
        body=call.text("PullRequest", required=False),
    )
    return 201, public(made)


def edit_pull(call: _Call, number: str) -> Any:
    issue = call.numbered(number)
    if "_pull" not in issue:
        raise Refusal(404, "Not Found")
    issue.update({name: call.body[name] for name in ("title", "state") if name in call.body})
    return 200, public(issue)


def get_ref(call: _Call, branch: str) -> Any:
    commits = call.repository.branches.get(unquote(branch))
    if not commits:
        raise Refusal(404, "Not Found")
    target = {"type": "commit", "sha": commits[-1]}
    return 200, {"ref": f"refs/heads/{unquote(branch)}", "object": target}


def create_ref(call: _Call) -> Any:
    name = str(call.body.get("ref", "")).removeprefix("refs/heads/")
    commit, branches = call.body.get("sha"), call.repository.branches
    known = [commits for commits in branches.values() if commit in commits]
    if not known:
        raise Refusal(422, "Object does not exist")
    if name in branches:
        raise Refusal(422, "Reference already exists")
    if call.repository.workflows and not call.token.may_change_workflows():
        # Seen on GitHub: no word, only the header.
        raise Refusal(500, "")
    branches[name] = known[0][: known[0].index(commit) + 1]
    return 201, {"ref": f"refs/heads/{name}", "object": {"type": "commit", "sha": commit}}


def list_commits(call: _Call) -> Any:
    branches = call.repository.branches
    if not branches:
        raise Refusal(409, "Git Repository is empty.")
    branch = call.query.get("sha", call.repository.default_branch)
    if branch not in branches:
        raise Refusal(404, "Not Found")
    return 200, [{"sha": commit, "parents": []} for commit in reversed(branches[branch])]


def list_activity(call: _Call) -> Any:
    query, found = call.query, call.repository.activity
    if ref := query.get("ref"):
        found = [a for a in found if a["ref"].removeprefix("refs/heads/") == short(ref)]
    if actor := query.get("actor"):
        found = [a for a in found if a["actor"] and a["actor"]["login"] == actor]
    if kind := query.get("activity_type"):
        found = [a for a in found if a["activity_type"] == kind]
    if period := query.get("time_period"):
        first = datetime.fromtimestamp(call.fake.now(), UTC) - timedelta(days=DAYS[period])
        found = [a for a in found if datetime.fromisoformat(a["timestamp"]) >= first]
    # As it happened, which need not be as it was told to the fake.
    found = sorted(found, key=lambda a: (datetime.fromisoformat(a["timestamp"]), a["id"]))
    return 200, Cursors(found if query.get("direction") == "asc" else reversed(found))


def short(ref: str) -> str:
    """A branch's name, whichever way it was written."""
    return ref.removeprefix("refs/heads/")


def list_rulesets(call: _Call) -> Any:
    return 200, []


def get_collaborator(call: _Call, login: str) -> Any:
    if login.lower() in map(str.lower, call.repository.collaborators):
        return 204, None
    raise Refusal(404, f"{login} is not a user")


def list_invitations(call: _Call) -> Any:
    return 200, [invitation(call, *pair) for pair in call.repository.invitations.items()]


def invitation(call: _Call, login: str, right: str) -> Json:
    """An invitation that is not taken yet."""
    levels = {"push": "write", "pull": "read", "expired": "write"}
    return {
        "id": call.fake.number(),
        "invitee": user(login),
        "permissions": levels.get(right, right),
        "created_at": TIME,
        "expired": right == "expired",
    }


def put_collaborator(call: _Call, login: str) -> Any:
    repository, right = call.repository, call.body.get("permission", "push")
    if login.lower() == "nobody":
        raise Refusal(404, "Not Found")
    known = {name.lower() for name in repository.collaborators}
    if login.lower() in known | {name.lower() for name in call.fake.members}:
        repository.collaborators[login] = right
        return 204, None
    repository.invitations[login] = right
    return 201, invitation(call, login, right)


def generate(call: _Call) -> Any:
    template, token, fake = call.repository, call.token, call.fake
    name = f"{call.body.get('owner') or token.login}/{call.body['name']}"
    account = fake.account(name)
    if refused := account.forbidden(token):
        raise Refusal(403, refused)
    reached = not token.owner or token.owner.lower() == account.name.lower()
    if not reached or not token.fulfils("administration=write"):
        raise Refusal(403, f"Resource not accessible by {token.called}")
    if not template.is_template:
        raise Refusal(404, "Not Found")
    if name.lower() in fake.repositories:
        taken = "Could not clone: Name already exists on this account"
        raise Refusal(422, "Unprocessable Entity", errors=[taken])
    at = datetime.fromtimestamp(fake.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = fake.repository(
        name,
        private=call.body.get("private", False),
        branches={template.default_branch: [sha(name, 1)]},
        default_branch=template.default_branch,
        workflows=template.workflows,
        at=at,
    )
    return 201, get_repository(_Call(fake, made, token, {}, {}))[1]


ROUTES = [
    ("GET", "", get_repository),
    ("GET", "/issues", list_issues),
    ("POST", "/issues", create_issue),
    ("PATCH", r"/issues/(\d+)", edit_issue),
    ("GET", r"/issues/(\d+)/comments", list_comments),
    ("POST", r"/issues/(\d+)/comments", create_comment),
    ("PATCH", r"/issues/comments/(\d+)", edit_comment),
    ("GET", "/pulls", list_pulls),
    ("POST", "/pulls", create_pull),
    ("PATCH", r"/pulls/(\d+)", edit_pull),
    ("GET", "/git/ref/heads/(.+)", get_ref),
    ("POST", "/git/refs", create_ref),
    ("GET", "/commits", list_commits),
    ("GET", "/activity", list_activity),
    ("GET", "/rulesets", list_rulesets),
    ("GET", "/collaborators/([^/]+)", get_collaborator),
    ("GET", "/invitations", list_invitations),
    ("PUT", "/collaborators/([^/]+)", put_collaborator),
    ("POST", "/generate", generate),
]


def public(thing: Json) -> Json:
    """What GitHub shows of a thing of ours."""
    shown = {key: value for key, value in thing.items() if not key.startswith("_")}
    return shown | thing.get("_pull", {})


class _Handler(BaseHTTPRequestHandler):
    """HTTP around `FakeGitHub.answer`: pages, faults, the log."""

    protocol_version = "HTTP/1.1"
    # Header and body in one packet: the other side would wait 40 ms between them.
    wbufsize = -1
    github: FakeGitHub

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_PATCH(self) -> None:
        self._handle("PATCH")

    def do_PUT(self) -> None:
        self._handle("PUT")

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _handle(self, method: str) -> None:
        parts = urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("content-length") or 0))
        if parts.path.startswith("/_fake/"):
            self._about_the_fake(parts.path, sent)
            return
        with self.github.lock:
            fault = self._fault(method, parts.path)
        if fault and fault.hang:
            self._log(method, parts.path, 0)
            threading.Event().wait(fault.hang)
            self.close_connection = True
            return
        if fault and fault.status and not fault.lose:
            self._log(method, parts.path, fault.status)
            self._send(fault.status, fault.content(), fault.headers)
            return
        with self.github.lock:
            status, answer, headers = self._answer(method, parts, sent)
            self._log(method, parts.path, status)
        if fault and fault.lose:
            if fault.status:
                self._send(fault.status, fault.content(), fault.headers)
            self.close_connection = True
            return
        self._send(status, answer, headers)

    def _answer(self, method: str, parts: Any, sent: bytes) -> tuple[int, Any, dict[str, str]]:
        authorization = self.headers.get("authorization", "")
        self.github.authorizations.append(authorization)
        secret = authorization.partition(" ")[2]
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        said = self._said_of(secret, method, parts.path)
        try:
            body = json.loads(sent) if sent else {}
            status, answer = self.github.answer(method, parts.path, query, body, secret)
        except json.JSONDecodeError:
            return 400, {"message": "Problems parsing JSON"}, {}
        except Refusal as e:
            self._compare(method, parts.path, query, body, e.status, e.body)
            return e.status, e.body if e.body["message"] else None, said | e.headers
        self._compare(method, parts.path, query, body, status, answer)
        if not isinstance(answer, list):
            return status, answer, said
        pages = self._cursor if isinstance(answer, Cursors) else self._page
        part, links = pages(answer, query)
        told = [
            f'<{self.github.url}{parts.path}?{urlencode(asked)}>; rel="{name}"'
            for name, asked in links.items()
        ]
        return status, part, said | ({"link": ", ".join(told)} if told else {})

    def _said_of(self, secret: str, method: str, path: str) -> dict[str, str]:
        """What GitHub says beside every answer of what a token has, or would need."""
        token = self.github.tokens.get(secret)
        if token and token.kind == "classic":
            return {"x-oauth-scopes": ", ".join(token.scopes)}
        rest = re.sub(r"^/(?:repos/[^/]+/[^/]+|repositories/\d+)", "", path)
        need = need_of(method, rest) if rest != path else ""
        return {"x-accepted-github-permissions": need.replace(";", "; ")} if need else {}

    def _page(self, answer: list[Any], query: Json) -> tuple[list[Any], dict[str, Json]]:
        size, page = min(int(query.get("per_page", 30)), MOST_A_PAGE), int(query.get("page", 1))
        pages = max(1, -(-len(answer) // size))
        links = {"next": page + 1, "last": pages} if page < pages else {}
        if self.github.endless:
            links.pop("last", None)
        told = {name: query | {"page": number} for name, number in links.items()}
        return answer[(page - 1) * size : page * size], told

    def _cursor(self, answer: list[Any], query: Json) -> tuple[list[Any], dict[str, Json]]:
        """A part of a list between cursors, each an item's place for the server alone to read."""
        size = min(int(query.get("per_page", 30)), MOST_A_PAGE)
        places = [base64.b64encode(f"cursor:{item['id']}".encode()).decode() for item in answer]
        asked = {key: value for key, value in query.items() if key not in ("before", "after")}
        start = places.index(query["after"]) + 1 if "after" in query else 0
        if "before" in query:
            start = max(0, places.index(query["before"]) - size)
        end = min(start + size, len(answer))
        links = {}
        if end < len(answer):
            links["next"] = asked | {"after": places[end - 1]}
        if start > 0:
            links["prev"] = asked | {"before": places[start]}
        return answer[start:end], links

    def _compare(self, *exchange: Any) -> None:
        if self.github.compare:
            self.github.violations += violations(*exchange)

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.github.faults:
            if fault.times and fault.method == method and re.search(fault.path, path):
                fault.times -= 1
                return fault
        return None

    def _about_the_fake(self, path: str, sent: bytes) -> None:
        fake = self.github
        with fake.lock:
            if path == "/_fake/faults":
                fake.faults.append(Fault(**json.loads(sent)))
            answers = {"/_fake/state": fake.state(), "/_fake/log": fake.log}
        self._send(200, answers.get(path, {}), {})

    def _log(self, method: str, path: str, status: int) -> None:
        self.github.log.append((method, path, status))

    def _send(self, status: int, answer: Any, headers: dict[str, str]) -> None:
        content = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json; charset=utf-8")
        self.send_header("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--config", type=Path)
    arguments = parser.parse_args()
    fake = FakeGitHub(arguments.port)
    if arguments.config:
        config = json.loads(arguments.config.read_text())
        for secret, token in config.get("tokens", {}).items():
            fake.token(secret, **token)
        for name, repository in config.get("repositories", {}).items():
            fake.repository(name, **repository)
        for pull in config.get("pulls", []):
            fake.pull(**pull)
    print(fake.url, flush=True)
    fake.server.serve_forever()


if __name__ == "__main__":
    main()
