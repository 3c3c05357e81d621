"""Measurements: they print, and judge nothing by the clock."""
