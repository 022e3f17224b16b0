"""Mutation: whether the checks notice when one thing in the reference changes.

Every mutant is judged like a submission. One that no check of its task refuses is either a hole in
the checks or equivalent to the original; equivalents stand, with a reason, in
reference/<topic>/equivalents.toml, one table each:

    [[equivalent]]
    file = "fused.py"
    function = "cross_entropy_backward"
    before = "total = total + term"        the changed line as ast.unparse writes it
    after = "total = term + total"
    reason = "a sum does not depend on the order of its terms"

and `nth = 2` for the second mutant of a function whose changed line reads the same. A mutant of an
alternative has `file = "alternatives/loops.py"`, one with two changes `two = true`: these come
from classroom.measure.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from classroom.author.compose import Files, solutions, stubs
from classroom.author.contract import Problem
from classroom.author.mutants import Mutant, mutants
from classroom.author.trials import Bench, Trial
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import CourseError

BY_VISIBLE = 0.90
MOST_EQUIVALENT = 0.10

Fate = Literal["visible", "hidden", "survives"]
_Key = tuple[str, str, str, str, int]


class Equivalent(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A mutant that computes the same, and why."""

    file: str
    function: str
    before: str
    after: str
    reason: str
    nth: int = 1
    two: bool = False

    @property
    def key(self) -> _Key:
        """The key of its mutant."""
        return self.file, self.function, self.before, self.after, self.nth

    @property
    def of_reference(self) -> bool:
        """Whether it is one change of the reference, which `population` makes."""
        return not self.two and "/" not in self.file


class _EquivalentsFile(msgspec.Struct, forbid_unknown_fields=True):
    equivalent: list[Equivalent] = []


@dataclass(frozen=True)
class Population:
    """The mutants of a topic: those that must be killed, and those listed as equivalent."""

    topic: Topic
    alive: list[Mutant]
    equivalent: list[Mutant]
    problems: list[Problem]

    def sample(self, size: int) -> list[Mutant]:
        """`size` of the mutants that must be killed, always the same ones."""
        chosen = random.Random(self.topic.id).sample(range(len(self.alive)), len(self.alive))
        return [self.alive[i] for i in sorted(chosen[:size])]


def population(course: Course, topic: Topic) -> Population:
    """All mutants of the reference of a topic. Raises CourseError for a malformed file."""
    where = f"reference/{topic.id}/equivalents.toml"
    folder = course.reference / topic.id
    made = [
        mutant
        for file in topic.files
        for mutant in mutants(file.name, (folder / file.name).read_text(encoding="utf-8"))
    ]
    entries = _read(course, topic)
    listed = {entry.key: entry for entry in entries if entry.of_reference}
    known = {mutant.key for mutant in made}
    for name in sorted({entry.file for entry in entries if "/" in entry.file}):
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        known |= {mutant.key for mutant in mutants(name, text)}
    problems = []
    for entry in entries:
        shown = f"{where}, {entry.file} {entry.function}: {entry.after!r}"
        # Of two changes at once there are too many to make them all.
        if entry.key not in known and not entry.two:
            problems.append(Problem(shown, "no such mutant any more", "remove the entry"))
        if not entry.reason.strip():
            problems.append(Problem(shown, "no reason", "say why it computes the same"))
    notes = folder / "NOTES.md"
    text = notes.read_text(encoding="utf-8") if notes.is_file() else ""
    right = f"{len(made)} mutants, {len(listed)} of them"
    for said in re.findall(r"\d+ mutants, \d+ of them", text):
        if said != right:
            what = f"says {said!r}, there are {right!r}"
            problems.append(Problem(f"reference/{topic.id}/NOTES.md", what, "correct it"))
    if len(listed) > MOST_EQUIVALENT * len(made):
        what = f"{len(listed)} of {len(made)} mutants are listed, more than {MOST_EQUIVALENT:.0%}"
        problems.append(Problem(where, what, "write the reference so that fewer are possible"))
    return Population(
        topic,
        [mutant for mutant in made if mutant.key not in listed],
        [mutant for mutant in made if mutant.key in listed],
        problems,
    )


def judge_mutants(
    bench: Bench,
    course: Course,
    topic: Topic,
    chosen: Sequence[Mutant],
    tell: Callable[[Mutant], object] = lambda mutant: None,
) -> dict[str, Fate]:
    """Mutant id -> what became of it; `tell` hears of each as it is judged."""
    by_id = {mutant.id: mutant for mutant in chosen}
    trials = [
        Trial(m.id, files_of(course, topic, m), (topic.id,), tasks=tasks_of(topic, m))
        for m in chosen
    ]
    fates: dict[str, Fate] = {}
    for trial, lost in bench.first_lost(trials):
        fates[trial.name] = lost or "survives"
        tell(by_id[trial.name])
    return {mutant.id: fates[mutant.id] for mutant in chosen}


