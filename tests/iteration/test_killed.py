"""Kill -9 at every named place: the year ends in the same plan, bit for bit.

KILLS says how often each place is tried; docs/operations.md says what that found.
"""

import os
import re
import signal
import sys
import traceback

import pytest
from django.conf import settings
from django.db import connection

from iteration.models import Publication, Round
from iteration.services import close_round, publish_plan, settle_period
from ledger import faults
from ledger.models import Message, Record
from ledger.tasks import deliver, seal
from ledger.verify import faults as broken
from proposals.models import Period
from proposals.services import instruct
from tests.databases import copy_database, drop_database
from tests.factories import (
    make_bread_year,
    make_count,
    make_due,
    make_person,
    make_seat,
)
from tests.letterbox import write

KILLS = int(os.environ.get("KILLS", "1"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def copies():
    """A year just before the count in which it agrees, and a way to copy its database.

    The eaters follow the prices, the bakers are answered for as expected; Ada is to
    hear of the plan.
    """
    period, _bread, eaters, _bakers = make_bread_year(
        tolerance="0.2", rule="calibrated", silence="impute"
    )
    instruct(council=eaters, mode="follow")
    make_seat(make_person(email="ada@example.org"), eaters)
    make_count(period)
    make_due(period)
    made = []

    def copy():
        connection.close()
        name = f"{connection.settings_dict['NAME']}_copy_{len(made)}"
        template = connection.settings_dict["NAME"]
        copy_database(name, template)
        made.append(name)
        return name

    yield copy
    for name in made:
        drop_database(name)


def finish():
    """What the tasks do from here on, in their order."""
    close_round(Round.objects.latest("number").pk)
    period = Period.objects.get()
    if period.status == Period.Status.AGREED:
        settle_period(period=period)
    period.refresh_from_db()
    if period.status == Period.Status.SETTLED:
        publish_plan(period=period)
    write()
    seal()
    deliver()


def in_a_process(database, work, post, fault=""):
    """Run in a child that uses a database and a post box; return how it ended."""
    connection.close()
    child = os.fork()
    if not child:
        # Where a browser was driven, an event loop runs, and has a connection of its
        # own; here none runs, and the one from before it is found, still open.
        connection.close()
        faults.CHOSEN = fault
        connection.settings_dict["NAME"] = database
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = str(post)
        code = 1
        try:
            work()
            code = 0
        except Exception:
            traceback.print_exc(file=sys.__stderr__)
            sys.__stderr__.flush()
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def outcome(database):
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        return (
            Period.objects.get().status,
            list(Publication.objects.order_by("number").values_list("digest", "body")),
            list(Message.objects.order_by("key").values_list("key", flat=True)),
            list(Message.objects.waiting()),
            list(broken()),
            Record.objects.filter(seal=None).count(),
        )
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


def arrived(post):
    """The ids of the letters a mail server was handed, once for each time."""
    texts = "".join(each.read_text() for each in post.iterdir())
    return sorted(re.findall(r"Message-ID: <(.*)@commonplan>", texts))


def test_a_year_killed_anywhere_ends_in_the_same_plan(copies, tmp_path):
    undisturbed, post = copies(), tmp_path / "undisturbed"
    assert in_a_process(undisturbed, finish, post) == 0
    expected, letters = outcome(undisturbed), arrived(post)
    assert expected[0] == "published"
    assert len(expected[1]) == 3
    assert expected[3:] == ([], [], 0)
    assert letters

    for point in faults.POINTS * KILLS:
        killed = copies()
        post = tmp_path / killed
        ended = in_a_process(killed, finish, post, fault=point)
        assert os.WTERMSIG(ended) == signal.SIGKILL, f"{point} was never reached"
        assert in_a_process(killed, finish, post) == 0, point
        assert outcome(killed) == expected, point
        # Between the mail server's yes and ours there is a moment nobody can close: a
        # letter handed over in it comes again under the same id.
        again = 1 if point == "letter.handed_over" else 0
        came = arrived(post)
        assert sorted(set(came)) == letters, point
        assert len(came) == len(letters) + again, point
