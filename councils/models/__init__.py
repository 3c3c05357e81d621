"""The tables of this floor, one idea a file."""

from .ballot import Ballot, Vote
from .council import Council, Membership
from .decision import Answer, Outcome
from .decision_rule import DecisionRule
from .departure import Departure, Heir
from .first_key import FirstKey
from .invitation import Acceptance, Invitation, digest_of
from .letters import Cadence, LetterChoice, LetterSettings, Mute
from .letters_notices import Event, Notice
from .person import Person
from .request import JoinRequest

__all__ = [
    "Acceptance",
    "Answer",
    "Ballot",
    "Cadence",
    "Council",
    "DecisionRule",
    "Departure",
    "Event",
    "FirstKey",
    "Heir",
    "Invitation",
    "JoinRequest",
    "LetterChoice",
    "LetterSettings",
    "Membership",
    "Mute",
    "Notice",
    "Outcome",
    "Person",
    "Vote",
    "digest_of",
]
