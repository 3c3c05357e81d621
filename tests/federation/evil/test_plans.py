"""Plans that assign too much, do not balance, or are two; and settlements held up."""

from datetime import timedelta

import pytest

from federation.models import Statement
from federation.services.shared_years import remove_server
from federation.together import finish
from federation.together.course import advance
from iteration.models import Assignment, Plan, Round
from iteration.recount import faults
from iteration.settling_here import SettlingHere
from tests.factories import make_due, reload
from tests.federation.evil.documents import document
from tests.federation.evil.effects import anybody_reads, figures, on_record
from tests.federation.evil.peer import said_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def accord(led, evil):
    """The year agrees; what this server alone would settle on."""
    own = led.open().count()
    assert evil.say("POST", "records", document(evil, led.year, own)).status_code == 200
    led.go()
    assert led.period.status == "agreed"
    found = SettlingHere(Round.objects.get()).settle(lambda _name, _question: [])
    return found | {"salted": False}


def tell(evil, accord, **changes):
    says = {"kind": "accord", "year": "2027", "round": 1} | accord | changes
    return evil.say("POST", "plans", says)


def finished(accord, **changes):
    return {"finish": accord["finish"] | changes}


def test_a_plan_that_is_none_is_evidence_and_nothing_else(led, evil, accord):
    assert accord["units"] == "880 880"
    before = figures()
    wrong = [
        ({"units": "880 900"}, "balance"),
        ({"units": "900 880"}, "balance"),
        ({"units": "870 870"}, "less is assigned in all"),
        ({"units": "-1 -1"}, "units"),
        ({"units": f"{10**30} {10**30}"}, "units"),
        ({"units": "880"}, "units"),
        ({"units": "eight eight"}, "eight"),
        ({"units": [880, 880]}, "another kind"),
        ({"largest_cut": "NaN"}, "largest_cut"),
        ({"largest_cut": "2.0"}, "everything"),
        ({"cut_value": "1e400"}, "cut_value"),
        ({"residual": "-1"}, "residual"),
        ({"integral_councils": 10**30}, "integral_councils"),
        ({"integral_councils": "1"}, "integral_councils"),
        ({"salted": "yes"}, "salted"),
        ({"finish": None}, "Finish"),
        (finished(accord, multipliers="nan"), "finite"),
        (finished(accord, level="9223372036854775807 0"), "level"),
        (finished(accord, sign="1"), "sign"),
        ({"more": 1}, "nothing else"),
    ]
    for change, words in wrong:
        answer = tell(evil, accord, **change)
        code, detail = said_of(answer)
        assert (answer.status_code, code) == (422, "record-wrong"), (change, detail)
        assert words in detail, change
    for number in (None, "1", 2, 10**30, [1]):
        assert said_of(tell(evil, accord, round=number))[0] == "not-in-this-order"
    assert figures() == before
    assert "signed what does not hold" in anybody_reads()
    assert Statement.objects.filter(kind="accord").count() == 3
    assert tell(evil, accord).status_code == 200


def test_two_different_plans_of_one_year_are_kept_with_both_signatures(
    led, evil, accord
):
    assert tell(evil, accord).status_code == 200
    before = figures()
    first = Statement.objects.get(kind="accord")
    other = said_of(tell(evil, accord, residual="0.5"))
    assert other == ("record-contradicts", first.digest)
    published = {"kind": "published", "year": "2027", "accord": "0" * 64}
    assert said_of(evil.say("POST", "plans", published))[0] == "record-contradicts"
    assert figures() == before
    second = Statement.objects.filter(kind="accord").latest("pk")
    assert first.proof["Signature"] != second.proof["Signature"]
    [found] = on_record("told.accord")
    assert found.data["digest"] == second.digest
    assert "sent two different plans of one year" in anybody_reads()
    assert Plan.objects.get().status == "settled"


