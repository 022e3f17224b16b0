"""The entries of the closed list of ideas, by what raises: each module has its part of it."""
