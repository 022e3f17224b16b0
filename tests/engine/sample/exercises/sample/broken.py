"""Does not parse."""


def first(x:
    return x
