"""Collect a class: what was pushed when, and the commits themselves, for each student on its own.

Nothing of a student's ends a collection: a repository that is empty, gone, private, renamed or too
large is a line. Again is cheap, since what the server told is remembered.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from classroom.desk.events import FORCED, Push, history_of, submissions
from classroom.desk.files import Term
from classroom.desk.gradebook import Gradebook
from classroom.desk.grades import Known
from classroom.desk.schema import PushRow, StudentRow, SubmissionRow
from classroom.github.activity import activity
from classroom.github.commits import committed, take_in, trees
from classroom.github.fetch import Fetcher, NothingThere
from classroom.github.refusals import HOPELESS
from classroom.github.roster import RosterEntry
from grader.course.manifest import Topic
from grader.errors import GitHubError, SubmissionError
from grader.escape import plain
from grader.push.client import GitHub, MissingPermissionError
from grader.push.models import Repository, is_repository
from grader.repository.store import GitRefused

AT_ONCE = 8
_TRIES = 3
_SHA = re.compile(r"[0-9a-f]{40}")
_NOTHING = "0" * 40


@dataclass
class Brought:
    """What a collection brought of a student. `lines` are what people should know.

    `pushes` are all that there were, those of earlier collections among them, `events` those of
    the default branch; None leaves the book as it is. `failed` says that the last state of the
    work is not there.
    """

    student: str
    repository: str = ""
    branch: str = ""
    pushes: list[Push] = field(default_factory=list)
    events: list[Push] | None = None
    trees: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    new: int = 0
    failed: bool = False


@dataclass
class _Remembered:
    """What earlier collections know of a student."""

    pushes: list[Push] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    branch: str = ""


class Collector:
    """Collects the students of `term` into its folder and `book`; without `github` git alone."""

    def __init__(
        self, term: Term, book: Gradebook, github: GitHub | None, fetcher: Fetcher | None
    ) -> None:
        self._term, self._book = term, book
        self._github, self._fetcher = github, fetcher
        now = datetime.now(UTC)
        self._topics: list[Topic] = [topic.topic for topic in term.opened(now)]
        self._ended = threading.Event()

    def run(self, at_once: int = AT_ONCE) -> Iterator[Brought]:
        """Collect everybody, several at once; what is brought is in the book as it is told.

        Raises GitHubError where no other repository would have a chance.
        """
        self._term.collected.mkdir(parents=True, exist_ok=True)
        remembered = self._remembered()
        with ThreadPoolExecutor(at_once) as pool:
            jobs = [
                pool.submit(self._one, entry, remembered.get(name, _Remembered()))
                for name, entry in self._term.students.items()
            ]
            try:
                for job in as_completed(jobs):
                    brought = job.result()
                    self._keep(brought)
                    yield brought
            finally:
                self._ended.set()
                pool.shutdown(wait=True, cancel_futures=True)

    def _one(self, entry: RosterEntry, remembered: _Remembered) -> Brought:
        brought = Brought(entry.name)
        if self._ended.is_set():
            return brought
        try:
            if self._term.file.class_folder is not None:
                self._folder(entry, self._term.file.class_folder, remembered.pushes, brought)
            else:
                self._repository(entry, remembered, brought)
        except (*HOPELESS, MissingPermissionError):
            raise
        except (SubmissionError, GitHubError) as e:
            brought.lines.append(str(e))
            brought.failed = True
        except GitRefused as e:
            brought.lines.append(f"the repository {e}")
            brought.failed = True
        return brought

    def _folder(
        self, entry: RosterEntry, folder: Path, before: list[Push], brought: Brought
    ) -> None:
        """A plain folder: its time is that of the collection that saw it first."""
        source, kept = folder / entry.name, self._term.collected / entry.name
        brought.repository = str(source)
        commit, lines = take_in(source, kept, self._topics, entry.name)
        brought.lines += lines
        pushes = list(before)
        if not pushes or pushes[-1].commit != commit:
            last = pushes[-1].commit if pushes else _NOTHING
            now = datetime.now(UTC)
            pushes.append(Push(commit, "", "push", last, commit, now, "collected"))
            brought.new = 1
        brought.pushes = pushes
        self._look(kept, pushes, brought)

    def _repository(self, entry: RosterEntry, remembered: _Remembered, brought: Brought) -> None:
        entry = self._named(entry)
        brought.repository = entry.repository
        assert self._fetcher is not None
        before = remembered.pushes
        ours = [push for push in before if push.known == "server"]
        if self._github is not None:
            entry = self._ask(self._github, entry, ours, brought)
        events = history_of(brought.pushes, f"refs/heads/{brought.branch}")
        same = len(brought.pushes) == len(ours) and brought.branch == remembered.branch
        kept = self._term.collected / entry.name
        known_topics = {topic.id for topic in self._topics} <= remembered.topics
        if events and same and known_topics and (kept / "HEAD").is_file():
            return
        self._fetch(self._fetcher, entry)
        if not events:
            brought.pushes = events = self._by_git(kept, before, brought)
        known = {push.key for push in before}
        new = [push for push in events if push.key not in known]
        if renamed := [push.ref for push in events if push.ref != events[-1].ref]:
            name = plain(renamed[-1].removeprefix("refs/heads/"), 80)
            brought.lines.append(f"the default branch was called {name} before")
        brought.new = len(new)
        self._keep_ends(self._fetcher, entry, new, brought)
        self._look(kept, events, brought)

    def _named(self, entry: RosterEntry) -> RosterEntry:
        """`entry` with a repository."""
        pattern = self._term.file.repository
        name = entry.repository or pattern.replace("{student}", entry.name)
        if not is_repository(name):
            raise SubmissionError(
                "the roster names no repository (owner/name); add it, or write repository in "
                "term.toml."
            )
        return replace(entry, repository=name)

    def _ask(
        self, github: GitHub, entry: RosterEntry, before: list[Push], brought: Brought
    ) -> RosterEntry:
        """Have the server tell what happened since `before`; where the repository is now."""
        found = github.get(f"/repos/{entry.repository}", Repository)
        if found.full_name.lower() != entry.repository.lower() and is_repository(found.full_name):
            brought.lines.append(
                f"{entry.repository} is called {found.full_name} now; write that on the roster"
            )
            entry = replace(entry, repository=found.full_name)
            brought.repository = found.full_name
        brought.branch = found.default_branch
        last = max((int(push.key) for push in before if push.key.isdecimal()), default=0)
        told = {push.key: push for push in before}
        for one in activity(github, entry.repository, known=last):
            if _SHA.fullmatch(one.before) and _SHA.fullmatch(one.after):
                push = Push(
                    key=str(one.id),
                    ref=one.ref,
                    kind=one.activity_type,
                    before=one.before,
                    commit=one.after,
                    at=one.timestamp,
                    known="server",
                )
                told.setdefault(push.key, push)
        brought.pushes = sorted(told.values(), key=lambda push: (push.at, int(push.key)))
        return entry

    def _fetch(self, fetcher: Fetcher, entry: RosterEntry) -> None:
        for attempt in range(_TRIES):
            try:
                fetcher.fetch(entry, self._term.collected, whole=True)
                return
            except NothingThere:
                raise
            except SubmissionError:
                if attempt == _TRIES - 1:
                    raise

    def _by_git(self, kept: Path, before: list[Push], brought: Brought) -> list[Push]:
        """The history of the default branch, and of those that it had before."""
        found = {push.commit: push for push in before if push.known == "committed"}
        tip = list(found)[-1:]
        history = committed(kept)
        if tip and tip[0] not in {commit for commit, _ in history}:
            brought.lines.append("the history was written anew; what it was before is kept")
        last = _NOTHING
        for commit, at in history:
            found.setdefault(commit, Push(commit, "", "commit", last, commit, at, "committed"))
            last = commit
        return sorted(found.values(), key=lambda push: push.at)

    def _keep_ends(
        self,
        fetcher: Fetcher,
        entry: RosterEntry,
        pushes: Sequence[Push],
        brought: Brought,
    ) -> None:
        """Have both ends of forced pushes, and say that there were some."""
        for push in pushes:
            if push.kind != FORCED:
                continue
            brought.lines.append(
                f"forced push at {push.at:%Y-%m-%d %H:%M} UTC: {push.before[:12]} became "
                f"{push.commit[:12]}"
            )
            for commit in (push.before, push.commit):
                if commit != _NOTHING and not fetcher.keep(entry, self._term.collected, commit):
                    brought.lines.append(f"{plain(commit[:12])} is gone from the server")

    def _look(self, kept: Path, events: list[Push], brought: Brought) -> None:
        brought.events = events
        commits = [push.commit for push in events]
        try:
            brought.trees = trees(kept, commits, [topic.id for topic in self._topics])
        except GitRefused as e:
            # Then each push is other work, and grading says of each what is wrong with it.
            brought.lines.append(f"the repository {e}")
            brought.failed = True

    def _remembered(self) -> dict[str, _Remembered]:
        """What earlier collections know."""
        found: dict[str, _Remembered] = {}
        with self._book.reading() as session:
            for row in session.scalars(select(StudentRow)):
                found[row.name] = _Remembered(branch=row.branch)
            query = (
                select(StudentRow.name, PushRow)
                .join(PushRow, PushRow.student_id == StudentRow.id)
                .order_by(PushRow.at, PushRow.id)
            )
            for name, push in session.execute(query):
                found[name].pushes.append(_push(push))
            seen = select(StudentRow.name, SubmissionRow.topic).distinct()
            joined = seen.join(SubmissionRow, SubmissionRow.student_id == StudentRow.id)
            for name, topic in session.execute(joined):
                found[name].topics.add(topic)
        return found

    def _keep(self, brought: Brought) -> None:
        """Write what was brought, all or nothing."""
        with self._book.writing() as session:
            row = session.scalar(select(StudentRow).where(StudentRow.name == brought.student))
            if row is None:
                row = StudentRow(name=brought.student, branch="")
                session.add(row)
            row.repository, row.branch = brought.repository, brought.branch or row.branch
            row.collected_at = datetime.now(UTC)
            row.problem = "; ".join(plain(line, 300) for line in brought.lines)
            session.flush()
            if brought.events is not None:
                _write(session, row.id, brought, [topic.id for topic in self._topics])


def _write(session: Session, student: int, brought: Brought, topics: Sequence[str]) -> None:
    assert brought.events is not None
    keys = select(PushRow.key).where(PushRow.student_id == student)
    there = set(session.scalars(keys))
    for push in brought.pushes:
        if push.key not in there:
            session.add(
                PushRow(
                    student_id=student,
                    key=push.key,
                    ref=push.ref,
                    kind=push.kind,
                    before=push.before,
                    commit=push.commit,
                    at=push.at,
                    known=push.known,
                )
            )
    rows = select(SubmissionRow).where(SubmissionRow.student_id == student)
    old = {(row.topic, row.commit, row.pushed_at): row for row in session.scalars(rows)}
    for row in old.values():
        if row.topic in topics:
            row.current = False
    for topic in topics:
        for push, tree in submissions(brought.events, brought.trees, topic):
            same = old.get((topic, push.commit, push.at))
            if same is None:
                same = SubmissionRow(
                    student_id=student, topic=topic, commit=push.commit, pushed_at=push.at
                )
                session.add(same)
                old[topic, push.commit, push.at] = same
            same.tree, same.known, same.current = tree, push.known, True
            same.forced = push.kind == FORCED


def _push(row: PushRow) -> Push:
    known: Known = "server"
    if row.known != "server":
        known = "collected" if row.known == "collected" else "committed"
    return Push(row.key, row.ref, row.kind, row.before, row.commit, row.at, known)
