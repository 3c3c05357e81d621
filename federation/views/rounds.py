from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from federation.problems import Refused
from federation.serializers.fields import page_of
from federation.serializers.years import PriceOut, ResultOut, RoundOut
from federation.views.base import Parameter
from federation.views.lists import NUMBER, SLUG
from federation.views.years import PublicList, PublicView, year
from iteration.models import Price, Result, Round

GOOD = Parameter(SLUG, _("Only the good with this code."))
TRUTH = {"true": True, "false": False}


def rounds(code):
    rows = Round.objects.filter(period=year(code))
    return rows.select_related("period", "worst_good", "publication")


class RoundList(PublicList):
    key = "number"
    key_pattern = NUMBER
    item = RoundOut
    filters = {
        "status": Parameter(
            "", _("Only rounds in this state."), tuple(Round.Status.values)
        )
    }

    @extend_schema(
        operation_id="listRounds",
        summary=_("The rounds of a year"),
        description=_("What each announced and, once it is published, what it found."),
        responses=page_of(RoundOut),
        tags=["rounds"],
    )
    def get(self, request, period):
        return self.page()

    def rows(self):
        status = self.query.get("status")
        rows = rounds(self.kwargs["period"])
        return rows.filter(status=status) if status else rows


class RoundDetail(PublicView):
    @extend_schema(
        operation_id="readRound",
        summary=_("One round"),
        description=_("While it is open it says until when councils answer."),
        responses=RoundOut,
        tags=["rounds"],
    )
    def get(self, request, period, number):
        return Response(RoundOut(get_object_or_404(rounds(period), number=number)).data)


class PerGood(PublicList):
    """What a round says of each good."""

    key = "good__code"
    filters = {"good": GOOD}
    model = None

    def rows(self):
        round = get_object_or_404(
            rounds(self.kwargs["period"]), number=self.kwargs["number"]
        )
        self.check(round)
        rows = self.model.objects.filter(round=round).select_related("good")
        code = self.query.get("good")
        return rows.filter(good__code=code) if code else rows

    def check(self, round):
        """Refuse a round that cannot be shown yet."""


class PriceList(PerGood):
    model = Price
    item = PriceOut

    @extend_schema(
        operation_id="listPrices",
        summary=_("The indicative prices of a round"),
        description=_("Announced with the round, in credits per unit of the good."),
        responses=page_of(PriceOut),
        tags=["rounds"],
    )
    def get(self, request, period, number):
        return self.page()


class ResultList(PerGood):
    model = Result
    item = ResultOut
    filters = {
        "good": GOOD,
        "within_tolerance": Parameter(
            "", _("Only goods within, or out of, the tolerance."), tuple(TRUTH)
        ),
    }
    refusals = {"GET": ("not-yet-published",)}

    @extend_schema(
        operation_id="listResults",
        summary=_("What a round counted"),
        description=_("Requested and offered of every good, in its unit."),
        responses=page_of(ResultOut),
        tags=["rounds"],
    )
    def get(self, request, period, number):
        return self.page()

    def rows(self):
        rows, within = super().rows(), self.query.get("within_tolerance")
        return rows.filter(within=TRUTH[within]) if within else rows

    def check(self, round):
        published(round)


def published(round):
    if round.status != Round.Status.PUBLISHED:
        raise Refused("not-yet-published")
    return round
