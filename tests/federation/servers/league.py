"""Years planned with other servers, each role once, with real services."""

import json
from datetime import UTC, datetime

from federation.models import Member, Peer, SharedYear
from federation.services import add_peer, confirm_key
from federation.services.shared_years import (
    invite_server,
    keep_joined,
    note_join,
    share_year,
)
from federation.wire.keys import fingerprint, public_text
from federation.wire.messages import Response
from federation.wire.signatures import sign_response
from iteration.services import open_period
from tests.factories import later, make_good, make_period, reload
from tests.federation.servers.town import Elsewhere
from tests.federation.together.speaking import Speaking

JSON = "application/json"


def make_peer(name, actor, number=1):
    """A server whose key was compared; a way to speak as it."""
    origin = f"https://{name}.example"
    secret = bytes([number]) * 32
    key = f"{origin}/api/v1/node#k1"
    peer = add_peer(
        origin=origin,
        name=name.title(),
        keys={key: public_text(secret)},
        actor=actor,
        reason="Together.",
    )
    confirm_key(
        key=peer.keys.get(), typed=fingerprint(public_text(secret)), actor=actor
    )
    return Speaking(Peer.objects.get(pk=peer.pk), key, secret)


def make_shared(code, actor, *, goods=("bread",), **rules):
    """A year in preparation, shared, with these goods."""
    prices = {make_good(name): "2" for name in goods}
    period = make_period(code, prices, **({"tolerance": "0.2"} | rules))
    return share_year(period=period, actor=actor, reason="Together.")


def take_in(year, *speakers, actor, joined=True):
    """Invite servers; they join."""
    for each in speakers:
        invite_server(year=year, peer=each.peer, actor=actor, reason="Neighbours.")
        if joined:
            note_join(year=year, peer=each.peer, answers_trials=False)


def open_shared(year, actor):
    """Its first round is open for a day."""
    period = reload(year.period)
    open_period(
        period=period,
        first_cutoff=later(days=1),
        announced=period.follows,
        actor=actor,
    )
    return SharedYear.objects.select_related("period", "parent").get(pk=year.pk)


def make_joined(code, parent, actor, **rules):
    """A year planned under another server, in preparation."""
    period = make_period(code, {make_good(f"bread-{code}"): "2"}, **rules)
    type(period).objects.filter(pk=period.pk).update(together=True)
    return keep_joined(
        period=reload(period),
        parent=parent,
        answers_trials=True,
        actor=actor,
        reason="Neighbours.",
    )


def member(year, speaker):
    return Member.objects.get(year=year, peer=speaker.peer)


class Answering(Elsewhere):
    """A server that answers what it is asked about a year, and signs it.

    ``says`` holds what it answers by the end of the address, or a refusal: status and
    code.
    """

    def __init__(self, speaker, **says):
        super().__init__(speaker.peer.origin, speaker.peer.name, [speaker.secret])
        self.speaker, self.says = speaker, says
        self.hears = True

    def answer(self, request):
        self.asked.append(request)
        if self.broken:
            raise self.broken
        name = request.url.rsplit("/", 1)[-1]
        said = self.says.get(name, (404, "not-found"))
        status = 200
        if isinstance(said, tuple):
            status, code = said
            said = {"type": f"/api/v1/problems/{code}", "detail": "As it is."}
        answer = Response(
            status, request, {"Content-Type": JSON}, json.dumps(said).encode()
        )
        sign_response(
            answer,
            key_id=self.speaker.key_id,
            secret=self.speaker.secret,
            # Asked in threads, which have no database.
            at=datetime.now(UTC),
        )
        return answer
