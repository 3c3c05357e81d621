"""The paper form: its number, its sums, and whose word it is in the end."""

import re

import pytest
from django.urls import reverse

from councils.models import Membership
from desk.access import find_place
from desk.printing.form_number import new_number, read_number
from ledger.models import Record
from proposals.models import Proposal
from tests.factories import (
    make_due,
    make_good,
    make_open_period,
    make_person,
    make_proposal,
    make_seat,
)

pytestmark = pytest.mark.django_db


class Office:
    """A clerk with a pile of forms."""

    def __init__(self, client, seat, period):
        self.client, self.council, self.period = client, seat.council, period
        self.place = find_place(seat.person, period.code, seat.council.slug)
        self.number = new_number(self.place)
        client.force_login(seat.person)

    def address(self, name):
        return reverse(f"desk:{name}", args=[self.period.code, self.council.slug])

    def send(self, do="check", **fields):
        """Type a form in; in names of fields stand _ for -."""
        data = {"form": self.number, "do": do}
        for name, value in fields.items():
            data[name if name == "public_id" else name.replace("_", "-")] = value
        return self.client.post(self.address("paper-enter"), data)

    def submit(self, **fields):
        """The same, looked at first."""
        return self.send(do="submit", **fields, **hidden(self.send(**fields)))

    @property
    def last(self):
        return Proposal.objects.filter(council=self.council).latest("revision")


def hidden(response):
    """What the page carries from the look to the submission."""
    pattern = r'name="(public_id|looked)" value="([^"]+)"'
    return dict(re.findall(pattern, page(response)))


def page(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def office(client):
    bread, cake = make_good("bread"), make_good("cake", decimals=0, unit="{meal}")
    period = make_open_period({bread: "2.5", cake: "10", make_good("oats"): "1"})
    seat = make_seat(make_person("cleo"), role=Membership.Role.CLERK)
    make_proposal(seat.council, period, {bread: 80_000, cake: -12})
    return Office(client, seat, period)


FIGURES = {
    "bread_request": "90,5",
    "sum_request": "90.5",
    "cake_offer": "10",
    "sum_offer": "10",
}


def test_each_printed_form_has_a_number_of_its_own(office):
    numbers = set()
    for _time in range(3):
        form = page(office.client.get(office.address("paper")))
        numbers.add(re.search(r"Form <strong>(\w{4}-\w{4})", form)[1])

    assert len(numbers) == 3
    assert all(read_number(office.place, number) for number in numbers)


def test_the_form_has_a_line_for_each_good_and_room_for_more(office):
    form = page(office.client.get(office.address("paper")))

    need, offer = form.split("<h2>We offer</h2>")
    assert "Bread" in need
    assert "Cake" not in need
    assert "Cake" in offer
    assert form.count("Control sum") == 2
    assert need.count('class="blank"') == 6


def test_a_number_with_a_slip_or_of_another_council_is_refused(office):
    signs = office.number.replace("-", "")
    slipped = ("2" if signs[0] != "2" else "3") + signs[1:]
    other = make_seat(office.place.person).council
    elsewhere = find_place(office.place.person, office.period.code, other.slug)

    assert read_number(office.place, office.number.lower()) == office.number
    assert read_number(office.place, " ".join(signs)) == office.number
    assert read_number(office.place, slipped) is None
    assert read_number(elsewhere, office.number) is None
    assert read_number(office.place, "") is None


def test_what_is_typed_in_becomes_the_clerks_revision_with_the_forms_number(office):
    answer = office.submit(note="By hand.", **FIGURES)

    proposal = office.last
    assert answer.url == reverse(
        "desk:receipt", args=[office.period.code, office.council.slug, 2]
    )
    assert sorted(proposal.quantities) == [-10, 90_500]
    assert proposal.origin == Proposal.Origin.CLERK
    assert proposal.note == f"Paper form {office.number}\nBy hand."
    data = Record.objects.get(kind="proposal.typed_from_paper").data
    assert data == {"form": office.number, "revision": 2}


def test_it_is_marked_wherever_the_proposal_is_shown(office):
    receipt = office.submit(**FIGURES).url

    assert office.number in page(office.client.get(receipt))
    for where in (receipt, office.address("council")):
        assert "entered by the clerk" in page(office.client.get(where))


def test_first_it_is_shown_what_changes_and_nothing_is_submitted(office):
    checked = page(office.send(**FIGURES))

    assert "What changes against revision 1" in checked
    assert "Submit as the clerk" in checked
    assert office.last.revision == 1


def test_figures_that_do_not_add_up_to_the_papers_sum_are_not_submitted(office):
    answer = office.submit(**FIGURES | {"sum_request": "95"})

    assert answer.status_code == 422
    assert "The figures and the sum differ." in page(answer)
    assert office.last.revision == 1


def test_the_sums_are_added_up_in_between(office):
    answer = office.send(
        do="add", bread_request="90", new_request_1="oats", new_request_1_amount="1.25"
    )

    assert answer.status_code == 200
    assert "Typed in so far: <strong>91.25</strong>" in page(answer)


def test_another_good_is_written_by_its_name(office):
    office.submit(
        **FIGURES
        | {"new_request_1": "oats", "new_request_1_amount": "2", "sum_request": "92,5"}
    )

    assert sorted(office.last.quantities) == [-10, 2_000, 90_500]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"new_request_1": "gold", "new_request_1_amount": "2"}, "called “gold”"),
        ({"new_request_1_amount": "2"}, "which good this figure is of"),
        ({"new_request_1": "bread", "new_request_1_amount": "2"}, "sent twice"),
        ({"bread_request": "1.500"}, "can be read in two ways"),
        ({"bread_request": "much"}, "cannot be read as a number"),
        ({"sum_request": ""}, "Write the control sum"),
        ({"sum_request": "much"}, "is no sum"),
        ({"form": "AAAA-AAAA"}, "no form with this number"),
    ],
)
def test_what_cannot_be_understood_is_said_and_not_submitted(office, fields, said):
    answer = office.submit(**FIGURES | fields)

    assert answer.status_code == 422
    assert said in page(answer)
    assert office.last.revision == 1


