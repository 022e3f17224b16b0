"""the buffers are listed as parameters

parameters() lists what gradient descent trains: gamma and beta. The running values are kept, not
trained.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class BatchNorm1d(BatchNorm1d):
    def parameters(self):
        return [self.gamma, self.beta, self.running_mean, self.running_var]
