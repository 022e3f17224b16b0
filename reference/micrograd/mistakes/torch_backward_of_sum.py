"""backward is called on the sum, before tanh

The gradients are asked of the output. tanh has a slope as well, and makes them smaller.
"""

# ruff: noqa: F821 - names that are not defined here are those of pytorch.py


def neuron_in_torch(x, w, b):
    leaves = [
        torch.tensor(numbers, dtype=torch.float64, requires_grad=True) for numbers in (x, w, b)
    ]
    inputs, weights, bias = leaves
    total = (weights * inputs).sum() + bias
    total.backward()
    return {"out": torch.tanh(total).item()} | {
        name: leaf.grad.tolist() for name, leaf in zip("xwb", leaves, strict=True)
    }
