"""an entry that equals the threshold is counted

Saturated is what is farther from 0 than thr. The two comparisons differ by one sign.
"""


def saturation_fraction(h, thr=0.97):
    return (h.abs() >= thr).float().mean().item()
