"""Questions: how answers are read, sealed and judged."""
