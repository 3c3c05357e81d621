"""docs/federation.md: the figures and words of the procedure are those of the code."""

import re
from datetime import timedelta

from federation import node, parsers, strict, throttles
from federation.conformance import suite
from federation.conformance.__main__ import parser
from federation.models import OwnKey
from federation.services.peers import NONCES_KEPT
from federation.services.posting import WAITS
from federation.together import checking, delivering, opening, vectors
from federation.wire import sending, signatures
from planning.elsewhere import MOST_SILENT
from planning.largest import DIGITS
from tests.federation.manual.reading import PAGES, blocks

PAGE = " ".join(PAGES[""].split())


def test_what_is_tried_again_and_when():
    *waits, last = WAITS
    shown = ", ".join(map(str, waits[:-1])) + f" and {waits[-1]} seconds"
    assert f"again after {shown}, then every {last}, without end" in PAGE
    row = re.search(r"^\| (none; .+?) \|", PAGES[""], re.MULTILINE)[1]
    statuses = {"5xx", "429", "401", "404", "none"}
    named = {each.strip("`") for each in row.split("; ")} - statuses
    # The others of these have a status of 429 or above 500.
    assert named == delivering.LATER - {"unavailable", "throttled", "internal"}


def test_how_much_earlier_a_server_closes():
    assert opening.EARLIER == 0.2
    assert (timedelta(seconds=2), timedelta(hours=1)) == (opening.LEAST, opening.MOST)
    said = "a fifth less of the time that is left when it opens the round: at least two"
    assert f"{said} seconds less, and at most an hour" in PAGE
    assert "at least two seconds, at most an hour" in PAGE


def test_limits_of_messages():
    assert parsers.LARGEST == sending.LARGEST == 2**20
    assert sending.ALL_SECONDS == 30
    assert timedelta(minutes=5) == signatures.WINDOW
    assert "an answer ends after 1 MiB or 30 seconds" in PAGE
    assert f"at most {node.MOST_KEYS} keys" in PAGE
    assert f"at most {node.LONGEST_NAME} letters" in PAGE
    assert f"at most {signatures.LONGEST_NONCE} letters" in PAGE
    assert timedelta(days=1) == NONCES_KEPT
    assert "remembered for a day" in PAGE
    assert f"at most {checking.MOST_SERVERS:,}" in " ".join(PAGES["-messages"].split())
    assert checking.MOST_UNITS == 2**62 // checking.MOST_SERVERS
    assert throttles.PeerThrottle.rate == "600/min"
    assert "more than 600 requests a minute" in PAGES["-messages"]
    assert f"more than {strict.DEEPEST} levels" in PAGES["-bytes"]
    words = " ".join(PAGES["-bytes"].split())
    assert f"more than {strict.MOST_OF_SERVERS:,} texts and brackets" in words
    assert "beyond 1e60" in " ".join(PAGES["-bytes"].split())
    assert vectors.LARGEST == 1e60


def test_words_of_the_procedure():
    assert MOST_SILENT == 0.4
    assert "more than two fifths of the whole" in PAGE
    assert DIGITS == 24 + 39
    for state in OwnKey.State.values:
        assert state == "revoked" or f"`{state}`" in PAGE
    for label in (signatures.LABEL, signatures.TAG):
        assert f"`{label}`" in PAGE


def test_the_conformance_suite_is_called_as_it_is_shown():
    lines = re.findall(r"^\$ python -m federation.conformance (.+)$", PAGES[""], re.M)
    for line in lines:
        assert parser().parse_args(line.split()).peer_key == "key.json"
    assert len(lines) == 2
    for option in parser()._option_string_actions:
        assert option in ("-h", "--help") or option in PAGE
    for state in (suite.OK, suite.SKIPPED, suite.FAILED):
        assert f"`{state}`" in PAGE


def test_no_block_of_the_procedure_is_left_unread():
    assert {kind for kind, _name in blocks("")} == {"json", "console"}
