"""the mean is taken along another axis than that of the images

The first axis counts the images. Along the others run the lines and the pixels of one image.
"""


def mean_image(stack):
    return stack.mean(dim=1)
