"""Ballots: that they are held, and who took part. How anybody voted stays theirs."""

from django.contrib import admin

from councils.models import Ballot, Vote
from councils.watching import Watched
from ledger.admin import ReadOnlyAdmin


@admin.register(Ballot)
class BallotAdmin(Watched, ReadOnlyAdmin):
    looks_at = "ballots"
    list_display = ["question", "council", "opened_at", "closes_at", "closed_at"]
    list_select_related = ["council"]
    search_fields = ["question", "council__slug"]
    # Counts are the council's.
    exclude = ["tally", "electors"]


@admin.register(Vote)
class VoteAdmin(Watched, ReadOnlyAdmin):
    """That somebody voted, and who entered it; what they voted stays theirs."""

    looks_at = "votes"
    list_display = ["ballot", "person", "cast_at", "entered_by"]
    list_select_related = ["ballot", "person", "entered_by"]
    search_fields = ["ballot__question", "person__username"]
    exclude = ["option", "reason"]

    def looked_council(self, row):
        return row.ballot.council
