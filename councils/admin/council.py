"""Councils. They are never deleted: published plans name them."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from councils.admin.careful import CarefulAdmin
from councils.models import Council, Membership
from councils.watching import Watched
from ledger.admin import ReadOnly
from ledger.services import record


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
class CouncilAdmin(Watched, CarefulAdmin):
    """What is public of a council; below it who sits there, which is not."""

    looks_at = "seats"
    watches_list = False
    form = CouncilForm
    list_display = ["slug", "name", "kind", "parent", "members"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["slug", "name", "name_de"]
    autocomplete_fields = ["parent"]
    inlines = [SeatInline]
    show_full_result_count = False

    def looked_council(self, row):
        return row

    def render_change_form(self, request, context, *args, **kwargs):
        """Only who is shown the seats has looked at them."""
        shown = request.user.has_perm("councils.view_membership")
        above = super() if shown else super(Watched, self)
        return above.render_change_form(request, context, *args, **kwargs)

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
