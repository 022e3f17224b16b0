"""The workflows, ours and a student's: what they run on, what they use, what they cost."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

# Once these were 20, which GitHub's runners have no more. From 7 and 8 on upload and download fit.
OLDEST = {
    "actions/checkout": 5,
    "actions/setup-python": 6,
    "actions/upload-artifact": 7,
    "actions/download-artifact": 8,
    "actions/cache/restore": 6,
    "actions/cache/save": 6,
    "actions/create-github-app-token": 3,
}


@pytest.fixture(scope="module")
def workflows(root: Path) -> dict[str, str]:
    """Path -> text, with the composite action."""
    found = [
        *(root / ".github/workflows").glob("*.yml"),
        *(root / "template/.github/workflows").glob("*.yml"),
        root / ".github/actions/setup/action.yml",
    ]
    return {path.relative_to(root).as_posix(): path.read_text() for path in found}


def test_actions_are_pinned_and_current(workflows: dict[str, str]) -> None:
    """Each by one commit everywhere, its version beside it, none that needs an old Node."""
    used: dict[str, set[str]] = {}
    for path, text in workflows.items():
        for name, rest in re.findall(r"uses: ([\w/-]+)@(.*)", text):
            found = re.fullmatch(r"[0-9a-f]{40} # v(\d+)\.\d+\.\d+", rest)
            assert found, f"{path}: {name}@{rest}"
            assert int(found[1]) >= OLDEST[name], f"{path}: {name} {rest}"
            used.setdefault(name, set()).add(rest)
    assert used.keys() == OLDEST.keys()
    assert {name: pins for name, pins in used.items() if len(pins) > 1} == {}


def test_runners_are_named_by_their_version(workflows: dict[str, str]) -> None:
    """No machine changes under a class on the day that GitHub moves a label."""
    for path, text in workflows.items():
        assert "-latest" not in text, path
        for line in re.findall(r"runs-on: (.*)", text):
            assert line in ("ubuntu-26.04", "${{ matrix.os }}"), f"{path}: {line}"


def test_artifacts_go_by_themselves(workflows: dict[str, str]) -> None:
    """Each says how long it stays: a day for what the next job takes, 14 at most."""
    for path, text in workflows.items():
        for block in text.split("uses: actions/upload-artifact@")[1:]:
            found = re.search(r"retention-days: (\d+)", block.split("\n      - ")[0])
            assert found, path
            assert int(found[1]) <= 14
    [kept] = re.findall(r"retention-days: (\d+)", workflows["template/.github/workflows/grade.yml"])
    assert kept == "1"


def test_one_artifact_alone_is_merged_as_many_are(workflows: dict[str, str]) -> None:
    """What is fetched by pattern is laid flat where there is one, so it is so asked for always."""
    for path, text in workflows.items():
        for block in text.split("uses: actions/download-artifact@")[1:]:
            block = block.split("\n      - ")[0]
            assert ("pattern:" in block) == ("merge-multiple: true" in block), path
    shard = workflows[".github/workflows/class.yml"].split("name: shard-")[1].split("- uses")[0]
    # Its folder is part of it.
    assert "path: ${{ runner.temp }}/shards\n" in shard


def test_a_push_is_graded_once(workflows: dict[str, str]) -> None:
    """By one job: not beside the pull request named Feedback, nor one within the repository."""
    text = workflows["template/.github/workflows/grade.yml"]
    events = text.split("\non:\n")[1].split("\npermissions:")[0]
    assert re.findall(r"^  (\w+):", events, re.MULTILINE) == ["push", "pull_request"]
    assert events.count("branches-ignore: [feedback]") == 2
    assert text.count("runs-on:") == 1
    assert (
        "if: ${{ github.event_name == 'push' || "
        "github.event.pull_request.head.repo.full_name != github.repository }}"
    ) in text
    assert "cancel-in-progress: true" in text


def test_the_token_is_not_near_unjailed_code(workflows: dict[str, str]) -> None:
    """One step of the job has it, the one that posts, which is left out where there is no jail."""
    text = workflows["template/.github/workflows/grade.yml"]
    steps = {step.split("\n")[0]: step for step in text.split("\n      - name: ")[1:]}
    assert [name for name, step in steps.items() if "github.token" in step] == ["feedback"]
    assert "steps.check.outputs.post == 'yes'" in steps["feedback"]
    without = steps["check"].split("if ! grader doctor --all; then")[1].split(" fi\n")[0]
    assert "post=no\n" in without
    assert "jail=\n" in without
    assert "persist-credentials: false" in text


def test_an_environment_is_kept_by_what_decides_it(workflows: dict[str, str]) -> None:
    """Saved in the install's own action, before any check; not where torch came from elsewhere."""
    text = workflows[".github/actions/setup/action.yml"]
    steps = re.findall(r"^    - (?:uses|name): ([\w/-]+)", text, re.MULTILINE)
    assert steps[-3:] == ["actions/cache/restore", "install", "actions/cache/save"]
    for part in ("constraints.txt", "pyproject.toml", "setup/install", "packages", "extra"):
        assert part in text.split("key: >-")[1].split("- name: install")[0]
    assert "steps.install.outputs.keep != 'no'" in text


