"""What a push does on GitHub."""
