"""the most probable symbol is taken in place of a draw

argmax gives the same name every time. A draw takes each symbol as often as the row says.
"""

from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(P[ix].argmax())
            if ix == 0:
                break
            letters.append(ITOS[ix])
        names.append("".join(letters))
    return names
