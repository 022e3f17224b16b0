"""gamma and beta are swapped

gamma stretches, beta shifts.
"""


def batchnorm_equation_terms(x, gamma=1.0, *, beta=0.0, eps=0.0):
    n = len(x)
    mu = sum(x) / n
    sigma2 = sum((v - mu) ** 2 for v in x) / (n - 1)
    xhat = [(v - mu) / (sigma2 + eps) ** 0.5 for v in x]
    return {"mu": mu, "sigma2": sigma2, "xhat": xhat, "y": [beta * v + gamma for v in xhat]}
