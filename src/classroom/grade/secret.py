"""The secret that the inputs of graded checks are derived from."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from grader.errors import UsageError

VARIABLE = "GRADER_SECRET"
_BYTES = 32


def load_secret(root: Path) -> bytes:
    """The course's secret: from $GRADER_SECRET, else from .grader/secret, made on first use.

    It must stay the same for a regrade to be identical, and never reach a student.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        if len(given) < _BYTES:
            raise UsageError(f"${VARIABLE} is shorter than {_BYTES} characters; use a longer one.")
        return given.encode()
    path = root / ".grader" / "secret"
    try:
        path.parent.mkdir(exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            secret = path.read_bytes()
        else:
            secret = secrets.token_hex(_BYTES).encode()
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secret)
    except OSError as e:
        raise UsageError(
            f"cannot use the secret at {path}: {e.strerror}; set ${VARIABLE} instead."
        ) from None
    if len(secret) < _BYTES:
        raise UsageError(f"{path} is too short for a secret; remove it and a new one is made.")
    return secret


def known_secrets(root: Path) -> list[bytes]:
    """The secrets that there are, without making one."""
    path = root / ".grader" / "secret"
    stored = path.read_bytes().strip() if path.is_file() else b""
    given = os.environ.get(VARIABLE, "").encode()
    return [secret for secret in (stored, given) if len(secret) >= _BYTES]
