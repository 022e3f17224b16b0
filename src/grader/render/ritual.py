"""The ritual of a topic in every report: steps with states in words, a line or more a cell."""

from __future__ import annotations

from collections.abc import Iterator

from grader.escape import code, code_block, markdown, plain
from grader.record import STATE_WORDS, CheckResult, RitualResult, Row, TaskResult
from grader.render.message import aligned, message_lines

_STATE, _TITLE = 13, 34
_LISTED = 10


def ritual_report(topic: str, ritual: RitualResult, *, show_all: bool = False) -> Iterator[str]:
    """The report of `grader ritual check`, line by line."""
    yield f"{topic}, the ritual: {headline(ritual)}"
    yield ""
    for step in ritual.steps:
        name = f"{plain(step.id, 40):4}{plain(step.title, 100):{_TITLE}}"
        yield f"  {STATE_WORDS[step.state]:{_STATE}}{name}{progress(step)}".rstrip()
    begun = open_steps(ritual)
    for step in begun if show_all else begun[:1]:
        yield ""
        yield plain(f"{step.id}, exercises/{topic}/{step.file}", 300)
        yield from _step(step, show_all)
    if begun[1:] and not show_all:
        yield ""
        for step in begun[1:]:
            yield f"  {STATE_WORDS[step.state]:{_STATE}}{plain(step.id, 40)}: {_first(step)}"
    said = notes(ritual)
    if said:
        yield ""
        yield from aligned([Row("note", note) for note in said])
    if not ritual.badge and not begun:
        yield ""
        yield f"  {'next':9}{_next(topic, ritual)}"


def ritual_block(topic: str, ritual: RitualResult) -> str:
    """The same for GitHub: the steps as a table, and what to do next."""
    if ritual.state == "not_started":
        start = code(f"grader ritual start {topic}")
        return f"#### Ritual: not started\n\n{start} makes the first copy of the notebook."
    parts = [f"#### Ritual: {headline(ritual)}"]
    lines = ["| Step | State | Done |", "|---|---|---|"]
    for step in ritual.steps:
        name = markdown(f"{step.id} {step.title}", 100)
        lines.append(f"| {name} | {STATE_WORDS[step.state]} | {progress(step)} |")
    parts.append("\n".join(lines))
    for begun in open_steps(ritual)[:1]:
        failing = wrong(begun)
        said = [f"- {markdown(c.title, 80)}: {markdown(c.summary, 120)}" for c in failing]
        if len(said) > _LISTED:
            said[_LISTED:] = [f"- {len(said) - _LISTED} more"]
        waiting = sum(check.state == "not_started" for check in begun.checks)
        said += [f"- to do: {waiting}"] if waiting else []
        path = code(f"exercises/{topic}/{begun.file}", 200)
        parts.append("\n".join([f"{markdown(begun.id, 40)} in {path}:", "", *said]))
        if failing:
            shown = "\n".join(line[2:] for line in message_lines(failing[0]))
            parts.append(code_block(shown, 2000))
    noted = [f"- {markdown(note, 120)}" for note in notes(ritual)[:5]]
    if noted:
        parts.append("\n".join(noted))
    return "\n\n".join(parts)


def headline(ritual: RitualResult) -> str:
    """How many steps are done, and the badge."""
    done = f"{ritual.done} of {len(ritual.steps)} steps done"
    return f"{done}, badge earned" if ritual.badge else done


def pointer(topic: str, begun: bool) -> str:
    """The line below the questions of a topic that has a ritual."""
    command = "check" if begun else "start"
    return f"  {'ritual':{_STATE}}the notebook, cell by cell: grader ritual {command} {topic}"


def standing(ritual: RitualResult | None) -> str:
    """For a table: "badge", "2 of 4", "not started"; "-" where there is none."""
    if ritual is None:
        return "-"
    if ritual.badge:
        return "badge"
    if ritual.state == "not_started":
        return STATE_WORDS["not_started"]
    return f"{ritual.done} of {len(ritual.steps)}"


def progress(step: TaskResult) -> str:
    """How many checks of a step pass: "9 of 24", "" where it is not begun or cannot be read."""
    if len(step.checks) < 2:
        return ""
    return f"{sum(check.state == 'pass' for check in step.checks)} of {len(step.checks)}"


def open_steps(ritual: RitualResult) -> list[TaskResult]:
    """The steps that are begun and not done."""
    return [step for step in ritual.steps if step.state not in ("pass", "not_started")]


def wrong(step: TaskResult) -> list[CheckResult]:
    """The checks of a step that are begun and do not pass."""
    return [check for check in step.checks if check.state not in ("pass", "not_started")]


def notes(ritual: RitualResult) -> list[str]:
    """What is said of the notebooks that changes no state, a line each."""
    return [
        plain(f"{step.id}: {note}", 300)
        for step in ritual.steps
        for note in dict.fromkeys(note for check in step.checks for note in check.notes)
    ][:_LISTED]


def _next(topic: str, ritual: RitualResult) -> str:
    """What to do where no step is half done."""
    empty = [s for s in ritual.steps if s.state == "not_started" and progress(s)]
    if empty:
        return f"write in exercises/{topic}/{empty[0].file}"
    gone = next((step for step in ritual.steps if step.state == "not_started"), ritual.steps[0])
    if any(step.state != "not_started" for step in ritual.steps[ritual.steps.index(gone) :]):
        command = "start" if gone is ritual.steps[0] else "next"
        anew = f"grader ritual {command} {topic}"
        return f"{gone.id} is not there: move {gone.file} back, or make it anew: {anew}"
    return f"grader ritual {'next' if ritual.done else 'start'} {topic}"


def _first(step: TaskResult) -> str:
    """What is wrong in a step that is not shown in detail."""
    failing = wrong(step)
    if not failing:
        return f"{progress(step)} done"
    more = f" ({len(failing) - 1} more)" if failing[1:] else ""
    return plain(failing[0].summary, 160) + more


def _step(step: TaskResult, show_all: bool) -> Iterator[str]:
    failing = wrong(step)
    for check in failing if show_all else failing[:1]:
        yield ""
        yield f"{plain(check.title, 100)}: {STATE_WORDS[check.state]}"
        yield from message_lines(check)
    rest = [] if show_all else failing[1:]
    if rest:
        yield ""
        for check in rest[:_LISTED]:
            name = plain(check.id.rpartition("::")[2], 40)
            yield f"  {STATE_WORDS[check.state]:{_STATE}}{name}: {plain(check.summary, 160)}"
        more = f"{len(rest) - _LISTED} more, " if len(rest) > _LISTED else ""
        yield f"  ({more}all in detail with --all)"
    waiting = [c.id.rpartition("::")[2] for c in step.checks if c.state == "not_started"]
    if waiting:
        yield ""
        names = ", ".join(waiting[:6]) + (f" and {len(waiting) - 6} more" if waiting[6:] else "")
        yield f"  {'to do':9}{plain(names, 300)}"
