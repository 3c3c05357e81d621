from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from django.utils.translation import gettext as _

from iteration.packages.io_table.table import PREFIXES, Line, same


def find(name: str, lines: dict[int, Line]) -> list[int]:
    """The lines of a name, or of a place written #12."""
    if name.startswith("#") and name[1:].isdecimal():
        return [key for key, line in lines.items() if line.place == int(name[1:])]
    wanted = same(name)
    return [
        key
        for key, line in lines.items()
        if wanted in {same(known) for known in line.names}
    ]


def spread(names: Iterable[str], lines: Iterable[Line]) -> list[str]:
    """Names one by one: “a,b” is two, unless something is called so.

    >>> spread(["bread, fresh", "rye,oats"], [Line(1, ("Bread, fresh",))])
    ['bread, fresh', 'rye', 'oats']
    """
    known = {same(given) for line in lines for given in line.names}
    apart = []
    for name in names:
        meant = {same(name), *(same(name.removeprefix(each)) for each in PREFIXES)}
        whole = known & meant
        apart += [name] if whole else [part.strip() for part in name.split(",")]
    return [name for name in apart if name]


def unknown(name: str, lines: Iterable[Line]) -> str:
    """The question for a name that nothing has, with those it may have meant."""
    known = [given for line in lines for given in line.names]
    close = get_close_matches(name, known, n=3)
    question = _("There is no “%(name)s” here.") % {"name": name}
    if close:
        meant = ", ".join(f"“{given}”" for given in close)
        question += " " + _("Is it %(names)s?") % {"names": meant}
    return question


def left(lines: Sequence[Line], gone: Iterable[int]) -> dict[int, Line]:
    return {key: line for key, line in enumerate(lines) if key not in set(gone)}


def named(
    option: str, names: Sequence[str], lines: dict[int, Line], questions: list[str]
) -> list[int]:
    found = []
    for name in spread(names, lines.values()):
        keys = find(name, lines)
        if not keys:
            question = unknown(name, lines.values())
            questions.append(f"--{option}: {question}")
        elif len(keys) > 1:
            question = _(
                "--%(option)s: “%(name)s” is there %(count)d times: %(places)s."
            )
            places = ", ".join(f"#{lines[key].place}" for key in keys)
            shown = {"option": option, "name": name, "count": len(keys)}
            questions.append(question % (shown | {"places": places}))
        else:
            found += keys
    return found
