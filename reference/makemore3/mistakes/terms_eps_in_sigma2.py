"""eps is part of sigma2

sigma2 is the variance as it is. eps is added where it is used.
"""


def batchnorm_equation_terms(x, gamma=1.0, *, beta=0.0, eps=0.0):
    n = len(x)
    mu = sum(x) / n
    sigma2 = sum((v - mu) ** 2 for v in x) / (n - 1) + eps
    xhat = [(v - mu) / sigma2**0.5 for v in x]
    return {"mu": mu, "sigma2": sigma2, "xhat": xhat, "y": [gamma * v + beta for v in xhat]}
