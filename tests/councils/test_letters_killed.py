"""Whatever is cut short or done twice: nobody is told twice, nobody forgotten."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from councils.models import Event, Notice
from councils.services import letters_writing
from councils.services.letters import choose_letters
from iteration.models import Round
from ledger import clock
from ledger.models import Message
from tests.factories import make_bread_year, make_count, make_person, make_seat
from tests.letterbox import post, write

STEPS = ["tell", "_send_alone", "_collect", "_rows", "enqueue", "enqueue_many"]


class Killed(BaseException):
    """As if the process were gone."""


@pytest.fixture
def village():
    """Six people of one council, whose round 2 is open; half of them collect."""
    period, _bread, eaters, _bakers = make_bread_year()
    people = [make_person(email=f"{number}@example.org") for number in range(6)]
    for place, person in enumerate(people):
        make_seat(person, eaters)
        if place % 2:
            choose_letters(person=person, cadences={"round_opened": "daily"})
    make_count(period)
    return people


def addresses(letters):
    return sorted(address for letter in letters for address in letter.to)


def later():
    """After everybody's next hour, and before the cutoff."""
    return clock.now() + timedelta(days=2)


@pytest.mark.django_db
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_and_begun_again(village, monkeypatch, step, after):
    done = getattr(letters_writing, step)

    def dies(*args, **kwargs):
        if after:
            done(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(letters_writing, step, dies)
    with pytest.raises(Killed):
        write(later())
    monkeypatch.setattr(letters_writing, step, done)

    write(later())
    assert addresses(post()) == sorted(person.email for person in village)
    write(later())
    assert post() == []


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_tell_everybody_once(village):
    events = list(Event.objects.values_list("pk", flat=True))
    at, faults = later(), []

    def work():
        try:
            for event_id in events:
                while letters_writing.spread(event_id=event_id, at=at, limit=2):
                    continue
            while letters_writing.write_due(at=at, people=2):
                continue
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    write(at)  # Whoever found a row locked has left it to the next tick.
    assert faults == []
    assert Notice.objects.filter(key=f"round-{Round.objects.last().pk}").count() == 6
    assert addresses(post()) == sorted(person.email for person in village)
    assert not Message.objects.waiting().exists()


@pytest.mark.django_db
def test_news_joins_the_letter_of_the_day_until_that_has_left(village):
    late = Event.objects.order_by("pk").last()
    Event.objects.exclude(pk=late.pk).update(spread_at=clock.now())
    ben = village[1]  # Who collects.
    at = later()
    write(at)
    told = Notice.objects.filter(person=ben, told_at__isnull=False)
    first = told.get()

    Event.objects.exclude(pk=late.pk).update(spread_at=None, reached=0)
    write(at)
    assert told.count() > 1
    assert set(told.values_list("letter", flat=True)) == {first.letter}

    Message.objects.filter(key=first.letter).update(attempts=1)
    Notice.objects.exclude(pk=first.pk).filter(person=ben).update(
        told_at=None, letter="", due_at=at
    )
    write(at)
    assert told.get() == first
