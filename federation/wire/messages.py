"""A request and its answer as they cross the wire, apart from any framework."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from http_message_signatures.structures import CaseInsensitiveDict


def headers_of(pairs: Mapping[str, str] | Iterable[tuple[str, str]]):
    """Header fields by name, whatever its case."""
    return CaseInsensitiveDict(pairs)


@dataclass
class Request:
    """What one node asks another: an absolute address, and the bytes of the body."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    body: bytes = b""

    def __post_init__(self):
        self.headers = headers_of(self.headers)


@dataclass
class Response:
    """What it is answered, with the request it answers."""

    status_code: int
    request: Request
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    body: bytes = b""

    def __post_init__(self):
        self.headers = headers_of(self.headers)
