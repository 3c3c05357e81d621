"""What a rule grants: exact sums, the same in any order, repaid in the end."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, InternalError, transaction

from councils.models import LetterChoice
from iteration.entitled import known_of
from iteration.granting import apply_rule
from iteration.services import open_period
from iteration.services.entitling import decide_entitlements, grant_again
from iteration.services.removing import remove
from ledger.models import Record
from proposals.basis import told
from proposals.models import (
    Credit,
    Entitlement,
    EntitlementRule,
    Period,
    Repayment,
)
from proposals.services import (
    Heads,
    ask_credit,
    decide_credit,
    say_heads,
    write_rule,
)
from tests.factories import (
    make_council,
    make_facilitator,
    make_good,
    make_period,
    make_person,
    make_seat,
)
from tests.letterbox import post

pytestmark = pytest.mark.django_db

ADULTS = {
    "code": "adults",
    "name_en": "adults",
    "name_de": "Erwachsene",
    "works": True,
}
CHILDREN = {
    "code": "children",
    "name_en": "children under 14",
    "name_de": "Kinder unter 14",
    "amount": Decimal(3000),
}
LOUD = {
    "code": "loud",
    "name_en": "noise at night",
    "source": "compensation",
    "amount": Decimal("12.50"),
    "additional": True,
}


@pytest.fixture
def year():
    return make_period("2028", {make_good("bread"): "2.5"})


@pytest.fixture
def street():
    return make_council("street", members=10)


@pytest.fixture
def facilitator():
    return make_facilitator()


def write(period, *rates, **figures):
    figures = {"rate": Decimal(9000)} | figures
    return write_rule(period=period, figures=figures, rates=rates or [ADULTS])


def decide(period, actor, *rates, **figures):
    write(period, *rates, **figures)
    return decide_entitlements(period=period, reason="Agreed.", actor=actor)


def amounts(council, period):
    rows = Entitlement.objects.filter(council=council, period=period)
    return {row.source: row.amount for row in rows}


def say(council, period, rating="1", hours=None, **heads):
    rule = EntitlementRule.objects.filter(period=period).first()
    return say_heads(
        said=Heads(council, heads, Decimal(rating), hours and Decimal(hours)),
        period=period,
        rates=list(rule.rates.all()),
    )


def test_who_says_nothing_is_paid_for_each_member(year, street, facilitator):
    decide(year, facilitator)

    assert amounts(street, year) == {"effort": Decimal("90000.00")}
    row = Entitlement.objects.get(council=street)
    assert row.basis == "10 × 9000.00"
    assert [line.sentence for line in told([row])] == [
        "10 people at 9\N{NARROW NO-BREAK SPACE}000 credits each."
    ]


def test_children_are_not_paid_for_effort_but_have_an_allowance(
    year, street, facilitator
):
    write(year, ADULTS, CHILDREN)
    say(street, year, children=4)
    decide_entitlements(period=year, reason="Agreed.", actor=facilitator)

    assert amounts(street, year) == {
        "effort": Decimal("54000.00"),
        "allowance": Decimal("12000.00"),
    }


def test_compensation_goes_to_as_many_as_the_council_says(year, street, facilitator):
    write(year, ADULTS, LOUD)
    say(street, year, loud=3)
    decide_entitlements(period=year, reason="Agreed.", actor=facilitator)
    assert amounts(street, year)["compensation"] == Decimal("37.50")


def test_compensation_that_is_not_counted_goes_to_everybody_below_its_area(
    year, facilitator
):
    valley = make_council("valley", kind="consumer_federation")
    low = make_council("low", members=7, parent=valley)
    high = make_council("high", members=5)
    wells = {**LOUD, "code": "wells", "counted": False, "area": valley}
    decide(year, facilitator, ADULTS, wells)
    assert amounts(low, year)["compensation"] == Decimal("87.50")
    assert "compensation" not in amounts(high, year)


def test_a_rating_counts_up_to_the_cap_and_not_at_all_where_hours_are_equal(
    year, street, facilitator
):
    write(year, rating="cap", cap=Decimal("1.1"))
    say(street, year, rating="1.3")
    decide_entitlements(period=year, reason="Agreed.", actor=facilitator)
    assert amounts(street, year)["effort"] == Decimal("99000.00")

    decide(year, facilitator, rating="equal")
    assert amounts(street, year)["effort"] == Decimal("90000.00")


def test_pay_by_the_hour_uses_the_hours_the_council_says(year, street, facilitator):
    other = make_council("other", members=1)
    write(year, per="hour", rate=Decimal("5.01"), hours=Decimal(1500))
    say(street, year, hours="1600.50")
    decide_entitlements(period=year, reason="Agreed.", actor=facilitator)
    # 5.01 × 1600.5 is 8018.505: each head gets whole hundredths, never more.
    assert amounts(street, year)["effort"] == Decimal("80185.00")
    assert amounts(other, year)["effort"] == Decimal("7515.00")


def test_head_counts_that_no_longer_fit_the_members_do_not_count(
    year, street, facilitator
):
    write(year, ADULTS, CHILDREN)
    say(street, year, children=8)
    type(street).objects.filter(pk=street.pk).update(members=5)
    grants = decide_entitlements(period=year, reason="Agreed.", actor=facilitator)
    assert amounts(street, year) == {"effort": Decimal("45000.00")}
    assert not grants.fits.any()


def test_more_people_than_members_are_refused(year, street):
    write(year, ADULTS, CHILDREN)
    with pytest.raises(ValidationError) as error:
        say(street, year, children=11)
    assert error.value.code == "too_many"


def test_nothing_is_decided_without_a_reason_a_table_or_the_one_looked_at(
    year, facilitator
):
    with pytest.raises(ValidationError) as error:
        decide_entitlements(period=year, reason="Agreed.", actor=facilitator)
    assert error.value.code == "no_table"
    write(year)
    for said, code in (({"reason": " "}, "reason"), ({"version": 7}, "changed")):
        with pytest.raises(ValidationError) as error:
            decide_entitlements(
                **{"period": year, "reason": "Agreed.", "actor": facilitator} | said
            )
        assert error.value.code == code
    assert not Entitlement.objects.exists()


def test_a_decided_table_is_never_changed_and_a_new_version_replaces_it(
    year, street, facilitator
):
    decide(year, facilitator)
    first = EntitlementRule.objects.in_force(year)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        EntitlementRule.objects.filter(pk=first.pk).update(rate=1)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        first.rates.update(amount=1)

    decide(year, facilitator, rate=Decimal(100))
    assert EntitlementRule.objects.in_force(year).version == 2
    assert amounts(street, year) == {"effort": Decimal("1000.00")}


def test_once_the_first_round_has_opened_nothing_changes(year, street, facilitator):
    decide(year, facilitator)
    open_period(period=year)
    year = Period.objects.get(pk=year.pk)
    for act in (
        lambda: write(year),
        lambda: decide_entitlements(period=year, reason="No.", actor=facilitator),
        lambda: grant_again(period=year),
        lambda: say(street, year),
    ):
        with pytest.raises(ValidationError) as error:
            act()
        assert error.value.code == "frozen"


def test_the_record_says_the_table_the_sums_and_why_and_names_nobody(
    year, street, facilitator
):
    decide(year, facilitator, ADULTS, CHILDREN)
    entry = Record.objects.filter(kind="entitlement.decided").get()
    assert entry.reason == "Agreed."
    assert entry.actor == str(facilitator.public_id)
    assert entry.data["total"] == "90000.00"
    assert entry.data["table"]["rows"][1]["amount"] == "3000.00"
    assert "street" not in str(entry.data)


def test_members_of_the_councils_are_written_to_once_and_told_their_sum(
    year, street, facilitator
):
    ada = make_person("ada", email="ada@example.org")
    make_seat(person=ada, council=street)
    LetterChoice.objects.create(
        person=ada, occasion="entitlement_decided", cadence="immediately"
    )
    decide(year, facilitator)
    [letter] = post()
    assert letter.to == ["ada@example.org"]
    assert "90\N{NARROW NO-BREAK SPACE}000.00 credits" in letter.body
    assert "/years/2028/councils/street/entitlement/" in letter.body
    assert not post()


def make_years(count):
    """Years that follow each other, all in preparation."""
    years, bread = [], make_good("bread")
    for number in range(count):
        year = make_period(f"y{number}", {bread: "2.5"})
        if years:
            Period.objects.filter(pk=year.pk).update(previous=years[-1])
        years.append(Period.objects.get(pk=year.pk))
    return years


def test_a_credit_is_repaid_in_equal_shares_and_repayment_ends(street, facilitator):
    years = make_years(5)
    credit = lend(street, years[0], "1000.00", 3, facilitator)
    seen = []
    for year in years:
        decide(year, facilitator, rate=Decimal(100))
        seen.append(sum(amounts(street, year).values()))
    assert seen == [
        Decimal("2000.00"),
        Decimal("666.67"),
        Decimal("666.67"),
        Decimal("666.66"),
        Decimal("1000.00"),
    ]
    paid = Repayment.objects.filter(credit=credit)
    assert sum(row.amount for row in paid) == Decimal("1000.00")


def test_what_cannot_be_repaid_stays_owed_and_nobody_falls_below_zero(
    street, facilitator
):
    years = make_years(4)
    lend(street, years[0], "1000.00", 1, facilitator)
    left = []
    for year in years:
        decide(year, facilitator, rate=Decimal(40))
        left.append(sum(amounts(street, year).values()))
    assert left[1:] == [Decimal(0), Decimal(0), Decimal("200.00")]


def test_deciding_twice_repays_once(street, facilitator):
    years = make_years(2)
    lend(street, years[0], "1000.00", 2, facilitator)
    for _time in range(2):
        decide(years[1], facilitator, rate=Decimal(100))
    assert Repayment.objects.get().amount == Decimal("500.00")
    assert amounts(street, years[1]) == {"effort": Decimal("500.00")}


def lend(council, year, amount, over, facilitator):
    credit = ask_credit(
        council=council,
        period=year,
        amount=Decimal(amount),
        years=over,
        purpose="A roof.",
        actor=make_person(),
    )
    return decide_credit(
        credit=credit, granted=True, reason="It rains in.", actor=facilitator
    )


def test_a_credit_is_decided_by_the_federation_and_nobody_who_sits_in_the_council(
    year, facilitator
):
    town = make_council("town", kind="consumer_federation")
    street = make_council("street", parent=town)
    above, inside = make_seat(council=town).person, make_seat(council=street).person
    make_seat(person=inside, council=town)
    credit = ask_credit(
        council=street,
        period=year,
        amount=Decimal(10),
        years=1,
        purpose="A roof.",
        actor=inside,
    )
    for stranger in (facilitator, inside, make_person()):
        with pytest.raises(ValidationError) as error:
            decide_credit(credit=credit, granted=True, reason="x", actor=stranger)
        assert error.value.code == "not_yours"
    decide_credit(credit=credit, granted=False, reason="No.", actor=above)
    assert Credit.objects.get().state == "refused"
    with pytest.raises(ValidationError) as error:
        decide_credit(credit=credit, granted=True, reason="Yes.", actor=above)
    assert error.value.code == "decided"


class TestTheLimitOfBorrowing:
    @pytest.fixture
    def limited(self, year, facilitator):
        """All councils together may borrow 1,000 credits."""
        write_rule(
            period=year, figures={"borrowing_limit": Decimal(1000)}, rates=[ADULTS]
        )
        decide_entitlements(period=year, reason="Agreed.", actor=facilitator)
        return year

    def test_what_would_pass_it_is_refused_in_words(self, limited, facilitator):
        lend(make_council(), limited, 700, 2, facilitator)
        with pytest.raises(ValidationError) as error:
            lend(make_council(), limited, 301, 2, facilitator)
        assert error.value.code == "limit"
        assert "at most 1000" in plain(error)
        assert "300" in plain(error)
        assert Credit.objects.asked().count() == 1
        lend(make_council(), limited, 300, 2, facilitator)

    def test_it_can_still_be_refused_and_a_grant_be_repeated(
        self, limited, facilitator
    ):
        granted = lend(make_council(), limited, 1000, 2, facilitator)
        again = {"granted": True, "reason": "Once more.", "actor": facilitator}
        assert decide_credit(credit=granted, **again).state == "granted"
        asked = ask_credit(
            council=make_council(),
            period=limited,
            amount=Decimal(1),
            years=1,
            purpose="A roof.",
            actor=make_person(),
        )
        refused = {"granted": False, "reason": "No.", "actor": facilitator}
        assert decide_credit(credit=asked, **refused).state == "refused"

    def test_what_is_repaid_in_the_year_can_be_borrowed(self, limited, facilitator):
        before = make_period("2020")
        owed = lend(make_council(), before, 500, 1, facilitator)
        Repayment.objects.create(credit=owed, period=limited, amount=Decimal(200))
        lend(make_council(), limited, 1200, 2, facilitator)


def plain(error):
    gaps = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"))
    return str(error.value.messages[0]).translate(gaps)


def test_granting_again_uses_what_councils_have_said_since(year, street, facilitator):
    assert grant_again(period=year) is None
    decide(year, facilitator, ADULTS, CHILDREN)
    say(street, year, children=5)
    assert "allowance" not in amounts(street, year)
    grant_again(period=year)
    assert amounts(street, year)["allowance"] == Decimal("15000.00")


def test_no_number_of_councils_asks_for_more_queries(
    year, facilitator, django_assert_max_num_queries
):
    for number in range(30):
        make_council(f"street-{number}", members=number)
    write(year, ADULTS, CHILDREN)
    rule = EntitlementRule.objects.get()
    with django_assert_max_num_queries(12):
        grants = apply_rule(known_of(year), rule, list(rule.rates.all()))
    assert int(grants.total.sum()) == sum(range(30)) * 900_000


def test_a_practice_year_goes_with_its_table_and_a_real_one_does_not(facilitator):
    for practice in (True, False):
        year = make_period("tried" if practice else "real", {}, practice=practice)
        decide(year, facilitator)
        street = make_council(f"street-{practice}")
        lend(street, year, "10.00", 1, facilitator)
        rows = Period.objects.filter(pk=year.pk)
        if practice:
            remove(rows)
            assert not rows.exists()
        else:
            with pytest.raises(DatabaseError), transaction.atomic():
                remove(rows)
