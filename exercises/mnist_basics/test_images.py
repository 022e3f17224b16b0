"""Visible checks for images.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import ends, expect_pair, pictures, whole

from grader import expect_close, expect_equal, task


@task("stack_images")
@pytest.mark.parametrize(("n", "h", "w"), [(3, 28, 28), (5, 4, 6), (1, 3, 7)])
def test_stack_images_values(student, gen, n, h, w):
    """gives float32 numbers from 0 to 1, an image after the other"""
    images = pictures(gen, n, h, w)

    got = student.stack_images(list(images))

    right = torch.tensor([[[p / 255 for p in line] for line in image] for image in images.tolist()])
    expect_close(got, right, axes="n h w")


@task("stack_images")
def test_stack_images_refuses(student, gen):
    """raises ValueError for no images and for images of different sizes"""
    unequal = [*pictures(gen, 3, 5, 4), pictures(gen, 1, 4, 5)[0]]

    calls = {"no images": [[]], "unequal": [unequal], "equal": [list(pictures(gen, 2, 5, 4))]}
    got = student.run(ends, "stack_images", calls)

    expect_equal(got, ["no images: ValueError", "unequal: ValueError", "equal: a result"])


@task("mean_image")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("n", "h", "w"), [(6, 28, 28), (4, 3, 5), (1, 5, 2)])
def test_mean_image_of_each_pixel(student, gen, n, h, w, dtype):
    """is the mean of each pixel over the images"""
    stack = torch.rand(n, h, w, generator=gen, dtype=dtype)

    got = student.mean_image(stack)

    right = sum(stack.double().unbind()) / n
    expect_close(got, right.to(dtype), axes="h w")


@task("make_dataset")
@pytest.mark.parametrize(("n3", "n7"), [(3, 5), (4, 1)])
def test_make_dataset_rows(student, gen, n3, n7):
    """gives a row of 784 pixels for every image, the threes first"""
    threes, sevens = (torch.rand(n, 28, 28, generator=gen) for n in (n3, n7))

    got = student.make_dataset(threes, sevens)

    expect_pair(got, "make_dataset")
    images = [*threes.tolist(), *sevens.tolist()]
    right = torch.tensor([[p for line in image for p in line] for image in images])
    expect_close(got[0], right, axes="n pixel", name="X")


@task("make_dataset")
@pytest.mark.parametrize(("n3", "n7"), [(3, 5), (4, 1)])
def test_make_dataset_labels(student, gen, n3, n7):
    """gives a column of labels, 1 for the threes and 0 for the sevens"""
    threes, sevens = (torch.rand(n, 28, 28, generator=gen) for n in (n3, n7))

    got = student.make_dataset(threes, sevens)

    expect_pair(got, "make_dataset")
    right = torch.tensor([[1]] * n3 + [[0]] * n7)
    expect_close(whole(got[1]), right, axes="n one", name="y")


@task("make_dataset")
def test_make_dataset_cut_out(student, gen):
    """takes images that are cut out of larger ones"""
    large = torch.rand(5, 32, 40, generator=gen)
    threes, sevens = large[:2, 2:30, 5:33], large[2:, :28, 12:]

    got = student.make_dataset(threes, sevens)

    expect_pair(got, "make_dataset")
    images = [*threes.tolist(), *sevens.tolist()]
    right = torch.tensor([[p for line in image for p in line] for image in images])
    expect_close(got[0], right, axes="n pixel", name="X")
