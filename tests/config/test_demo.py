"""The demonstration: what it says, whom it lets in, and a whole run of it."""

import io
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.translation import override

from config.demo import GUEST_TIME, Region
from config.management.commands.demo import forget, seconds
from config.narrator import Narrator, percent
from config.service import CannotRun
from config.terminal import Screen
from iteration.models import Round
from iteration.services import open_period, publish_plan, settle_period
from ledger import clock
from planning.package import (
    ChangeRow,
    CouncilRow,
    EntitlementRow,
    GoodRow,
    PriceRow,
    ProposalRow,
    StandingRow,
    write,
)
from proposals.models import Period, Proposal
from proposals.services import change_period
from tests.config.test_supervise import none_left
from tests.factories import make_bread_year, make_count, make_period
from tests.iteration.packages import make_package


class Quiet:
    """Stands for the service: nothing ends, and waiting takes no time."""

    address = "http://127.0.0.1:8000"

    def check(self):
        pass

    def wait(self, seconds):
        raise AssertionError(f"{seconds} s are waited for something that is there")


@pytest.fixture
def heard():
    return io.StringIO()


@pytest.fixture
def narrator(heard):
    return Narrator(Screen(heard, {}), Quiet())


@pytest.fixture
def region(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    write(make_package(), tmp_path / "package")
    return Region(tmp_path / "package", round_seconds=4)


# ---- What is said


@pytest.mark.django_db
def test_a_stalled_year_is_told_round_by_round_with_the_way_out(narrator, heard):
    period, *_others = make_bread_year(max_rounds=1)
    make_count(period)
    period.refresh_from_db()

    assert narrator.follow(period) == Period.Status.STALLED
    narrator.tell_stall(period)

    lines = heard.getvalue().splitlines()
    # 2 · (80 − 60) / (80 + 60) of bread, the one good there is.
    assert lines[3].split()[:7] == ["1", "Bread", "+28.6", "%", "28.6", "%", "1/1"]
    assert "2/2" in lines[3]
    assert f"/admin/proposals/period/{period.pk}/change/" in heard.getvalue()


@pytest.mark.django_db
def test_a_round_is_told_once(narrator, heard):
    period, *_others = make_bread_year(max_rounds=1)
    make_count(period)
    period.refresh_from_db()

    narrator.follow(period)
    narrator.follow(period)

    assert heard.getvalue().count("Bread") == 1


@pytest.mark.django_db
def test_a_plan_is_told_with_its_digest(narrator, heard):
    period, *_others = make_bread_year(tolerance="0.9")
    make_count(period)
    period.refresh_from_db()
    settle_period(period=period)
    plan = publish_plan(period=period)

    assert narrator.follow(period) == Period.Status.PUBLISHED
    narrator.tell_plan(period)

    assert plan.publication.digest in heard.getvalue()
    assert "at most 25.0 %" in heard.getvalue()


@pytest.mark.django_db
def test_a_round_nobody_counts_is_given_up_at_last(narrator, monkeypatch):
    period, *_others = make_bread_year()
    Round.objects.update(
        opened_at=clock.now() - timedelta(days=2),
        cutoff=clock.now() - timedelta(days=1),
    )
    monkeypatch.setattr("config.narrator.SILENCE_SECONDS", -1)

    with pytest.raises(CannotRun, match="Nothing has happened"):
        narrator.follow(period)


def test_figures_are_written_as_the_reader_writes_them():
    with override("de"):
        assert percent(0.0312, sign=True) == "+3,1 %"
    with override("en"):
        assert percent(-0.0319, sign=True) == "-3.2 %"


# ---- The region and its guests


@pytest.mark.django_db
def test_the_region_is_read_once(region):
    region.settle_in()
    region.settle_in()

    assert Period.objects.filter(code="2027").count() == 1
    assert region.period.status == Period.Status.DRAFT


@pytest.mark.django_db
def test_every_run_has_passwords_of_its_own(region, client):
    region.settle_in()
    before = {guest.username: guest.password for guest in region.guests}
    region.settle_in()

    assert [guest.username for guest in region.guests] == [
        "worker",
        "consumer",
        "facilitator",
    ]
    for guest in region.guests:
        login = {"username": guest.username}
        assert client.login(**login, password=guest.password)
        assert not client.login(**login, password=before[guest.username])


@pytest.mark.django_db
def test_the_facilitator_gets_into_the_administration_and_the_others_do_not(
    region, client, settings
):
    settings.MFA_REQUIRED = False  # As the command says to the service.
    region.settle_in()
    worker, _consumer, facilitator = region.guests

    client.login(username=facilitator.username, password=facilitator.password)
    assert client.get("/admin/iteration/round/").status_code == 200
    client.login(username=worker.username, password=worker.password)
    assert client.get("/admin/iteration/round/").status_code == 302


@pytest.mark.django_db
def test_other_years_are_left_alone(region):
    make_period("2031")

    with pytest.raises(CannotRun, match="other years"):
        region.settle_in()

    assert not Period.objects.filter(code="2027").exists()


@pytest.mark.django_db
def test_a_year_opens_once_and_goes_on_by_itself(region):
    region.settle_in()
    period = region.period

    region.open(period)
    region.open(period)

    [first] = period.rounds.all()
    assert (period.automatic, period.status) == (True, Period.Status.OPEN)
    assert first.cutoff - first.opened_at == timedelta(seconds=4)


def make_published_year(period):
    """Count one round and settle it, whatever it came to."""
    change_period(period=period, max_rounds=1)
    open_period(period=period)
    make_count(period)
    period.refresh_from_db()
    settle_period(period=period)
    publish_plan(period=period)
    return period


@pytest.mark.django_db
def test_the_next_year_waits_for_the_guest_now_and_after_a_restart(region):
    region.settle_in()
    period = make_published_year(region.period)

    following = region.open_next()

    assert (following.code, str(following)) == ("2028", "Year 2028")
    assert (following.starts.year, following.ends.year) == (2028, 2028)
    assert following.previous == period
    first = following.rounds.get()
    assert first.cutoff > clock.now() + GUEST_TIME - timedelta(minutes=1)

    Round.objects.filter(pk=first.pk).update(
        opened_at=clock.now() - timedelta(days=2),
        cutoff=clock.now() - timedelta(days=1),
    )
    region.settle_in()
    first.refresh_from_db()
    assert first.cutoff > clock.now()
    assert region.open_next() == following


@pytest.mark.django_db
def test_the_guests_councils_take_over_what_is_suggested_once_a_round(region):
    region.settle_in()
    period = region.period
    region.open(period)
    assert region.accept(period) == []  # In a first round nothing is expected.
    make_count(period)
    councils = [guest.council for guest in region.guests if guest.council]
    accepted = region.accept(period)
    assert [(round.number, council) for round, council, _lines in accepted] == [
        (2, council) for council in councils
    ]
    assert region.accept(period) == []
    own = Proposal.objects.filter(origin=Proposal.Origin.MEMBER)
    assert {each.council for each in own} == set(councils)
    assert all(len(each.goods) for each in own)


# ---- What is thrown away


def test_data_of_anybody_else_are_never_thrown_away(folder, settings):
    settings.VAR_DIR = folder
    (folder / "postgres").mkdir()

    with pytest.raises(CannotRun, match="not those of a demonstration"):
        forget()

    assert (folder / "postgres").exists()


def test_a_database_named_by_its_address_is_never_thrown_away(settings):
    settings.EMBEDDED = False

    with pytest.raises(CannotRun, match="DATABASE_URL"):
        forget()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"commonplan": {}}', '{"commonplan": {"period": 7}}']
)
def test_a_folder_that_is_no_package_is_named(tmp_path, content):
    (tmp_path / "datapackage.json").write_text(content)

    with pytest.raises(CannotRun, match=re.escape(str(tmp_path))):
        Region(tmp_path, round_seconds=4)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon"])
