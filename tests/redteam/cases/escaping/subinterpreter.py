"""Runs the attack in an interpreter of its own, past the audit of the first.

earns: honest
feedback: nothing escaped | no answer within 1 s | the process was ended by SIGABRT
"""

def attacked(x):
    try:
        import _xxsubinterpreters as interpreters

        one = interpreters.create()
        interpreters.run_string(one, "import os\nif os.fork() == 0: os._exit(0)\nprint('ESC' 'APED: forked')")
    except BaseException as e:
        print(type(e).__name__)
    raise RuntimeError("nothing escaped")


def honest(x):
    return 2 * x
