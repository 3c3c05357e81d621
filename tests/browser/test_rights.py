"""What a council may use, who it is, what it needs, and goods nobody plans yet."""

from decimal import Decimal

import pytest

from councils.models import Council, Person
from iteration.services.entitling import decide_entitlements
from ledger.services import seal
from proposals.models import Need
from proposals.services import (
    ask_credit,
    ask_for_good,
    draw_reviewers,
    file_need,
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

EATERS, NEXT = "/councils/eaters/", "/years/2028/councils/eaters/entitlement/"
PLACES = [
    *("/years/2027/entitlements/", "/years/2027/councils/eaters/entitlement/"),
    *("/years/2027/councils/eaters/questions/", EATERS + "looks/"),
    *(NEXT, NEXT + "heads/", NEXT + "need/", NEXT + "credit/"),
    *("/wanted/", "/wanted/new/", "/wanted/{wanted}/"),
]
TOWN = "/years/2028/councils/town/entitlement/credit/{credit}/"
REVIEW = "/reviews/{review}/"


@pytest.fixture
def rights(year):
    """Next year's rule; the eaters ask for credit and a need, and for oat milk."""
    eaters = Council.objects.get(slug="eaters")
    coming = make_period("2028", {make_good("soup"): "2"})
    adults = {"code": "adults", "name_en": "adults", "name_de": "Erwachsene"}
    rates = [adults | {"works": True}]
    write_rule(period=coming, figures={"rate": Decimal(9000)}, rates=rates)
    ada = Person.objects.get(username="ada")
    asked = {"amount": Decimal(300), "years": 3, "purpose": "A roof.", "actor": ada}
    credit = ask_credit(council=eaters, period=coming, **asked)
    need = file_need(council=eaters, period=coming, text="A stair lift.", amount=900)
    for n in range(3):
        make_seat(make_person(f"drawn-{n}"), make_council(f"street-{n}"))
    seal()
    drawn = draw_reviewers(need=Need.objects.get(pk=need.pk))
    make_seat(make_person("town"), Council.objects.get(slug="town"))
    decide_entitlements(period=coming, reason="Agreed.", actor=make_facilitator())
    wanted, _new = ask_for_good(
        asked_by=make_person("milkmaid"),
        code="oat-milk",
        name_en="Oat milk",
        name_de="Hafermilch",
        category="consumption",
        unit="L",
        decimals=2,
        description="Milk of oats, for those who do not drink that of cows.",
        recipe_cost="1.25",
    )
    return {
        "credit": credit.pk,
        "wanted": wanted.pk,
        "review": drawn[0].pk,
        "reviewer": drawn[0].person,
    }


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_every_page_of_rights(rights, visit, client, language, width):
    visitor = visit(language=language, width=width)
    ways = {
        Person.objects.get(username="ada"): PLACES,
        Person.objects.get(username="town"): [TOWN],
        rights["reviewer"]: ["/reviews/", REVIEW],
    }
    for person, addresses in ways.items():
        visitor.carry(client, person)
        for where in addresses:
            assert visitor.go(where.format(**rights)).status == 200, where
            visitor.check()
