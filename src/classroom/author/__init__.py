"""Writing the course: its contract, mutants, generated files, the demo class."""
