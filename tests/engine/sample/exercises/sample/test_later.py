"""Checks for later.py."""

import torch

from grader import each_task, expect_close


@each_task("fifth", "sixth")
def test_twice(student, name):
    """doubles a vector"""
    expect_close(student.call(name, torch.ones(3)), 2 * torch.ones(3), axes="n")
