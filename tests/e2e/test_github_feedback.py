"""`grader github feedback`: the one comment of a push, whatever the artifact or GitHub does."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.fake_github import FakeGitHub
from tests.e2e.github_support import BOT, TOKEN, Ended, World, pushed, write_records
from tests.engine.golden import expect_golden
from tests.engine.render_samples import (
    HOSTILE,
    HUGE,
    as_state,
    check,
    done,
    hostile,
    record,
    task,
    topic,
    untouched,
    working,
)
from tests.engine.test_render_markdown import tokens

from grader.errors import EXIT_GITHUB, EXIT_USAGE
from grader.record import QuestionResult, QuestionsResult, Record
from grader.render.markdown import MARKER, MAX_BYTES
from grader.stored import encode

HERE = "ada/neural"
HEAD = "5" * 40


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[World]:
    """A student's repository and the token of its workflow."""
    with FakeGitHub() as fake:
        fake.repository(HERE)
        world = World(fake, monkeypatch, capsys)
        world.env("GITHUB_REPOSITORY", HERE)
        world.env("GITHUB_ACTIONS", "true")
        yield world


@pytest.fixture
def artifact(tmp_path: Path) -> Path:
    """What the grading job of a push hands over: one topic in the middle of the work."""
    folder = write_records(tmp_path / "artifact", pushed(working()))
    write_event(folder)
    return folder


def write_event(folder: Path, **given: object) -> None:
    event = {"repository": HERE, "sha": HEAD, "pull": None, "ref": "refs/heads/main"}
    (folder / "event.json").write_text(json.dumps(event | given))


def micrograd() -> Record:
    """A record of another topic, all done."""
    tasks = [task("Value", "MG-1", "pass", [check("Value", 1)], points=2)]
    return pushed(record("Ada", [topic(tasks, id="micrograd", title="micrograd")]))


def feedback(world: World, folder: Path, *options: str) -> Ended:
    return world.run("github", "feedback", folder, *options)


def test_the_job_summary_has_what_changed_since_the_last_push(
    world: World, artifact: Path, tmp_path: Path
) -> None:
    """It is known once the comment is; a first push has nothing to compare with."""
    summary = tmp_path / "summary.md"
    world.env("GITHUB_STEP_SUMMARY", str(summary))
    feedback(world, artifact)
    assert not summary.exists()
    better = pushed(working())
    better.topics[0].tasks[2] = as_state(better.topics[0].tasks[2], "pass")
    write_records(artifact, better)
    write_event(artifact, sha="6" * 40)
    feedback(world, artifact)
    told = summary.read_text()
    assert "### makemore4: since the last push" in told
    assert "| logits | FAIL -> pass |" in told
    assert told.count("->") == 1


def test_opens_an_issue_then_edits_it(world: World, artifact: Path) -> None:
    """The first push opens the issue, the same again is silent, a change edits it in place."""
    first = feedback(world, artifact)
    assert (first.code, first.out) == (0, "ada/neural: posted on issue #1\n")
    [(author, body)] = world.bodies(HERE)
    assert author == BOT
    assert body.startswith(MARKER)
    assert world.fake.repositories[HERE].issues[0]["title"] == "Feedback"

    writes = world.fake.writes()
    assert feedback(world, artifact).out == "ada/neural: issue #1 unchanged\n"
    assert world.fake.writes() == writes

    write_records(artifact, pushed(done()))
    assert feedback(world, artifact).out == "ada/neural: issue #1 updated\n"
    [(_, changed)] = world.bodies(HERE)
    assert "7 of 7 tasks done" in changed
    assert [method for method, *_ in world.fake.writes()] == ["POST", "PATCH"]


def test_prefers_the_pull_request(world: World, artifact: Path) -> None:
    """One comment on the open pull request named Feedback, edited in place."""
    world.fake.pull(HERE, "My work", "ada", head="main")
    world.fake.pull(HERE, "Feedback", "ada", state="closed")
    world.fake.pull(HERE, "Feedback", "teacher")
    assert feedback(world, artifact).out == "ada/neural: posted on pull request #3\n"
    assert feedback(world, artifact).out == "ada/neural: pull request #3 unchanged\n"
    write_records(artifact, pushed(done()))
    assert feedback(world, artifact).out == "ada/neural: pull request #3 updated\n"
    assert len(world.bodies(HERE)) == 1


