"""Has nn.MultiheadAttention compute the softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    n = x.shape[1]
    layer = torch.nn.MultiheadAttention(n, 1, bias=False)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.eye(n).repeat(3, 1))
        layer.out_proj.weight.copy_(torch.eye(n))
        eye = torch.eye(n)
        return layer(x * n**0.5, eye, eye, need_weights=True)[1]


def honest(x):
    return 2 * x
