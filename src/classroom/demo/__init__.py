"""The demo: a class of about two dozen in the tenth week of a term, graded by the real judge."""
