"""the list that was passed is shuffled itself

shuffle works in place. A copy of the list leaves the order of the caller alone.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def split_dataset(words, block_size=3, *, seed=42):
    own = words
    random.Random(seed).shuffle(own)
    n1, n2 = int(0.8 * len(own)), int(0.9 * len(own))
    parts = own[:n1], own[n1:n2], own[n2:]
    return tuple(build_dataset(part, block_size) for part in parts)
