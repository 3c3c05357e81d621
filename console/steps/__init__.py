"""The steps of a year: when each is possible, what it will do, and the doing of it."""
