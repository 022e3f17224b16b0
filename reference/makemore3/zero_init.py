"""makemore 3: the lecture's exercise E01, what a network learns that starts with zeros.

The network is the one of `network.py`. If all parameters start at 0, only a part of them learns.
The loss then stays far above what the network can reach. Autograd tells you which parameters move.
"""

import torch  # noqa: F401
from exercises.makemore3.network import forward
from torch import Tensor
from torch.nn import functional as F


def zero_init_report(model: dict[str, Tensor], X: Tensor, Y: Tensor) -> dict[str, bool]:
    """Which parameters the first step of gradient descent would move.

    The loss is the mean cross-entropy of forward(model, X) and the letters Y.

    model    the parameters of network.py by name: C, W1, b1, W2, b2  float32; they may ask for
             gradients already or not, their values stay unchanged
    X        (n, T)  int64  the letters before the one to predict
    Y        (n,)    int64  the letter that came next
    returns  name -> True if any entry of the gradient of that parameter is other than 0, for all
             names of `model`
    """
    params = {name: p.detach().clone().requires_grad_() for name, p in model.items()}
    F.cross_entropy(forward(params, X), Y).backward()
    return {name: bool((p.grad != 0).any()) for name, p in params.items()}
