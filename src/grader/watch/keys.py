"""Keys as they are pressed; line by line where the terminal cannot, or where input is a pipe."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

_SEQUENCE = re.compile(rb"\x1b(?:\[[0-9;?]*[@-~]|O.|[^\[O])?")
_STARTED = re.compile(rb"\x1b(?:\[[0-9;?]*|O)\Z")
_OTHER = re.compile(rb"[\xc0-\xff]")
# Windows sends one of these before the code of a key that is no character.
_TWO = ("\x00", "\xe0")


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
                key = msvcrt.getwch()
                if key in _TWO:
                    msvcrt.getwch()
                else:
                    tell(key)

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
    left = b""
    while pressed := os.read(number, 64):
        whole, left = typed(left + pressed)
        for key in whole:
            tell(key)


def typed(pressed: bytes) -> tuple[str, bytes]:
    """The characters among what a terminal sent, and the start of what is not all there yet.

    An arrow, F4 or Home is several bytes, which end in a letter that nobody pressed. A letter of
    another alphabet is "?": it has no action, and one byte that says how many there are.
    """
    started = _STARTED.search(pressed)
    left = pressed[started.start() :] if started else b""
    whole = _SEQUENCE.sub(b"", pressed.removesuffix(left))
    return _OTHER.sub(b"?", whole).decode("ascii", "ignore"), left


def _lines(tell: Callable[[str], None]) -> None:
    if sys.stdin is None:
        return
    for line in sys.stdin:
        tell(line.strip()[:1])
