"""A student's repository, read and updated."""
