"""the names are shuffled by torch.randperm

There are many right ways to shuffle; here the order is that of random.Random(seed).shuffle, so
that it can be compared.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def split_dataset(words, block_size=3, *, seed=42):
    own = list(words)
    order = torch.randperm(len(own), generator=torch.Generator().manual_seed(seed))
    own = [own[i] for i in order.tolist()]
    n1, n2 = int(0.8 * len(own)), int(0.9 * len(own))
    parts = own[:n1], own[n1:n2], own[n2:]
    return tuple(build_dataset(part, block_size) for part in parts)
