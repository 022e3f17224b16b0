"""The commands for a learner at work: the next step, a stub put back, what is installed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.course.home import repository_of
from grader.course.manifest import STUDENT_ROOT, Course, find_course
from grader.errors import EXIT_ENGINE, EngineError, UsageError
from grader.escape import plain
from grader.learn.names import (
    Named,
    is_short,
    meanings,
    named,
    near,
    no_task,
    topic_here,
    whole_number,
)
from grader.repository import git, manifest
from grader.repository.git import GitError


def find_tasks(course: Course, text: str) -> tuple[list[Named], list[Named]]:
    """The tasks that `text` names, and those of other topics that it may name as well.

    The folder that one is in decides, then where one worked last, then where work is begun. Where
    nothing decides between topics, no task is found and all are others. Raises UsageError where
    there is no such task.
    """
    topics = list(course.topics.values())
    at = topic_here(topics)
    mine = named([at], text) if at is not None else []
    found = meanings(topics, text)
    if not (mine or found):
        raise UsageError(_no_task(course, text))
    if not mine and len({each.topic.id for each in found}) == 1:
        return found, []
    # A short number alone says too little of what is meant to be guessed.
    begun = [] if is_short(text) else [manifest.worked_on(course), *_begun(course)]
    for name in begun:
        mine = mine or [each for each in found if each.topic.id == name]
    ours = {each.topic.id for each in mine}
    if mine and is_short(text):
        return mine, []
    return mine, [each for each in found if each.topic.id not in ours]


def which(others: Sequence[Named], text: str, command: str) -> str:
    """What to say where `text` names tasks of several topics: the command for each."""
    several = "may be one of several" if len(others) > 1 else "is of another topic"
    lines = [f"'{text}' {several}; say which:"]
    for each in others:
        # Of a task with several functions the one that was named.
        name = f"{each.topic.id}/{each.function}" if each.function else each.task.ref
        lines.append(f"  {command} {name}   {each.task.ref} {each.task.id} of {each.topic.id}")
    return "\n".join(lines)


def _begun(course: Course) -> list[str]:
    """The topics in which something is written, none where there is nothing to compare with."""
    return manifest.started(course) if (course.root / manifest.FILE).is_file() else []


def _no_task(course: Course, text: str) -> str:
    """Why `text` names no task, and what to type."""
    topics = course.topics.values()
    at = topic_here(topics)
    whole = whole_number(at, text) if at is not None else text
    if other := no_task(topics, whole):
        return other
    alike = near(topics, text)
    if not alike and is_short(text):
        return f"there is no task '{text}' here; write the letters of its topic as well: M4-E5"
    meant = f"did you mean {' or '.join(alike)}?" if alike else "pytest lists those of a topic."
    return f"there is no task '{plain(text, 80)}'; {meant}"


def next_step(
    topic: Annotated[
        str, typer.Argument(help="A topic.", show_default="the first that is not done")
    ] = "",
    course: CourseOption = Path(),
) -> None:
    """Show the next step: the first task that is not done.

    It says what is wrong or to be written, where to read, and what to run. A topic that has changed
    since its last whole run is run again first.

    Example: grader next
    """
    from grader.learn.step import next_step as step

    found = find_course(course.resolve())
    if tasks := [] if topic in found.topics else named(found.topics.values(), topic):
        refs = [f"pytest exercises/{each.topic.id} --task {each.task.ref}" for each in tasks]
        raise UsageError(
            f"'{topic}' is a task, and here a topic may stand; see: {' or '.join(refs)}"
        )
    topics = [found.topic(topic)] if topic else list(found.topics.values())
    for line in step(found, topics):
        typer.echo(line)


def reset(
    name: Annotated[
        str, typer.Argument(metavar="TASK|FILE", help="A task, a function of it, or a file.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    course: CourseOption = Path(),
) -> None:
    """Put a stub back: of a task, a function or a file.

    It asks first. What was there is kept: a copy of the file goes to build/kept/.

    Example: grader reset Value.__neg__
    """
    from grader.repository.reset import plan_reset

    found = find_course(course.resolve())
    path, functions = _place_of(found, name)
    plan = plan_reset(found.root, path, functions)
    what = f"{', '.join(functions)} in {path}" if functions else path
    if not plan.changes:
        typer.echo(f"{what}: as released already")
        return
    if not yes and not _agreed(what):
        typer.echo("nothing is changed")
        return
    kept = plan.carry_out(datetime.now())
    typer.echo(f"{what}: the stub is back" + (f"; what was there is in {kept}" if kept else ""))


def doctor(
    show_all: Annotated[
        bool, typer.Option("--all", help="In a student repository, try the jail as well.")
    ] = False,
) -> None:
    """Show what is installed; outside of a student repository, try the jail of grading.

    In a student repository it looks at the environment, torch, versions, extras and git, and says
    what to type next. What this machine offers for grading, which a learner does not need, is shown
    there with --all.

    Exit status 0 if it may grade or was not asked, 5 if not.

    Example: grader doctor
    """
    from grader.learn.doctor import PROBES, offers, open_probes
    from grader.sandbox import jail

    root = repository_of(Path.cwd())
    learner = root is not None and (root / manifest.FILE).is_file()
    if learner and root is not None:
        _examine(root)
        if not show_all:
            return
        typer.echo("")
    for what, value in offers():
        typer.echo(f"{what:14}{value}")
    try:
        jail.require()
        got_away = open_probes()
        typer.echo(f"{'jail':14}{len(PROBES) - len(got_away)} of {len(PROBES)} probes refused")
        if got_away:
            raise EngineError(f"the jail does not hold: a child could {', '.join(got_away)}.")
    except EngineError as e:
        if not learner:
            raise
        typer.echo(f"{'grading':14}not on this machine, which takes nothing from you: {e}")
        raise typer.Exit(EXIT_ENGINE) from None
    typer.echo("this machine may grade")


def _place_of(course: Course, name: str) -> tuple[str, Sequence[str]]:
    """The file, and the functions in it, that `name` means; no function: all of the file."""
    if path := _file_of(course, name):
        return path, ()
    found, others = find_tasks(course, name)
    at = topic_here(course.topics.values())
    first = (found or others)[0]
    told = name.upper() == first.task.ref or name.replace("/", ".").startswith(f"{first.topic.id}.")
    # What is put back is asked for by its folder or its number, never found by a guess.
    if not told and (at not in (None, first.topic) or (others and at is None)):
        raise UsageError(which([*found, *others], name, "grader reset"))
    if len(found) > 1:
        # One function may belong to several tasks: then it is the function that is meant.
        functions = {(each.topic.id, each.function) for each in found}
        if len(functions) > 1 or not found[0].function:
            refs = ", ".join(f"{each.task.ref} ({each.task.id})" for each in found)
            raise UsageError(f"'{name}' may be any of {refs}; say which by its number.")
    path = first.topic.path_in_repository(first.topic.file_of[first.task.id].name)
    return path, [first.function] if first.function else list(first.task.names)


def _file_of(course: Course, name: str) -> str:
    """The path of a learner's own file: from here, from the root, or by its name alone."""
    own = [path for topic in course.topics.values() for path in topic.submitted]
    for place in (Path.cwd() / name, course.root / name):
        resolved = place.resolve()
        if resolved.is_relative_to(course.root.resolve()):
            path = resolved.relative_to(course.root.resolve()).as_posix()
            if path in own:
                return path
    if not name.endswith((".py", ".toml", ".md")):
        return ""
    same = [path for path in own if path.endswith(f"/{name}")]
    at = manifest.worked_on(course)
    mine = [path for path in same if path.startswith(f"{STUDENT_ROOT}/{at}/")] or same
    if not mine:
        raise UsageError(f"there is no solution file '{name}'; name it as exercises/TOPIC/FILE.")
    if len(mine) > 1:
        raise UsageError(f"'{name}' may be any of {', '.join(mine)}; say which.")
    return mine[0]


