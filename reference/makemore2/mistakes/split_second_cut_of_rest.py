"""the second cut is at a tenth of the rest

Both cuts are shares of all words: 0.8 and 0.9 of n.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def split_dataset(words, block_size=3, *, seed=42):
    own = list(words)
    random.Random(seed).shuffle(own)
    n1 = int(0.8 * len(own))
    n2 = n1 + max(1, int(0.1 * (len(own) - n1)))
    parts = own[:n1], own[n1:n2], own[n2:]
    return tuple(build_dataset(part, block_size) for part in parts)
