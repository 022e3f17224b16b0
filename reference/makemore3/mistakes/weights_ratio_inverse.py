"""the ratio is upside down

gradient to data: the gradient stands above, so that a small number means small gradients.
"""


def weight_grad_stats(params):
    stats = []
    for p in params:
        if p.dim() == 2:
            std = p.grad.std().item()
            entry = {"shape": tuple(p.shape), "mean": p.grad.mean().item(), "std": std}
            stats.append(entry | {"ratio": p.detach().std().item() / std})
    return stats
