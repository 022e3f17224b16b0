"""zero_grad() leaves the gradients as they are

Without it the gradients of all batches pile up, as backward() adds to what is there.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class BasicOptim(BasicOptim):
    def zero_grad(self):
        pass
