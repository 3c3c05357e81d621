"""Letters about rounds and plans: who hears, when, and of what."""

from datetime import timedelta
from decimal import Decimal

import pytest

from councils.models import Event, Notice
from councils.services import unseat
from councils.services.letters import choose_letters, mute_councils
from councils.services.letters_writing import spread, unspread
from iteration import letters
from iteration.models import Round
from iteration.moved import moves
from iteration.services import (
    extend_round,
    publish_plan,
    settle_period,
    withdraw_plan,
)
from ledger import clock
from ledger.models import Message
from proposals.services import instruct
from tests.factories import (
    make_bread_year,
    make_count,
    make_good,
    make_open_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)
from tests.letterbox import post, post_at, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return make_bread_year()


@pytest.fixture
def ada(year):
    """A delegate of the eaters, whose round 2 is open; nothing waits for her."""
    _period, _bread, eaters, _bakers = year
    ada = make_person("ada", email="ada@example.org", time_zone="Europe/Berlin")
    make_seat(ada, eaters)
    post()
    return ada


def current(year):
    return Round.objects.select_related("period").get(status="open")


def titles(sent):
    return [letter.subject for letter in sent]


class TestARoundOpens:
    def test_each_member_is_told_the_figures_once(self, year, ada):
        make_count(year[0])
        [letter] = post()
        assert letter.subject == f"Round 2 of {year[0]} is open: Eaters"
        assert "The furthest is Bread: 33" in letter.body
        assert "UTC), 6 days and 23 hours left." in letter.body
        assert f"/years/{year[0].code}/councils/eaters/draft/" in letter.body
        assert post() == []

    def test_opening_a_round_writes_one_row_for_any_number_of_people(self, year):
        for _person in range(5):
            make_seat(council=year[2])
        make_count(year[0])
        assert Event.objects.filter(kind="round.opened").count() == 2
        assert not Notice.objects.exists()

    def test_who_reads_german_gets_german_names_and_their_own_time(self, year, ada):
        type(ada).objects.update(language="de", time_zone="Asia/Tokyo")
        make_count(year[0])
        [letter] = post()
        assert f"Jahr {year[0].code}" in letter.subject
        assert " JST (" in letter.body

    def test_a_council_that_has_answered_is_told_nothing_of_the_round(self, year, ada):
        choose_letters(person=ada, cadences={"round_opened": "daily"})
        make_count(year[0])
        write()
        make_proposal(year[2], reload(year[0]), {year[1]: 70_000})
        tomorrow = clock.now() + timedelta(days=1)
        assert post_at(tomorrow) == []

    def test_who_has_left_the_council_is_told_nothing(self, year, ada):
        make_count(year[0])
        write()
        unseat(membership=ada.seats.get())
        assert post() == []
        assert Message.objects.exclude(dropped_at=None).exists()

    def test_of_two_rounds_in_one_letter_only_the_newer_is_told(self, year, ada):
        choose_letters(person=ada, cadences={"round_opened": "weekly"})
        make_count(year[0])
        write()
        make_count(reload(year[0]))
        soon = current(year).cutoff - timedelta(seconds=1)
        [(_message, letter)] = post_at(soon)
        assert letter.body.count("is open") == 1
        assert "Round 3" in letter.body


class TestPricesMove:
    def moved(self, year):
        """By which share bread, which the eaters request, became dearer in round 2."""
        make_count(year[0])
        first, second = Round.objects.order_by("number")
        share = second.prices.get().price / first.prices.get().price - 1
        assert share > Decimal("0.05")
        return share

    def test_what_is_requested_dearer_is_against_a_council(self, year):
        share = round(self.moved(year), 6)
        found = moves(current(year), {year[2].pk, year[3].pk})
        assert found[year[2].pk].share == share
        assert found[year[2].pk].before == Decimal(200)
        assert found[year[2].pk].now == round(200 * (1 + share), 2)
        assert found[year[3].pk].share == -share

    def test_two_large_sides_are_compared_with_the_larger(self, year):
        """Of what is left between them, any move would be a large part."""
        rye = make_good("rye")
        period = make_open_period({year[1]: "2", rye: "2"})
        make_proposal(year[2], period, {year[1]: 100_000, rye: -99_000})
        make_proposal(year[3], period, {year[1]: -50_000, rye: 99_000})
        make_count(period)
        found = moves(Round.objects.current(period), {year[2].pk})[year[2].pk]
        assert found.before == 2
        assert found.share == pytest.approx((found.now - 2) / 200, abs=Decimal("1e-4"))

    def test_a_council_without_a_proposal_has_no_move(self, year):
        stranger = make_seat().council
        make_count(year[0])
        assert moves(current(year), {stranger.pk}) == {}

    def test_the_first_round_has_no_move(self, year):
        assert moves(current(year), {year[2].pk}) == {}

    @pytest.mark.parametrize(("part", "count"), [("0.9", 1), ("1.1", 0)])
    def test_a_letter_comes_from_the_chosen_share_on(self, year, ada, part, count):
        share = self.moved(year)
        choose_letters(
            person=ada,
            cadences={"round_opened": "never"},
            threshold=share * Decimal(part),
        )
        sent = post()
        assert len(sent) == count
        assert all("Prices moved against Eaters by" in each for each in titles(sent))

    def test_a_round_told_at_once_says_it_in_the_same_letter(self, year, ada):
        self.moved(year)
        choose_letters(person=ada, threshold=Decimal(0))
        [letter] = post()
        assert "is open" in letter.subject
        assert "moved against you by" in letter.body


