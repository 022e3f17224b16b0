"""the saturated entries are counted, not their share

Divided by the number of all entries, the count is a share, and layers of different size can be
compared.
"""


def saturation_fraction(h, thr=0.97):
    return (h.abs() > thr).float().sum().item()
