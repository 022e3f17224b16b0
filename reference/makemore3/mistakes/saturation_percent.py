"""the share is given in percent

This function gives a number from 0 to 1. The percentage comes later, in activation_stats.
"""


def saturation_fraction(h, thr=0.97):
    return 100 * (h.abs() > thr).float().mean().item()
