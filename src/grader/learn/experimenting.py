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
from grader.check.seeds import Seeds, solution_hash
from grader.check.source import Source, read_sources, readable
from grader.course.experiments import ExperimentSpec, RefusedSetting, Value
from grader.course.manifest import Course, Topic
from grader.errors import GraderError, UsageError
from grader.experiments import words
from grader.experiments.log import FOLDER, ExperimentRun, add_run, log_path, read_runs
from grader.experiments.measured import Measured, Size, load_experiments, plain_settings
from grader.experiments.picture import draw
from grader.experiments.running import measure, unusable
from grader.learn.experiments import sections_of
from grader.learn.local import local_run
from grader.learn.long_run import minutes
from grader.learn.names import is_short, topic_here, whole_number
from grader.learn.progress import last_run
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
    run = _solution_run(course, topic) if reference else local_run(topic.folder, jail=False)
    if not reference:
        yield from (f"note: {said}" for said in [odd, _wrong(course, topic, spec)] if said)
    started, when = time.monotonic(), datetime.now(UTC)
    current = Trace()
    try:
        with _progress(_expected(runs, size)):
            measured = measure(run, spec, one, settings, size, seconds=_DAY, current=current)
    except Outcome as outcome:
        raise UsageError(_stopped(topic, spec, outcome, width)) from None
    except GraderError:
        raise
    except Exception:
        blamed = None if reference else unusable(run, current)
        if blamed is None:
            raise
        again = next(row.text for row in blamed.rows if row.label == "next")
        raise UsageError(f"{spec.ref}: {blamed.summary}: {again}") from None
    finally:
        run.backend.close()
    yield from words.found_lines(spec, settings, measured, size)
    yield ""
    if reference:
        return
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


def _wrong(course: Course, topic: Topic, spec: ExperimentSpec) -> str:
    """Which function did not pass when the whole topic was last checked, as it is now; or ""."""
    try:
        last = last_run(course, topic.id)
    except UsageError:
        return ""  # grader progress says that what was kept is damaged
    files = readable(read_sources(topic, course.root))
    if last is None or last.topics[0].solution_hash != solution_hash(files):
        return ""
    states = {task.id: task.state for task in last.topics[0].tasks}
    wrong = [name for name in spec.requires if states.get(name, "pass") not in DONE]
    if not wrong:
        return ""
    return (
        f"your {wrong[0]} does not pass its own checks: pytest exercises/{topic.id} -k {wrong[0]}"
    )


def _stub(topic: Topic, spec: ExperimentSpec, said: str) -> str:
    return f"{spec.ref} runs your own functions, and {said}: grader next {topic.id}"


def _picture(course: Course, spec: ExperimentSpec, measured: Measured) -> Iterator[str]:
    if measured.curves:
        path = course.root / FOLDER / f"{spec.ref}.png"
        try:
            draw(spec, measured, path)
            yield f"picture: {_shown(path, course)}"
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
