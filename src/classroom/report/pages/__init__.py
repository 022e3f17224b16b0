"""The report as pages: one module a page."""
