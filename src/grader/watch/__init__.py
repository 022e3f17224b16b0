"""Checks at once: a warm process that runs them, and the watch over files that asks it to."""
