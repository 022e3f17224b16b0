"""Pages of a report, the gradebook, statistics, exports."""
