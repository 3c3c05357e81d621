"""Reading strangers' files, in a child process without Django."""
