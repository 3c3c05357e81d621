"""One root over many receipts."""

from hashlib import sha256


def root(receipts):
    """The root over receipts, which are texts."""
    return _up([sha256(b"\0" + each.encode()).digest() for each in receipts])


def joined(roots):
    """The root over roots, which are not hashed once more."""
    return _up([bytes.fromhex(each) for each in roots])


def _up(row):
    if not row:
        return sha256(b"").hexdigest()
    while len(row) > 1:
        pairs = [row[at : at + 2] for at in range(0, len(row), 2)]
        row = [
            sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return row[0].hex()
