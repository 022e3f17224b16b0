"""it is tanh

tanh lies between -1 and 1. The sigmoid lies between 0 and 1.
"""


def sigmoid(x):
    return x.tanh()
