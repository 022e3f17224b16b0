"""Returns something that claims to be a random generator.

earns: honest
feedback: broke the protocol | cannot read | of another type
"""

import torch


def attacked(x):
    return torch.Generator()


def honest(x):
    return 2 * x
