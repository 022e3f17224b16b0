"""contexts have 3 symbols whatever block_size says

block_size is passed on to build_dataset.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def split_dataset(words, block_size=3, *, seed=42):
    own = list(words)
    random.Random(seed).shuffle(own)
    n1, n2 = int(0.8 * len(own)), int(0.9 * len(own))
    parts = own[:n1], own[n1:n2], own[n2:]
    return tuple(build_dataset(part) for part in parts)
