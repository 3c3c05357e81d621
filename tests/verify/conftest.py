"""A small real year, through the services, and the program that checks it."""

import contextlib
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from iteration.models import Publication
from iteration.proof import prove
from iteration.services import publish_plan, settle_period
from ledger.canonical import canonical
from ledger.services import seal
from proposals.models import Proposal
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    reload,
)

PROGRAM = settings.BASE_DIR / "verify" / "verify_plan.py"


class Files:
    """The documents of a year as files, and the program run beside them."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.digests = {}

    def write(self, name, body):
        path = self.folder / name
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
        return path

    def read(self, name):
        return (self.folder / name).read_bytes()

    def change(self, name, **changes):
        """Write a document again, in canonical form, with other parts."""
        document = json.loads(self.read(name))
        self.write(name, canonical(document | changes))
        return document

    def check(self, *arguments, language="en", program=PROGRAM):
        """Run it alone: no site packages, no environment, an empty folder."""
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        paths = [
            str(self.folder / each) if (self.folder / each).exists() else each
            for each in arguments
        ]
        return subprocess.run(
            [sys.executable, "-I", "-S", program, "--language", language, *paths],
            cwd=empty,
            env={},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )


def make_year(folder):
    """Two rounds and a plan with a cut; receipts of north for the agreed round.

    In round 1 too little bread is offered; in round 2 it is within tolerance, a little
    short, so that the settlement cuts. Hours and a field are offered in surplus.
    """
    bread, flour = make_good("bread"), make_good("flour", category="intermediate")
    hours = make_good("hours", category="labour", unit="h", decimals=2)
    field = make_good("field", category="resource", unit="har", decimals=0)
    period = make_open_period(
        {bread: 3, flour: 1, hours: 10, field: 100}, code="2027", tolerance="0.1"
    )
    bakers = make_council("bakers", kind="worker")
    mill = make_council("mill", kind="worker")
    commons = make_council("commons", kind="commons")
    north, south = make_council("north", members=30), make_council("south", members=20)
    lines = {
        bakers: {bread: -80_000, flour: 80_000, hours: 4_000},
        mill: {flour: -79_000, hours: 1_000, field: 20},
        commons: {field: -21},
        north: {bread: 62_000, hours: -3_000},
        south: {bread: 41_000, hours: -2_200},
    }
    for council, quantities in lines.items():
        make_proposal(council, period, quantities)
    seal()
    make_count(period)
    make_proposal(bakers, period, lines[bakers] | {bread: -100_000})
    make_count(period)
    settle_period(period=reload(period))
    seal()
    plan = publish_plan(period=reload(period))

    files = Files(folder)
    for publication in Publication.objects.order_by("number"):
        round = publication.round
        name = f"round-{round.number}.json" if round else "plan.json"
        files.write(name, publication.body)
        files.digests[name] = publication.digest
    mine = Proposal.objects.select_related("council", "period").get(council=north)
    files.write("receipt.json", canonical(prove(mine, plan.round).document()))
    return files


ALL = ("round-1.json", "round-2.json", "plan.json")


@pytest.fixture
def lone(tmp_path):
    """The program and files, without a year."""
    return Files(tmp_path)


def load():
    """The program as a module."""
    spec = importlib.util.spec_from_file_location("verify_plan", PROGRAM)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


@pytest.fixture
def run(year):
    """Check files in this process, which is quicker: what was counted, and the text."""
    program = load()

    def check(names, digest=None):
        report, out = program.Report("en"), io.StringIO()
        places = [str(year.folder / name) for name in names]
        with contextlib.redirect_stdout(out):
            program.verify(program.gather(places, digest, report), digest, report)
        return report.counts, out.getvalue()

    return check


@pytest.fixture
def year(db, tmp_path):
    return make_year(tmp_path)
