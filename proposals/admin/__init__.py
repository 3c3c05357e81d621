"""Goods, years and what councils say. Figures are the councils' own and only read."""

from . import council, entitling, good, succession
from .period import PeriodAdmin

__all__ = ["PeriodAdmin", "council", "entitling", "good", "succession"]
