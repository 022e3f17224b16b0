"""A term made from a seed: students, what they pushed and when, as real git repositories.

Each student is of one of 24 kinds, so that a class of 24 has everything that happens in a term:
in time, late, within grace, on a border's last second, extended, forced, renamed, gone, and so on.
What was done is kept as a log (`Term.students`); the repositories are written by one `git
fast-import` into a pool that all of them borrow from, as forks on GitHub do.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.e2e.fake_github import NO_COMMIT, FakeGitHub
from tests.term.banks import Bank
from tests.term.oracle import Event, Late, Override, Policy, Rule, Worth, border

from classroom.demo.history import Stream, git

CLASS = "my-class"
TOKEN = "github_pat_SecretOfTheTerm"
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
KINDS = (
    "right",
    "wrong",
    "hostile",
    "absent",
    "better_late",
    "worse_late",
    "on_grace",
    "past_grace",
    "extended",
    "late_after_extension",
    "forced",
    "forced_late",
    "renamed",
    "dropped",
    "left",
    "empty",
    "gone",
    "private",
    "backdated",
    "on_border",
    "folder_removed",
    "side_branch",
    "spends_budget",
    "branch_renamed",
)
NEW_BRANCH = "trunk"
UNREACHABLE = ("empty", "gone", "private")


@dataclass
class Student:
    """A student and all that they did, in order of time."""

    name: str
    kind: str
    events: list[Event] = field(default_factory=list)

    @property
    def repository(self) -> str:
        """The name that the roster has; a renamed repository has another one by now."""
        return f"{CLASS}/{self.name}"

    @property
    def branch_renamed(self) -> datetime | None:
        """When main got another name: in the middle of the work, a second after a push."""
        if self.kind != "branch_renamed":
            return None
        pushes = [event.at for event in self.events if event.branch == "main"]
        return pushes[len(pushes) // 2] + SECOND

    @property
    def seen(self) -> list[Event]:
        """What a collection can see."""
        return [] if self.kind in UNREACHABLE else self.events


@dataclass(frozen=True)
class Move:
    """A push to be made: topic -> content (None removes the folder), over what was there before."""

    at: datetime
    contents: Mapping[str, str | None]
    kind: str = "push"
    branch: str = "main"


@dataclass
class Term:
    """A made term: its students, what was decided for them, and where it is."""

    start: datetime
    policy: Policy
    banks: Mapping[str, Bank]
    students: list[Student]
    until: dict[tuple[str, str], datetime] = field(default_factory=dict)
    overrides: list[Override] = field(default_factory=list)

    @property
    def roster(self) -> list[Student]:
        """Who is in the class at the end."""
        return [student for student in self.students if student.kind != "left"]


def make(
    policy: Policy,
    banks: Sequence[Bank],
    start: datetime,
    count: int,
    seed: int,
    worth: Mapping[str, Mapping[str, Worth]],
) -> Term:
    """`count` students from `start` on, an instant in UTC; `worth` bounds the overrides."""
    rng = random.Random(seed)
    term = Term(start, policy, {bank.topic: bank for bank in banks}, [])
    for number in range(count):
        student = Student(f"s{number + 1:03}", KINDS[number % len(KINDS)])
        term.students.append(student)
        for index, rule in enumerate(policy.rules):
            if "extension" in student.kind or student.kind == "extended" or rng.random() < 0.08:
                days = rng.randint(2, 6)
                hour = {"hour": 12, "minute": 0, "second": 0} if rng.random() < 0.5 else {}
                until = (rule.due + timedelta(days=days)).replace(**hour)  # type: ignore[arg-type]
                term.until[student.name, rule.topic] = until
            tasks = next(iter(worth[rule.topic].values())).possible
            if number % 6 == index + 1:
                task = rng.choice(sorted(tasks))
                points = tasks[task] * rng.randint(0, 4) / 4
                term.overrides.append(Override(student.name, rule.topic, task, points))
            # Of one topic there is an override of all or of a task, never both.
            if number % 11 == index + 3 and number % 6 != index + 1:
                most = next(iter(worth[rule.topic].values())).most(rule.questions)
                points = most * rng.randint(0, 10) / 10
                term.overrides.append(Override(student.name, rule.topic, "", points))
        student.events = _played(term, sorted(_moves(term, student, rng), key=lambda m: m.at))
    return term


def _moves(term: Term, student: Student, rng: random.Random) -> Iterator[Move]:
    """What a student of a kind does over the term, a topic after another."""
    made = {bank.topic: "stub" for bank in term.banks.values()}
    yield Move(term.start, made, kind="branch_creation")
    yield Move(term.start + 5 * SECOND, {}, kind="branch_creation", branch="feedback")
    if student.kind == "absent":
        return
    for index, rule in enumerate(term.policy.rules):
        if student.kind == "dropped" and index:
            return
        yield from _of_topic(term, student, rule, rng)


def _of_topic(term: Term, student: Student, rule: Rule, rng: random.Random) -> Iterator[Move]:
    roles, topic, zone = term.banks[rule.topic].roles, rule.topic, term.policy.zone
    deadline = term.until.get((student.name, topic), rule.due)

    def one(role: str) -> dict[str, str | None]:
        return {topic: rng.choice(roles[role])}

    def late(days: int, day: datetime = deadline) -> datetime:
        """Within the `days`-th day after `day`; on the day itself for 0."""
        first = border(day, days - 1, zone) + rule.grace + SECOND
        last = border(day, days, zone) + rule.grace
        return first + rng.random() * (last - first)

    due, end = border(rule.due, 0, zone), border(deadline, 0, zone) + rule.grace
    for _ in range(rng.randint(0, 3)):
        yield Move(due - rng.uniform(3, 18) * DAY, one(rng.choice(["partial", "mistaken", "stub"])))
    early, good = due - rng.uniform(0.1, 2.5) * DAY, rng.choice(["right", "right", "partial"])
    days = rng.randint(1, 4)
    match student.kind:
        case "wrong":
            yield Move(early, one(rng.choice(["partial", "mistaken"])))
        case "hostile":
            yield Move(early, one("hostile"))
        case "better_late" | "spends_budget":
            yield Move(early, one(rng.choice(["partial", "mistaken"])))
            yield Move(late(days), one("right"))
        case "worse_late":
            yield Move(early, one("right"))
            yield Move(late(1), one("mistaken"))
            yield Move(late(2), one("right"))
        case "on_grace":
            yield Move(early, one("mistaken"))
            yield Move(end, one("right"))
        case "past_grace":
            yield Move(early, one("partial"))
            yield Move(end + SECOND, one("right"))
        case "extended":
            yield Move(early, one(rng.choice(["partial", "right"])))
            yield Move(due + rng.random() * (end - due), one(rng.choice(["right", "mistaken"])))
        case "late_after_extension":
            yield Move(early, one("partial"))
            yield Move(late(days), one("right"))
        case "forced":
            yield Move(early - DAY, one("right"))
            yield Move(early, one("partial"), kind="force_push")
        case "forced_late":
            yield Move(early, one("right"))
            yield Move(late(days), one("mistaken"), kind="force_push")
        case "backdated":
            yield Move(early, one("partial"))
            yield Move(late(days), one("right"))
        case "on_border":
            days = _read_twice(deadline, zone) or days
            yield Move(early, one("mistaken"))
            yield Move(border(deadline, days, zone) + rule.grace, one("right"))
            more = border(deadline, days, zone) + rule.grace + SECOND
            yield Move(more, one("partial"))
        case "folder_removed":
            yield Move(early - DAY, one("right"))
            yield Move(early, {topic: None})
            if rng.random() < 0.5:
                yield Move(late(1), one("right"))
        case "side_branch":
            yield Move(early - DAY, one("mistaken"))
            yield Move(early, one("right"), branch="wip")
        case _:
            yield Move(early, one(good))


def _read_twice(deadline: datetime, zone: str) -> int:
    """After how many days the deadline's time comes twice or not at all on the clocks, else 0."""
    for days in range(1, 4):
        wall = (deadline + timedelta(days=days)).replace(tzinfo=ZoneInfo(zone))
        if wall.utcoffset() != wall.replace(fold=1).utcoffset():
            return days
    return 0


