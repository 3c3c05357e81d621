"""Writing on this floor: opening, counting, settling and publishing a planning year."""

from .approving import approve_plan, withdraw_approval
from .checking import look_through
from .closing import (
    RoundNotDue,
    close_round,
    due_rounds,
    fix_round,
    publish_counted,
)
from .comparing import compare_finishes, compared
from .council_life import (
    leave_council,
    merge_councils,
    retire_council,
    split_council,
    undo_departure,
)
from .following import Told, open_told, publish_told
from .goods import (
    accept_wanted,
    convert_good,
    merge_goods,
    retire_good,
    split_good,
    undo_goods,
)
from .joining import join_council
from .nudges import nudge
from .offering import WINDOW, offer_period
from .opening import open_period, prepare_next_year, resume_period
from .pausing import pause_round, resume_round
from .practising import forget_practice, practise, practising
from .publishing import advance_calendar, publish_plan, withdraw_plan
from .rehearsing import rehearse
from .reopening import reopen_round
from .resetting import reset_practice
from .schedule import close_now, extend_round
from .settling import settle_period
from .signing import OfferNotDue, close_offer, due_offers, sign, withdraw_offer
from .simulating import (
    ask_about_stall,
    ask_what_if,
    simulate,
    waiting_simulations,
)
from .village import rehearse_village

__all__ = [
    "WINDOW",
    "OfferNotDue",
    "RoundNotDue",
    "Told",
    "accept_wanted",
    "advance_calendar",
    "approve_plan",
    "ask_about_stall",
    "ask_what_if",
    "close_now",
    "close_offer",
    "close_round",
    "compare_finishes",
    "compared",
    "convert_good",
    "due_offers",
    "due_rounds",
    "extend_round",
    "fix_round",
    "forget_practice",
    "join_council",
    "leave_council",
    "look_through",
    "merge_councils",
    "merge_goods",
    "nudge",
    "offer_period",
    "open_period",
    "open_told",
    "pause_round",
    "practise",
    "practising",
    "prepare_next_year",
    "publish_counted",
    "publish_plan",
    "publish_told",
    "rehearse",
    "rehearse_village",
    "reopen_round",
    "reset_practice",
    "resume_period",
    "resume_round",
    "retire_council",
    "retire_good",
    "settle_period",
    "sign",
    "simulate",
    "split_council",
    "split_good",
    "undo_departure",
    "undo_goods",
    "waiting_simulations",
    "withdraw_approval",
    "withdraw_offer",
    "withdraw_plan",
]
