"""Hidden checks for similarity.py."""

import pytest
import torch
from exercises.data import load_mnist37
from exercises.mnist_basics.cases import (
    answers,
    distances,
    near_images,
    nearer_three,
    numbers,
    yes,
)

from grader import expect_close, expect_equal, expect_numbers, task


@task("l1_distance", category="other sizes")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("n", "h", "w"), [(3, 28, 28), (1, 4, 7), (13, 2, 5)])
def test_distance_of_many_from_one(student, gen, n, h, w, dtype):
    """gives a number for each image for other sizes"""
    images = torch.randn(n + 1, h, w, generator=gen, dtype=dtype)

    l1 = student.l1_distance(images[0], images[1:])
    rmse = student.rmse_distance(images[1:], images[0])

    right = [d[:, 0].to(dtype) for d in distances(images[1:], images[:1])]
    expect_close(l1, right[0], axes="n", name="l1_distance")
    expect_close(rmse, right[1], axes="n", name="rmse_distance")


@task("l1_distance", category="other sizes")
def test_distance_of_many_from_many(student, gen):
    """gives a table for other sizes, and pairs for equal ones"""
    a, b = torch.randn(6, 3, 8, generator=gen), torch.randn(5, 3, 8, generator=gen)

    l1, pairs = student.l1_distance(a[:, None], b), student.l1_distance(a[:5], b)
    rmse, roots = student.rmse_distance(a, b[:, None]), student.rmse_distance(b, a[1:])

    right = distances(a, b)
    expect_close(l1, right[0].float(), axes="n m", name="l1_distance")
    expect_close(pairs, right[0].diagonal().float(), axes="n", name="l1_distance")
    expect_close(rmse, right[1].T.float(), axes="m n", name="rmse_distance")
    expect_close(roots, right[1][1:].diagonal().float(), axes="n", name="rmse_distance")


@task("l1_distance", category="edge values")
def test_distance_of_two(student, gen):
    """gives one number for two images, also for one pixel"""
    a, b = torch.randn(2, 4, 3, generator=gen)
    one = torch.tensor([[2.5]])

    l1 = [student.l1_distance(a, b), student.l1_distance(one, -one)]
    rmse = [student.rmse_distance(a, b), student.rmse_distance(-one, one)]

    right = [d.item() for d in distances(a[None], b[None])]
    expect_numbers(numbers(l1), [right[0], 5.0], rtol=1e-5)
    expect_numbers(numbers(rmse), [right[1], 5.0], rtol=1e-5)


@task("classify_by_similarity", category="other sizes")
@pytest.mark.parametrize(("n", "h", "w"), [(8, 7, 4), (20, 3, 9)])
def test_classify_nearer(student, gen, n, h, w):
    """says True for the images that are nearer to mean3, for other sizes"""
    x, mean3, mean7 = near_images(gen, n, h, w)

    got = student.classify_by_similarity(x, mean3, mean7)

    expect_close(got, nearer_three(x, mean3, mean7), axes="n")


@task("classify_by_similarity", category="real path")
def test_classify_digits(student):
    """classifies real digits by their mean images"""
    threes, sevens = (x[:40] / 255 for x in load_mnist37())
    mean3, mean7 = threes.mean(0), sevens.mean(0)
    x = torch.cat([threes[:6], sevens[:5]])

    got = student.classify_by_similarity(x, mean3, mean7)

    expect_close(got, nearer_three(x, mean3, mean7), axes="n")


@task("classify_by_similarity", category="edge values")
def test_classify_single(student, gen):
    """takes a single image, and one as near to both as can be"""
    x, mean3, mean7 = near_images(gen, 5, 3, 3)
    same = torch.ones(2, 3)

    got = [yes(student.classify_by_similarity(image, mean3, mean7)) for image in x]
    got.append(yes(student.classify_by_similarity(2 * same, same, 3 * same)))

    right = [*nearer_three(x, mean3, mean7).tolist(), False]
    expect_equal(got, right, name="the classes of six images")


@task("classify_by_similarity", category="other sizes")
def test_balanced_accuracy(student, gen):
    """lets both classes count alike, for other sizes"""
    cases = [((5, 2), (30, 10)), ((1, 0), (0, 1)), ((0, 3), (0, 8)), ((6, 0), (5, 0))]

    got = []
    for on_threes, on_sevens in cases:
        threes, sevens = answers(*on_threes, True, gen), answers(*on_sevens, False, gen)
        got.append(student.balanced_accuracy(threes, sevens))

    expect_numbers(numbers(got), [(5 / 7 + 0.75) / 2, 0.5, 0.0, 1.0], rtol=1e-6)
