"""inf and nan are not left out

nan is neither smaller nor larger than anything, so a minimum over nan is chance. Take such losses
out first.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def suggest_lr(lrs, losses, window=51):
    if not any(math.isfinite(loss) for loss in losses):
        raise ValueError("no loss is finite")
    half, smooth = window // 2, []
    for i in range(len(losses)):
        near = losses[max(i - half, 0) : i + half + 1]
        smooth.append(sum(near) / len(near))
    return float(lrs[int(torch.tensor(smooth).argmin())]) / 10
