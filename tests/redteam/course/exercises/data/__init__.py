"""Data that every student is given: none."""
