"""a second loop finds nothing left

An iterator that is made in __init__ is used up after one epoch. Make it in __iter__.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class DataLoader(DataLoader):
    def __init__(self, dataset, batch_size, shuffle=False, *, generator=None, drop_last=False):
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.generator = generator
        self.drop_last = drop_last
        self.batches = self.deal()

    def deal(self):
        n = len(self.dataset)
        order = torch.randperm(n, generator=self.generator).tolist() if self.shuffle else range(n)
        for start in range(0, len(self) * self.batch_size, self.batch_size):
            pairs = [self.dataset[i] for i in order[start : start + self.batch_size]]
            yield torch.stack([x for x, _y in pairs]), torch.stack([y for _x, y in pairs])

    def __iter__(self):
        return self.batches
