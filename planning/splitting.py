"""A package divided among servers that will plan its year together."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from planning.package import Package


def shares(package: Package, servers: int) -> list[set[str]]:
    """Deal councils to servers: what is under one federation stays together.

    The largest federation is dealt first, always to the server with the fewest
    councils so far. Slugs of councils, a set for each server; a set may be empty.
    """
    parents = {row.slug: row.parent for row in package.councils}
    trees: dict[str, set[str]] = {}
    for slug in parents:
        trees.setdefault(_top(slug, parents), set()).add(slug)
    found: list[set[str]] = [set() for _server in range(servers)]
    for top in sorted(trees, key=lambda top: (-len(trees[top]), top)):
        min(found, key=len).update(trees[top])
    return found


def _top(slug: str, parents: dict[str, str]) -> str:
    while above := parents[slug]:
        slug = above
    return slug


def split(package: Package, shares: Sequence[Collection[str]]) -> list[Package]:
    """A package for each share of councils: all goods, and what is said of its own.

    A council whose federation is on another server stands here without one.
    """
    return [_part(package, set(slugs)) for slugs in shares]


def _part(package: Package, slugs: set[str]) -> Package:
    councils = [
        row if row.parent in slugs else replace(row, parent="")
        for row in package.councils
        if row.slug in slugs
    ]
    return replace(
        package,
        councils=councils,
        proposals=[row for row in package.proposals if row.council in slugs],
        standing=[row for row in package.standing if row.council in slugs],
        entitlements=[row for row in package.entitlements if row.council in slugs],
        changes=[row for row in package.changes if row.council in slugs],
    )