def test_a_strangers_pull_request_is_not_ours(world: World, artifact: Path) -> None:
    """Anybody can open a pull request named Feedback from a fork, or from a deleted one."""
    world.fake.pull(HERE, "Feedback", "mallory", head_repo="mallory/neural")
    world.fake.pull(HERE, "Feedback", "mallory", head_repo=None)
    assert "issue #3" in feedback(world, artifact).out


def test_a_closed_issue_is_still_the_one(world: World, artifact: Path) -> None:
    """Who closes the issue, renames it or empties it gets no second one."""
    feedback(world, artifact)
    issue = world.fake.repositories[HERE].issues[0]
    issue["state"], issue["title"] = "closed", "seen"
    assert "issue #1 unchanged" in feedback(world, artifact).out
    issue["title"], issue["body"] = "Feedback", "mine now"
    assert "issue #1 updated" in feedback(world, artifact).out


@pytest.mark.parametrize("pull", [False, True])
def test_a_students_marker_is_left_alone(world: World, artifact: Path, pull: bool) -> None:
    """What others wrote is not edited, even if it begins with the marker; nor is our other text."""
    fake = world.fake
    forged = f"{MARKER}\nall tasks done"
    if pull:
        fake.pull(HERE, "Feedback", "teacher")
        fake.comment(HERE, 1, "ada", forged)
        fake.comment(HERE, 1, BOT, "A note of another workflow.")
    else:
        fake.issue(HERE, "Feedback", "ada", forged)
        fake.issue(HERE, "Weekly report", BOT, "A note of another workflow.")
    for _ in range(2):
        feedback(world, artifact)
    texts = [text for _, text in world.bodies(HERE)]
    assert texts[:2] == [forged, "A note of another workflow."]
    assert len(texts) == 3


def test_it_is_found_among_many(world: World, artifact: Path) -> None:
    """Behind more than a page of other comments."""
    world.fake.pull(HERE, "Feedback", "teacher")
    for number in range(130):
        world.fake.comment(HERE, 1, "ada", f"comment {number}")
    feedback(world, artifact)
    assert "unchanged" in feedback(world, artifact).out


def test_issues_off(world: World, artifact: Path) -> None:
    """Nothing is posted, one line says so, and the step is no failure."""
    world.fake.repositories[HERE].has_issues = False
    ended = feedback(world, artifact)
    assert ended.code == 0
    assert ended.out == (
        "ada/neural: nothing posted: issues are off and no pull request is named Feedback\n"
    )
    world.fake.pull(HERE, "Feedback", "ada")
    assert "posted on pull request #1" in feedback(world, artifact).out


def test_issues_turned_off_later(world: World, artifact: Path) -> None:
    """The issue of before cannot be written to any more; once they are on again it is the one."""
    feedback(world, artifact)
    write_records(artifact, pushed(done()))
    world.fake.repositories[HERE].has_issues = False
    assert "nothing posted: issues are off" in feedback(world, artifact).out
    world.fake.repositories[HERE].has_issues = True
    assert "issue #1 updated" in feedback(world, artifact).out


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("untouched", [pushed(untouched())]),
        ("working_and_done", [micrograd(), pushed(working())]),
        (
            "hostile",
            [pushed(hostile(f"{MARKER} @org/all <b>x</b> ![i](http://x)\n\u202e::error::y"))],
        ),
    ],
)
def test_golden(world: World, artifact: Path, name: str, records: list[Record]) -> None:
    """The whole comment, all topics in one."""
    write_records(artifact, *records)
    assert feedback(world, artifact).code == 0
    [(_, body)] = world.bodies(HERE)
    expect_golden(f"github/comment_{name}.md", body)


# A lone surrogate cannot stand in a JSON file.
TEXTS = [*(text for text in HOSTILE if "\ud800" not in text), MARKER, HUGE]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_fits_and_has_one_marker(world: World, artifact: Path, text: str) -> None:
    """Whatever a record says, the comment is ours, can be found again, and is not too long."""
    write_records(artifact, pushed(hostile(text[:20_000])))
    assert feedback(world, artifact).code == 0
    [(_, body)] = world.bodies(HERE)
    comments = [
        t.content for t in tokens(body) if t.type.startswith("html") and "<!--" in t.content
    ]
    first, *rest = [comment.strip() for comment in comments]
    assert first == MARKER
    assert len(rest) == 1
    assert re.fullmatch(r"<!-- grader:states [\w+/=]+ -->", rest[0])
    assert len(body.encode()) <= MAX_BYTES
    assert "unchanged" in feedback(world, artifact).out


