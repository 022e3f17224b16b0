"""Given: the experiments of makemore 1, which `grader run` makes with your functions."""

from itertools import pairwise
from operator import itemgetter

import torch
from exercises.data import load_names
from exercises.makemore1.letters import STOI
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from grader import Measured, experiment

# Of both models of M1-L1.
SMOOTHING = 0.1
# Names from which the table of M1-L2 is counted, up to all of train.
SIZES = (250, 1000, 5000, 25_742)
TEST_FROM = 28_960


def parts() -> list[list[str]]:
    """Train, dev and test names: the same for everybody, so that no goal depends on a shuffle."""
    names = load_names()
    places = torch.randperm(len(names), generator=torch.Generator().manual_seed(42))
    dealt = itemgetter(*places)(names)
    return [list(dealt[slice(*cut)]) for cut in pairwise((0, SIZES[-1], TEST_FROM, len(names)))]


def runs_of(words: list[str]) -> Tensor:
    """(names, letters, 3): each symbol of each name behind the two before it, -1 after the end."""
    rows = [torch.tensor([0, 0, *(STOI[symbol] for symbol in word), 0]) for word in words]
    return pad_sequence(rows, batch_first=True, padding_value=-1).unfold(1, 3, 1)


def losses(P: Tensor, words: list[str]) -> Tensor:
    """(names, letters): minus the log of the probability of each symbol, nan after the end.

    P has an axis for each symbol of the context, one or two, and one for the symbol itself.
    """
    runs = runs_of(words)[..., -P.dim() :]
    return -P.double().log()[tuple(runs.unbind(-1))].where(runs[..., -1] >= 0, torch.nan)


def trigrams(student, N3: Tensor, smoothing: float) -> Tensor:
    """(27, 27, 27): what follows each pair of symbols, by the learner's normalise_rows."""
    return student.normalise_rows(N3.reshape(-1, 27), smoothing).reshape(27, 27, 27)


@experiment("start_marks")
def start_marks(student, settings, size):
    """The dev losses of both models, of the letters of a name from a place on."""
    train, dev, _test = parts()
    P = student.normalise_rows(student.bigram_counts(train), SMOOTHING)
    both = {
        "bigram": losses(P, dev),
        "trigram": losses(trigrams(student, student.trigram_counts(train), SMOOTHING), dev),
    }
    places = {name: settings[f"{name}_from"] for name in both}
    found = {name: float(found[:, places[name] - 1 :].nanmean()) for name, found in both.items()}
    gain = found["bigram"] - found["trigram"]
    return Measured(
        found=found,
        others={
            "the gain, a difference": gain,
            "the loss of the bigram over all letters": float(both["bigram"].nanmean()),
            "the loss of the trigram over all letters": float(both["trigram"].nanmean()),
        },
        goal={
            "bigram_from equal to trigram_from": places["bigram"] == places["trigram"],
            "trigram below bigram by more than 0.3": gain > 0.3,
        },
        curves={name: found[:, :9].nanmean(0).tolist() for name, found in both.items()},
        x="letter number",
        y="dev loss",
        tell=[f"the trigram is lower by {gain:.4f}"],
    )


@experiment("smoothing")
def smoothing(student, settings, size):
    """Dev losses of trigrams counted on few and on many names, each with a smoothing of its own."""
    train, dev, test = parts()
    tables, before = [], 0
    for count in SIZES:
        more = student.trigram_counts(train[before:count])
        tables.append(more + tables[-1] if tables else more)
        before = count

    def loss(number: int, smoothing: float, words: list[str]) -> float:
        return float(losses(trigrams(student, tables[number], smoothing), words).nanmean())

    few, many = settings["few"], settings["many"]
    on_few, on_many = loss(1, few, dev), loss(3, many, dev)
    on_train = loss(3, many, train[:3000])
    curves = {
        "train": [loss(i, many, train[:250]) for i in range(len(SIZES))],
        "dev": [loss(i, many, dev) for i in range(len(SIZES))],
    }
    return Measured(
        # The test names are looked at once, with the smoothing that is reported.
        found={
            "few_dev": on_few,
            "many_dev": on_many,
            "test": loss(3, many, test) if size == "graded" else float("nan"),
        },
        others={
            "the loss on training names": on_train,
            "the loss of the few with the smoothing of the many": curves["dev"][1],
        },
        goal={
            "few_dev below 2.457": on_few < 2.457,
            "many_dev below 2.229": on_many < 2.229,
        },
        curves=curves,
        x="number of names",
        at=SIZES,
        y=f"loss with a smoothing of {many:g}",
        tell=[
            f"1,000 names, smoothing {few:g}: dev {on_few:.4f}",
            f"25,742 names, smoothing {many:g}: dev {on_many:.4f}, 3,000 of train {on_train:.4f}",
        ],
    )


@experiment("few_names")
def few_names(student, settings, size):
    """The dev losses of both models counted on so many names, and on twice as many."""
    train, dev, _test = parts()
    count, amount = settings["names"], settings["smoothing"]
    pairs, triples, curves = 0, 0, {"bigram": [], "trigram": []}
    for words in (train[:count], train[count : 2 * count]):
        pairs = pairs + student.bigram_counts(words)
        triples = triples + student.trigram_counts(words)
        P = student.normalise_rows(pairs, amount)
        curves["bigram"].append(float(losses(P, dev).nanmean()))
        curves["trigram"].append(float(losses(trigrams(student, triples, amount), dev).nanmean()))
    (bigram, bigram2), (trigram, trigram2) = curves["bigram"], curves["trigram"]
    return Measured(
        found={"bigram": bigram, "trigram": trigram},
        others={
            "the loss of the bigram on twice as many names": bigram2,
            "the loss of the trigram on twice as many names": trigram2,
        },
        goal={
            "bigram below trigram": bigram < trigram,
            "with twice as many names the trigram's dev loss is the lower one": trigram2 < bigram2,
        },
        curves=curves,
        x="number of names",
        at=(count, 2 * count),
        y="dev loss",
        tell=[
            f"{names:,} names: bigram {two:.4f}, trigram {three:.4f}"
            for names, two, three in zip((count, 2 * count), *curves.values(), strict=True)
        ],
    )
