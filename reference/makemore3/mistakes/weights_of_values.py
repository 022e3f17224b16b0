"""the weights are described, not their gradients

mean and std are those of p.grad; the values appear only in the ratio.
"""


def weight_grad_stats(params):
    stats = []
    for p in params:
        if p.dim() == 2:
            std = p.grad.std().item()
            entry = {
                "shape": tuple(p.shape),
                "mean": p.detach().mean().item(),
                "std": p.detach().std().item(),
            }
            stats.append(entry | {"ratio": std / p.detach().std().item()})
    return stats
