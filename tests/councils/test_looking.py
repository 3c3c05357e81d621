"""Looking at what is not public is on record, once an hour."""

from datetime import timedelta

import pytest
from django.db import connection

from councils.looks import THINGS
from councils.services import looked
from ledger import clock
from ledger.models import Record
from tests.factories import make_council, make_facilitator, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def eaters():
    return make_council("eaters")


def test_a_look_is_on_record_with_the_office_and_without_a_name(eaters):
    person = make_facilitator("fay", first_name="Fay")
    assert looked(actor=person, council=eaters, what="proposals", which="2027/3")
    entry = Record.objects.get(kind="council.looked_at")
    assert (entry.subject, entry.actor) == ("eaters", str(person.public_id))
    assert entry.data == {
        "what": "proposals",
        "which": "2027/3",
        "office": "facilitators",
    }


def test_the_same_look_within_an_hour_is_one(eaters):
    person, other = make_facilitator(), make_facilitator()
    look = {"actor": person, "council": eaters, "what": "seats"}
    assert looked(**look)
    assert not looked(**look)
    # Another person, council, thing, or one by another name, is another look.
    assert looked(**look | {"actor": other})
    assert looked(**look | {"council": make_council()})
    assert looked(**look | {"what": "votes"})
    assert looked(**look | {"which": "2027"})
    assert looked(**look | {"council": None})


def test_an_hour_later_it_is_another(eaters):
    look = {"actor": make_facilitator(), "council": eaters, "what": "seats"}
    looked(**look)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        earlier = clock.now() - timedelta(minutes=61)
        cursor.execute("UPDATE ledger_record SET at = %s", [earlier])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert looked(**look)


def test_a_list_is_one_look_at_all_councils():
    assert looked(actor=make_facilitator(), council=None, what="proposals")
    assert Record.objects.get(kind="list.looked_at").subject == "proposals"


def test_a_superuser_is_an_administrator_and_anybody_else_is_nothing(eaters):
    for person, office in (
        (make_person(is_superuser=True), "administrators"),
        (make_person(), ""),
    ):
        looked(actor=person, council=eaters, what="seats")
        assert Record.objects.latest("pk").data["office"] == office


def test_a_thing_without_words_is_a_fault_of_the_program(eaters):
    with pytest.raises(KeyError):
        looked(actor=make_facilitator(), council=eaters, what="secrets")
    assert str(THINGS["seats"]) == "who sits in the council"
