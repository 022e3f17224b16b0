"""The figures of a run, as data: docs/verdicts.json, from which every table is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from classroom.author.contract import Problem
from classroom.measure.bound import lower, upper
from classroom.measure.cases import KINDS, MUTANTS, Candidate
from classroom.measure.work import Found

# The largest rate of each error that a run may show. docs/verdicts.md gives the reasons.
WRONG_ACCEPTED: dict[str, float] = {"mutant": 0.0, "two changes": 0.002, "other mutant": 0.005}
RIGHT_REFUSED = 0.0
FALSE_NAMES: dict[str, float] = {"mistake": 0.0, "two mistakes": 0.05} | dict.fromkeys(
    MUTANTS, 0.05
)
# Of known mistakes that stand alone.
LEAST_NAMED = 0.9


class Rate(msgspec.Struct, frozen=True):
    """So many errors among so many."""

    errors: int
    of: int

    @property
    def bound(self) -> float:
        """The one-sided 95% upper bound."""
        return upper(self.errors, self.of)

    @property
    def shown(self) -> str:
        """`errors of n (at most 0.3%)`."""
        return f"{self.errors} of {self.of:,} (at most {self.bound:.2%})" if self.of else "none"


class Tally(msgspec.Struct, kw_only=True):
    """How the cases of one kind ended.

    cases      all of them; a right one counts once for each of its tasks
    refused    lost a check
    reasoned   accepted, and equivalents.toml says why that is right
    same       accepted, and no input tells them from our solution
    wrong      accepted, and some input does: the holes
    named, given, false   answers with a name, names given, and those that are false
    """

    cases: int = 0
    refused: int = 0
    reasoned: int = 0
    same: int = 0
    wrong: int = 0
    named: int = 0
    given: int = 0
    false: int = 0

    @property
    def wrong_accepted(self) -> Rate:
        """Of those that are known to compute something else."""
        return Rate(self.wrong, self.wrong + self.refused)

    @property
    def right_refused(self) -> Rate:
        """Of right answers."""
        return Rate(self.refused, self.cases)

    @property
    def false_names(self) -> Rate:
        """Of the names given."""
        return Rate(self.false, self.given)


class Error(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An error, to be looked at by a person."""

    kind: str
    topic: str
    task: str = ""
    what: str
    where: str


class Figures(msgspec.Struct, kw_only=True):
    """One run. `sample` is how many of each kind a topic gave at most, 0 for all."""

    date: str
    course: str
    topics: list[str]
    sample: int
    seed: int
    judged: dict[str, Tally]
    errors: list[Error]

    @property
    def whole(self) -> bool:
        """Whether nothing was left out of these topics."""
        return not self.sample


def counted(results: Iterable[tuple[Candidate, Found]]) -> tuple[dict[str, Tally], list[Error]]:
    """The figures of results, kind by kind, and the errors in the order of the results."""
    judged: dict[str, Tally] = {kind: Tally() for kind in KINDS}
    errors: list[Error] = []
    for case, found in results:
        row = judged[case.kind]
        right = case.kind == "right"
        row.cases += len(case.tasks) if right else 1
        row.refused += len(found.refused) if right else bool(found.refused)
        if case.kind in MUTANTS and not found.refused:
            row.reasoned += bool(case.reason)
            row.same += not case.reason and not found.differs
            row.wrong += not case.reason and bool(found.differs)
        row.named += bool(found.names)
        row.given += len(found.names)
        row.false += sum(bool(given.false) for given in found.names)
        errors += _errors(case, found)
    return judged, errors


def _errors(case: Candidate, found: Found) -> Iterator[Error]:
    if case.kind == "right":
        for check in found.checks:
            yield Error(kind="right refused", topic=case.topic, what=case.shown, where=check)
    elif case.kind in MUTANTS and found.differs and (found.drawn or not case.reason):
        kind = "has a reason, and differs" if case.reason else "wrong accepted"
        kind += "" if found.drawn else ", at changed inputs"
        yield Error(kind=kind, topic=case.topic, what=case.shown, where=found.differs)
    if case.kind == "mistake" and not found.names:
        where = found.checks[0] if found.checks else "no check refuses it"
        yield Error(kind="no name", topic=case.topic, what=case.shown, where=where)
    for given in found.names:
        if given.false:
            what = f"{case.shown}: {given.name}"
            yield Error(
                kind="false name", topic=case.topic, task=given.task, what=what, where=given.false
            )


def problems(figures: Figures) -> Iterator[Problem]:
    """The limits that a run breaks; a sample only where even the lower bound of its rate does."""
    for kind, row in figures.judged.items():
        asked = [
            ("false accepts", row.wrong_accepted, WRONG_ACCEPTED.get(kind)),
            ("false refusals", row.right_refused, RIGHT_REFUSED if kind == "right" else None),
            ("false names", row.false_names, FALSE_NAMES.get(kind)),
        ]
        for what, rate, limit in asked:
            if limit is None or not rate.of:
                continue
            shown = rate.errors / rate.of if figures.whole else lower(rate.errors, rate.of)
            if shown > limit:
                said = f"{what}: {rate.shown}, {limit:.1%} are allowed"
                advice = "add checks for what is listed, or a reason in equivalents.toml"
                yield Problem(f"verdicts, {kind}", said, advice)
    known = figures.judged.get("mistake", Tally())
    if known.named < LEAST_NAMED * known.cases:
        said = f"names: {known.named} of {known.cases} have one, {LEAST_NAMED:.0%} are asked"
        yield Problem("verdicts, mistake", said, "run: grader course check")
