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

Either way a name is given only if exactly one mistake fits, and it is taken back where another
failing check of its task speaks against it: another mistake fits there, or this one passes and
nothing shows that a second deviation does (see `_holds`). Of a
mistake that has run at a check and seed a fingerprint is kept: for the next submission with these
inputs, those run that may fit.

Where values tell nothing, since they depend on the order of a set, the check looks at what the code
did and says which mistake that is (`Mismatch.shows`): then neither way is taken.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import OrderedDict
from collections.abc import (
    Callable,
    Collection,
    Container,
    Iterable,
    Mapping,
    MutableMapping,
    Sequence,
)
from typing import Any, NamedTuple

import msgspec

from grader.check.mistakes import Fingerprint, Mistake, MistakesFile, NamedMistake
from grader.check.outcome import Mismatch
from grader.check.suite import CheckSpec
from grader.check.values import finite_numbers
from grader.record import CheckResult, Row
from grader.sandbox.kinds import is_tensor

MAX_PROJECTIONS = 4
# Far above rounding (1e-6), far below the distance between two different mistakes.
_SAME = 1e-4

# Runs the failed check with a mistake's code in the student's place; None if it passes there.
Rerun = Callable[[Mistake], Mismatch | None]


class Evidence(NamedTuple):
    """What a failed check says of mistakes: those that fit, and where none does, all that fail.

    `fails` are the names of all that fail at the check, whether they fit or not; None where not
    all were run.
    """

    fits: list[NamedMistake]
    open: list[NamedMistake]
    fails: frozenset[str] | None = None


class _Outcome(NamedTuple):
    """How a mistake ended at a check and seed; `print` is None if there is nothing to compare."""

    failed: bool
    print: Fingerprint | None


# Of a failed check and its seed. The last argument is the mistake that another check of the task
# has been given. None where the values are no evidence for or against any.
Namer = Callable[[Mismatch, CheckSpec, int, Rerun, NamedMistake | None], Evidence | None]
# How the mistakes of a task have ended at one check and seed, by key.
Ended = MutableMapping[str, _Outcome]
# Checks and seeds of which that is kept.
_KEPT = 20_000


def namer(
    mistakes: Mapping[str, Sequence[Mistake]] | None,
    shipped: MistakesFile | None,
    *,
    secret: bool,
) -> Namer:
    """What names mistakes in a run: see the table above.

    `mistakes` are those of reference/ (task id -> Mistake), None where there is none; `shipped` is
    mistakes.json, None where it may be out of date. `secret` says that inputs are not public.
    """
    kept: OrderedDict[tuple[str, int], Ended] = OrderedDict()

    def name(
        mismatch: Mismatch, spec: CheckSpec, seed: int, rerun: Rerun, suspect: NamedMistake | None
    ) -> Evidence | None:
        if mismatch.shows is not None:
            return _shown(mismatch.shows, spec, mistakes, shipped)
        if not secret and shipped is not None and spec.visibility == "visible":
            return by_fingerprint(mismatch, spec.id, shipped)
        if mistakes is None:
            return None
        seen = kept.setdefault((spec.id, seed), {})
        kept.move_to_end((spec.id, seed))
        if len(kept) > _KEPT:
            kept.popitem(last=False)
        return by_running(mismatch, spec.id, mistakes[spec.task.id], rerun, suspect, seen)

    return name


def _shown(
    key: str,
    spec: CheckSpec,
    mistakes: Mapping[str, Sequence[Mistake]] | None,
    shipped: MistakesFile | None,
) -> Evidence | None:
    """The mistake of the check's task that is called `key`; None where there is none."""
    if mistakes is not None:
        known = {mistake.key: mistake.named for mistake in mistakes[spec.task.id]}
    else:
        known = shipped.mistakes if shipped is not None else {}
    named = known.get(key)
    if named is None or named.task != spec.task.id:
        return None
    return Evidence([named], [named])


