"""What servers counted for a round: sent up, asked for, and followed up the tree."""

import re

from django.conf import settings
from django.db import transaction
from django.http import Http404
from rest_framework.response import Response

from federation.models import Exchange
from federation.permissions import PEER
from federation.problems import Refused
from federation.services.parts_kept import Ahead, Contradicts, keep_part
from federation.together.asking import read
from federation.together.checking import check
from federation.together.extremes import note_extremes
from federation.together.parts import Wrong
from federation.views import shared_described as described
from federation.views.shared_headers import OF_PARTS
from federation.views.speaking import ServersView, proof_of, said_in
from iteration.models import Round
from ledger.canonical import canonical

# The revision that is there, 0 for none.
TAG = re.compile(r'"(0|[1-9][0-9]{0,2})"')


class Parts(ServersView):
    """A member's part as it is here, and its next revision."""

    needs = {"GET": PEER, "PUT": PEER}
    headers_of = OF_PARTS
    refusals = {
        "PUT": (
            "not-found",
            "if-match-missing",
            "changed-meanwhile",
            "part-wrong",
            "part-late",
            "part-contradicts",
        )
    }

    @described.read_part
    def get(self, request, period, number):
        year, member = self.year_over(period)
        round_of(year, number)
        kept = year.parts.revisions(number, member).last()
        if kept is None:
            return Response({"part": None, "revision": 0}, headers={"ETag": '"0"'})
        return _kept(kept)

    @described.send_part
    def put(self, request, period, number):
        year, member = self.year_over(period)
        round, says = round_of(year, number), request.data
        body = said_in(request)
        revision = _following(request)
        others = year.members.filter(left_at=None).exclude(pk=member.pk)
        apart = {settings.BASE_URL, *others.values_list("peer__origin", flat=True)}
        try:
            check(
                says,
                body=body,
                server=member.peer.origin,
                round=round,
                revision=revision,
                apart=apart,
            )
        except Wrong as error:
            raise Refused("part-wrong", str(error)) from error
        contradicts = ""
        with transaction.atomic():
            # While this is kept nobody publishes the round without it.
            round = Round.objects.select_for_update().get(pk=round.pk)
            # After the count only who was counted can still say something: otherwise.
            sent = year.parts.revisions(number, member).filter(revision=revision)
            if round.status == Round.Status.PUBLISHED and not sent.exists():
                raise Refused("part-late", _late(round))
            try:
                kept, new = keep_part(
                    year=year,
                    number=number,
                    body=body,
                    member=member,
                    revision=revision,
                    proof=proof_of(request),
                )
            except Contradicts as error:
                contradicts = error.first.digest  # Refused once it is kept.
            except Ahead as error:
                raise Refused("changed-meanwhile") from error
        if contradicts:
            raise Refused("part-contradicts", contradicts)
        if new:
            note_extremes(kept)
        return _kept(kept)


class PartsAbove(ServersView):
    """The part this server sent up, or one above it, for those below to follow."""

    needs = {"GET": PEER}
    refusals = {"GET": ("not-in-this-order",)}

    @described.read_part_above
    def get(self, request, period, number, level):
        year, _member = self.year_over(period)
        round = round_of(year, number)
        if year.parent is None:
            raise Http404
        if round.status != Round.Status.PUBLISHED:
            raise Refused("not-in-this-order")
        exchange = Exchange.objects.filter(year=year, number=number).first()
        branch = exchange.branch if exchange else []
        if level:
            if level > len(branch):
                raise Http404
            return Response(read(branch[level - 1]))
        above = read(branch[0] if branch else round.publication.body)
        named = [row["document"] for row in above["servers"]]
        own = year.parts.revisions(number, None)
        # Of several revisions, the one that is in what is above.
        found = own.filter(digest__in=named).last() or own.last()
        if found is None:
            raise Http404
        return Response(read(found.body))


def round_of(year, number):
    round = Round.objects.filter(period=year.period, number=number).first()
    if round is None:
        raise Http404
    round.period = year.period
    return round


def _following(request):
    """The number of the revision that follows what the sender saw here."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise Refused("if-match-missing")
    match = TAG.fullmatch(header)
    if not match:
        raise Refused("changed-meanwhile")
    return int(match[1]) + 1


def _kept(part):
    said = {
        "part": part.digest,
        "revision": part.revision,
        "received_at": part.at.isoformat(),
    }
    return Response(said, headers={"ETag": f'"{part.revision}"'})


def _late(round):
    return canonical(
        {"cutoff": round.cutoff.isoformat(), "record": round.publication.digest}
    )
