"""Reports as single HTML files: of a scorecard's development, and of its monitoring."""
