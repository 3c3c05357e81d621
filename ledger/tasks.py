"""Delivering the outbox and sealing the record. Both may arrive twice."""

import smtplib

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import OperationalError
from django.db.models.functions import Now

from ledger import services
from ledger.models import Message

BATCH = 200


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def seal() -> None:
    """Seal what waits. Delivered twice, the second finds nothing."""
    services.seal()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def deliver() -> None:
    """Deliver what is due. A message somebody else has taken is left alone."""
    for key in Message.objects.due(Now()).values_list("pk", flat=True)[:BATCH]:
        message = services.claim(message_id=key)
        if message:
            _send(message)


def _send(message: Message) -> None:
    mail = EmailMessage(
        subject=message.payload["subject"],
        body=message.payload["body"],
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        # The same id at every attempt, so that mail servers can tell a repetition.
        headers={"Message-ID": f"<{message.key}@commonplan>"},
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        services.failed(message=message, error=str(error))
    else:
        services.delivered(message=message)
