"""Two people's changes of one draft, put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Merged:
    """What came of it: the lines, and the names of those both have changed.

    Of a line in ``conflicts`` the lines hold mine; ``taken`` are the lines in which
    they differ from mine because the other has changed them.
    """

    lines: dict[str, Any]
    conflicts: list[str]
    taken: list[str]


def merge(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    same: Callable[[str, Any, Any], bool] = lambda _name, a, b: a == b,
) -> Merged:
    """Put two changes of ``base`` together, line by line.

    A line only one has changed, added or removed is as that one has left it; one both
    have left the same is no conflict. ``same`` says of a name whether two lines mean
    the same; None stands for no line.

    >>> merge({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "c": 3}).lines
    {'a': 2, 'c': 3}
    >>> merge({"a": 1}, {"a": 2}, {"a": 3}).conflicts
    ['a']

    """
    lines, conflicts, taken = {}, [], []
    for name in {**theirs, **mine}:
        was, my, their = base.get(name), mine.get(name), theirs.get(name)
        kept = my
        if same(name, my, their) or same(name, their, was):
            pass
        elif same(name, my, was):
            kept = their
            taken.append(name)
        else:
            conflicts.append(name)
        if kept is not None:
            lines[name] = kept
    return Merged(lines, conflicts, taken)
