"""Two lines where pytest runs outside of the environment in which the course is installed."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

ACTIVATE = r".venv\Scripts\activate" if os.name == "nt" else ". .venv/bin/activate"
MADE = (Path(__file__).parent / ".venv").is_dir()


def pytest_addoption() -> None:
    """Before any option is read: those of the course are not known either."""
    if find_spec("grader") is None:
        first = "activate it" if MADE else "no .venv is made yet: python3 -m venv .venv, then"
        raise pytest.UsageError(
            f"this Python does not have the course installed; {first}: {ACTIVATE}",
            "if it still says so, install: python -m pip install -c constraints.txt -e .",
        )
