"""the images are put under one another, without a new axis

cat joins along an axis that is there already. Another function makes a new one.
"""

import torch


def stack_images(images):
    if len({image.shape for image in images}) != 1:
        raise ValueError
    return torch.cat(images).float() / 255
