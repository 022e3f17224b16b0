"""Every error that a command of ours can end with, each with its exit code.

A `GraderError` reaches the user as one line on stderr, never as a traceback. Its text says what
is wrong, where, and what to do next.
"""

from __future__ import annotations

import traceback

EXIT_OK = 0
EXIT_USAGE = 2
EXIT_SUBMISSIONS = 3
EXIT_COURSE = 4
EXIT_ENGINE = 5
EXIT_GITHUB = 6


def text_of(error: BaseException, limit: int) -> str:
    """What an exception says, which need not be of ours, or even be able to say it."""
    try:
        return str(error)[:limit]
    except Exception:
        return "(its text cannot be shown)"


class GraderError(Exception):
    """Base of all errors that are told to the user in one line."""

    exit_code = 1


class UsageError(GraderError):
    """The command was called with something that it cannot use."""

    exit_code = EXIT_USAGE


class SubmissionError(GraderError):
    """One submission cannot be read at all (no such folder, no such commit, not a submission)."""

    exit_code = EXIT_SUBMISSIONS


class CourseError(GraderError):
    """The course itself is at fault: a manifest, a reference, a check."""

    exit_code = EXIT_COURSE


class Interrupted(GraderError):
    """The user ended the command."""

    exit_code = 130


class EngineError(GraderError):
    """The grading engine, or the machine that it runs on, cannot do its work."""

    exit_code = EXIT_ENGINE


class DiskError(EngineError):
    """Nothing can be written any more: the disk is full, or read only."""


class UnexpectedError(EngineError):
    """Something was raised that nobody had thought of; `trace` says where."""

    trace: str = ""

    @classmethod
    def of(cls, error: BaseException) -> UnexpectedError:
        """`error`, told by the name of its type and what it says."""
        made = cls(f"{type(error).__name__}: {text_of(error, 500)}")
        made.trace = "".join(traceback.format_exception(error))
        return made


class GitHubError(GraderError):
    """GitHub refused, or could not be reached."""

    exit_code = EXIT_GITHUB
