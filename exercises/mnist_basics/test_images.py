"""Visible checks for images.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    around,
    expect_outcomes,
    expect_pair,
    outcomes,
    pictures,
    shades,
    whole,
)

from grader import BEYOND, expect_close, task


@task("stack_images")
@pytest.mark.parametrize(("n", "h", "w"), [(3, 28, 28), (5, 4, 6), (1, 3, 7)])
def test_stack_images_values(student, gen, n, h, w):
    """gives float32 numbers from 0 to 1, an image after the other"""
    images = pictures(gen, n, h, w)

    got = student.stack_images(list(images))

    expect_close(got, shades(images), axes="n h w")


@task("stack_images", part=BEYOND)
def test_stack_images_refuses(student, gen, rng):
    """raises ValueError for no images and for images of different sizes"""
    fives, fours = pictures(gen, 6, 5, 4), pictures(gen, 2, 4, 5)
    cases = {
        "no images": ([], "ValueError"),
        "one of 4 by 5 behind three of 5 by 4": ([*fives[:3], fours[0]], "ValueError"),
        "two of 5 by 4": (list(fives[3:5]), shades(fives[3:5])),
        "two of 4 by 5": (list(fours), shades(fours)),
        "one of 5 by 4": ([fives[5]], shades(fives[5:])),
    }
    names = rng.sample(list(cases), len(cases))

    got = student.run(outcomes, "stack_images", [[cases[name][0]] for name in names])

    calls = [f"stack_images of {name}" for name in names]
    expect_outcomes(got, [cases[name][1] for name in names], calls, axes="n h w")


@task("mean_image")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("n", "h", "w"), [(6, 28, 28), (4, 3, 5), (1, 5, 2)])
def test_mean_image_of_each_pixel(student, gen, n, h, w, dtype):
    """is the mean of each pixel over the images"""
    mean = torch.rand(h, w, generator=gen, dtype=torch.float64)

    got = student.mean_image(around(gen, mean, n).to(dtype))

    expect_close(got, mean.to(dtype), axes="h w")


@task("make_dataset")
@pytest.mark.parametrize(("n3", "n7"), [(3, 5), (4, 1), (2, 2)])
def test_make_dataset_rows(student, gen, n3, n7):
    """gives a row of 784 pixels for every image, the threes first"""
    X = torch.rand(n3 + n7, 784, generator=gen)
    images = X.unflatten(1, (28, 28))

    got = student.make_dataset(images[:n3], images[n3:])

    expect_pair(got, "make_dataset")
    expect_close(got[0], X, axes="n pixel", name="X")


@task("make_dataset")
@pytest.mark.parametrize(
    "y", [[1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0], [1, 1, 0, 0]], ids=["3-5", "4-1", "2-2"]
)
def test_make_dataset_labels(student, gen, y):
    """gives a column of labels, 1 for the threes and 0 for the sevens"""
    images = torch.rand(len(y), 28, 28, generator=gen)

    got = student.make_dataset(images[: sum(y)], images[sum(y) :])

    expect_pair(got, "make_dataset")
    expect_close(whole(got[1]), torch.tensor([y]).T, axes="n one", name="y")


@task("make_dataset")
def test_make_dataset_cut_out(student, gen):
    """takes images that are cut out of larger ones"""
    X = torch.rand(5, 784, generator=gen)
    large = torch.rand(5, 32, 40, generator=gen)
    threes, sevens = large[:2, 2:30, 5:33], large[2:, :28, 12:]
    threes.copy_(X[:2].unflatten(1, (28, 28)))
    sevens.copy_(X[2:].unflatten(1, (28, 28)))

    got = student.make_dataset(threes, sevens)

    expect_pair(got, "make_dataset")
    expect_close(got[0], X, axes="n pixel", name="X")
