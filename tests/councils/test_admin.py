"""People, councils and seats in the administration."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from councils.models import Council, Membership
from councils.services import FACILITATORS, ensure_office
from ledger.models import Record
from tests.factories import make_council, make_facilitator, make_person, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client):
    client.person = make_facilitator()
    client.force_login(client.person)
    return client


@pytest.fixture
def superuser(client):
    client.person = make_person("root-of-all", is_staff=True, is_superuser=True)
    client.force_login(client.person)
    return client


def page(model, name, *args):
    return reverse(f"admin:councils_{model}_{name}", args=args)


def council_form(**fields):
    """What a filled-in form sends, with no seats to edit."""
    empty = {"seats-TOTAL_FORMS": "0", "seats-INITIAL_FORMS": "0"}
    return {"name": "Mill", "kind": "worker", "members": "3", **empty} | fields


def test_migrating_makes_the_group_of_facilitators():
    group = Group.objects.get(name=FACILITATORS)
    given = set(group.permissions.values_list("codename", flat=True))
    assert {"view_proposal", "view_record", "view_round", "change_period"} <= given
    assert "view_draft" not in given
    assert not {codename for codename in given if codename.startswith("delete")}


def test_facilitators_cannot_make_anybody_a_superuser():
    given = set(
        ensure_office(FACILITATORS).permissions.values_list("codename", flat=True)
    )
    people = {codename for codename in given if codename.endswith(("person", "group"))}
    assert people == {"view_person"}


def test_the_group_is_put_right_again_and_made_once():
    group = Group.objects.get(name=FACILITATORS)
    before = set(group.permissions.all())
    group.permissions.clear()
    assert ensure_office(FACILITATORS) == group
    assert set(group.permissions.all()) == before


def test_a_council_is_added_and_recorded(facilitator):
    answer = facilitator.post(page("council", "add"), council_form(slug="mill"))
    assert answer.status_code == 302
    record = Record.objects.get(kind="council.created")
    assert record.subject == "mill"
    assert record.actor == str(facilitator.person.public_id)


def test_a_council_below_itself_is_a_fault_of_the_form(facilitator):
    mill = make_council("mill", kind="worker")
    bakery = make_council("bakery", kind="worker", parent=mill)
    path = page("council", "change", mill.pk)
    for parent in (mill, bakery):
        answer = facilitator.post(path, council_form(parent=parent.pk))
        assert answer.status_code == 200
        assert "parent" in answer.context["adminform"].form.errors
    mill.refresh_from_db()
    assert mill.parent is None


def test_what_the_form_misses_the_database_refuses_without_a_fault(
    facilitator, monkeypatch
):
    mill = make_council("mill", kind="worker")
    bakery = make_council("bakery", kind="worker", parent=mill)
    monkeypatch.setattr(
        "councils.admin.CouncilForm.clean_parent",
        lambda form: form.cleaned_data["parent"],
    )
    path = page("council", "change", mill.pk)
    answer = facilitator.post(path, council_form(parent=bakery.pk), follow=True)
    assert answer.status_code == 200
    (said,) = answer.context["messages"]
    assert "would be its own ancestor" in str(said)


def test_a_short_name_stays_and_heads_are_no_facilitators_figure(facilitator):
    mill = make_council("mill", kind="worker", members=10)
    path = page("council", "change", mill.pk)
    facilitator.post(path, council_form(slug="other", members="99", name="The mill"))
    mill.refresh_from_db()
    assert (mill.slug, mill.members, mill.name) == ("mill", 10, "The mill")


def test_a_superuser_sets_the_heads(superuser):
    mill = make_council("mill", kind="worker", members=10)
    superuser.post(page("council", "change", mill.pk), council_form(members="99"))
    assert Council.objects.get(slug="mill").members == 99


def test_a_seat_is_begun_and_recorded(facilitator):
    person, council = make_person(), make_council("mill")
    asked = {"person": person.pk, "council": council.pk, "role": "delegate"}
    assert facilitator.post(page("membership", "add"), asked).status_code == 302
    assert Membership.objects.get().role == "delegate"
    assert Record.objects.get(kind="membership.begun").actor == str(
        facilitator.person.public_id
    )


def test_a_seat_held_already_is_begun_anew_in_the_new_role(facilitator):
    seat = make_seat(role="member")
    asked = {"person": seat.person_id, "council": seat.council_id, "role": "clerk"}
    facilitator.post(page("membership", "add"), asked)
    assert Membership.objects.open().get().role == "clerk"
    assert Membership.objects.count() == 2


def test_seats_are_ended_once(facilitator):
    seats = [make_seat().pk, make_seat().pk]
    chosen = {"action": "end_seats", "index": "0", "_selected_action": seats}
    for _press in range(2):
        facilitator.post(page("membership", "changelist"), chosen)
    assert not Membership.objects.open().exists()
    assert Record.objects.filter(kind="membership.ended").count() == 2


def test_facilitators_look_up_people_but_never_their_passwords(facilitator):
    person = make_person(email="anna@example.org")
    shown = facilitator.get(page("person", "change", person.pk)).content.decode()
    assert "anna@example.org" in shown
    assert "md5" not in shown
    answer = facilitator.post(
        page("person", "change", person.pk), {"is_superuser": "on"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(("model", "field"), [("membership", "person")])
def test_people_and_councils_are_found_by_typing(facilitator, model, field):
    make_person("anna")
    asked = {
        "app_label": "councils",
        "model_name": model,
        "field_name": field,
        "term": "ann",
    }
    answer = facilitator.get(reverse("admin:autocomplete"), asked)
    assert [each["text"] for each in answer.json()["results"]] == ["anna"]
