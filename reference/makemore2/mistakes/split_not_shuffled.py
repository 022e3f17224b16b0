"""the names are not shuffled

The file has girls before boys and frequent before rare names: without shuffling the parts hold
different kinds of names.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def split_dataset(words, block_size=3, *, seed=42):
    own = list(words)
    n1, n2 = int(0.8 * len(own)), int(0.9 * len(own))
    parts = own[:n1], own[n1:n2], own[n2:]
    return tuple(build_dataset(part, block_size) for part in parts)