@pytest.mark.parametrize(
    ("path", "condition"),
    [
        ("class.yml", "github.event_name != 'schedule' || vars.GRADER_CLASS == 'on'"),
        ("term.yml", "vars.GRADER_TERM != ''"),
    ],
)
def test_a_fresh_copy_is_quiet_by_night(
    workflows: dict[str, str], path: str, condition: str
) -> None:
    """Until a variable asks for it: it has neither roster nor secrets, and would be red."""
    text = workflows[f".github/workflows/{path}"]
    first, *others = re.split(r"^  \w+:\n", text.split("\njobs:\n")[1], flags=re.MULTILINE)[1:]
    assert f"if: ${{{{ {condition} }}}}" in first
    # Nothing else runs without the first.
    assert others
    assert all("    needs: " in job for job in others)


@pytest.mark.parametrize("path", ["class.yml", "term.yml"])
def test_nobody_is_guessed_by_a_class_run(workflows: dict[str, str], path: str) -> None:
    """It says who posts; an App's token is made in the job, with the rights of that job alone."""
    text = workflows[f".github/workflows/{path}"]
    assert re.search(r'grader publish .* --author "\$AUTHOR"', text)
    rights = [
        re.findall(r"permission-([\w-]+: \w+)", block.split("\n      - ")[0])
        for block in text.split("uses: actions/create-github-app-token@")[1:]
    ]
    assert rights == [["contents: read"], ["issues: write", "pull-requests: write"]]


def test_the_minutes_of_a_class_add_up(root: Path) -> None:
    """The table follows the formula above it: minutes of the plan, class runs, new environments."""
    text = (root / "docs/github-setup.md").read_text()
    numbers = [
        int(word.replace(",", "")) for word in re.findall(r"Free includes ([\d,]+) minutes", text)
    ]
    numbers += [int(word.replace(",", "")) for word in re.findall(r"Team ([\d,]+) \(as", text)]
    free, team = numbers
    found = re.search(r"about (\d+) minutes for 30 students, (\d+) for 60 and (\d+) for 120", text)
    assert found
    nightly = dict(zip((30, 60, 120), map(int, found.groups()), strict=True))
    rows = re.findall(r"^\| (30|60|120) \| (.*) \|$", text, re.MULTILINE)
    assert len(rows) == 3
    for students, cells in rows:
        many = int(students)
        left = [free, team, free - 30 * nightly[many], team - 30 * nightly[many]]
        assert [int(cell) for cell in cells.split(" | ")] == [
            math.floor(minutes / many - 3) for minutes in left
        ]
