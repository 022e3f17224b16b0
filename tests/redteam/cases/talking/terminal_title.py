"""Sets the terminal's title, clipboard and hyperlinks.

earns: honest
feedback: \x1b]0;
"""

def attacked(x):
    print("\x1b]0;owned\x07\x1b]52;c;aG9zdGlsZQ==\x07\x1b]8;;http://127.0.0.1/\x07link\x1b]8;;\x07")
    raise RuntimeError("\x1b]0;owned\x07")


def honest(x):
    return 2 * x
