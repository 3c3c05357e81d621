"""A server above announces nonsense, or other prices to others."""

import json
from datetime import timedelta

import pytest

from federation.models import Statement
from ledger import clock
from ledger.canonical import canonical
from tests.factories import later
from tests.federation.evil.documents import document
from tests.federation.evil.effects import anybody_reads, figures, on_record
from tests.federation.evil.statements import prove, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def test_two_different_prices_of_one_round_are_kept_and_the_first_hold(led, evil):
    """Of round 2, while the document of round 1, which leads to them, is not here."""
    own = led.open().count()
    assert led.announce(2, prices={"bread": "2.2"}).status_code == 200
    before = figures()
    for _time in range(2):
        refused(led.announce(2, prices={"bread": "2.5"}), "record-contradicts")
    assert figures() == before
    # The same prices with a later cutoff contradict nothing.
    longer = led.announce(2, prices={"bread": "2.20"}, cutoff=later(days=2).isoformat())
    assert longer.status_code == 200

    kept = Statement.objects.filter(kind="prices", number=2).order_by("pk")
    assert [each.fault == "" for each in kept] == [True, False]
    for each in kept:
        prove(each, evil, "announcements")
    [found] = on_record("told.prices")
    assert found.data["digest"] == kept[1].digest
    assert "announced two different vectors of prices" in anybody_reads()

    # Nor may the document of round 1 lead to other prices than were announced.
    says = document(evil, led.year, own)
    assert "announced for the next" in refused(
        evil.say("POST", "records", says), "record-wrong"
    )
    led_to = says | {"goods": [says["goods"][0] | {"next_price": "2.2"}]}
    assert evil.say("POST", "records", led_to).status_code == 200


def test_prices_that_do_not_follow_from_the_document_before_are_refused(led, evil):
    own = led.open().count()
    assert evil.say("POST", "records", document(evil, led.year, own)).status_code == 200
    before = figures()
    answer = led.announce(2, prices={"bread": "2.2"})
    assert "bread: 2.2 is not the price that follows" in refused(answer, "record-wrong")
    assert figures() == before
    assert "signed what does not hold" in anybody_reads()
    assert led.announce(2, prices={"bread": "2"}).status_code == 200


ABSURD = [
    *("NaN", "Infinity", "0", "0.000", "-2", "1e3", "1e400", "9" * 16, "2,0", "", " 2"),
    *(2, None, True, ["2"], "0.0000000000000000001", "٢", "2" * 400),
]


def test_prices_that_are_none_are_refused_by_their_good(led, evil):
    before = figures()
    for price in ABSURD:
        answer = led.announce(prices={"bread": price})
        assert "bread" in refused(answer, "message-malformed")
    for prices in ({}, {"bread": "2", "oats": "1"}, [], None, "2"):
        refused(led.announce(prices=prices), "message-malformed")
    assert figures() == before
    assert {each.subject for each in on_record("peer.refused")} == {evil.origin}


def test_a_price_below_the_floor_is_refused(led, evil):
    led.period.catalogue.update(floor="0.5")
    before = figures()
    answer = led.announce(prices={"bread": "0.4"})
    assert "below the floor" in refused(answer, "message-malformed")
    assert figures() == before


def test_the_first_prices_are_those_of_the_catalogue(led, evil):
    before = figures()
    assert "bread" in refused(led.announce(prices={"bread": "3"}), "record-wrong")
    assert figures() == before


def test_a_cutoff_in_the_past_or_beyond_a_year_is_refused(led, evil):
    before = figures()
    past = led.announce(cutoff=(clock.now() - timedelta(seconds=1)).isoformat())
    refused(past, "cutoff-passed", 409)
    for cutoff in (
        later(days=367).isoformat(),
        "9999-12-31T23:59:59+00:00",
        "9999-12-31T23:59:59-23:59",
        "2027-01-01T00:00:00",
        *("soon", "", None, 5, {"at": 1}),
    ):
        refused(led.announce(cutoff=cutoff), "message-malformed")
    assert refused(
        led.announce(cutoff="0001-01-01T00:00:00+23:59"), "cutoff-passed", 409
    )
    assert figures() == before


