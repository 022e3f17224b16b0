"""zero_grad() clears the first parameter only

A return or break inside the loop ends it early; every parameter is to be cleared.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class BasicOptim(BasicOptim):
    def zero_grad(self):
        for p in self.params:
            p.grad = None
            break
