"""While a round is paused no page names a cutoff, and a council can still vote."""

from datetime import timedelta

import pytest
from django.urls import reverse

from councils.models import Ballot
from desk.spreadsheets.public.rounds import ROUNDS
from iteration.models import Round
from iteration.services import pause_round, resume_round
from proposals.models import Motion
from tests.desk.test_deciding import Cast

pytestmark = pytest.mark.django_db
WHY = {"reason": "The network was down.", "actor": None}


@pytest.fixture
def cast(client):
    """A round with six hours left, paused; the eaters decide by ballot."""
    cast = Cast(client)
    round = Round.objects.current(cast.period)
    Round.objects.filter(pk=round.pk).update(
        cutoff=round.opened_at + timedelta(hours=6)
    )
    cast.round = Round.objects.get(pk=round.pk)
    pause_round(round=cast.round, **WHY)
    return cast


@pytest.mark.parametrize("name", ["paper", "print", "year"])
def test_what_is_printed_or_shown_says_paused_and_no_cutoff(cast, name):
    where = {
        "paper": cast.at("paper", year=True),
        "print": cast.at("print", year=True),
        "year": reverse("desk:year", args=[cast.period.code]),
    }[name]
    text = cast.get(cast.ada, where).content.decode()
    assert "paused" in text
    assert "open until" not in text
    assert cast.round.cutoff.isoformat()[:16] not in text
    resume_round(round=cast.round, **WHY)
    assert "open until" in cast.get(cast.ada, where).content.decode()


def test_the_table_of_rounds_has_no_cutoff_in_a_pause(cast):
    kept = [row[3] for row in ROUNDS.rows(cast.period)]
    assert kept == [None]
    resume_round(round=cast.round, **WHY)
    assert [row[3] for row in ROUNDS.rows(cast.period)] != [None]


def test_a_ballot_opened_in_a_pause_ends_before_the_round_can(cast):
    cast.draft(cast.ada)
    where = cast.at("move", year=True)
    page = cast.get(cast.ada, where).content.decode()
    assert "is paused and may go on at any moment" in page
    cast.post(cast.ada, where, version="1", ends="latest")
    ballot, motion = Ballot.objects.get(), Motion.objects.get()
    resume_round(round=Round.objects.get(pk=cast.round.pk), **WHY)
    cutoff = Round.objects.get(pk=cast.round.pk).cutoff
    assert ballot.closes_at < motion.cutoff <= cutoff
    # As much of the time that was left as it may take, and no less.
    assert cutoff - ballot.closes_at < timedelta(minutes=10)
