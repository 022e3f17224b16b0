"""The `grader ritual` commands: begin the notebook ritual, check it, go on to the next step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.course.manifest import RITUAL_COPIES, STUDENT_ROOT, Topic, find_course
from grader.errors import UsageError

ritual_app = typer.Typer(
    help="The notebook ritual: describe every cell, write it anew, condense, describe again.",
    no_args_is_help=True,
)
_TopicArgument = Annotated[
    str, typer.Argument(help="The topic.", show_default="the one whose ritual is begun")
]
_JailOption = Annotated[
    bool, typer.Option("--jail", help="Run the cells as the grader does, in a child (Linux).")
]


@ritual_app.command("start")
def ritual_start(topic: _TopicArgument = "", course: CourseOption = Path()) -> None:
    """Make the first copy of a topic's notebook, for describing.

    It is ritual/r1_describe.ipynb in the topic's folder; open it in Jupyter or an editor that shows
    notebooks. A copy that is there already is left alone.

    Example: grader ritual start tabular_from_scratch
    """
    from grader.ritual.copies import make_copy
    from grader.ritual.spec import load_ritual

    found = _topic(topic, course, begun=False)
    _write(found, "R1", make_copy(load_ritual(found), "R1", None))


@ritual_app.command("check")
def ritual_check(
    topic: _TopicArgument = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Show every cell that is not done in detail.")
    ] = False,
    jail: _JailOption = False,
    course: CourseOption = Path(),
) -> None:
    """Check the steps of the ritual that are begun.

    Cells run without Jupyter, one after another, each with a deadline; magics and shell lines are
    left out, and named.

    Exit status: 0 every step that is begun is done, 1 some are not, 2 wrong use.

    Example: grader ritual check --all
    """
    from grader.learn.progress import save_ritual
    from grader.render.ritual import ritual_report
    from grader.ritual.ending import ending
    from grader.ritual.judging import local_ritual
    from grader.ritual.spec import load_ritual

    found = _topic(topic, course)
    spec = load_ritual(found)
    ritual = local_ritual(spec, jail=jail)
    for line in [*ritual_report(found.id, ritual, show_all=everything), *ending(spec, ritual)]:
        typer.echo(line)
    save_ritual(found, ritual)
    begun = [step for step in ritual.steps if step.state != "not_started"]
    raise typer.Exit(0 if begun and all(step.state == "pass" for step in begun) else 1)


@ritual_app.command("next")
def ritual_next(
    topic: _TopicArgument = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Go on although the step is not done.")
    ] = False,
    jail: _JailOption = False,
    course: CourseOption = Path(),
) -> None:
    """Make the copy for the next step, once the present one is done.

    What you wrote goes along: descriptions into step 2, your cells into steps 3 and 4.

    Exit status: 0 made (or nothing is left to do), 1 the step is not done, 2 wrong use.

    Example: grader ritual next
    """
    from grader.render.ritual import ritual_report
    from grader.ritual.copies import make_copy
    from grader.ritual.ending import ending
    from grader.ritual.judging import local_ritual
    from grader.ritual.reading import Unreadable, read_notebook
    from grader.ritual.spec import load_ritual

    found = _topic(topic, course)
    there = [step for step, name in RITUAL_COPIES.items() if (found.folder / name).exists()]
    start = f"run: grader ritual start {found.id}"
    if not there:
        raise UsageError(f"nothing is begun; {start}")
    # The first that is missing: one that was moved away is made anew.
    after = next((step for step in RITUAL_COPIES if step not in there), None)
    if after == "R1":
        path = f"{STUDENT_ROOT}/{found.id}/{RITUAL_COPIES[after]}"
        raise UsageError(f"{path} is not there; move it back, or {start}")
    spec = load_ritual(found)
    ritual = local_ritual(spec, jail=jail)
    steps = list(RITUAL_COPIES)
    step = steps[steps.index(after) - 1] if after else steps[-1]
    state = next(each.state for each in ritual.steps if each.id == step)
    if after is None or (state != "pass" and not anyway):
        for line in [*ritual_report(found.id, ritual), *ending(spec, ritual)]:
            typer.echo(line)
        raise typer.Exit(0 if ritual.badge else 1)
    last = found.folder / RITUAL_COPIES[step]
    try:
        before = read_notebook(last.read_bytes())
    except Unreadable as e:
        raise UsageError(f"{last}: {e}.") from None
    _write(found, after, make_copy(spec, after, before))


def _topic(name: str, course: Path, *, begun: bool = True) -> Topic:
    """The topic `name`; without a name the only one with a ritual, or with one that is `begun`."""
    topics = find_course(course.resolve()).topics
    with_ritual = [topic for topic in topics.values() if topic.ritual]
    if name and name not in topics:
        raise UsageError(f"there is no topic '{name}'; the topics are: {', '.join(topics)}.")
    chosen = [topic for topic in with_ritual if not name or topic.id == name]
    if not chosen:
        which = f"the topic {name} has" if name else "this course has"
        raise UsageError(f"{which} no ritual; see exercises/README.md.")
    if begun and len(chosen) > 1:
        copies = [
            (topic, topic.folder / copy) for topic in chosen for copy in RITUAL_COPIES.values()
        ]
        here = list(dict.fromkeys(topic.id for topic, path in copies if path.exists()))
        chosen = [topic for topic in chosen if topic.id in here] or chosen
    if len(chosen) > 1:
        names = " or ".join(topic.id for topic in chosen)
        raise UsageError(f"more than one topic has a ritual; name {names}.")
    return chosen[0]


def _write(topic: Topic, step: str, text: str) -> None:
    from grader.ritual.spec import EXTRA

    path = topic.folder / RITUAL_COPIES[step]
    shown = f"{STUDENT_ROOT}/{topic.id}/{RITUAL_COPIES[step]}"
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise UsageError(
            f"{shown} is there already; go on in it, or move it away to begin it anew."
        ) from None
    typer.echo(f"wrote {shown}")
    install = f'python -m pip install -c constraints.txt -e ".[{EXTRA}]"'
    typer.echo(f"open it in VS Code or Jupyter ({install})")
    typer.echo(f"then: grader ritual check {topic.id}")
