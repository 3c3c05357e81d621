"""Writing a table as a file, one format each."""
