"""Returns a function that carries source text.

earns: honest
feedback: broke the protocol | cannot read | of another type
"""

def f():
    return 1


f.__grader_source__ = "import os\nprint('ESC' 'APED: compiled in the judge')\ndef f(): return 1"


def attacked(x):
    return f


def honest(x):
    return 2 * x
