"""The 27 symbols of the names and their numbers, for all files of this topic. Given, not edited.

"." stands before and after every name and has number 0; a has 1, b has 2, ... z has 26. The
numbers are fixed, they do not depend on the names at hand.

    from exercises.makemore2.letters import ITOS, STOI

    STOI["e"]  ->  5
    ITOS[5]    ->  "e"
"""

SYMBOLS = ".abcdefghijklmnopqrstuvwxyz"
STOI = {symbol: number for number, symbol in enumerate(SYMBOLS)}
ITOS = dict(enumerate(SYMBOLS))
