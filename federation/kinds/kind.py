from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A kind of refusal: its name in the address, what it means, the way out."""

    code: str
    status: int
    title: Any
    way_out: Any
