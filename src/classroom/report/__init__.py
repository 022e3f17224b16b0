"""The class page, the gradebook, exports."""
