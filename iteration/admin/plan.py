"""Plans, assignments and publications: made by services, here only read."""

from django.contrib import admin
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from councils.watching import Watched
from iteration.admin.steps import LeadsToFinish
from iteration.models import Approval, Assignment, Comparison, Plan, Publication
from ledger.admin import ReadOnlyAdmin
from proposals.admin.council import table_of
from proposals.models import Good


@admin.register(Plan)
class PlanAdmin(LeadsToFinish, ReadOnlyAdmin):
    list_display = ["period", "round", "status", "settled_at", "published_at"]
    list_filter = ["status"]
    list_select_related = ["period", "round__period"]
    search_fields = ["period__code"]


@admin.register(Assignment)
class AssignmentAdmin(Watched, ReadOnlyAdmin):
    looks_at = "assignments"
    list_display = ["council", "plan"]
    list_filter = ["plan__period"]
    search_fields = ["council__slug__startswith"]
    fields = ["plan", "council", "proposal", "what"]
    readonly_fields = ["what"]

    def get_queryset(self, request):
        """With all that the names of an assignment and of its proposal are made of."""
        assignments = super().get_queryset(request)
        return assignments.select_related(
            "council", "plan__period", "proposal__council", "proposal__period"
        )

    def looked_council(self, row):
        """Everybody reads what a published plan assigns."""
        return row.council if row.plan.published_at is None else None

    @admin.display(description=_("assigned"))
    def what(self, assignment):
        goods = Good.objects.in_bulk(assignment.goods)
        lines = [(goods[key], units) for key, units in assignment.lines.items()]
        return table_of(dict(sorted(lines, key=lambda line: line[0].code)))


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """The document itself may be many megabytes; it is public and read elsewhere."""

    list_display = ["period", "number", "round", "plan", "at", "digest"]
    list_filter = ["period"]
    list_select_related = ["period", "round__period", "plan__period"]
    search_fields = ["digest__startswith"]
    exclude = ["body"]
    readonly_fields = ["length"]

    def get_queryset(self, request):
        documents = super().get_queryset(request).defer("body")
        return documents.annotate(characters=Length("body"))

    @admin.display(description=_("characters"))
    def length(self, publication):
        return publication.characters


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ["plan", "person", "at", "withdrawn_at"]
    list_filter = ["plan__period"]
    list_select_related = ["plan__period", "person"]
    search_fields = ["plan__period__code"]


@admin.register(Comparison)
class ComparisonAdmin(ReadOnlyAdmin):
    list_display = ["round", "finish", "at", "seconds"]
    list_filter = ["round__period"]
    list_select_related = ["round__period"]
    search_fields = ["round__period__code"]
