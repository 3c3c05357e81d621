"""Files that people bring: read in a child process, by the clock, within limits."""
