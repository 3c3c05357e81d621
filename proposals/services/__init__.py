"""Writing on this floor: every door calls these, keyword-only, one transaction each."""

from .catalogue import create_period, fill_catalogue
from .declarations import declare
from .drafts import discard_draft, save_draft
from .entitlements import grant, grant_per_member
from .instructions import instruct, revoke
from .preparation import change_period, drop_good
from .submission import Line, submit, submit_many

__all__ = [
    "Line",
    "change_period",
    "create_period",
    "declare",
    "discard_draft",
    "drop_good",
    "fill_catalogue",
    "grant",
    "grant_per_member",
    "instruct",
    "revoke",
    "save_draft",
    "submit",
    "submit_many",
]
