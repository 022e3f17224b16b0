"""A released topic opens on Colab: its address, the badge, the first cell of its notebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.course_copy import change, git
from tests.watch.small import TOPIC, learner

from classroom.release.notebooks import put_notebooks
from grader.course.manifest import load_course
from grader.notebook.colab import address_of, badge, https_of

ADDRESS = "https://github.com/me/basics"


@pytest.mark.parametrize(
    ("address", "right"),
    [
        (ADDRESS, ADDRESS),
        (f"{ADDRESS}.git", ADDRESS),
        (f"{ADDRESS}/", ADDRESS),
        ("git@github.com:me/basics.git", ADDRESS),
        ("ssh://git@github.com/me/basics.git", ADDRESS),
        ("https://git.example.org/a/b/c", "https://git.example.org/a/b/c"),
        ("/srv/basics", ""),
        ("https://github.com/me/basics; rm -rf ~", ""),
        ("https://user:token@github.com/me/basics", ""),
        ("", ""),
    ],
)
def test_an_address_for_anybody(address: str, right: str) -> None:
    """Without a key or a token, and nothing that a shell would take for more."""
    assert https_of(address) == right


def test_where_it_is_from(root: Path, tmp_path: Path) -> None:
    """What course.toml says, else the git remote; where neither is there, the notebook says so."""
    course = learner(root, tmp_path)
    assert address_of(course) == ""
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "remote", "add", "origin", "git@github.com:me/basics.git")
    assert address_of(course) == ADDRESS
    said = f'repository = "{ADDRESS}-of-the-course"\n[[topics]]'
    change(tmp_path / "exercises/course.toml", "[[topics]]", said)
    assert address_of(load_course(tmp_path)) == f"{ADDRESS}-of-the-course"


@pytest.mark.parametrize("source", [ADDRESS, ""])
def test_a_release_has_them(root: Path, tmp_path: Path, source: str) -> None:
    """A notebook of each topic, and below the title of its handout the badge that opens it."""
    course = learner(root, tmp_path)
    topic = course.topic(TOPIC)
    before = (topic.folder / "README.md").read_text()
    assert put_notebooks(course, source) == [f"exercises/{TOPIC}/{TOPIC}.ipynb"]
    book = json.loads((topic.folder / f"{TOPIC}.ipynb").read_text())
    setup = "".join(next(c["source"] for c in book["cells"] if c["cell_type"] == "code"))
    after = (topic.folder / "README.md").read_text()
    if not source:
        assert after == before
        assert setup == "%load_ext grader"
        assert book["metadata"]["grader_topic"] == TOPIC
        return
    title, _, rest = before.partition("\n")
    place = f"/github/me/basics/blob/main/exercises/{TOPIC}/{TOPIC}.ipynb)"
    assert after == f"{title}\n\n{badge(topic, ADDRESS)}\n{rest}"
    assert badge(topic, ADDRESS).endswith(place)
    assert f"!git clone -q {ADDRESS} course && pip install -q ./course" in setup
    assert f"%cd course/exercises/{TOPIC}" in setup


def test_no_badge_elsewhere(root: Path, tmp_path: Path) -> None:
    """Colab opens what lies on GitHub."""
    topic = learner(root, tmp_path).topic(TOPIC)
    assert badge(topic, "https://git.example.org/me/basics") == ""
