"""Results written into the tensors that were given (aliases): the arguments change."""


def dprobs(f, g):
    dprobs = g.logprobs
    dprobs /= f.probs
    return dprobs


def dcounts_sum_inv(f, g):
    g.probs *= f.counts
    return g.probs.sum(-1, keepdim=True)


def dcounts(f, g):
    dcounts = g.probs
    dcounts *= f.counts_sum_inv
    dcounts += g.counts_sum
    return dcounts


def dnorm_logits(f, g):
    return f.norm_logits.exp_().mul_(g.counts)


def dlogits(f, g):
    dlogits = g.norm_logits
    dlogits[range(len(f.Y)), f.logits.argmax(1)] += g.logit_maxes.squeeze(1)
    return dlogits


def dhpreact(f, g):
    g.h *= 1 - f.h**2
    return g.h


def dbnvar_inv(f, g):
    return f.bndiff.mul_(g.bnraw).sum(0, keepdim=True)


def dbndiff(f, g):
    dbndiff = g.bnraw
    dbndiff *= f.bnvar_inv
    dbndiff += 2 * f.bndiff * g.bndiff2
    return dbndiff


def dhprebn(f, g):
    dhprebn = g.bndiff
    dhprebn += g.bnmeani / len(dhprebn)
    return dhprebn


def dC(f, g):
    f.C.zero_()
    return f.C.index_add_(0, f.X.view(-1), g.emb.view(-1, f.C.shape[1]))


def cross_entropy_backward(logits, Y):
    logits -= logits.max(1, keepdim=True).values
    logits.exp_()
    logits /= logits.sum(1, keepdim=True)
    logits[range(len(Y)), Y] -= 1
    logits /= len(Y)
    return logits


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    dy *= bngain
    bnraw *= (dy * bnraw).sum(0, keepdim=True) / (n - 1)
    dy -= dy.mean(0, keepdim=True)
    dy -= bnraw
    dy *= bnvar_inv
    return dy
