"""The topics' notebooks in a release, and the badge in each handout that opens one on Colab."""

from __future__ import annotations

from pathlib import Path

from grader.course.manifest import Course
from grader.notebook.colab import badge, https_of
from grader.notebook.making import notebook_of, place_for

HANDOUT = "README.md"


def put_notebooks(course: Course, source: str) -> list[str]:
    """Write the notebook of each topic of the release `course`; their paths in it.

    Its address is what course.toml says, else `source`, where students sync from. Below the title
    of each handout stands the badge, if that is on GitHub.
    """
    address = https_of(course.repository or source)
    paths = []
    for topic in course.topics.values():
        place_for(topic).write_text(notebook_of(topic, address), encoding="utf-8", newline="\n")
        paths.append(place_for(topic).relative_to(course.root).as_posix())
        if shown := badge(topic, address):
            _put(topic.folder / HANDOUT, shown)
    return paths


def _put(handout: Path, shown: str) -> None:
    title, newline, rest = handout.read_text("utf-8").partition("\n")
    handout.write_text(f"{title}{newline}\n{shown}\n{rest}", encoding="utf-8", newline="\n")
