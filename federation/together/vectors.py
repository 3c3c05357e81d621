"""Numbers of trial prices on the wire: doubles, least significant byte first, base64.

Exact whatever prints them, and half as long as decimals. Figures that count are never
sent so: they are decimal texts.
"""

import base64
import binascii
from collections.abc import Mapping

import numpy as np

Shape = tuple[int, ...]
# Beyond every prices and quantities there can be.
LARGEST = 1e60


def encode(values: np.ndarray) -> str:
    """As text.

    >>> encode(np.array([1.0, -2.5]))
    'AAAAAAAA8D8AAAAAAAAEwA=='
    """
    return base64.b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()


def decode(text: object, shape: Shape) -> np.ndarray:
    """Back from text. Raises ValueError unless it is of this shape and all numbers.

    >>> decode(encode(np.array([1.0, -2.5])), (2,)).tolist()
    [1.0, -2.5]
    """
    if not isinstance(text, str):
        raise ValueError("numbers are sent as text")
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("this is not base64") from error
    count = int(np.prod(shape))
    if len(raw) != 8 * count:
        raise ValueError(f"{len(raw)} bytes are not {count} numbers")
    values = np.frombuffer(raw, dtype="<f8").astype(np.float64).reshape(shape)
    if not (np.abs(values) <= LARGEST).all():
        raise ValueError("a number is too large, or none")
    return values


def encode_all(sums: Mapping[str, np.ndarray]) -> dict[str, str]:
    """Sums by name, as texts."""
    return {name: encode(values) for name, values in sums.items()}


def decode_all(texts: Mapping[str, object]) -> dict[str, np.ndarray]:
    """Sums by name, each flat; ValueError as for `decode`."""
    found = {}
    for name, text in texts.items():
        size = len(text) * 3 // 4 - str(text)[-2:].count("=") if text else 0
        found[name] = decode(text, (size // 8,))
    return found
