"""each step takes the rate of the next one

Steps are counted from 0, and so is the schedule.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    X, Y = splits[0]
    log = []
    for step in range(steps):
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(model.forward(Xb), Yb)
        zero_grads(model.parameters())
        loss.backward()
        sgd_step(model.parameters(), schedule(step + 1))
        log.append(loss.item())
    return log
