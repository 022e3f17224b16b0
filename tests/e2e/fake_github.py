"""A small GitHub on loopback: the part of its REST API that we use, and what it refuses.

Written from GitHub's published REST description (version 2022-11-28): paths, fields, status codes
and pages as there. Refused as on GitHub: a token it does not know (401), a private repository that
the token may not see (404), a write without the permission or with the read-only token of a fork
(403), a text over 65,536 characters, an invalid pull request or branch (422), an issue where issues
are off (410), commits of an empty repository (409).

In tests: `with FakeGitHub() as fake`. By itself, for workflows run under act:

    python tests/e2e/fake_github.py --port 8099 --config github.json

config: {"tokens": {"t": {"login": "ada", "permissions": {"issues": "write"}}},
"repositories": {"class/ada": {"branches": {"main": ["<sha>", ...]}}}}. GET /_fake/state answers
with all issues, pull requests and comments, GET /_fake/log with the requests, and POST
/_fake/faults takes a fault ({"method": "POST", "path": "/comments$", "status": 502}).
"""

from __future__ import annotations

import argparse
import json
import re
import threading
from dataclasses import asdict, dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.e2e.openapi import violations

MAX_CHARACTERS = 65_536
WRITE = {"issues": "write", "pull_requests": "write", "contents": "write"}
TIME = "2027-02-11T10:00:00Z"
Json = dict[str, Any]


@dataclass
class Token:
    """Who a token writes as, and what it may do.

    `kind` is "user" (a fine-grained personal token), "app" (an installation token, such as a
    workflow's) or "fork" (a workflow's on a fork's pull request: read-only whatever it asks for).
    `sees` are the private repositories that it has access to; None for all.
    """

    login: str
    kind: str = "user"
    permissions: dict[str, str] = field(default_factory=lambda: dict(WRITE))
    sees: list[str] | None = None


@dataclass
class Repository:
    """A repository: `branches` are lists of commits, the first one first."""

    name: str
    default_branch: str = "main"
    private: bool = True
    has_issues: bool = True
    branches: dict[str, list[str]] = field(default_factory=dict)
    issues: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)


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


def invalid(resource: str, message: str, code: str = "custom") -> Refusal:
    """A 422 that says what is wrong with a field."""
    error = {"resource": resource, "code": code, "message": message}
    return Refusal(422, "Validation Failed", errors=[error])


class FakeGitHub:
    """The server; `repositories` and `tokens` are its world, `log` what it was asked."""

    def __init__(self, port: int = 0, *, compare: bool = True) -> None:
        self.repositories: dict[str, Repository] = {}
        self.tokens: dict[str, Token] = {}
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str, int]] = []
        self.authorizations: list[str] = []
        # What of requests and answers does not fit GitHub's own description of them.
        self.violations: list[str] = []
        self.compare = compare
        # Whether lists keep to themselves where they end, as those with cursors do.
        self.endless = False
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
        made = Repository(name, **({"branches": branches} | given))
        self.repositories[name.lower()] = made
        return made

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
            if token.kind != "user":
                raise Refusal(403, "Resource not accessible by integration")
            return 200, user(token.login)
        if not (found := re.fullmatch(r"/repos/([^/]+/[^/]+)(/.*)?", path)):
            raise Refusal(404, "Not Found")
        repository = self.repositories.get(found[1].lower())
        hidden = repository and repository.private and token.sees is not None
        if repository is None or (hidden and found[1].lower() not in map(str.lower, token.sees)):
            raise Refusal(404, "Not Found")
        for wanted, pattern, function in ROUTES:
            if wanted == method and (rest := re.fullmatch(pattern, found[2] or "")):
                return function(_Call(self, repository, token, query, body), *rest.groups())
        raise Refusal(404, "Not Found")


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

    def need(self, *permissions: str) -> None:
        """Refuse unless the token may write one of `permissions`."""
        if self.token.kind != "fork" and any(
            self.token.permissions.get(name) == "write" for name in permissions
        ):
            return
        what = "personal access token" if self.token.kind == "user" else "integration"
        accepted = "; ".join(f"{name}=write" for name in permissions)
        headers = {"x-accepted-github-permissions": accepted}
        raise Refusal(403, f"Resource not accessible by {what}", headers=headers)

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
    kept = ("default_branch", "private", "has_issues")
    return 200, {"full_name": found.name, "id": 1, **{name: shown[name] for name in kept}}


def list_issues(call: _Call) -> Any:
    state = call.query.get("state", "open")
    found = [i for i in call.repository.issues if "_pull" in i or call.repository.has_issues]
    return 200, [public(i) for i in found if state in ("all", i["state"])]


def create_issue(call: _Call) -> Any:
    if not call.repository.has_issues:
        raise Refusal(410, "Issues has been disabled in this repository.")
    call.need("issues")
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
    call.need("issues", "pull_requests")
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
    call.need("issues", "pull_requests")
    text = call.text("IssueComment")
    return 201, public(call.fake.comment(call.repository.name, int(number), call.token.login, text))


def edit_comment(call: _Call, id: str) -> Any:
    call.need("issues", "pull_requests")
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
    call.need("pull_requests")
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
    call.need("pull_requests")
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
    call.need("contents")
    name = str(call.body.get("ref", "")).removeprefix("refs/heads/")
    commit, branches = call.body.get("sha"), call.repository.branches
    known = [commits for commits in branches.values() if commit in commits]
    if not known:
        raise Refusal(422, "Object does not exist")
    if name in branches:
        raise Refusal(422, "Reference already exists")
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
        try:
            body = json.loads(sent) if sent else {}
            status, answer = self.github.answer(method, parts.path, query, body, secret)
        except json.JSONDecodeError:
            return 400, {"message": "Problems parsing JSON"}, {}
        except Refusal as e:
            self._compare(method, parts.path, query, body, e.status, e.body)
            return e.status, e.body, e.headers
        self._compare(method, parts.path, query, body, status, answer)
        if not isinstance(answer, list):
            return status, answer, {}
        size, page = min(int(query.get("per_page", 30)), 100), int(query.get("page", 1))
        pages = max(1, -(-len(answer) // size))
        links = {"next": page + 1, "last": pages} if page < pages else {}
        if self.github.endless:
            links.pop("last", None)
        rest = "&".join(f"{k}={v}" for k, v in query.items() if k != "page")
        told = [
            f'<{self.github.url}{parts.path}?{rest}&page={n}>; rel="{r}"' for r, n in links.items()
        ]
        headers = {"link": ", ".join(told)} if told else {}
        return status, answer[(page - 1) * size : page * size], headers

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
        content = json.dumps(answer).encode()
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