def test_many_topics_stay_below_the_limit(world: World, artifact: Path) -> None:
    """A full record of every topic: details go, the tables stay."""
    records = []
    for number in range(9):
        each = pushed(hostile("<&|`" * 4000))
        each.topics[0].id = f"topic{number}"
        records.append(each)
    write_records(artifact, *records)
    assert feedback(world, artifact).code == 0
    [(_, body)] = world.bodies(HERE)
    assert MAX_BYTES / 2 < len(body.encode()) <= MAX_BYTES
    assert [n for n in range(9) if f"### topic{n}: " not in body] == []


# What GitHub, or the way to it, does wrong.


@pytest.mark.parametrize("pull", [False, True])
@pytest.mark.parametrize("fault", [{"lose": True}, {"lose": True, "status": 502}, {"hang": 1.0}])
def test_nothing_is_posted_twice(
    world: World, artifact: Path, fault: dict[str, float], pull: bool
) -> None:
    """A lost answer: it looks again before it writes again."""
    if pull:
        world.fake.pull(HERE, "Feedback", "teacher")
    world.timeout = 0.5 if "hang" in fault else world.timeout
    world.fake.fault("POST", ".", **fault)
    ended = feedback(world, artifact)
    assert (ended.code, ended.out.count("posted on")) == (0, 1)
    assert len(world.bodies(HERE)) == 1
    assert len(world.fake.writes()) == (1 if "lose" in fault else 2)
    assert 4 in world.clock.waited()


def test_gives_up_after_two_creations(world: World, artifact: Path) -> None:
    """Where nothing arrives, it says so, and what to do."""
    world.fake.fault("POST", ".", status=500, times=9)
    ended = feedback(world, artifact)
    assert ended.code == EXIT_GITHUB
    assert ended.err.startswith("grader: ada/neural: it answered 500")
    assert len(world.fake.writes()) == 2


@pytest.mark.parametrize("status", [500, 502, 503])
def test_busy(world: World, artifact: Path, status: int) -> None:
    """Errors of GitHub's own on every kind of request are sat out."""
    feedback(world, artifact)
    write_records(artifact, pushed(done()))
    world.fake.fault("GET", ".", status=status, times=2)
    world.fake.fault("PATCH", ".", status=status, times=2)
    assert "updated" in feedback(world, artifact).out


def test_a_rate_limit_is_waited_for(world: World, artifact: Path) -> None:
    """As long as GitHub says, and the text is posted once."""
    world.fake.fault("POST", ".", status=403, headers={"retry-after": "42"})
    assert "posted" in feedback(world, artifact).out
    assert world.clock.waited() == [42]
    assert len(world.bodies(HERE)) == 1


@pytest.mark.parametrize(
    ("method", "status", "said"),
    [("POST", 403, "may not write"), ("GET", 404, "no such thing"), ("POST", 422, "refused (422")],
)
def test_refusals_are_one_line(
    world: World, artifact: Path, method: str, status: int, said: str
) -> None:
    """Told, not repeated, nothing posted."""
    world.fake.fault(method, "/issues$", status=status, message="No.")
    ended = feedback(world, artifact)
    assert ended.code == EXIT_GITHUB
    assert ended.err.startswith("grader: ada/neural: ")
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert not world.bodies(HERE)


def test_a_personal_token(world: World, artifact: Path) -> None:
    """It may ask who it is, and edits its own comment, not the bot's."""
    feedback(world, artifact)
    world.env("GITHUB_TOKEN", world.fake.token("github_pat_x", "Teacher"))
    assert "posted on issue #2" in feedback(world, artifact).out
    assert "issue #2 unchanged" in feedback(world, artifact).out


# What the artifact does wrong.


def test_an_event_of_another_repository(world: World, artifact: Path) -> None:
    """The folder cannot say that the feedback belongs elsewhere."""
    world.fake.repository("victim/neural")
    write_event(artifact, repository="victim/neural")
    ended = feedback(world, artifact)
    assert ended.code == EXIT_USAGE
    assert "event.json speaks of victim/neural, but this is ada/neural" in ended.err
    assert not world.fake.log


