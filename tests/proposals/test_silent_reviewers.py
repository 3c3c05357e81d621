"""Who is drawn to look at a need hears of it, and is replaced if they stay silent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from councils.services.letters import choose_letters, mute_councils
from iteration import tasks
from ledger import clock
from ledger.models import Record
from ledger.services import seal
from proposals.models import Need, Review
from proposals.services import (
    draw_reviewers,
    file_need,
    replace_silent,
    review_need,
    silent_needs,
)
from tests.factories import make_council, make_period, make_person, make_seat
from tests.letterbox import post

pytestmark = pytest.mark.django_db

TEXT = "A stair lift."


def make_drawn(others):
    """A need of the street, and so many delegates of other councils, three drawn."""
    street = make_council("street")
    make_seat(council=street)
    for n in range(others):
        person = make_person(f"p{n}", email=f"p{n}@example.org")
        make_seat(person, make_council(f"other-{n}"))
    need = file_need(council=street, period=make_period("2028"), text=TEXT, amount=900)
    seal()
    need = Need.objects.get(pk=need.pk)
    draw_reviewers(need=need)
    return need


def later(days=15):
    return clock.now() + timedelta(days=days)


def test_whoever_is_drawn_gets_one_letter_without_the_need():
    need = make_drawn(5)
    drawn = [review.person for review in need.reviews.all()]
    make_seat(drawn[0], make_council("second-seat"))
    letters = post()
    assert sorted(letter.to[0] for letter in letters) == sorted(
        person.email for person in drawn
    )
    for letter in letters:
        said = letter.subject + letter.body
        assert "drawn by lot" in said
        assert "/reviews/" in said
        assert TEXT not in said
        assert "900" not in said
        assert "street" not in said.lower()


def test_choices_and_muted_councils_are_respected():
    need = make_drawn(3)
    never, muted, third = [review.person for review in need.reviews.all()]
    choose_letters(person=never, cadences={"review_drawn": "never"})
    mute_councils(person=muted, councils=[muted.seats.get().council])
    assert [letter.to for letter in post()] == [[third.email]]


def test_no_letter_comes_to_who_has_voted_already():
    need = make_drawn(3)
    first = need.reviews.first()
    review_need(review=first, granted=True)
    assert first.person.email not in {letter.to[0] for letter in post()}


def test_the_start_page_says_so_as_long_as_the_vote_is_missing(client):
    need = make_drawn(3)
    review = need.reviews.first()
    there = reverse("desk:review", args=[review.pk])
    client.force_login(make_person())
    assert there not in client.get(reverse("desk:start")).content.decode()
    client.force_login(review.person)
    page = client.get(reverse("desk:start")).content.decode()
    assert there in page
    assert TEXT not in page
    review_need(review=review, granted=True)
    assert there not in client.get(reverse("desk:start")).content.decode()


def test_who_is_silent_for_two_weeks_is_replaced_by_the_next_of_the_lot(client):
    need = make_drawn(5)
    first, second, third = need.reviews.order_by("pk")
    review_need(review=first, granted=True)
    post()
    assert replace_silent(need=need, at=later(13)) == []
    drawn = replace_silent(need=need, at=later())

    standing = need.reviews.standing()
    assert len(drawn) == 2
    assert first in standing
    assert standing.count() == 3
    entries = Record.objects.filter(kind="need.replaced")
    assert {entry.data["reviewer"] for entry in entries} == {
        str(second.person.public_id),
        str(third.person.public_id),
    }
    assert {entry.data["next"] for entry in entries} == {
        str(review.person.public_id) for review in drawn
    }
    assert {letter.to[0] for letter in post()} == {
        review.person.email for review in drawn
    }
    client.force_login(second.person)
    assert client.get(reverse("desk:review", args=[second.pk])).status_code == 404
    with pytest.raises(ValidationError) as error:
        review_need(review=second, granted=True)
    assert error.value.code == "replaced"
    # Again at the same moment: those just drawn have their time before them.
    assert replace_silent(need=need, at=later()) == []


def test_the_next_of_the_lot_come_in_its_order_from_other_councils():
    need = make_drawn(5)
    order = [review.person for review in need.reviews.order_by("pk")]
    # A second delegate in a council of a reviewer who stays is drawn last.
    beside = make_person("beside")
    make_seat(beside, order[0].seats.get().council)
    review_need(review=need.reviews.get(person=order[0]), granted=True)
    drawn = replace_silent(need=need, at=later())
    assert beside not in {review.person for review in drawn}


def test_with_nobody_left_to_draw_the_given_votes_decide():
    need = make_drawn(3)
    first, _second, _third = need.reviews.all()
    review_need(review=first, granted=True)
    assert replace_silent(need=need, at=later()) == []
    need.refresh_from_db()
    assert need.state == Need.State.GRANTED
    assert Record.objects.filter(kind="need.reviewer_left").count() == 2


def test_one_for_and_one_against_is_a_refusal():
    need = make_drawn(3)
    first, second, _third = need.reviews.all()
    review_need(review=first, granted=True)
    review_need(review=second, granted=False)
    replace_silent(need=need, at=later())
    need.refresh_from_db()
    assert need.state == Need.State.REFUSED


def test_where_all_are_silent_and_nobody_else_is_there_they_may_still_vote():
    need = make_drawn(3)
    assert replace_silent(need=need, at=later()) == []
    assert need.reviews.standing().count() == 3


def test_the_tick_finds_silent_reviewers(monkeypatch):
    need = make_drawn(5)
    knocked = []
    monkeypatch.setattr(tasks.replace_reviewers, "delay", knocked.append)
    tasks.tick()
    assert knocked == silent_needs(clock.now()) == []
    Review.objects.filter(need=need).update(drawn_at=later(-15))
    tasks.tick()
    assert knocked == [need.pk]
    tasks.replace_reviewers(need.pk)
    tasks.replace_reviewers(need.pk)
    assert need.reviews.standing().filter(drawn_at__gt=later(-1)).count() == 2


def test_the_database_refuses_the_vote_of_who_was_replaced():
    review = make_drawn(3).reviews.first()
    Review.objects.filter(pk=review.pk).update(replaced_at=clock.now())
    with (
        pytest.raises(DatabaseError, match="replaced_only_without_a_vote"),
        transaction.atomic(),
    ):
        Review.objects.filter(pk=review.pk).update(granted=True, voted_at=clock.now())
