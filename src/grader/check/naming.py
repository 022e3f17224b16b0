"""How a wrong answer gets the name of its mistake.

Two ways lead there. By running: the failed check is run again with each mistake of its task in the
student's place, and the wrong values are compared. By fingerprint: mistakes.json says what each
mistake returns at each visible check on public inputs. `namer` decides which:

    inputs   check     mistakes.json   reference/   named by
    secret   any       -               there        running
    public   any       not given       there        running
    public   visible   given           -            fingerprint
    public   hidden    given           there        running
    public   hidden    given           missing      not at all

Either way a name is given only if exactly one mistake fits. It is a statement about the code, so
it holds only if that mistake ends at every other check of its task as the answer did: it passes
where that passes, has the same values or words (all that a function returns) where that has some,
and none where that has none. What a check of a task's first part has named may pass the checks of
others: whoever goes beyond the lecture makes the same mistakes in the lecture's part.
How it has ended there is kept: for the next submission with these inputs, those run that may fit.

Where values tell nothing, since they depend on the order of a set, the check looks at what the code
did and says which mistake that is (`Mismatch.shows`): then neither way is taken.
"""

from __future__ import annotations

import hashlib
import math
import random
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from grader.check.mistakes import Ended, Fingerprint, Mistake, MistakesFile, NamedMistake
from grader.check.outcome import Mismatch, NotStarted, Outcome
from grader.check.suite import CheckSpec
from grader.check.values import finite_numbers, in_words
from grader.record import CheckResult
from grader.sandbox.kinds import is_tensor

MAX_PROJECTIONS = 4
# Far above rounding (1e-6), far below the distance between two different mistakes.
_SAME = 1e-4

# What is returned beside a value: the least size, in sizes of that one, and the most entries.
_LEAST, _LARGEST = 1e-5, 1 << 16
# Runs a check with a mistake's code in the student's place: how it ends, None if it passes.
Rerun = Callable[[Mistake], Outcome | None]
# Checks and seeds of which that is kept.
_KEPT = 20_000


class Namer:
    """What names mistakes in a run: see the table above.

    `mistakes` are those of reference/ (task id -> Mistake), None where there is none; `shipped` is
    mistakes.json, None where it may be out of date. `secret` says that inputs are not public.
    """

    def __init__(
        self,
        mistakes: Mapping[str, Sequence[Mistake]] | None,
        shipped: MistakesFile | None,
        *,
        secret: bool,
    ) -> None:
        self._mistakes = mistakes
        self._shipped = shipped
        self._public = not secret
        # How the mistakes of a task have ended at one check and seed, by key.
        self._kept: OrderedDict[tuple[str, int], dict[str, Ended | None]] = OrderedDict()

    def fitting(
        self,
        mismatch: Mismatch,
        spec: CheckSpec,
        seed: int,
        rerun: Rerun,
        suspect: NamedMistake | None,
    ) -> list[NamedMistake]:
        """The mistakes that fit a failed check; `suspect` is what another of its task was given."""
        if mismatch.shows is not None:
            return self._shown(mismatch.shows, spec)
        if not is_evidence(mismatch.got):
            return []
        if (file := self._file(spec)) is not None:
            return by_fingerprint(mismatch, spec.id, file)
        if self._mistakes is None:
            return []
        mistakes, seen = self._mistakes[spec.task.id], self._seen(spec, seed)
        return by_running(mismatch, spec.id, mistakes, rerun, suspect, seen)

    def ended(
        self, named: NamedMistake, spec: CheckSpec, seed: int, rerun: Rerun
    ) -> list[Ended | None]:
        """How the mistakes of a name end at a check of their task; none where nobody knows."""
        if (file := self._file(spec)) is not None:
            keys = [key for key, known in file.mistakes.items() if known == named]
            return [file.ended(key, spec.id) for key in keys]
        if self._mistakes is None:
            return []
        mistakes = [m for m in self._mistakes[spec.task.id] if m.named == named]
        seen = self._seen(spec, seed)
        for mistake in mistakes:
            if mistake.key not in seen:
                _, seen[mistake.key] = tried(partial(rerun, mistake), spec.id)
        return [seen[mistake.key] for mistake in mistakes]

    def _file(self, spec: CheckSpec) -> MistakesFile | None:
        """mistakes.json where it speaks of these inputs."""
        return self._shipped if self._public and spec.visibility == "visible" else None

    def _seen(self, spec: CheckSpec, seed: int) -> dict[str, Ended | None]:
        seen = self._kept.setdefault((spec.id, seed), {})
        self._kept.move_to_end((spec.id, seed))
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return seen

    def _shown(self, key: str, spec: CheckSpec) -> list[NamedMistake]:
        """The mistake of the check's task that is called `key`, if there is one."""
        if self._mistakes is not None:
            known = {mistake.key: mistake.named for mistake in self._mistakes[spec.task.id]}
        else:
            known = self._shipped.mistakes if self._shipped is not None else {}
        named = known.get(key)
        return [] if named is None or named.task != spec.task.id else [named]


