"""A grade: a pure function of what people decided (the term's files) and what the machine found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

from classroom.desk.calendar import Budget, Contest, Late, Offer, best, candidates, spend, worth
from classroom.desk.decisions import Override
from classroom.desk.files import Term
from classroom.desk.term import TermTopic
from classroom.report.pages.rubric import STEPS

# How the time of a submission is known: the server's word, the student's git's, or our own clock.
Known = Literal["server", "committed", "collected"]


@dataclass(frozen=True)
class TaskMarks:
    """What the machine found at one task."""

    state: str
    earned: Fraction
    points: Fraction


@dataclass(frozen=True)
class Marks:
    """What the machine found at one topic of one submission; `problem` says why it found nothing.

    `questions` are the points of the questions, earned and at most, None where it has none.
    """

    tasks: Mapping[str, TaskMarks] = field(default_factory=dict)
    questions: tuple[Fraction, Fraction] | None = None
    problem: str = ""


@dataclass(frozen=True)
class HandIn:
    """A submission of one topic; `marks` is None as long as it is not graded.

    `absent` says that its tree has no folder of the topic.
    """

    id: int
    commit: str
    at: datetime
    known: Known
    absent: bool = False
    marks: Marks | None = None


@dataclass(frozen=True)
class TopicGrade:
    """What a student has in a topic: `points` of `maximum`, None where that is not known.

    `handed` is the submission that counts, `days` how late it is, `machine` its points before
    people and the late policy had their say. `reason` says why there are no points.
    """

    points: Fraction | None
    maximum: Fraction
    handed: HandIn | None = None
    days: int = 0
    machine: Fraction = Fraction(0)
    reason: str = ""
    texts: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    """Of `points` and `maximum` before the late policy, what people give for texts."""

    @property
    def share(self) -> Fraction | None:
        """The points as a part of all."""
        return self.points / self.maximum if self.points is not None and self.maximum else None


@dataclass(frozen=True)
class Grade:
    """A student's topics, and the weighted mean of those that count, in percent."""

    student: str
    topics: dict[str, TopicGrade]
    total: Fraction | None


def grade(
    term: Term,
    student: str,
    handed: Mapping[str, Sequence[HandIn]],
    counting: Collection[str],
) -> Grade:
    """The grade of one student, who has `handed` in work by topic; `counting` are the topics."""
    found: dict[str, TopicGrade] = {}
    contests: dict[str, tuple[Contest, Sequence[HandIn]]] = {}
    for topic in term.by_date:
        if topic.id not in counting:
            continue
        overrides = term.overrides.get((student, topic.id), {})
        work = handed.get(topic.id, ())
        if "" in overrides:
            found[topic.id] = _decided(topic, overrides[""], work, term, student)
            continue
        offers, reason = _offers(term, student, topic, work)
        if reason:
            found[topic.id] = TopicGrade(None, topic.maximum, reason=reason)
        elif isinstance(topic.late, Budget):
            contests[topic.id] = Contest(topic.weight, offers), work
        else:
            found[topic.id] = _counted(term, student, topic, best(offers), work)
    if contests and term.file.budget:
        chosen = spend([contest for contest, _ in contests.values()], term.file.budget)
        for (name, (_, work)), offer in zip(contests.items(), chosen, strict=True):
            found[name] = _counted(term, student, term.topics[name], offer, work)
    ordered = {name: found[name] for name in term.topics if name in found}
    return Grade(student, ordered, _total(term, ordered))


def chosen_for_grading(
    term: Term, student: str, topic: TermTopic, work: Sequence[HandIn]
) -> list[int]:
    """The places in `work` of all that may count, whatever the machine finds there."""
    events = [one.at for one in work]
    found = candidates(events, term.dates(student, topic), topic.late)
    return [place for place, _ in found if not work[place].absent]


