"""What operators see and do: parts, failing letters, maintenance; no figures."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from iteration.models import Round
from iteration.services import publish_plan, settle_period
from ledger import clock
from ledger.models import Maintenance, Message, Record
from ledger.services import enqueue, heartbeat, seal
from proposals.models import Period
from tests.factories import (
    make_bread_year,
    make_count,
    make_facilitator,
    make_operator,
    reload,
)

pytestmark = pytest.mark.django_db
PARTS = ("beat", "tick", "worker")
WORDS = {"text_en": "We move house.", "text_de": "Wir ziehen um."}


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def operator(client):
    client.force_login(make_operator())
    return client


def make_failing(key="a", to="ada@example.org", attempts=3):
    enqueue(key=key, kind="mail", to=to, payload={"subject": "s", "body": "b"})
    Message.objects.filter(key=key).update(
        attempts=attempts, error=f"SMTPRecipientsRefused: {to}: unknown"
    )
    return Message.objects.get(key=key)


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_silent_part_is_an_alarm_and_a_working_one_is_not(operator):
    for part in PARTS[:2]:
        heartbeat(name=part)
    page = read(operator, "/console/operating/")
    assert page.count(">alarm<") == 1
    assert "never heard of" in page
    heartbeat(name="worker")
    heartbeat(name="backup")
    page = read(operator, "/console/operating/")
    assert ">alarm<" not in page
    assert "Every part works in time." in page
    assert page.count("none yet") == 2  # Neither cleared nor sealed.


def test_no_figure_and_no_name_of_a_council_is_there(operator):
    make_bread_year()
    for path in ("", "letters/", "maintenance/"):
        page = read(operator, f"/console/operating/{path}")
        assert "eaters" not in page
        assert "bread" not in page


def test_who_reads_a_failing_letter_is_not_shown(operator):
    make_failing()
    page = read(operator, "/console/operating/letters/")
    assert "…@example.org" in page
    assert "ada" not in page


def test_a_letter_is_tried_again_from_the_first_attempt(operator):
    letter = make_failing(attempts=12)
    assert not Message.objects.waiting().exists()
    operator.post(f"/console/operating/letters/{letter.pk}/retry/")
    assert Message.objects.due(clock.now()).get().attempts == 0
    written = Record.objects.get(kind="message.retried")
    assert written.subject == f"message/{letter.pk}"
    assert "ada" not in str(written.data)


def test_one_that_was_delivered_meanwhile_is_left_alone(operator):
    letter = make_failing()
    Message.objects.update(sent_at=timezone.now(), error="")
    operator.post(f"/console/operating/letters/{letter.pk}/retry/")
    assert Message.objects.get().attempts == 3
    assert not Record.objects.filter(kind="message.retried").exists()


def test_a_letter_is_given_up_for_a_reason_only(operator):
    letter = make_failing()
    path = f"/console/operating/letters/{letter.pk}/drop/"
    assert operator.post(path, {"reason": " "}).status_code == 422
    assert Message.objects.get().dropped_at is None

    operator.post(path, {"reason": "The address does not exist."})

    assert Message.objects.get().dropped_at is not None
    written = Record.objects.get(kind="message.given_up")
    assert written.reason == "The address does not exist."
    assert operator.get(path).status_code == 404


@pytest.mark.parametrize("count", [3, 60])
def test_many_failing_letters_take_as_many_queries_as_few(
    operator, count, django_assert_max_num_queries
):
    for number in range(count):
        make_failing(key=str(number))
    with django_assert_max_num_queries(15):
        page = read(operator, "/console/operating/letters/")
    assert page.count("Try again now") == min(count, 25)


def typed(**by):
    now = timezone.localtime(clock.now())
    ends = now + timedelta(**(by or {"hours": 2}))
    return WORDS | {"begins": "", "ends": f"{ends:%Y-%m-%dT%H:%M}"}


def test_maintenance_is_shown_first_and_announced_when_confirmed(operator):
    path = "/console/operating/maintenance/"
    preview = operator.post(path, typed()).content.decode()
    assert "Nothing has happened yet." in preview
    assert not Maintenance.objects.exists()

    operator.post(path, typed() | {"confirmed": "1"})

    found = Maintenance.objects.get()
    assert not found.closed
    assert "We move house." in read(operator, "/words/")
    assert "We move house." in read(operator, "/console/operating/")
    operator.post(f"/console/operating/maintenance/{found.pk}/lift/")
    assert "We move house." not in read(operator, "/words/")


def test_what_cannot_be_announced_is_said_at_its_field(operator):
    wrong = typed() | {"ends": "tomorrow", "text_de": ""}
    answer = operator.post("/console/operating/maintenance/", wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#ends"' in page
    assert 'href="#text_de"' in page
    late = typed(hours=5) | {"begins": typed(hours=6)["ends"]}
    answer = operator.post("/console/operating/maintenance/", late)
    assert "It must end after it begins." in answer.content.decode()


def test_closing_says_whose_deadline_falls_into_it(operator):
    period, *_rest = make_bread_year()
    path = "/console/operating/maintenance/"
    long = typed(days=360) | {"closed": "on"}
    preview = operator.post(path, long).content.decode()
    assert str(Round.objects.get()) in preview
    short = typed(minutes=2) | {"closed": "on"}
    assert str(period) not in operator.post(path, short).content.decode()


def test_an_archive_is_given_when_the_plan_is_published(client):
    period, *_rest = make_bread_year(tolerance="0.9")
    client.force_login(make_facilitator())
    path = f"/console/years/{period.code}/archive/"
    answer = client.post(path)
    assert answer.status_code == 409
    assert "when its plan is published" in answer.content.decode()

    make_count(period)
    if reload(period).status == Period.Status.AGREED:
        settle_period(period=reload(period))
    publish_plan(period=reload(period))
    seal()
    answer = client.post(path)

    content = io.BytesIO(b"".join(answer.streaming_content))
    names = zipfile.ZipFile(content).namelist()
    assert f"{period.code}/documents/001-round-001.json" in names
    assert not [name for name in names if "package" in name]
    assert Record.objects.get(kind="year.archived").data["public"] is True
