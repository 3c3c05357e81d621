"""The tables of this floor, one idea a file."""

from .ballot import Ballot, Vote
from .council import Council, Membership
from .person import Person

__all__ = ["Ballot", "Council", "Membership", "Person", "Vote"]
