"""Keys as they are pressed; line by line where the terminal cannot, or where input is a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread


def raw_input_there() -> bool:
    """Whether single keys can be read: both ends are a terminal that is more than a printer."""
    both = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    if not both or os.environ.get("TERM") == "dumb":
        return False
    if sys.platform == "win32":
        return True
    import termios

    try:
        termios.tcgetattr(sys.stdin.fileno())
    except termios.error:
        return False
    return True


@contextmanager
def keys(raw: bool, tell: Callable[[str], None]) -> Iterator[None]:
    """Inside, `tell` hears each key, in a thread of its own; "" for Enter alone.

    Where input is not `raw`, a key is the first letter of a line. At its end nothing more is heard.
    """
    if not raw:
        Thread(target=_lines, args=(tell,), daemon=True).start()
        yield
        return
    if sys.platform == "win32":
        import msvcrt

        def press() -> None:
            while True:
                tell(msvcrt.getwch())

        Thread(target=press, daemon=True).start()
        yield
        return
    import termios
    import tty

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    # Not raw altogether: Ctrl-C stays a signal, and output keeps its line ends.
    tty.setcbreak(number)
    try:
        Thread(target=_pressed, args=(number, tell), daemon=True).start()
        yield
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _pressed(number: int, tell: Callable[[str], None]) -> None:
    while pressed := os.read(number, 1):
        tell(pressed.decode("latin-1"))


def _lines(tell: Callable[[str], None]) -> None:
    if sys.stdin is None:
        return
    for line in sys.stdin:
        tell(line.strip()[:1])
