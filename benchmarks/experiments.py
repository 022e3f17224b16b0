"""What experiments cost a class: the same students graded with their reports and without.

Of each topic N submissions as throughput.py makes them (right, another way, a mistake, half done).
With reports, all but those that are half done report every experiment, with the settings of the
reference or others that its key knows, in turn. No two have the same code; our own solution comes
from the cache. The two runs of a topic alternate in parts, since the speed of a machine changes
within minutes. Prints CPU and wall time of both and their ratio, a topic each and together; then
the re-run of one right report a topic, at grading. Exit status 1 if that takes more than LIMIT
seconds of a processor.
Run: python benchmarks/experiments.py [TOPIC ...] [--submissions 30]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from throughput import Measured, _engine, _measure, _submissions

from classroom.author.compose import solutions, unreported
from classroom.grade.experiment_key import load_experiment_keys
from classroom.grade.submission import Settings
from grader.course.experiments import REPORT, Value
from grader.course.manifest import Course, Topic, find_course
from grader.experiments.report import read_report, section

# Of a right report over all experiments of a topic.
LIMIT = 20.0
_PARTS = 3
# The first student of _submissions fills the caches, so the half-done ones come a place earlier.
_KINDS, _HALF_DONE = 4, 2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("topics", nargs="*", default=["makemore1", "micrograd"])
    parser.add_argument("--submissions", type=int, default=30, help="of each topic")
    options = parser.parse_args()
    course = find_course(Path(__file__).resolve().parent)
    with_all, without_all, runs = Measured(), Measured(), dict[str, float]()
    for topic in map(course.topic, options.topics):
        with_, without = _class(course, topic, options.submissions)
        print(with_.line(f"{topic.id}, with reports"))
        print(without.line(f"{topic.id}, without"))
        cpu, wall = with_.cpu / without.cpu, with_.wall / without.wall
        print(f"{'':34} x {cpu:.2f} in CPU, x {wall:.2f} in wall time")
        runs[topic.id] = _one(course, topic)
        for total, part in ((with_all, with_), (without_all, without)):
            total.wall, total.cpu = total.wall + part.wall, total.cpu + part.cpu
            total.count += part.count
    print(with_all.line("all topics, with reports"))
    print(without_all.line("all topics, without"))
    for name, seconds in runs.items():
        print(f"{name}: {seconds:.1f} s CPU for the re-run of one right report")
    result = {
        "cpu_ratio": with_all.cpu / without_all.cpu,
        "wall_ratio": with_all.wall / without_all.wall,
        "slowest_report": max(runs.values()),
    }
    print(json.dumps({key: round(value, 4) for key, value in result.items()}))
    if result["slowest_report"] > LIMIT:
        raise SystemExit(f"a report takes more than {LIMIT:g} s to run again")


def _class(course: Course, topic: Topic, count: int) -> tuple[Measured, Measured]:
    """The class of a topic graded with its reports, and without."""
    with_, without = Measured(), Measured()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, *paths = _submissions(course, topic, folder, count + 1)
        path, empty = _path(topic), unreported(course, {})[_path(topic)]
        (first / path).write_text(empty, encoding="utf-8")
        caches = folder / "with", folder / "without"
        for cache in caches:
            _engine(course, topic, [first], 1, Settings(), None, cache)
        reports = [
            empty if number % _KINDS == _HALF_DONE else _report(course, topic, number)
            for number in range(count)
        ]
        for part in range(_PARTS):
            some = paths[part::_PARTS]
            for target, texts, cache in zip(
                (with_, without), (reports, [empty] * count), caches, strict=True
            ):
                for student, text in zip(some, texts[part::_PARTS], strict=True):
                    (student / path).write_text(text, encoding="utf-8")
                run = partial(_engine, course, topic, some, 1, Settings(), None, cache)
                _measure(target, len(some), run)
    return with_, without


def _report(course: Course, topic: Topic, number: int) -> str:
    """A report of every experiment; a number that does not hold costs as much as one that does."""
    reference = read_report(topic.experiments, solutions(course, topic)[_path(topic)])
    keys, sections = load_experiment_keys(course, topic), []
    for name, spec in topic.experiments.items():
        choices: list[Mapping[str, Value]] = [reference[name].settings]
        choices += [spec.read(right.settings) for right in keys[name].right]
        settings = choices[number % len(choices)]
        sections.append(section(spec, settings, {found.name: "0.5" for found in spec.found}))
    return "\n".join(sections)


def _one(course: Course, topic: Topic) -> float:
    """CPU seconds that the reference's report adds to its submission."""
    with_, without = Measured(), Measured()
    with tempfile.TemporaryDirectory() as name:
        [path] = _submissions(course, topic, Path(name), 1)
        for target, files in ((without, unreported(course, {})), (with_, solutions(course, topic))):
            (path / _path(topic)).write_text(files[_path(topic)], encoding="utf-8")
            _measure(target, 1, partial(_engine, course, topic, [path], 1, Settings(), None))
    return with_.cpu - without.cpu


def _path(topic: Topic) -> str:
    return topic.path_in_repository(REPORT)


if __name__ == "__main__":
    main()
