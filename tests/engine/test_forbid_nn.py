"""`forbid = ["nn"]`: no ready-made layer, initialiser or batch normalisation."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from grader.sandbox.forbid import Forbidden, forbidden

X = torch.arange(12.0).reshape(4, 3) ** 2


class Own(torch.nn.Module):
    """What a learner may derive."""


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: torch.nn.Linear(3, 2), "torch.nn.Linear"),
        (lambda: torch.nn.BatchNorm1d(3), "torch.nn.BatchNorm1d"),
        (lambda: torch.nn.modules.linear.Linear(3, 2), "torch.nn.Linear"),
        (lambda: torch.nn.LazyBatchNorm1d(), "torch.nn.LazyBatchNorm1d"),
        (lambda: torch.nn.Tanh(), "torch.nn.Tanh"),
        (lambda: Own(), "torch.nn.Module"),
        (lambda: torch.nn.init.kaiming_normal_(X.clone()), "torch.nn.init.kaiming_normal_"),
        (lambda: torch.nn.init.calculate_gain("tanh"), "torch.nn.init.calculate_gain"),
        (lambda: F.batch_norm(X, None, None, training=True), "torch.nn.functional.batch_norm"),
        (lambda: F.instance_norm(X.T[None]), "torch.nn.functional.instance_norm"),
        (lambda: F.layer_norm(X.T, (4,)), "torch.nn.functional.layer_norm"),
        (lambda: torch.batch_norm(X, None, None, None, None, True, 0.1, 1e-5, False), "batch_norm"),
        (lambda: torch.native_batch_norm(X, None, None, None, None, True, 0.1, 1e-5), "batch_norm"),
        (lambda: torch.batch_norm_update_stats(X, None, None, 0.1), "batch_norm"),
        (lambda: torch.layer_norm(X.T, (4,)), "layer_norm"),
        (lambda: torch.instance_norm(X.T[None], None, None, None, None, True, 0, 0, False), "norm"),
        (lambda: torch.group_norm(X.T[None], 3), "group_norm"),
        (
            lambda: torch.ops.aten._native_batch_norm_legit.no_stats(X, None, None, True, 0.1, 0),
            "batch_norm",
        ),
        (
            lambda: torch.ops.aten._batch_norm_with_update(
                X, None, None, torch.zeros(3), torch.ones(3), 0.1, 1e-5
            ),
            "batch_norm",
        ),
    ],
)
@pytest.mark.parametrize("requires_grad", [False, True])
def test_refused_by_name_and_free_again(
    call: Callable[[], Any], named: str, requires_grad: bool
) -> None:
    """The message names the call; after the block everything is as it was."""
    X.requires_grad_(requires_grad)
    try:
        call()
        with forbidden(["nn"]), pytest.raises(Forbidden, match=f"{named} is not allowed in this"):
            call()
        call()
    finally:
        X.requires_grad_(False)


def test_what_layers_are_made_of_is_allowed() -> None:
    """Products, losses, tanh, random numbers and autograd go on."""
    with forbidden(["nn"]):
        W = torch.randn(3, 5, requires_grad=True)
        h = torch.tanh(F.linear(X, W.T)) - X.var(0, keepdim=True).mean()
        F.cross_entropy(h, torch.tensor([0, 1, 2, 3])).backward()
        torch.empty(3, 5).normal_(0, 2.0)
    assert W.grad is not None


def test_names_imported_inside_stay_refused() -> None:
    """A solution file is imported inside the block, so that it holds no way around it."""
    before = (torch.nn.Module.__init__, torch.nn.init.normal_, F.batch_norm)
    with forbidden(["nn"]):
        held = importlib.import_module("torch.nn.functional").batch_norm
    with pytest.raises(Forbidden):
        held(X, None, None, training=True)
    assert (torch.nn.Module.__init__, torch.nn.init.normal_, F.batch_norm) == before
