"""Files that change, as watchfiles tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event

from grader.course.questions import ANSWERS
from grader.errors import UsageError

# Milliseconds without another change after which a save is over, and the most that it may take.
_QUIET, _LONGEST = 20, 200


def require_watchfiles() -> None:
    """Raise UsageError where files cannot be watched."""
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        raise UsageError(
            "grader watch needs watchfiles; install it with python -m pip install "
            '-c constraints.txt -e ".[watch]", or run pytest after each save.'
        ) from None


def changes(folder: Path, stop: Event, ready: Event, tell: Callable[[Iterable[str]], None]) -> None:
    """Tell of files below `folder` that changed until `stop`; `ready` once it listens."""
    import watchfiles

    for found in watchfiles.watch(
        folder,
        stop_event=stop,
        step=_QUIET,
        debounce=_LONGEST,
        raise_interrupt=False,
        # The first word from it, of nothing, says that it listens.
        rust_timeout=_LONGEST,
        yield_on_timeout=True,
        # Whatever a system calls it: an editor may move a new file over the old one.
        watch_filter=lambda _change, path: path.endswith((".py", ANSWERS)),
    ):
        ready.set()
        if found:
            tell(path for _change, path in found)
