"""Writing on this floor: every door calls these, keyword-only, one transaction each."""

from .ballots import close_ballot, everybody_voted, open_ballot, vote
from .decisions import propose_rule, set_rule
from .forgetting import forget
from .invitations import (
    accept_invitation,
    decline_invitation,
    invite,
    may_admit,
    new_token,
    withdraw_invitation,
)
from .offices import (
    AUDITORS,
    FACILITATORS,
    OFFICES,
    OPERATORS,
    ensure_office,
    ensure_offices,
)
from .profile import change_profile, remember_language
from .requests import (
    approve_request,
    ask_to_join,
    refuse_request,
    take_back_request,
)
from .roles import change_role, hand_over, leave
from .seats import seat, unseat

__all__ = [
    "AUDITORS",
    "FACILITATORS",
    "OFFICES",
    "OPERATORS",
    "accept_invitation",
    "approve_request",
    "ask_to_join",
    "change_profile",
    "change_role",
    "close_ballot",
    "decline_invitation",
    "ensure_office",
    "ensure_offices",
    "everybody_voted",
    "forget",
    "hand_over",
    "invite",
    "leave",
    "may_admit",
    "new_token",
    "open_ballot",
    "propose_rule",
    "refuse_request",
    "remember_language",
    "seat",
    "set_rule",
    "take_back_request",
    "unseat",
    "vote",
    "withdraw_invitation",
]
