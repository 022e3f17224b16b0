"""The page of how alike the submissions of a topic are; it says first how alike honest ones are."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from classroom.report.page import render, shown
from classroom.report.pages.code import lines_of, listing
from classroom.report.pages.site import WORDS
from classroom.report.pages.winnow import Prints, Rarity, alike, boilerplate, independent, prints
from classroom.report.pages.winnow import shared_lines as shared

_MOST = 20
_RARE = 6


def similar_page(
    topic: str,
    submissions: Mapping[str, str],
    *,
    given: Sequence[str],
    solution: str,
    others: Sequence[str],
    above: float,
    generated: str,
) -> str:
    """Pairs of `submissions` (student -> code) of `topic` that are more than `above` alike.

    `given` is what everybody was given, `others` are right answers that were written apart from
    our `solution`: how alike these are says how often chance alone comes so far.
    """
    handout = boilerplate(given)
    made = {student: prints(text, handout) for student, text in submissions.items()}
    honest = independent(solution, others, handout)
    pairs = _pairs(made, above)
    rarity = Rarity(submissions, handout)
    equal = _equal(made)
    known = {(one, other) for _, one, other in pairs}
    known |= {pair for names in equal for pair in itertools.combinations(names, 2)}
    _, apart = rarity.apart(known)
    return render(
        "similar",
        up="",
        nav=[("Overview", "index.html")],
        title=f"{topic}: how alike submissions are",
        generated=generated,
        above=f"{above:.0%}",
        honest=len(honest),
        chance=sum(one >= above for one in honest),
        usual=f"{honest[len(honest) // 2]:.0%}" if honest else "",
        largest=f"{honest[-1]:.0%}" if honest else "",
        equal=[[shown(name, 80) for name in names] for names in equal],
        count=len(submissions),
        total=len(pairs),
        pairs=[_shown(one, other, share, submissions, made) for share, one, other in pairs[:_MOST]],
        more=max(0, len(pairs) - _MOST),
        apart=[
            _shown(one, other, alike(made[one], made[other]), submissions, made)
            | {"rare": [(shown(n, 80), count) for n, count in rarity.shared(one, other)[:_RARE]]}
            for one, other in apart[:_MOST]
        ],
        **WORDS,
    )


def _pairs(made: Mapping[str, Prints], above: float) -> list[tuple[float, str, str]]:
    """The pairs that are more than `above` alike, and not equal; the most alike first."""
    found = [
        (alike(made[one], made[other]), one, other)
        for one, other in itertools.combinations(sorted(made), 2)
        if made[one].whole != made[other].whole
    ]
    return sorted((p for p in found if p[0] >= above), key=lambda p: (-p[0], p[1], p[2]))


def _equal(made: Mapping[str, Prints]) -> list[list[str]]:
    """Students whose code is the same but for names, constants, comments and layout."""
    groups: dict[str, list[str]] = {}
    for student in sorted(made):
        if made[student].whole and len(made[student]):
            groups.setdefault(made[student].whole, []).append(student)
    return [names for names in groups.values() if len(names) > 1]


def _shown(
    one: str,
    other: str,
    share: float,
    submissions: Mapping[str, str],
    made: Mapping[str, Prints],
) -> dict[str, Any]:
    marked = shared(made[one], made[other])
    sides = []
    for student, lines in zip((one, other), marked, strict=True):
        text = lines_of(submissions[student])
        near = {near for line in lines for near in range(line - 2, line + 3)}
        listed = [each for each in listing(text, lines) if each.number in near]
        sides.append({"name": shown(student, 80), "lines": listed[:160]})
    return {"share": f"{share:.0%}", "sides": sides}
