"""The student repository is built, looked through for leaks, and tried out."""
