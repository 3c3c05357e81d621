"""Whatever is handed to the program, it answers in words."""

import json

import pytest

from ledger.canonical import canonical
from tests.verify.conftest import ALL

ROUND = {"kind": "round", "number": 1, "goods": [], "previous": None}
HOSTILE = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "no JSON": b"{",
    "null": b"null",
    "a list": b"[]",
    "a text with a word in it": b'"documents"',
    "a number beyond all": b'{"kind":' + b"9" * 100_000 + b"}",
    "deep": b"[" * 1_000_000,
    "deep and closed": b'{"kind":' + b"[" * 90_000 + b"]" * 90_000 + b"}",
    "half deep": b'{"kind":"round","goods":' + b"[" * 900 + b"]" * 900 + b"}",
    "an unknown kind": b'{"kind":"song"}',
    "a kind that is a list": b'{"kind":[]}',
    "an empty round": b'{"kind":"round"}',
    "a round of nothing": canonical(ROUND).encode(),
    "a plan of nothing": b'{"kind":"plan","goods":[{}],"councils":{}}',
    "a plan whose round is a list": b'{"kind":"plan","round_digest":[1]}',
    "a receipt of nothing": b'{"kind":"receipt","digest":{},"text":5}',
    "a local file as an address": json.dumps(
        {"documents": [{"address": "file:///etc/passwd", "digest": "0" * 64}]}
    ).encode(),
    "a list of numbers": b'{"documents":5}',
    "a list in circles": b'{"documents":[{"address":"http://[","digest":"x"}]}',
    "infinity": b'{"kind":"round","goods":Infinity}',
    "half a pair": b'{"kind":"round","number":"\\ud800"}',
    "control characters": b'{"kind":"round","number":"\\u001b[2J\\u0007"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_in_words(tmp_path, lone, name):
    lone.write("hostile.json", HOSTILE[name])

    answer = lone.check("hostile.json")

    assert answer.returncode in (1, 2)
    assert answer.stderr == ""
    assert "FAILED" in answer.stdout or "?" in answer.stdout
    assert "\x1b" not in answer.stdout


@pytest.mark.parametrize(
    "where", ["none.json", "/", "http://127.0.0.1:1/x", "http://["]
)
def test_what_cannot_be_reached_cannot_be_read(lone, where):
    answer = lone.check(where)
    assert (answer.returncode, answer.stderr) == (2, "")


def test_more_than_200_megabytes_are_not_read(lone):
    with lone.write("large.json", b"").open("r+b") as file:
        file.truncate(201 * 2**20)  # Takes no room on the disk.
    answer = lone.check("large.json")
    assert (answer.returncode, answer.stderr) == (2, "")
    assert "more than 200 MB" in answer.stdout


STRANGE = (None, True, -1, 10**25, "", "x", "-0", "1e9", [], {}, [[]], {"": []})


@pytest.mark.parametrize("name", [*ALL, "receipt.json"])
def test_no_value_in_the_place_of_another_leaves_it_speechless(year, run, name):
    says = json.loads(year.read(name))
    rows = [says, *says.get("goods", [])[:1], *says.get("councils", [])[:1]]
    rows += [part for part in says.values() if isinstance(part, dict)]
    for row in rows:
        for key, before in list(row.items()):
            for strange in STRANGE:
                row[key] = strange
                year.write(name, canonical(says))
                counts, _text = run([*ALL, "receipt.json"], year.digests["plan.json"])
                assert strange == before or counts["FAILED"] or name == "receipt.json"
            row[key] = before