def _played(term: Term, moves: list[Move]) -> list[Event]:
    """The moves as events: what a push leaves out is as it was. Times have whole seconds."""
    now: dict[str, dict[str, str]] = {}
    events: list[Event] = []
    last = term.start - SECOND
    for move in moves:
        state = dict(now.get(move.branch) or now.get("main") or {})
        for topic, content in move.contents.items():
            state.pop(topic, None)
            if content is not None:
                state[topic] = content
        now[move.branch] = state
        # One push a second and student: what happens first is told first.
        last = max(move.at.replace(microsecond=0), last + SECOND)
        events.append(Event(last, state, kind=move.kind, branch=move.branch))
    return events


def as_committed(events: Sequence[Event]) -> list[Event]:
    """The events at the times that the students' git says: the latest one up to each."""
    found: list[Event] = []
    for event in (event for event in events if event.branch == "main"):
        at = max([event.committed or event.at, *(before.at for before in found[-1:])])
        found.append(replace(event, at=at))
    return found


# Repositories


def write_repositories(term: Term, folder: Path) -> None:
    """Write every student's bare repository below `folder`/git; the events learn their commits."""
    pool = folder / "pool.git"
    git("init", "--quiet", "--bare", str(pool))
    stream, marks = Stream(), folder / "marks"
    tips: dict[tuple[str, int], int] = {}
    committed: dict[tuple[str, int], datetime] = {}
    for student in term.students:
        at: dict[str, int] = {}
        for number, event in enumerate(student.events):
            parent = at.get(event.branch) or at.get("main", 0)
            if event.kind == "force_push":
                parent = tips[student.name, 0]
            written = event.at
            if student.kind == "backdated":
                written = min(event.at, term.start + number * DAY)
            committed[student.name, number] = written
            ref = f"refs/students/{student.name}/{number}"
            at[event.branch] = stream.commit(ref, _files(term, event), parent, written, number)
            tips[student.name, number] = at[event.branch]
    git(
        f"--git-dir={pool}", "fast-import", "--quiet", f"--export-marks={marks}", data=bytes(stream)
    )
    names = dict(line.split() for line in marks.read_text().splitlines())
    for student in term.students:
        heads: dict[str, str] = {}
        for number, event in enumerate(student.events):
            commit = names[f":{tips[student.name, number]}"]
            before = heads.get(event.branch, NO_COMMIT)
            object.__setattr__(event, "commit", commit)
            object.__setattr__(event, "before", before)
            object.__setattr__(event, "committed", committed[student.name, number])
            heads[event.branch] = commit
        if student.kind not in ("gone", "private"):
            name = _new_name(student)
            _borrowing(
                folder / "git" / f"{name}.git", pool, {} if student.kind == "empty" else heads
            )


