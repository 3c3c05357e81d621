"""Running a year: its steps, and its rounds and plans to be read."""

from . import offer, period, plan, round, simulation

__all__ = ["offer", "period", "plan", "round", "simulation"]
