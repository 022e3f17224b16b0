"""The figures as tables: for a terminal, and in docs/verdicts.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from classroom.measure.cases import MUTANTS
from classroom.measure.figures import Figures
from grader.errors import CourseError
from grader.files import indented, write_whole

PAGE, DATA = "docs/verdicts.md", "docs/verdicts.json"
BEGIN = "<!-- figures: written by grader course verdicts --keep -->"
END = "<!-- end of the figures -->"
_ANSWERS = {
    "mutant": "one change of the reference",
    "two changes": "two changes in one function",
    "other mutant": "one change of an alternative or of the lecture's code",
    "right": "reference and alternatives, 50 secrets",
    "mistake": "one known mistake",
    "two mistakes": "two known mistakes in one function",
}
Row = tuple[str, ...]


def tables(figures: Figures) -> Iterator[tuple[Row, list[Row]]]:
    """(head, rows) of three tables: wrong answers, right ones, names."""
    judged = figures.judged
    yield (
        ("wrong answers", "judged", "refused", "same values", "with a reason", "false accepts"),
        [
            (
                _ANSWERS[kind],
                f"{row.cases:,}",
                f"{row.refused:,}",
                f"{row.same:,}",
                f"{row.reasoned:,}",
                row.wrong_accepted.shown,
            )
            for kind in MUTANTS
            for row in [judged[kind]]
        ],
    )
    right = judged["right"]
    yield (
        ("right answers", "tasks judged", "false refusals"),
        [(_ANSWERS["right"], f"{right.cases:,}", right.right_refused.shown)],
    )
    yield (
        ("names", "judged", "with a name", "names given", "false names"),
        [
            (
                _ANSWERS[kind],
                f"{row.cases:,}",
                f"{row.named:,}",
                f"{row.given:,}",
                row.false_names.shown,
            )
            for kind, row in judged.items()
            if kind != "right"
        ],
    )


def said(figures: Figures) -> str:
    """What was run, in one sentence."""
    how = "everything" if figures.whole else f"at most {figures.sample} of each kind a topic"
    return (
        f"Run of {figures.date}, course and engine {figures.course}, seed {figures.seed}: {how}, "
        f"of {', '.join(figures.topics)}."
    )


def lines(figures: Figures) -> Iterator[str]:
    """For a terminal; what is wrong comes first, so that the tables are the end."""
    for error in figures.errors:
        task = f" {error.task}" if error.task else ""
        yield f"{error.kind}: {error.topic}{task}: {error.what}"
        yield f"    {error.where}"
    for head, rows in tables(figures):
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        yield ""
        for row in (head, *rows):
            cells = [c.ljust(w) for c, w in zip(row, widths, strict=True)]
            yield "  ".join(cells).rstrip()
    yield ""
    yield said(figures)


def page(text: str, figures: Figures) -> str:
    """docs/verdicts.md with these figures between its two marks. Raises CourseError."""
    head, tail = _around(text)
    blocks = [said(figures)]
    for names, rows in tables(figures):
        marked = [names, tuple("---" for _ in names), *rows]
        blocks.append("\n".join(f"| {' | '.join(row)} |" for row in marked))
    return "".join((head, BEGIN, "\n\n", "\n\n".join(blocks), "\n\n", END, tail))


def _around(text: str) -> tuple[str, str]:
    """What stands before and behind the figures."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise CourseError(f"{PAGE} has no place for the figures: {BEGIN} and {END}.")
    return head, tail


def read_page(root: Path) -> str:
    """docs/verdicts.md as it is, with a place for figures. Raises CourseError."""
    path = root / PAGE
    if not path.is_file():
        raise CourseError(f"{PAGE} is missing in {root}; the figures are written into it.")
    text = path.read_text(encoding="utf-8")
    _around(text)
    return text


def keep(root: Path, figures: Figures) -> None:
    """Write docs/verdicts.json, and the tables of docs/verdicts.md. Raises CourseError."""
    text = page(read_page(root), figures)
    write_whole(root / DATA, indented(figures))
    write_whole(root / PAGE, text.encode())
