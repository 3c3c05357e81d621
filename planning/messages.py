"""Questions and answers of a settlement as plain text, ready for JSON.

Arrays of numbers become one text with spaces between them, truth values a text of 0
and 1, and single numbers texts too, so that nobody's reader rounds them. A float is
written so that the same float is read again.
"""

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

from planning import answers, questions
from planning.arrays import Bools, Floats, Ints

T = TypeVar("T")

# Every kind of question by its name, and the kind of its answer.
KINDS: dict[str, tuple[type[Any], type[Any]]] = {
    "remaining": (questions.Remaining, answers.Sides),
    "spread": (questions.Spread, answers.Spreads),
    "at": (questions.At, answers.Pull),
    "slopes": (questions.Slopes, answers.Pull),
    "heights": (questions.Heights, answers.Tall),
    "losses": (questions.Losses, answers.Counts),
    "floors": (questions.Floors, answers.Floor),
    "rooms": (questions.Rooms, answers.Levels),
    "ranks": (questions.Ranks, answers.Counts),
    "finish": (questions.Finish, answers.Assigned),
}


def as_plain(thing: Any) -> Any:
    """Texts, lists and dictionaries of a question or an answer.

    >>> from planning.questions import Remaining
    >>> from planning.terms import Since
    >>> as_plain(Since(np.array([0.5, -1.0]), 2))
    {'multipliers': '0.5 -1.0', 'turns': '2'}
    >>> as_plain(Remaining(np.array([True, False]), ()))
    {'dead': '10', 'turns': []}

    """
    if thing is None:
        return None
    if isinstance(thing, tuple):
        return [as_plain(each) for each in thing]
    if is_dataclass(thing):
        return {
            each.name: as_plain(getattr(thing, each.name)) for each in fields(thing)
        }
    if not isinstance(thing, np.ndarray):
        return repr(thing)
    if thing.ndim > 1:
        return [as_plain(each) for each in thing]
    if thing.dtype == np.bool_:
        return "".join("1" if each else "0" for each in thing.tolist())
    return " ".join(map(repr, thing.tolist()))


def from_plain(kind: type[T], plain: Any) -> T:
    """The question or answer of some kind that `as_plain` made a text of.

    Raises
    ------
    ValueError
        If something is missing, or is no number.

    Examples
    --------
    >>> from planning.terms import Since
    >>> from_plain(Since, {"multipliers": "0.5 -1.0", "turns": "2"})
    Since(multipliers=array([ 0.5, -1. ]), turns=2)

    """
    if not isinstance(plain, dict):
        raise ValueError(f"{kind.__name__} must be a dictionary")
    hints, found = get_type_hints(kind), {}
    for each in fields(kind):  # type: ignore[arg-type]
        if each.name not in plain:
            raise ValueError(f"{kind.__name__} lacks {each.name}")
        found[each.name] = _read(hints[each.name], plain[each.name])
    return kind(**found)


def _read(hint: Any, plain: Any) -> Any:
    if get_origin(hint) is UnionType:
        inner = [each for each in get_args(hint) if each is not NoneType]
        return None if plain is None else _read(inner[0], plain)
    if get_origin(hint) is tuple:
        if not isinstance(plain, list):
            raise ValueError("a list is missing")
        return tuple(_read(get_args(hint)[0], each) for each in plain)
    if isinstance(hint, type) and is_dataclass(hint):
        return from_plain(hint, plain)
    if isinstance(plain, list):
        return np.array([_read(hint, each) for each in plain])
    if not isinstance(plain, str):
        raise ValueError(f"a text is missing, not {plain!r}")
    return _figures(hint, plain)


def _figures(hint: Any, plain: str) -> Any:
    if hint == Bools:
        if plain.strip("01"):
            raise ValueError("truth values are written 0 and 1")
        return np.array([each == "1" for each in plain], dtype=np.bool_)
    if hint == Floats:
        return _finite(np.array([float(each) for each in plain.split()]))
    if hint == Ints:
        return np.array([int(each) for each in plain.split()], dtype=np.int64)
    return int(plain) if hint is int else float(_finite(np.array([float(plain)]))[0])


def _finite(values: Floats) -> Floats:
    if not np.isfinite(values).all():
        raise ValueError("a number is not finite")
    return values.astype(np.float64)
