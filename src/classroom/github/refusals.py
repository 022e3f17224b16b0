"""When the rest of a class need not be tried: every student would end as this one did."""

from __future__ import annotations

from classroom.github.roster import RosterEntry
from grader.errors import GitHubError
from grader.push.client import (
    BadTokenError,
    ForbiddenError,
    GitHub,
    MissingPermissionError,
    RateLimitedError,
    UnreachableError,
)

# After these no other repository has a chance.
HOPELESS = (BadTokenError, RateLimitedError)
# GitHub's own limit of what is made in an hour; a student costs two.
WRITES_AN_HOUR = 500
WRITES_A_STUDENT = 2


def stop_if_hopeless(error: GitHubError, *, first: bool) -> None:
    """Raise `error` again where it is the token's or GitHub's, not one repository's.

    What the token lacks shows at the first student: the others are not tried then.
    """
    if isinstance(error, HOPELESS):
        raise error
    lacking = isinstance(error, MissingPermissionError) or (
        isinstance(error, UnreachableError) and error.needs
    )
    if first and lacking:
        raise GitHubError(f"{error} No other student was tried: the token is the same.")


def require_scopes(github: GitHub, *scopes: str) -> None:
    """Raise GitHubError where a classic token lacks one of `scopes`; other kinds do not tell."""
    try:
        held = github.scopes()
    except ForbiddenError:
        # An App is nobody's, and has no scopes.
        return
    missing = [scope for scope in scopes if held is not None and scope not in held]
    if missing:
        raise GitHubError(
            f"the token (classic) has not the scope {' and '.join(missing)}; make one that has, "
            "or a fine-grained token."
        )


def pause_ahead(students: list[RosterEntry]) -> str:
    """What to tell before a class that is larger than GitHub takes in an hour, else ""."""
    writes = WRITES_A_STUDENT * len(students)
    if writes <= WRITES_AN_HOUR:
        return ""
    return (
        f"{len(students)} students may be {writes} writes, and GitHub takes about {WRITES_AN_HOUR} "
        "an hour. Where it asks for a long pause, this ends; run it again then: what is made stays."
    )
