from django.db.models import Max
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from federation.permissions import PUBLIC
from federation.problems import Refused
from federation.serializers.fields import page_of
from federation.serializers.years import GoodOut, PeriodOut
from federation.views.base import ApiView, Parameter
from federation.views.lists import ListView
from proposals.models import Good, Period


def years():
    """The years that can be looked at, each with the number of its newest round."""
    rows = Period.objects.reachable().select_related("previous")
    return rows.annotate(last_round=Max("rounds__number"))


def year(code):
    """A year that has left preparation, or one for practice."""
    return get_object_or_404(Period.objects.reachable(), code=code)


class PublicView(ApiView):
    needs = {"GET": PUBLIC}


class PublicList(ListView):
    needs = {"GET": PUBLIC}


class PeriodList(PublicList):
    item = PeriodOut
    filters = {
        "status": Parameter(
            "", _("Only years in this state."), tuple(Period.Status.values[1:])
        ),
        "practice": Parameter(
            "", _("“true”: only years for practice. Else there are none."), ("true",)
        ),
    }

    @extend_schema(
        operation_id="listPeriods",
        summary=_("Planning years"),
        description=_(
            "All real years that have left preparation, or those for practice."
        ),
        responses=page_of(PeriodOut),
        tags=["years"],
    )
    def get(self, request):
        return self.page()

    def rows(self):
        rows = years().filter(practice="practice" in self.query)
        status = self.query.get("status")
        return rows.filter(status=status) if status else rows


class PeriodDetail(PublicView):
    @extend_schema(
        operation_id="readPeriod",
        summary=_("One planning year"),
        description=_("Its rules, its state and the number of its newest round."),
        responses=PeriodOut,
        tags=["years"],
    )
    def get(self, request, period):
        return Response(PeriodOut(get_object_or_404(years(), code=period)).data)


class GoodList(PublicList):
    key = "good__code"
    item = GoodOut
    filters = {
        "category": Parameter(
            "", _("Only goods of this category."), tuple(Good.Category.values)
        )
    }

    @extend_schema(
        operation_id="listGoods",
        summary=_("The catalogue of a year"),
        description=_("Every good with its unit, its decimals and its first price."),
        responses=page_of(GoodOut),
        tags=["years"],
    )
    def get(self, request, period):
        return self.page()

    def rows(self):
        rows = year(self.kwargs["period"]).catalogue.select_related("good")
        category = self.query.get("category")
        return rows.filter(good__category=category) if category else rows


def published_plan(code):
    """The plan in force of a year, or the reason why there is none to see."""
    plans = year(code).plans.published()
    plan = plans.select_related("period", "round", "publication").first()
    if plan is None:
        raise Refused("not-yet-published")
    return plan
