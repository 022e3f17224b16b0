"""the generator is not used

With the generator of the caller the same seed gives the same order. randperm takes it as
generator=.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class DataLoader(DataLoader):
    def __iter__(self):
        n = len(self.dataset)
        order = torch.randperm(n).tolist() if self.shuffle else range(n)
        for start in range(0, len(self) * self.batch_size, self.batch_size):
            pairs = [self.dataset[i] for i in order[start : start + self.batch_size]]
            yield torch.stack([x for x, _y in pairs]), torch.stack([y for _x, y in pairs])
