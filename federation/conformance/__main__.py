"""Point the checks at a server. docs/federation.md says how, and what for."""

import argparse
import json
import os
import secrets
import sys
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .node import Node
from .saying import fingerprint
from .signing import Key
from .suite import FAILED, OK, run


def main(arguments=None, out=sys.stdout):
    """Exit status: 0 if all holds, 1 if something does not, 2 if it was not begun."""
    said = parser().parse_args(arguments)
    if said.new_key:
        out.write(new_key(said.new_key, said.peer_key))
        return 0
    node = Node(
        said.node,
        read_key(said.peer_key),
        year=said.year,
        foreign=said.foreign_year,
        authorities=said.authorities,
    )
    found = []
    for result in run(node):
        out.write(f"{result}\n")
        found.append(result.state)
    out.write(f"{found.count(OK)} of {len(found)} hold, {found.count(FAILED)} do not\n")
    return 1 if FAILED in found else 0


def parser():
    """What can be said on the command line."""
    found = argparse.ArgumentParser("federation.conformance", description=__doc__)
    what = found.add_mutually_exclusive_group(required=True)
    what.add_argument("--node", metavar="ADDRESS", help="the server: https://…")
    what.add_argument(
        "--new-key",
        metavar="ADDRESS",
        help="make a key for the server that is played, at this address; print its"
        " document",
    )
    found.add_argument("--peer-key", metavar="FILE", required=True, help="its key")
    found.add_argument("--year", metavar="CODE", default="", help="it was invited to")
    found.add_argument(
        "--foreign-year", metavar="CODE", default="", help="it was not invited to"
    )
    found.add_argument("--authorities", metavar="FILE", help="certificates to trust")
    return found


def read_key(file):
    """The key of a file: {"id": "https://…/api/v1/node#k1", "secret": "base64"}."""
    try:
        with open(file, encoding="utf-8") as source:
            found = json.load(source)
        key = Key(found["id"], b64decode(found["secret"], validate=True))
        key.sign(b"")
    except (OSError, KeyError, TypeError, ValueError) as error:
        sys.stderr.write(f"{file} holds no key: {error}\n")
        raise SystemExit(2) from error
    return key


def new_key(origin, file):
    """Write a new key; the document to be served at its address, as text."""
    origin, secret = origin.rstrip("/"), secrets.token_bytes(32)
    key = {
        "id": f"{origin}/api/v1/node#k1",
        "secret": b64encode(secret).decode(),
    }
    with open(
        os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w"
    ) as target:
        json.dump(key, target)
    raw = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    row = {
        "id": key["id"],
        "algorithm": "ed25519",
        "public": b64encode(raw).decode(),
        "fingerprint": fingerprint(raw),
        "state": "current",
    }
    document = {"node": origin, "name": "Conformance", "software": "conformance"}
    return json.dumps(document | {"protocol": 1, "keys": [row]}, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
