"""Quantises the scores and calls the softmax for those.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.ops.quantized.softmax(
        torch.quantize_per_tensor(x, 1e-4, 0, torch.qint32), 1, 1e-4, 0
    ).dequantize()


def honest(x):
    return 2 * x
