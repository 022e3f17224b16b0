"""A repository for each student, made from the template: private, in the class's organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from classroom.github.roster import RosterEntry
from grader.errors import GitHubError, UsageError
from grader.push.client import GitHub, NotFoundError, RefusedError, once
from grader.push.models import Invitation, Repository, is_repository

_INVALID = 422
NO_TEMPLATE = (
    "{0}: the token may read it, but not make a repository of it; an App has to be installed "
    "where the template is."
)


@dataclass(frozen=True)
class Created:
    """What became of one student's repository: whether it was made, and whether they were asked."""

    made: bool
    invited: bool


def require_template(github: GitHub, template: str) -> None:
    """Raise UsageError unless repositories can be made from `template`."""
    if not is_repository(template):
        raise UsageError(f"--template: {template[:150]!a} is not a repository; write owner/name.")
    if not github.get(f"/repos/{template}", Repository).is_template:
        raise UsageError(
            f"{template} is not marked as a template; tick 'Template repository' in its settings."
        )


def require_one_owner(students: Sequence[RosterEntry]) -> None:
    """Raise UsageError where the class has repositories of several owners, or no accounts.

    A fine-grained token, or an App's, reaches the repositories of one owner.
    """
    owners = sorted({student.repository.split("/")[0].casefold() for student in students})
    if len(owners) > 1:
        raise UsageError(
            f"the repositories belong to {len(owners)} owners ({', '.join(owners[:4])}); a token "
            "reaches those of one, so put all of them into one organisation."
        )
    if not any(student.account for student in students):
        raise UsageError(
            "the roster has no accounts on GitHub; add the column github, with NAME of "
            "github.com/NAME."
        )


def create(github: GitHub, template: str, student: RosterEntry) -> Created:
    """Make the repository of `student` as far as it is missing, and let them write to it."""
    repository = student.repository
    owner, _, name = repository.partition("/")
    if not student.account:
        raise GitHubError(f"{repository}: no account on GitHub; fill in the column github.")

    def look() -> Repository | None:
        try:
            return github.get(f"/repos/{repository}", Repository)
        except NotFoundError:
            return None

    def make() -> Repository:
        body = {"owner": owner, "name": name, "private": True, "include_all_branches": False}
        try:
            return github.create(f"/repos/{template}/generate", body, Repository)
        except RefusedError as e:
            if e.status == _INVALID and "template repository not found" in e.reason:
                raise GitHubError(NO_TEMPLATE.format(template)) from None
            raise

    found, made = once(github, look, make)
    if not found.private:
        raise GitHubError(f"{repository}: it is public; make it private, or give it another name.")
    return Created(made, _invite(github, found.full_name, student.account))


def _invite(github: GitHub, repository: str, account: str) -> bool:
    """Let `account` write; whether that had to be asked for. Who is asked already stays asked."""
    path = f"/repos/{repository}/collaborators/{account}"
    if github.has(path):
        return False
    for open_ in github.pages(f"/repos/{repository}/invitations", Invitation):
        invitee = open_.invitee.login if open_.invitee else ""
        if invitee.casefold() == account.casefold() and not open_.expired:
            return False
    body: dict[str, Any] = {"permission": "push"}
    try:
        github.put(path, body)
    except NotFoundError:
        raise GitHubError(
            f"{repository}: GitHub knows no account {account!a}; correct the column github."
        ) from None
    return True
