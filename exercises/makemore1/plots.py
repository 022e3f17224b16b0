"""Given: the pictures of `grader plot makemore1`, of what your functions count in names.txt.

A row is the symbol before, a column the one that follows; "." stands for start and end.
"""

from exercises.data import load_names

from grader import plot

SYMBOLS = ".abcdefghijklmnopqrstuvwxyz"
# What stands on dark cells, and on light ones.
LIGHT, DARK = "#ffffff", "#1a1a1a"


@plot("bigram_counts")
def table(student, figure):
    """The 27 x 27 counts of the lecture, each cell with its pair and its count."""
    N = student.bigram_counts(load_names())
    figure.set_size_inches(15, 15)
    figure.suptitle("how often each pair of symbols comes in names.txt, by your bigram_counts")
    cells(figure.subplots(), N.float(), lambda count: f"{int(count)}")


@plot("bigram_counts", "normalise_rows")
def rows(student, figure):
    """What follows some symbols: rows of normalise_rows, beside what 1/27 would be."""
    P = student.normalise_rows(student.bigram_counts(load_names()))
    figure.suptitle("the next symbol after ., a, n and q, by your normalise_rows")
    for axes, symbol in zip(figure.subplots(2, 2).flatten(), ".anq", strict=True):
        row = P[SYMBOLS.index(symbol)].tolist()
        axes.bar(list(SYMBOLS), row, color="#4878a8")
        axes.axhline(1 / 27, color=DARK, linestyle="--", linewidth=1, label="1/27")
        axes.set(title=f"after {symbol}, in all {sum(row):.3f}", ylabel="probability")
        axes.grid(axis="y", alpha=0.3)
        axes.legend()


def cells(axes, N, said):
    """A table of 27 x 27 numbers as colours, with the pair and the number in each cell."""
    axes.imshow(N.sqrt(), cmap="Blues")
    most = float(N.max())
    for i, first in enumerate(SYMBOLS):
        for j, second in enumerate(SYMBOLS):
            color = LIGHT if N[i, j] > 0.3 * most else DARK
            axes.text(j, i - 0.18, first + second, ha="center", va="center", color=color, size=7)
            axes.text(j, i + 0.22, said(N[i, j]), ha="center", va="center", color=color, size=6)
    axes.set(xlabel="the symbol that follows", ylabel="the symbol before")
    axes.set_xticks(range(27), list(SYMBOLS))
    axes.set_yticks(range(27), list(SYMBOLS))
