"""len() leaves out the last, smaller batch

Examples that are left over make one more batch: the division is rounded up.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class DataLoader(DataLoader):
    def __iter__(self):
        n = len(self.dataset)
        order = torch.randperm(n, generator=self.generator).tolist() if self.shuffle else range(n)
        for start in range(0, (n - n % self.batch_size) if self.drop_last else n, self.batch_size):
            pairs = [self.dataset[i] for i in order[start : start + self.batch_size]]
            yield torch.stack([x for x, _y in pairs]), torch.stack([y for _x, y in pairs])

    def __len__(self):
        return len(self.dataset) // self.batch_size
