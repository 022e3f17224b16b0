"""sigma2 is divided by n, not by n - 1

The paper divides by n in training. The lecture, and this course, divide by n - 1.
"""


def batchnorm_equation_terms(x, gamma=1.0, *, beta=0.0, eps=0.0):
    n = len(x)
    mu = sum(x) / n
    sigma2 = sum((v - mu) ** 2 for v in x) / n
    xhat = [(v - mu) / (sigma2 + eps) ** 0.5 for v in x]
    return {"mu": mu, "sigma2": sigma2, "xhat": xhat, "y": [gamma * v + beta for v in xhat]}
