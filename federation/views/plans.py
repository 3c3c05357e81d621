from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema

from federation.serializers.councils import AssignmentOut
from federation.serializers.fields import page_of
from federation.views.base import Parameter
from federation.views.lists import SLUG
from federation.views.years import PublicList, published_plan
from iteration.models import Assignment
from proposals.models import Good


class AssignmentList(PublicList):
    key = "council__slug"
    item = AssignmentOut
    filters = {"council": Parameter(SLUG, _("Only this council's part."))}
    refusals = {"GET": ("not-yet-published",)}

    @extend_schema(
        operation_id="listAssignments",
        summary=_("What the plan assigns to each council"),
        description=_("As in the plan's document: above zero to use, below to make."),
        responses=page_of(AssignmentOut),
        tags=["plan"],
    )
    def get(self, request, period):
        return self.page()

    def rows(self):
        rows = Assignment.objects.filter(plan=published_plan(self.kwargs["period"]))
        rows = rows.select_related("council", "proposal")
        council = self.query.get("council")
        return rows.filter(council__slug=council) if council else rows

    def context_of(self, rows):
        keys = {key for assignment in rows for key in assignment.goods}
        return {"goods": Good.objects.in_bulk(keys)}
