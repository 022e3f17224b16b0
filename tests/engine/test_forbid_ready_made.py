"""`forbid` of sigmoid, optim and dataloader: what mnist_basics has its learners write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from grader.sandbox.forbid import Forbidden, forbidden

X = torch.tensor([-2.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("word", "call", "named"),
    [
        ("sigmoid", lambda: torch.sigmoid(X), "sigmoid"),
        ("sigmoid", lambda: X.sigmoid(), "sigmoid"),
        ("sigmoid", lambda: X.clone().sigmoid_(), "sigmoid"),
        ("sigmoid", lambda: torch.sigmoid(X, out=torch.empty(3)), "sigmoid"),
        ("sigmoid", lambda: F.sigmoid(X), "sigmoid"),
        ("sigmoid", lambda: torch.special.expit(X), "sigmoid"),
        ("sigmoid", lambda: torch.nn.Sigmoid()(X), "sigmoid"),
        ("sigmoid", lambda: F.logsigmoid(X).exp(), "logsigmoid"),
        ("optim", lambda: torch.optim.SGD([X.clone().requires_grad_()], 0.1), "torch.optim.Opti"),
        ("optim", lambda: torch.optim.Adam([X.clone().requires_grad_()]), "torch.optim.Optimizer"),
        ("dataloader", lambda: torch.utils.data.DataLoader([1, 2]), "torch.utils.data.DataLoader"),
    ],
)
def test_refused_by_name_and_free_again(word: str, call: Callable[[], Any], named: str) -> None:
    """The message names the call; after the block everything is as it was."""
    call()
    with forbidden([word]), pytest.raises(Forbidden, match=f"{named}.* is not allowed in this"):
        call()
    call()


def test_the_same_by_hand_is_allowed() -> None:
    """exp, tanh, steps in place and lists of batches go on."""
    with forbidden(["sigmoid", "optim", "dataloader"]):
        w = X.clone().requires_grad_()
        p = (1 / (1 + torch.exp(-w)) + (1 + torch.tanh(w / 2)) / 2) / 2
        p.sum().backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        rows = list(torch.utils.data.TensorDataset(w))
    assert len(rows) == 3