def by_running(
    mismatch: Mismatch,
    check_id: str,
    mistakes: Sequence[Mistake],
    rerun: Rerun,
    suspect: NamedMistake | None = None,
    seen: MutableMapping[str, Ended | None] | None = None,
) -> list[NamedMistake]:
    """The mistakes that return the learner's very values at the same place.

    `rerun` runs the failed check with a mistake's code in the student's place. A `suspect`, the
    mistake that another check of the task has named, is tried first and then alone. What `seen`
    says of a mistake need not be found out again; it is added to. Values that are left to chance
    give no name, or who was judged before would have a say in it.
    """
    yours = _taken(mismatch, check_id)
    if yours is None:
        return []
    seen = {} if seen is None else seen
    found = []
    for mistake in sorted(mistakes, key=lambda mistake: mistake.named != suspect):
        if mistake.key in seen and not alike(yours, seen[mistake.key]):
            continue
        theirs, seen[mistake.key] = tried(partial(rerun, mistake), check_id)
        if not isinstance(theirs, Mismatch) or not alike(yours, seen[mistake.key]):
            continue
        if same_values(mismatch.got, theirs.got):
            if mistake.named == suspect:
                return [mistake.named]
            found.append(mistake.named)
    return found


def by_fingerprint(mismatch: Mismatch, check_id: str, file: MistakesFile) -> list[NamedMistake]:
    """The mistakes whose fingerprints at this place are that of the learner's values."""
    yours = _taken(mismatch, check_id)
    wanted = file.checks.get(check_id, {})
    return [file.mistakes[key] for key, taken in wanted.items() if yours and agree(yours, taken)]


def ended(outcome: Outcome | None, check_id: str) -> Ended:
    """How code has ended at a check; `outcome` is None where it passed."""
    if not isinstance(outcome, Mismatch) or outcome.shows is not None or outcome.oversize:
        return outcome is None
    return _taken(outcome, check_id) or _in_words(outcome, check_id) or False


def tried(run: Callable[[], Outcome | None], check_id: str) -> tuple[Outcome | None, Ended | None]:
    """How a run of a check ends, and whether others end so; None where that is left to chance."""
    before = _chance()
    first = run()
    how = ended(first, check_id)
    if _chance() == before or alike(how, ended(run(), check_id)):
        return first, how
    return first, None


def _chance() -> tuple[object, ...]:
    """The states of the generators that code without one of its own draws from."""
    torch = sys.modules.get("torch")
    return random.getstate(), torch.get_rng_state().numpy().tobytes() if torch else b""


def alike(yours: Ended, theirs: Ended | None) -> bool:
    """Whether two solutions have ended in one way at a check."""
    if isinstance(yours, Fingerprint) and isinstance(theirs, Fingerprint):
        return agree(yours, theirs)
    return yours is theirs


@dataclass
class Names:
    """The names that the checks of a run have given, and how student code ended at each check.

    last       task id -> the mistake that a check of it was given last
    given      check id -> the mistake that it was given
    """

    last: dict[str, NamedMistake] = field(default_factory=dict)
    given: dict[str, NamedMistake] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)
    _watched: set[str] = field(default_factory=set)
    _ended: dict[str, Ended] = field(default_factory=dict)

    def saw(self, outcome: Outcome | None, check_id: str) -> None:
        """Keep how student code ended, where that says something of a mistake."""
        if isinstance(outcome, Mismatch) and outcome.shows is not None:
            self._watched.add(check_id)
        elif not isinstance(outcome, NotStarted):
            self._ended[check_id] = ended(outcome, check_id)

    def give(self, named: NamedMistake, spec: CheckSpec, *, shown: bool) -> None:
        """A check names a mistake, by what it saw (`shown`) or by values."""
        self.last[spec.task.id] = self.given[spec.id] = named
        if shown:
            self._shown.add(named.name)

    def holding(
        self,
        checks: Sequence[CheckResult],
        end_of: Callable[[NamedMistake, str], list[Ended | None]],
        main: str = "",
    ) -> set[str]:
        """The names given to checks of a task whose mistakes end at each of them as these did.

        `end_of` says of a name and a check how mistakes of that name end there; `main` is the first
        part of the task. Where a check saw what the code did, no name holds that it did not see.
        """
        known = [check for check in checks if check.id in self._ended]

        def holds(named: NamedMistake, part: str) -> bool:
            # Beyond the first part the answer may do more than the mistake, or lack what is asked.
            asked = [
                c.id
                for c in known
                if part != main or c.part == main or isinstance(self._ended[c.id], Fingerprint)
            ]
            ends = ((self._ended[id_], end_of(named, id_)) for id_ in asked)
            return all(
                not theirs or any(one is None or alike(yours, one) for one in theirs)
                for yours, theirs in ends
            )

        named = [(self.given[check.id], check.part) for check in checks if check.id in self.given]
        watched = any(check.id in self._watched for check in checks)
        return {
            name
            for name in {one.name for one, _part in named}
            if name in self._shown
            or (not watched and all(holds(*given) for given in named if given[0].name == name))
        }


