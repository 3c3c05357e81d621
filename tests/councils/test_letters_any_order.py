"""Whatever happens and is chosen, in whatever order: no letter twice, none in vain."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.models import Cadence, Notice, Person
from councils.notices.moments import zone_of
from councils.notices.wishes import wishes_of_one
from councils.services.letters import choose_letters, mute_councils
from iteration import letters
from iteration.models import Round
from ledger import clock
from tests.factories import (
    make_bread_year,
    make_count,
    make_person,
    make_proposal,
    make_seat,
)
from tests.letterbox import post_at

pytestmark = pytest.mark.django_db
OCCASIONS = ["round_opened", "closes_soon", "prices_moved"]
STEP = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 60)),
    st.tuples(
        st.just("choose"), st.sampled_from(OCCASIONS), st.sampled_from(Cadence.values)
    ),
    st.tuples(st.just("hour"), st.integers(0, 23), st.integers(0, 6)),
    st.tuples(st.just("remind"), st.booleans(), st.booleans(), st.booleans()),
    st.tuples(st.just("mute"), st.booleans()),
    st.tuples(st.just("mute_council"), st.booleans()),
    st.tuples(st.just("answer")),
)


class Story:
    """One person, one round of ten days, and a clock of its own."""

    def __init__(self, year, zone):
        self.period, self.bread, self.eaters, _bakers = year
        self.ada = Person.objects.get(username="ada")
        self.ada.time_zone = zone
        self.ada.save()
        self.round = Round.objects.get(status="open")
        self.now, self.answered, self.days = clock.now(), False, set()
        self.told = set()

    def wait(self, hours):
        for _part in range(2):
            self.now += timedelta(hours=hours / 2)
            letters.remind(self.now)
            for message, letter in post_at(self.now):
                self.check(message, letter)

    def choose(self, occasion, cadence):
        choose_letters(person=self.ada, cadences={occasion: cadence})

    def hour(self, hour, weekday):
        choose_letters(person=self.ada, hour=hour, weekday=weekday)

    def remind(self, week, day, hours):
        choose_letters(
            person=self.ada, week_before=week, day_before=day, hours_before=hours
        )

    def mute(self, muted):
        choose_letters(person=self.ada, muted=muted)

    def mute_council(self, muted):
        mute_councils(person=self.ada, councils=[self.eaters] if muted else [])

    def answer(self):
        make_proposal(self.eaters, self.period, {self.bread: 70_000})
        self.answered = True

    def check(self, message, letter):
        """A letter that is delivered now is wanted, new, and of use."""
        assert letter.to == "ada@example.org"
        assert self.now < self.round.cutoff, "nobody can answer any more"
        assert not self.answered, "somebody has"
        wishes = wishes_of_one(self.ada)
        assert wishes.settings.muted_at is None
        assert self.eaters.pk not in wishes.muted
        for notice in Notice.objects.filter(letter=message.key):
            about = notice.occasion, notice.key
            assert about not in self.told, "told before"
            self.told.add(about)
        if message.payload.get("collected"):
            day = self.now.astimezone(zone_of(self.ada)).date()
            assert message.key not in self.days
            self.days.add(message.key)
            assert wishes.day_at(self.now) <= day


@pytest.fixture
def year(db):
    """Ada may answer for the eaters; a round of ten days is open."""
    year = make_bread_year(round_length=timedelta(days=10))
    make_seat(make_person("ada", email="ada@example.org"), year[2])
    make_count(year[0])
    return year


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    zone=st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/New_York"]),
    steps=st.lists(STEP, min_size=2, max_size=7),
)
def test_no_letter_comes_twice_or_in_vain(year, zone, steps):
    with transaction.atomic():
        story = Story(year, zone)
        for name, *arguments in steps:
            getattr(story, name)(*arguments)
        story.wait(12)
        transaction.set_rollback(True)
