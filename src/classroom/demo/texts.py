"""What the demo's students write, and what its two readers say of it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

TOPIC = "micrograd"
# Prompt -> for each item of its rubric what somebody writes who has it; then what others write.
_SENTENCES: dict[str, tuple[tuple[str, ...], ...]] = {
    "MG-X1": (
        (
            "When a Value is used twice, say a in a + a, a small change of it moves the result in "
            "two ways at once, because two edges lead from it to the sum.",
            "A node that feeds two other nodes reaches the output by two different routes, and "
            "nudging it changes the output through each of them.",
        ),
        (
            "The chain rule for several variables says that these contributions are summed, so "
            "each of them has to be kept until the last one has arrived.",
            "Its slope is therefore the sum of what comes back along every route, one product of "
            "local slopes for each.",
        ),
        (
            "For a = 3 and b = a + a the slope of b with respect to a is 2, one from the left "
            "operand and one from the right.",
            "Take c = a * a with a = 4: the product rule gives 4 for each factor, and together "
            "that makes the 8 that a small difference shows too.",
        ),
        (
            "If the closure wrote = in place of +=, the second assignment would throw the first "
            "away, and only 1 would be left for a.",
            "Plain assignment overwrites what the other branch has delivered, so the answer would "
            "come out as half of the true one.",
        ),
        (
            "The price is that numbers of an earlier call stay there as well, which is why a "
            "training sets all of them to zero before it goes backward again.",
            "Because nothing is ever erased, everything has to be cleared between two steps, or "
            "the update is made of both.",
        ),
        (
            "I think it is mainly faster to add in place, since no new object has to be made for "
            "every edge of the network, and memory stays small.",
            "With = the values would explode after a few layers, and adding keeps them small "
            "enough for the tanh to stay useful, as we saw in the lecture.",
        ),
    ),
    "MG-X2": (
        (
            "Such a list has every Value behind all the Values from which it was computed, so "
            "inputs come early and the loss comes last.",
        ),
        (
            "Going through it from its end, a node passes its share on only when everybody who "
            "uses it has already added theirs.",
        ),
        (
            "Take h = x * 2 and y = h * h + h. If h hands on what it has after the last addition "
            "alone, it passes 1 where it should pass 2h + 1, and x gets too little.",
        ),
        (
            "It is found by a search in depth that appends a node once all of its children are "
            "there, and a set remembers who was seen.",
            "Any sequence would do as long as the loss is first, because additions commute and "
            "the sum in the end is the same for everybody.",
        ),
    ),
}

# Prompt -> the items of its rubric that a text has.
Said = dict[str, set[int]]


def written(rng: random.Random, share: float) -> tuple[dict[str, str], Said]:
    """Prompt -> text of a student who has about `share` of what is asked; what each has."""
    texts, said = {}, {}
    for prompt, (*items, others) in _SENTENCES.items():
        if prompt != "MG-X1" and rng.random() < 0.4:
            continue
        has = {number for number in range(1, len(items) + 1) if rng.random() < share}
        sentences = [rng.choice(items[number - 1]) for number in sorted(has)]
        while len(sentences) < 3:
            sentences += [each for each in others if each not in sentences][:1] or [others[0]]
        texts[prompt], said[prompt] = " ".join(sentences), has
    return texts, said


def scores(rng: random.Random, has: set[int], items: int) -> list[int]:
    """What a reader gives for the items of a text: mostly what is there, sometimes a step off."""
    found = []
    for number in range(1, items + 1):
        step = 2 if number in has else 0
        found.append(1 if rng.random() < 0.12 else step)
    return found


def filled(
    rows: Sequence[Sequence[str]], who: Mapping[str, str], said: Mapping[str, Said], reader: str
) -> list[list[str]]:
    """A reader's sheet with scores for the first prompt; the texts to the second wait.

    `who` are the students behind the pseudonyms.
    """
    head, *texts = rows
    found = [list(head)]
    for name, prompt, *cells in texts:
        student = who[name]
        asked = [place for place, cell in enumerate(cells[:-1]) if cell != "-"]
        if prompt == "MG-X1":
            rng = random.Random(f"{reader} {student}")
            for place, step in zip(
                asked, scores(rng, said[student][prompt], len(asked)), strict=True
            ):
                cells[place] = str(step)
        found.append([name, prompt, *cells])
    return found
