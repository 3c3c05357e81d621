"""Choices, collected letters, and what stops them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import resolve

from councils.models import Ballot, LetterSettings, Notice
from councils.notices.occasions import OCCASIONS
from councils.notices.stopping import COLLECTED, read_token, stop_address
from councils.notices.wishes import wishes_of_one
from councils.services import close_ballot, open_ballot
from councils.services.letters import choose_letters, mute_councils, stop_letters
from ledger import clock
from ledger.models import Message
from proposals.letters import ballot_closed, ballot_opened
from tests.factories import later, make_council, make_person, make_seat
from tests.letterbox import post, post_at, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_person("ada", email="ada@example.org", time_zone="Europe/Berlin")


@pytest.fixture
def eaters(ada):
    return make_seat(ada, make_council("eaters")).council


def ask(council, question="Bread?", **closes):
    ballot = open_ballot(
        council=council,
        question=question,
        options=["rye", "wheat"],
        closes_at=later(**(closes or {"days": 30})),
    )
    ballot_opened(ballot)
    return ballot


def mornings(person, count=1):
    """The person's next hours."""
    found, at = [], clock.now()
    for _morning in range(count):
        at = wishes_of_one(person).next_moment(at)
        found.append(at)
    return found


class TestChoosing:
    def test_without_a_choice_the_usual_holds(self, ada):
        wishes = wishes_of_one(ada)
        assert wishes.cadence("plan_published") == "immediately"
        assert wishes.settings.wants(24)
        assert not wishes.settings.wants(2)

    def test_a_choice_is_kept_and_can_be_changed(self, ada):
        choose_letters(person=ada, cadences={"plan_published": "daily"}, hour=18)
        choose_letters(person=ada, cadences={"plan_published": "weekly"})
        wishes = wishes_of_one(ada)
        assert wishes.cadence("plan_published") == "weekly"
        assert wishes.settings.hour == 18

    @pytest.mark.parametrize(
        "cadences", [{"rain": "daily"}, {"plan_published": "x"}, {"submitted": "daily"}]
    )
    def test_what_is_not_offered_is_refused(self, ada, cadences):
        with pytest.raises(ValidationError) as caught:
            choose_letters(person=ada, cadences=cadences)
        assert caught.value.code == "cadence"

    def test_no_day_has_an_hour_24(self, ada):
        with pytest.raises(IntegrityError, match="hour_is_one_of_a_day"):
            LetterSettings.objects.create(person=ada, hour=24)

    def test_every_occasion_has_words(self):
        assert len(OCCASIONS) >= 8
        for occasion in OCCASIONS.values():
            assert occasion.usual in occasion.cadences
            assert str(occasion.title)
            assert str(occasion.help)


class TestAtOnce:
    def test_a_letter_carries_its_ways_out(self, ada, eaters):
        ask(eaters)
        [letter] = post()
        ballot = eaters.ballots.get()
        assert f"/councils/eaters/ballots/{ballot.pk}/" in letter.body
        stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
        assert letter.extra_headers["List-Unsubscribe-Post"] == (
            "List-Unsubscribe=One-Click"
        )
        assert stop in letter.body
        token = resolve(stop.partition("8000")[2]).kwargs["token"]
        assert read_token(token) == (ada, "ballot_opened")

    def test_mute_goes_before_every_choice(self, ada, eaters):
        cadences = {"ballot_opened": "immediately"}
        choose_letters(person=ada, cadences=cadences, muted=True)
        ask(eaters)
        assert post() == []
        choose_letters(person=ada, muted=False)
        ask(eaters, "Cake?")
        assert len(post()) == 1

    def test_mute_reaches_what_waits_for_delivery(self, ada, eaters):
        ask(eaters)
        write()
        mute_councils(person=ada, councils=[eaters])
        assert post() == []

    @pytest.mark.parametrize("fields", [{"email": ""}, {"is_active": False}])
    def test_who_cannot_be_reached_is_not_written_to(self, ada, eaters, fields):
        type(ada).objects.filter(pk=ada.pk).update(**fields)
        ask(eaters)
        assert post() == []

    def test_a_letter_goes_to_the_address_somebody_has_now(self, ada, eaters):
        ask(eaters)
        write()
        type(ada).objects.filter(pk=ada.pk).update(email="new@example.org")
        assert [letter.to for letter in post()] == [["new@example.org"]]

    def test_who_has_voted_is_not_asked_to(self, ada, eaters):
        ballot = ask(eaters)
        write()
        ballot.votes.create(person=ada, option=0)
        assert post() == []


