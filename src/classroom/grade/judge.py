"""The judge: one process that grades submissions, one after another.

It holds the course, the hidden checks, the mistakes and the secret. Student code runs in children
of its zygote, which know none of them.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import warnings
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import torch

from classroom.grade import reference
from classroom.grade.experiment_key import load_experiment_keys
from classroom.grade.key import Key, grade_questions, load_key
from classroom.grade.result import JudgedTopic, assemble
from classroom.grade.ritual import RitualJudge
from classroom.grade.runs import Runs
from classroom.report.faults import Fault
from grader.check.backend import ChildBackend, TrustedBackend
from grader.check.mistakes import SolutionBackend, load_mistakes, read_mistakes
from grader.check.naming import Namer
from grader.check.pool import Pool
from grader.check.run import TopicRun
from grader.check.seeds import Seeds, solution_hash
from grader.check.source import Source
from grader.check.suite import CheckSpec, find_checks
from grader.check.workspace import GIVEN, write_files
from grader.course.experiments import REPORT
from grader.course.manifest import Course, Topic
from grader.experiments.judging import ExperimentJudge
from grader.experiments.measured import Experiment, load_experiments
from grader.experiments.report import read_report
from grader.learn.local import engine
from grader.record import QuestionsResult, Record, RitualResult, Timing
from grader.repository.collect import Collected
from grader.sandbox import jail
from grader.sandbox.host import Zygote
from grader.sandbox.sharing import share_a_child

# For all checks of a topic, of which a right solution needs two or three.
TOPIC_SECONDS = 120.0


class Judge:
    """Grades submissions of `course`; use it as a context manager.

    `secret` decides the inputs of all checks; None takes the public ones of a laptop. `scratch`
    is a folder whose part GIVEN holds what every student is given (see copy_given); submissions
    are unpacked beside that part, and the folder's owner removes it. `unsafe` judges without the
    jail, for one's own code; `per_check` gives every check a child, in place of every file.
    `shipped` says that the fingerprints in mistakes.json name the mistakes at public inputs, as
    on a laptop; without it mistakes.json may be out of date. `runs` are those of experiments that
    need not be made again.
    """

    def __init__(
        self,
        course: Course,
        secret: bytes | None,
        scratch: Path,
        *,
        unsafe: bool = False,
        per_check: bool = False,
        shipped: bool = True,
        runs: Runs | None = None,
    ) -> None:
        self.course = course
        self.secret = secret
        self._unsafe = unsafe
        self._zygote = Zygote(without=jail.UNSAFE if unsafe else ())
        self._per_check = per_check
        self._shipped = shipped
        self._runs = runs
        self._scratch = scratch
        self._checks: dict[str, list[CheckSpec]] = {}
        self._namers: dict[str, Namer] = {}
        self._solutions: dict[str, TrustedBackend] = {}
        self._question_keys: dict[str, Key] = {}
        self._rituals: dict[str, RitualJudge] = {}
        # Topic -> its experiments, and the right predictions.
        self._experiments: dict[str, tuple[dict[str, Experiment], dict[str, str]]] = {}
        self.pool = Pool()
        torch.set_num_threads(1)
        # Of checks and mistakes, for whoever writes them: pytest shows them there.
        warnings.simplefilter("ignore", UserWarning)
        # Checks, solutions and mistakes import the given files under the students' names.
        sys.path.insert(0, str(course.root))
        # Looking for the few cycles that checks leave behind takes 3% of the time otherwise.
        gc.set_threshold(20_000)
        gc.collect()
        gc.freeze()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and its children."""
        self._zygote.close()
        sys.path.remove(str(self.course.root))

    def grade(self, collected: Collected, topics: list[Topic]) -> Record:
        """The record of one submission over `topics`."""
        results = [self.grade_topic(collected, topic) for topic in topics]
        return assemble(self.course, collected, results)

    def grade_topic(
        self, collected: Collected, topic: Topic, at_fault: Container[str] | None = ()
    ) -> JudgedTopic:
        """One topic of one submission.

        Where it loses a check, our own solution is asked at the same inputs; but for the checks
        `at_fault`, of which that is known. None: it is our own solution.
        """
        started = time.monotonic()
        now = datetime.now(UTC)
        run = self.run(collected, topic, now, at_fault=at_fault)
        faults = [
            Fault(topic.id, f"{spec.task.ref} {spec.task.id}", spec.id, run.faults[spec.id])
            for spec in run.specs.values()
            if spec.id in run.faults
        ]
        record = reference.without(run.record(), topic, faults)
        if topic.ritual:
            record.ritual = self._ritual(collected, topic)
        return JudgedTopic(
            topic=record,
            engine=engine(jail.level(self._unsafe), "check" if self._per_check else "file"),
            timing=Timing(
                started_at=now.isoformat(),
                wall=round(time.monotonic() - started, 6),
                checks=run.seconds,
            ),
        )

    def run(
        self,
        collected: Collected,
        topic: Topic,
        now: datetime,
        *,
        keep: bool = False,
        at_fault: Container[str] | None = (),
    ) -> TopicRun:
        """The finished run of one topic; its traces `keep` values for who looks at them."""
        with self._begun(collected, topic, now) as run:
            run.keep = keep
            if at_fault is None:
                run.reference = None
            else:
                run.at_fault = at_fault
            for spec in self._checks[topic.id]:
                run.judge(spec)
            # They compare no values that somebody could look at.
            if topic.experiments and not keep:
                self._judge_experiments(collected, topic, run)
        return run

    @contextmanager
    def asked(
        self, collected: Collected, topic: Topic, tasks: Container[str]
    ) -> Iterator[tuple[TopicRun, list[CheckSpec]]]:
        """A run of one topic that has judged nothing yet, and the checks of `tasks`: visible first.

        The submission's child lives as long as this context.
        """
        with self._begun(collected, topic, datetime.now(UTC)) as run:
            run.partial = True
            specs = [spec for spec in self._checks[topic.id] if spec.task.id in tasks]
            yield run, sorted(specs, key=lambda spec: spec.visibility == "hidden")

    @contextmanager
    def _begun(self, collected: Collected, topic: Topic, now: datetime) -> Iterator[TopicRun]:
        """The run of one topic, as long as its child lives."""
        sources = {}
        for file in topic.files:
            path = topic.path_in_repository(file.name)
            stub = (topic.folder / file.name).read_text(encoding="utf-8")
            text = collected.files.get(path, b"").decode("utf-8")
            problem = collected.problems.get(path, "")
            sources[file.name] = Source(path, text, problem, stub)
        files = {s.path: collected.files[s.path] for s in sources.values() if not s.problem}
        self._load(topic)
        digest = solution_hash(files)
        with self._workspace() as workspace:
            write_files(files, workspace)
            run = TopicRun(
                topic=topic,
                backend=ChildBackend(
                    self._zygote,
                    topic,
                    workspace,
                    self._scratch / GIVEN,
                    per_check=self._per_check,
                    shared=share_a_child(source.tree for source in sources.values()),
                ),
                sources=sources,
                seeds=Seeds(topic.id, digest, self.secret, self.course.pool),
                namer=self._namers[topic.id],
                pool=self.pool,
                reference=lambda: self._solution(topic),
                revealed=topic.revealed(now),
                limit=TOPIC_SECONDS,
                questions=self._questions(collected, topic),
            )
            try:
                yield run
            finally:
                run.backend.close()

    @contextmanager
    def _workspace(self) -> Iterator[Path]:
        """A folder that children can read, for as long as it is needed."""
        with tempfile.TemporaryDirectory(dir=self._scratch, prefix="work-") as folder:
            workspace = Path(folder)
            if self._zygote.drop_user:
                # Children are nobody then, and reach their files through these two folders.
                self._scratch.chmod(0o711)
                workspace.chmod(0o755)
            yield workspace

    def _ritual(self, collected: Collected, topic: Topic) -> RitualResult:
        if topic.id not in self._rituals:
            self._rituals[topic.id] = RitualJudge(topic)
        with self._workspace() as workspace:
            return self._rituals[topic.id].judge(
                collected, self._zygote, workspace, self._scratch / GIVEN
            )

    def _judge_experiments(self, collected: Collected, topic: Topic, run: TopicRun) -> None:
        functions, answers = self._experiments[topic.id]
        path = topic.path_in_repository(REPORT)
        text = collected.files.get(path, b"").decode("utf-8")
        sections = read_report(topic.experiments, text, collected.problems.get(path, ""))
        known = self._runs.of(topic, collected) if self._runs else None
        judge = ExperimentJudge(run, functions, sections, answers, known=known)
        for spec in topic.experiments.values():
            judge.judge(spec)

    def _load(self, topic: Topic) -> None:
        """Have the checks and mistakes of `topic` at hand."""
        if topic.id in self._checks:
            return
        hidden = self.course.hidden / topic.id
        self._checks[topic.id] = find_checks(topic, self.course.root, hidden)
        self._namers[topic.id] = Namer(
            load_mistakes(self.course, topic),
            read_mistakes(topic) if self._shipped else None,
            secret=self.secret is not None,
        )
        keys = load_experiment_keys(self.course, topic)
        answers = {name: key.answer for name, key in keys.items()}
        self._experiments[topic.id] = load_experiments(topic), answers
        # They stay: the garbage collector need not walk through them for every submission.
        gc.collect()
        gc.freeze()

    def _solution(self, topic: Topic) -> TrustedBackend:
        """Our own solution. Raises whatever keeps it from being loaded."""
        if topic.id not in self._solutions:
            self._solutions[topic.id] = SolutionBackend(self.course, topic)
        return self._solutions[topic.id]

    def _questions(self, collected: Collected, topic: Topic) -> QuestionsResult | None:
        if not topic.texts:
            return None
        if topic.id not in self._question_keys:
            self._question_keys[topic.id] = load_key(self.course, topic)
        return grade_questions(self.course, topic, self._question_keys[topic.id], collected)
