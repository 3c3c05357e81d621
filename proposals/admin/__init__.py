"""Goods, years and what councils say. Figures are the councils' own and only read."""

from . import council, good
from .period import PeriodAdmin

__all__ = ["PeriodAdmin", "council", "good"]
