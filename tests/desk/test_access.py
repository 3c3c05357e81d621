import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from councils.services import unseat
from desk.urls import page, urlpatterns
from tests.factories import (
    make_bread_year,
    make_facilitator,
    make_good,
    make_period,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db
AT_COUNCIL = [
    "council",
    "beliefs",
    "standing",
    "draft",
    "check",
    "discard",
    "withdraw",
    "assignment",
    "draft-goods",
    "draft-others",
    "recipe",
    "revisions",
]


@pytest.fixture
def year():
    """A year with bread in it; Ada is a delegate of the eaters."""
    period, _bread, eaters, bakers = make_bread_year()
    ada = make_person("ada")
    make_seat(ada, eaters)
    return period, eaters, bakers, ada


def address(name, period, council):
    return reverse(f"desk:{name}", args=[period.code, council.slug])


def test_a_view_that_says_nothing_of_who_may_see_it_is_not_routed():
    with pytest.raises(ImproperlyConfigured, match="does not say who may see it"):
        page("x/", lambda request: None, "x")


def test_every_route_says_who_may_see_it():
    said = {route.callback.access for route in urlpatterns}
    assert said == {"public", "people", "members"}


def test_every_page_under_a_council_is_for_its_members():
    below = [route for route in urlpatterns if "councils/<" in str(route.pattern)]
    assert len(below) > 10
    # Who asks for a seat has none yet.
    others = [each for each in below if each.callback.access != "members"]
    assert [each.name for each in others] == ["join"]


@pytest.mark.parametrize("name", AT_COUNCIL)
def test_a_stranger_is_asked_to_log_in(client, year, name):
    period, eaters, _bakers, _ada = year
    where = address(name, period, eaters)

    response = client.get(where)

    assert response.status_code == 302
    assert response.url == f"{reverse('desk:login')}?next={where}"


@pytest.mark.parametrize("name", AT_COUNCIL)
def test_another_council_looks_like_one_that_does_not_exist(client, year, name):
    period, _eaters, bakers, ada = year
    client.force_login(ada)

    foreign = client.get(address(name, period, bakers))
    missing = client.get(
        address(name, period, bakers).replace(bakers.slug, "there-is-none")
    )

    assert foreign.status_code == missing.status_code == 404
    assert without_tokens(foreign) == without_tokens(missing).replace(
        "there-is-none", bakers.slug
    )


def without_tokens(response):
    """The page as a reader sees it: the token of a form is never the same."""
    lines = response.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_writing_to_another_council_changes_nothing(client, year):
    period, _eaters, bakers, ada = year
    client.force_login(ada)

    for name in ("draft", "autosave", "check", "withdraw", "standing", "discard"):
        response = client.post(address(name, period, bakers), {"do": "save"})
        assert response.status_code == 404

    assert bakers.drafts.count() == 0
    assert bakers.proposals.count() == 1


def test_a_facilitator_sees_no_draft(client, year):
    period, eaters, _bakers, _ada = year
    client.force_login(make_facilitator())

    assert client.get(address("draft", period, eaters)).status_code == 404


def test_who_gives_up_a_seat_sees_the_council_no_more(client, year):
    period, eaters, _bakers, ada = year
    client.force_login(ada)
    assert client.get(address("council", period, eaters)).status_code == 200

    unseat(membership=ada.seats.get())

    assert client.get(address("council", period, eaters)).status_code == 404


def test_a_year_in_preparation_is_not_there(client, year):
    _period, eaters, _bakers, ada = year
    make_period("coming", {make_good("oats"): "1"})
    client.force_login(ada)

    for where in ("/years/coming/", f"/years/coming/councils/{eaters.slug}/draft/"):
        assert client.get(where).status_code == 404


def test_asked_while_typing_who_is_logged_out_is_told_and_not_led_away(client, year):
    period, eaters, _bakers, _ada = year

    response = client.post(
        address("autosave", period, eaters), headers={"HX-Request": "true"}
    )

    assert response.status_code == 401
