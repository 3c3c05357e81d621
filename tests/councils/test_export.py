import json
import re

import pytest
from django.apps import apps
from django.urls import reverse

from councils.export import EXCLUDED, WITHHELD, account_of, relations, sections
from councils.models import Person
from councils.services import open_ballot, vote
from tests.factories import (
    PASSWORD,
    later,
    make_app,
    make_bread_year,
    make_person,
    make_proposal,
    make_seat,
)

# Names under which something may be stored that opens a door.
SECRET = re.compile(r"digest|secret|token|password|session|credential")


def foreign_keys():
    """Every foreign key to a person, found in another way than the export does."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }


def test_no_table_that_names_people_is_forgotten():
    assert {str(each) for each in relations()} | EXCLUDED.keys() == foreign_keys()
    assert all(EXCLUDED.values())
    assert all(WITHHELD.values())


def test_no_secret_leaves_the_house():
    told = {
        f"{relation.model.__name__}.{column.name}"
        for relation in relations()
        for column in relation.columns
    }
    doubtful = {each for each in told if SECRET.search(each.split(".")[1])}
    assert doubtful == set()


@pytest.mark.django_db
def test_the_account_is_told_without_its_password():
    ada = make_person("ada", first_name="Ada", email="ada@example.org")
    said = account_of(ada)
    assert (said["first_name"], said["email"]) == ("Ada", "ada@example.org")
    assert ada.password not in str(said)


@pytest.mark.django_db
def test_seats_votes_and_revisions_are_told_and_no_vote_of_others():
    period, bread, eaters, _bakers = make_bread_year()
    ada, ben = make_seat(council=eaters, role="clerk"), make_seat(council=eaters)
    make_proposal(eaters, period, {bread: 70_000}, submitted_by=ada.person)
    ends = later(days=1)
    ballot = open_ballot(
        council=eaters, question="Bread?", options=["yes", "no"], closes_at=ends
    )
    vote(ballot=ballot, person=ada.person, option=0)
    vote(ballot=ballot, person=ben.person, option=1, entered_by=ada.person)

    found = {str(relation): rows for relation, rows in sections(ada.person)}

    assert found["councils.Membership.person"][0]["council"] == "Eaters"
    assert found["councils.Vote.person"][0]["option"] == 0
    assert found["proposals.Proposal.submitted_by"][0]["revision"] == 2
    entered = found["councils.Vote.entered_by"]
    assert [set(row) for row in entered] == [{"cast_at"}]


@pytest.mark.django_db
def test_the_page_and_the_file_say_it(client):
    ada = make_person("ada", first_name="Ada")
    secret = make_app(ada)
    make_seat(ada)
    client.force_login(ada)

    page = client.get(reverse("desk:my-data")).content.decode()
    reply = client.get(reverse("desk:my-data-file"))

    assert "Ada" in page
    assert "Memberships" in page
    found = json.loads(reply.content)
    assert found["account"]["username"] == "ada"
    assert len(found["councils.Membership.person"]) == 1
    for text in (page, reply.content.decode()):
        assert secret not in text
        assert PASSWORD not in text
        assert ada.password not in text
    assert "attachment" in reply["Content-Disposition"]
