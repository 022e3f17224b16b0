"""Which of torch's operations are forbidden where: another torch shows its new ones as a diff."""

from __future__ import annotations

import re

import pytest
import torch
from tests.engine.golden import expect_golden

from grader.errors import EngineError
from grader.sandbox import forbid
from grader.sandbox.forbid.concepts import CONCEPTS

# What does the asked thing, or most of it, in one call; and all that computes derivatives.
NEAR = re.compile(
    r"softmax|logsumexp|logaddexp|logcumsumexp|softplus|soft_margin|pointwise|fused|ctc|nll|cross_entropy|kl_div|one_hot|sigmoid|silu|glu|hardswish|mish"
    r"|l1_loss|mse_loss|huber|norm|attention|embedding|linear|addmm|adam|sgd|backward|jvp"
)


def test_operations_near_to_a_task_are_known_one_by_one() -> None:
    """Each with its kernel on the CPU, if it has one, and with what forbids that kernel.

    One without a kernel is made of others, or not for the CPU. A line more or less after an upgrade
    is to be read: is it one that concepts.py should name?
    """
    lines = []
    named = {kernel for word in CONCEPTS for kernel in forbid.kernels_of(word)}
    # Other namespaces grow with what a process imports.
    near = {op for op in forbid.operations() if "::" not in op and NEAR.search(op)}
    for name in sorted(named | near):
        by = [word for word in CONCEPTS if name in forbid.kernels_of(word)]
        if name in forbid.backward_kernels():
            by.append("autograd")
        kernel = "kernel" if forbid.has_kernel(name) else "-"
        lines.append(f"{name}  {kernel}  {' '.join(by) or '-'}")
    expect_golden("op_names.txt", "\n".join(lines) + "\n")


def test_every_operation_that_is_forbidden_is_there() -> None:
    """One that torch has renamed would be forbidden in vain; so would a function."""
    for word, concept in CONCEPTS.items():
        asked = {op for ops in concept.kernels.values() for op in ops.split()}
        assert asked == {op.partition(".")[0] for op in forbid.kernels_of(word)}
        assert [path for path in concept.functions.split() if forbid._at(path) is None] == []
        python = {path.rpartition(".")[2] for path in forbid.functions_of(word)}
        assert {*concept.spelt.split()} <= python


def test_a_torch_that_does_not_list_its_operations_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is forbidden in silence by an empty list."""
    monkeypatch.delattr(torch._C, "_dispatch_get_all_op_names")
    with pytest.raises(EngineError, match=r"does not list its operations.*constraints\.txt"):
        forbid.operations()
