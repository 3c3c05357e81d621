"""A year of another server is looked at, and joined."""

import pytest

from federation.models import SharedYear
from federation.together.definition import define
from federation.wire.sending import Unreachable
from ledger.models import Record
from proposals.models import Good, Period
from tests.factories import (
    make_council,
    make_facilitator,
    make_good,
    make_period,
    reload,
)
from tests.federation.servers.league import Answering, make_peer
from tests.federation.servers.town import build

JOIN = "/servers/join-a-year/"
WHY = "We plan with our neighbours."
RULES = {"rule": "aggregate", "silence": "carry", "tolerance": "0.03"}


@pytest.fixture
def ann(client, db):
    person = make_facilitator("ann")
    client.force_login(person)
    return person


@pytest.fixture
def definition():
    """2027 as the harbour defines it: bread and milk."""
    good = {
        "category": "consumption",
        "classification": "",
        "price": "2",
        "floor": "0.01",
    }
    bread = {"code": "bread", "name_en": "Bread", "name_de": "Brot"}
    milk = {"code": "milk", "name_en": "Milk", "name_de": "Milch"}
    return {
        "kind": "year",
        "code": "2027",
        "name_en": "Year 2027",
        "name_de": "Jahr 2027",
        "starts": "2027-01-01",
        "ends": "2027-12-31",
        "round_seconds": 7 * 24 * 3600,
        "max_rounds": 30,
        "goods": [
            good | bread | {"unit": "kg", "decimals": 3},
            good | milk | {"unit": "L", "decimals": 2},
        ],
    } | RULES


@pytest.fixture
def harbour(ann, monkeypatch, definition):
    server = Answering(
        make_peer("harbour", ann), **{"2027": definition, "members": {"joined": "2027"}}
    )
    build(monkeypatch, server)
    return server


def send(client, server, do="look", **typed):
    where = {"server": server.speaker.peer.pk, "code": "2027", "do": do}
    return client.post(JOIN, where | typed)


def join(client, server, **typed):
    return send(client, server, "join", **({"trials": "yes", "reason": WHY} | typed))


def text(answer):
    return " ".join(answer.content.decode().split())


def test_its_goods_and_rules_are_seen_and_nothing_happens(client, harbour):
    answer = send(client, harbour)
    assert answer.status_code == 200
    for said in ("Year 2027", "Bread", "Milk", "2.00", "0.01", "7 days", "L"):
        assert said in text(answer)
    assert not Period.objects.exists()
    assert not Good.objects.exists()


def test_it_is_joined_with_a_reason_on_record(client, ann, harbour):
    answer = join(client, harbour)
    assert answer.url == "/servers/years/2027/"
    year = SharedYear.objects.get()
    assert year.parent == harbour.speaker.peer
    assert year.answers_trials
    assert year.period.catalogue.count() == 2
    record = Record.objects.get(kind="year.joined")
    assert (record.reason, record.actor) == (WHY, str(ann.public_id))
    told = harbour.asked[-1]
    assert (told.method, b'"answers_trials":true' in told.body) == ("POST", True)


def test_trial_prices_need_not_be_answered(client, harbour):
    join(client, harbour, trials="no")
    assert not SharedYear.objects.get().answers_trials
    assert b'"answers_trials":false' in harbour.asked[-1].body


@pytest.mark.parametrize("councils", [1, 5])
def test_few_councils_are_warned_and_answer_none_unless_they_choose(
    client, harbour, councils
):
    for _number in range(councils):
        make_council()
    page = text(send(client, harbour))
    assert ("fewer than five councils here" in page) is (councils < 5)
    chosen = 'value="no" required checked' if councils < 5 else 'value="yes" required'
    assert chosen in page.replace(' id="id_trials_1"', "").replace(
        ' id="id_trials_0"', ""
    )


def test_without_a_reason_nothing_happens_and_nothing_is_lost(client, harbour):
    answer = join(client, harbour, reason=" ")
    assert answer.status_code == 422
    assert 'href="#id_reason"' in text(answer)
    assert not SharedYear.objects.exists()


def test_a_refusal_there_leaves_nothing_behind(client, harbour):
    harbour.says["members"] = (409, "not-in-this-state")
    answer = join(client, harbour)
    assert answer.status_code == 422
    assert "refused" in text(answer)
    assert not Period.objects.exists()
    assert not Good.objects.exists()
    assert not Record.objects.filter(kind="year.joined").exists()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (Unreachable("no_connection", "x"), "Nobody answers there."),
        (None, "no such year"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_words(client, harbour, broken, said):
    harbour.broken = broken
    harbour.says = {}
    answer = send(client, harbour)
    assert answer.status_code == 422
    assert said in text(answer)


@pytest.mark.parametrize(
    "change",
    [
        {"code": "2028"},
        {"goods": "many"},
        {"goods": [{"code": "bread"}]},
        {"tolerance": "NaN"},
        {"rule": "mine"},
        {"starts": "soon"},
        {"round_seconds": 10**30},
        {"name_en": None, "goods": None},
    ],
)
def test_what_is_no_definition_is_said(client, harbour, definition, change):
    harbour.says["2027"] = definition | change
    answer = send(client, harbour)
    assert answer.status_code == 422
    assert "cannot be read" in text(answer)


class TestWhatMustBeMatched:
    def test_a_good_that_is_counted_otherwise_here_is_named(self, client, harbour):
        make_good("milk", unit="kg", decimals=3)
        page = text(send(client, harbour))
        assert "It cannot be joined yet" in page
        assert "Milk (milk), unit: kg here, L there" in page
        assert "Milk (milk), digits behind the mark: 3 here, 2 there" in page
        assert "Bread (bread)," not in page
        assert "Join this year" not in page

    def test_a_year_prepared_here_differs_good_by_good(self, client, harbour):
        bread, oats = make_good("bread"), make_good("oats")
        make_period("2027", {bread: "3", oats: "1"}, tolerance="0.05")
        page = text(send(client, harbour))
        for said in (
            "Tolerance: 5 % here, 3 % there",
            "Oats (oats): in the catalogue here, not there",
            "Bread (bread), first price: 3.00 here, 2.00 there",
            "Milk (milk), catalogue of the year: not in it here, in it there",
        ):
            assert said in page
        answer = join(client, harbour)
        assert answer.status_code == 200
        assert not SharedYear.objects.exists()

    def test_the_same_year_prepared_here_is_taken(self, client, harbour, definition):
        milk = make_good("milk", unit="L", decimals=2)
        period = make_period("2027", {make_good("bread"): "2", milk: "2"})
        theirs = define(reload(period))
        harbour.says["2027"] = definition | {
            name: theirs[name] for name in (*RULES, "goods", "max_rounds")
        }
        assert "prepared here already, and it is the same" in text(
            send(client, harbour)
        )
        assert join(client, harbour).status_code == 302
        assert SharedYear.objects.get().period == period

    def test_a_year_that_is_shared_already_is_not_joined(self, client, harbour):
        join(client, harbour)
        answer = send(client, harbour)
        assert answer.status_code == 422
        assert "planned with other servers already" in text(answer)
