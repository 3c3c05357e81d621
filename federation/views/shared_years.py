"""A year that servers plan together: what it is, who takes part, how far it is."""

from django.core.exceptions import ValidationError
from django.http import Http404
from rest_framework.response import Response

from federation.permissions import PEER
from federation.problems import Refused
from federation.services.heads import history_of
from federation.services.shared_years import note_join
from federation.together.definition import catalogue_digest, define
from federation.together.opening import head_of
from federation.views import shared_described as described
from federation.views.speaking import ServersView, find_year
from iteration.models import Round


class SharedYearDefinition(ServersView):
    needs = {"GET": PEER}

    @described.read_year
    def get(self, request, period):
        year, _member = self.year_over(period)
        return Response(define(year.period))


class Joining(ServersView):
    needs = {"POST": PEER}
    refusals = {"POST": ("other-catalogue", "not-in-this-state")}

    @described.join
    def post(self, request, period):
        year, _member = self.year_over(period)
        if request.data.get("catalogue") != catalogue_digest(year.period):
            raise Refused("other-catalogue")
        try:
            note_join(
                year=year,
                peer=request.user.peer,
                answers_trials=request.data.get("answers_trials") is True,
            )
        except ValidationError as error:
            raise Refused("not-in-this-state", error.messages[0]) from error
        return Response({"joined": year.period.code})


class Head(ServersView):
    needs = {"GET": PEER}

    @described.read_head
    def get(self, request, period):
        year = find_year(period)
        peer = request.user.peer
        if year.parent_id != peer.pk and not year.members.filter(peer=peer).exists():
            raise Http404
        last = Round.objects.current(year.period)
        return Response(
            {
                "year": year.period.code,
                "round": last.number if last else 0,
                "head": head_of(year.period),
                "documents": history_of(year.period),
            }
        )
