"""What a solution file can be denied: one table of spellings, tried here and in a child."""

from __future__ import annotations

import _thread
import importlib
import re
import threading
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from grader.sandbox.forbid import Forbidden, forbidden
from grader.sandbox.forbid.concepts import FORBIDDABLE

# Word of `forbid` -> (an expression of torch, F, X and Y; what the message names).
SPELLINGS: dict[str, list[tuple[str, str]]] = {
    "softmax": [
        ("X.softmax(1)", "softmax"),
        ("torch.softmax(X, 1)", "softmax"),
        ("F.softmax(X, 1)", "softmax"),
        ("X.to_mkldnn().softmax(1).to_dense()", "softmax"),
        ("torch.nn.Softmax(1)(X)", "softmax"),
        ("torch.special.softmax(X, 1)", "softmax"),
        ("X.log_softmax(1)", "log_softmax"),
        ("F.cross_entropy(X, Y)", "log_softmax"),
        ("(X - X.logsumexp(1, keepdim=True)).exp()", "logsumexp"),
        ("torch.special.logsumexp(X, 1)", "logsumexp"),
        ("torch.logcumsumexp(X, 1)", "logcumsumexp"),
        ("torch.logaddexp(X[:, 0], X[:, 1])", "logaddexp"),
        ("__import__('numpy').logaddexp.reduce(X.numpy(), 1)", "numpy.logaddexp"),
        ("__import__('numpy')._core.umath.logaddexp.reduce(X.numpy(), 1)", "numpy.logaddexp"),
        ("torch._refs.logaddexp(X, X)", "torch._refs.logaddexp"),
        ("torch._refs.logaddexp2(X, X)", "torch._refs.logaddexp2"),
        ("torch._masked_softmax(X, X > 1, 1)", "masked softmax"),
        ("torch.sparse.softmax(X.to_sparse(), 1).to_dense()", "softmax"),
        ("torch.sparse.log_softmax(X.to_sparse(), 1).to_dense()", "log_softmax"),
        ("torch.distributions.Categorical(X / 9).probs", "torch.distributions.Distribution"),
        ("torch.distributions.Categorical(logits=X)", "logsumexp"),
        (
            "torch.distributions.transforms.SoftmaxTransform()(X)",
            "torch.distributions.transforms.Transform",
        ),
        (
            "torch.distributions.transform_to(torch.distributions.constraints.simplex)(X)",
            "torch.distributions.transforms.Transform",
        ),
        ("torch._refs.softmax(X, 1)", "torch._refs.softmax"),
        ("torch._refs.logsumexp(X, 1)", "torch._refs.logsumexp"),
        (
            "torch._decomp.decompositions._softmax(X, 1, False)",
            "torch._decomp.decompositions._softmax",
        ),
        (
            "F.scaled_dot_product_attention(X[None, None], X[None, None], X[None, None])",
            "scaled_dot_product_attention",
        ),
    ],
    "cross_entropy": [
        ("F.cross_entropy(X, Y)", "torch.nn.functional.cross_entropy"),
        ("F.nll_loss(X, Y)", "torch.nn.functional.nll_loss"),
        ("torch.ops.aten.nll_loss_forward(X, Y, None, 1, -100)", "cross_entropy or nll_loss"),
        ("torch._C._nn.cross_entropy_loss(X, Y)", "cross_entropy or nll_loss"),
        (
            "torch._decomp.decompositions._nll_loss_forward(X, Y, None, 1, -100)",
            "torch._decomp.decompositions._nll_loss_forward",
        ),
        ("F.ctc_loss(X.log_softmax(1)[None], Y[:, None] + 1, (1,) * 4, (1,) * 4)", "ctc_loss"),
        (
            "torch.distributions.Categorical(logits=X).log_prob(Y)",
            "torch.distributions.Distribution",
        ),
    ],
    "one_hot": [
        ("F.one_hot(Y, 4)", "one_hot"),
        ("torch.ops.aten.one_hot(Y, 4)", "one_hot"),
        ("torch._C._nn.one_hot(Y)", "one_hot"),
    ],
    "sigmoid": [
        ("torch.sigmoid(X)", "sigmoid"),
        ("X.sigmoid()", "sigmoid"),
        ("X.clone().sigmoid_()", "sigmoid"),
        ("torch.sigmoid(X, out=torch.empty(4, 3))", "sigmoid"),
        ("F.sigmoid(X)", "sigmoid"),
        ("torch.sigmoid(X.to_mkldnn()).to_dense()", "sigmoid"),
        ("torch.quantize_per_tensor(X, 0.1, 0, torch.quint8).sigmoid().dequantize()", "sigmoid"),
        ("torch.special.expit(X)", "sigmoid"),
        ("torch.nn.Sigmoid()(X)", "sigmoid"),
        ("F.logsigmoid(X).exp()", "logsigmoid"),
        ("F.silu(X) / X", "silu"),
        ("F.glu(torch.cat([torch.ones(4, 3), X], 1))", "glu"),
        ("(-F.softplus(-X)).exp()", "softplus"),
        ("(X - torch.logaddexp(X, 0 * X)).exp()", "logaddexp"),
        ("torch.logaddexp2(X, 0 * X)", "logaddexp"),
        ("__import__('numpy').logaddexp(0, -X.numpy())", "numpy.logaddexp"),
        ("1 - (-(F.mish(X) / X).atanh()).exp()", "mish"),
        ("torch.stack([X, 0 * X]).softmax(0)[0]", "softmax"),
        ("F.soft_margin_loss(X, X / X, reduction='none')", "soft_margin_loss"),
        (
            "F.binary_cross_entropy_with_logits(X, X / X, reduction='none')",
            "binary_cross_entropy_with_logits",
        ),
        ("torch.distributions.Bernoulli(logits=X).probs", "torch.distributions.Distribution"),
        (
            "torch.ops.mkldnn._linear_pointwise(X, torch.eye(3), None, 'sigmoid', [], '')",
            "a fused sigmoid",
        ),
        ("torch._refs.special.expit(X)", "torch._refs.special.expit"),
        ("torch.ops.aten.softplus_backward(X / X, X, 1, 20)", "softplus_backward"),
        (
            "-torch.ops.aten.soft_margin_loss_backward(X / X, -X, X / X, 0)",
            "soft_margin_loss_backward",
        ),
        (
            "torch._decomp.decompositions.log_sigmoid_backward(X / X, -X, X)",
            "torch._decomp.decompositions.log_sigmoid_backward",
        ),
        (
            "__import__('torch._decomp', fromlist=['decompositions_for_jvp'])",
            "torch._decomp.decompositions_for_jvp",
        ),
    ],
    "l1_loss": [
        ("F.l1_loss(X, 2 * X)", "l1_loss"),
        ("torch.nn.L1Loss()(X, 2 * X)", "l1_loss"),
        ("F.l1_loss(Z, 2 * X)", "l1_loss"),
        ("F.smooth_l1_loss(X, 2 * X, beta=1e-9)", "smooth_l1_loss"),
        ("F.huber_loss(X, 2 * X, delta=1e-9)", "huber_loss"),
        ("torch._refs.nn.functional.l1_loss(X, 2 * X)", "torch._refs.nn.functional.l1_loss"),
    ],
    "optim": [
        ("torch.optim.SGD([X.clone().requires_grad_()], 0.1)", "torch.optim.Optimizer"),
        ("torch.optim.Adam([X.clone().requires_grad_()])", "torch.optim.Optimizer"),
        (
            "torch._fused_sgd_([X.clone()], [X], [], weight_decay=0.0, momentum=0.0, lr=0.1, "
            "dampening=0.0, nesterov=False, maximize=False, is_first_step=False)",
            "a fused optimizer",
        ),
        (
            "__import__('sys').modules['torch.optim.sgd'].sgd([X.clone()], [X], [None], "
            "weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0, nesterov=False, "
            "maximize=False)",
            "torch.optim.sgd.sgd",
        ),
        (
            "__import__('sys').modules['torch.optim.sgd']._single_tensor_sgd([X.clone()], [X], "
            "[None], grad_scale=None, found_inf=None, weight_decay=0.0, momentum=0.0, lr=0.1, "
            "dampening=0.0, nesterov=False, maximize=False, has_sparse_grad=False)",
            "torch.optim.sgd._single_tensor_sgd",
        ),
        (
            "torch.optim._functional.sgd([X.clone()], [X], [None], weight_decay=0.0, "
            "momentum=0.0, lr=0.1, dampening=0.0, nesterov=False, maximize=False)",
            "torch.optim.sgd.sgd",
        ),
    ],
    "dataloader": [
        ("torch.utils.data.DataLoader([1, 2])", "torch.utils.data.DataLoader"),
        (
            "list(torch.utils.data.BatchSampler(range(5), 2, False))",
            "torch.utils.data.BatchSampler",
        ),
        (
            "list(torch.utils.data.BatchSampler.__iter__(type('Own', (), "
            "{'sampler': [1, 2, 3], 'batch_size': 2, 'drop_last': False})))",
            "torch.utils.data.BatchSampler",
        ),
        (
            "torch.utils.data.datapipes.iter.IterableWrapper([1, 2]).batch(2)",
            "torch.utils.data.datapipes.iter.grouping.BatcherIterDataPipe",
        ),
    ],
    "nn": [
        ("torch.nn.Linear(3, 2)", "torch.nn.Linear"),
        ("torch.nn.BatchNorm1d(3)", "torch.nn.BatchNorm1d"),
        ("torch.nn.modules.linear.Linear(3, 2)", "torch.nn.Linear"),
        ("torch.nn.LazyBatchNorm1d()", "torch.nn.LazyBatchNorm1d"),
        ("torch.nn.Tanh()", "torch.nn.Tanh"),
        ("type('Own', (torch.nn.Module,), {})()", "torch.nn.Module"),
        ("torch.nn.init.kaiming_normal_(X.clone())", "torch.nn.init.kaiming_normal_"),
        ("torch.nn.init.calculate_gain('tanh')", "torch.nn.init.calculate_gain"),
        ("F.batch_norm(X, None, None, training=True)", "torch.nn.functional.batch_norm"),
        ("F.instance_norm(X.T[None])", "torch.nn.functional.instance_norm"),
        ("F.layer_norm(X.T, (4,))", "torch.nn.functional.layer_norm"),
        ("torch.batch_norm(X, None, None, None, None, True, 0.1, 1e-5, False)", "batch_norm"),
        ("torch.native_batch_norm(X, None, None, None, None, True, 0.1, 1e-5)", "batch_norm"),
        ("torch.batch_norm_update_stats(X, None, None, 0.1)", "batch_norm"),
        ("torch.layer_norm(X.T, (4,))", "layer_norm"),
        (
            "torch._refs.native_layer_norm(X.T, (4,), None, None, 0.0)",
            "torch._refs.native_layer_norm",
        ),
        (
            "torch.nn.utils.fusion.fuse_linear_bn_weights(X.T, X[0], X[0], X[0], 0.1, X[0], X[0])",
            "torch.nn.utils.fusion.fuse_linear_bn_weights",
        ),
        (
            "torch.nn.utils.fuse_linear_bn_weights(X.T, X[0], X[0], X[0], 0.1, X[0], X[0])",
            "torch.nn.utils.fuse_linear_bn_weights",
        ),
        (
            "torch.instance_norm(X.T[None], None, None, None, None, True, 0, 0, False)",
            "batch_norm",
        ),
        (
            "torch.ao.nn.intrinsic.qat.modules.conv_fused.fuse_conv_bn_weights("
            "X.T, X[0], X[0], X[0], 0.1, X[0], X[0])",
            "torch.nn.utils.fusion.fuse_conv_bn_weights",
        ),
        ("torch.group_norm(X.T[None], 3)", "group_norm"),
        (
            "torch.ops.aten._batch_norm_no_update(X, None, None, X[0], X[0], 0.1, 1e-5)",
            "batch_norm",
        ),
        (
            "torch._decomp.decompositions.native_batch_norm_helper("
            "X, None, None, None, None, True, 0.1, 1e-5, True)",
            "torch._decomp.decompositions.native_batch_norm_helper",
        ),
        ("torch._refs._normalize(X, [0], 1e-5)", "torch._refs._normalize"),
        (
            "torch.ops.aten._native_batch_norm_legit.no_stats(X, None, None, True, 0.1, 0)",
            "batch_norm",
        ),
        (
            "torch.ops.aten._batch_norm_with_update("
            "X, None, None, torch.zeros(3), torch.ones(3), 0.1, 1e-5)",
            "batch_norm",
        ),
    ],
    "autograd": [
        ("X.clone().requires_grad_().sum().backward()", "torch.Tensor.backward"),
        ("torch.autograd.grad(Z.sum(), Z)", "torch.autograd.grad"),
        ("torch.autograd.functional.jacobian(torch.tanh, X)", "torch.autograd.functional.jacobian"),
        ("torch.func.grad(lambda x: x.sum())(X)", "torch.func.grad"),
        ("torch.ops.aten.tanh_backward(X, X)", "tanh_backward"),
        (
            "torch._decomp.decompositions.tanh_backward(X, X)",
            "torch._decomp.decompositions.tanh_backward",
        ),
        (
            "__import__('importlib').import_module('torch.autograd.gradcheck')"
            "._get_numerical_jacobian(torch.tanh, (X.double(),))",
            "torch.autograd.gradcheck._get_numerical_jacobian",
        ),
        (
            "__import__('torch._decomp.decompositions_for_jvp')",
            "torch._decomp.decompositions_for_jvp",
        ),
        ("__import__('sympy').Symbol('x')", "sympy"),
        ("__import__('importlib').__import__('sympy').Symbol('x')", "sympy"),
    ],
}
ROWS = [(word, *row) for word, rows in SPELLINGS.items() for row in rows]
# What gives the same numbers by hand.
BY_HAND = {
    "softmax": "X.exp() / X.exp().sum(1, keepdim=True)",
    "cross_entropy": "-X.log_softmax(1)[range(4), Y].mean()",
    "one_hot": "torch.eye(3)[Y]",
    "sigmoid": "(1 + (X / 2).tanh()) / 2 + 1 / (1 + (-X).exp())",
    "l1_loss": "(X - 2 * X).abs().mean()",
    "optim": "X - 0.1 * X",
    "dataloader": "list(torch.utils.data.TensorDataset(X))[0][0]",
    "nn": "torch.tanh(F.linear(X, X[:3])) + (X - X.mean(0)) / X.var(0).sqrt()",
    "autograd": "1 - X.tanh() ** 2",
}
NAMES = {"torch": torch, "F": F}


