"""What checks asked and how they ended, kept for the next submission that gets the same inputs.

A check is a function of its seed and of the replies that it gets. So where a submission gets the
inputs of an earlier one and every reply is the same, byte for byte, as in a run that passed, the
check passes: inputs are not drawn and encoded again, and no right answer is computed. At the first
reply that is a new one the check itself runs, and is given the replies that are there already.

A check that draws from elsewhere than its seed is found out, and runs as if there were no pool.
Only runs that passed without a note are kept. A request is kept by the replies that led to it, so
a child is asked nothing that the check would not have asked it.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.check.backend import ChildBackend, our_fault
from grader.course.manifest import FileSpec
from grader.sandbox.execute import Reply, Request
from grader.sandbox.host import ChildDied

# Bytes that a worker keeps: nine topics at 16 places take 80 MB of them.
LIMIT = 192 << 20
# Larger requests are few, and cost more to keep than to make again.
_MOST = 64 << 10
# Different replies to one request that are known to be right.
_REPLIES = 64
# What a step costs beside its request, roughly: Python's own objects.
_STEP = 400


@dataclass(frozen=True)
class Passed:
    """How a check ended; `margin` is that of its trace."""

    margin: float | None


@dataclass
class _Step:
    """What a check asks next, and where each known reply (its digest) leads."""

    request: bytes
    then: dict[bytes, _Step | Passed] = field(default_factory=dict)


@dataclass
class _Runs:
    """All that is known of one check at one seed, and its size in bytes."""

    first: _Step
    size: int = 0


class Pool:
    """Runs of checks that passed, by check and seed; those used last stay."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._known: OrderedDict[tuple[str, int], _Runs] = OrderedDict()
        # (check id, seed) -> what our own solution meets with there; "" if it passes.
        self.faults: dict[tuple[str, int], str] = {}
        # Checks whose inputs do not come from gen or rng alone.
        self.varying: set[str] = set()
        self.bytes = 0
        self.found = 0
        self.looked_for = 0

    def walk(self, backend: ChildBackend, check_id: str, seed: int) -> Walk:
        """A run of a check with this seed on the submission that `backend` holds."""
        return Walk(backend, self, check_id, seed)

    def first(self, check_id: str, seed: int) -> _Step | None:
        """The first step of the runs of a check with this seed, None where there is none."""
        self.looked_for += 1
        runs = self._known.get((check_id, seed))
        if runs is None:
            return None
        self._known.move_to_end((check_id, seed))
        return runs.first

    def keep(
        self, check_id: str, seed: int, run: Sequence[tuple[bytes, bytes]], end: Passed
    ) -> None:
        """Keep a run: (request, digest of the reply) for each call, and how it ended."""
        if not run or check_id in self.varying or sum(len(asked) for asked, _ in run) > _MOST:
            return
        runs = self._known.get((check_id, seed))
        if runs is None:
            runs = self._known[check_id, seed] = _Runs(_Step(run[0][0]))
            self._add(runs, run[0][0])
        step = runs.first
        for (_, digest), (request, _) in itertools.pairwise(run):
            following = step.then.get(digest)
            if following is None:
                if len(step.then) >= _REPLIES:
                    return
                following = step.then[digest] = _Step(request)
                self._add(runs, request)
            assert isinstance(following, _Step)
            step = following
        if len(step.then) < _REPLIES:
            step.then[run[-1][1]] = end
        while self.bytes > self._limit:
            _, oldest = self._known.popitem(last=False)
            self.bytes -= oldest.size

    def give_up(self, check_id: str) -> None:
        """Keep nothing of a check that asks something else than before at the same seed."""
        self.varying.add(check_id)
        for key in [key for key in self._known if key[0] == check_id]:
            self.bytes -= self._known.pop(key).size

    def _add(self, runs: _Runs, request: bytes) -> None:
        runs.size += len(request) + _STEP
        self.bytes += len(request) + _STEP


class Walk:
    """One run of a check on a submission: along known replies, then by the check itself.

    It is the backend of that run.
    """

    keeps_deadlines = True

    def __init__(self, backend: ChildBackend, pool: Pool, check_id: str, seed: int) -> None:
        self._backend = backend
        self._pool = pool
        self._check_id = check_id
        self._seed = seed
        self._run: list[tuple[bytes, bytes]] = []
        self._asked: deque[tuple[bytes, memoryview | Reply | ChildDied]] = deque()
        self._usable = True

    def along(self, file: FileSpec, seconds: float) -> Passed | None:
        """Ask what earlier runs asked while the replies are known; how it ended, if it did.

        Raises UnexpectedError.
        """
        with our_fault():
            step: _Step | Passed | None = self._pool.first(self._check_id, self._seed)
            while isinstance(step, _Step):
                try:
                    reply = self._backend.exchange(file, step.request, seconds)
                except ChildDied as died:
                    self._asked.append((step.request, died))
                    return None
                self._asked.append((step.request, reply))
                if isinstance(reply, Reply):
                    return None
                step = step.then.get(_digest(reply))
            self._pool.found += step is not None
            return step

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The reply to `request`: the one that is there already, or a new one.

        Raises as ChildBackend.ask does.
        """
        packed = self._backend.pack(request)
        with our_fault(ChildDied):
            reply = self._reply(file, packed, seconds)
            if isinstance(reply, Reply):
                self._usable = False
                return reply
            self._run.append((packed, _digest(reply)))
            return self._backend.parse(reply)

    def _reply(self, file: FileSpec, packed: bytes, seconds: float) -> memoryview | Reply:
        if self._asked and self._asked[0][0] != packed:
            self._pool.give_up(self._check_id)
            self._asked.clear()
        if not self._asked:
            return self._backend.exchange(file, packed, seconds)
        _, reply = self._asked.popleft()
        if isinstance(reply, ChildDied):
            raise reply
        return reply

    def keep(self, margin: float | None) -> None:
        """Keep this run, which has passed. Raises UnexpectedError."""
        if not self._usable:
            return
        with our_fault():
            self._pool.keep(self._check_id, self._seed, self._run, Passed(margin))

    def renew(self, file: FileSpec) -> None:
        """As the backend does."""
        self._backend.renew(file)

    def take_output(self) -> str:
        """As the backend does."""
        return self._backend.take_output()

    def check_done(self) -> None:
        """As the backend does."""
        self._backend.check_done()

    def close(self) -> None:
        """As the backend does."""
        self._backend.close()


def _digest(reply: memoryview) -> bytes:
    return hashlib.sha256(reply).digest()
