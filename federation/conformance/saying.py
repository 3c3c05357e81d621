"""What a server says of itself, and how it signs what it answers."""

import hashlib

from .node import FEDERATION, JSON, V1, expect, kind_of, problem
from .signing import Unsigned, public_key, verify

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIELDS = {"node": str, "name": str, "software": str, "protocol": int, "keys": list}
OF_KEY = ("id", "algorithm", "public", "fingerprint", "state")
STATES = {"next", "current", "retired"}
# A year that nobody plans.
NOWHERE = f"{FEDERATION}/years/no-such-year-7f3a/head"


def fingerprint(raw):
    """The fingerprint of a key's 32 bytes.

    >>> fingerprint(b"")
    'WERC-8GMR-ZGE1-96QV-YK49'
    """
    bits = int.from_bytes(hashlib.sha256(raw).digest()) >> 156
    text = "".join(LETTERS[bits >> 5 * place & 31] for place in reversed(range(20)))
    return "-".join(text[at : at + 4] for at in range(0, 20, 4))


def document_is_json(node):
    """The document is JSON, to be read without a signature"""
    answer = node.send(node.request("GET", f"{V1}/node"))
    expect(answer.status == 200, f"it is answered with {answer.status}")
    expect(kind_of(answer) == JSON, f"its type is {kind_of(answer)}")
    expect(node.document, "it is empty")


def document_has_its_fields(node):
    """The document has node, name, software, protocol and keys"""
    for name, kind in FIELDS.items():
        found = node.document.get(name)
        expect(type(found) is kind, f"“{name}” is missing or no {kind.__name__}")
        expect(found, f"“{name}” is empty")


def document_is_of_its_address(node):
    """The document names the address it was read from, and keys under it"""
    said = node.document.get("node")
    expect(said == node.origin, f"it says that it is {said}")
    strange = [each for each in node.keys if not each.startswith(f"{node.origin}/")]
    expect(not strange, f"keys of somebody else: {strange}")


def keys_can_be_used(node):
    """Every key is ed25519, 32 bytes in base64, and one of them is current"""
    rows = node.document.get("keys", [])
    for row in rows:
        missing = [name for name in OF_KEY if not isinstance(row.get(name), str)]
        expect(not missing, f"a key has no {missing}")
        expect(row["algorithm"] == "ed25519", f"a key is {row['algorithm']}")
        expect(row["state"] in STATES, f"a key is {row['state']}")
    current = [row for row in rows if row["state"] == "current"]
    expect(len(current) == 1, f"{len(current)} keys are current")
    expect(len(node.keys) == len(rows), "two keys have one id")


def fingerprints_are_of_the_keys(node):
    """Every fingerprint is that of its key"""
    for row in node.document.get("keys", []):
        told = fingerprint(public_key(row["public"]).public_bytes_raw())
        expect(row["fingerprint"] == told, f"{row['fingerprint']} should be {told}")
    expect(node.keys, "there are no keys")


def nothing_leads_on(node):
    """No address leads on to another one"""
    for path in (f"{V1}/node", f"{FEDERATION}/announcements/", NOWHERE):
        node.say("GET", path)


def answers_are_signed(node):
    """An answer is signed with a key of the document"""
    answer = node.say("GET", NOWHERE)
    key = verify(answer, node.keys)
    [row] = [each for each in node.document["keys"] if each["id"] == key]
    expect(row["state"] == "current", f"the key it is signed with is {row['state']}")


def refusals_are_signed(node):
    """A refusal of a known server's message is signed, too"""
    answer = node.say("POST", f"{FEDERATION}/announcements", b"{")
    expect(answer.status >= 400, f"what is no JSON is taken: {answer.status}")
    verify(answer, node.keys)
    problem(answer)


def answers_belong_to_their_request(node):
    """An answer belongs to one request, and not to another of the same"""
    one, other = node.say("GET", NOWHERE), node.say("GET", NOWHERE)
    verify(one, node.keys)
    try:
        verify(one, node.keys, request=other.request)
    except Unsigned:
        return
    expect(False, "it fits another request as well")


CHECKS = [
    document_is_json,
    document_has_its_fields,
    document_is_of_its_address,
    keys_can_be_used,
    fingerprints_are_of_the_keys,
    nothing_leads_on,
    answers_are_signed,
    refusals_are_signed,
    answers_belong_to_their_request,
]
