"""The ritual over a notebook: describe, rewrite, condense, from memory."""
