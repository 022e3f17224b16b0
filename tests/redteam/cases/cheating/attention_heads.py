"""Has attention with four axes compute the softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch
import torch.nn.functional as F


def attacked(x):
    eye = torch.eye(x.shape[1])
    return F.scaled_dot_product_attention(x[None, None], eye[None, None], eye[None, None], scale=1.0)[0, 0]


def honest(x):
    return 2 * x