def test_rounds_come_in_their_order(led, evil):
    before = figures()
    refused(led.announce(2, prices={"bread": "2"}), "not-in-this-order", 409)
    for number in (0, -1, 10_000, 10**30, True, "1", None, 1.5):
        says = led.announcement(1)
        text = canonical(says).replace('"round":1', f'"round":{json.dumps(number)}')
        answer = evil.say("POST", "announcements", text.encode())
        refused(answer, "message-malformed")
    assert figures() == before


def test_other_goods_are_another_catalogue(led, evil):
    before = figures()
    refused(led.announce(catalogue="0" * 64), "other-catalogue", 409)
    assert figures() == before


def test_a_year_of_somebody_else_is_of_no_year(year, evil):
    """This server leads it: nobody announces it to us."""
    before = figures()
    says = {"kind": "announcement", "year": "2027", "round": 2, "prices": {}}
    for what in ("announcements", "trials", "plans"):
        refused(evil.say("POST", what, says), "not-found", 404)
    refused(evil.say("POST", "records", {"period": "2027"}), "not-found", 404)
    refused(evil.say("POST", "records", {"period": {"code": "2027"}}), "not-found", 404)
    assert figures() == before


def test_a_round_that_follows_another_document_is_refused(led, evil):
    own = led.open().count()
    for previous in ("ab" * 32, None, 7):
        assert "does not follow" in refused(
            led.announce(1, previous=previous or "nothing"), "record-wrong"
        )
    # While the document of round 1 is not here, nobody can tell.
    assert led.announce(2, previous="ab" * 32).status_code == 200
    assert "no digest" in refused(led.announce(2, previous="it"), "record-wrong")
    assert evil.say("POST", "records", document(evil, led.year, own)).status_code == 200
    assert "does not follow" in refused(
        led.announce(2, previous="ab" * 32), "record-wrong"
    )


class TestMoreTime:
    """People above give an open round more time; it reaches the councils here."""

    def cutoff(self, led):
        return led.period.rounds.get(number=1).cutoff

    def test_a_later_cutoff_above_moves_the_one_here(self, led):
        led.open()
        before = self.cutoff(led)
        above = later(hours=30)
        assert led.announce(1, cutoff=above.isoformat()).status_code == 200
        assert before < self.cutoff(led) < above
        [found] = on_record("round.extended")
        assert found.subject == "2027/1"

    def test_the_same_cutoff_or_an_earlier_one_moves_nothing(self, led):
        above = later(hours=6).isoformat()
        assert led.announce(1, cutoff=above).status_code == 200
        led.open()
        before = self.cutoff(led)
        for cutoff in (above, later(hours=5).isoformat()):
            assert led.announce(1, cutoff=cutoff).status_code == 200
            assert self.cutoff(led) == before
        assert on_record("round.extended") == []

    def test_the_same_cutoff_said_later_moves_nothing_either(self, led, monkeypatch):
        """A fifth of the time that is left is less by then."""
        above = later(hours=1).isoformat()
        assert led.announce(1, cutoff=above).status_code == 200
        led.go()
        before, then = self.cutoff(led), clock.now() + timedelta(minutes=40)
        monkeypatch.setattr(clock, "now", lambda: then)
        assert led.announce(1, cutoff=above).status_code == 200
        assert self.cutoff(led) == before

    def test_a_round_that_is_counted_stays_counted(self, led):
        led.open().count()
        before = self.cutoff(led)
        assert led.announce(1, cutoff=later(days=2).isoformat()).status_code == 200
        led.go()
        assert self.cutoff(led) == before
        assert led.period.rounds.get(number=1).status == "counting"
