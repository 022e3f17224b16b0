"""only the end at +1 is counted

tanh is as flat at -1 as at +1. What matters is how far an entry is from 0.
"""


def saturation_fraction(h, thr=0.97):
    return (h > thr).float().mean().item()
