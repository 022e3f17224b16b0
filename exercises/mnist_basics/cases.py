"""Inputs, right answers and readers of results for the checks of this topic.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right comes from torch.nn and autograd, mostly in float64,
or is drawn first, and the inputs are made from it.
"""

from typing import Any

import torch
from torch import Tensor

from grader import expect_close, expect_equal, expect_numbers, expect_that, observe


def pictures(gen: torch.Generator, n: int, h: int = 28, w: int = 28) -> Tensor:
    """(n, h, w) uint8, every grey value as likely as any other."""
    return torch.randint(256, (n, h, w), generator=gen, dtype=torch.uint8)


def shades(images: Tensor) -> Tensor:
    """Every grey value by its place between 0 and 1, float32."""
    return torch.linspace(0, 1, 256)[images.long()]


def around(gen: torch.Generator, mean: Tensor, n: int) -> Tensor:
    """n images whose mean this is: pairs as far above it as below, and itself where n is odd."""
    apart = torch.rand(n // 2, *mean.shape, generator=gen, dtype=mean.dtype)
    images = torch.cat([mean + apart, mean - apart, mean.expand(n % 2, *mean.shape)])
    return images[torch.randperm(n, generator=gen)]


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
        names = [f"at {x:g}" for x in at]
        listed = got.nan_to_num(nan=-1.0).flatten().tolist()
        right = expected.flatten().tolist()
        expect_numbers(listed, right, names=names, rtol=1e-5, words={-1.0: "nan"})
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
def outcomes(m, name, calls):
    """What each call of the function `name` returns; "ValueError" where it raises that."""
    found = []
    for arguments in calls:
        try:
            found.append(getattr(m, name)(*arguments))
        except ValueError:
            found.append("ValueError")
    return found


def expect_outcomes(got: Any, right: list[Any], calls: list[str], **how: Any) -> None:
    """`outcomes` has seen these: an error by its name, anything else as in expect_close."""
    told = told_by(got)
    for outcome, wanted, call in zip(got, right, calls, strict=True):
        if isinstance(outcome, str) or isinstance(wanted, str):
            yours, expected = [
                f"a {end}" if isinstance(end, str) else "a result" for end in (outcome, wanted)
            ]
            name = f"what {call} leads to"
            expect_that(yours == expected, name=name, yours=yours, expected=expected, values=told)
        elif isinstance(wanted, Tensor):
            expect_close(outcome, wanted, name=call, **how)
        else:
            expect_numbers(numbers([outcome]), [wanted], names=[call], rtol=1e-5)


def told_by(outcome: Any) -> list[float]:
    """The numbers of a result in a row; -1 for an error and for anything else.

    By these, a mistake gets its name.
    """
    if isinstance(outcome, Tensor):
        outcome = outcome.detach().flatten().tolist()
    if isinstance(outcome, list | tuple):
        return [number for item in outcome for number in told_by(item)]
    return [float(outcome) if type(outcome) in (int, float) else -1.0]


@observe
def keeping(m, name, arguments):
    """The result of a function, and its first argument as it is afterwards."""
    got = getattr(m, name)(*arguments)
    return {"got": got, "argument": arguments[0]}


# Similarity


def distances(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """L1 and RMSE of every image of a (n, h, w) from every image of b (m, h, w), (n, m) each."""
    rows = [images.double().flatten(1) for images in (a, b)]
    l1, l2 = (
        torch.cdist(*rows, p=p, compute_mode="donot_use_mm_for_euclid_dist") for p in (1.0, 2.0)
    )
    pixels = rows[0].shape[1]
    return l1 / pixels, l2 / pixels**0.5


def near_images(gen: torch.Generator, n: int, h: int, w: int) -> tuple[Tensor, Tensor, Tensor]:
    """n images, mean3 and mean7. No image is about as near to one as to the other, at least two
    are nearer to each, and by RMSE or by counting pixels some are nearer to the other one.
    """
    while True:
        means = torch.rand(2, h, w, generator=gen)
        x = torch.rand(n, h, w, generator=gen)
        gap, by_rmse = (found.diff()[:, 0] for found in distances(x, means))
        nearer = [(image - means[0]).abs() < (image - means[1]).abs() for image in x]
        by_count = torch.stack([image.double().mean() for image in nearer]) - 0.5
        threes = int((gap > 0).sum())
        tie = min(float(values.abs().min()) for values in (gap, by_rmse, by_count)) < 1e-4
        other = all(bool(((by > 0) != (gap > 0)).any()) for by in (by_rmse, by_count))
        if not tie and other and 2 <= threes <= n - 2:
            return x, means[0], means[1]


def nearer_three(x: Tensor, mean3: Tensor, mean7: Tensor) -> Tensor:
    """The right classes, (n,) bool, where no image is as near to one as to the other."""
    return distances(x, torch.stack([mean3, mean7]))[0].argmin(1) == 0


def answers(right: int, wrong: int, three: bool, gen: torch.Generator) -> Tensor:
    """Predictions for images of one class, in a random order: True is "a three"."""
    found = torch.tensor([three] * right + [not three] * wrong)
    return found[torch.randperm(right + wrong, generator=gen)]


# The linear model and the loss


@observe
def new_params(m, size, options, push, seed):
    """Initial weights p, as numbers and as a parameter.

    gradient: what backward() of the sum of push * p^3 leaves in .grad.
    """
    import warnings

    torch.manual_seed(seed)
    p = m.init_params(size, **options)
    one = torch.ones((), requires_grad=True)  # so that there is a way back in any case
    ((p**3 * push).sum() * one).backward()
    attributes = {"is_leaf": p.is_leaf, "requires_grad": p.requires_grad}
    with warnings.catch_warnings(action="ignore"):  # of what is no leaf, torch says so
        gradient = p.grad
    return {"values": p.detach(), "gradient": gradient, "attributes": attributes}


def expect_parameter(got: Any, push: Tensor) -> None:
    """What `new_params` returned is a leaf that keeps its gradients."""
    values, attributes = got["values"], got["attributes"]
    is_so = ", ".join(f"{name} is {value}" for name, value in attributes.items())
    expect_that(
        isinstance(got["gradient"], Tensor),
        name="what backward() leaves in .grad of the weights",
        yours=f"{got['gradient']} ({is_so})",
        expected="a gradient, as a leaf that asks for gradients has",
        values=[*told_by(values), *map(float, attributes.values())],
    )
    [right] = torch.autograd.grad((leaf := values.clone().requires_grad_()) ** 3, leaf, push)
    expect_close(got["gradient"], right, name="the gradient of the weights")


@observe
def draws(m, size, seeds, own):
    """given: weights for generators with these seeds; after: what torch's own chance gives then.

    own: weights without a generator, for each of the seeds `own` of torch's own chance. All are
    asked for twice, so that a number drawn beside them shows.
    """
    torch.manual_seed(own[0])
    generators = [torch.Generator().manual_seed(s) for s in seeds]
    given = [m.init_params(size, generator=g) for g in generators for _ in range(2)]
    after = torch.rand(5)
    found = []
    for seed in own:
        torch.manual_seed(seed)
        found += [m.init_params(size), m.init_params(size)]
    given, found = (torch.stack([p.detach() for p in each]) for each in (given, found))
    return {"given": given, "after": after, "own": found}


def expect_draws(student: Any, size: Any, rng: Any) -> None:
    """init_params takes its chance from the generator, or else from torch's own."""
    seeds, own = rng.sample(range(10**6), 3), rng.sample(range(10**6), 2)

    got = student.run(draws, size, seeds, own)

    generators = [[torch.Generator().manual_seed(s) for s in some] for some in (seeds, own)]
    right = [
        torch.stack([torch.randn(size, generator=g) for g in some for _ in range(2)])
        for some in generators
    ]
    name = "the weights for generators with three seeds, twice each"
    expect_close(got["given"], right[0], name=name)
    expect_untouched(got["after"], own[0])
    name = "the weights without a generator, after torch.manual_seed with two seeds, twice each"
    expect_close(got["own"], right[1], name=name)


def expect_untouched(after: Any, seed: int) -> None:
    """Torch's own chance goes on as if nobody had used it since it was given this seed."""
    right = torch.rand(5, generator=torch.Generator().manual_seed(seed))
    expect_close(after, right, name="what torch's own generator gives next, unused until then")


def linear_inputs(gen: torch.Generator, n: int, k: int) -> tuple[Tensor, ...]:
    """xb, w, b and an upstream gradient, so that no sum of them is near 0 for its many terms."""
    while True:
        xb, w = torch.rand(n, k, generator=gen), torch.randn(k, 1, generator=gen)
        b, dy = torch.randn(1, generator=gen), torch.randn(n, 1, generator=gen)
        y, [dw, db] = right_linear(xb, w, b, dy)
        large = float(y.abs().max()) > 0.8 * k**0.5
        if large and float(dw.abs().max()) > 0.2 * n**0.5 and float(db.abs()) > 0.3 * n**0.5:
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
    one = torch.ones((), requires_grad=True)  # so that there is a way back in any case
    ((out * dy).sum() * one).backward()
    return {"out": out.detach(), "gradients": [p.grad for p in params], "xb": xb}


def expect_gradients(got: Any, right: list[Tensor], names: list[str]) -> None:
    """The gradients that `with_gradients` found."""
    told = [*told_by(got["out"]), *(float(g is not None) for g in got["gradients"])]
    for name, mine, theirs in zip(names, got["gradients"], right, strict=True):
        expect_that(
            mine is not None,
            name=f"the gradient of {name}",
            yours="none: autograd cannot follow the output back",
            expected="one that autograd finds",
            values=told,
        )
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")


def batch(
    gen: torch.Generator, n: int, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor, float]:
    """Logits (n, 1) from -3 to 3, targets (n, 1), int64, of both kinds where n allows it; the loss.

    Distances are drawn first, and logits made from them. Further out 1 - p loses digits, and a
    gradient of almost nothing would be judged by them.
    """
    distances = 0.05 + 0.9 * torch.rand(n, 1, generator=gen, dtype=torch.float64)
    targets = (torch.arange(n)[torch.randperm(n, generator=gen)] % 2)[:, None]
    logits = torch.logit((targets - distances).abs()).to(dtype)
    return logits, targets, distances.mean().item()


def distance(logits: Tensor, targets: Tensor) -> Tensor:
    """The loss of which the gradient is asked for, by torch's own."""
    return torch.nn.functional.l1_loss(torch.sigmoid(logits.double()), targets.double())


def right_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """In float64, in the dtype of the logits, from the slope of the inverse of the sigmoid."""
    p = torch.sigmoid(logits.detach().double()).requires_grad_()
    [steep] = torch.autograd.grad(torch.logit(p).sum(), p)
    return torch.where(targets > 0.5, -1, 1).div(steep * logits.numel()).to(logits.dtype)


@observe
def gradient_of_loss(m, logits, targets):
    """What backward() of the loss leaves for the logits."""
    logits.requires_grad_()
    one = torch.ones((), requires_grad=True)  # so that there is a way back in any case
    (m.mnist_loss(logits, targets) * one).sum().backward()
    return logits.grad


def expect_gradient_of_loss(student: Any, logits: Tensor, targets: Tensor, loss: float) -> None:
    """The loss is right, and what autograd finds behind it too."""
    mine = numbers([student.mnist_loss(logits, targets)])
    expect_numbers(mine, [loss], names=["the loss"], rtol=1e-5)

    got = student.run(gradient_of_loss, logits, targets)

    expect_that(
        got is not None,
        name="the gradient of the logits",
        yours="none: autograd cannot follow the loss back to the logits",
        expected="one that autograd finds",
    )
    expect_close(
        got, right_gradient(logits, targets), axes="n one", name="the gradient of the logits"
    )
