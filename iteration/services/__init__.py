"""Writing on this floor: opening, counting, settling and publishing a planning year."""

from .closing import RoundNotDue, close_round, due_rounds
from .opening import open_period, prepare_next_year, resume_period
from .publishing import advance_calendar, publish_plan, withdraw_plan
from .schedule import close_now, extend_round
from .settling import settle_period

__all__ = [
    "RoundNotDue",
    "advance_calendar",
    "close_now",
    "close_round",
    "due_rounds",
    "extend_round",
    "open_period",
    "prepare_next_year",
    "publish_plan",
    "resume_period",
    "settle_period",
    "withdraw_plan",
]
