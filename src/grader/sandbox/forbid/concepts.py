"""What each word of `forbid` names: operations and functions of torch and numpy, and libraries."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Concept(NamedTuple):
    """All that does, or is one step from, what a word of `forbid` names; names by spaces.

    kernels    what to show -> operations, with all their overloads; of aten, or with its namespace
    functions  to replace within torch, or numpy: those that reach no kernel of their own, and those
               whose name tells a learner more than that of the kernel
    spelt      operations that torch also has in Python (IN_PYTHON)
    libraries  whose import is refused
    """

    kernels: Mapping[str, str] = MappingProxyType({})
    functions: str = ""
    spelt: str = ""
    libraries: str = ""


_DISTRIBUTION = "distributions.Distribution.__init__ distributions.transforms.Transform.__init__"
_SOFTMAX = {
    "softmax": "_softmax _sparse_softmax quantized::softmax",
    "log_softmax": "_log_softmax _sparse_log_softmax",
    "masked softmax": "_masked_softmax",
    # Its result subtracted from the scores is the log_softmax.
    "logsumexp": "logsumexp",
    "logcumsumexp": "_logcumsumexp",
    "logaddexp": "logaddexp logaddexp2",
}
_NUMPY = "numpy.logaddexp numpy.logaddexp2"
_SLOPES = "softplus_backward log_sigmoid_backward silu_backward mish_backward glu_backward"
# A module of torch's own that is imported late, and has them in Python too.
_FOR_JVP = "torch._decomp.decompositions_for_jvp"
CONCEPTS: dict[str, Concept] = {
    "softmax": Concept(
        _SOFTMAX
        | {
            "scaled_dot_product_attention": "_scaled_dot_product_flash_attention_for_cpu",
            "multi_head_attention": "_native_multi_head_attention",
        },
        f"{_DISTRIBUTION} {_NUMPY}",
        "softmax log_softmax _softmax _log_softmax logsumexp softmin logaddexp logaddexp2",
    ),
    "cross_entropy": Concept(
        {
            "cross_entropy or nll_loss": "nll_loss_forward nll_loss2d_forward",
            # With one step of time it picks the scores of the targets.
            "ctc_loss": "_ctc_loss",
        },
        f"nn.functional.cross_entropy nn.functional.nll_loss {_DISTRIBUTION}",
        "nll_loss nll_loss_forward nll_loss2d_forward _nll_loss_forward",
    ),
    "one_hot": Concept({"one_hot": "one_hot"}),
    "sigmoid": Concept(
        _SOFTMAX
        | {
            "sigmoid": "sigmoid sigmoid_ quantized::sigmoid",
            "a fused sigmoid": "mkldnn::_linear_pointwise mkldnn::_convolution_pointwise "
            "mkldnn::_convolution_transpose_pointwise mkldnn_rnn_layer",
            # Each is a sigmoid but for one step.
            "logsigmoid": "log_sigmoid_forward",
            "silu": "silu silu_",
            "mish": "mish mish_",
            **{op: op for op in ("glu", "softplus", "soft_margin_loss")},
            "binary_cross_entropy_with_logits": "binary_cross_entropy_with_logits",
            # The slope of softplus is the sigmoid.
            **{op: op for op in (*_SLOPES.split(), "soft_margin_loss_backward", "glu_jvp")},
        },
        f"{_DISTRIBUTION} {_NUMPY}",
        "sigmoid expit log_sigmoid_forward silu glu mish softplus softmax logsumexp logaddexp "
        f"logaddexp2 {_SLOPES}",
        _FOR_JVP,
    ),
    "l1_loss": Concept(
        {op: op for op in ("l1_loss", "smooth_l1_loss", "huber_loss")},
        spelt="l1_loss smooth_l1_loss huber_loss",
    ),
    "autograd": Concept(
        functions="Tensor.backward autograd.backward autograd.grad autograd._engine_run_backward "
        "autograd.graph._engine_run_backward autograd.functional.vjp autograd.functional.jvp "
        "autograd.functional.jacobian autograd.functional.hessian autograd.functional.vhp "
        "autograd.functional.hvp autograd.forward_ad.make_dual "
        "autograd.forward_ad.enter_dual_level _C._enter_dual_level func.grad func.grad_and_value "
        "func.vjp func.jvp func.jacrev func.jacfwd func.hessian func.linearize",
        libraries=f"sympy mpmath {_FOR_JVP}",
    ),
    "optim": Concept(
        {"a fused optimizer": "_fused_sgd_ _fused_adam_ _fused_adamw_ _fused_adagrad_"},
        "optim.Optimizer.__init__",
    ),
    "dataloader": Concept(
        functions="utils.data.DataLoader.__init__ utils.data.BatchSampler.__init__ "
        "utils.data.BatchSampler.__iter__ "
        "utils.data.datapipes.iter.grouping.BatcherIterDataPipe.__init__"
    ),
    "nn": Concept(
        {
            "batch_norm": "native_batch_norm _native_batch_norm_legit _batch_norm_with_update "
            "batch_norm_update_stats _batch_norm_no_update quantized::batch_norm",
            # Over a transposed batch they do the same.
            "layer_norm": "native_layer_norm",
            "group_norm": "native_group_norm",
        },
        "nn.functional.batch_norm nn.functional.instance_norm nn.functional.layer_norm "
        "nn.functional.group_norm nn.utils.fusion.fuse_linear_bn_weights "
        "nn.utils.fusion.fuse_conv_bn_weights nn.utils.fuse_linear_bn_weights "
        "nn.utils.fuse_conv_bn_weights",
        "native_layer_norm native_group_norm layer_norm group_norm _normalize",
    ),
}
IN_PYTHON = ("_refs", "_refs.special", "_refs.nn.functional", "_decomp.decompositions")
# Word -> what it refuses to import.
LIBRARIES = {
    **{library: library for library in ("torch", "numpy", "jax")},
    "micrograd": "micrograd sympy mpmath",
}
FORBIDDABLE = (*CONCEPTS, *LIBRARIES)
