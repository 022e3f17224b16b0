"""nothing is summed over the batch

bngain has one number a column, used in all n rows.
What was broadcast forward is summed backward.
"""


def dbngain(f, g):
    return f.bnraw * g.hpreact
