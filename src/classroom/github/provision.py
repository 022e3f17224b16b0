"""The place for feedback in a student's repository: a frozen branch and a pull request into it."""

from __future__ import annotations

from typing import Literal

from grader.errors import GitHubError
from grader.push.client import GitHub, NotFoundError, RefusedError, once
from grader.push.models import Commit, Pull, Ref, Repository
from grader.push.sticky import TITLE

BRANCH = "feedback"
BODY = """\
Feedback on the exercises is posted here, in one comment that changes with each graded push.

The branch `feedback` stays at the first commit, so "Files changed" shows all that was done since. \
Lines can be commented on there. Leave this pull request open, and do not merge it.
"""
_EMPTY, _INVALID = 409, 422

Provisioned = Literal["made", "there", "waiting"]


def provision(github: GitHub, repository: str) -> Provisioned:
    """Make the branch and the pull request of `repository`, as far as they are missing.

    "waiting": GitHub opens a pull request only where there is something to compare, so it has to
    wait for the first push after the repository was made.
    """
    found = github.get(f"/repos/{repository}", Repository)
    main = found.default_branch
    if main == BRANCH:
        raise GitHubError(f"{repository}: its default branch is {BRANCH}; give it another name.")
    made_branch = _make_branch(github, repository, main)
    path = f"/repos/{repository}/pulls"
    owner = found.full_name.split("/")[0]

    def look() -> Pull | None:
        """The open pull request, else one that can be opened again."""
        old = list(github.pages(path, Pull, state="all", head=f"{owner}:{main}", base=BRANCH))
        usable = [p for p in old if p.merged_at is None]
        return next((p for p in usable if p.state == "open"), next(iter(usable), None))

    def create() -> Pull:
        body = {"title": TITLE, "head": main, "base": BRANCH, "body": BODY}
        return github.create(path, body, Pull)

    try:
        pull, made = once(github, look, create)
    except RefusedError as e:
        if e.status == _INVALID and "No commits between" in e.reason:
            return "waiting"
        raise
    if pull.state != "open" or pull.title != TITLE:
        github.edit(f"{path}/{pull.number}", {"state": "open", "title": TITLE}, Pull)
        made = True
    return "made" if made or made_branch else "there"


def _make_branch(github: GitHub, repository: str, main: str) -> bool:
    """Whether the branch had to be made."""

    def look() -> Ref | None:
        try:
            return github.get(f"/repos/{repository}/git/ref/heads/{BRANCH}", Ref)
        except NotFoundError:
            return None

    def create() -> Ref:
        first = _first_commit(github, repository, main)
        body = {"ref": f"refs/heads/{BRANCH}", "sha": first}
        return github.create(f"/repos/{repository}/git/refs", body, Ref)

    return once(github, look, create)[1]


def _first_commit(github: GitHub, repository: str, branch: str) -> str:
    try:
        first = github.last(f"/repos/{repository}/commits", Commit, sha=branch)
    except RefusedError as e:
        if e.status != _EMPTY:
            raise
        first = None
    if first is None:
        raise GitHubError(f"{repository}: it has no commit yet; it was not made from the template.")
    return first.sha
