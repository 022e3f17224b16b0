"""A class's repositories on GitHub."""