@dataclass(frozen=True)
class MutationReport:
    """The fates of mutants of one topic; equivalents only where they were judged."""

    population: Population
    fates: dict[str, Fate]

    def lines(self) -> list[str]:
        """The figures and the survivors, for a terminal."""
        counted = self._counted()
        total = len(self.population.alive) + len(self.population.equivalent)
        lines = [
            f"{self.population.topic.id}: {total} mutants, "
            f"{len(self.population.equivalent)} of them equivalent, {len(counted)} judged: "
            f"visible checks kill {self._share('visible')}, "
            f"with hidden ones {self._share('visible', 'hidden')}"
        ]
        for mutant in counted:
            if self.fates[mutant.id] != "visible":
                word = {"hidden": "only hidden checks kill", "survives": "survives:"}
                lines.append(f"  {word[self.fates[mutant.id]]} {_shown(mutant)}")
        return lines

    def problems(self) -> Iterator[Problem]:
        """Too few killed by visible checks; survivors that are not listed; listed ones that die."""
        yield from self.population.problems
        where = f"exercises/{self.population.topic.id}"
        folder = f"reference/{self.population.topic.id}"
        counted = self._counted()
        survivors = [m for m in counted if self.fates[m.id] == "survives"]
        unseen = [m for m in counted if self.fates[m.id] != "visible"]
        if counted and self._rate("visible") < BY_VISIBLE:
            what = f"visible checks kill {self._share('visible')} mutants, {BY_VISIBLE:.0%} asked"
            advice = "add visible checks that refuse: " + "; ".join(map(_shown, unseen))
            yield Problem(where, what, advice)
        for mutant in survivors:
            what = f"no check refuses {_shown(mutant)}"
            advice = f"add one, or say in {folder}/equivalents.toml why it computes the same"
            yield Problem(where, what, advice)
        for mutant in self.population.equivalent:
            if self.fates.get(mutant.id, "survives") != "survives":
                what = f"{_shown(mutant)} is killed, so it is not equivalent"
                yield Problem(f"{folder}/equivalents.toml", what, "remove the entry")

    def _counted(self) -> list[Mutant]:
        return [mutant for mutant in self.population.alive if mutant.id in self.fates]

    def _rate(self, *fates: Fate) -> float:
        counted = self._counted()
        return sum(self.fates[mutant.id] in fates for mutant in counted) / len(counted)

    def _share(self, *fates: Fate) -> str:
        counted = self._counted()
        killed = sum(self.fates[mutant.id] in fates for mutant in counted)
        return f"{killed} of {len(counted)} ({killed / max(1, len(counted)):.1%})"


def reasons(course: Course, topic: Topic) -> dict[_Key, str]:
    """The key of a mutant -> why it computes the same, as equivalents.toml has it."""
    return {entry.key: entry.reason for entry in _read(course, topic)}


def _read(course: Course, topic: Topic) -> list[Equivalent]:
    path = course.reference / topic.id / "equivalents.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_EquivalentsFile).equivalent
    except FileNotFoundError:
        return []
    except msgspec.DecodeError as e:
        raise CourseError(f"{path}: {e}") from None


def tasks_of(topic: Topic, mutant: Mutant) -> tuple[str, ...]:
    """The tasks whose checks may kill a mutant; a helper belongs to all of its file."""
    tasks = topic.file(mutant.file).tasks
    unit = mutant.function.partition(".")[0]
    own = [t.id for t in tasks if mutant.function in t.names]
    return tuple(own or [t.id for t in tasks if unit in t.names] or [t.id for t in tasks])


def files_of(course: Course, topic: Topic, mutant: Mutant) -> Files:
    """The mutant in its file; of the other files, stubs where it does not import them."""
    solved, files = solutions(course, topic), stubs(topic)
    todo = [topic.path_in_repository(mutant.file)]
    files[todo[0]] = mutant.text
    done = set()
    while todo:
        path = todo.pop()
        done.add(path)
        for other in _imported(topic, files[path]) - done:
            files[other] = solved[other]
            todo.append(other)
    return files


def _imported(topic: Topic, text: str) -> set[str]:
    """The solution files that a solution file imports, as paths in the repository."""
    package = f"{STUDENT_ROOT}.{topic.id}"
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {
        topic.path_in_repository(file.name)
        for file in topic.files
        if f"{package}.{file.name.removesuffix('.py')}" in names
    }


def _shown(mutant: Mutant) -> str:
    before, after = mutant.before.replace("\n", "; "), mutant.after.replace("\n", "; ")
    return f"{mutant.id}  {before}  ->  {after or '(left out)'}"
