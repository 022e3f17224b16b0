"""the cuts are rounded to the nearest number

int() cuts off what is behind the point; round() may go up.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def split_dataset(words, block_size=3, *, seed=42):
    own = list(words)
    random.Random(seed).shuffle(own)
    n1, n2 = round(0.8 * len(own)), round(0.9 * len(own))
    parts = own[:n1], own[n1:n2], own[n2:]
    return tuple(build_dataset(part, block_size) for part in parts)
