"""What the price rule expects of a council: only its own members' programs read it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from councils.models import Council
from federation.permissions import READ
from federation.problems import Refused
from federation.serializers.expectations import BelievedOut, SuggestionOut
from federation.views.base import ApiView
from federation.views.years import year
from iteration.beliefs import belief, suggestion
from iteration.models import Round


class ExpectationView(ApiView):
    """About a council the caller sits in, at the newest round of a year."""

    needs = {"GET": READ}

    def place(self, council, period):
        """The council and the round; another's council is not found, as none is."""
        # Whoever is above it bears on what it may spend.
        own = Council.objects.of(self.request.user)
        own = own.select_related("parent__parent__parent")
        council = get_object_or_404(own, slug=council)
        found = year(period)
        round = Round.objects.current(found)
        if round is None:
            raise Refused("not-found")
        round.period = found
        return {"council": council, "round": round}


class Belief(ExpectationView):
    @extend_schema(
        operation_id="readBelief",
        summary=_("What is believed of your council"),
        description=_(
            "How it is expected to answer prices, from its own answers alone. Only of"
            " your own councils; another's looks like none."
        ),
        responses=BelievedOut,
        tags=["councils"],
    )
    def get(self, request, council, period):
        place = self.place(council, period)
        return Response(BelievedOut(place | {"belief": belief(**place)}).data)


class Suggestion(ExpectationView):
    @extend_schema(
        operation_id="readSuggestion",
        summary=_("The revision suggested to your council"),
        description=_(
            "What it is expected to propose at the newest prices. Nothing is submitted"
            " by reading it. Only of your own councils; another's looks like none."
        ),
        responses=SuggestionOut,
        tags=["councils"],
    )
    def get(self, request, council, period):
        place = self.place(council, period)
        return Response(SuggestionOut(place | {"lines": suggestion(**place)}).data)
