"""The tables of this floor, one idea a file."""

from .memory import Memory
from .plan import Assignment, Plan
from .publication import Publication
from .round import Price, Result, Round

__all__ = ["Assignment", "Memory", "Plan", "Price", "Publication", "Result", "Round"]