def _new_name(student: Student) -> str:
    return student.repository + ("-new" if student.kind == "renamed" else "")


def _borrowing(folder: Path, pool: Path, heads: Mapping[str, str]) -> None:
    """A bare repository with these branches, its objects those of the pool."""
    for name in ("objects/info", "objects/pack", "refs/heads"):
        (folder / name).mkdir(parents=True)
    head = NEW_BRANCH if NEW_BRANCH in heads else "main"
    (folder / "HEAD").write_text(f"ref: refs/heads/{head}\n")
    # GitHub gives out every commit that it still has, whether or not a branch leads to it.
    (folder / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
        "[uploadpack]\n\tallowAnySHA1InWant = true\n"
    )
    (folder / "objects/info/alternates").write_text(f"{pool / 'objects'}\n")
    for branch, commit in heads.items():
        (folder / "refs/heads" / branch).write_text(f"{commit}\n")


def _files(term: Term, event: Event) -> dict[str, str]:
    files = {"README.md": "The exercises.\n"}
    for topic, content in event.contents.items():
        files |= term.banks[topic].files[content]
    return files


def serve(term: Term, fake: FakeGitHub) -> None:
    """Tell the fake GitHub of the students' repositories, and of a token that may read most."""
    for student in term.students:
        if student.kind == "gone":
            continue
        if student.kind == "empty":
            fake.repository(student.repository, branches={}, at=_stamp(term.start))
            continue
        first = student.events[0]
        fake.repository(student.repository, branches={"main": [first.commit]}, at=_stamp(first.at))
        renamed = student.branch_renamed
        for event in student.events[1:]:
            branch = event.branch
            if renamed and branch == "main" and event.at > renamed:
                if NEW_BRANCH not in fake.repositories[student.repository].branches:
                    fake.rename_branch(student.repository, "main", NEW_BRANCH, _stamp(renamed))
                branch = NEW_BRANCH
            fake.push(
                student.repository,
                [event.commit],
                _stamp(event.at),
                branch=branch,
                force=event.kind == "force_push",
                login=student.name,
            )
        if student.kind == "renamed":
            fake.rename(student.repository, _new_name(student))
    seen = [r.name for r in fake.repositories.values() if not _is_private(term, r.name)]
    fake.token(TOKEN, "Teacher", permissions={"contents": "read"}, sees=seen, owner=CLASS)


