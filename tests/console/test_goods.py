"""Goods in the console: found, looked at, merged, split, converted and retired."""

import pytest
from django.urls import reverse

from ledger.models import Record
from proposals.models import Good, Succession, Wanted
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_count,
    make_facilitator,
    make_good,
)

pytestmark = pytest.mark.django_db
WHY = {"why-reason": "Nobody tells them apart."}
GAPS = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


@pytest.fixture
def facilitator(client):
    person = make_facilitator()
    client.force_login(person)
    return person


def at(name, *args):
    return reverse(f"console:{name}", args=args)


def read(page):
    assert page.status_code == 200
    return page.content.decode().translate(GAPS)


def merging(**more):
    return (
        {"into-code": "loaves", "into-name_en": "Loaves", "into-name_de": "Laibe"}
        | {"into-unit": "", "into-decimals": "", "own-factor": "1"}
        | {f"other{n}-factor": "1" for n in range(3)}
        | {f"other{n}-good": "" for n in range(3)}
        | WHY
        | more
    )


def test_goods_are_found_by_any_of_their_names_and_filtered(client, facilitator):
    make_good("rolls", synonyms_en="buns, baps")
    make_good("ore", category="resource")
    assert "Rolls" in read(client.get(at("goods"), {"q": "baps"}))
    assert "Rolls" not in read(client.get(at("goods"), {"category": "resource"}))
    assert "0 goods" in read(client.get(at("goods"), {"state": "ended"}))


def test_goods_nobody_offers_can_be_listed(client, facilitator):
    period, bread, _eaters, bakers = make_bread_year()
    make_good("ore")
    text = read(client.get(at("goods"), {"state": "idle"}))
    assert "0 goods" in text
    from_bakers = bakers.proposals.get()
    assert from_bakers.lines[bread.pk] < 0
    make_count(period)
    assert "0 goods" in read(client.get(at("goods"), {"state": "idle"}))


def test_a_merger_is_shown_before_anything_happens(client, facilitator):
    make_bread_year()
    make_good("rolls")
    text = read(
        client.post(
            at("good-merge", "bread"),
            merging(**{"other0-good": "rolls", "other0-factor": "2", "do": "look"}),
        )
    )
    assert "Nothing has happened yet" in text
    assert "2 councils request or offer it now" in text
    assert "request 80 kg Bread → request 80 kg Loaves" in text
    assert not Succession.objects.exists()
    assert not Good.objects.filter(code="loaves").exists()


def test_a_confirmed_merger_makes_the_good_and_is_on_record(client, facilitator):
    make_good("bread"), make_good("rolls")
    sent = merging(**{"other0-good": "rolls", "do": "confirm"})
    page = client.post(at("good-merge", "bread"), sent, follow=True)
    assert "It holds from the next year on" in read(page)
    into = {row.successors.get().good.code for row in Succession.objects.all()}
    assert (Succession.objects.count(), into) == (2, {"loaves"})
    kept = Record.objects.get(kind="good.merged")
    assert kept.actor == str(facilitator.public_id)
    assert kept.data["goods"] == ["bread", "rolls"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"other0-good": "nothing"}, "No good is called “nothing”"),
        ({"own-factor": "1.000"}, "can be read in two ways"),
        ({"own-factor": "0"}, "more than nothing"),
        ({"into-name_de": ""}, "a name in both languages"),
        ({"why-reason": ""}, "required"),
        ({"other0-good": "r"}, "Write the code of one"),
    ],
)
def test_what_cannot_be_understood_is_said_at_its_field(
    client, facilitator, change, says
):
    for code in ("bread", "rolls", "rusks"):
        make_good(code)
    text = read(client.post(at("good-merge", "bread"), merging(**change)))
    assert 'class="problems"' in text
    assert says in text