def marked(
    marks: Marks, topic: TermTopic, overrides: Mapping[str, Override]
) -> tuple[Fraction, Fraction]:
    """The points and their maximum, with what people say of single tasks."""
    points = maximum = Fraction(0)
    for name, task in marks.tasks.items():
        override = overrides.get(name)
        points += override.points if override else task.earned
        maximum += topic.topic.scored[name].points if override else task.points
    if topic.questions and marks.questions:
        points += marks.questions[0]
        maximum += marks.questions[1]
    return points, maximum


def text_points(term: Term, student: str, topic: TermTopic) -> tuple[Fraction, Fraction]:
    """The points of texts that somebody has read, and their maximum; a mean over its readers.

    The topic's prompts are worth the same. A text that nobody has read counts for neither.
    """
    points = maximum = Fraction(0)
    for readers in term.scores.get((student, topic.id), {}).values():
        worth = topic.texts / len(topic.topic.sheet.prompts)
        points += worth * text_share(readers.values())
        maximum += worth
    return points, maximum


def text_share(readers: Collection[tuple[int, ...]]) -> Fraction:
    """What a text is worth, 0 to 1: the mean of its readers, of those who had a text to read."""
    read = [steps for steps in readers if steps]
    shares = [Fraction(sum(steps), STEPS[-1] * len(steps)) for steps in read]
    return sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)


def _offers(
    term: Term, student: str, topic: TermTopic, work: Sequence[HandIn]
) -> tuple[list[Offer], str]:
    """What can be chosen from, or why nothing is known yet."""
    overrides = term.overrides.get((student, topic.id), {})
    given = sum((override.points for override in overrides.values()), Fraction(0))
    texts, most = text_points(term, student, topic)
    offers = [Offer(0, given + texts, topic.maximum + most)]
    unknown = ""
    late: Late = topic.late
    for place, days in candidates([w.at for w in work], term.dates(student, topic), late):
        one = work[place]
        if one.absent:
            continue
        if one.marks is None:
            unknown = unknown or "not graded yet"
        elif one.marks.problem:
            unknown = one.marks.problem
        else:
            points, maximum = marked(one.marks, topic, overrides)
            offers.append(Offer(days, worth(points + texts, days, late), maximum + most, place))
    return offers, unknown if len(offers) == 1 else ""


def _counted(
    term: Term, student: str, topic: TermTopic, offer: Offer, work: Sequence[HandIn]
) -> TopicGrade:
    texts = text_points(term, student, topic)
    if offer.place < 0:
        decided = (student, topic.id) in term.overrides or texts[0]
        reason = "" if decided else _nothing(work)
        return TopicGrade(offer.points, offer.maximum, reason=reason, texts=texts)
    one = work[offer.place]
    assert one.marks is not None
    machine, _ = marked(one.marks, topic, {})
    return TopicGrade(offer.points, offer.maximum, one, offer.days, machine, texts=texts)


def _nothing(work: Sequence[HandIn]) -> str:
    """What is said where nothing counts that was handed in."""
    late = any(not one.absent for one in work)
    return "handed in too late to count" if late else "nothing handed in"


def _decided(
    topic: TermTopic, override: Override, work: Sequence[HandIn], term: Term, student: str
) -> TopicGrade:
    """A topic whose points people have decided; the submission is shown all the same."""
    _, most = text_points(term, student, topic)
    places = chosen_for_grading(term, student, topic, work)
    graded = [p for p in places if (marks := work[p].marks) is not None and not marks.problem]
    if not graded:
        return TopicGrade(override.points, topic.maximum + most)
    one = work[graded[-1]]
    assert one.marks is not None
    machine, maximum = marked(one.marks, topic, {})
    return TopicGrade(override.points, maximum + most, one, machine=machine)


def _total(term: Term, topics: Mapping[str, TopicGrade]) -> Fraction | None:
    shares = [(term.topics[name].weight, one.share) for name, one in topics.items()]
    known = [(weight, share) for weight, share in shares if share is not None]
    weights = sum((weight for weight, _ in known), Fraction(0))
    if not weights:
        return None
    return 100 * sum((weight * share for weight, share in known), Fraction(0)) / weights
