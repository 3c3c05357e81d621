"""Years planned with other servers, at the terminal; nobody need have an account."""

import shlex

import pytest
from django.core.management import CommandError, call_command

from federation.models import SharedYear
from federation.together.definition import define
from ledger.models import Record
from proposals.models import Period
from tests.factories import make_good, make_period, reload
from tests.federation.servers.league import Answering, make_peer
from tests.federation.servers.town import build

pytestmark = pytest.mark.django_db
HARBOUR = "https://harbour.example"


@pytest.fixture
def run(capsys):
    def run(line, language="en"):
        name, *rest = shlex.split(line)
        call_command(name, "--language", language, *rest)
        return capsys.readouterr().out

    return run


def refused(run, line, **how):
    with pytest.raises(CommandError) as caught:
        run(line, **how)
    return caught.value.returncode, str(caught.value)


@pytest.fixture
def year():
    return make_period("2027", {make_good("bread"): "2"})


def test_a_year_is_shared_and_opened(run, year):
    make_peer("harbour", None)
    assert refused(run, "shared_year open 2027")[0] == 1
    assert reload(year).status == "draft"
    assert "led from here" in run("shared_year share 2027")
    assert f"{HARBOUR} can join" in run(f"shared_year invite 2027 {HARBOUR}")
    said = run("shared_year list")
    assert f"{HARBOUR}: invited" in said
    assert "People at Harbour still have to join" in said
    assert "round 1 is open until" in run("shared_year open 2027")
    assert reload(year).status == "open"
    without = refused(run, f"shared_year remove 2027 {HARBOUR} --reason ''")
    assert without == (1, "Say why.")
    run(f"shared_year remove 2027 {HARBOUR} --reason 'Gone for good.'")
    assert f"{HARBOUR}: has left" in run("shared_year list")
    assert "Councils answer round 1" in run("shared_year list")
    kinds = ["year.shared", "year.server_invited", "year.server_left"]
    assert [Record.objects.filter(kind=kind).count() for kind in kinds] == [1, 1, 1]


def test_a_year_is_joined_and_opens_elsewhere(run, year, monkeypatch):
    says = define(year)
    year.delete()
    server = Answering(
        make_peer("harbour", None), **{"2027": says, "members": {"joined": "2027"}}
    )
    build(monkeypatch, server)
    said = run(f"shared_year join 2027 {HARBOUR} --no-trials")
    assert f"opens here as soon as it is opened at {HARBOUR}" in said
    assert f"2027: led by {HARBOUR}" in run("shared_year list")
    code, why = refused(run, "shared_year open 2027", language="de")
    assert (code, "wird von einem anderen Server geführt" in why) == (1, True)
    assert Period.objects.get().status == "draft"
    assert SharedYear.objects.get().answers_trials is False


def test_what_is_not_there_is_named(run, year):
    assert refused(run, "shared_year share 2031")[1] == "There is no year 2031."
    said = refused(run, f"shared_year invite 2027 {HARBOUR}")[1]
    assert said == "This year is not planned with other servers."
    run("shared_year share 2027")
    assert "No server is known" in refused(run, f"shared_year invite 2027 {HARBOUR}")[1]
    code, said = refused(run, "shared_year share 2027 --by nobody")
    assert (code, said) == (1, "There is nobody called “nobody”.")
