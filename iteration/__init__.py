"""Rounds, prices, results, the plan, and their publication."""