def inputs() -> dict[str, Any]:
    """X, Y and Z of an expression, new each time."""
    X = torch.arange(12.0).reshape(4, 3) ** 2 / 50 + 0.1
    return {"X": X, "Y": torch.tensor([0, 1, 2, 0]), "Z": X.clone().requires_grad_()}


def test_every_word_has_its_spellings() -> None:
    """What can be forbidden is tried; libraries have tests of their own (test_without_torch)."""
    assert SPELLINGS.keys() == BY_HAND.keys()
    assert {*FORBIDDABLE} - SPELLINGS.keys() == {"torch", "numpy", "jax", "micrograd"}


@pytest.mark.parametrize(("word", "expression", "named"), ROWS)
def test_refused_by_name_and_free_again(word: str, expression: str, named: str) -> None:
    """The message names the call; before and after the block everything is as it was."""
    eval(expression, NAMES | inputs())
    message = f"{re.escape(named)} is not allowed in this file"
    with forbidden([word]), pytest.raises(Forbidden, match=message):
        eval(expression, NAMES | inputs())
    eval(expression, NAMES | inputs())


@pytest.mark.parametrize("word", SPELLINGS)
def test_refused_in_a_child(child: Any, word: str) -> None:
    """Behind walls the same, from a solution file; and what is written by hand goes on."""
    head = "from torch.nn import functional as F\n"
    made = [f"def f{i}(X, Y, Z):\n    return {row[0]}\n" for i, row in enumerate(SPELLINGS[word])]
    made.append(f"def by_hand(X, Y, Z):\n    return {BY_HAND[word]}\n")
    ask, free = child(head + "".join(made), (word,)), child(head + "".join(made))
    arguments = tuple(inputs().values())
    for i, (expression, named) in enumerate(SPELLINGS[word]):
        failure = ask(f"f{i}", *arguments).failure
        assert failure is not None, expression
        assert (failure.kind, failure.text) == ("forbidden", f"{named} is not allowed in this file")
    assert torch.equal(ask("by_hand", *arguments).value, free("by_hand", *arguments).value)


