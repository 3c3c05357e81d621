"""Economies as data packages: into the database, out of it, and made from tables."""
