"""A class is graded."""
