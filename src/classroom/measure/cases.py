"""The answers that are judged, each with what is known of it.

right         the reference and every alternative, each with inputs of 50 secrets
mutant        the reference with one change; `two changes` of one function; an alternative or the
              lecture's code with one change
mistake       the reference with a known mistake; `two mistakes` that touch different statements of
              one function
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from classroom.author.compose import Files, laid_over, solutions
from classroom.author.contract import LECTURE
from classroom.author.mutants import Mutant, bodies, mutants, with_another
from classroom.author.survivors import files_of, reasons, tasks_of
from classroom.author.trials import Trial
from classroom.measure.merge import merged
from grader.check.mistakes import read_mistakes
from grader.check.source import definitions_in
from grader.course.manifest import Course, Topic

Kind = Literal["mutant", "two changes", "other mutant", "right", "mistake", "two mistakes"]
KINDS: tuple[Kind, ...] = (
    "mutant",
    "two changes",
    "other mutant",
    "right",
    "mistake",
    "two mistakes",
)
MUTANTS: tuple[Kind, ...] = ("mutant", "two changes", "other mutant")
SECRETS = 50
# Of all topics together; a topic has a part as large as its part of the mutants.
TWO_CHANGES = 5_000
# Draws in a row that give nothing new.
_PATIENCE = 200


@dataclass(frozen=True)
class Candidate:
    """An answer to `tasks`: what makes it is `text`, laid over the reference, or the file `path`.

    `mistakes` are the names of those it makes. `reason` says why a mutant is none.
    """

    kind: Kind
    topic: str
    id: str
    tasks: tuple[str, ...]
    text: str = ""
    path: str = ""
    mutant: Mutant | None = None
    mistakes: tuple[str, ...] = ()
    reason: str = ""
    secret: bytes | None = None

    def trial(self, course: Course) -> Trial:
        """What is handed to a judge."""
        topic = course.topic(self.topic)
        files: Files = solutions(course, topic)
        if self.kind in ("mutant", "two changes"):
            assert self.mutant is not None
            files = files_of(course, topic, self.mutant)
        elif self.path:
            files[self.path] = self.text
        elif self.text:
            files = laid_over(topic, files, [self.text])
        return Trial(self.id, files, (self.topic,), self.secret, self.tasks)

    @property
    def shown(self) -> str:
        """What was changed, for a list."""
        if self.mutant is None:
            return self.id
        before, after = (t.replace("\n", "; ") for t in (self.mutant.before, self.mutant.after))
        return f"{self.id}  {before}  ->  {after or '(left out)'}"


def cases(course: Course, topic: Topic, kind: Kind, seed: int, most: int | None) -> list[Candidate]:
    """The cases of one kind in a topic, in a fixed order; `most` of them, drawn with the seed."""
    rng = random.Random(f"{seed} {topic.id} {kind}")
    if kind == "two changes":
        return list(_two_changes(course, topic, rng, most))
    found = list(_MAKERS[kind](course, topic))
    if most is None or most >= len(found):
        return found
    return [found[i] for i in sorted(rng.sample(range(len(found)), most))]


def _mutants(course: Course, topic: Topic) -> Iterator[Candidate]:
    why = reasons(course, topic)
    for mutant in _of_reference(course, topic):
        yield _case("mutant", topic, mutant, tasks_of(topic, mutant), why)


def _case(
    kind: Kind,
    topic: Topic,
    mutant: Mutant,
    tasks: tuple[str, ...],
    why: dict[tuple[str, str, str, str, int], str],
) -> Candidate:
    return Candidate(
        kind,
        topic.id,
        mutant.id,
        tasks,
        mutant.text,
        mutant=mutant,
        reason=why.get(mutant.key, ""),
    )


def _of_reference(course: Course, topic: Topic) -> list[Mutant]:
    folder = course.reference / topic.id
    return [
        mutant
        for file in topic.files
        for mutant in mutants(file.name, (folder / file.name).read_text(encoding="utf-8"))
    ]


@lru_cache(maxsize=1)
def two_changes(course: Course) -> dict[str, int]:
    """How many pairs of changes a topic has in a whole run."""
    counts = {topic.id: len(_of_reference(course, topic)) for topic in course.topics.values()}
    whole = sum(counts.values())
    return {topic: round(TWO_CHANGES * count / whole) for topic, count in counts.items()}


def _two_changes(
    course: Course, topic: Topic, rng: random.Random, most: int | None
) -> Iterator[Candidate]:
    """The first change is drawn from all, the second from those that can follow it."""
    why = reasons(course, topic)
    folder = course.reference / topic.id
    texts = {file.name: (folder / file.name).read_text(encoding="utf-8") for file in topic.files}
    alone = {name: bodies(name, text) for name, text in texts.items()}
    firsts = _of_reference(course, topic)
    seen: set[str] = set()
    wanted = two_changes(course)[topic.id] if most is None else most
    in_vain = 0
    # A small topic may have fewer than are wanted.
    while len(seen) < wanted and in_vain < _PATIENCE:
        first = rng.choice(firsts)
        mutant = with_another(first, alone[first.file], rng)
        if mutant is None or mutant.text in seen:
            in_vain += 1
            continue
        in_vain = 0
        seen.add(mutant.text)
        yield _case("two changes", topic, mutant, tasks_of(topic, mutant), why)


def _other_mutants(course: Course, topic: Topic) -> Iterator[Candidate]:
    """An alternative's tasks judge a change of a helper in it."""
    why = reasons(course, topic)
    folder = course.reference / topic.id
    for path in [*sorted(folder.glob("alternatives/*.py")), *folder.glob(LECTURE)]:
        name, text = path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
        names = definitions_in(ast.parse(text)).keys()
        overridden = _tasks_named(topic, names)
        for mutant in mutants(name, text):
            unit = mutant.function.partition(".")[0]
            own = _tasks_named(topic, {mutant.function}) or _tasks_named(topic, {unit})
            yield _case("other mutant", topic, mutant, own or overridden, why)


