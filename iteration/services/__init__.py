"""Writing on this floor: opening, counting, settling and publishing a planning year."""

from .closing import RoundNotDue, close_round, due_rounds
from .offering import WINDOW, offer_period
from .opening import open_period, prepare_next_year, resume_period
from .publishing import advance_calendar, publish_plan, withdraw_plan
from .schedule import close_now, extend_round
from .settling import settle_period
from .signing import OfferNotDue, close_offer, due_offers, sign, withdraw_offer

__all__ = [
    "WINDOW",
    "OfferNotDue",
    "RoundNotDue",
    "advance_calendar",
    "close_now",
    "close_offer",
    "close_round",
    "due_offers",
    "due_rounds",
    "extend_round",
    "offer_period",
    "open_period",
    "prepare_next_year",
    "publish_plan",
    "resume_period",
    "settle_period",
    "sign",
    "withdraw_offer",
    "withdraw_plan",
]
