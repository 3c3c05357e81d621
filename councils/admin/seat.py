"""Seats: begun here, ended by the action, never changed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from councils.admin.careful import CarefulAdmin
from councils.models import Membership
from councils.services import seat, unseat
from councils.watching import Watched


@admin.register(Membership)
class MembershipAdmin(Watched, CarefulAdmin):
    """Who sits where. A seat is begun here and ended by the action."""

    looks_at = "seats"
    list_display = ["person", "council", "role", "since", "until"]
    list_filter = ["role", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "council"]
    search_fields = ["person__username", "council__slug", "council__name"]
    autocomplete_fields = ["person", "council"]
    fields = ["person", "council", "role"]
    actions = ["end_seats"]
    show_full_result_count = False

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def get_fields(self, request, obj=None):
        return self.fields if obj is None else [*self.fields, "since", "until"]

    def save_model(self, request, obj, form, change):
        begun = seat(
            person=obj.person, council=obj.council, role=obj.role, actor=request.user
        )
        obj.pk = begun.pk

    @admin.action(description=_("End the selected seats"), permissions=["change"])
    def end_seats(self, request, queryset):
        seats = queryset.select_related("person", "council")
        ended = sum(unseat(membership=each, actor=request.user) for each in seats)
        text = ngettext("%(count)d seat ended.", "%(count)d seats ended.", ended)
        self.message_user(request, text % {"count": ended})
