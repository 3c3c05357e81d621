import ipaddress

import pytest
from django.core.cache import cache

from federation.models import Member, SharedYear
from federation.services import add_peer, confirm_key
from federation.services.shared_years import (
    invite_server,
    keep_joined,
    note_join,
    share_year,
)
from federation.together.course import advance
from federation.together.definition import catalogue_digest
from federation.wire.keys import fingerprint, public_text
from iteration.services import open_period
from ledger import clock
from ledger.canonical import digest
from tests.factories import (
    later,
    make_council,
    make_due,
    make_facilitator,
    make_good,
    make_period,
    make_proposal,
    reload,
)
from tests.federation.evil.peer import EvilPeer
from tests.federation.evil.statements import HERE
from tests.federation.together.speaking import Speaking, make_part


@pytest.fixture(scope="session")
def server():
    evil = EvilPeer()
    yield evil
    evil.close()


@pytest.fixture
def here(settings):
    settings.BASE_URL = HERE


@pytest.fixture
def ann(db):
    return make_facilitator()


@pytest.fixture
def evil(server, settings, ann):
    """The evil server, known and confirmed here."""
    settings.FEDERATION_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    cache.clear()
    server.manner, server.says, server.takes = "well", {}, ""
    server.heard.clear()
    return server.meet(ann)


@pytest.fixture
def year(evil, ann):
    """A year of bread that this server leads; the evil one takes part."""
    return _lead(evil, ann)


@pytest.fixture
def year_by_trials(evil, ann):
    return _lead(evil, ann, rule="calibrated")


@pytest.fixture
def child(year, ann):
    """Another member of the same year, and a way to speak as it."""
    return honest(year, ann)


def honest(year, ann):
    """A member that keeps every rule, and a way to speak as it."""
    origin, secret = "https://honest.example", bytes([9]) * 32
    key = f"{origin}/api/v1/node#k1"
    who = {"actor": ann, "reason": "We plan together."}
    peer = add_peer(
        origin=origin, name="Honest", keys={key: public_text(secret)}, **who
    )
    typed = fingerprint(public_text(secret))
    confirm_key(key=peer.keys.get(), typed=typed, actor=ann)
    peer.refresh_from_db()
    Member.objects.create(year=year, peer=peer, joined_at=clock.now())
    return Speaking(peer, key, secret)


@pytest.fixture
def part(year, evil):
    """What the evil server could say and be believed."""
    return make_part(year.period, server=evil.origin)


def _lead(evil, ann, **rules):
    bread = make_good("bread")
    period = make_period("2027", {bread: "2"}, tolerance="0.2", **rules)
    shared = share_year(period=period, actor=ann, reason="Together.")
    invite_server(year=shared, peer=evil.peer, actor=ann, reason="Neighbours.")
    note_join(year=shared, peer=evil.peer, answers_trials=True)
    open_period(period=reload(period), first_cutoff=later(days=1), actor=ann)
    make_proposal(make_council("eaters"), reload(period), {bread: 900})
    return SharedYear.objects.get(pk=shared.pk)


class Led:
    """A year that this server plans under the evil one: bread, and two councils."""

    def __init__(self, evil, ann, *, goods=None, **rules):
        self.evil, self.bread = evil, make_good("bread")
        prices = {self.bread: "2"} | (goods or {})
        self.period = make_period("2027", prices, tolerance="0.2", **rules)
        self.period.together = True
        self.period.save(update_fields=["together"])
        self.year = keep_joined(
            period=self.period,
            parent=evil.peer,
            answers_trials=True,
            actor=ann,
            reason="We plan under them.",
        )
        self.codes = [good.code for good in prices]
        self.councils = make_council("eaters"), make_council("bakers", kind="worker")

    def announcement(self, number=1, **changes):
        return {
            "kind": "announcement",
            "year": "2027",
            "round": number,
            "cutoff": later(hours=6).isoformat(),
            "catalogue": catalogue_digest(self.period),
            "previous": self.previous(number),
            "prices": dict.fromkeys(self.codes, "2"),
        } | changes

    def previous(self, number):
        """The digest of the document before, if it is here."""
        told = self.year.exchanges.filter(number=number - 1).exclude(record="").first()
        return digest(told.record) if told else None

    def announce(self, number=1, **changes):
        says = self.announcement(number, **changes)
        return self.evil.say("POST", "announcements", says)

    def open(self, number=1):
        """The round is announced and open, and both councils have answered."""
        assert self.announce(number).status_code == 200
        self.go()
        self.period = reload(self.period)
        for council, units in zip(self.councils, (900, -880), strict=True):
            make_proposal(council, self.period, {self.bread: units})
        return self

    def count(self, number=1):
        """The round is counted here; the part that goes up."""
        make_due(self.period)
        self.go()
        return self.year.parts.get(number=number, member=None)

    def go(self):
        while advance(self.year.pk):
            continue
        self.year = SharedYear.objects.get(pk=self.year.pk)
        self.period = self.year.period


@pytest.fixture
def led(evil, ann):
    return Led(evil, ann)


@pytest.fixture
def led_by_trials(evil, ann):
    return Led(evil, ann, rule="calibrated")
