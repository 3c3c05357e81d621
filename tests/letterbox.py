"""What reaches people: the letters' tasks, done at once and at any moment."""

from django.core import mail

from councils.services.letters_writing import spread, unspread, write_due
from ledger import clock
from ledger.models import Message
from ledger.services import delivered, dropped
from ledger.tasks import deliver
from ledger.writing import WRITERS


def write(at=None):
    """Make known what happened and put what is due into the outbox."""
    for event_id in unspread():
        while spread(event_id=event_id, at=at or clock.now()):
            continue
    while write_due(at=at or clock.now()):
        continue


def post():
    """The letters that arrive now, oldest first, as the mail server gets them."""
    write()
    before = len(mail.outbox)
    deliver()
    return mail.outbox[before:]


def post_at(at):
    """What would be delivered at a moment: pairs of a message and its mail."""
    write(at)
    found = []
    for message in Message.objects.waiting().order_by("pk"):
        expired = message.expires_at and message.expires_at <= at
        letter = None if expired else WRITERS[message.kind](message, at)
        (delivered if letter else dropped)(message=message)
        if letter:
            found.append((message, letter))
    return found
