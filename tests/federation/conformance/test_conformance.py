"""The checks hold of this server, and each of them fails where it should."""

import io
import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from federation import conformance
from federation.conformance import joining
from federation.conformance.__main__ import main
from federation.conformance.node import Node
from federation.conformance.signing import Key
from federation.conformance.suite import ALWAYS, FAILED, OK, SKIPPED, result_of
from federation.models import OwnKey
from federation.services import add_peer, confirm_key
from federation.services.shared_years import invite_server, share_year
from federation.together.definition import catalogue_digest, define
from federation.wire.keys import fingerprint, public_text
from tests.factories import make_facilitator, make_good, make_period
from tests.federation.conformance.wrong import WRONG, serving, shows

SECRET = bytes(range(1, 33))
PEER = "https://peer.example"
KEY = Key(f"{PEER}/api/v1/node#k1", SECRET)
FOLDER = Path(conformance.__file__).parent


@pytest.fixture
def peer_key(tmp_path):
    file = tmp_path / "key.json"
    secret = b64encode(SECRET).decode()
    file.write_text(json.dumps({"id": KEY.id, "secret": secret}))
    return str(file)


@pytest.fixture
def node(live_server, settings):
    """This server at an address of its own; the played one is known there."""
    settings.BASE_URL = live_server.url
    ann = make_facilitator()
    keys = {KEY.id: public_text(SECRET)}
    peer = add_peer(origin=PEER, name="Played", keys=keys, actor=ann, reason="Tests.")
    confirm_key(key=peer.keys.get(), typed=fingerprint(public_text(SECRET)), actor=ann)
    peer.refresh_from_db()
    prices = {make_good("bread"): "2.5", make_good("yeast"): "1"}
    for code in ("2027", "2028"):
        period = make_period(code, prices)
        year = share_year(period=period, actor=ann, reason="Together.")
        if code == "2027":
            invite_server(year=year, peer=peer, actor=ann, reason="Tests.")
    return live_server.url


@pytest.mark.django_db(transaction=True)
def test_this_server_is_right(node, peer_key):
    said = io.StringIO()
    ask = ["--node", node, "--peer-key", peer_key, "--year", "2027"]
    status = main([*ask, "--foreign-year", "2028"], said)
    *lines, last = said.getvalue().strip().split("\n")
    checks = [*ALWAYS, *joining.CHECKS]
    assert [each for each in lines if not each.startswith(f"{OK} ")] == []
    assert last == f"{len(checks)} of {len(checks)} hold, 0 do not"
    assert status == 0
    assert OwnKey.objects.exists()


def test_every_check_fails_where_it_should():
    failed = set()
    with serving(shows("https://strange.example")) as strange:
        for answer in WRONG:
            with serving(answer) as origin:
                failed |= failing(Node(origin, KEY, year="2027", foreign="2028"))
        failed |= failing(Node(strange, KEY, year="2027", foreign="2028"))
    assert [each.__name__ for each in every() if each not in failed] == []


def every():
    return [*ALWAYS, *joining.CHECKS]


def failing(node):
    results = {check: result_of(check, node) for check in every()}
    assert all(each.why for each in results.values() if each.state == FAILED)
    return {check for check, each in results.items() if each.state == FAILED}


def test_a_wrong_server_ends_it_with_one_and_says_why(peer_key):
    said = io.StringIO()
    with serving(WRONG[0]) as origin:
        assert main(["--node", origin, "--peer-key", peer_key], said) == 1
    assert (
        "failed  Without a signature: signature-missing: it is answered with 200"
        in (said.getvalue())
    )


def test_nobody_there_is_a_failure_and_no_crash():
    found = result_of(ALWAYS[0], Node("http://127.0.0.1:9", KEY))
    assert (found.state, found.why[:14]) == (FAILED, "no answer came")


def test_what_cannot_be_checked_is_skipped_and_said():
    [check] = [each for each in ALWAYS if each.__name__ == "foreign_year"]
    found = result_of(check, Node("http://127.0.0.1:9", KEY))
    assert (found.state, bool(found.why)) == (SKIPPED, True)


def test_a_key_that_is_none_is_refused(tmp_path, capsys):
    file = tmp_path / "key.json"
    file.write_text('{"id": "a", "secret": "AAAA"}')
    with pytest.raises(SystemExit) as ended:
        main(["--node", "http://127.0.0.1:9", "--peer-key", str(file)])
    assert ended.value.code == 2
    assert "holds no key" in capsys.readouterr().err


def test_it_is_copied_away_and_makes_itself_a_key(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "conformance")
    asked = ["--new-key", f"{PEER}/", "--peer-key", "key.json"]
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *asked],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    document = json.loads(done.stdout)
    [key] = document["keys"]
    kept = json.loads((tmp_path / "key.json").read_text())
    assert document["node"] == PEER
    assert kept["id"] == key["id"] == KEY.id
    assert public_text(b64decode(kept["secret"])) == key["public"]
    assert fingerprint(key["public"]) == key["fingerprint"]
    assert (tmp_path / "key.json").stat().st_mode & 0o077 == 0


def test_nothing_else_of_the_project_is_needed():
    code = (
        "import sys, federation.conformance.__main__;"
        "print([n for n in sys.modules if n.split('.')[0] in"
        " ('django', 'rest_framework', 'http_message_signatures', 'ledger')"
        " or n.startswith('federation.') and 'conformance' not in n])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=FOLDER.parents[1],
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.django_db
def test_the_catalogue_digest_is_that_of_the_project():
    period = make_period("2027", {make_good("bread"): "2.5"})
    assert joining.catalogue_digest(define(period)) == catalogue_digest(period)
