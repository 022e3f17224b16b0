"""Inputs, right answers and readers of results for the checks of this topic.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right comes from torch.nn, autograd and loops in Python,
mostly in float64.
"""

from typing import Any

import torch
from torch import Tensor

from grader import expect_close, expect_equal, expect_numbers, observe

# Why a comparison may tell little (tolerance_reason).
EQUAL = "flags and counts that are right are all equal, so another order of them is right too"


def pictures(gen: torch.Generator, n: int, h: int = 28, w: int = 28) -> Tensor:
    """(n, h, w) uint8, every grey value as likely as any other."""
    return torch.randint(256, (n, h, w), generator=gen, dtype=torch.uint8)


def numbers(values: list[Any]) -> list[Any]:
    """Results that may be tensors with one entry, as numbers; anything else as it is."""
    return [
        value.item() if isinstance(value, Tensor) and value.numel() == 1 else value
        for value in values
    ]


def exact(values: list[Any]) -> Tensor:
    """A tensor in float64."""
    return torch.tensor(values, dtype=torch.float64)


def joined(values: list[Any]) -> Any:
    """The entries of tensors, one after the other; the first result that is no tensor, if any."""
    other = [value for value in values if not isinstance(value, Tensor)]
    return other[0] if other else torch.cat([value.flatten() for value in values])


def yes(value: Any) -> Any:
    """True or False, if that is what a result, such as a tensor with one entry, says."""
    one = isinstance(value, Tensor) and value.dtype == torch.bool and value.numel() == 1
    return bool(value) if one else value


def expect_not_nan(got: Any, expected: Tensor, at: list[float], axes: str) -> None:
    """expect_close, which tells where nan is: with -1 in its place mistakes can be told apart."""
    same = isinstance(got, Tensor) and got.shape == expected.shape and got.dtype == expected.dtype
    if same and bool(got.isnan().any()):
        pairs = zip(at, got.isnan().flatten().tolist(), strict=True)
        names = [f"at {x:g}" + (" (nan, here as -1)" if nan else "") for x, nan in pairs]
        listed = got.nan_to_num(nan=-1.0).flatten().tolist()
        expect_numbers(listed, expected.flatten().tolist(), names=names, rtol=1e-5)
    else:
        expect_close(got, expected, axes=axes)


def whole(labels: Any) -> Any:
    """Labels of float32 that are whole numbers, as int64; anything else as it is."""
    if isinstance(labels, Tensor) and labels.dtype == torch.float32:
        rounded = labels.long()
        return rounded if torch.equal(rounded.float(), labels) else labels
    return labels


def expect_pair(got: Any, function: str) -> None:
    """got is a tuple or a list of two results."""
    is_row = isinstance(got, tuple | list)
    shown = f"{len(got)} results" if is_row else f"one result of type {type(got).__name__}"
    expect_equal(shown, "2 results", name=f"what {function} returns")


@observe
def ends(m, name, calls):
    """What each call of the function `name` ends with, as text; `calls` are labelled arguments."""
    found = []
    for label, arguments in calls.items():
        try:
            getattr(m, name)(*arguments)
            found.append(f"{label}: a result")
        except NotImplementedError:
            raise
        except Exception as error:
            found.append(f"{label}: {type(error).__name__}")
    return found


@observe
def keeping(m, name, arguments):
    """The result of a function, and its first argument as it is afterwards."""
    got = getattr(m, name)(*arguments)
    return {"got": got, "argument": arguments[0]}


# Similarity


