"""near the ends sums are divided by the whole window

Where fewer losses are there, the mean is over fewer; otherwise both ends look low.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def suggest_lr(lrs, losses, window=51):
    pairs = [
        (lr, loss) for lr, loss in zip(lrs.tolist(), losses, strict=True) if math.isfinite(loss)
    ]
    if not pairs:
        raise ValueError("no loss is finite")
    half, values = window // 2, [loss for _lr, loss in pairs]
    smooth = []
    for i in range(len(values)):
        near = values[max(i - half, 0) : i + half + 1]
        smooth.append(sum(near) / window)
    return pairs[smooth.index(min(smooth))][0] / 10