@pytest.mark.parametrize("word", ["nn", "sigmoid", "optim", "dataloader"])
def test_autograd_and_steps_in_place_go_on(word: str) -> None:
    """Where autograd is not what is forbidden, gradients are as they were."""
    with forbidden([word]):
        W = torch.randn(3, 5, requires_grad=True)
        h = torch.tanh(inputs()["X"] @ W)
        (h**2).mean().backward()
        with torch.no_grad():
            W -= 0.1 * W.grad
        torch.empty(3, 5).normal_(0, 2.0)
    assert W.grad is not None


def test_names_imported_inside_stay_refused() -> None:
    """A solution file is imported inside the block, so that it holds no way around it."""
    before = (torch.nn.Module.__init__, torch.nn.init.normal_, F.batch_norm)
    with forbidden(["nn"]):
        held = importlib.import_module("torch.nn.functional").batch_norm
    with pytest.raises(Forbidden):
        held(inputs()["X"], None, None, training=True)
    assert (torch.nn.Module.__init__, torch.nn.init.normal_, F.batch_norm) == before


@pytest.mark.parametrize("module", [threading, _thread], ids=lambda module: module.__name__)
def test_nothing_is_recorded_in_a_thread_of_a_laptop(module: Any) -> None:
    """Whether to record belongs to a thread and is on in a new one; a child can have none."""
    recorded, ended = [], threading.Event()

    def work() -> None:
        recorded.append((2 * inputs()["Z"]).requires_grad)
        ended.set()

    with forbidden(["autograd"]):
        if module is threading:
            threading.Thread(target=work).start()
        else:
            _thread.start_new_thread(work, ())
        assert ended.wait(60)
    assert recorded == [False]


def test_an_unknown_word_is_refused() -> None:
    """A word that nothing is known of would forbid nothing."""
    message = "cannot forbid 'layernorm'; known: softmax, "
    with pytest.raises(ValueError, match=message), forbidden(["layernorm"]):
        pass


@pytest.mark.parametrize("words", [["jax"], ["softmax", "jax"]])
def test_a_library_is_refused_where_it_is_imported(words: list[str]) -> None:
    """Beside operations or alone, and with all in it; afterwards it is only not there."""
    for statement in ("import jax", "from jax import numpy", "import jax.numpy"):
        with forbidden(words), pytest.raises(Forbidden):
            exec(statement, {})
        with pytest.raises(ModuleNotFoundError):
            exec(statement, {})
    with forbidden(words):
        exec("import json", {})
