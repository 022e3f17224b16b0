"""Raises lone surrogates, nulls and noncharacters.

earns: honest
feedback: ValueError
"""

def attacked(x):
    print("\ud800\x00\uffff".encode("utf-8", "surrogatepass"))
    raise ValueError("\ud800\udfff\x00\uffff\ufdd0")


def honest(x):
    return 2 * x
