"""A notebook on Colab: the address that it clones, and the badge that opens it there."""

from __future__ import annotations

import re
from urllib.parse import quote

from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.repository import git, manifest
from grader.repository.git import GitError

_SSH = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/](.+)")
_GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+)")
_SETUP = """\
# On Colab, run this cell first; elsewhere it does nothing.
import sys
if "google.colab" in sys.modules:
    !git clone -q {address} course && pip install -q ./course
    %cd course/{root}/{topic}"""


def address_of(course: Course) -> str:
    """Where a course's student repository can be cloned: as course.toml, release.json or git says.

    "" where none of them knows.
    """
    release = manifest.read(course.root)
    said = course.repository or (release.source if release else "")
    if not said:
        try:
            said = git.run("remote", "get-url", "origin", cwd=course.root).decode().strip()
        except GitError:
            return ""
    return https_of(said)


def https_of(address: str) -> str:
    """An address as anybody can clone it without a key; "" where it is none of the network's."""
    if found := _SSH.fullmatch(address):
        address = f"https://{found[1]}/{found[2]}"
    address = address.removesuffix("/").removesuffix(".git")
    return address if re.fullmatch(r"https://[\w.-]+(/[\w.~-]+)+", address) else ""


def setup_cell(topic: Topic, address: str) -> str:
    """The first code cell of a notebook that can be cloned from `address`."""
    return _SETUP.format(address=address, root=STUDENT_ROOT, topic=topic.id)


def badge(topic: Topic, address: str) -> str:
    """The Markdown that opens a topic's notebook on Colab; "" where it does not lie on GitHub."""
    found = _GITHUB.fullmatch(address)
    if found is None:
        return ""
    path = quote(topic.path_in_repository(f"{topic.id}.ipynb"))
    place = f"https://colab.research.google.com/github/{found[1]}/{found[2]}/blob/main/{path}"
    image = "https://colab.research.google.com/assets/colab-badge.svg"
    return f"[![Open in Colab]({image})]({place})"
