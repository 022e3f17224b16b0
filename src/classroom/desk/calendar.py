"""What a date and a late policy mean: pure functions of moments, days and exact points.

Nothing here knows files, students or a database. Points are fractions; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction


@dataclass(frozen=True)
class Refuse:
    """Late work does not count."""


@dataclass(frozen=True)
class PerDay:
    """Each day late costs `share` of the points; more days than `at_most` do not count."""

    share: Fraction
    at_most: int | None = None


@dataclass(frozen=True)
class Budget:
    """Late work keeps its points, and spends `days` of the term.

    They are spent in the order of the topics, or with `most` where they gain most; on one topic
    at most `at_most`.
    """

    days: int
    most: bool = False
    at_most: int | None = None


Late = Refuse | PerDay | Budget


@dataclass(frozen=True)
class Dates:
    """When a topic is due: for all, and `until` for a student who has an extension."""

    due: datetime
    grace: timedelta
    zone: tzinfo
    until: datetime | None = None

    @property
    def deadline(self) -> datetime:
        """From when on this student's days are counted."""
        return self.until or self.due


@dataclass(frozen=True)
class Offer:
    """What one submission is worth on the day on which it came; `place` is its own number."""

    days: int
    points: Fraction
    maximum: Fraction
    place: int = -1


@dataclass(frozen=True)
class Contest:
    """A topic of the budget: its weight, and what can be chosen; the first day costs nothing."""

    weight: Fraction
    offers: Sequence[Offer]


def border(deadline: datetime, days: int, zone: tzinfo) -> datetime:
    """The end of the day `days` after `deadline`: the same time on the clocks of `zone`.

    A time that clocks skip or repeat there is the later of its two readings.
    """
    local = deadline.astimezone(zone)
    if days == 0:
        return local.astimezone(UTC)
    wall = local.replace(tzinfo=None) + timedelta(days=days)
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def days_late(at: datetime, dates: Dates) -> int:
    """How many days after the deadline `at` is; 0 within the grace, which moves each border."""
    at = whole_seconds(at)
    days = max(0, (at - dates.deadline - dates.grace).days)
    # A day has 23 to 25 hours on the clocks, so the guess may be off by one or two.
    days = max(0, days - 2)
    while at > border(dates.deadline, days, dates.zone) + dates.grace:
        days += 1
    return days


def whole_seconds(at: datetime) -> datetime:
    """`at` in UTC, cut down to whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0)


def reach(policy: Late) -> int:
    """Up to how many days late something can count for anything."""
    if isinstance(policy, Refuse):
        return 0
    if isinstance(policy, PerDay):
        until_nothing = -(-policy.share.denominator // policy.share.numerator)
        return until_nothing if policy.at_most is None else min(policy.at_most, until_nothing)
    return policy.days if policy.at_most is None else min(policy.at_most, policy.days)


def accepted_until(dates: Dates, policy: Late) -> datetime:
    """The last second at which anything that comes can count for anything."""
    return border(dates.deadline, reach(policy), dates.zone) + dates.grace


def candidates(events: Sequence[datetime], dates: Dates, policy: Late) -> list[tuple[int, int]]:
    """(place in `events`, days late) of what may count, of `events` in their order.

    That is the last event before each border of the due date, and of the extension: what would
    count without the extension stays, so that an extension takes nothing away.
    """
    most = reach(policy)
    found: set[int] = set()
    times = [whole_seconds(event) for event in events]
    for start in {dates.due, dates.deadline}:
        for days in range(most + 1):
            end = border(start, days, dates.zone) + dates.grace
            within = [place for place, at in enumerate(times) if at <= end]
            if within:
                found.add(within[-1])
            if len(within) == len(times):
                break
    late = ((place, days_late(times[place], dates)) for place in sorted(found))
    return [(place, days) for place, days in late if days <= most]


def worth(points: Fraction, days: int, policy: Late) -> Fraction:
    """What is left of `points` that came `days` late and can count."""
    if isinstance(policy, PerDay):
        return points * max(Fraction(0), 1 - days * policy.share)
    return points


def best(offers: Sequence[Offer], left: int | None = None) -> Offer:
    """The offer that counts: the most points, then the fewest days, then the latest.

    With `left`, among those that so many days can pay.
    """
    payable = [offer for offer in offers if left is None or offer.days <= left]
    return max(payable, key=lambda offer: (offer.points, -offer.days, offer.place))


def spend(topics: Sequence[Contest], budget: Budget) -> list[Offer]:
    """The offer of each of `topics` that counts, in their order."""
    if budget.most:
        return _most(topics, budget.days)
    left, chosen = budget.days, []
    for topic in topics:
        offer = best(topic.offers, left)
        left -= offer.days
        chosen.append(offer)
    return chosen


def _most(topics: Sequence[Contest], days: int) -> list[Offer]:
    """The choice with the largest sum; of equal ones that with the fewest days, the later ones."""
    # By how many days are left: (gain, minus the days spent), and what is chosen from here on.
    Plan = tuple[Fraction, int, list[Offer]]
    plans: list[Plan] = [(Fraction(0), 0, [])] * (days + 1)
    for topic in reversed(topics):
        # Of each number of days only the best offer can be chosen.
        by_days: dict[int, list[Offer]] = {}
        for offer in topic.offers:
            by_days.setdefault(offer.days, []).append(offer)
        options = [best(same) for _, same in sorted(by_days.items())]
        further: list[Plan] = []
        for left in range(days + 1):
            tried = []
            for offer in options:
                if offer.days > left:
                    break
                gain, spent, chosen = plans[left - offer.days]
                share = offer.points / offer.maximum if offer.maximum else Fraction(0)
                total = (gain + topic.weight * share, spent - offer.days)
                tried.append((*total, [offer, *chosen]))
            # max() takes the first of equals, which has the fewest days in this topic.
            further.append(max(tried, key=lambda plan: plan[:2]))
        plans = further
    return plans[days][2]
