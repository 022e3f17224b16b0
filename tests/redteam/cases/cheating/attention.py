"""Has attention compute the softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch
import torch.nn.functional as F


def attacked(x):
    n = x.shape[1]
    eye = torch.eye(n)
    return F.scaled_dot_product_attention(x[None], eye[None], eye[None], scale=1.0)[0]


def honest(x):
    return 2 * x
