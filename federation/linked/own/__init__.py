"""Our own terms, a file for what they are of."""
