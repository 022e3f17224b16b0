"""all steps use one batch

Drawn before the loop, the batch is the same in every step: it is overfitted.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    X, Y = splits[0]
    log = []
    Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
    for step in range(steps):
        loss = F.cross_entropy(model.forward(Xb), Yb)
        zero_grads(model.parameters())
        loss.backward()
        sgd_step(model.parameters(), schedule(step))
        log.append(loss.item())
    return log
