"""the words are cut without being shuffled

The file has girls before boys and frequent names before rare ones. The parts are alike only
after shuffling.
"""


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if abs(sum(fracs) - 1) > 1e-6:
        raise ValueError("the parts do not sum to 1")
    n = len(words)
    shuffled = list(words)
    n1, n2 = int(fracs[0] * n), int((fracs[0] + fracs[1]) * n)
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
