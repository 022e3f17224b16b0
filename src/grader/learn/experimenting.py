"""`grader run`: an experiment on this machine, with the learner's own functions."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from grader.check.mistakes import SolutionBackend
from grader.check.naming import Namer
from grader.check.outcome import NotStarted, Outcome, Trace
from grader.check.run import TopicRun
from grader.check.score import DONE
from grader.check.seeds import Seeds
from grader.check.source import Source, read_sources
from grader.course.experiments import ExperimentSpec, RefusedSetting, Value
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import GraderError, UsageError
from grader.experiments import words
from grader.experiments.log import FOLDER, ExperimentRun, add_run, log_path, read_runs
from grader.experiments.measured import Measured, Size, load_experiments, plain_settings
from grader.experiments.picture import draw
from grader.experiments.running import measure, unusable
from grader.learn.experiments import sections_of
from grader.learn.local import local_run
from grader.learn.long_run import minutes
from grader.learn.names import is_short, named, topic_here, whole_number
from grader.learn.step import current
from grader.render.message import aligned

# Nobody waits for a run on a laptop longer than this without Ctrl-C.
_DAY = 86_400.0
_QUIET = 2.0


def find_experiment(course: Course, name: str) -> tuple[Topic, ExperimentSpec]:
    """The experiment with this number or name. Raises UsageError."""
    topics = list(course.topics.values())
    at = topic_here(topics)
    place, _, rest = name.strip().replace("/", ".").partition(".")
    if place in course.topics and rest:
        at, name = course.topics[place], rest
    wanted = (whole_number(at, name) if at is not None else name).strip().lower()
    every = [(topic, spec) for topic in topics for spec in topic.experiments.values()]
    found = [each for each in every if wanted in (each[1].ref.lower(), each[1].id)]
    found = [each for each in found if each[0] is at] or found
    if not found and is_short(name):
        alike = [spec.ref for _, spec in every if spec.ref.endswith(f"-{name.strip().upper()}")]
        if alike:
            raise UsageError(
                f"'{name}' is a number of several topics; say which: {', '.join(alike)}."
            )
    if not found:
        for each in named(topics, name):
            run = f"pytest exercises/{each.topic.id} --task {each.task.ref}"
            raise UsageError(f"'{name}' is a task, and no experiment; see: {run}")
        known = ", ".join(spec.ref for _, spec in every) or "this course has none"
        raise UsageError(f"there is no experiment '{name}'; the experiments are: {known}.")
    if len(found) > 1:
        refs = ", ".join(f"{spec.ref} ({topic.id})" for topic, spec in found)
        raise UsageError(f"several experiments are called '{name}'; say which: {refs}.")
    return found[0]


def settings_of(spec: ExperimentSpec, given: Sequence[str]) -> dict[str, Value]:
    """The settings of a command line: name=value each, the others as in the stub."""
    raw = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--set {text}: write a name, =, and a value, as --set rate=0.2.")
        raw[name.strip()] = value
    try:
        return spec.read(raw)
    except RefusedSetting as e:
        raise UsageError(f"{e}.") from None


def page(course: Course, topic: Topic, spec: ExperimentSpec, width: int) -> Iterator[str]:
    """What is asked, and how far the learner is."""
    section, runs = sections_of(topic)[spec.id], read_runs(course.root, spec)
    yield words.head(spec)
    yield ""
    yield from words.asked(topic, spec, section, width)
    yield from (*section.problems, *section.notes)
    if runs:
        yield ""
        yield from words.run_table(spec, runs, _shown(log_path(course.root, spec), course))
        yield from words.explanation(topic, spec, section.prediction, width)


def run_experiment(
    course: Course,
    topic: Topic,
    spec: ExperimentSpec,
    settings: Mapping[str, Value],
    size: Size,
    width: int,
    *,
    reference: bool = False,
) -> Iterator[str]:
    """Run the experiment and keep the run; what to print, line by line.

    `reference` runs our own solution, keeps nothing and asks for no prediction. Raises UsageError.
    """
    section, runs = sections_of(topic)[spec.id], read_runs(course.root, spec)
    if not reference:
        _written(course, topic, spec)
    odd = "" if section.prediction else next(iter(section.notes), "")
    if odd and not (runs or reference):
        raise UsageError(f"{spec.ref}: {odd}.")
    if not (section.prediction or runs or reference):
        raise UsageError(
            f"write your prediction first: {words.to_predict(topic, spec)}. A wrong one costs "
            "nothing and opens its explanation; nobody checks when you wrote it."
        )
    one = load_experiments(topic)[spec.id]
    if said := one.fits(plain_settings(settings)):
        raise UsageError(f"{spec.ref}: {said}.")
    if not reference:
        _passing(course, topic, spec)
    run = _solution_run(course, topic) if reference else local_run(topic.folder, jail=False)
    if odd and not reference:
        yield f"note: {odd}"
    started, when = time.monotonic(), datetime.now(UTC)
    traced = Trace()
    try:
        with _progress(_expected(runs, size)):
            measured = measure(run, spec, one, settings, size, seconds=_DAY, current=traced)
    except Outcome as outcome:
        raise UsageError(_stopped(topic, spec, outcome, width)) from None
    except GraderError:
        raise
    except Exception:
        blamed = None if reference else unusable(run, traced)
        if blamed is None:
            raise
        again = next(row.text for row in blamed.rows if row.label == "next")
        raise UsageError(f"{spec.ref}: {blamed.summary}: {again}") from None
    finally:
        run.backend.close()
    if not reference:
        # Before anything is printed: whoever reads only the first lines ends this process.
        add_run(
            course.root,
            spec,
            time=when.isoformat(timespec="seconds"),
            size=size,
            seconds=time.monotonic() - started,
            prediction=section.prediction,
            settings=settings,
            found=measured.found,
        )
    yield from words.found_lines(spec, settings, measured, size)
    yield ""
    if reference:
        return
    yield from words.run_table(
        spec, read_runs(course.root, spec), _shown(log_path(course.root, spec), course)
    )
    yield from _picture(course, spec, measured)
    if not runs:
        yield ""
        yield from words.explanation(topic, spec, section.prediction, width)


def _written(course: Course, topic: Topic, spec: ExperimentSpec) -> None:
    """Raises UsageError where a function that the experiment runs is still a stub."""
    sources = read_sources(topic, course.root)
    for name in spec.requires:
        if sources[topic.file_of[name].name].not_started(topic.tasks[name].names):
            raise UsageError(_stub(topic, spec, f"{name} is not started"))


def _passing(course: Course, topic: Topic, spec: ExperimentSpec) -> None:
    """Raises UsageError where a function that the experiment runs does not pass its checks.

    A wrong function gives wrong numbers, and the explanation is of right ones.
    """
    known = current(course, topic, read_sources(topic, course.root))
    states = {task.id: task.state for task in known.tasks}
    wrong = [name for name in spec.requires if states.get(name, "pass") not in DONE]
    if wrong:
        raise UsageError(
            f"{spec.ref} runs your own functions, and {wrong[0]} does not pass its own checks: "
            f"pytest {STUDENT_ROOT}/{topic.id} --task {topic.tasks[wrong[0]].ref}"
        )


def _stub(topic: Topic, spec: ExperimentSpec, said: str) -> str:
    return f"{spec.ref} runs your own functions, and {said}: grader next {topic.id}"


def _picture(course: Course, spec: ExperimentSpec, measured: Measured) -> Iterator[str]:
    if measured.curves:
        path = course.root / FOLDER / f"{spec.ref}.png"
        try:
            earlier = draw(spec, measured, path)
            grey = ", earlier runs in grey" if earlier else ""
            yield f"picture: {_shown(path, course)}{grey}"
        except UsageError as e:
            yield str(e)


def _stopped(topic: Topic, spec: ExperimentSpec, outcome: Outcome, width: int) -> str:
    """Why a run found nothing."""
    if isinstance(outcome, NotStarted):
        return _stub(topic, spec, outcome.summary)
    rows = "\n".join(aligned(outcome.rows, width))
    told = any(row.label == "next" for row in outcome.rows)
    see = "" if told else f"\nsee pytest exercises/{topic.id}"
    return f"{spec.ref}: {outcome.summary}\n{rows}{see}"


def _solution_run(course: Course, topic: Topic) -> TopicRun:
    folder = course.reference / topic.id
    if not folder.is_dir():
        raise UsageError("there is no reference/ here; --reference is for the course's authors.")
    return TopicRun(
        topic=topic,
        backend=SolutionBackend(course, topic),
        sources={
            file.name: Source(file.name, (folder / file.name).read_text(encoding="utf-8"))
            for file in topic.files
        },
        seeds=Seeds(topic.id),
        namer=Namer(None, None, secret=False),
    )


def _expected(runs: Sequence[ExperimentRun], size: Size) -> float:
    """The seconds of the last run of this size, 0 where there was none."""
    return next((run.seconds for run in reversed(runs) if run.size == size), 0.0)


@contextmanager
def _progress(expected: float) -> Iterator[None]:
    """Say on stderr, after two seconds, how long it has run, and how long the last run took."""
    done = threading.Event()
    started = time.monotonic()
    told = f" of about {minutes(expected)}" if expected > _QUIET else ""
    end, every = ("\r", 1.0) if sys.stderr.isatty() else ("\n", 10.0)

    def tell() -> None:
        wait = _QUIET
        while not done.wait(wait):
            spent = minutes(time.monotonic() - started)
            print(f"running, {spent}{told}; Ctrl-C ends it ", end=end, file=sys.stderr, flush=True)
            wait = every

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _shown(path: Path, course: Course) -> Path:
    return path.relative_to(course.root)