def test_a_split_names_its_parts_and_their_shares(client, facilitator):
    make_good("bread")
    sent = WHY | {"do": "confirm"}
    for n, code in enumerate(("white", "brown")):
        sent |= {f"part{n}-code": code, f"part{n}-share": "1/2"}
        sent |= {f"part{n}-name_en": code, f"part{n}-name_de": code}
        sent |= {f"part{n}-factor": "1"}
    for n in (2, 3):
        sent |= {f"part{n}-code": "", f"part{n}-share": "", f"part{n}-factor": "1"}
    client.post(at("good-split", "bread"), sent)
    shares = Succession.objects.get().successors.order_by("good__code")
    assert [(row.good.code, str(row.share)) for row in shares] == [
        ("brown", "1/2"),
        ("white", "1/2"),
    ]


def test_shares_that_are_not_the_whole_are_refused(client, facilitator):
    make_good("bread")
    sent = dict(WHY)
    for n, share in enumerate(("1/2", "1/3")):
        sent |= {f"part{n}-code": f"p{n}", f"part{n}-share": share}
        sent |= {f"part{n}-name_en": "p", f"part{n}-name_de": "p"}
        sent |= {f"part{n}-factor": "1"}
    sent |= {f"part{n}-factor": "1" for n in (2, 3)}
    text = read(client.post(at("good-split", "bread"), sent))
    assert "do not add up to the whole" in text


def test_another_unit_is_a_good_of_its_own(client, facilitator):
    make_good("bread")
    sent = WHY | {"into-code": "bread-t", "into-unit": "t", "into-decimals": "3"}
    sent |= {"into-name_en": "Bread", "into-name_de": "Brot"}
    sent |= {"own-factor": "1/1000", "do": "confirm"}
    client.post(at("good-convert", "bread"), sent)
    row = Succession.objects.get().successors.get()
    assert (row.good.unit, str(row.factor)) == ("t", "1/1000")


def test_an_ended_good_says_so_and_can_be_undone(client, facilitator):
    make_bread_year()
    client.post(at("good-retire", "bread"), WHY | {"do": "confirm"})
    text = read(client.get(at("good", "bread")))
    assert "until then these years go on with it" in text
    page = client.post(at("good-undo", "bread"), {"reason": "A mistake."}, follow=True)
    assert "goes on" in read(page)
    assert not Succession.objects.standing().exists()


def test_auditors_read_and_are_offered_nothing(client):
    client.force_login(make_auditor())
    make_good("bread")
    assert "What can be done" not in read(client.get(at("good", "bread")))


def test_pages_of_goods_take_few_queries(
    client, facilitator, django_assert_max_num_queries
):
    for _n in range(60):
        make_good()
    with django_assert_max_num_queries(25):
        client.get(at("goods"))
    _period, *_others = make_bread_year()
    with django_assert_max_num_queries(25):
        client.get(at("good", "bread"))


def test_a_good_that_is_asked_for_is_accepted_or_refused(client, facilitator):
    made = [
        Wanted.objects.create(
            code=code,
            name_en=code,
            name_de=code,
            category="consumption",
            unit="L",
            decimals=2,
            description="Milk of oats.",
            recipe_cost="1.25",
        )
        for code in ("oat-milk", "soy-milk")
    ]
    client.post(
        at("wanted-good", made[0].pk), {"reason": "Three pledged.", "do": "accept"}
    )
    client.post(
        at("wanted-good", made[1].pk), {"reason": "Nobody makes it.", "do": "refuse"}
    )
    assert list(Good.objects.values_list("code", "unit")) == [("oat-milk", "L")]
    assert "refused" in read(client.get(at("wanted")))
    text = read(client.post(at("wanted-good", made[1].pk), {"reason": "x"}))
    assert "has been decided already" in text


def test_a_problem_leads_to_its_field(client, facilitator):
    make_good("bread")
    text = read(client.post(at("good-merge", "bread"), merging(**{"own-factor": "x"})))
    assert 'href="#id_own-factor"' in text
    assert 'id="id_own-factor"' in text


def test_what_became_of_a_good_is_told_in_words(client, facilitator):
    make_good("bread")
    client.post(at("good-retire", "bread"), WHY | {"do": "confirm"})
    text = read(client.get(at("good", "bread")))
    assert "Bread will be in no catalogue from the next year on." in text
