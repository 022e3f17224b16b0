"""all rates see one batch

Each step draws a batch of its own.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def lr_find(model, X, Y, lrs, batch_size=32, *, generator):
    trial = copy.deepcopy(model)
    losses = []
    Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
    for lr in lrs.tolist():
        loss = F.cross_entropy(trial.forward(Xb), Yb)
        zero_grads(trial.parameters())
        loss.backward()
        sgd_step(trial.parameters(), lr)
        losses.append(loss.item())
    return lrs, losses
