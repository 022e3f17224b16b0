"""pytest's face, and the tools around it."""