def test_nobody_is_assigned_more_than_they_proposed(led, evil, accord):
    """Whatever is asked of the last handing out, lines end where proposals do."""
    before = figures()
    for sign, level in (("1 1", "1000000 1000000"), ("-1 -1", "1000000 1000000")):
        change = finished(accord, sign=sign, level=level)
        answer = tell(evil, accord, **change)
        if answer.status_code == 422:
            assert said_of(answer)[0] == "record-wrong"
            assert figures() == before
        else:
            for row in Assignment.objects.all():
                proposed = row.proposal.lines
                assert all(
                    0 <= abs(units) <= abs(proposed[key])
                    for key, units in row.lines.items()
                )


def test_who_answers_a_settlement_with_nonsense_is_named_and_waited_for(
    evil, year, part, monkeypatch
):
    """Nothing is settled without it: people decide whether to go on without them."""
    monkeypatch.setattr(finish, "ON_ITS_WAY", timedelta(0))
    assert evil.put_part(part).status_code == 200
    make_due(year.period)
    for says in ({"values": "x"}, {"values": {"recipes": "1 2 3"}}, {}):
        evil.says = says
        while advance(year.pk):
            continue
    assert reload(year.period).status == "agreed"
    assert not Plan.objects.exists()
    [found] = on_record("settlement.waits")
    assert found.data["server"] == evil.origin
    assert "The settlement waits for" in anybody_reads()


def test_nobody_is_waited_for_while_the_document_may_be_on_its_way(
    evil, year, part, monkeypatch
):
    """Far below it may come after the first question of the settlement."""
    assert evil.put_part(part).status_code == 200
    make_due(year.period)
    evil.says = {"values": "x"}
    while advance(year.pk):
        continue
    assert reload(year.period).status == "agreed"
    assert not on_record("settlement.waits")
    monkeypatch.setattr(finish, "ON_ITS_WAY", timedelta(0))
    advance(year.pk)
    assert [found.data["server"] for found in on_record("settlement.waits")] == [
        evil.origin
    ]


def test_answers_that_do_not_go_together_stop_nobodys_worker(evil, year, part):
    assert evil.put_part(part).status_code == 200
    make_due(year.period)
    sides = {"recipes": "0 0 0 0", "others": "0 0 0 0", "lumpy": "0 0"}
    evil.says = {"values": sides}
    while advance(year.pk):
        continue
    assert not Plan.objects.exists()
    [found] = on_record("settlement.waits")
    assert "differ in number" in found.data["why"]


def test_a_hostile_server_within_its_rights_is_marked_and_the_year_goes_on(
    evil, year, part
):
    """Extreme answers that add up are answers: nobody else knows its councils."""
    little = [{"code": "bread", "requested": "0.000", "offered": "0.100"}]
    evil.says = {"values": "x"}
    assert evil.put_part(part | {"goods": little}).status_code == 200
    make_due(year.period)
    while advance(year.pk):
        continue
    much = [{"code": "bread", "requested": "0.000", "offered": "4000000000.000"}]
    says = part | {"goods": much, "round": 2}
    assert evil.put_part(says, number=2).status_code == 200
    [found] = on_record("part.extreme")
    assert (found.data["server"], found.data["goods"]) == (evil.origin, ["bread"])
    assert "many times what it sent before" in anybody_reads()

    make_due(reload(year.period))
    while advance(year.pk):
        continue
    second = Round.objects.get(number=2)
    assert second.status == "published"
    assert second.results.get().offered == 4_000_000_000_000
    third = Round.objects.get(number=3)
    assert 0 < third.prices.get().price <= second.prices.get().price


def test_a_server_gone_for_good_is_left_out_by_people_and_the_rest_settle(
    evil, year, part, ann
):
    """It agreed, and never answers again; what it counted is nobody's to assign."""
    assert evil.put_part(part).status_code == 200
    make_due(year.period)
    evil.says = {"values": "none"}
    while advance(year.pk):
        continue
    assert reload(year.period).status == "agreed"
    assert not Plan.objects.exists()
    why = "Its machine burned down."
    remove_server(member=year.members.get(), actor=ann, reason=why)
    while advance(year.pk):
        continue
    plan = Plan.objects.get()
    assert plan.elsewhere == {}
    assert list(faults(reload(year.period))) == []
    assert why in anybody_reads()
