"""the batches come from a generator seeded inside

Then every training draws the same batches. The generator that is passed is the source of chance.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    generator = torch.Generator().manual_seed(2147483647)
    X, Y = splits[0]
    log = []
    for step in range(steps):
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(model.forward(Xb), Yb)
        zero_grads(model.parameters())
        loss.backward()
        sgd_step(model.parameters(), schedule(step))
        log.append(loss.item())
    return log
