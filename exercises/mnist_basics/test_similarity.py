"""Visible checks for similarity.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    answers,
    distances,
    joined,
    near_images,
    nearer_three,
    numbers,
    yes,
)

from grader import expect_close, expect_equal, expect_numbers, task


@task("l1_distance")
def test_distance_by_hand(student):
    """gives 1.5 and 2.198484 for two images, and half for half of both"""
    a = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    b = torch.tensor([[1.0, 0.0, 3.0], [0.0, 5.0, 9.0]])

    l1 = [student.l1_distance(a, b), student.l1_distance(b / 2, a / 2)]
    rmse = [student.rmse_distance(a, b), student.rmse_distance(b / 2, a / 2)]

    names = ["l1_distance", "l1_distance of both halved"]
    expect_numbers(numbers(l1), [1.5, 0.75], names=names, rtol=1e-5)
    names = ["rmse_distance", "rmse_distance of both halved"]
    expect_numbers(numbers(rmse), [2.1984843, 1.0992422], names=names, rtol=1e-5)


@task("l1_distance")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_distance_of_many_from_one(student, gen, dtype):
    """gives a number for each of 7 images, compared with a single one"""
    images = torch.rand(8, 5, 4, generator=gen, dtype=dtype)

    l1 = student.l1_distance(images[:7], images[7])
    rmse = student.rmse_distance(images[:7], images[7])

    right = [d[:, 0].to(dtype) for d in distances(images[:7], images[7:])]
    expect_close(l1, right[0], axes="n", name="l1_distance")
    expect_close(rmse, right[1], axes="n", name="rmse_distance")


@task("l1_distance")
def test_distance_of_two_stacks(student, gen):
    """gives 3 and 2 numbers for stacks of 3 and 2 images"""
    images = torch.rand(6, 3, 4, generator=gen)
    stacks, one = [images[:3], images[3:5]], images[5]

    l1 = joined([student.l1_distance(stack, one) for stack in stacks])
    rmse = joined([student.rmse_distance(stack, one) for stack in stacks])

    right = [d[:, 0].float() for d in distances(images[:5], images[5:])]
    expect_close(l1, right[0], axes="n", name="l1_distance of all five")
    expect_close(rmse, right[1], axes="n", name="rmse_distance of all five")


@task("l1_distance")
def test_distance_of_many_from_many(student, gen):
    """gives a table for (4, 1, h, w) and (3, h, w)"""
    a, b = torch.randn(4, 6, 5, generator=gen), torch.randn(3, 6, 5, generator=gen)

    l1 = student.l1_distance(a[:, None], b)
    rmse = student.rmse_distance(a[:, None], b)

    right = distances(a, b)
    expect_close(l1, right[0].float(), axes="n m", name="l1_distance")
    expect_close(rmse, right[1].float(), axes="n m", name="rmse_distance")


@task("classify_by_similarity")
def test_classify_nearer(student, gen):
    """says True for the images that are nearer to mean3 by L1"""
    x, mean3, mean7 = near_images(gen, 12, 5, 6)

    got = student.classify_by_similarity(x, mean3, mean7)

    expect_close(got, nearer_three(x, mean3, mean7), axes="n")


@task("classify_by_similarity")
def test_classify_single(student, gen):
    """takes a single image too"""
    x, mean3, mean7 = near_images(gen, 6, 4, 5)

    got = [yes(student.classify_by_similarity(image, mean3, mean7)) for image in x]

    expect_equal(got, nearer_three(x, mean3, mean7).tolist(), name="the classes of six images")


@task("classify_by_similarity")
def test_classify_tie(student):
    """says False for an image as near to one as to the other"""
    mean3, mean7 = torch.zeros(2, 3), torch.ones(2, 3)
    middle, half = torch.full((2, 3), 0.5), torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    x = torch.stack([mean3, middle, mean7, half, middle / 2])

    got = student.classify_by_similarity(x, mean3, mean7)
    swapped = student.classify_by_similarity(x, mean7, mean3)

    expect_close(got, torch.tensor([True, False, False, False, True]), axes="n")
    right = torch.tensor([False, False, True, False, False])
    expect_close(swapped, right, axes="n", name="the classes with both means swapped")


@task("classify_by_similarity")
def test_balanced_accuracy(student, gen):
    """lets both classes count alike, whatever their sizes"""
    cases = [((3, 1), (9, 1)), ((2, 1), (1, 3)), ((2, 6), (3, 2)), ((0, 1), (4, 0))]

    got = []
    for on_threes, on_sevens in cases:
        threes, sevens = answers(*on_threes, True, gen), answers(*on_sevens, False, gen)
        got.append(student.balanced_accuracy(threes, sevens))

    names = [f"{a} of {a + b} threes and {c} of {c + d} sevens right" for (a, b), (c, d) in cases]
    expect_numbers(numbers(got), [0.825, 11 / 24, 0.425, 0.5], names=names, rtol=1e-6)
