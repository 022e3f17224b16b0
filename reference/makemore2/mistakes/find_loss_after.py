"""the loss is taken after the step

losses[i] is the loss of batch i before the step with rate i.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def lr_find(model, X, Y, lrs, batch_size=32, *, generator):
    trial = copy.deepcopy(model)
    losses = []
    for lr in lrs.tolist():
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(trial.forward(Xb), Yb)
        zero_grads(trial.parameters())
        loss.backward()
        sgd_step(trial.parameters(), lr)
        with torch.no_grad():
            losses.append(F.cross_entropy(trial.forward(Xb), Yb).item())
    return lrs, losses