def test_the_result_of_a_ballot_comes_with_the_counts(ada, eaters):
    ballot = ask(eaters)
    ballot.votes.create(person=ada, option=1)
    close_ballot(ballot=ballot)
    ballot_closed(Ballot.objects.get())
    choose_letters(person=ada, cadences={"ballot_closed": "immediately"})
    [letter] = post()
    assert letter.subject == "Ballot over in Eaters: Bread?, counted"
    assert "rye: 0\nwheat: 1" in letter.body


class TestCollected:
    @pytest.fixture(autouse=True)
    def daily(self, ada, eaters):
        choose_letters(person=ada, cadences={"ballot_opened": "daily"})

    def test_several_come_in_one_letter_at_the_chosen_hour(self, ada, eaters):
        bakers = make_seat(ada, make_council("bakers")).council
        for council, question in [(eaters, "A?"), (bakers, "B?"), (eaters, "C?")]:
            ask(council, question)
        [morning] = mornings(ada)
        assert post_at(morning - timedelta(seconds=1)) == []
        [(message, letter)] = post_at(morning)
        assert letter.subject == "3 pieces of news from your councils"
        # By council, the one with the newest first, and newest first in it.
        order = ("Eaters\n=", "C?", "A?", "Bakers", "B?")
        places = [letter.body.index(text) for text in order]
        assert places == sorted(places)
        assert message.key.startswith("collected-")
        assert post_at(morning) == []

    def test_a_day_has_one_letter_even_if_the_hour_is_moved(self, ada, eaters):
        ask(eaters, "A?")
        [morning, following] = mornings(ada, 2)
        assert len(post_at(morning)) == 1
        Notice.objects.update(told_at=None, letter="")  # News at the same hour.
        assert post_at(morning + timedelta(minutes=1)) == []
        assert post_at(following)[0][1].subject.startswith("1 piece")

    def test_an_hour_chosen_later_holds_for_what_waits(self, ada, eaters):
        # Whatever the time is now: the hour after the chosen one comes after it.
        [usual] = mornings(ada)
        ahead = usual - clock.now()
        hour = 7 if ahead < timedelta(hours=22) else 12
        choose_letters(person=ada, hour=hour)
        ask(eaters)
        [before] = mornings(ada)
        choose_letters(person=ada, hour=hour + 1)
        assert post_at(before) == []
        assert len(post_at(before + timedelta(hours=1))) == 1

    def test_at_once_chosen_later_reaches_what_waits(self, ada, eaters):
        ask(eaters)
        write()
        choose_letters(person=ada, cadences={"ballot_opened": "immediately"})
        assert len(post()) == 1

    def test_what_would_come_too_late_comes_at_once(self, ada, eaters):
        choose_letters(person=ada, cadences={"ballot_opened": "weekly"}, weekday=0)
        ask(eaters, minutes=1)
        assert len(post()) == 1

    def test_a_week_has_its_day(self, ada, eaters):
        choose_letters(person=ada, cadences={"ballot_opened": "weekly"}, weekday=3)
        ask(eaters)
        days = mornings(ada, 8)
        came = [day for day in days if post_at(day)]
        zone = wishes_of_one(ada).zone
        assert [day.astimezone(zone).weekday() for day in came] == [3]

    def test_a_letter_with_nothing_left_to_say_is_not_sent(self, ada, eaters):
        ballot = ask(eaters)
        [morning] = mornings(ada)
        write(morning)
        ballot.votes.create(person=ada, option=0)
        assert post_at(morning) == []
        assert Message.objects.exclude(dropped_at=None).count() == 1


class TestStopping:
    def token(self, person, occasion):
        return stop_address(person, occasion).rstrip("/").rpartition("/")[2]

    def test_one_occasion_stops_and_no_other(self, ada, eaters):
        stop_letters(person=ada, occasion="ballot_opened")
        stop_letters(person=ada, occasion="ballot_opened")
        ask(eaters)
        assert post() == []
        assert wishes_of_one(ada).cadence("plan_published") == "immediately"

    def test_collected_letters_stop_and_those_at_once_do_not(self, ada):
        choose_letters(person=ada, cadences={"plan_published": "weekly"})
        stop_letters(person=ada, occasion=COLLECTED)
        assert wishes_of_one(ada).cadence("plan_published") == "never"
        assert wishes_of_one(ada).cadence("round_opened") == "immediately"

    @pytest.mark.parametrize(
        "change", [lambda token: token[:-1], lambda _token: "x", str.swapcase]
    )
    def test_a_link_that_was_changed_is_none(self, ada, change):
        token = self.token(ada, "ballot_opened")
        assert read_token(token)
        assert read_token(change(token)) is None
