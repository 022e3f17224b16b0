"""x itself is overwritten

tanh_ writes into what it gets, which is the `out` of the layer before. tanh makes a new tensor.
"""


class Tanh:
    def __call__(self, x):
        self.out = x.tanh_()
        return self.out

    def parameters(self):
        return []
