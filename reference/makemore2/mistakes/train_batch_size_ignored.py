"""batches have 32 examples whatever batch_size says

batch_size is passed on to get_batch.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    X, Y = splits[0]
    log = []
    for step in range(steps):
        Xb, Yb = get_batch(X, Y, 32, generator=generator)
        loss = F.cross_entropy(model.forward(Xb), Yb)
        zero_grads(model.parameters())
        loss.backward()
        sgd_step(model.parameters(), schedule(step))
        log.append(loss.item())
    return log