class TestReminders:
    def reminded(self, year, **before):
        """The letters at a moment before the cutoff."""
        at = current(year).cutoff - timedelta(**before)
        letters.remind(at)
        return [letter.subject for _message, letter in post_at(at)]

    @pytest.fixture
    def closing(self, year, ada):
        """Round 2 is open for ten days, and Ada knows of it."""
        year[0].round_length = timedelta(days=10)
        year[0].save()
        make_count(year[0])
        post()
        return year

    def test_one_comes_a_day_before_and_none_earlier_or_twice(self, closing):
        assert self.reminded(closing, hours=24, seconds=1) == []
        assert len(self.reminded(closing, hours=24)) == 1
        assert self.reminded(closing, hours=23) == []
        assert self.reminded(closing, hours=2) == []

    def test_one_that_is_late_still_comes_and_one_of_two_is_enough(self, closing, ada):
        late = make_person(email="late@example.org")
        make_seat(late, closing[2])
        choose_letters(person=ada, hours_before=True)
        at = current(closing).cutoff - timedelta(hours=1)
        letters.remind(at)  # Nobody looked for a day.
        told = sorted(mail.to for _message, mail in post_at(at))
        assert told == ["ada@example.org", "late@example.org"]

    def test_each_is_a_choice_of_its_own(self, closing, ada):
        choose_letters(
            person=ada, week_before=True, day_before=False, hours_before=True
        )
        assert len(self.reminded(closing, days=7)) == 1
        assert self.reminded(closing, hours=24) == []
        assert len(self.reminded(closing, hours=2)) == 1

    def test_none_comes_at_or_after_the_cutoff(self, closing):
        cutoff = current(closing).cutoff
        letters.remind(cutoff - timedelta(hours=1))
        write(cutoff - timedelta(hours=1))
        assert post_at(cutoff) == []
        known = Event.objects.filter(kind="round.closing").count()
        letters.remind(cutoff)
        assert Event.objects.filter(kind="round.closing").count() == known

    def test_none_comes_once_the_council_has_answered(self, closing):
        at = current(closing).cutoff - timedelta(hours=20)
        letters.remind(at)
        write(at)  # It lies in the outbox when somebody answers.
        make_proposal(closing[2], reload(closing[0]), {closing[1]: 70_000})
        assert post_at(at) == []
        assert self.reminded(closing, hours=2) == []

    def test_a_member_who_cannot_submit_is_not_reminded(self, closing):
        looker = make_person(email="looker@example.org")
        make_seat(looker, closing[3], role="member")
        at = current(closing).cutoff - timedelta(hours=3)
        letters.remind(at)
        assert [mail.to for _message, mail in post_at(at)] == ["ada@example.org"]

    def test_a_round_shorter_than_the_time_before_reminds_of_nothing(self, year, ada):
        year[0].round_length = timedelta(hours=20)
        year[0].save()
        make_count(year[0])
        post()
        assert self.reminded(year, hours=19) == []

    def test_a_later_cutoff_is_reminded_of_again(self, closing):
        assert len(self.reminded(closing, hours=24)) == 1
        round = current(closing)
        extend_round(round=round, cutoff=round.cutoff + timedelta(days=2))
        [told] = self.reminded(closing, hours=30)
        assert "has another cutoff" in told
        assert len(self.reminded(closing, hours=24)) == 1

    def test_one_that_would_be_collected_too_late_comes_at_once(self, closing, ada):
        choose_letters(person=ada, cadences={"closes_soon": "weekly"}, weekday=0)
        assert len(self.reminded(closing, hours=24)) == 1

    def test_it_says_what_happens_if_nobody_answers(self, closing):
        instruct(council=closing[2], mode="keep")
        at = current(closing).cutoff - timedelta(hours=24)
        letters.remind(at)
        [(_message, letter)] = post_at(at)
        assert "your standing instruction answers" in letter.body
        assert "1 day left" in letter.body


class TestThePlan:
    @pytest.fixture
    def settled(self, year, ada):
        make_proposal(year[3], year[0], {year[1]: -79_000})
        make_count(year[0])
        settle_period(period=reload(year[0]))
        return reload(year[0])

    def test_it_is_told_with_the_figures(self, settled):
        publish_plan(period=settled)
        [letter] = post()
        assert letter.subject == f"The plan for {settled} is published: Eaters"
        assert "differs from its proposal" in letter.body

    def test_one_taken_back_before_the_letter_is_not_told(self, settled):
        publish_plan(period=settled)
        write()
        withdraw_plan(period=reload(settled), reason="A flood.")
        assert all("withdrawn" in title for title in titles(post()))


class TestMakingKnown:
    def test_in_small_batches_nobody_is_forgotten_or_told_twice(self, year):
        people = [make_person(email=f"{n}@example.org") for n in range(7)]
        for person in people:
            make_seat(person, year[2])
        make_count(year[0])
        for event_id in unspread():
            rounds = 0
            while spread(event_id=event_id, at=clock.now(), limit=2):
                rounds += 1
            assert rounds >= 3
        told = sorted(address for letter in post() for address in letter.to)
        assert told == sorted(person.email for person in people)

    def test_a_muted_council_is_silent_and_the_others_are_not(self, year, ada):
        make_seat(ada, year[3])
        mute_councils(person=ada, councils=[year[2]])
        make_count(year[0])
        assert titles(post()) == [f"Round 2 of {year[0]} is open: Bakers"]
