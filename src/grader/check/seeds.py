"""The seeds of a check's inputs.

On a laptop they are public and depend on the check alone. At grading they are an HMAC over the
topic, a place in the pool and the check. The place is one of `pool`, and an HMAC over the submitted
files: the same code gets the same inputs, an edit nearly always changes them, and what was computed
for one submission serves all others at its place (grader.check.pool).

Checks of one name share a seed, whatever their file and parameters, so that what they have in
common, such as the forward and backward pass of one batch, is computed once. What one
check is given must therefore not be the answer that one of that name after it asks for.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property

_BITS = (1 << 63) - 1


@dataclass(frozen=True)
class Seeds:
    """Derives one seed per check; `secret` is None on a laptop, whose pool has one place."""

    topic: str
    solution_hash: str = ""
    secret: bytes | None = None
    pool: int = 1
    _known: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def of(self, check_id: str) -> int:
        """The seed of `check_id`, "folder/test_file.py::test_name[...]", 0 <= seed < 2**63."""
        file, _, name = check_id.partition("::")
        shared = f"{file.rpartition('/')[0]}::{name.partition('[')[0]}"
        if shared not in self._known:
            self._known[shared] = self._derived(shared)
        return self._known[shared]

    @cached_property
    def place(self) -> int:
        """Which of the pool's inputs these files get, 0 <= place < pool."""
        if self.secret is None:
            return 0
        message = f"place\0{self.topic}\0{self.solution_hash}".encode()
        return int.from_bytes(hmac.digest(self.secret, message, "sha256")[:8], "big") % self.pool

    def _derived(self, check_id: str) -> int:
        if self.secret is None:
            digest = hashlib.sha256(f"public\0{check_id}".encode()).digest()
        else:
            message = f"seed\0{self.topic}\0{self.place}\0{check_id}".encode()
            digest = hmac.digest(self.secret, message, "sha256")
        return int.from_bytes(digest[:8], "big") & _BITS


def solution_hash(files: dict[str, bytes]) -> str:
    """SHA-256 over the names and contents of a topic's declared solution files."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def generators(seed: int, wanted: Container[str]) -> dict[str, object]:
    """The sources of random numbers that a check asks for, of `rng` and `gen`."""
    found: dict[str, object] = {}
    if "rng" in wanted:
        found["rng"] = random.Random(seed)
    if "gen" in wanted:
        import torch

        found["gen"] = torch.Generator().manual_seed(seed)
    return found
