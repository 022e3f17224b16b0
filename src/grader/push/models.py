"""What we read of GitHub's answers; all else in them is passed over."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import msgspec

_REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})/[A-Za-z0-9._-]{1,100}", re.ASCII)


class User(msgspec.Struct):
    """An account; a bot's login ends in [bot]."""

    login: str


class Repository(msgspec.Struct):
    """A repository."""

    full_name: str
    default_branch: str
    private: bool = False
    is_template: bool = False


class RepositoryName(msgspec.Struct):
    """The name of a repository, where GitHub gives more."""

    full_name: str


class Invitation(msgspec.Struct):
    """An invitation to a repository that nobody has taken yet; after 7 days it is expired."""

    invitee: User | None = None
    expired: bool = False


class Comment(msgspec.Struct):
    """A comment on an issue or pull request; its user is None once the account is deleted."""

    id: int
    body: str | None = None
    user: User | None = None


class Issue(msgspec.Struct):
    """An issue; a pull request too, and then it says so."""

    number: int
    title: str
    body: str | None = None
    user: User | None = None
    pull_request: dict[str, Any] | None = None


class End(msgspec.Struct):
    """Where a pull request comes from or goes to; a deleted fork has no repository."""

    ref: str
    sha: str
    repo: RepositoryName | None = None


class Pull(msgspec.Struct):
    """A pull request."""

    number: int
    title: str
    state: str
    head: End
    base: End
    merged_at: str | None = None


class Target(msgspec.Struct):
    """What a branch points to."""

    sha: str


class Ref(msgspec.Struct):
    """A branch."""

    ref: str
    object: Target


class Commit(msgspec.Struct):
    """A commit."""

    sha: str


class Activity(msgspec.Struct):
    """What happened to a branch, and when, by the server's clock.

    `before` and `after` are commits, 40 zeros where there was none; `activity_type` is push,
    force_push, branch_creation, branch_deletion, pr_merge or merge_queue_merge. Nobody is the
    `actor` once the account is deleted.
    """

    id: int
    before: str
    after: str
    ref: str
    timestamp: datetime
    activity_type: str
    actor: User | None = None


def is_repository(name: str) -> bool:
    """Whether `name` is an owner/name that GitHub would accept, so that it can stand in a URL."""
    return bool(_REPOSITORY.fullmatch(name)) and name.split("/")[1] not in (".", "..")
