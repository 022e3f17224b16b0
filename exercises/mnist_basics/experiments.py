"""Given: the experiment MN-L1. `grader run MN-L1` runs it with your own functions.

The net of the milestone, with one hidden layer of 30, is trained on the first 800 threes and
sevens, from five seeds. You set the spread of the first layer's initial weights, and the rate.
"""

from statistics import fmean

import torch
from exercises.data import load_mnist37
from torch import Tensor

from grader import Measured, experiment, observe

SEEDS = (1, 2, 3, 4, 5)
HIDDEN = 30
FIRST = 800


def digits(student) -> list[tuple[Tensor, Tensor]]:
    """Rows of pixels and their labels, for training and for validation, by your functions."""
    parts = []
    for part in (slice(None, FIRST), slice(FIRST, None)):
        stacks = [student.stack_images(list(images[part])) for images in load_mnist37()]
        parts.append(student.make_dataset(*stacks))
    return parts


@observe
def train(m, x, y, std, hidden, rate, epochs, seed):
    """The parameters before and after a training from one seed, and those of every epoch."""
    from exercises.mnist_basics.batches import DataLoader
    from exercises.mnist_basics.linear_model import init_params
    from exercises.mnist_basics.optimizer import BasicOptim

    torch.set_num_threads(1)
    g = torch.Generator().manual_seed(seed)
    params = [
        init_params((784, hidden), std, generator=g),
        init_params(hidden, 0.0, generator=g),
        init_params((hidden, 1), hidden**-0.5, generator=g),
        init_params(1, 0.0, generator=g),
    ]
    batches = DataLoader(list(zip(x, y)), 64, True, generator=g)  # noqa: B905
    opt = BasicOptim(params, rate)
    places = [[p.detach().clone() for p in params]]
    for _epoch in range(epochs):
        m.train_epoch(lambda xb: m.simple_net(xb, *params), batches, opt)
        places.append([p.detach().clone() for p in params])
    return places


def margins(x: Tensor, y: Tensor, params: list[Tensor]) -> Tensor:
    """The logit of every image, with the sign turned for sevens: above 0 where it is right."""
    net = torch.nn.Sequential(
        torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1)
    )
    for place, given in zip(net.parameters(), params, strict=True):
        place.data = given.t().reshape(place.shape)
    with torch.no_grad():
        return (net(x) * (2 * y - 1)).double().flatten()


def share(margin: Tensor) -> float:
    """The accuracy: how many of the margins are above 0."""
    return (margin > 0).sum().item() / len(margin)


def loss(margin: Tensor) -> float:
    """The chapter's loss, as a function of margins: 1 for -inf, 0 for inf."""
    return 0.5 - torch.tanh(margin / 2).mean().item() / 2


@experiment("initial_std")
def initial_std(student, settings, size):
    """five seeds of one training, from initial weights of one spread: how good, and how alike"""
    epochs = 20 if size == "graded" else 40
    std, rate = settings["std"], settings["rate"]
    (x, y), (valid_x, valid_y) = digits(student)
    shares, lost, trained, curves, tell = [], [], [], {}, []
    for seed in SEEDS:
        run = student.of("simple_net").run
        places = run(train, x, y, std, HIDDEN, rate, epochs, seed)
        found = [margins(valid_x, valid_y, place) for place in places]
        curves[f"seed {seed}"] = [share(each) for each in found]
        shares.append(share(found[-1]))
        lost.append(loss(found[-1]))
        trained.append(share(margins(x, y, places[-1])))
        tell.append(
            f"seed {seed}: before training the logits are about {found[0].abs().mean():.2g} in "
            f"size; accuracy after {epochs} epochs {shares[-1]:.4f}, loss {lost[-1]:.4f}"
        )
    return Measured(
        found={"worst": min(shares), "best": max(shares), "loss": fmean(lost)},
        others={
            "the mean accuracy of the five seeds": fmean(shares),
            "the accuracy on the training images": min(trained),
            "the loss of the worst seed alone": max(lost),
        },
        goal=min(shares) > 0.965,
        curves=curves,
        x="epoch",
        at=range(epochs + 1),
        y="accuracy on the validation images",
        tell=tell,
    )
