"""Raises from code whose file name climbs out of its folder.

earns: honest
feedback: ValueError: forged
"""

def attacked(x):
    name = __file__.rsplit("/exercises", 1)[0] + "/../../../../@COURSE@/reference/target/target.py"
    exec(compile("\n\nraise ValueError('forged')", name, "exec"))


def honest(x):
    return 2 * x
