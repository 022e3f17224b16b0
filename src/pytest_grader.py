"""The entry point of the pytest plugin, in a module of its own.

pytest rewrites the asserts of the whole top-level package that an entry point names. Named
directly, all of `grader` would be parsed anew in every run on machines that write no bytecode.
An egg-info in src/ names all of it, too, which is why the project is built by hatchling.
"""

from grader.learn.plugin import (
    gen,
    pytest_addoption,
    pytest_configure,
    pytest_load_initial_conftests,
    rng,
    student,
)

__all__ = [
    "gen",
    "pytest_addoption",
    "pytest_configure",
    "pytest_load_initial_conftests",
    "rng",
    "student",
]
