"""the model of the caller is trained

The search ends with rates that ruin a model. It works on a deep copy; a shallow one shares its
tensors.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def lr_find(model, X, Y, lrs, batch_size=32, *, generator):
    trial = copy.copy(model)
    losses = []
    for lr in lrs.tolist():
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(trial.forward(Xb), Yb)
        zero_grads(trial.parameters())
        loss.backward()
        sgd_step(trial.parameters(), lr)
        losses.append(loss.item())
    return lrs, losses