def _tasks_named(topic: Topic, names: Collection[str]) -> tuple[str, ...]:
    """The tasks that one of `names` belongs to: by the name itself, or by its class."""
    known = set(names)
    return tuple(
        task.id
        for task in topic.tasks.values()
        if known & {*task.names} or known & {name.partition(".")[0] for name in task.names}
    )


def _right(course: Course, topic: Topic) -> Iterator[Candidate]:
    answers = [("reference", "", tuple(topic.tasks))]
    for path in sorted((course.reference / topic.id).glob("alternatives/*.py")):
        text = path.read_text(encoding="utf-8")
        answers.append((path.stem, text, _tasks_named(topic, definitions_in(ast.parse(text)))))
    for name, text, tasks in answers:
        for number in range(SECRETS):
            secret = hashlib.sha256(b"right %d" % number).digest()
            yield Candidate("right", topic.id, f"{name} {number}", tasks, text, secret=secret)


@dataclass(frozen=True)
class _Known:
    """A known mistake: its task, its name, the text of its file."""

    key: str
    task: str
    name: str
    text: str


def _known(course: Course, topic: Topic) -> list[_Known]:
    folder = course.reference / topic.id / "mistakes"
    return [
        _Known(key, m.task, m.name, Path(folder, f"{key}.py").read_text(encoding="utf-8"))
        for key, m in read_mistakes(topic).mistakes.items()
    ]


def _mistakes(course: Course, topic: Topic) -> Iterator[Candidate]:
    for known in _known(course, topic):
        yield Candidate(
            "mistake", topic.id, known.key, (known.task,), known.text, mistakes=(known.name,)
        )


def _two_mistakes(course: Course, topic: Topic) -> Iterator[Candidate]:
    folder = course.reference / topic.id
    known = _known(course, topic)
    for task in topic.tasks.values():
        file = topic.file_of[task.id].name
        base, path = (folder / file).read_text(encoding="utf-8"), topic.path_in_repository(file)
        own = [one for one in known if one.task == task.id]
        for one, other in itertools.combinations(own, 2):
            text = merged(base, one.text, other.text, _units(task.names))
            if text:
                name = f"{one.key} and {other.key}"
                names = (one.name, other.name)
                yield Candidate(
                    "two mistakes", topic.id, name, (task.id,), text, path, mistakes=names
                )


def _units(names: Collection[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


_MAKERS = {
    "mutant": _mutants,
    "other mutant": _other_mutants,
    "right": _right,
    "mistake": _mistakes,
    "two mistakes": _two_mistakes,
}