def test_a_round_has_a_length(text):
    with pytest.raises(ValueError, match=r"."):
        seconds(text)


# ---- The whole


def make_street(folder):
    """A street that wants a third more bread, and a bakery that follows the prices."""
    one = Decimal(1)
    package = make_package(
        goods=[
            GoodRow("bread", "Bread", "Brot", "consumption", "kg", 3, ""),
            GoodRow("hours", "Hours", "Stunden", "labour", "h", 2, ""),
        ],
        councils=[
            CouncilRow("bakery", "Bakery", "worker", "", 4, None, None),
            CouncilRow("street", "Street", "consumer", "", 30, None, None),
        ],
        proposals=[
            ProposalRow("bakery", "bread", -100_000),
            ProposalRow("bakery", "hours", 8_000),
            ProposalRow("street", "bread", 100_000),
            ProposalRow("street", "hours", -8_000),
        ],
        prices=[PriceRow("bread", Decimal("2.5")), PriceRow("hours", Decimal(2))],
        standing=[
            StandingRow("bakery", "follow", Decimal("0.5"), one, None),
            StandingRow("street", "follow", one, one, None),
        ],
        entitlements=[EntitlementRow("street", "effort", Decimal(300))],
        changes=[ChangeRow("street", "bread", Decimal("1.3"))],
    )
    write(package, folder)
    return folder


class Run:
    """The demonstration as somebody starts it, its data in a folder of its own."""

    def __init__(self, folder, *arguments):
        data = str(make_street(folder / "street"))
        command = [sys.executable, "manage.py", "demo", "--port", "0", "--data", data]
        self.process = subprocess.Popen(
            [*command, "--round-seconds", "1", *arguments],
            cwd=settings.BASE_DIR,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "VAR_DIR": str(folder),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.process.kill()
        self.process.communicate()

    def until(self, pattern):
        """Read line by line until one matches; return all that was read."""
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if re.search(pattern, line):
                return "".join(lines)
        raise AssertionError(f"No {pattern!r} in:\n{''.join(lines)}")


@pytest.mark.slow
def test_a_year_is_planned_even_if_everything_is_killed_in_the_middle(folder):
    with Run(folder, "--exit") as first:
        first.until(r"^ +1  ")
        first.process.kill()
        first.process.wait()
        assert not none_left(folder, seconds=10)

    with Run(folder, "--exit") as second:
        said = second.until("digest:") + second.process.stdout.read()
        assert second.process.wait() == 0

    # Every round is told, the one before the kill too, and only the last one agrees.
    rounds = re.findall(r"^ +(\d+) .* (\d+)/2 +\d+/\d+ +[\d.]+$", said, re.MULTILINE)
    assert [int(number) for number, _out in rounds] == list(range(1, len(rounds) + 1))
    assert [out == "0" for _number, out in rounds].index(True) == len(rounds) - 1
    assert re.search(r"^  [0-9a-f]{64}$", said, re.MULTILINE)
    assert re.search(r"facilitator +\S{8,}", said)
    assert not none_left(folder, seconds=0)


@pytest.mark.slow
def test_asked_to_end_before_the_plan_it_says_so_by_its_exit_code(folder):
    with Run(folder, "--exit") as run:
        run.until(r"^ +1  ")
        run.process.send_signal(signal.SIGTERM)

        assert run.process.wait() == 130
    assert not none_left(folder, seconds=0)
