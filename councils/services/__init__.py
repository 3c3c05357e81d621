"""Writing on this floor: every door calls these, keyword-only, one transaction each."""

from .appointing import appoint, dismiss
from .ballots import close_ballot, everybody_voted, open_ballot, vote
from .decisions import propose_rule, set_rule
from .first import (
    become_first_facilitator,
    key_opens,
    lacks_facilitator,
    make_first_key,
)
from .forgetting import forget
from .founding import CouncilEntry, Founded, found_councils, short_name
from .invitations import (
    accept_invitation,
    decline_invitation,
    invite,
    may_admit,
    new_token,
    withdraw_invitation,
)
from .looking import looked
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
    "CouncilEntry",
    "Founded",
    "accept_invitation",
    "appoint",
    "approve_request",
    "ask_to_join",
    "become_first_facilitator",
    "change_profile",
    "change_role",
    "close_ballot",
    "decline_invitation",
    "dismiss",
    "ensure_office",
    "ensure_offices",
    "everybody_voted",
    "forget",
    "found_councils",
    "hand_over",
    "invite",
    "key_opens",
    "lacks_facilitator",
    "leave",
    "looked",
    "make_first_key",
    "may_admit",
    "new_token",
    "open_ballot",
    "propose_rule",
    "refuse_request",
    "remember_language",
    "seat",
    "set_rule",
    "short_name",
    "take_back_request",
    "unseat",
    "vote",
    "withdraw_invitation",
]
