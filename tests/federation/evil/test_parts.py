"""A server below lies about what it counted. Nothing of it counts; all of it shows."""

import json

import pytest
from django.conf import settings

from federation.services.shared_years import remove_server
from federation.together.checking import MOST_UNITS, check
from federation.together.course import advance
from federation.together.parts import Wrong
from iteration.models import Round
from ledger.canonical import canonical
from ledger.merkle import EMPTY, over
from tests.factories import make_due, make_good, make_period
from tests.federation.evil.effects import anybody_reads, figures, on_record
from tests.federation.evil.parts import BREAD, goods, refused
from tests.federation.evil.peer import said_of

pytestmark = pytest.mark.django_db

OTHER = "https://other.example"


def counted(**changes):
    answers = dict.fromkeys(("standing", "imputed", "carried", "absent"), 0)
    return {"own": 2} | answers | changes


def everywhere(answers, receipts=None):
    """Answers, and receipts, said of the whole and of its only server alike."""
    receipts = receipts or {"count": 2, "root": "ab" * 32}
    return lambda part: {
        "answers": answers,
        "receipts": receipts,
        "servers": [part["servers"][0] | {"answers": answers, "receipts": receipts}],
    }


def beside(server):
    """Another server that is said to be under it, of which nobody was counted."""
    nobody = {"count": 0, "root": EMPTY}
    more = {"server": server, "answers": counted(own=0), "receipts": nobody}

    def change(part):
        root = over([part["receipts"]["root"], EMPTY])
        return {
            "servers": [*part["servers"], part["servers"][0] | more],
            "receipts": part["receipts"] | {"root": root},
        }

    return change


# ---- What is not its own


def test_a_part_of_a_year_it_takes_no_part_in_is_of_no_year(evil, year, part):
    make_period("2028", {make_good("oats"): "2"})
    before = figures()
    for code in ("2028", "2029"):
        answer = evil.say("PUT", f"years/{code}/rounds/1/part", part)
        assert (answer.status_code, said_of(answer)[0]) == (404, "not-found")
    assert figures() == before


def test_who_has_left_has_no_part(evil, year, part, ann):
    remove_server(member=year.members.get(), actor=ann, reason="Two histories.")
    refused(evil, part, "not-found", 404)


def test_a_round_that_is_not_open_has_no_parts(evil, year, part):
    before = figures()
    answer = evil.put_part(part | {"round": 2}, number=2)
    assert (answer.status_code, said_of(answer)[0]) == (404, "not-found")
    assert figures() == before


def test_a_round_counted_without_it_stays_as_it_is(evil, year, part):
    make_due(year.period)
    Round.objects.update(opened_at="2020-01-01T00:00Z", cutoff="2020-01-02T00:00Z")
    while advance(year.pk):
        continue
    detail = json.loads(refused(evil, part, "part-late", 409))
    assert detail.keys() == {"cutoff", "record"}


# ---- What does not add up


WRONG = [
    ({"server": OTHER}, "server"),
    ({"servers": [{"server": OTHER}]}, "first of its servers"),
    (beside("{here}"), "not under it"),
    (beside("{self}"), "twice"),
    ({"round": 2}, "round"),
    ({"year": "2028"}, "year"),
    ({"kind": "round"}, "kind"),
    ({"revision": 2}, "revision"),
    ({"catalogue": "0" * 64}, "catalogue"),
    ({"answers_trials": 1}, "answers_trials"),
    ({"answers": counted(own=3)}, "not their sum"),
    ({"receipts": {"count": 3, "root": "ab" * 32}}, "not their sum"),
    ({"receipts": {"count": 2, "root": "cd" * 32}}, "root"),
    (everywhere(counted(own=3)), "receipts differ"),
    (everywhere(counted(own=-2)), "no numbers of councils"),
    (everywhere(counted(own=True)), "no numbers of councils"),
    (everywhere(counted(own=10**30)), "no numbers of councils"),
    (everywhere(counted() | {"ghosts": 0}), "no others"),
    (everywhere(counted(), {"count": 2, "root": "ab cd"}), "no SHA-256"),
    (everywhere(counted(own=0), {"count": 0, "root": "ab" * 32}), "nobody"),
    ({"goods": []}, "catalogue"),
    ({"goods": [BREAD, BREAD]}, "catalogue"),
    ({"goods": None}, "another kind"),
    (goods(offered=None), "bread"),
    (goods(requested="1" + "0" * 30), "bread"),
]


def test_what_does_not_add_up_is_refused_by_its_name(evil, year, part):
    before = figures()
    for change, words in WRONG:
        change = change(part) if callable(change) else change
        text = (
            canonical(part | change)
            .replace("{self}", evil.origin)
            .replace("{here}", settings.BASE_URL)
        )
        answer = evil.put_part(text.encode())
        code, detail = said_of(answer)
        assert (answer.status_code, code) == (422, "part-wrong"), change
        assert words in detail, change
    assert figures() == before
    found = on_record("peer.refused")
    assert {each.subject for each in found} == {evil.origin}
    # More than so many of one server in a day tell nobody more.
    assert len(found) == 20
    assert evil.origin in anybody_reads()


QUANTITIES = [
    *("-1", "NaN", "Infinity", "1e400", "1e3", "1" + "0" * 30, "9" * 19, "0.8801"),
    *("1.5.5", "", " 1", "1_000", "1,5", "٣", "0x1", "+1", "01", "1.", ".5", "--1"),
    *(str(MOST_UNITS), 880, None, True, ["0.880"], {"units": "1"}),
]


def test_a_quantity_that_is_none_is_refused_by_its_good(evil, year, part):
    round = Round.objects.get()
    how = {"server": evil.origin, "round": round}
    check(part, body=canonical(part), **how)
    for text in QUANTITIES:
        for side in ("requested", "offered"):
            says = part | goods(**{side: text})
            with pytest.raises(Wrong, match="bread"):
                check(says, body=canonical(says), **how)


def test_what_is_not_written_in_the_one_way_is_no_document(evil, year, part):
    fraction = canonical(part).replace('"own":2', '"own":2.0')
    assert "with a fraction" in refused(evil, fraction.encode())
    assert "the one way" in refused(evil, json.dumps(part).encode())


def test_the_quantities_of_a_thousand_servers_can_be_added():
    assert MOST_UNITS * 1000 < 2**62
