"""GitHub, as far as the course uses it: feedback, the class's repositories, nothing else."""
