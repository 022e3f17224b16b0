"""Numbers, moments and tables for people, in every text of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from fractions import Fraction


def points_text(points: Fraction | None, absent: str = "") -> str:
    """Exact points in at most two decimals, half up; `absent` where there are none."""
    if points is None:
        return absent
    sign = "-" if points < 0 else ""
    cents = int(abs(points) * 100 + Fraction(1, 2))
    return sign + f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")


def moment_text(at: datetime, zone: tzinfo) -> str:
    """A moment on the clocks of `zone`, with its offset, since an hour may come twice there."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %z")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with columns of one width; the first column is text, the others stand to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = []
    for row in (header, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines
