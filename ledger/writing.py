"""What is delivered for a message. Floors above add how theirs are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ledger.models import Message


@dataclass(frozen=True)
class Mail:
    """An e-mail as it is handed to the mail server."""

    to: str
    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


Writer = Callable[[Message, datetime], Mail | None]
WRITERS: dict[str, Writer] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Let a function write the messages of a kind, at the moment of delivery.

    It returns None where there is nothing to be said any more.
    """

    def added(writer: Writer) -> Writer:
        WRITERS[kind] = writer
        return writer

    return added


@writes("mail")
def as_it_stands(message: Message, _at: datetime) -> Mail:
    """A message that was written when it was put into the outbox."""
    return Mail(message.to, message.payload["subject"], message.payload["body"])
