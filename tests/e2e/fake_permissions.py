"""What a token may do on GitHub: token kind x owner x plan x permission -> answer.

From GitHub's published lists "Permissions required for fine-grained personal access tokens" and
"... for GitHub Apps", and its page "Troubleshooting the REST API". A need is written as GitHub's
header x-accepted-github-permissions has it: a comma is "and", a semicolon "or". Reads of a public
repository need nothing.

That `generate` needs more than the list says (metadata=read) is what its users found: the new
repository is administration=write in the owner's account, the template contents=read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ISSUES = "issues={0};pull_requests={0}"
NEEDS: tuple[tuple[str, str, str], ...] = (
    ("GET", "", "metadata=read"),
    ("GET", "/issues", "issues=read"),
    ("POST", "/issues", "issues=write"),
    ("PATCH", r"/issues/\d+", ISSUES.format("write")),
    ("GET", r"/issues/\d+/comments", ISSUES.format("read")),
    ("POST", r"/issues/\d+/comments", ISSUES.format("write")),
    ("PATCH", r"/issues/comments/\d+", ISSUES.format("write")),
    ("GET", "/pulls", "pull_requests=read"),
    ("POST", "/pulls", "pull_requests=write"),
    ("PATCH", r"/pulls/\d+", "pull_requests=write"),
    ("GET", "/git/ref/.+", "contents=read"),
    ("POST", "/git/refs", "contents=write;contents=write,workflows=write"),
    ("GET", "/commits", "contents=read"),
    ("GET", "/activity", "contents=read"),
    ("GET", "/rulesets", "metadata=read"),
    ("GET", "/collaborators/[^/]+", "metadata=read"),
    ("GET", "/invitations", "administration=read"),
    ("PUT", "/collaborators/[^/]+", "administration=write"),
    ("POST", "/generate", "administration=write,contents=read"),
)
# What the free plan has in public repositories only.
PAID = (("GET", "/rulesets"),)
WRITE = {"issues": "write", "pull_requests": "write", "contents": "write"}
_LEVELS = {"": 0, "read": 1, "write": 2}


@dataclass
class Token:
    """Who a token writes as, and what it may do.

    `kind` is "user" (a fine-grained personal token), "classic" (a personal token with `scopes`),
    "app" (an installation token, such as a workflow's) or "fork" (a workflow's on a fork's pull
    request: read-only whatever it asks for). `owner` is whose repositories a fine-grained token
    or an installation reaches, "" for everybody's; until the organisation has `approved` of it, a
    fine-grained token sees what is public. `sees` are the private repositories that it has access
    to; None for all.
    """

    login: str
    kind: str = "user"
    permissions: dict[str, str] = field(default_factory=lambda: dict(WRITE))
    sees: list[str] | None = None
    owner: str = ""
    approved: bool = True
    scopes: tuple[str, ...] = ("repo", "workflow")

    def reaches(self, repository: str) -> bool:
        """Whether `repository` is among those that the token was made for."""
        if self.kind == "classic":
            return "repo" in self.scopes
        if self.owner and repository.split("/")[0].lower() != self.owner.lower():
            return False
        if self.kind == "user" and not self.approved:
            return False
        return self.sees is None or repository.lower() in map(str.lower, self.sees)

    def fulfils(self, need: str) -> bool:
        """Whether the token has one of the sets of permissions that `need` names."""
        if self.kind == "classic":
            return "repo" in self.scopes
        return any(all(map(self._has, one.split(","))) for one in need.split(";"))

    def may_change_workflows(self) -> bool:
        """Whether it may make a branch or commit that holds workflows."""
        if self.kind == "classic":
            return "workflow" in self.scopes
        return self._has("workflows=write")

    def _has(self, permission: str) -> bool:
        name, _, level = permission.partition("=")
        held = "read" if name == "metadata" else self.permissions.get(name, "")
        if self.kind == "fork" and held:
            held = "read"
        return _LEVELS[held] >= _LEVELS[level]

    @property
    def called(self) -> str:
        """What GitHub calls it in a refusal."""
        return "integration" if self.kind in ("app", "fork") else "personal access token"


@dataclass
class Owner:
    """An account: its plan, and which tokens it takes."""

    name: str
    plan: str = "free"
    forbids: tuple[str, ...] = ()

    def forbidden(self, token: Token) -> str:
        """Why the account does not take this kind of token, "" where it does."""
        kinds = {
            "user": "a fine-grained personal access token",
            "classic": "a personal access token (classic)",
        }
        if token.kind not in self.forbids:
            return ""
        return f"`{self.name}` forbids access via {kinds[token.kind]}."


def need_of(method: str, rest: str) -> str:
    """What a request needs, as the header has it; `rest` is the path below the repository's."""
    for wanted, pattern, need in NEEDS:
        if wanted == method and re.fullmatch(pattern, rest):
            return need
    return ""


def verdict(
    token: Token, owner: Owner, repository: str, private: bool, method: str, rest: str
) -> tuple[int, str]:
    """(0, "") where the request is answered, else the status and the message."""
    if refused := owner.forbidden(token):
        return 403, refused
    inside = token.reaches(repository)
    if private and not inside:
        return 404, "Not Found"
    # What everybody may read needs no permission.
    if not private and method == "GET":
        return 0, ""
    if not inside or not token.fulfils(need_of(method, rest)):
        return 403, f"Resource not accessible by {token.called}"
    if (method, rest) in PAID and private and owner.plan == "free":
        return 403, "Upgrade to GitHub Pro or make this repository public to enable this feature."
    return 0, ""
