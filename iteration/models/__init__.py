"""The tables of this floor, one idea a file."""

from .plan import Assignment, Plan
from .publication import Publication
from .round import Price, Result, Round

__all__ = ["Assignment", "Plan", "Price", "Publication", "Result", "Round"]
