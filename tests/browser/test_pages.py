"""Every page fits, is accessible and silent: both languages, widths and colours."""

import pytest

from councils.models import Council, Person
from councils.services import ask_to_join, invite, new_token, set_rule
from proposals.models import Good
from proposals.services import amend, save_draft
from tests.browser.places import CLERKS, MEMBERS, PUBLIC, TOGETHER
from tests.factories import later, make_motion, make_person, make_seat


@pytest.fixture
def together(year):
    """The eaters vote on a motion and a change of it; Ben and Dot sit there, too.

    Cem asks for a seat, and a link invites whoever has it. What the addresses need.
    """
    ada, eaters = Person.objects.get(username="ada"), Council.objects.get(slug="eaters")
    bread, ride = Good.objects.get(code="bread"), Good.objects.get(code="ride")
    ben = make_seat(make_person("ben", first_name="Ben"), eaters, "member").person
    make_seat(make_person("dot", first_name="Dot"), eaters, "clerk")
    set_rule(council=eaters, set_by=ada, method="majority", quorum=50)
    motion = make_motion(eaters, year, {bread: 70_000, ride: 8_000_000_000}, ben)
    change = amend(motion=motion, changes={"bread": 60_000}, moved_by=ada)
    wish, _new = ask_to_join(council=eaters, person=make_person("cem"))
    token = new_token()
    terms = {"role": "member", "expires_at": later(days=3), "token": token}
    invite(council=eaters, invited_by=ada, **terms)
    return {
        "person": ben.public_id,
        "wish": wish.pk,
        "token": token,
        "ballot": motion.ballot_id,
        "change": change.ballot_id,
    }


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_every_page(year, visit, client, language, width):
    visitor = visit(language=language, width=width)
    for where in PUBLIC:
        assert visitor.go(where).status == 200, where
        visitor.check()

    ada = Person.objects.get(username="ada")
    council = Council.objects.get(slug="eaters")
    # A draft with something wrong in it.
    save_draft(
        council=council,
        period=year,
        lines={
            "bread": {"request": "1.500", "offer": ""},
            "cake": {"request": "3000", "offer": ""},
            "park": {"request": "1", "offer": "2"},
        },
        note="Reasons.",
        version=0,
        saved_by=ada,
    )
    visitor.carry(client, ada)
    for where in MEMBERS:
        assert visitor.go(where).status == 200, where
        visitor.check()


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_every_page_of_a_council_that_decides(together, visit, client, language, width):
    visitor = visit(language=language, width=width)
    for name, addresses in (("ada", TOGETHER), ("dot", CLERKS)):
        visitor.carry(client, Person.objects.get(username=name))
        for where in addresses:
            assert visitor.go(where.format(**together)).status == 200, where
            visitor.check()


@pytest.mark.parametrize("width", [600, 768, 1060])
def test_every_page_fits_from_a_telephone_to_a_desk(together, visit, client, width):
    visitor = visit(language="de", width=width)
    visitor.carry(client, Person.objects.get(username="ada"))
    for where in PUBLIC + MEMBERS + TOGETHER:
        visitor.go(where.format(**together))
        visitor.check_width()


def test_a_page_that_is_not_there_is_a_page_too(year, visit):
    visitor = visit(width=320)
    assert visitor.go("/years/none/").status == 404
    visitor.check(console=False)


def test_a_form_sent_with_errors_leads_to_them(year, visit):
    visitor = visit(width=320)
    visitor.go("/login/")
    visitor.page.fill("#id_username", "nobody")
    visitor.page.fill("#id_password", "wrong")
    visitor.page.click("main form button")

    assert visitor.page.evaluate("document.activeElement.className") == "problems"
    visitor.check()


def test_a_first_visit_is_light(year, visit):
    """150 kB at most, before anything is compressed."""
    visitor = visit()
    loaded = []
    visitor.page.on("response", lambda reply: loaded.append(len(reply.body())))

    visitor.go("/years/2027/councils/eaters/draft/")
    visitor.page.wait_for_load_state("networkidle")

    assert 0 < sum(loaded) <= 150_000