def by_running(
    mismatch: Mismatch,
    check_id: str,
    mistakes: Sequence[Mistake],
    rerun: Rerun,
    suspect: NamedMistake | None = None,
    seen: Ended | None = None,
) -> Evidence | None:
    """The mistakes that return the learner's very values at the same place.

    `rerun` runs the failed check with a mistake's code in the student's place. A `suspect`, the
    mistake that another check of the task has named, is tried first and then alone. What `seen`
    says of a mistake need not be found out again; it is added to. None where the values are no
    evidence.
    """
    yours = fingerprint(mismatch.got, check_id, mismatch.index)
    if yours is None:
        return None
    seen = {} if seen is None else seen
    found, failing = [], []
    for mistake in sorted(mistakes, key=lambda mistake: mistake.named != suspect):
        known = seen.get(mistake.key)
        if known and not (known.print and agree(yours, known.print)):
            failing += [mistake.named] if known.failed else []
            continue
        theirs = rerun(mistake)
        seen[mistake.key] = _Outcome(theirs is not None, _print_of(theirs, check_id))
        if theirs is None:
            continue
        failing.append(mistake.named)
        if theirs.index != mismatch.index:
            continue
        if same_values(mismatch.got, theirs.got):
            if mistake.named == suspect:
                return Evidence([mistake.named], [mistake.named])
            found.append(mistake.named)
    return Evidence(found, found or failing, frozenset(mistake.name for mistake in failing))


def _print_of(mismatch: Mismatch | None, check_id: str) -> Fingerprint | None:
    if mismatch is None:
        return None
    return fingerprint(mismatch.got, check_id, mismatch.index)


def by_fingerprint(mismatch: Mismatch, check_id: str, file: MistakesFile) -> Evidence | None:
    """The mistakes whose fingerprints at this place are that of the learner's values.

    None where the values are no evidence.
    """
    yours = fingerprint(mismatch.got, check_id, mismatch.index)
    if yours is None:
        return None
    wanted = file.checks.get(check_id, {})
    fits = [file.mistakes[key] for key, of in wanted.items() if agree(yours, of)]
    failing = [file.mistakes[key] for key in wanted]
    return Evidence(fits, fits or failing, frozenset(mistake.name for mistake in failing))


def contradicted(name: str, open_names: Iterable[Collection[str]]) -> bool:
    """Whether a check whose values are evidence speaks against the mistake called `name`.

    `open_names` has, for each such check of a task, the names in `Evidence.open`.
    """
    return any(name not in names for names in open_names)


def _holds(check: CheckResult, checks: Sequence[CheckResult], left: Mapping[str, Evidence]) -> bool:
    """Whether no other check of the task speaks against the name that `check` has.

    One at which the mistake passes shows another deviation, where that is beside the point: it is
    of another part of the task, has a name of its own, or two checks have the very values.
    """
    name = check.mistake
    twice = sum(other.mistake == name for other in checks) > 1

    def beside(other: CheckResult) -> bool:
        there, here = left[other.id].fails, left[check.id].fails if check.id in left else None
        if there is None or name in there:
            return False
        own = other.mistake and here is not None and other.mistake not in here
        return bool(twice or own or other.part != check.part)

    against = [
        [mistake.name for mistake in left[other.id].open]
        for other in checks
        if other.id in left and not beside(other)
    ]
    return not contradicted(name, against)


def with_names(
    checks: Sequence[CheckResult], left: Mapping[str, Evidence], by_chance: bool
) -> list[CheckResult]:
    """The checks of one task with the names that hold, and without the rows that a name replaces.

    left       check id -> its evidence, of each check whose values are evidence
    by_chance  no name holds here

    A check whose values are no evidence says what another visible check of its task shows; one
    whose values two mistakes return takes the one that another check names, or tells both.
    """
    holding = [
        bool(check.mistake) and not by_chance and _holds(check, checks, left) for check in checks
    ]
    kept = {check.mistake for check, holds in zip(checks, holding, strict=True) if holds}
    done = [
        _without(check, ("yours", "expected"))
        if holds
        else _without(msgspec.structs.replace(check, mistake=""), ("mistake", "idea"))
        for check, holds in zip(checks, holding, strict=True)
    ]
    if not by_chance:
        done = [
            _one_of(check, left[check.id], kept) if check.id in left else check for check in done
        ]
    told = {
        check.mistake: [row for row in check.rows if row.label in ("mistake", "idea")]
        for check in done
        if check.mistake and check.visibility == "visible"
    }
    if len(told) != 1:
        return done
    [(name, rows)] = told.items()
    lent = [Row("mistake", f"another check of this task shows: {name}"), *rows[1:]]
    return [
        _with(check, lent)
        if check.state == "fail"
        and not check.mistake
        and check.visibility == "visible"
        and check.id not in left
        else check
        for check in done
    ]