def test_a_form_is_typed_in_once_or_said_to_correct(office):
    office.submit(**FIGURES)

    again = office.send(**FIGURES)
    assert "typed in already, as revision 2" in page(again)
    office.submit(**FIGURES | {"cake_offer": "11", "sum_offer": "11", "again": "yes"})

    assert office.last.revision == 3


def test_a_form_sent_twice_is_submitted_once(office):
    looked_at = hidden(office.send(**FIGURES))
    for _time in range(2):
        answer = office.send(do="submit", **looked_at, **FIGURES)
        assert answer.url.endswith("/revisions/2/")

    assert office.last.revision == 2


def test_figures_changed_after_the_look_are_looked_at_again(office):
    looked_at = hidden(office.send(**FIGURES))
    other = FIGURES | {"cake_offer": "11", "sum_offer": "11"}

    answer = office.send(do="submit", **looked_at, **other)

    assert "Submit as the clerk" in page(answer)
    assert office.last.revision == 1


def test_an_empty_form_withdraws_nobody(office):
    answer = office.submit()

    assert "The form is empty" in page(answer)
    assert office.last.revision == 1


def test_after_the_cutoff_nothing_is_submitted(office):
    make_due(office.period)

    assert "has closed and is being counted" in page(office.submit(**FIGURES))
    assert office.last.revision == 1


@pytest.mark.parametrize(
    ("role", "status"), [("member", 404), ("delegate", 200), ("clerk", 200)]
)
def test_only_clerks_and_delegates_type_in(office, role, status):
    seat = make_seat(council=office.council, role=role)
    office.client.force_login(seat.person)

    assert office.client.get(office.address("paper-enter")).status_code == status
    assert office.client.get(office.address("paper")).status_code == 200
