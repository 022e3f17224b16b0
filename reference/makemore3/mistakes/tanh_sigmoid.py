"""sigmoid is taken

sigmoid goes from 0 to 1, tanh from -1 to 1.
"""

import torch


class Tanh:
    def __call__(self, x):
        self.out = torch.sigmoid(x)
        return self.out

    def parameters(self):
        return []
