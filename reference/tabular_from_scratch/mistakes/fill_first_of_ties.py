"""of equally common values the first one met is taken

Counter.most_common keeps the order in which values appeared. Among equals the smallest is asked
for, so that the order of the passengers plays no part.
"""


def fill_mode(table, modes=None):
    def gap(value):
        return value is None or value != value

    def pick(column):
        present = [value for value in column if not gap(value)]
        if not present:
            raise ValueError("nothing there")
        return max(dict.fromkeys(present), key=present.count)

    if modes is None:
        modes = {name: pick(column) for name, column in table.items()}
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
