"""docs/verifying.md tells the truth: its commands are run, its figures compared."""

import json
import re
import shlex

from django.conf import settings

from desk.urls import urlpatterns
from ledger.exporting import seals_document, whole_record
from ledger.models import Seal
from ledger.services import seal
from tests.verify.conftest import ALL

MANUAL = (settings.BASE_DIR / "docs" / "verifying.md").read_text()
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DIGEST = re.compile("[0-9a-f]{64}")


def test_every_command_prints_what_the_manual_shows(year):
    seal()
    year.write("record.jsonl", "".join(whole_record()))
    year.write("seals.json", "".join(seals_document()))
    blocks = BLOCK.findall(MANUAL)
    assert len(blocks) >= 4
    for block in blocks:
        command, _newline, shown = block.partition("\n")
        program, *words = shlex.split(command.removeprefix("$ "))
        if program == "sed":
            change, name = words[1:]
            _s, old, new, _end = change.split("/")
            body = year.read(name)
            assert body.count(old.encode()) == 1
            year.write(name, body.replace(old.encode(), new.encode()))
            continue
        named = settings.BASE_DIR / "verify" / words.pop(0)
        assert named.exists()
        known = {
            "DIGEST": year.digests["plan.json"],
            "SEAL": Seal.objects.latest("number").digest,
        }
        words = [known.get(word, word) for word in words]
        printed = DIGEST.sub("…", year.check(*words, program=named).stdout)
        for line in shown.splitlines():
            assert line in printed.splitlines(), (command, line, printed)


def test_every_part_of_a_document_is_explained(year):
    parts = {
        key for name in (*ALL, "receipt.json") for key in json.loads(year.read(name))
    }
    assert {part for part in parts if f"`{part}`" not in MANUAL} == set()


def test_the_addresses_in_the_manual_are_real():
    routes = {str(route.pattern) for route in urlpatterns}
    for path in (
        "years/<slug:period>/check/",
        "verify_plan.py",
        "documents/<slug:digest>/",
    ):
        assert path in routes
        shown = re.sub("<[a-z]+:([a-z]+)>", r"{\1}", path)
        assert f"`/{shown}`" in MANUAL
