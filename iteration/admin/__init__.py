"""Running a year: its steps, and its rounds and plans to be read."""

from . import nudge, offer, period, plan, round, simulation

__all__ = ["nudge", "offer", "period", "plan", "round", "simulation"]