def same_values(a: Any, b: Any) -> bool:
    """Whether two tensors, or lists of numbers, agree: shape, dtype and, up to rounding, value."""
    if not (is_tensor(a) and is_tensor(b)):
        ours, theirs = finite_numbers(a), finite_numbers(b)
        if ours is None or theirs is None or len(ours) != len(theirs):
            return False
        room = _SAME * max(map(abs, theirs))
        return all(abs(x - y) <= room for x, y in zip(ours, theirs, strict=True))
    if a.shape != b.shape:
        return False
    import torch

    if a.dtype != b.dtype:
        return False
    a, b = a.detach().double(), b.detach().double()
    largest = float(b.abs().max())
    return math.isfinite(largest) and bool(torch.allclose(a, b, rtol=0.0, atol=_SAME * largest))


def _taken(mismatch: Mismatch, check_id: str) -> Fingerprint | None:
    return fingerprint(mismatch.got, check_id, mismatch.index, mismatch.beside)


def fingerprint(
    value: Any, check_id: str, index: int, beside: Sequence[Any] = ()
) -> Fingerprint | None:
    """The fingerprint of `value` at expectation `index` of a check; None if it cannot have one.

    What was returned `beside` it takes part. That of a single number names nothing (`is_evidence`).
    """
    if not _comparable(value):
        return None
    shape = tuple(value.shape) if is_tensor(value) else (len(value),)
    # Values of another dtype are other values; float32, which most are, goes without saying.
    dtype = str(value.dtype) if is_tensor(value) and str(value.dtype) != "torch.float32" else ""
    digest = hashlib.sha256(f"{check_id}\0{index}\0{shape}{dtype}".encode()).digest()
    seed = int.from_bytes(digest[:7], "big")
    norm, projections = _measured(value, seed)
    others = (norm * number for number in _of_others(beside, _LEAST * norm, seed))
    numbers = *projections, *others
    return Fingerprint(index, shape, _rounded(norm), tuple(map(_rounded, numbers)))


def _in_words(mismatch: Mismatch, check_id: str) -> Fingerprint | None:
    """The same of texts, truth values and None: exact, so that it names nothing on its own."""
    text = in_words(mismatch.got)
    digest = hashlib.sha256(f"{check_id}\0{mismatch.index}\0{text}".encode()).digest()
    numbers = [int.from_bytes(digest[at : at + 4], "big") / 2**32 for at in (0, 4, 8)]
    return Fingerprint(mismatch.index, (), 1.0, tuple(map(_rounded, numbers))) if text else None


def _of_others(values: Sequence[Any], least: float, seed: int) -> Iterator[float]:
    """Of each the logarithm of its size, and its direction; a size below `least` is rounding."""
    for value in values:
        value = [value] if isinstance(value, int | float) else value
        if _comparable(value) and _count(value) <= _LARGEST:
            norm, projections = _measured(value, seed)
            yield from (math.log(norm), projections[0] / norm) if norm > least else (0.0, 0.0)


def _measured(value: Any, seed: int) -> tuple[float, list[float]]:
    """The largest absolute value and the projections."""
    count = _projections(_count(value))
    if not is_tensor(value):
        draw, root = random.Random(seed), math.sqrt(len(value))
        found = [sum(draw.gauss(0.0, 1.0) * n for n in value) / root for _ in range(count)]
        return max(abs(float(number)) for number in value), found
    import torch

    flat = value.detach().double().flatten()
    generator = torch.Generator().manual_seed(seed)
    directions = torch.randn(count, flat.numel(), generator=generator, dtype=torch.float64)
    return float(flat.abs().max()), (directions @ flat / math.sqrt(flat.numel())).tolist()


def _projections(size: int) -> int:
    """So few that values cannot be rebuilt of them; of a single number it is the sign as well."""
    return min(MAX_PROJECTIONS, max(1, size - 1))


def agree(yours: Fingerprint, wanted: Fingerprint) -> bool:
    """Whether both are of the same values at the same place.

    Up to rounding: the last digits of a sum depend on the processor.
    """
    ours, theirs = (yours.norm, *yours.projections), (wanted.norm, *wanted.projections)
    if (yours.index, yours.shape, len(ours)) != (wanted.index, wanted.shape, len(theirs)):
        return False
    room = 4 * _SAME * wanted.norm
    return all(abs(a - b) <= room for a, b in zip(ours, theirs, strict=True))


def _comparable(value: Any) -> bool:
    """Whether `value` is made of finite numbers."""
    if not is_tensor(value):
        return finite_numbers(value) is not None
    return value.numel() > 0 and not value.is_complex() and bool(value.isfinite().all())


def is_evidence(value: Any) -> bool:
    """Whether `value` has at least two entries, so that a match is no coincidence."""
    return _comparable(value) and _count(value) > 1


def _count(value: Any) -> int:
    return int(value.numel()) if is_tensor(value) else len(value)


def _rounded(value: float) -> float:
    return float(f"{value:.7g}")
