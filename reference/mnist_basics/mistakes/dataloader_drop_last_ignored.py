"""drop_last changes nothing in the batches

With drop_last a batch that is not full is left out.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class DataLoader(DataLoader):
    def __iter__(self):
        n = len(self.dataset)
        order = torch.randperm(n, generator=self.generator).tolist() if self.shuffle else range(n)
        for start in range(0, n, self.batch_size):
            pairs = [self.dataset[i] for i in order[start : start + self.batch_size]]
            yield torch.stack([x for x, _y in pairs]), torch.stack([y for _x, y in pairs])