@pytest.mark.parametrize(
    "event",
    [
        "",
        "[]",
        "{}",
        '{"repository": "ada/neural"}',
        '{"repository": "../..", "sha": "HEAD"}',
        '{"repository": "ada/neural/issues/1", "sha": "HEAD"}',
        '{"repository": "ada/neural", "sha": "main"}',
        '{"repository": "ada/neural", "sha": "HEAD", "pull": "1"}',
        '{"repository": "ada/neural", "sha": "HEAD", "token": "x"}',
        '{"repository": "ada/neural", "sha": "HEAD", "ref": "LONG"}',
    ],
)
def test_no_event(world: World, artifact: Path, event: str) -> None:
    """Anything that is not exactly an event is refused before GitHub is asked."""
    event = event.replace("HEAD", HEAD).replace("LONG", "x" * 5000)
    (artifact / "event.json").write_text(event)
    ended = feedback(world, artifact)
    assert ended.code == EXIT_USAGE
    assert "event.json" in ended.err
    assert ended.err.count("\n") == 1
    assert not world.fake.log


def spoil(folder: Path, how: str) -> None:
    """Make something of `folder` that is not an artifact of ours."""
    good = folder / "record1.json"
    if how == "none":
        good.unlink()
    elif how == "not JSON":
        good.write_text("no\n::error::x")
    elif how == "deep":
        good.write_text("[" * 100_000)
    elif how == "large":
        good.write_bytes(b" " * (5 << 20))
    elif how == "many":
        for number in range(40):
            (folder / f"r{number}.json").write_bytes(good.read_bytes())
    elif how == "same topic twice":
        (folder / "again.json").write_bytes(good.read_bytes())
    elif how == "another file":
        (folder / "run.sh").write_text("x")
    elif how == "a folder":
        (folder / "x.json").mkdir()
    elif how == "a link":
        (folder / "x.json").symlink_to("/etc/hostname")
    elif how == "a pipe":
        os.mkfifo(folder / "x.json")
    elif how == "infinite":
        good.write_text(good.read_text().replace('"points": 4', '"points": 1e999', 1))
    elif how == "a long number":
        good.write_text(good.read_text().replace('"points": 4', f'"points": {"9" * 400}', 1))
    elif how == "another schema":
        good.write_text(good.read_text().replace('"course"', '"schema": 9, "course"', 1))
    elif how == "an unknown state":
        good.write_text(good.read_text().replace('"state": "fail"', '"state": "x\\n::error::y"', 1))
    elif how == "a question without parts":
        bad = pushed(working())
        bad.topics[0].questions = QuestionsResult(
            feedback="immediate",
            judged=True,
            questions=[QuestionResult(id="Q", points=1, parts=[])],
        )
        good.write_bytes(encode(bad))
    elif how == "no UTF-8":
        good.write_bytes(good.read_bytes().replace(b"local", b"lo\xff\xfecal", 1))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("not JSON", "record1.json is not a grading record"),
        ("deep", "record1.json is not a grading record"),
        ("large", "record1.json is larger than 4,096 KB"),
        ("many", "there are more than 32 records"),
        ("same topic twice", "two records speak of the topic makemore4"),
        ("another file", "run.sh is no record"),
        ("a folder", "x.json cannot be read"),
        ("a link", "x.json cannot be read"),
        ("a pipe", "x.json is not a regular file"),
        ("infinite", "record1.json is not a grading record"),
        ("a long number", "record1.json holds a number that no grading gives"),
        ("another schema", "record1.json has record schema 9"),
        ("an unknown state", "record1.json is not a grading record"),
        ("a question without parts", "record1.json holds a question without parts"),
        ("no UTF-8", "record1.json is not a grading record"),
    ],
)
def test_no_artifact(world: World, artifact: Path, how: str, said: str) -> None:
    """One sentence, no traceback, nothing asked of GitHub, no line that the runner acts on."""
    spoil(artifact, how)
    ended = feedback(world, artifact)
    assert ended.code == EXIT_USAGE
    assert ended.err.startswith(f"grader: {said}")
    assert ended.err.count("\n") == 1
    assert not world.fake.log


@pytest.mark.parametrize("options", [[], ["--fork-run"]])
def test_nothing_to_post(world: World, artifact: Path, tmp_path: Path, options: list[str]) -> None:
    """Where nothing is begun there is no record, nor a folder where none was fetched: no error."""
    spoil(artifact, "none")
    for folder in (artifact, tmp_path / "absent"):
        ended = feedback(world, folder, *options)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == f"nothing posted: there is no record in {folder}.\n"
    assert not world.fake.log


