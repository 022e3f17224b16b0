"""The instructor's desk: a term with its roster, dates, collected work, gradebook and grades."""
