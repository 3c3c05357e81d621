"""A Merkle tree over digests: one root for all, and a short proof for each.

Leaves and inner nodes are hashed with different first bytes, as RFC 6962 does, so that
an inner node cannot be passed off as a leaf. A node without a sibling moves up as is.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").hexdigest()


def root(leaves: Sequence[str]) -> str:
    """The root over the leaves (texts) in their order; EMPTY if there are none.

    >>> root(["a"]) == leaf("a").hex()
    True
    """
    return over([leaf(text).hex() for text in leaves])


def path(leaves: Sequence[str], place: int) -> list[tuple[str, str]]:
    """What proves that the leaf at ``place`` is under the root: (side, digest) pairs.

    The side says where the sibling stands. At most log2 of the number of leaves,
    rounded up. Raises IndexError if there is no such leaf.
    """
    if not 0 <= place < len(leaves):
        raise IndexError(f"no leaf {place} among {len(leaves)}")
    return path_over([leaf(text).hex() for text in leaves], place)


def over(roots: Sequence[str]) -> str:
    """One root over several, each of a tree of its own; EMPTY if there are none.

    A path in one of them goes on with `path_over` to the common one.

    >>> trees = ["a", "b"], ["c"], ["d", "e", "f"]
    >>> roots = [root(tree) for tree in trees]
    >>> steps = path(trees[2], 1) + path_over(roots, 2)
    >>> climb("e", steps) == over(roots)
    True
    """
    level = [bytes.fromhex(each) for each in roots]
    while len(level) > 1:
        level = _up(level)
    return level[0].hex() if level else EMPTY


def path_over(roots: Sequence[str], place: int) -> list[tuple[str, str]]:
    """The steps from one of several roots to the one `over` them all."""
    level = [bytes.fromhex(each) for each in roots]
    steps = []
    while len(level) > 1:
        sibling = place ^ 1
        if sibling < len(level):
            side = "left" if sibling < place else "right"
            steps.append((side, level[sibling].hex()))
        level = _up(level)
        place //= 2
    return steps


def climb(text: str, steps: Sequence[tuple[str, str]]) -> str:
    """The root to which a leaf and its path lead.

    >>> leaves = ["a", "b", "c"]
    >>> climb("c", path(leaves, 2)) == root(leaves)
    True
    """
    node = leaf(text)
    for side, sibling in steps:
        other = bytes.fromhex(sibling)
        node = _join(other, node) if side == "left" else _join(node, other)
    return node.hex()


def follows(text: str, steps: Sequence[tuple[str, str]], expected: str) -> bool:
    """Say whether the leaf and its path lead to the expected root.

    >>> follows("d", path(["a", "b", "c"], 2), root(["a", "b", "c"]))
    False
    """
    return climb(text, steps) == expected


def leaf(text: str) -> bytes:
    """The digest of a leaf."""
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _up(level: list[bytes]) -> list[bytes]:
    pairs = [
        _join(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)
    ]
    return pairs + level[2 * len(pairs) :]