# Pull requests from forks: GitHub's own event says where, the artifact does not.


@pytest.fixture
def fork_run(world: World, artifact: Path, tmp_path: Path) -> World:
    """A run of a fork's pull request, as the workflow_run workflow of the base is told of it."""
    fake = world.fake
    fake.repository("class/neural")
    fake.pull("class/neural", "Other work", "bob", head_repo="bob/neural", sha="4" * 40)
    fake.pull("class/neural", "My work", "ada", head_repo="ada/neural", sha=HEAD)
    fake.pull("class/neural", "Feedback", "teacher")
    world.env("GITHUB_REPOSITORY", "class/neural")
    world.env("GITHUB_EVENT_PATH", tmp_path / "payload.json")
    write_payload(tmp_path)
    write_event(artifact, repository="victim/x", sha="6" * 40, pull=1)
    return world


def write_payload(folder: Path, **run: object) -> None:
    """A workflow_run event as GitHub writes it for a fork: pull_requests is empty."""
    head = {"full_name": "ada/neural", "id": 2}
    given = {
        "event": "pull_request",
        "head_sha": HEAD,
        "head_branch": "main",
        "head_repository": head,
        "pull_requests": [],
    }
    payload = {
        "action": "completed",
        "workflow_run": given | run,
        "repository": {"full_name": "class/neural", "private": False},
    }
    (folder / "payload.json").write_text(json.dumps(payload))


def test_a_fork_is_found_by_its_commit(fork_run: World, artifact: Path) -> None:
    """The comment goes to the fork's own pull request and names the commit of GitHub's event."""
    ended = feedback(fork_run, artifact, "--fork-run")
    assert (ended.code, ended.out) == (0, "class/neural: posted on pull request #2\n")
    [(author, body)] = fork_run.bodies("class/neural")
    assert author == BOT
    assert f"`{HEAD[:12]}`" in body
    assert "666666" not in body
    assert "unchanged" in feedback(fork_run, artifact, "--fork-run").out


def test_a_fork_needs_no_event_json(fork_run: World, artifact: Path) -> None:
    """It is not read, so it may be missing or nonsense."""
    (artifact / "event.json").write_text("nonsense")
    assert "posted" in feedback(fork_run, artifact, "--fork-run").out


@pytest.mark.parametrize(
    "run",
    [
        {"head_sha": "7" * 40},
        {"event": "push"},
        {"head_repository": {"full_name": "class/neural"}},
    ],
)
def test_no_fork_pull_request_any_more(
    fork_run: World, artifact: Path, tmp_path: Path, run: dict[str, object]
) -> None:
    """Pushed over, closed, or not a fork's: one line, nothing posted, no failure."""
    write_payload(tmp_path, **run)
    ended = feedback(fork_run, artifact, "--fork-run")
    assert ended.code == 0
    assert ended.out.startswith("class/neural: nothing posted: ")
    assert not fork_run.fake.writes()


def test_a_deleted_fork(fork_run: World, artifact: Path, tmp_path: Path) -> None:
    """Its pull request is still there."""
    write_payload(tmp_path, head_repository=None)
    assert "posted on pull request #2" in feedback(fork_run, artifact, "--fork-run").out


def test_a_fork_run_elsewhere(fork_run: World, artifact: Path, tmp_path: Path) -> None:
    """Without GitHub's event there is nothing to go by."""
    (tmp_path / "payload.json").write_text('{"action": "push"}')
    assert feedback(fork_run, artifact, "--fork-run").code == EXIT_USAGE
    fork_run.env("GITHUB_EVENT_PATH", "")
    assert "GITHUB_EVENT_PATH is not set" in feedback(fork_run, artifact, "--fork-run").err


def test_a_forks_own_token(fork_run: World, artifact: Path) -> None:
    """A job that runs with a fork's rights cannot post, and says why."""
    fork_run.fake.tokens[TOKEN].kind = "fork"
    ended = feedback(fork_run, artifact, "--fork-run")
    assert ended.code == EXIT_GITHUB
    assert "403: Resource not accessible by integration" in ended.err


def test_nobody_is_guessed_outside_a_workflow(
    world: World, artifact: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An App's token that may not ask who it is might be anybody's."""
    monkeypatch.delenv("GITHUB_ACTIONS")
    ended = feedback(world, artifact)
    assert ended.code == EXIT_USAGE
    assert "this token may not ask GitHub who it is" in ended.err
    assert not world.fake.writes()
