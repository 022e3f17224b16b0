"""a given mode of 0 counts as none

0 and "" are values that can be the most common one. Whether a mode was given is another question
than whether it is 0.
"""

from statistics import multimode


def fill_mode(table, modes=None):
    def gap(value):
        return value is None or value != value

    found = {}
    for name, column in table.items():
        present = [value for value in column if not gap(value)]
        given = (modes or {}).get(name)
        if not given and not present:
            raise ValueError("nothing there")
        found[name] = given or min(multimode(present))
    filled = {
        name: [found[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, found
