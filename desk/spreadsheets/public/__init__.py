"""A year's public figures as tables to take away, with a dictionary."""
