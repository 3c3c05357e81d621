"""Writing on this floor: every door calls these, keyword-only, one transaction each."""

from .catalogue import create_period, fill_catalogue
from .comments import comment, withdraw_comment
from .concluding import conclude, hand_in, take_back
from .credits import ask_credit, decide_credit, withdraw_credit
from .declarations import declare
from .drafts import discard_draft, save_draft, version_before
from .entitlement_rules import discard_rule, write_rule
from .entitlements import grant, grant_per_member
from .goods import create_good
from .head_counts import Heads, import_heads, say_heads
from .instructions import instruct, revoke
from .motions import amend, due_ballots, main_motion, move, move_rule
from .needs import draw_reviewers, file_need
from .preparation import change_period, drop_good
from .questions import answer_question, ask
from .reviews import replace_silent, review_need, silent_needs
from .starting import bring_goods
from .submission import Line, submit, submit_many
from .wanted import ask_for_good, pledge, refuse_wanted

__all__ = [
    "Heads",
    "Line",
    "amend",
    "answer_question",
    "ask",
    "ask_credit",
    "ask_for_good",
    "bring_goods",
    "change_period",
    "comment",
    "conclude",
    "create_good",
    "create_period",
    "decide_credit",
    "declare",
    "discard_draft",
    "discard_rule",
    "draw_reviewers",
    "drop_good",
    "due_ballots",
    "file_need",
    "fill_catalogue",
    "grant",
    "grant_per_member",
    "hand_in",
    "import_heads",
    "instruct",
    "main_motion",
    "move",
    "move_rule",
    "pledge",
    "refuse_wanted",
    "replace_silent",
    "review_need",
    "revoke",
    "save_draft",
    "say_heads",
    "silent_needs",
    "submit",
    "submit_many",
    "take_back",
    "version_before",
    "withdraw_comment",
    "withdraw_credit",
    "write_rule",
]
