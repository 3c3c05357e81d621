"""People, councils, who sits in which, and how a council decides."""
