"""The pages on which people choose their letters, and stop them."""

import pytest
from django.test import Client
from django.urls import reverse

from councils.models import Notice
from councils.notices.stopping import COLLECTED, stop_address
from councils.notices.wishes import wishes_of_one
from councils.services.letters import choose_letters
from tests.factories import make_bread_year, make_council, make_count, make_person
from tests.factories import make_seat as sit
from tests.letterbox import write

pytestmark = pytest.mark.django_db
LETTERS = "/letters/"


@pytest.fixture
def ada(client):
    ada = make_person("ada", email="ada@example.org", time_zone="Europe/Berlin")
    client.force_login(ada)
    return ada


def filled(client, **changes):
    """What a browser would send: the form as it is shown, and some changes."""
    form = client.get(LETTERS).context["form"]
    data = {}
    for field in form:
        value = field.field.prepare_value(field.initial)
        if isinstance(value, bool):
            value = "on" if value else None
        data[field.html_name] = value
    return {
        name: value for name, value in (data | changes).items() if value is not None
    }


def path_of(person, occasion):
    return "/letters/" + stop_address(person, occasion).partition("/letters/")[2]


def test_a_stranger_is_asked_to_log_in(client):
    for where in (LETTERS, "/letters/next/"):
        assert client.get(where).status_code == 302


def test_saving_the_form_as_it_is_changes_nothing(client, ada):
    before = wishes_of_one(ada)
    assert client.post(LETTERS, filled(client)).status_code == 302
    after = wishes_of_one(ada)
    assert after.settings.threshold == before.settings.threshold
    assert after.settings.muted_at is None
    assert after.cadence("ballot_closed") == before.cadence("ballot_closed") == "daily"


def test_everything_on_the_page_is_kept(client, ada):
    council = sit(ada, make_council("eaters")).council
    response = client.post(
        LETTERS,
        filled(
            client,
            **{
                "occasion-round_opened": "weekly",
                "reminders": ["week_before", "hours_before"],
                "threshold": "2.5",
                "hour": "19",
                "weekday": "4",
                "councils": [str(council.pk)],
                "muted": "on",
            },
        ),
    )
    assert response.url == reverse("desk:letters")
    wishes = wishes_of_one(ada)
    assert wishes.cadence("round_opened") == "weekly"
    assert [wishes.settings.wants(hours) for hours in (168, 24, 2)] == [
        True,
        False,
        True,
    ]
    assert str(wishes.settings.threshold) == "0.0250"
    assert (wishes.settings.hour, wishes.settings.weekday) == (19, 4)
    assert wishes.muted == {council.pk}
    assert wishes.settings.muted_at


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", "1.500"),
        ("threshold", "5000"),
        ("threshold", ""),
        ("hour", "24"),
        ("weekday", "x"),
        ("occasion-submitted", "daily"),
        ("councils", ["999999"]),
        ("reminders", ["always"]),
    ],
)
def test_what_cannot_be_is_refused_with_a_link_to_the_field(client, ada, field, value):
    sit(ada)
    response = client.post(LETTERS, filled(client, **{field: value}))
    page = response.content.decode()
    assert response.status_code == 200
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page


def test_another_persons_council_cannot_be_muted(client, ada):
    foreign = make_council()
    client.post(LETTERS, filled(client, councils=[str(foreign.pk)]))
    assert wishes_of_one(ada).muted == frozenset()


def test_the_next_letter_is_shown_and_not_used_up(client, ada):
    period, _bread, eaters, _bakers = make_bread_year()
    sit(ada, eaters)
    choose_letters(person=ada, cadences={"round_opened": "daily"})
    make_count(period)
    write()
    for _look in range(2):
        page = client.get("/letters/next/").content.decode()
        assert f"Round 2 of {period} is open: Eaters" in page
        assert f'href="http://127.0.0.1:8000/years/{period.code}' in page
    assert Notice.objects.waiting().count() == 2


def test_no_news_are_said_to_be_none(client, ada):
    assert "Nothing waits for it" in client.get("/letters/next/").content.decode()


class TestTheLinkInALetter:
    @pytest.fixture
    def anybody(self):
        """A mail program: no session, no cookie, checks of forged requests on."""
        return Client(enforce_csrf_checks=True)

    def test_one_request_stops_them(self, anybody, ada):
        path = path_of(ada, "plan_published")
        response = anybody.post(path, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert wishes_of_one(ada).cadence("plan_published") == "never"
        assert wishes_of_one(ada).cadence("round_opened") == "immediately"

    def test_looking_stops_nothing(self, anybody, ada):
        path = path_of(ada, "plan_published")
        page = anybody.get(path).content.decode()
        assert "No more of these" in page
        assert "ada" not in page
        assert anybody.head(path).status_code == 200
        assert wishes_of_one(ada).cadence("plan_published") == "immediately"

    def test_all_of_them_can_be_stopped(self, anybody, ada):
        anybody.post(path_of(ada, "plan_published"), {"what": "all"})
        assert wishes_of_one(ada).settings.muted_at

    def test_collected_ones_can_be_stopped(self, anybody, ada):
        page = anybody.post(path_of(ada, COLLECTED)).content.decode()
        assert "no more collected letters" in page
        assert wishes_of_one(ada).cadence("ballot_closed") == "never"

    def test_a_link_that_was_changed_leads_nowhere(self, anybody, ada):
        path = path_of(ada, "plan_published")
        for wrong in (path[:-3] + "x/", "/letters/stop/x/"):
            assert anybody.get(wrong).status_code == 404
            assert anybody.post(wrong).status_code == 404

    def test_a_deleted_account_has_no_links(self, anybody, ada):
        path = path_of(ada, "plan_published")
        type(ada).objects.filter(pk=ada.pk).update(
            forgotten_at="2027-01-01T00:00Z", email="", is_active=False
        )
        assert anybody.post(path).status_code == 404
