"""Returns HTML and templates where a matrix belongs.

earns: honest
feedback: of another type | is not as expected
task: Tally
"""

class Tally:
    def add(self, word):
        pass

    def counts(self):
        return {"<script>alert(1)</script>": "</script><script>alert(2)</script>", "{{ 7*7 }}": "\x1b[31m"}


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
