"""Who was offered a seat, who took it, and who asked for one."""

from django.contrib import admin

from councils.models import Acceptance, Invitation, JoinRequest
from councils.watching import Watched
from ledger.admin import ReadOnlyAdmin


@admin.register(Invitation)
class InvitationAdmin(Watched, ReadOnlyAdmin):
    """To whom seats were offered, and what came of it; never the link."""

    looks_at = "invitations"
    list_display = ["invited_at", "council", "role", "used", "uses", "ending"]
    list_select_related = ["council"]
    list_filter = ["ending"]
    search_fields = ["council__slug"]
    exclude = ["token_digest"]


@admin.register(Acceptance)
class AcceptanceAdmin(Watched, ReadOnlyAdmin):
    looks_at = "acceptances"
    list_display = ["accepted_at", "invitation", "person"]
    list_select_related = ["invitation__council", "person"]
    search_fields = ["person__username", "invitation__council__slug"]

    def looked_council(self, row):
        return row.invitation.council


@admin.register(JoinRequest)
class JoinRequestAdmin(Watched, ReadOnlyAdmin):
    """Who asked for a seat; what they wrote is for the delegates."""

    looks_at = "requests"
    list_display = ["asked_at", "council", "person", "outcome", "decided_by"]
    list_select_related = ["council", "person", "decided_by"]
    list_filter = ["outcome"]
    search_fields = ["council__slug", "person__username"]
    # What was answered is for the person who asked.
    exclude = ["message", "reason"]
