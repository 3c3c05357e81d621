"""What was decided, kept for good, and what must still be delivered."""
