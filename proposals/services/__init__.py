"""Writing on this floor: every door calls these, keyword-only, one transaction each."""

from .catalogue import create_period, fill_catalogue
from .comments import comment, withdraw_comment
from .concluding import conclude, hand_in, take_back
from .declarations import declare
from .drafts import discard_draft, save_draft, version_before
from .entitlements import grant, grant_per_member
from .instructions import instruct, revoke
from .motions import amend, due_ballots, main_motion, move, move_rule
from .preparation import change_period, drop_good
from .submission import Line, submit, submit_many

__all__ = [
    "Line",
    "amend",
    "change_period",
    "comment",
    "conclude",
    "create_period",
    "declare",
    "discard_draft",
    "drop_good",
    "due_ballots",
    "fill_catalogue",
    "grant",
    "grant_per_member",
    "hand_in",
    "instruct",
    "main_motion",
    "move",
    "move_rule",
    "revoke",
    "save_draft",
    "submit",
    "submit_many",
    "take_back",
    "version_before",
    "withdraw_comment",
]
