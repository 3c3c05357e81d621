"""Special needs: strangers drawn by lot review them and do not learn whose they are."""

import hashlib
import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from councils.models import Membership
from ledger.models import Record
from ledger.services import seal
from proposals.models import Need, Review
from proposals.services import draw_reviewers, file_need, review_need
from proposals.services.lots import lot
from proposals.services.needs import digest_of
from tests.factories import make_council, make_period, make_seat

pytestmark = pytest.mark.django_db

TEXT = "A stair lift."


@pytest.fixture
def year():
    return make_period("2028")


@pytest.fixture
def street():
    council = make_council("street")
    make_seat(council=council)
    return council


@pytest.fixture
def others():
    return [make_seat(council=make_council(f"other-{n}")).person for n in range(6)]


def make_need(council, year):
    need = file_need(council=council, period=year, text=TEXT, amount=Decimal(900))
    seal()
    return Need.objects.get(pk=need.pk)


def test_the_record_names_neither_the_council_nor_who_filed_nor_the_text(year, street):
    need = make_need(street, year)
    entry = Record.objects.get(kind="need.filed")
    assert entry.actor == "service"
    said = json.dumps([entry.subject, entry.data])
    assert "street" not in said
    assert "stair" not in said
    assert entry.data["digest"] == digest_of(need)


def test_nobody_is_drawn_before_the_filing_is_sealed(year, street, others):
    need = file_need(council=street, period=year, text=TEXT, amount=Decimal(1))
    with pytest.raises(ValidationError) as error:
        draw_reviewers(need=need)
    assert error.value.code == "not_sealed"


def test_three_strangers_of_different_councils_are_drawn_and_always_the_same(
    year, street, others
):
    need = make_need(street, year)
    # Who sits in the council, also as a delegate of another one, is never drawn.
    make_seat(person=others[0], council=street, role="member")
    first = {review.person_id for review in draw_reviewers(need=need)}
    again = {review.person_id for review in draw_reviewers(need=need)}
    assert first == again
    assert len(first) == 3
    assert first <= {person.pk for person in others[1:]}
    assert Review.objects.count() == 3


def test_anybody_can_draw_the_lot_again_from_what_is_on_record(year, street, others):
    need = make_need(street, year)
    draw_reviewers(need=need)
    entry = Record.objects.get(kind="need.drawn")
    seed = hashlib.sha256(
        f"{need.filed.seal.digest}:{need.public_id}".encode()
    ).hexdigest()
    assert entry.data["seed"] == seed

    def ticket(person):
        return hashlib.sha256(f"{seed}:{person.public_id}".encode()).hexdigest()

    smallest = sorted(others, key=ticket)[:3]
    assert entry.data["reviewers"] == [str(person.public_id) for person in smallest]
    own = Membership.objects.get(council=street).person
    assert str(own.public_id) not in entry.data["reviewers"]


def test_the_lot_takes_an_odd_number_and_one_of_each_council():
    people = [(f"p{n}", n // 2) for n in range(8)]
    drawn = lot("seed", people, 5)
    assert len(drawn) == 3
    assert len({int(person[1:]) // 2 for person in drawn}) == 3
    assert lot("seed", people[::-1], 5) == drawn
    assert lot("other", people, 3) != drawn


@pytest.mark.parametrize(("votes", "state"), [([1, 1], "granted"), ([0, 0], "refused")])
def test_most_votes_decide_and_a_vote_is_given_once(year, street, others, votes, state):
    need = make_need(street, year)
    first, second, last = draw_reviewers(need=need)
    review_need(review=first, granted=bool(votes[0]))
    need.refresh_from_db()
    assert need.state == Need.State.REVIEWED
    with pytest.raises(ValidationError) as error:
        review_need(review=first, granted=not votes[0])
    assert error.value.code == "voted"
    review_need(review=second, granted=bool(votes[1]))
    need.refresh_from_db()
    assert need.state == state
    # The third may still say what they think; it changes nothing.
    review_need(review=last, granted=not votes[0])
    need.refresh_from_db()
    assert need.state == state


def test_the_record_of_a_vote_says_neither_who_nor_how(year, street, others):
    need = make_need(street, year)
    review = draw_reviewers(need=need)[0]
    review_need(review=review, granted=True)
    entry = Record.objects.get(kind="need.reviewed")
    assert entry.actor == "service"
    assert entry.data == {}


def test_the_database_refuses_another_vote_and_another_amount(year, street, others):
    need = make_need(street, year)
    review = draw_reviewers(need=need)[0]
    review_need(review=review, granted=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(granted=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(amount=1)
