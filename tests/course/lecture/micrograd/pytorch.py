"""The lecture's neuron in PyTorch: a tensor for every number, each told to want a gradient."""

import torch


def neuron_in_torch(x, w, b):
    xs = [torch.Tensor([v]).double() for v in x]
    ws = [torch.Tensor([v]).double() for v in w]
    b = torch.Tensor([b]).double()
    for leaf in [*xs, *ws, b]:
        leaf.requires_grad = True
    n = b
    for xi, wi in zip(xs, ws):  # noqa: B905
        n = n + xi * wi
    o = torch.tanh(n)
    o.backward()
    return {
        "out": o.data.item(),
        "x": [v.grad.item() for v in xs],
        "w": [v.grad.item() for v in ws],
        "b": b.grad.item(),
    }
