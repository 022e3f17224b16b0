"""Runs of experiments by content: what was measured once is not measured again.

A report may change, and answers and notebooks beside it, while the code that it runs stays the
same. Our own solution's are run once for all who report them, and it may be one of the class.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from classroom.grade.cache import Cache, Keys
from grader.course.experiments import ExperimentSpec
from grader.course.manifest import Topic
from grader.experiments.judging import Settings
from grader.experiments.measured import Measured
from grader.repository.collect import Collected


@dataclass(frozen=True)
class Runs:
    """The runs of all submissions of a batch, in the folder of its results."""

    keys: Keys
    cache: Cache

    def of(self, topic: Topic, collected: Collected) -> RunsOfOne:
        """Those of one topic of one submission."""
        return RunsOfOne(self, topic, collected)


@dataclass(frozen=True)
class RunsOfOne:
    """The runs of one topic of one submission."""

    runs: Runs
    topic: Topic
    collected: Collected

    def get(self, spec: ExperimentSpec, settings: Settings) -> Measured | None:
        """What these settings have given with this code, None where they have not run."""
        return self.runs.cache.measured(self._key(spec, settings))

    def put(self, spec: ExperimentSpec, settings: Settings, measured: Measured) -> None:
        """Keep the numbers of a run; what is drawn and told of it is for a learner's own."""
        numbers = replace(measured, curves={}, tell=())
        self.runs.cache.keep(self._key(spec, settings), numbers)

    def _key(self, spec: ExperimentSpec, settings: Settings) -> str:
        asked = f"{spec.id} {sorted(settings.items())!r}"
        files, problems = self.collected.files, self.collected.problems
        return self.runs.keys.of_run(self.topic, files, problems, asked)
