"""there are no gradients at the step

Without backward(), or where they are forgotten between backward() and the step, nothing moves.
Forget them before backward(), or after the step.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    X, Y = splits[0]
    log = []
    for step in range(steps):
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(model.forward(Xb), Yb)
        loss.backward()
        zero_grads(model.parameters())
        sgd_step(model.parameters(), schedule(step))
        log.append(loss.item())
    return log
