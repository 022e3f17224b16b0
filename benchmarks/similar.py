"""How far `grader similar` tells copies from honest work: a table of thresholds.

Makes classmates of the course's own right ways and mistakes, mixed task by task, and plants copies
of some of them: renamed, reordered and renamed, laid out anew and renamed, half copied. "found" are
planted copies that are as alike as the threshold, by kind; "false" are honest pairs, and students
who are in such a pair. Honest work here has few ways to differ, so a class has fewer false ones.
"rare" are those who stand out of the class by the rare functions that they share.
Run: python benchmarks/similar.py [--topic ID ...] [--honest 200] [--copies 40]
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from classroom.author.compose import Files
from classroom.demo.copies import COPIES, classmate, half_copied
from classroom.report.pages.winnow import FAR, Prints, Rarity, alike, boilerplate, prints
from grader.course.manifest import Course, Topic, load_course

ROOT = Path(__file__).resolve().parents[1]
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
HALF = "half copied"


@dataclass(frozen=True)
class Measured:
    """How alike honest pairs are, (share, one, other), and each planted copy to its source."""

    honest: list[tuple[float, int, int]]
    copies: dict[str, list[float]]
    students: int
    rare_false: float
    """The share of honest pairs that stand out by the rare functions that they share."""
    rare_found: dict[str, float]
    """The share of planted copies of each kind that do."""

    def false(self, threshold: float) -> tuple[float, float]:
        """The shares of honest pairs, and of honest students, that are told at a threshold."""
        told = [pair for pair in self.honest if pair[0] >= threshold]
        who = {student for _, *pair in told for student in pair}
        return len(told) / len(self.honest), len(who) / self.students

    def found(self, threshold: float, kind: str) -> float:
        """The share of the copies of a kind that is told."""
        own = self.copies[kind]
        return sum(share >= threshold for share in own) / len(own)


def measure(course: Course, topic: Topic, honest: int, copies: int, seed: int = 1) -> Measured:
    """A made class of a topic, compared pair by pair."""
    rng = random.Random(f"{topic.id} {seed}")
    given = boilerplate(path.read_text() for path in sorted(topic.folder.glob("*.py")))
    class_ = [classmate(course, topic, rng) for _ in range(honest)]
    made = [_prints(topic, files, given) for files in class_]
    pairs = [
        (alike(made[one], made[other]), one, other)
        for one, other in itertools.combinations(range(honest), 2)
    ]
    kinds = [*COPIES, HALF]
    planted: dict[str, list[float]] = {kind: [] for kind in kinds}
    rarity = Rarity({f"{n:04}": _text(topic, files) for n, files in enumerate(class_)}, given)
    bound, false = rarity.apart()
    scores: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(copies):
        kind = kinds[number % len(kinds)]
        source, own = rng.sample(range(honest), 2)
        copy = {}
        for path, text in class_[source].items():
            if path.endswith(".py"):
                change = COPIES.get(kind)
                mine = class_[own][path]
                copy[path] = change(text, rng) if change else half_copied(text, mine, rng)
        planted[kind].append(alike(made[source], _prints(topic, copy, given)))
        ways = rarity.ways_of(_text(topic, copy))
        scores[kind].append(rarity.score(rarity.ways[f"{source:04}"], ways))
    rare = {kind: sum(one > bound for one in own) / len(own) for kind, own in scores.items()}
    return Measured(pairs, planted, honest, len(false) / len(pairs), rare)


def _prints(topic: Topic, files: Files, given: set[int]) -> Prints:
    return prints(_text(topic, files), given)


def _text(topic: Topic, files: Files) -> str:
    names = [topic.path_in_repository(file.name) for file in topic.files]
    return "\n".join(files[name] for name in names)


def main() -> None:
    """Measure, print a table a topic."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--topic", action="append")
    parser.add_argument("--honest", type=int, default=200)
    parser.add_argument("--copies", type=int, default=40)
    options = parser.parse_args()
    course = load_course(ROOT)
    for name in options.topic or course.topics:
        found = measure(course, course.topic(name), options.honest, options.copies)
        print(f"\n{name}: {options.honest} honest, {options.copies} copies")
        print("threshold  " + "  ".join(f"{kind:>11}" for kind in found.copies), end="")
        print("  false pairs  false students")
        for threshold in THRESHOLDS:
            cells = [f"{found.found(threshold, kind):11.0%}" for kind in found.copies]
            pairs, students = found.false(threshold)
            print(f"{threshold:9.2f}  {'  '.join(cells)}  {pairs:11.2%}  {students:14.0%}")
        cells = [f"{found.rare_found[kind]:11.0%}" for kind in found.copies]
        print(f"rare, {FAR:g}  {'  '.join(cells)}  {found.rare_false:11.2%}")


if __name__ == "__main__":
    main()
