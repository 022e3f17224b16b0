"""the window is always 51

The width of the window is an argument.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def suggest_lr(lrs, losses, window=51):
    pairs = [
        (lr, loss) for lr, loss in zip(lrs.tolist(), losses, strict=True) if math.isfinite(loss)
    ]
    if not pairs:
        raise ValueError("no loss is finite")
    half, values = 51 // 2, [loss for _lr, loss in pairs]
    smooth = []
    for i in range(len(values)):
        near = values[max(i - half, 0) : i + half + 1]
        smooth.append(sum(near) / len(near))
    return pairs[smooth.index(min(smooth))][0] / 10
