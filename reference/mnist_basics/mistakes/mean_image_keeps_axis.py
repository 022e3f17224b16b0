"""the axis of the images is kept

The result is one image, (h, w), without an axis that counts images.
"""


def mean_image(stack):
    return stack.mean(dim=0, keepdim=True)
