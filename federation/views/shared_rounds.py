"""Rounds of a shared year as the server above tells them: announced, and counted."""

from decimal import Decimal

from rest_framework.response import Response

from federation.models import Exchange, Statement
from federation.permissions import PEER
from federation.problems import Refused
from federation.services.parts_kept import keep_record, note_told
from federation.services.statements import Otherwise, keep_fault, keep_statement
from federation.together.announcing import (
    OtherCatalogue,
    Passed,
    check_announcement,
    missed,
)
from federation.together.opening import extend_announced
from federation.together.origin import check_origin, check_previous, plain_prices
from federation.together.parts import Wrong
from federation.together.records import check_record
from federation.views import shared_described as described
from federation.views.speaking import ServersView, proof_of, said_in
from iteration.models import Round
from ledger.canonical import canonical, digest

Kind = Statement.Kind


class Announcements(ServersView):
    needs = {"POST": PEER}
    refusals = {
        "POST": (
            "message-malformed",
            "other-catalogue",
            "cutoff-passed",
            "not-in-this-order",
            "record-wrong",
            "record-contradicts",
        )
    }

    @described.announce
    def post(self, request):
        says = request.data
        year = self.year_under(says.get("year", ""))
        number = _announced(says, year)
        last = Round.objects.current(year.period)
        if number > (last.number + 1 if last else 1):
            raise Refused("not-in-this-order")
        _keep_prices(request, year, number, says)
        if last is not None and number <= last.number:
            if number == last.number:
                _extend(year, last, says["cutoff"])
            return Response({"round": last.number})
        first = {"state": {}} if number == 1 else {}
        note_told(year=year, number=number, **first, **announcement(says))
        return Response({"round": number})


def announcement(says):
    return {name: says[name] for name in ("round", "cutoff", "prices")}


def _extend(year, round, cutoff):
    """The round is open here, and the server above has another cutoff for it."""
    exchange = Exchange.objects.filter(year=year, number=round.number).first()
    if exchange is not None and (before := exchange.announced.get("cutoff")):
        round.period = year.period
        note_told(year=year, number=round.number, cutoff=cutoff)
        extend_announced(year, round, before, cutoff)


def _keep_prices(request, year, number, says):
    """Keep the prices of a round once; others are evidence only."""
    said = {
        "year": year,
        "number": number,
        "kind": Kind.PRICES,
        "body": said_in(request),
        "proof": proof_of(request),
    }
    known = year.statements.filter(number=number, kind=Kind.PRICES, fault="")
    prices = says["prices"]
    try:
        check_previous(number, says.get("previous"), year)
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


class Records(ServersView):
    needs = {"POST": PEER}
    refusals = {"POST": ("record-wrong", "not-in-this-order", "record-contradicts")}

    @described.send_record
    def post(self, request):
        says = request.data  # Refuses what is no UTF-8, before it is read as text.
        body = said_in(request)
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
            keep_record(year=year, number=number, body=body)
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
