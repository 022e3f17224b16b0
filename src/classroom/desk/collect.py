"""Collect a class: what was pushed when, and the commits themselves, for each student on its own.

Nothing of a student's ends a collection: a repository that is empty, gone, private, renamed or too
large is a line. Again is cheap, since what the server told is remembered.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from classroom.desk import store
from classroom.desk.files import Term
from classroom.desk.gradebook import Gradebook
from classroom.desk.grades import Known
from classroom.desk.schema import PushRow, StudentRow, SubmissionRow
from classroom.github.activity import activity
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
_PUSHES = ("push", "force_push", "branch_creation", "pr_merge", "merge_queue_merge")
FORCED = "force_push"


@dataclass(frozen=True)
class Push:
    """A change of the default branch; `key` is the server's name for it, else the commit."""

    key: str
    kind: str
    before: str
    commit: str
    at: datetime
    known: Known


@dataclass
class Brought:
    """What a collection brought of a student. `lines` are what people should know.

    `pushes` are all there are, those of earlier collections among them; None leaves the book as it
    is. `failed` says that the last state of the work is not there.
    """

    student: str
    repository: str = ""
    pushes: list[Push] | None = None
    trees: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    new: int = 0
    failed: bool = False


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
        remembered, complete = self._remembered()
        with ThreadPoolExecutor(at_once) as pool:
            jobs = [
                pool.submit(self._one, entry, remembered.get(name, []), name in complete)
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

    def _one(self, entry: RosterEntry, before: list[Push], complete: bool) -> Brought:
        brought = Brought(entry.name)
        if self._ended.is_set():
            return brought
        try:
            if self._term.file.class_folder is not None:
                self._folder(entry, self._term.file.class_folder, before, brought)
            else:
                self._repository(entry, before, complete, brought)
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
        commit, lines = store.take_in(source, kept, self._topics, entry.name)
        brought.lines += lines
        pushes = list(before)
        if not pushes or pushes[-1].commit != commit:
            last = pushes[-1].commit if pushes else _NOTHING
            pushes.append(Push(commit, "push", last, commit, datetime.now(UTC), "collected"))
            brought.new = 1
        self._look(kept, pushes, brought)

    def _repository(
        self, entry: RosterEntry, before: list[Push], complete: bool, brought: Brought
    ) -> None:
        entry = self._named(entry)
        brought.repository = entry.repository
        assert self._fetcher is not None
        told: list[Push] = []
        if self._github is not None:
            entry, told = self._told(self._github, entry, before, brought)
        ours = [push for push in before if push.known == "server"]
        if complete and told and len(told) == len(ours):
            return
        self._fetch(self._fetcher, entry)
        kept = self._term.collected / entry.name
        if not told:
            told = self._by_git(kept, before, brought)
        brought.new = len({push.key for push in told} - {push.key for push in before})
        self._keep_ends(self._fetcher, entry, told, before, brought)
        self._look(kept, told, brought)

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

    def _told(
        self, github: GitHub, entry: RosterEntry, before: list[Push], brought: Brought
    ) -> tuple[RosterEntry, list[Push]]:
        """What the server tells of the default branch, and where the repository is now."""
        found = github.get(f"/repos/{entry.repository}", Repository)
        if found.full_name.lower() != entry.repository.lower() and is_repository(found.full_name):
            brought.lines.append(
                f"{entry.repository} is called {found.full_name} now; write that on the roster"
            )
            entry = replace(entry, repository=found.full_name)
            brought.repository = found.full_name
        ours = [push for push in before if push.known == "server"]
        last = int(ours[-1].key) if ours and ours[-1].key.isdecimal() else 0
        branch = f"refs/heads/{found.default_branch}"
        new = [
            Push(
                str(entry_.id),
                entry_.activity_type,
                entry_.before,
                entry_.after,
                entry_.timestamp,
                "server",
            )
            for entry_ in activity(github, entry.repository, known=last)
            if entry_.ref == branch
            and entry_.activity_type in _PUSHES
            and _SHA.fullmatch(entry_.before)
            and _SHA.fullmatch(entry_.after)
            and entry_.after != _NOTHING
        ]
        known = {push.key for push in ours}
        whole = [*ours, *(push for push in new if push.key not in known)]
        return entry, sorted(whole, key=lambda push: (push.at, int(push.key)))

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
        history = store.committed(kept)
        if tip and tip[0] not in {commit for commit, _ in history}:
            brought.lines.append("the history was written anew; what it was before is kept")
        last = _NOTHING
        for commit, at in history:
            found.setdefault(commit, Push(commit, "commit", last, commit, at, "committed"))
            last = commit
        return sorted(found.values(), key=lambda push: push.at)

    def _keep_ends(
        self,
        fetcher: Fetcher,
        entry: RosterEntry,
        pushes: Sequence[Push],
        before: Sequence[Push],
        brought: Brought,
    ) -> None:
        """Have both ends of forced pushes, and say that there were some."""
        known = {push.key for push in before}
        for push in pushes:
            if push.kind != FORCED or push.key in known:
                continue
            brought.lines.append(
                f"forced push at {push.at:%Y-%m-%d %H:%M} UTC: {push.before[:12]} became "
                f"{push.commit[:12]}"
            )
            for commit in (push.before, push.commit):
                if commit != _NOTHING and not fetcher.keep(entry, self._term.collected, commit):
                    brought.lines.append(f"{plain(commit[:12])} is gone from the server")

    def _look(self, kept: Path, pushes: list[Push], brought: Brought) -> None:
        brought.pushes = pushes
        commits = [push.commit for push in pushes]
        try:
            brought.trees = store.trees(kept, commits, [topic.id for topic in self._topics])
        except GitRefused as e:
            # Then each push is other work, and grading says of each what is wrong with it.
            brought.lines.append(f"the repository {e}")
            brought.failed = True

    def _remembered(self) -> tuple[dict[str, list[Push]], set[str]]:
        """What earlier collections know, and whose submissions they have of all topics."""
        found: dict[str, list[Push]] = {}
        topics: dict[str, set[str]] = {}
        with self._book.reading() as session:
            query = (
                select(StudentRow.name, PushRow)
                .join(PushRow, PushRow.student_id == StudentRow.id)
                .order_by(PushRow.at, PushRow.id)
            )
            for name, row in session.execute(query):
                found.setdefault(name, []).append(_push(row))
            seen = select(StudentRow.name, SubmissionRow.topic).distinct()
            joined = seen.join(SubmissionRow, SubmissionRow.student_id == StudentRow.id)
            for name, topic in session.execute(joined):
                topics.setdefault(name, set()).add(topic)
        wanted = {topic.id for topic in self._topics}
        return found, {name for name, own in topics.items() if wanted <= own}

    def _keep(self, brought: Brought) -> None:
        """Write what was brought, all or nothing."""
        with self._book.writing() as session:
            row = session.scalar(select(StudentRow).where(StudentRow.name == brought.student))
            if row is None:
                row = StudentRow(name=brought.student)
                session.add(row)
            row.repository = brought.repository
            row.collected_at = datetime.now(UTC)
            row.problem = "; ".join(plain(line, 300) for line in brought.lines)
            session.flush()
            if brought.pushes is not None:
                _write(session, row.id, brought, [topic.id for topic in self._topics])


def submissions(
    pushes: Sequence[Push], trees: Mapping[tuple[str, str], str], topic: str
) -> list[tuple[Push, str]]:
    """The pushes that changed `topic`, each with the hash of its folder, "" where it has none."""
    found: list[tuple[Push, str]] = []
    for push in pushes:
        # What cannot be had is another content than any that can.
        tree = trees.get((push.commit, topic), f"gone {push.commit}")
        if not found or found[-1][1] != tree:
            found.append((push, tree))
    return found


def _write(session: Session, student: int, brought: Brought, topics: Sequence[str]) -> None:
    assert brought.pushes is not None
    pushes = brought.pushes
    keys = select(PushRow.key).where(PushRow.student_id == student)
    there = set(session.scalars(keys))
    for push in pushes:
        if push.key not in there:
            session.add(
                PushRow(
                    student_id=student,
                    key=push.key,
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
        for push, tree in submissions(pushes, brought.trees, topic):
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
    return Push(row.key, row.kind, row.before, row.commit, row.at, known)