def _is_private(term: Term, repository: str) -> bool:
    return any(s.repository == repository and s.kind == "private" for s in term.students)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# The term folder


def write_folder(term: Term, folder: Path) -> Path:
    """term.toml, roster.csv, extensions.csv and overrides.csv in the new folder `folder`."""
    folder.mkdir(parents=True)
    write_policy(term.policy, folder)
    _table(
        folder / "roster.csv",
        ("student", "name", "email", "github", "repository", "section"),
        (
            (s.name, f"{s.kind}, {s.name}", f"{s.name}@example.invalid", s.name, s.repository, "A")
            for s in term.roster
        ),
    )
    on = {student.name for student in term.roster}
    _table(
        folder / "extensions.csv",
        ("student", "topic", "until", "reason"),
        (
            (student, topic, _wall(until), "ill")
            for (student, topic), until in term.until.items()
            if student in on
        ),
    )
    _table(
        folder / "overrides.csv",
        ("student", "topic", "task", "points", "comment", "who", "when"),
        (
            (o.student, o.topic, o.task, _decimal(o.points), "seen", "TA", "2026-11-20")
            for o in term.overrides
            if o.student in on
        ),
    )
    return folder


def write_policy(policy: Policy, folder: Path) -> None:
    """term.toml."""
    lines = ['name = "A made term"', f'timezone = "{policy.zone}"', f"late = {_late(policy.late)}"]
    for rule in policy.rules:
        lines += [
            "",
            f"[topics.{rule.topic}]",
            f"due = {_wall(rule.due)}",
            f'grace = "{int(rule.grace.total_seconds())} s"',
            f"weight = {_decimal(rule.weight)}",
            f"questions = {str(rule.questions).lower()}",
        ]
        if rule.late is not None:
            lines.append(f"late = {_late(rule.late)}")
    (folder / "term.toml").write_text("\n".join([*lines, ""]))


def _late(late: Late) -> str:
    if late.kind == "refuse":
        return '"refuse"'
    most = f', at_most = "{late.at_most} days"' if late.at_most is not None else ""
    if late.kind == "days":
        return f'{{ days = {late.days}, spend = "{late.spend}"{most} }}'
    return f'{{ per_day = "{_decimal(100 * late.per_day)}%"{most} }}'


def _wall(time: datetime) -> str:
    """A day alone is its last second."""
    return time.strftime("%Y-%m-%d" if f"{time:%T}" == "23:59:59" else "%Y-%m-%dT%H:%M:%S")


def _decimal(number: Fraction) -> str:
    text = f"{float(number):.6f}".rstrip("0").rstrip(".")
    assert Fraction(text) == number, f"{number} is no short decimal"
    return text


def _table(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]] | object) -> None:
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])  # type: ignore[misc]
