"""the 1 is outside of the product: 1 - h ** 2 * dh

Brackets around the whole slope make it a factor of what comes from above.
"""


def dhpreact(f, g):
    return 1 - f.h**2 * g.h
