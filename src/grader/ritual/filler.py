"""Texts that say nothing of their cell, each told as what it is.

A question, a list of names, the text of the notebook itself, words that would fit any cell.
Whatever says more than that is left to describe.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grader.ritual.speech import small

_MARKS = ("?", "\uff1f")
_END = re.compile(r"[.!?\u3002\uff01\uff1f]+(?=\s|$)")
# What can be said of any cell. A word that is not here, and no small word, says something.
_GENERAL = """
cell cells code python line lines program script notebook run runs running ran execute executes do
does doing did done make makes made making create creates stuff thing things something anything
everything nothing some any more result results output outputs input value values variable variables
data information get gets got give gives given use uses used using need needs needed later next here
end work works working compute computes computed calculate calculates process processes show shows
shown see print prints printed display displays return returns store stores stored save saves
important necessary step steps part parts following above below other others certain various several
different function functions operation operations start take takes continue perform performs prepare
prepares task job way kind basically really very much lot good new look looks looked looking plot
plots plotted plotting well better nice nicely clearly properly correctly finally want wants
"""
_ANY = frozenset(_GENERAL.split()) | small("en")
_PRINTERS = "lorem ipsum dolor amet consectetur adipiscing eiusmod tempor incididunt labore aliqua"
_LOREM = frozenset(_PRINTERS.split())
_FEW_SPECIFIC = 1
_LEAST_NAMES = 3
# Runs of so many words, and the share of a text's that a text of the notebook has as well.
_RUN, _QUOTED = 3, 0.8
_NAMED = 0.9

Runs = set[tuple[str, ...]]


@dataclass(frozen=True)
class TextVerdict:
    """What is wrong with one description: a sentence, and what to do; "" where nothing is.

    `unnamed` says that it names nothing of its cell, which is no fault.
    """

    problem: str = ""
    detail: str = ""
    next: str = ""
    missing: bool = False
    unnamed: bool = False


def filler(
    text: str, said: Sequence[str], names: Collection[str], given: Sequence[Runs]
) -> TextVerdict | None:
    """Why `text` says nothing of its cell; None where it may say something.

    said    its words, small
    names   the names in the code of the cell
    given   the texts of the notebook
    """
    if len(_LOREM.intersection(said)) >= _LEAST_NAMES:
        return TextVerdict(
            "the description is filler (lorem ipsum)",
            "",
            "run the cell, look at what it leaves, and say that",
        )
    if any(_quotes(said, own) for own in given):
        return TextVerdict(
            "the description is a text of the notebook, word for word",
            "it is about the whole part, and was there before",
            "say in your own words what this one cell does",
        )
    if _asks(text):
        return TextVerdict(
            "the description only asks",
            "a question is a good beginning: the cell has the answer",
            "run the cell, look at what it leaves, and write the answer down",
        )
    listed = sum(word in names for word in said)
    if len(said) >= _LEAST_NAMES and listed >= _NAMED * len(said):
        return TextVerdict(
            "the description is a list of names from the code",
            "",
            "say in whole sentences what happens to them",
        )
    if len(said) >= _LEAST_NAMES and len({*said} - _ANY) <= _FEW_SPECIFIC:
        return TextVerdict(
            "the description would fit any cell",
            "it says that something is done, and not what",
            "name what goes in, what happens to it, and what is there afterwards",
        )
    return None


def _asks(text: str) -> bool:
    """Whether all its sentences are questions."""
    bare = text.strip()
    return bare.endswith(_MARKS) and all(end.endswith(_MARKS) for end in _END.findall(bare))


def _quotes(said: Sequence[str], there: Runs) -> bool:
    """Whether nearly all of a text stands in another, word for word."""
    own = runs_of(said)
    return bool(own) and len(own & there) >= _QUOTED * len(own)


def runs_of(said: Sequence[str]) -> Runs:
    """A text as its words, a few at a time."""
    return {tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1)}
