"""What servers that plan a year together say to each other. For confirmed peers only.

Every answer is signed, and bound to the request it answers. docs/federation.md
describes these addresses to whoever writes such a server; programs of councils have no
use for them, so that the description of the API leaves them out.
"""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from federation.hearing import as_sent
from federation.models import Exchange, SharedYear
from federation.node import key_id
from federation.permissions import PEER
from federation.problems import Refused
from federation.services import current_key
from federation.services.parts_kept import Contradicts, keep_part, note_told
from federation.services.shared_years import note_join
from federation.together.asking import Line, read
from federation.together.children import Child, Children, WentSilent
from federation.together.course import _head, parts_of
from federation.together.definition import catalogue_digest, define
from federation.together.finish import keep_accord, publish_together
from federation.together.parts import Wrong, check
from federation.together.records import check_record
from federation.together.trials import Trials
from federation.views.base import ApiView
from federation.wire.messages import Response as Answer
from federation.wire.signatures import sign_response
from iteration.models import Round
from iteration.settling_here import SettlingHere
from iteration.sharing import Here
from ledger import clock
from ledger.canonical import canonical, digest
from proposals.models import Period

# As prices are announced: six significant digits.
PRICE = re.compile(r"(?=[0-9.]*[1-9])(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?")
PROOF = ("Signature", "Signature-Input", "Content-Digest", "Idempotency-Key")


class ServersView(ApiView):
    """A view for servers alone; whatever it answers is signed."""

    http_method_names = ["get", "head", "post", "put"]

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        # Whoever could not be recognised raises again when it is asked for.
        if getattr(getattr(request, "_user", None), "peer", None) is not None:
            response.add_post_render_callback(lambda done: _sign(request, done))
        return response

    def year_under(self, code):
        """The year that the speaker leads, or that this server plans under it."""
        peer = self.request.user.peer
        year = _year(code)
        if year.parent_id != peer.pk:
            raise Http404
        return year

    def year_over(self, code):
        """A year of this server, in which the speaker is a member; and the member."""
        year = _year(code)
        member = year.members.filter(peer=self.request.user.peer, left_at=None).first()
        if member is None:
            raise Http404
        return year, member


def _year(code):
    found = SharedYear.objects.select_related("period", "parent")
    year = found.filter(period__code=str(code)[:40]).first()
    if year is None:
        raise Http404
    return year


def _sign(request, response):
    own, secret = current_key()
    sent = as_sent(request._request)
    answer = Answer(
        response.status_code, sent, dict(response.headers), response.rendered_content
    )
    sign_response(answer, key_id=key_id(own), secret=secret, at=clock.now())
    for name, value in answer.headers.items():
        response.headers[name] = value


class SharedYearDefinition(ServersView):
    needs = {"GET": PEER}

    @extend_schema(exclude=True)
    def get(self, request, period):
        year, _member = self.year_over(period)
        return Response(define(year.period))


class Joining(ServersView):
    needs = {"POST": PEER}

    @extend_schema(exclude=True)
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


class TrialAnswers(ServersView):
    needs = {"POST": PEER}

    @extend_schema(exclude=True)
    def post(self, request):
        says = request.data
        year = self.year_under(says.get("year", ""))
        if not year.answers_trials and says.get("ask") != "settle":
            raise Refused("no-trials")
        number = says.get("round")
        round = Round.objects.filter(
            period=year.period, number=number if type(number) is int else 0
        ).first()
        if round is None or not _ready(year, round, says.get("ask")):
            raise Refused("not-in-this-order")
        round.period = year.period
        try:
            trials = Trials(year, round, _children(year, round, says.get("ask")))
            settling = says.get("ask") == "settle"
            values = trials.settle(says) if settling else trials.answer(says)
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("message-malformed", str(error)[:200]) from error
        except WentSilent as silent:
            raise Refused("unavailable", str(silent), retry_after=1) from silent
        return Response({"values": values, "counted": False})


def _ready(year, round, ask):
    """Trials are of a round that is being counted, the settlement of an agreed one."""
    if ask == "settle":
        return year.period.status == Period.Status.AGREED and round.agreed
    own = year.parts.filter(number=round.number, member=None)
    return round.status == Round.Status.COUNTING and own.exists()


def _children(year, round, ask):
    here = Here(round)
    if ask == "settle":
        members = year.members.taking_part().select_related("peer")
        children = [Child(each, None, Line.to(each.peer)) for each in members]
    else:
        parts, _missing = parts_of(year, round)
        children = [
            Child(part.member, part, Line.to(part.member.peer))
            for part in parts
            if read(part.body).get("answers_trials", False)
        ]
    return Children(round, here.catalogue.goods, here.order, children)


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


class Plans(ServersView):
    needs = {"POST": PEER}

    @extend_schema(exclude=True)
    def post(self, request):
        says = request.data
        year = self.year_under(says.get("year", ""))
        known = year.period.plans.in_force().first()
        match says.get("kind"):
            case "accord":
                if known is None:
                    _keep_accord(year, says)
            case "published":
                if known is None or known.accord != says.get("accord"):
                    raise Refused("not-in-this-order")
                if known.status == known.Status.SETTLED:
                    publish_together(year)
            case _:
                raise Refused("message-malformed")
        kept = year.period.plans.in_force().get()
        return Response({"accord": kept.accord})


def _keep_accord(year, says):
    round = Round.objects.filter(period=year.period, number=says.get("round")).first()
    if round is None or year.period.status != Period.Status.AGREED:
        raise Refused("not-in-this-order")
    round.period = year.period
    accord = {name: says[name] for name in says.keys() - {"kind", "round", "year"}}
    try:
        here = SettlingHere(round, salted=accord.get("salted") is True)
        keep_accord(year, here, accord)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("message-malformed", str(error)[:200]) from error


class Head(ServersView):
    needs = {"GET": PEER}

    @extend_schema(exclude=True)
    def get(self, request, period):
        year = _year(period)
        peer = request.user.peer
        if year.parent_id != peer.pk and not year.members.filter(peer=peer).exists():
            raise Http404
        last = Round.objects.current(year.period)
        return Response(
            {
                "year": year.period.code,
                "round": last.number if last else 0,
                "head": _head(year.period),
            }
        )
