"""Hidden checks for images.py."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    expect_outcomes,
    expect_pair,
    outcomes,
    pictures,
    shades,
    whole,
)

from grader import BEYOND, expect_close, task


@task("stack_images", category="other sizes")
@pytest.mark.parametrize(("n", "h", "w"), [(2, 28, 28), (9, 7, 3), (1, 5, 5)])
def test_stack_images_values(student, gen, n, h, w):
    """gives float32 numbers from 0 to 1 for other sizes"""
    images = pictures(gen, n + 1, h, w)[1:]

    got = student.stack_images(list(images))

    right = torch.tensor([[[p / 255 for p in line] for line in image] for image in images.tolist()])
    expect_close(got, right, axes="n h w")


@task("stack_images", category="memory layout")
def test_stack_images_views(student, gen):
    """takes images that lie in memory in another way"""
    images = [pictures(gen, 1, 6, 4)[0].T, pictures(gen, 1, 9, 12)[0][2:6, ::2]]

    got = student.stack_images(images)

    right = torch.tensor([[[p / 255 for p in line] for line in i.tolist()] for i in images])
    expect_close(got, right, axes="n h w")


@task("stack_images", part=BEYOND, category="edge values")
def test_stack_images_refuses(student, gen, rng):
    """raises ValueError for no images and for one of another size"""
    same, wide = pictures(gen, 4, 6, 3), pictures(gen, 2, 6, 4)
    turned = pictures(gen, 1, 3, 6)[0]  # as many pixels as the others
    cases = {
        "no images": ([], "ValueError"),
        "another one last": ([*same, wide[0]], "ValueError"),
        "another one first": ([wide[0], *same], "ValueError"),
        "one of them turned": ([*same, turned], "ValueError"),
        "four equal ones": (list(same), shades(same)),
        "two equal ones": (list(wide), shades(wide)),
    }
    names = rng.sample(list(cases), len(cases))

    got = student.run(outcomes, "stack_images", [[cases[name][0]] for name in names])

    expect_outcomes(got, [cases[name][1] for name in names], names, axes="n h w")


@task("mean_image", category="other sizes")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("n", "h", "w"), [(2, 28, 28), (15, 4, 3), (1, 3, 6)])
def test_mean_image_of_each_pixel(student, gen, n, h, w, dtype):
    """is the mean of each pixel for other sizes"""
    stack = torch.rand(n + 2, h, w, generator=gen, dtype=dtype)[2:]

    got = student.mean_image(stack)

    expect_close(got, (sum(stack.double().unbind()) / n).to(dtype), axes="h w")


@task("mean_image", category="memory layout")
def test_mean_image_of_a_view(student, gen):
    """takes images that lie in memory in another way"""
    stack = torch.rand(5, 4, 7, generator=gen).permute(2, 0, 1)

    got = student.mean_image(stack)

    expect_close(got, (sum(stack.double().unbind()) / 7).float(), axes="h w")


@task("make_dataset", category="other sizes")
@pytest.mark.parametrize(("n3", "n7"), [(1, 1), (2, 9), (11, 6)])
def test_make_dataset_rows(student, gen, n3, n7):
    """gives rows and labels for other sizes"""
    threes, sevens = (torch.rand(n, 28, 28, generator=gen) for n in (n3, n7))

    got = student.make_dataset(threes, sevens)

    expect_pair(got, "make_dataset")
    rows = [image.flatten() for images in (threes, sevens) for image in images]
    expect_close(got[0], torch.stack(rows), axes="n pixel", name="X")
    right = torch.tensor([[1]] * n3 + [[0]] * n7)
    expect_close(whole(got[1]), right, axes="n one", name="y")


@task("make_dataset", category="memory layout")
def test_make_dataset_cut_out(student, gen):
    """takes images that are cut out, or turned"""
    large = torch.rand(3, 30, 30, generator=gen)
    threes, sevens = large[:, 1:29, 2:], torch.rand(4, 28, 28, generator=gen).mT

    got = student.make_dataset(threes, sevens)

    expect_pair(got, "make_dataset")
    rows = [image.flatten() for images in (threes, sevens) for image in images]
    expect_close(got[0], torch.stack(rows), axes="n pixel", name="X")
