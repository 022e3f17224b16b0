"""When what was pushed, as the server tells: a student's git may say any time."""

from __future__ import annotations

from itertools import takewhile

from grader.push.client import GitHub
from grader.push.models import Activity

# 100 entries a page; who pushes more often than that is told about, not graded in part.
MAX_PAGES = 100


def activity(github: GitHub, repository: str, *, known: int = 0) -> list[Activity]:
    """What happened to the branches of `repository`, the oldest first.

    Only what is newer than the entry with the id `known`, if that is there. GitHub pages this list
    with cursors, the newest first. Raises GitHubError where there are more than 10,000 entries.
    """
    path = f"/repos/{repository}/activity"
    told = github.pages(path, Activity, limit=MAX_PAGES, direction="desc")
    return list(takewhile(lambda entry: entry.id != known, told))[::-1]
