from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema

from councils.models import Council
from federation.permissions import READ
from federation.serializers.councils import CouncilOut
from federation.serializers.fields import page_of
from federation.views.lists import ListView


class CouncilList(ListView):
    needs = {"GET": READ}
    key = "slug"
    item = CouncilOut

    @extend_schema(
        operation_id="listCouncils",
        summary=_("Your councils"),
        description=_("The councils in which you hold a seat, and what you may do."),
        responses=page_of(CouncilOut),
        tags=["councils"],
    )
    def get(self, request):
        return self.page()

    def rows(self):
        seat = Q(seats__person=self.request.user, seats__until=None)
        rows = Council.objects.filter(seat).annotate(role=F("seats__role"))
        return rows.select_related("parent")
