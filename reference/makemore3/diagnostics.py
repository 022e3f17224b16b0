"""makemore 3: what a network tells about itself while it trains.

You look at four things: the outputs of the tanh layers, the gradients of these outputs, the
gradients of the weights, and how far one step moves a weight. Here each is a few numbers for each
layer; `grader plot makemore3` draws them. Standard deviations are those of torch.std, with n - 1.
"""

from collections.abc import Sequence
from typing import Any

import torch  # noqa: F401
from torch import Tensor


def saturation_fraction(h: Tensor, thr: float = 0.97) -> float:
    """The share of the entries of `h` that are farther from 0 than `thr`.

    h        any shape, at least one entry  float32  the outputs of tanh
    thr      an entry equal to thr does not count
    returns  a number from 0 to 1

    >>> saturation_fraction(torch.tensor([[-1.0, 0.5], [0.98, 0.0]]))
    0.5
    """
    return (h.abs() > thr).float().mean().item()


def dead_units(h: Tensor, thr: float = 0.99) -> Tensor:
    """Which units are saturated for every example: no gradient gets through them.

    A unit that is at 1 for some examples and at -1 for all others is dead too.

    h        (n, H)  float32  the outputs of tanh, an example a row; n may be 1
    thr      an entry is saturated if it is farther from 0 than thr
    returns  (H,)    bool
    """
    return (h.abs() > thr).all(dim=0)


def activation_stats(layers: Sequence[Any]) -> list[dict[str, float]]:
    """The first plot of the lecture in numbers: the outputs of the given layers.

    layers   the layers to look at, such as all Tanh layers of a network; each has its last
             output as `layer.out`  (n, H)  float32
    returns  a dict a layer, in their order:
             "mean"       the mean of all entries of layer.out
             "std"        their standard deviation
             "saturated"  the share of entries farther from 0 than 0.97, in percent: 0 to 100
    """
    return [
        {
            "mean": layer.out.mean().item(),
            "std": layer.out.std().item(),
            "saturated": 100 * (layer.out.abs() > 0.97).float().mean().item(),
        }
        for layer in layers
    ]


def gradient_stats(layers: Sequence[Any]) -> list[dict[str, float]]:
    """The second plot: the gradients of the loss with respect to the outputs.

    layers   as above, after backward(); `layer.out` has its gradient as `layer.out.grad` (autograd
             keeps it if layer.out.retain_grad() was called before backward())
    returns  a dict a layer: "mean" and "std" of all entries of that gradient
    """
    gradients = [layer.out.grad for layer in layers]
    return [{"mean": g.mean().item(), "std": g.std().item()} for g in gradients]


def weight_grad_stats(params: Sequence[Tensor]) -> list[dict[str, Any]]:
    """The third plot: the gradients of the weights.

    params   the parameters of a network after backward(), each with its `.grad`
    returns  a dict for each parameter with two axes, in their order (weights and embeddings have
             two axes; biases, gammas and betas have one and are left out):
             "shape"  its shape, such as (30, 200)
             "mean"   the mean of its gradient
             "std"    the standard deviation of its gradient
             "ratio"  the standard deviation of its gradient, divided by that of its values
    """
    stats = []
    for p in params:
        if p.dim() == 2:
            std = p.grad.std().item()
            entry = {"shape": tuple(p.shape), "mean": p.grad.mean().item(), "std": std}
            stats.append(entry | {"ratio": std / p.detach().std().item()})
    return stats


def update_ratio(params: Sequence[Tensor], lr: float) -> list[float]:
    """The fourth plot: how far one step moves a parameter, as a power of 10.

    The step of gradient descent adds -lr times the gradient to a parameter. The ratio is the
    standard deviation of what is added, divided by the standard deviation of the parameter's
    values.

    params   parameters after backward(), each with its `.grad`, of any shape
    lr       the learning rate, above 0
    returns  log10 of the ratio, one number for each parameter, in their order; the lecture aims at
             about -3. If all values of a parameter are equal, as those of gamma at the start, their
             standard deviation is 0 and the number is float("inf")
    """
    return [((lr * p.grad).std() / p.detach().std()).log10().item() for p in params]
