"""The instructors' side: writing a course, releasing it, grading a class. Never released."""
