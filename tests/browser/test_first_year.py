"""From no person at all to a published practice year, by the guide alone."""

import pytest
from django.urls import reverse

from councils.models import Event, Person
from councils.services import make_first_key
from iteration.services import practise
from proposals.models import Period
from tests.browser.hands import Keys, Pointer
from tests.browser.window import ONE_BY_ONE, Window

PASSWORD = "seventeen quiet geese"
COUNCILS = b"""Name;Kind;Members;Federation
Weaver Street;consumer council;180;Valley Homes
Mill Lane;consumer council;240;Valley Homes
Valley Homes;consumer federation;0;
Bakery and Kitchen;worker council;14;
Farm on the Hill;worker council;9;
Workshops;worker council;22;
Builders;worker council;18;
Health Centre;worker council;25;
School and Nursery;worker council;30;
Valley Commons;commons;0;
Air and River;affected community;0;
"""
ANSWER = "button[name=do][value='{}']"


class Newcomer:
    """Somebody who has never seen a page of this, and goes where the pages lead."""

    def __init__(self, visitor, hands):
        self.visitor, self.page = visitor, visitor.page
        self.window = Window(visitor, hands, ONE_BY_ONE)

    def press(self, do, leads_to):
        # Some lead back to the page they are on: its address alone tells nothing.
        with self.page.expect_navigation(url=leads_to):
            self.window.press(ANSWER.format(do))
        self.window.look()

    def follow(self, where, leads_to=None):
        self.window.press(f"main a[href='{where}']", leads_to or f"**{where}")

    def begin(self, token):
        """The first account, and the second step for logging in."""
        self.window.go(reverse("console:first", args=[token]))
        self.window.write("[name=username]", "ada")
        self.window.write("[name=password]", PASSWORD)
        self.press("first", "**/console/guide/")

    def prepare(self):
        """Region, councils, goods, entitlements, calendar."""
        self.window.write("[name=name_en]", "Upper Valley")
        self.window.write("[name=year]", "2031")
        self.press("begin", "**/guide/2031/")
        self.follow("/console/guide/2031/councils/")
        self.follow("/console/guide/2031/councils/file/")
        self.page.set_input_files(
            "[name=file]",
            {"name": "councils.csv", "mimeType": "text/csv", "buffer": COUNCILS},
        )
        self.window.press(ANSWER.format("show"))
        self.page.wait_for_selector(ANSWER.format("take"))
        self.window.look()
        self.press("take", "**/guide/2031/councils/")
        self.follow("/console/guide/2031/")
        self.follow("/console/guide/2031/catalogue/")
        self.press("starter", "**/guide/2031/catalogue/")
        self.follow("/console/guide/2031/entitlements/")
        self.press("grant", "**/guide/2031/entitlements/")
        self.follow("/console/guide/2031/calendar/")
        self.press("save", "**/guide/2031/practice/")

    def practise(self):
        """The whole year once, with invented answers."""
        self.press("rehearse", "**/practice/2031-practice/")
        copy = Period.objects.get(code="2031-practice")
        while practise(copy.pk):
            pass
        self.window.go("/console/practice/2031-practice/")
        self.follow("/years/2031-practice/plan/")

    def look_ahead(self):
        """The last page before the year is opened."""
        self.window.go("/console/guide/2031/check/")
        self.window.hands.press("#open")
        self.page.wait_for_url("**/console/years/2031/steps/open/")


@pytest.mark.parametrize(
    ("language", "hands", "width"), [("en", Pointer, 1280), ("de", Keys, 320)]
)
def test_a_first_year_by_the_guide_alone(visit, settings, language, hands, width):
    settings.MFA_REQUIRED = False
    newcomer = Newcomer(visit(language=language, width=width), hands)
    newcomer.begin(make_first_key())
    newcomer.prepare()
    newcomer.practise()
    newcomer.look_ahead()

    assert Person.objects.get().username == "ada"
    practice = Period.objects.get(practice=True)
    assert practice.status == Period.Status.PUBLISHED
    assert not Event.objects.exists()
