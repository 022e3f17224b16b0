"""Checks in a notebook, a notebook of a topic, and the way back into its files."""
