"""One small step a line, names for everything, clones that are changed in place."""

import torch
from exercises.makemore1.letters import ITOS, STOI


def _check_word(word):
    for character in word:
        is_letter = character >= "a" and character <= "z"
        if not is_letter:
            raise ValueError("unexpected character " + character)


def bigram_counts(words):
    number_of_words = len(words)
    if number_of_words == 0:
        raise ValueError("the list is empty")
    counts = torch.zeros(27, 27)
    for word in words:
        _check_word(word)
        padded_word = "." + word + "."
        for position in range(len(padded_word) - 1):
            first_symbol = padded_word[position]
            second_symbol = padded_word[position + 1]
            row = STOI[first_symbol]
            column = STOI[second_symbol]
            counts[row][column] = counts[row][column] + 1
    return counts.to(torch.int64)


def normalise_rows(N, smoothing=1.0):
    result = N.clone()
    if result.dtype != torch.float64:
        result = result.to(torch.float32)
    result.add_(smoothing)
    for row_number in range(result.size(0)):
        row = result[row_number]
        row_sum = row.sum()
        if row_sum == 0:
            row.fill_(1.0 / result.size(1))
        else:
            row.div_(row_sum)
    return result


def sample_names(P, n, *, generator, max_len=50):
    cumulative = P.double().cumsum(dim=1)
    all_names = []
    for _number in range(n):
        current_symbol = torch.tensor(0)
        name = ""
        finished = False
        while not finished:
            random_number = torch.rand(1, generator=generator, dtype=torch.float64)
            row = cumulative[current_symbol] / cumulative[current_symbol][-1]
            current_symbol = torch.searchsorted(row, random_number, right=True)[0]
            if current_symbol == 0:
                finished = True
            else:
                name = name + ITOS[current_symbol.item()]
            if len(name) >= max_len:
                finished = True
        all_names.append(name)
    return all_names


def softmax(logits, dim=-1):
    result = logits.clone()
    maximum = result.max(dim=dim, keepdim=True)[0]
    result -= maximum
    result.exp_()
    total = result.sum(dim=dim, keepdim=True)
    result /= total
    return result


def cross_entropy(logits, targets):
    log_probabilities = logits.clone()
    log_probabilities -= log_probabilities.max(1, keepdim=True).values
    log_probabilities -= log_probabilities.exp().sum(1, keepdim=True).log()
    total = torch.zeros((), dtype=logits.dtype)
    number_of_rows = logits.size(0)
    for row_number in range(number_of_rows):
        total -= log_probabilities[row_number][targets[row_number]]
    return (total / number_of_rows).reshape(1)


def bigram_nn_grad(W, xs, ys, reg=0.0):
    number_of_examples = len(xs)
    logits = W[xs]
    logits -= logits.max(dim=1, keepdim=True).values
    dlogits = logits.exp()
    dlogits /= dlogits.sum(dim=1, keepdim=True)
    dlogits[torch.arange(number_of_examples), ys] -= 1.0
    dlogits /= number_of_examples
    dW = W.clone()
    dW *= 2 * reg / (27 * 27)
    dW.index_put_((xs,), dlogits, accumulate=True)
    return dW


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    W = torch.randn((27, 27), generator=generator)
    losses = []
    examples = torch.arange(len(xs))
    for _step in range(steps):
        logits = W[xs]
        log_probabilities = logits - logits.exp().sum(1, keepdim=True).log()
        data_loss = -log_probabilities[examples, ys].mean()
        weight_loss = reg * W.square().mean()
        losses.append(data_loss + weight_loss)
        dlogits = log_probabilities.exp()
        dlogits[examples, ys] -= 1.0
        dW = torch.zeros_like(W)
        dW.index_add_(0, xs, dlogits / len(xs))
        dW += reg * 2 * W / W.numel()
        W = W - lr * dW
    return W, losses


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    train_share, dev_share, test_share = fracs
    if abs(train_share + dev_share + test_share - 1.0) > 0.0001:
        raise ValueError("the shares have to sum to one")
    shuffled = words.copy()
    # Fisher and Yates: each place gets one of the words that are left
    for last in range(len(shuffled) - 1, 0, -1):
        other = int(torch.randint(last + 1, (1,), generator=generator))
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    end_of_train = int(train_share * len(words))
    end_of_dev = int((train_share + dev_share) * len(words))
    train = shuffled[:end_of_train]
    dev = shuffled[end_of_train:end_of_dev]
    test = shuffled[end_of_dev:]
    return train, dev, test


def trigram_nll(N3, words, smoothing):
    probabilities = N3.clone().float()
    probabilities += smoothing
    sums = probabilities.sum(dim=-1, keepdim=True)
    probabilities /= sums
    probabilities[torch.isnan(probabilities)] = 1 / 27
    log_likelihoods = []
    for word in words:
        text = ".." + word + "."
        for i in range(len(text) - 2):
            p = probabilities[STOI[text[i]], STOI[text[i + 1]], STOI[text[i + 2]]]
            log_likelihoods.append(p.log())
    return -torch.stack(log_likelihoods).mean()
