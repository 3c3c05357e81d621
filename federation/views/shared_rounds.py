"""Rounds of a shared year: announced from above, counted below, and their documents."""

import re
from datetime import datetime

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from federation.models import Exchange
from federation.permissions import PEER
from federation.problems import Refused
from federation.services.parts_kept import Contradicts, keep_part, note_told
from federation.together.definition import catalogue_digest
from federation.together.parts import Wrong, check
from federation.together.records import check_record
from federation.views.speaking import ServersView
from iteration.models import Round
from ledger import clock
from ledger.canonical import canonical, digest

# As prices are announced: six significant digits.
PRICE = re.compile(r"(?=[0-9.]*[1-9])(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?")
PROOF = ("Signature", "Signature-Input", "Content-Digest", "Idempotency-Key")


class Announcements(ServersView):
    needs = {"POST": PEER}

    @extend_schema(exclude=True)
    def post(self, request):
        says = request.data
        year = self.year_under(says.get("year", ""))
        number = _announced(says, year)
        last = Round.objects.current(year.period)
        if last is not None and number <= last.number:
            return Response({"round": last.number})
        if number != (last.number + 1 if last else 1):
            raise Refused("not-in-this-order")
        first = {"state": {}} if number == 1 else {}
        note_told(year=year, number=number, **first, **announcement(says))
        return Response({"round": number})


def announcement(says):
    return {name: says[name] for name in ("round", "cutoff", "prices")}


def _announced(says, year):
    """The number of an announced round, once all of it makes sense."""
    try:
        number, prices = says["round"], says["prices"]
        cutoff = datetime.fromisoformat(says["cutoff"])
        codes = set(year.period.catalogue.values_list("good__code", flat=True))
        sound = (
            type(number) is int
            and 0 < number < 10_000
            and prices.keys() == codes
            and all(PRICE.fullmatch(price) for price in prices.values())
            and cutoff.tzinfo is not None
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        sound = False
    if not sound:
        raise Refused("message-malformed")
    if says.get("catalogue") != catalogue_digest(year.period):
        raise Refused("other-catalogue")
    if cutoff <= clock.now():
        raise Refused("cutoff-passed")
    return number


class Parts(ServersView):
    needs = {"PUT": PEER}

    @extend_schema(exclude=True)
    def put(self, request, period, number):
        year, member = self.year_over(period)
        round = Round.objects.filter(period=year.period, number=number).first()
        if round is None:
            raise Http404
        round.period = year.period
        body = request._request.body.decode()
        try:
            check(request.data, server=member.peer.origin, round=round)
        except Wrong as error:
            raise Refused("part-wrong", str(error)) from error
        if round.status == Round.Status.PUBLISHED:
            known = year.parts.filter(number=number, member=member, digest=digest(body))
            if not known.exists():
                raise Refused("part-late", _late(round))
            return Response(_receipt(known.get()))
        headers = request._request.headers
        proof = {name: headers[name] for name in PROOF if name in headers}
        try:
            kept, _new = keep_part(
                year=year, number=number, body=body, member=member, proof=proof
            )
        except Contradicts as error:
            raise Refused("part-contradicts", error.first.digest) from error
        return Response(_receipt(kept))


def _receipt(part):
    return {"part": part.digest, "received_at": part.at.isoformat()}


def _late(round):
    return canonical(
        {"cutoff": round.cutoff.isoformat(), "record": round.publication.digest}
    )


class Records(ServersView):
    needs = {"POST": PEER}

    @extend_schema(exclude=True)
    def post(self, request):
        body = request._request.body.decode()
        says = request.data
        year = self.year_under((says.get("period") or {}).get("code", ""))
        try:
            number = check_record(says, body, year)
        except Wrong as error:
            raise Refused("record-wrong", str(error)) from error
        round = Round.objects.filter(period=year.period, number=number).first()
        if round is None or round.status == Round.Status.OPEN:
            raise Refused("not-in-this-order")
        if round.status == Round.Status.COUNTING:
            Exchange.objects.update_or_create(
                year=year, number=number, defaults={"record": body}
            )
        elif round.publication.digest != digest(body):
            raise Refused("record-contradicts", round.publication.digest)
        return Response({"head": digest(body)})
