"""Rounds of a shared year: announced from above, counted below, and their documents."""

from decimal import Decimal

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from federation.models import Statement
from federation.permissions import PEER
from federation.problems import Refused
from federation.services.parts_kept import (
    Contradicts,
    keep_part,
    keep_record,
    note_told,
)
from federation.services.statements import Otherwise, keep_fault, keep_statement
from federation.together.announcing import (
    OtherCatalogue,
    Passed,
    check_announcement,
    missed,
)
from federation.together.checking import check
from federation.together.extremes import note_extremes
from federation.together.origin import check_origin, plain_prices
from federation.together.parts import Wrong
from federation.together.records import check_record, left_out
from federation.views.speaking import ServersView, proof_of
from iteration.models import Round
from ledger.canonical import canonical, digest

Kind = Statement.Kind


class Announcements(ServersView):
    needs = {"POST": PEER}

    @extend_schema(exclude=True)
    def post(self, request):
        says = request.data
        year = self.year_under(says.get("year", ""))
        number = _announced(says, year)
        last = Round.objects.current(year.period)
        if number > (last.number + 1 if last else 1):
            raise Refused("not-in-this-order")
        _keep_prices(request, year, number, says["prices"])
        if last is not None and number <= last.number:
            return Response({"round": last.number})
        first = {"state": {}} if number == 1 else {}
        note_told(year=year, number=number, **first, **announcement(says))
        return Response({"round": number})


def announcement(says):
    return {name: says[name] for name in ("round", "cutoff", "prices")}


def _keep_prices(request, year, number, prices):
    """Keep the prices of a round once; others are evidence only."""
    said = {
        "year": year,
        "number": number,
        "kind": Kind.PRICES,
        "body": request._request.body.decode(),
        "proof": proof_of(request),
    }
    known = year.statements.filter(number=number, kind=Kind.PRICES, fault="")
    try:
        if not known.exists():
            given = {code: Decimal(text) for code, text in prices.items()}
            check_origin(number, given, year)
        keep_statement(**said, fixed=canonical(plain_prices(prices)))
    except Wrong as error:
        keep_fault(**said, why=str(error))
        raise Refused("record-wrong", str(error)) from error
    except Otherwise as error:
        raise Refused("record-contradicts", error.first.digest) from error


def _announced(says, year):
    try:
        return check_announcement(says, year)
    except OtherCatalogue as error:
        raise Refused("other-catalogue") from error
    except Passed as error:
        raise Refused("cutoff-passed") from error
    except Wrong as error:
        raise Refused("message-malformed", str(error)) from error


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
        others = year.members.filter(left_at=None).exclude(pk=member.pk)
        apart = {settings.BASE_URL, *others.values_list("peer__origin", flat=True)}
        try:
            check(
                request.data,
                body=body,
                server=member.peer.origin,
                round=round,
                apart=apart,
            )
        except Wrong as error:
            raise Refused("part-wrong", str(error)) from error
        # After the count only one who was counted can still say something: otherwise.
        sent = year.parts.filter(number=number, member=member, contradicts=False)
        if round.status == Round.Status.PUBLISHED and not sent.exists():
            raise Refused("part-late", _late(round))
        try:
            kept, new = keep_part(
                year=year,
                number=number,
                body=body,
                member=member,
                proof=proof_of(request),
            )
        except Contradicts as error:
            raise Refused("part-contradicts", error.first.digest) from error
        if new:
            note_extremes(kept)
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
        about = says.get("period")
        code = about.get("code", "") if isinstance(about, dict) else ""
        year = self.year_under(code)
        if _is_ahead(says, year):
            raise Refused("not-in-this-order")
        number = _checked(request, year, body)
        round = Round.objects.filter(period=year.period, number=number).first()
        told = missed(says, year) if round is None else None
        if told is None and (round is None or round.status == Round.Status.OPEN):
            raise Refused("not-in-this-order")
        try:
            keep_statement(
                year=year,
                number=number,
                kind=Kind.RECORD,
                body=body,
                fixed=body,
                proof=proof_of(request),
            )
        except Otherwise as error:
            raise Refused("record-contradicts", error.first.digest) from error
        if round is None:
            first = {"state": {}} if number == 1 else {}
            note_told(year=year, number=number, **first, **told)
            keep_record(year=year, number=number, body=body)
        elif round.status == Round.Status.COUNTING:
            without = left_out(says, year, number)
            keep_record(year=year, number=number, body=body, without=without)
        elif round.publication.digest != digest(body):
            raise Refused("record-contradicts", round.publication.digest)
        return Response({"head": digest(body)})


def _is_ahead(says, year):
    """Whether the document before it is not published here yet: then it waits.

    It may have come a moment ago, and nothing could be compared with it.
    """
    published = Round.objects.filter(period=year.period, publication__isnull=False)
    last = published.order_by("number").last()
    number = says.get("number")
    return type(number) is int and number > (last.number if last else 0) + 1


def _checked(request, year, body):
    """The number of a document's round; what does not hold is kept as evidence."""
    says = request.data
    try:
        return check_record(says, body, year)
    except Wrong as error:
        number = says.get("number") if type(says.get("number")) is int else 0
        known = Round.objects.filter(period=year.period, number=number)
        keep_fault(
            year=year,
            number=number if known.exists() else 0,
            kind=Kind.RECORD,
            body=body,
            proof=proof_of(request),
            why=str(error),
        )
        raise Refused("record-wrong", str(error)) from error
