"""Running a year: its steps, and its rounds and plans to be read."""

from . import period, plan, round

__all__ = ["period", "plan", "round"]
