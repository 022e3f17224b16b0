"""A run on a laptop: the learner's own folder, public seeds, mistakes known by fingerprint."""

from __future__ import annotations

import gc
import platform
import re
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from grader.check.backend import Backend, ChildBackend, LocalBackend, TrustedBackend
from grader.check.mistakes import load_mistakes, load_reference, read_mistakes
from grader.check.naming import Namer
from grader.check.run import TopicRun
from grader.check.score import DONE
from grader.check.seeds import Seeds, solution_hash
from grader.check.source import Source, read_sources, readable, slips
from grader.check.workspace import copy_given, write_files
from grader.course.experiments import REPORT
from grader.course.manifest import (
    STUDENT_ROOT,
    Topic,
    counted_answers,
    load_course,
    load_topic,
)
from grader.errors import CourseError, UsageError
from grader.learn.names import functions_of
from grader.learn.progress import later
from grader.quiz.judge import local_questions
from grader.record import SCHEMA, Engine, Isolation, Record, Submission, Timing, TopicResult
from grader.render.message import terminal_width
from grader.render.terminal import Here
from grader.sandbox import jail as jail_module
from grader.sandbox.host import Zygote
from grader.sandbox.sharing import share_a_child

_ID = re.compile(r'^id = "([^"]+)"', re.MULTILINE)


def local_run(folder: Path, *, jail: bool) -> TopicRun:
    """The run for the topic in `folder` of this repository, in this process or in a child."""
    topic = load_topic(folder)
    if folder.parent.name != STUDENT_ROOT:
        raise CourseError(f"{folder} is not inside a folder named {STUDENT_ROOT}/.")
    root = folder.parent.parent
    if torch := sys.modules.get("torch"):
        # Small tensors: two threads are slower than one, and the grader uses one as well.
        torch.set_num_threads(1)
    # pytest collects garbage twice a session; walking through all of torch takes 0.1 s each time.
    gc.freeze()
    sources = read_sources(topic, root)
    files = readable(sources)
    backend: Backend = _JailedBackend(topic, sources) if jail else LocalBackend(topic, root)
    return TopicRun(
        topic=topic,
        backend=backend,
        sources=sources,
        seeds=Seeds(topic.id, solution_hash(files)),
        namer=_namer(topic, root),
        reference=_reference(topic, root),
        questions=local_questions(topic, counted_answers(root)),
    )


def here(
    topic: Topic, sources: Mapping[str, Source], result: TopicResult, asked: Collection[str] = ()
) -> Here:
    """What this machine knows of a topic beside `result`: which functions are still stubs, say.

    `asked` are the tasks whose checks were to run.
    """
    states = {task.id: task.state for task in result.tasks}
    stubs, places, waits, begun, written = {}, {}, {}, set(), {}
    owned: set[str] = set()
    for task in topic.tasks.values():
        source = sources[topic.file_of[task.id].name]
        names = functions_of(topic, task, source.text)
        left = [] if source.problem else [name for name in names if source.not_started([name])]
        # Of several tasks that look at a function, the first one is begun with it.
        own = [name for name in names if name not in owned]
        owned.update(names)
        open_ = states.get(task.id) == "not_started" or left
        if open_ and not source.problem and {*own} - {*left}:
            begun.add(task.id)
        one_class = len({name.rpartition(".")[0] for name in names}) == 1
        stubs[task.id] = [name.rpartition(".")[2] for name in left] if one_class else left
        if one_class and left and set(names) - set(left):
            written[task.id] = [name.rpartition(".")[2] for name in names if name not in left]
        if left and source.line_of(left[0]):
            places[task.id] = f"{source.path}:{source.line_of(left[0])} ({left[0]})"
        waits[task.id] = [other for other in task.requires if states.get(other, "pass") not in DONE]
    for spec in topic.experiments.values():
        waits[spec.id] = [other for other in spec.requires if states.get(other, "pass") not in DONE]
        places[spec.id] = topic.path_in_repository(REPORT)
    shared = _shared_ids(topic)
    several = {
        task.id: task.names
        for task in topic.tasks.values()
        if len(task.names) > 1 and not any("." in name for name in task.names)
    }
    shown = {task.file for task in result.tasks} - {REPORT}
    return Here(
        width=terminal_width(),
        stubs=stubs,
        places=places,
        waits=waits,
        begun=begun,
        written=written,
        later=_later(topic),
        hints={t.id: t.ref for t in topic.tasks.values() if t.id in {*shared, *several}},
        names=several,
        notes=list(slips(readable({name: sources[name] for name in shown}))),
        missing=len(set(asked) - states.keys()),
    )


def _later(topic: Topic) -> dict[str, str]:
    try:
        return later(topic)
    except (CourseError, UsageError):
        return {}  # grader progress says what is damaged


def _shared_ids(topic: Topic) -> set[str]:
    """The ids that tasks of other topics have as well; another topic may be damaged."""
    others = topic.folder.parent.glob("*/topic.toml")
    texts = [path.read_text("utf-8", "replace") for path in others if path.parent != topic.folder]
    return {name for text in texts for name in _ID.findall(text)}


def _namer(topic: Topic, root: Path) -> Namer:
    """By fingerprints; who has hidden checks has reference/ as well."""
    there = (root / "reference" / topic.id).is_dir()
    mistakes = load_mistakes(load_course(root), topic) if there else None
    return Namer(mistakes, read_mistakes(topic), secret=False)


def _reference(topic: Topic, root: Path) -> Callable[[], Backend] | None:
    """Our own solution, for whoever writes checks; a learner has none."""
    if not (root / "reference" / topic.id).is_dir():
        return None
    return lambda: TrustedBackend(load_reference(load_course(root), topic))


def local_record(runs: list[TopicRun], *, jail: bool, started_at: datetime, wall: float) -> Record:
    """The record of a laptop's runs."""
    seconds = {check: value for run in runs for check, value in run.seconds.items()}
    return Record(
        schema=SCHEMA,
        course="local",
        course_version="",
        submission=Submission(student="local"),
        topics=[run.record() for run in runs],
        engine=engine(jail_module.level(), "file") if jail else engine("none", "none"),
        timing=Timing(started_at=started_at.isoformat(), wall=round(wall, 6), checks=seconds),
    )


# Asked for every submission; looked up, it is read from a file of a thousand lines.
@cache
def _version(package: str) -> str:
    """The version that is installed, "" where none is: micrograd does without torch."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def engine(jail_level: str, isolation: Isolation) -> Engine:
    """What judges: our version, Python's, torch's, and how student code is kept apart.

    The CPU capability is torch's, "" where it was not imported: nothing depends on it then.
    """
    torch = sys.modules.get("torch")
    return Engine(
        version=_version("grokking-the-basics"),
        python=platform.python_version(),
        torch=_version("torch"),
        cpu_capability=torch.backends.cpu.get_cpu_capability() if torch else "",
        isolation=isolation,
        jail=jail_level,
    )


class _JailedBackend(ChildBackend):
    """Children over a copy of the learner's files, with a zygote of its own."""

    def __init__(self, topic: Topic, sources: dict[str, Source]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        work, given = Path(self._folder.name, "work"), Path(self._folder.name, "given")
        write_files(readable(sources), work)
        copy_given(topic.folder.parent, [topic], given)
        self._own_zygote = Zygote()
        shared = share_a_child(source.tree for source in sources.values())
        super().__init__(self._own_zygote, topic, work, given, shared=shared)

    def close(self) -> None:
        """Kill the child and the zygote, remove the copy."""
        super().close()
        self._own_zygote.close()
        self._folder.cleanup()
