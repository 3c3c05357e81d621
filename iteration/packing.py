"""Arrays as bytes, none the longer for what is the same everywhere in them.

A line of JSON says what follows; then come the arrays, one after another. numpy's own
files take as long to be opened as a whole part takes to be read.
"""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import numpy as np

# What numpy's own files begin with; parts were kept in them before.
ZIP = b"PK"
# Numbers that are not whole are kept apart, if they are fewer than one in so many.
FEW = 8
# Whole numbers beyond this are not all floats.
EXACT = 2.0**53


def packed(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Arrays of numbers and truth values by name, of at least one dimension."""
    said, pieces = [], []
    for name, array in arrays.items():
        kept = _kept(np.ascontiguousarray(array))
        forms = [(each.dtype.str, each.size) for each in kept]
        said.append((name, array.dtype.str, array.shape, forms))
        pieces += [each.tobytes() for each in kept]
    head = json.dumps(said, separators=(",", ":")).encode()
    return b"".join([head, b"\n", *pieces])


def unpacked(data: bytes) -> dict[str, Any]:
    """The same arrays again, to the last bit; whole numbers as int64."""
    if data[:2] == ZIP:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            return {name: _wide(arrays[name]) for name in arrays.files}
    end = data.index(b"\n")
    parts = _pieces(data, end + 1)
    return {
        name: _wide(_restored([parts(*form) for form in forms], kind, tuple(shape)))
        for name, kind, shape, forms in json.loads(data[:end])
    }


def _pieces(data: bytes, at: int) -> Any:
    def piece(kind: str, count: int) -> np.ndarray:
        nonlocal at
        found = np.frombuffer(data, kind, count, at)
        at += found.nbytes
        return found

    return piece


def _kept(array: np.ndarray) -> list[np.ndarray]:
    """What an array is kept as: all of it, one entry, or whole numbers and the rest."""
    flat = array.reshape(-1)
    if len(flat) > 1 and _alike(flat):
        return [flat[:1]]
    if flat.dtype.kind == "i":
        return [_narrow(flat)]
    if flat.dtype == np.float64 and len(flat) > FEW:
        return list(_parted(flat))
    return [flat]


def _alike(flat: np.ndarray) -> bool:
    """Whether all entries are the same bits: what is unknown equals nothing."""
    bits = flat.view(np.int64) if flat.dtype == np.float64 else flat
    return bool((bits == bits[0]).all())


def _parted(flat: np.ndarray) -> Iterator[np.ndarray]:
    with np.errstate(invalid="ignore"):
        whole = np.where(np.abs(flat) < EXACT, flat, 0.0).astype(np.int64)
    # By their bits, so that -0.0 is kept too.
    rest = np.flatnonzero(
        whole.astype(np.float64).view(np.int64) != flat.view(np.int64)
    )
    if len(rest) * FEW > len(flat):
        yield flat
        return
    yield _narrow(whole)
    yield _narrow(rest)
    yield flat[rest]


def _restored(parts: list[np.ndarray], kind: str, shape: tuple[int, ...]) -> np.ndarray:
    if len(parts) == 1:
        array = parts[0].astype(kind)
        return np.full(shape, array) if array.size == 1 else array.reshape(shape)
    whole, rest, values = parts
    array = whole.astype(kind)
    array[rest.astype(np.int64)] = values
    return array.reshape(shape)


def _narrow(array: np.ndarray) -> np.ndarray:
    """Whole numbers in as few bytes as hold them all."""
    if not array.size:
        return array
    furthest = max(-int(array.min()), int(array.max()) + 1)
    return array.astype(np.min_scalar_type(-furthest))


def _wide(array: np.ndarray) -> np.ndarray:
    return array.astype(np.int64) if array.dtype.kind in "iu" else array