def distances(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """L1 and RMSE of every image of a (n, h, w) from every image of b (m, h, w), in loops."""
    both = []
    for power in (1, 2):
        rows = []
        for one in a.tolist():
            row = []
            for other in b.tolist():
                pairs = [
                    (p, q)
                    for line, line_ in zip(one, other, strict=True)
                    for p, q in zip(line, line_, strict=True)
                ]
                row.append((sum(abs(p - q) ** power for p, q in pairs) / len(pairs)) ** (1 / power))
            rows.append(row)
        both.append(exact(rows))
    return both[0], both[1]


def near_images(gen: torch.Generator, n: int, h: int, w: int) -> tuple[Tensor, Tensor, Tensor]:
    """n images, mean3 and mean7. No image is about as near to one as to the other, at least two
    are nearer to each, and by RMSE or by counting pixels some are nearer to the other one.
    """
    while True:
        means = torch.rand(2, h, w, generator=gen)
        x = torch.rand(n, h, w, generator=gen)
        apart = (x[:, None] - means).abs()
        gap = apart.mean((2, 3)) @ torch.tensor([-1.0, 1.0])
        by_rmse = (apart**2).mean((2, 3)) @ torch.tensor([-1.0, 1.0])
        by_count = (apart[:, 0] < apart[:, 1]).float().mean((1, 2)) - 0.5
        threes = int((gap > 0).sum())
        tie = min(float(values.abs().min()) for values in (gap, by_rmse, by_count)) < 1e-4
        other = all(bool(((by > 0) != (gap > 0)).any()) for by in (by_rmse, by_count))
        if not tie and other and 2 <= threes <= n - 2:
            return x, means[0], means[1]


def nearer_three(x: Tensor, mean3: Tensor, mean7: Tensor) -> Tensor:
    """The right classes, (n,) bool."""
    by_l1 = distances(x, torch.stack([mean3, mean7]))[0]
    return by_l1[:, 0] < by_l1[:, 1]


def answers(right: int, wrong: int, three: bool, gen: torch.Generator) -> Tensor:
    """Predictions for images of one class, in an order by chance: True is "a three"."""
    found = torch.tensor([three] * right + [not three] * wrong)
    return found[torch.randperm(right + wrong, generator=gen)]


# The linear model and the loss


@observe
def new_params(m, size, options):
    """First weights, and 1 or 0 for: they are a leaf, they ask for gradients."""
    # Weights that ignore the generator are always the same ones too, and can be told.
    torch.manual_seed(3)
    p = m.init_params(size, **options)
    return {"values": p.detach(), "flags": [int(p.is_leaf), int(p.requires_grad)]}


DRAWN = [
    "same seed, same weights",
    "other seed, other weights",
    "torch's own generator untouched",
    "without a generator, other weights every time",
]


def expect_yes(flags: Any, names: list[str]) -> None:
    """Every flag of a driver is 1; the message names the first that is not."""
    expect_numbers(flags, [1] * len(names), names=[f"{name} (1 is yes)" for name in names])


@observe
def draws(m, size):
    """1 or 0 for each of DRAWN."""
    before = torch.get_rng_state()
    first, again, other = [
        m.init_params(size, generator=torch.Generator().manual_seed(seed)).detach()
        for seed in (11, 11, 12)
    ]
    untouched = torch.equal(before, torch.get_rng_state())
    without = [m.init_params(size).detach() for _ in range(2)]
    flags = [torch.equal(first, again), not torch.equal(first, other), untouched]
    return [int(flag) for flag in [*flags, not torch.equal(*without)]]


def linear_inputs(gen: torch.Generator, n: int, k: int) -> tuple[Tensor, ...]:
    """xb, w, b and an upstream gradient, so that no sum of them is near 0 for its many terms."""
    while True:
        xb, w = torch.rand(n, k, generator=gen), torch.randn(k, 1, generator=gen)
        b, dy = torch.randn(1, generator=gen), torch.randn(n, 1, generator=gen)
        large = float((xb @ w + b).abs().max()) > 0.8 * k**0.5
        dw = float((xb.T @ dy).abs().max())
        if large and dw > 0.2 * n**0.5 and abs(float(dy.sum())) > 0.3 * n**0.5:
            return xb, w, b, dy


def right_linear(xb: Tensor, w: Tensor, b: Tensor, dy: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The output and the gradients of w and b by torch, in float64."""
    leaves = [t.double().requires_grad_() for t in (w, b)]
    y = torch.nn.functional.linear(xb.double(), leaves[0].T, leaves[1])
    return y.detach(), [*torch.autograd.grad((y * dy).sum(), leaves)]


@observe
def with_gradients(m, name, xb, params, dy):
    """The output of a function of xb and parameters, the gradients of the parameters, and xb."""
    params = [p.requires_grad_() for p in params]
    out = getattr(m, name)(xb, *params)
    if isinstance(out, torch.Tensor) and out.requires_grad:
        (out * dy).sum().backward()
    return {"out": out, "gradients": [p.grad for p in params], "xb": xb}


def expect_gradients(got: Any, right: list[Tensor], names: list[str]) -> None:
    """The gradients that `with_gradients` found."""
    flags = [int(g is not None) for g in got["gradients"]]
    expect_yes(flags, [f"autograd can follow the output back to {name}" for name in names])
    for name, mine, theirs in zip(names, got["gradients"], right, strict=True):
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")


def batch(gen: torch.Generator, n: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, ...]:
    """Logits (n, 1) from -3 to 3, and targets (n, 1), int64, of both kinds where n allows it.

    Further out 1 - p loses digits, and a gradient of next to nothing would be judged by them.
    """
    logits = 6 * torch.rand(n, 1, generator=gen, dtype=dtype) - 3
    targets = torch.arange(n)[torch.randperm(n, generator=gen)] % 2
    return logits, targets[:, None]


def right_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The distance of prediction and label as an absolute value, in float64."""
    return (torch.sigmoid(logits.double()) - targets.double()).abs().mean()


def right_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """By autograd in float64, in the dtype of the logits."""
    leaf = logits.detach().double().requires_grad_()
    return torch.autograd.grad(right_loss(leaf, targets), leaf)[0].to(logits.dtype)


@observe
def unequal_shapes(m, pairs):
    """The loss of each pair of logits and targets, -1 where the call ends with ValueError."""
    found = []
    for logits, targets in pairs:
        try:
            found.append(m.mnist_loss(logits, targets))
        except ValueError:
            found.append(-1.0)
    return found


@observe
def gradient_of_loss(m, logits, targets):
    """Whether autograd can follow the loss (1 or 0), and what it finds for the logits."""
    logits.requires_grad_()
    loss = m.mnist_loss(logits, targets)
    if isinstance(loss, torch.Tensor) and loss.requires_grad:
        loss.sum().backward()
    return {"followed": int(logits.grad is not None), "gradient": logits.grad}


def expect_gradient_of_loss(got: Any, logits: Tensor, targets: Tensor) -> None:
    """What `gradient_of_loss` found is what autograd finds in float64."""
    expect_yes([got["followed"]], ["autograd can follow the loss back to the logits"])
    right = right_gradient(logits, targets)
    expect_close(got["gradient"], right, axes="n one", name="the gradient of the logits")