def _agreed(what: str) -> bool:
    try:
        return typer.confirm(f"put the stub of {what} back?")
    except typer.Abort:
        raise UsageError("no answer, so nothing is changed; --yes does not ask.") from None


def _examine(root: Path) -> None:
    """What a learner's installation and repository look like, and the one thing to type next."""
    from grader.learn.doctor import extras, first_push, installed, remote

    rows = installed(root)
    release = manifest.read(root)
    if release is not None:
        rows.append(("release", f"{release.course} {release.version}", ""))
    try:
        status = git.run("status", "--porcelain", "--branch", cwd=root).decode().splitlines()
        changed = len(status) - 1
        branch = status[0].removeprefix("## ")
        files = "file" if changed == 1 else "files"
        rows.append(("git", f"{branch}; {changed or 'no'} {files} not committed", ""))
        address = git.run("remote", "get-url", "origin", cwd=root).decode().strip()
        todo = first_push(branch)
        more = f"; {branch.partition('...')[0]} has no upstream there yet: {todo}" if todo else ""
        rows.append(("remote", f"{remote(address)}{more}", todo))
    except GitError:
        known = any(what == "git" for what, _, _ in rows)
        branch = rows[-1][1].partition(";")[0].removeprefix("No commits yet on ") if known else ""
        todo = (
            f"git remote add origin ADDRESS, then git push -u origin {branch}"
            if known
            else "git clone ADDRESS, and copy your files into it"
        )
        said = f"none here, so nothing can be pushed: {todo}"
        rows.append(("remote" if known else "git", said, todo))
    except EngineError as e:
        rows.append(("git", str(e), "install git"))
    for what, value, _type in rows:
        typer.echo(f"{what:14}{value}")
    todo = next((typed for _, _, typed in rows if typed), "")
    for extra, state in extras():
        typer.echo(f"{extra:14}{state}")
    typer.echo(f"{'type next':14}{todo or 'grader next'}")
