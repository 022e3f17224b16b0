"""One comment a repository: found again by its marker and author, edited in place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from grader.errors import GitHubError, UsageError
from grader.push.client import ForbiddenError, GitHub, RefusedError, once
from grader.push.models import Comment, Issue, Pull, User
from grader.render.markdown import MARKER

TITLE = "Feedback"
ACTIONS_BOT = "github-actions[bot]"
_DISABLED = 410


@dataclass(frozen=True)
class Posted:
    """What became of a text; `where` is "pull request #3", "issue #1", or "" for "off"."""

    done: Literal["posted", "updated", "unchanged", "off"]
    where: str = ""

    def __str__(self) -> str:
        """For people, as the end of a line that begins with the repository."""
        if self.done == "off":
            return "nothing posted: issues are off and no pull request is named Feedback"
        return (
            f"{self.done} on {self.where}" if self.done == "posted" else f"{self.where} {self.done}"
        )


def author_of(github: GitHub, *, workflow: bool = False) -> str:
    """Who the token writes as. A `workflow` of GitHub's has a token that may not ask: its bot's.

    Raises UsageError for any other App: taken for that bot, it would edit the bot's comment, or
    post one more each time.
    """
    try:
        return github.get("/user", User).login
    except ForbiddenError:
        if workflow and os.environ.get("GITHUB_ACTIONS") == "true":
            return ACTIONS_BOT
        next_ = "run it in a workflow of GitHub's" if workflow else "give --author NAME[bot]"
        raise UsageError(
            f"this token may not ask GitHub who it is, as that of an App; {next_}."
        ) from None


# A text, or what makes one of the text that stands there ("" where none does).
Body = str | Callable[[str], str]


def post(github: GitHub, repository: str, body: Body, author: str) -> Posted:
    """Put `body` on the open pull request named Feedback, else into an issue named Feedback.

    What `author` posted before is edited, and left alone where it says the same.
    """
    pull = feedback_pull(github, repository)
    if pull is not None:
        return post_on(github, repository, pull.number, body, author)
    try:
        return _post_issue(github, repository, body, author)
    except RefusedError as e:
        if e.status == _DISABLED:
            return Posted("off")
        raise


def feedback_pull(github: GitHub, repository: str) -> Pull | None:
    """The first open pull request named Feedback from within the repository.

    One from a fork does not count: anybody can open it, under any name.
    """
    pulls = github.pages(
        f"/repos/{repository}/pulls", Pull, state="open", sort="created", direction="asc"
    )
    return next((p for p in pulls if p.title == TITLE and _is(p.head.repo, repository)), None)


def pull_of_commit(github: GitHub, repository: str, sha: str) -> Pull | None:
    """The open pull request whose head is `sha`."""
    pulls = github.pages(
        f"/repos/{repository}/pulls", Pull, state="open", sort="updated", direction="desc"
    )
    return next((p for p in pulls if p.head.sha == sha), None)


def post_on(github: GitHub, repository: str, number: int, body: Body, author: str) -> Posted:
    """Put `body` into the one comment of `author` on the pull request `number`."""
    where = f"pull request #{number}"
    comments = f"/repos/{repository}/issues/{number}/comments"

    def look() -> Comment | None:
        return next((c for c in github.pages(comments, Comment) if _ours(c, author)), None)

    def create() -> Comment:
        made = github.create(comments, {"body": _text(body, "")}, Comment)
        _require_author(made.user, author)
        return made

    found, made = once(github, look, create)
    text = _text(body, "" if made else found.body or "")
    if _same(found.body, text):
        return Posted("posted" if made else "unchanged", where)
    path = f"/repos/{repository}/issues/comments/{found.id}"
    github.edit(path, {"body": text}, Comment)
    return Posted("updated", where)


def _post_issue(github: GitHub, repository: str, body: Body, author: str) -> Posted:
    issues = f"/repos/{repository}/issues"

    def look() -> Issue | None:
        listed = github.pages(issues, Issue, state="all", sort="created", direction="asc")
        return next((i for i in listed if _our_issue(i, author)), None)

    def create() -> Issue:
        made = github.create(issues, {"title": TITLE, "body": _text(body, "")}, Issue)
        _require_author(made.user, author)
        return made

    found, made = once(github, look, create)
    where = f"issue #{found.number}"
    text = _text(body, "" if made else found.body or "")
    if _same(found.body, text):
        return Posted("posted" if made else "unchanged", where)
    github.edit(f"{issues}/{found.number}", {"body": text}, Issue)
    return Posted("updated", where)


def _text(body: Body, there: str) -> str:
    return body if isinstance(body, str) else body(there)


def _ours(comment: Comment, author: str) -> bool:
    return _by(comment.user, author) and _marked(comment.body)


def _our_issue(issue: Issue, author: str) -> bool:
    if issue.pull_request is not None or not _by(issue.user, author):
        return False
    # Its title still tells it where a student with write access has edited the text away.
    return _marked(issue.body) or issue.title == TITLE


def _by(user: User | None, author: str) -> bool:
    return user is not None and user.login.casefold() == author.casefold()


def _marked(body: str | None) -> bool:
    return (body or "").lstrip().startswith(MARKER)


def _same(old: str | None, new: str) -> bool:
    return (old or "").replace("\r\n", "\n").strip() == new.strip()


def _is(repository: object, name: str) -> bool:
    full_name = getattr(repository, "full_name", "")
    return bool(full_name.casefold() == name.casefold())


def _require_author(user: User | None, author: str) -> None:
    if not _by(user, author):
        name = user.login if user else "nobody"
        raise GitHubError(
            f"GitHub posted as {name!a}, not as {author!a}; give --author {name!a}, or the next "
            "run cannot find what this one posted."
        )
