"""Golden files: what a command is known to print. UPDATE_GOLDEN=1 writes them anew, to be read."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def expect_golden(name: str, text: str) -> None:
    """Expect `text` to be the content of the golden file `name`."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    assert text.encode() == path.read_bytes(), f"differs from {path}; UPDATE_GOLDEN=1 writes it"
