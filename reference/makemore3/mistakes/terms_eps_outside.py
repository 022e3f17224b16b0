"""eps is added to the root, not under it

In the paper eps stands beside sigma2, under the root.
"""


def batchnorm_equation_terms(x, gamma=1.0, *, beta=0.0, eps=0.0):
    n = len(x)
    mu = sum(x) / n
    sigma2 = sum((v - mu) ** 2 for v in x) / (n - 1)
    xhat = [(v - mu) / (sigma2**0.5 + eps) for v in x]
    return {"mu": mu, "sigma2": sigma2, "xhat": xhat, "y": [gamma * v + beta for v in xhat]}
