"""Delivering the outbox and sealing the record. Both may arrive twice."""

import logging

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import Error, OperationalError
from django.db.models.functions import Now

from ledger import clock, faults, services
from ledger.models import Heartbeat, Message
from ledger.writing import WRITERS, Mail

BATCH = 200
log = logging.getLogger(__name__)


@shared_task
def heartbeat() -> None:
    """Say that workers get what is sent to them. Delivered twice, it is said twice."""
    services.heartbeat(name=Heartbeat.WORKER)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def seal() -> None:
    """Seal what waits. Delivered twice, the second finds nothing."""
    services.seal()
    faults.hit("record.sealed")


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def deliver() -> None:
    """Deliver what is due. A message somebody else has taken is left alone."""
    services.drop_expired()
    due = list(Message.objects.due(Now()).values_list("pk", flat=True)[:BATCH])
    server = get_connection()
    try:
        for key in due:
            with services.claimed(message_id=key) as message:
                if message:
                    _deliver(message, server)
    finally:
        _hang_up(server)
    if len(due) == BATCH:
        deliver.delay()  # There may be more.


def _deliver(message: Message, server) -> None:
    """One message's trouble is its own: it is noted, and the next one has its turn."""
    try:
        faults.hit("letter.claimed")
        mail = WRITERS[message.kind](message, clock.now())
        faults.hit("letter.written")
        if mail:
            _send(message, mail, server)
            faults.hit("letter.handed_over")
    except Error:
        raise  # The database's trouble is everybody's.
    except Exception as error:
        log.warning("Message %s was not delivered.", message.key, exc_info=True)
        _hang_up(server)
        services.failed(message=message, error=f"{type(error).__name__}: {error}")
    else:
        (services.delivered if mail else services.dropped)(message=message)
        faults.hit("letter.noted")


def _send(message: Message, mail: Mail, server) -> None:
    server.open()  # Once for all of them, and again after a failure.
    EmailMessage(
        # A name must not end the line: what followed would be a header of its own.
        subject=" ".join(mail.subject.split()),
        body=mail.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        connection=server,
        headers={
            # The same id at every attempt, so that mail servers can tell a repetition.
            "Message-ID": f"<{message.key}@commonplan>",
            # Nobody's holiday notice shall answer it.
            "Auto-Submitted": "auto-generated",
            **mail.headers,
        },
    ).send()


def _hang_up(server) -> None:
    """End the call; a server that is gone need not hear it."""
    try:
        server.close()
    except Exception:
        server.connection = None
