"""The guide: a year from nothing to the page that opens it; lists looked at first."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from councils.models import Council, Invitation
from iteration.services import publish_plan, settle_period
from ledger.models import Record
from proposals.models import CatalogueEntry, Good, Period
from tests.factories import (
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db
BEGUN = {"name_en": "Upper Valley", "year": "2031"}
COUNCILS = """Name,Kind,Members,Federation,Delegate’s e-mail
Weaver Street,consumer council,180,Homes,ann@example.org
Homes,consumer federation,,,
Bakery,Worker Council,7,,
"""


@pytest.fixture
def ada(client):
    ada = make_facilitator("ada")
    client.force_login(ada)
    return ada


@pytest.fixture
def year(ada):
    return make_period("2031", rule="calibrated", silence="impute")


def file(text, name="list.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile(name, data)


def at(name, *args):
    return reverse(f"console:{name}", args=args or ["2031"])


def upload(client, page, text, name="list.csv"):
    return client.post(at(page), {"file": file(text, name)})


def take(client, page, preview):
    return client.post(at(page), {"list": preview.context["sealed"]}, follow=True)


def sentences(answer):
    return " ".join(text for _row, text in answer.context["errors"])


def test_a_region_and_a_year_are_enough_to_begin(client, ada):
    answer = client.post(
        reverse("console:guide"), {"name_en": "Upper Valley", "year": "2031"}
    )

    assert answer.url == at("guide-year")
    year = Period.objects.get()
    assert (year.name_en, year.name_de) == ("Upper Valley 2031", "Upper Valley 2031")
    assert year.status == Period.Status.DRAFT


def test_a_year_is_not_begun_twice(client, year):
    answer = client.post(
        reverse("console:guide"), {"name_en": "Upper Valley", "year": "2031"}
    )

    assert answer.status_code == 422
    assert Period.objects.count() == 1


def test_every_step_has_a_page(client, year):
    overview = client.get(at("guide-year"))

    for step in overview.context["steps"]:
        assert client.get(reverse(step.route, args=["2031"])).status_code == 200


def test_the_steps_say_what_is_done(client, year):
    make_council("bakery", kind="worker")

    steps = client.get(at("guide-year")).context["steps"]

    done = {step.name: step.done for step in steps}
    assert done["councils"]
    assert not done["catalogue"]
    assert not done["rehearse"]


def test_an_opened_year_is_not_prepared_any_more(client, ada):
    make_open_period({make_good("bread"): "2"}, code="2031")

    answer = client.post(at("guide-region"), {"name_en": "x", "name_de": "x"})

    assert answer.url == reverse("console:guide")
    assert Period.objects.get().name_en == "Year 2031"


# ---- Councils


def test_a_list_of_councils_is_shown_before_anything_is_saved(client, year):
    preview = upload(client, "guide-councils-file", COUNCILS)

    assert preview.context["errors"] == []
    assert [each.slug for each, _kind in preview.context["shown"]] == [
        "weaver-street",
        "homes",
        "bakery",
    ]
    assert preview.context["letters"] == 1
    assert not Council.objects.exists()
    assert not Invitation.objects.exists()


def test_a_confirmed_list_founds_councils_and_invites_delegates(client, year):
    preview = upload(client, "guide-councils-file", COUNCILS)

    take(client, "guide-councils-file", preview)

    weaver = Council.objects.get(slug="weaver-street")
    assert (weaver.kind, weaver.members) == ("consumer", 180)
    assert weaver.parent.slug == "homes"
    assert Invitation.objects.get().email == "ann@example.org"
    entry = Record.objects.get(kind="councils.founded")
    assert entry.data == {"source": "file", "new": 3, "known": 0}


def test_the_same_list_twice_changes_nothing(client, year):
    for _each in range(2):
        preview = upload(client, "guide-councils-file", COUNCILS)
        take(client, "guide-councils-file", preview)

    assert preview.context["understood"].new == 0
    assert Council.objects.count() == 3
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",consumer council,1,,", "no name"),
        ("Dairy,dragons,1,,", "none of"),
        ("Dairy,worker council,many,,", "no number"),
        ("Dairy,worker council,1.5,,", "no whole number"),
        ("Dairy,worker council,1.500,,", "two ways"),
        ("Dairy,worker council,-3,,", "no number"),
        ("Dairy,worker council,99999999999,,", "So many members"),
        ("Dairy,worker council,1,Nowhere,", "no federation"),
        ("Dairy,worker council,1,Dairy,", "its own federation"),
        ("Dairy,worker council,1,,not an address", "valid email"),
        ("Bakery,worker council,1,,", "too"),
        ("Mill,consumer council,1,,", "here already as worker council"),
    ],
)
def test_each_wrong_row_is_named_and_left_out(client, year, row, said):
    make_council("mill", kind="worker", name="Mill")

    preview = upload(client, "guide-councils-file", COUNCILS + row + "\n")

    assert [number for number, _text in preview.context["errors"]] == [5]
    assert said in sentences(preview)
    take(client, "guide-councils-file", preview)
    assert Council.objects.count() == 4


def test_a_list_without_headings_is_refused(client, year):
    answer = upload(client, "guide-councils-file", "Bakery,worker\n")

    assert answer.status_code == 422
    assert "Name" in answer.context["problems"][0][1]


def test_a_federation_above_itself_leaves_nothing_behind(client, year):
    rows = "Name,Kind,Federation\nA,consumer federation,B\nB,consumer federation,A\n"

    preview = upload(client, "guide-councils-file", rows)
    answer = take(client, "guide-councils-file", preview)

    assert answer.status_code == 422
    assert not Council.objects.exists()


def test_a_preview_is_its_readers_alone(client, year):
    preview = upload(client, "guide-councils-file", COUNCILS)
    client.force_login(make_facilitator("eve"))

    answer = take(client, "guide-councils-file", preview)

    assert answer.status_code == 422
    assert not Council.objects.exists()


def test_a_council_is_founded_by_hand(client, year):
    client.post(
        at("guide-councils"),
        {"name": "Bäckerei Nord", "kind": "worker", "members": "7"},
    )

    assert Council.objects.get().slug == "backerei-nord"


def test_a_delegate_is_invited_by_letter(client, year):
    make_council("bakery", kind="worker", name="Bakery")

    client.post(at("guide-invite"), {"council": "bakery", "email": "b@example.org"})

    assert Invitation.objects.get().role == "delegate"


# ---- Goods


def test_the_starter_list_fills_the_catalogue(client, year):
    client.post(at("guide-starter"))

    assert year.catalogue.count() == Good.objects.count() > 50
    assert year.goods.filter(category="labour").count() == 7
    names = Good.objects.values_list("name_en", "name_de")
    assert all(english and german for english, german in names)


def test_the_starter_list_may_be_taken_twice(client, year):
    client.post(at("guide-starter"))
    client.post(at("guide-starter"))

    assert year.catalogue.count() == Good.objects.count()


GOODS = "Name;Category;Unit;First price;Decimals\n"


def test_goods_from_a_list(client, year):
    rows = GOODS + "Bread;consumption;kg;2,50;2\nBaking;labour;h;20;\n"

    preview = upload(client, "guide-goods-file", rows)
    assert not Good.objects.exists()
    take(client, "guide-goods-file", preview)

    entry = CatalogueEntry.objects.get(good__code="bread")
    assert (entry.start_price, entry.good.decimals) == (Decimal("2.5"), 2)
    assert Good.objects.get(code="baking").category == "labour"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (";consumption;kg;2;0", "no name"),
        ("Bread;food;kg;2;0", "none of"),
        ("Bread;consumption;kg;0;0", "above 0"),
        ("Bread;consumption;kg;NaN;0", "no number"),
        ("Bread;consumption;kg;1.500;0", "two ways"),
        ("Bread;consumption;kg;2;4", "3 decimals"),
        ("Bread;consumption;;2;0", "blank"),
        ("Salt;consumption;kg;2;0", "too"),
        ("Oil;consumption;L;2;0", "planned with"),
    ],
)
def test_each_wrong_good_is_named(client, year, row, said):
    make_open_period({make_good("oil", decimals=0): "2"})

    rows = GOODS + "Salt;consumption;kg;1;0\n" + row + "\n"
    preview = upload(client, "guide-goods-file", rows)

    assert [number for number, _text in preview.context["errors"]] == [3]
    assert said in sentences(preview)


def test_a_good_is_left_out_again(client, year):
    client.post(at("guide-starter"))

    client.post(at("guide-catalogue"), {"drop": "bread"})

    assert not year.goods.filter(code="bread").exists()


# ---- Entitlements and calendar


def test_every_member_is_granted_the_same(client, year):
    eaters = make_council("eaters", members=12)
    make_council("bakers", kind="worker")

    client.post(at("guide-entitlements"), {"per_member": "1000"})

    entitlement = year.entitlements.get()
    assert (entitlement.council, entitlement.amount) == (eaters, Decimal(12000))


def test_the_calendar_as_it_stands_is_valid(client, year):
    form = client.get(at("guide-calendar")).context["form"]
    said = {name: form[name].value() for name in form.fields}

    answer = client.post(at("guide-calendar"), said)

    assert answer.status_code == 302
    assert reload(year).tolerance == year.tolerance


def test_a_year_does_not_end_before_it_begins(client, year):
    form = client.get(at("guide-calendar")).context["form"]
    said = {name: form[name].value() for name in form.fields}

    answer = client.post(at("guide-calendar"), said | {"ends": "2020-01-01"})

    assert answer.status_code == 422
    assert reload(year).ends == year.ends


# ---- Whole years


def packed(folder, **changed):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(Path(folder).iterdir()):
            if path.suffix in (".csv", ".json"):
                data = changed.get(path.stem, path.read_bytes())
                archive.writestr(f"year/{path.name}", data)
    return out.getvalue()


REGION = settings.BASE_DIR / "demo" / "region"
VILLAGE = settings.BASE_DIR / "iteration" / "practice" / "village"


def test_a_data_package_becomes_a_year(client, ada):
    data = packed(REGION)

    answer = client.post(
        reverse("console:guide-package"), {"file": file(data, "village.zip")}
    )

    assert answer.status_code == 302
    assert Period.objects.get(status="draft").catalogue.count() == 70
    assert Council.objects.count() == 120


def test_every_fault_of_a_data_package_is_in_one_report(client, ada):
    broken = packed(VILLAGE, goods=b"code\nx\n", prices=b"good,price\nbread,-1\n")

    answer = client.post(
        reverse("console:guide-package"), {"file": file(broken, "v.zip")}
    )

    assert answer.status_code == 422
    said = " ".join(map(str, answer.context["faults"]))
    assert "goods.csv" in said
    assert "prices.csv" in said
    assert not Period.objects.exists()
    assert not Good.objects.exists()


@pytest.mark.parametrize("data", [b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_package_is_refused(client, ada, data):
    answer = client.post(
        reverse("console:guide-package"), {"file": file(data, "v.zip")}
    )

    assert answer.status_code == 422


def test_a_package_that_leads_elsewhere_is_refused(client, ada):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../goods.csv", "x")

    answer = client.post(
        reverse("console:guide-package"), {"file": file(out.getvalue(), "v.zip")}
    )

    assert answer.status_code == 422
    assert "somewhere outside" in answer.context["problems"][0][1]


TABLE = """,Farms,Mills,Households,Total
Farms,10,30,60,100
Mills,20,10,50,80
Wages,70,40,0,110
Total,100,80,110,290
"""


def test_an_input_output_table_becomes_a_year_once_all_is_clear(client, ada):
    said = {"name_en": "Valley", "year": "2031", "unit": "{million}"}
    page = reverse("console:guide-table")

    asked = client.post(page, said | {"file": file(TABLE)})
    assert asked.status_code == 422
    assert asked.context["faults"]
    assert not Period.objects.exists()

    answers = {"final": "Households", "labour": "Wages", "households": "Households"}
    answer = client.post(
        page, said | answers | {"industries": "2", "file": file(TABLE)}
    )

    assert answer.status_code == 302, answer.context["faults"]
    assert Period.objects.filter(code="2031", name_en="Valley 2031").exists()


def test_the_year_after_a_published_one_is_prepared(client, ada):
    bread = make_good("bread")
    year = make_open_period({bread: "2"}, code="2027")
    make_proposal(make_council(), year, {bread: 80_000})
    make_proposal(make_council(kind="worker"), year, {bread: -80_000})
    make_count(year)
    settle_period(period=reload(year))
    publish_plan(period=reload(year))

    answer = client.post(reverse("console:guide-next"), {"period": "2027"})

    assert answer.url == at("guide-year", "2028")
    assert Period.objects.get(code="2028").previous == year


# ---- Practice, and the last page


def test_a_rehearsal_is_watched_and_deleted(client, year):
    client.post(at("guide-starter"))
    make_council("bakers", kind="worker")
    make_council("eaters", members=50)

    begun = client.post(at("guide-rehearse"))
    assert begun.url == at("practice-year", "2031-practice")
    assert client.get(begun.url).context["running"]

    deleted = client.post(at("practice-delete", "2031-practice"))
    assert deleted.url == at("guide-rehearse")
    assert not Period.objects.filter(practice=True).exists()


def test_what_cannot_be_rehearsed_is_said(client, year):
    answer = client.post(at("guide-rehearse"))

    assert answer.status_code == 409
    assert answer.context["problems"]


def test_the_village_is_begun_by_a_button(client, ada):
    answer = client.post(reverse("console:practice-begin"))

    page = client.get(answer.url)
    assert page.status_code == 200
    assert Council.objects.of(ada).count() == 2


def test_practice_is_marked_on_public_pages_and_stands_in_no_list(client, ada):
    client.post(reverse("console:practice-begin"))
    client.logout()

    assert "note doubt practice" in client.get("/years/practice-village/").text
    assert "practice-village" not in client.get("/").text
    assert "practice-" not in client.get("/councils/").text


def test_the_last_page_says_what_stops_the_year(client, year):
    page = client.get(at("guide-check"))

    assert {each.code for each in page.context["stops"]} == {"no_goods", "no_councils"}
    assert 'id="open"' not in page.text


def test_a_year_that_can_be_opened_has_the_button(client, year):
    client.post(at("guide-starter"))
    make_council("bakers", kind="worker")

    page = client.get(at("guide-check"))

    assert reverse("console:step", args=["2031", "open"]) in page.text


def test_pages_of_many_councils_ask_few_questions(
    client, year, django_assert_max_num_queries
):
    Council.objects.bulk_create(
        Council(slug=f"c-{n}", name=f"C {n}", kind="worker") for n in range(300)
    )
    for page in ("guide-councils", "guide-invite", "guide-check", "guide-year"):
        with django_assert_max_num_queries(25):
            client.get(at(page))
