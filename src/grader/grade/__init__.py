"""Grading a class: collect, copy, judge, write records and reports."""
