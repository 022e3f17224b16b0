"""What a check is, and how one is run."""
