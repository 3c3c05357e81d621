"""People, councils and seats. Seats are begun and ended, councils never deleted."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from councils.models import (
    Acceptance,
    Ballot,
    Council,
    Invitation,
    JoinRequest,
    Membership,
    Person,
    Vote,
)
from councils.services import seat, unseat
from ledger.admin import Forgiving, ReadOnly, ReadOnlyAdmin
from ledger.services import record


class CarefulAdmin(Forgiving, admin.ModelAdmin):
    """What a service or the database refuses becomes a message and changes nothing.

    Nothing is deleted: what is planned with is named by what is published.
    """

    list_per_page = 50

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            complain(request, error)
        except IntegrityError as error:
            text = _("The database refuses this: %(reason)s")
            reason = str(error).partition("\n")[0]
            messages.error(request, text % {"reason": reason})
        return HttpResponseRedirect(request.get_full_path())


def complain(request, error):
    """Show what a service refused."""
    for text in error.messages:
        messages.error(request, text)


@admin.register(Person)
class PersonAdmin(Forgiving, UserAdmin):
    list_display = ["username", "first_name", "last_name", "email", "is_staff"]
    readonly_fields = ["public_id", "last_login", "date_joined"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        ours = (_("Settings"), {"fields": ["language", "time_zone", "public_id"]})
        if self.has_change_permission(request, obj):
            return [*fieldsets, ours]
        # Whoever only looks has no use for the digest of a password.
        return [(None, {"fields": ["username"]}), *fieldsets[1:], ours]

    def has_delete_permission(self, request, obj=None):
        return False


class SeatInline(ReadOnly, admin.TabularInline):
    model = Membership
    fields = ["person", "role", "since", "until"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class CouncilForm(forms.ModelForm):
    def clean_parent(self):
        """Refuse a federation that is the council itself or lies below it."""
        parent = above = self.cleaned_data["parent"]
        while above is not None and self.instance.pk:
            if above.pk == self.instance.pk:
                raise forms.ValidationError(
                    _("A council cannot be its own federation."), code="circle"
                )
            above = above.parent
        return parent


@admin.register(Council)
class CouncilAdmin(CarefulAdmin):
    form = CouncilForm
    list_display = ["slug", "name", "kind", "parent", "members"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["slug", "name", "name_de"]
    autocomplete_fields = ["parent"]
    inlines = [SeatInline]

    def get_readonly_fields(self, request, obj=None):
        """The short name stands in published plans; heads are a figure of the plan."""
        if obj is None:
            return []
        return ["slug"] if request.user.is_superuser else ["slug", "members"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        record(
            kind="council.changed" if change else "council.created",
            subject=obj.slug,
            actor=request.user,
            data={"fields": form.changed_data},
        )


@admin.register(Membership)
class MembershipAdmin(CarefulAdmin):
    """Who sits where. A seat is begun here and ended by the action."""

    list_display = ["person", "council", "role", "since", "until"]
    list_filter = ["role", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "council"]
    search_fields = ["person__username", "council__slug", "council__name"]
    autocomplete_fields = ["person", "council"]
    fields = ["person", "council", "role"]
    actions = ["end_seats"]

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


@admin.register(Ballot)
class BallotAdmin(ReadOnlyAdmin):
    list_display = ["question", "council", "opened_at", "closes_at", "closed_at"]
    list_select_related = ["council"]
    search_fields = ["question", "council__slug"]
    # Counts are the council's.
    exclude = ["tally", "electors"]


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin):
    """That somebody voted, and who entered it; what they voted stays theirs."""

    list_display = ["ballot", "person", "cast_at", "entered_by"]
    list_select_related = ["ballot", "person", "entered_by"]
    search_fields = ["ballot__question", "person__username"]
    exclude = ["option", "reason"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """To whom seats were offered, and what came of it; never the link."""

    list_display = ["invited_at", "council", "role", "used", "uses", "ending"]
    list_select_related = ["council"]
    list_filter = ["ending"]
    search_fields = ["council__slug"]
    exclude = ["token_digest"]


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin):
    list_display = ["accepted_at", "invitation", "person"]
    list_select_related = ["invitation__council", "person"]
    search_fields = ["person__username", "invitation__council__slug"]


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin):
    """Who asked for a seat; what they wrote is for the delegates."""

    list_display = ["asked_at", "council", "person", "outcome", "decided_by"]
    list_select_related = ["council", "person", "decided_by"]
    list_filter = ["outcome"]
    search_fields = ["council__slug", "person__username"]
    exclude = ["message"]