def _one_of(check: CheckResult, evidence: Evidence, kept: Collection[str]) -> CheckResult:
    """`check`, of which several mistakes have the values, with the one that is named elsewhere."""
    if check.mistake or len(evidence.fits) < 2 or check.visibility == "hidden":
        return check
    found = [mistake for mistake in evidence.fits if mistake.name in kept] or evidence.fits
    if len(found) > 2:
        return check
    when = ", or when ".join(mistake.name for mistake in found)
    rows = [Row("mistake", f"these are the values that come out when {when}")]
    rows += [Row("idea", mistake.feedback) for mistake in found]
    named = _without(_with(check, rows), ("yours", "expected"))
    return msgspec.structs.replace(named, mistake=found[0].name) if len(found) == 1 else named


def _without(check: CheckResult, labels: Container[str]) -> CheckResult:
    """`check` without the rows `labels`, if a mistake is named: a name says more than values."""
    if not any(row.label == "mistake" for row in check.rows):
        return check
    rows, label = [], ""
    for row in check.rows:
        label = row.label or label
        rows += [] if label in labels else [row]
    return msgspec.structs.replace(check, rows=rows)


def _with(check: CheckResult, more: Sequence[Row]) -> CheckResult:
    """`check` with more rows, before what to do next."""
    at = next((i for i, row in enumerate(check.rows) if row.label == "next"), len(check.rows))
    return msgspec.structs.replace(check, rows=[*check.rows[:at], *more, *check.rows[at:]])


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


def fingerprint(value: Any, check_id: str, index: int) -> Fingerprint | None:
    """The fingerprint of `value` at expectation `index` of a check; None if it cannot have one."""
    if not _evidence(value):
        return None
    shape = tuple(value.shape) if is_tensor(value) else (len(value),)
    # Values of another dtype are other values; float32, which most are, goes without saying.
    dtype = str(value.dtype) if is_tensor(value) and str(value.dtype) != "torch.float32" else ""
    digest = hashlib.sha256(f"{check_id}\0{index}\0{shape}{dtype}".encode()).digest()
    seed = int.from_bytes(digest[:7], "big")
    norm, projections = (_of_tensor if is_tensor(value) else _of_numbers)(value, seed)
    return Fingerprint(index, shape, _rounded(norm), tuple(map(_rounded, projections)))


def _of_tensor(value: Any, seed: int) -> tuple[float, list[float]]:
    """The largest absolute value and the projections."""
    import torch

    flat = value.detach().double().flatten()
    count = min(MAX_PROJECTIONS, flat.numel() - 1)
    generator = torch.Generator().manual_seed(seed)
    directions = torch.randn(count, flat.numel(), generator=generator, dtype=torch.float64)
    projections: list[float] = (directions @ flat / math.sqrt(flat.numel())).tolist()
    return float(flat.abs().max()), projections


def _of_numbers(value: Sequence[float], seed: int) -> tuple[float, list[float]]:
    """The same for a list, without torch."""
    generator = random.Random(seed)
    projections = [
        sum(generator.gauss(0.0, 1.0) * number for number in value) / math.sqrt(len(value))
        for _ in range(min(MAX_PROJECTIONS, len(value) - 1))
    ]
    return max(abs(float(number)) for number in value), projections


def agree(yours: Fingerprint, wanted: Fingerprint) -> bool:
    """Whether both are of the same values at the same place.

    Up to rounding: the last digits of a sum depend on the processor.
    """
    ours, theirs = (yours.norm, *yours.projections), (wanted.norm, *wanted.projections)
    if (yours.index, yours.shape, len(ours)) != (wanted.index, wanted.shape, len(theirs)):
        return False
    room = 4 * _SAME * wanted.norm
    return all(abs(a - b) <= room for a, b in zip(ours, theirs, strict=True))


def _evidence(value: Any) -> bool:
    """Whether `value` has at least two entries, so that a match is no coincidence."""
    if not is_tensor(value):
        return finite_numbers(value) is not None
    if value.numel() < 2 or value.is_complex():
        return False
    return bool(value.isfinite().all())


def _rounded(value: float) -> float:
    return float(f"{value:.7g}")
