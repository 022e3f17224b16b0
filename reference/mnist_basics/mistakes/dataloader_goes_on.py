"""a loop goes on where the one before was left

Every `for` loop asks __iter__ for an epoch from its beginning. Where an epoch has come to is for
the loop to know, not for the DataLoader.
"""

import torch


class DataLoader:
    def __init__(self, dataset, batch_size, shuffle=False, *, generator=None, drop_last=False):
        self.dataset, self.size, self.drop = dataset, batch_size, drop_last
        self.shuffle, self.generator = shuffle, generator
        self.place, self.order = 0, []

    def __iter__(self):
        return self

    def __next__(self):
        n = len(self.dataset)
        if self.place == 0 and self.shuffle:
            self.order = torch.randperm(n, generator=self.generator).tolist()
        elif self.place == 0:
            self.order = list(range(n))
        rows = self.order[self.place : self.place + self.size]
        if not rows or (self.drop and len(rows) < self.size):
            self.place = 0
            raise StopIteration
        self.place += self.size
        pairs = [self.dataset[i] for i in rows]
        return torch.stack([x for x, _ in pairs]), torch.stack([y for _, y in pairs])

    def __len__(self):
        full, rest = divmod(len(self.dataset), self.size)
        return full + (rest > 0 and not self.drop)
