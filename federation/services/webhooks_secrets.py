import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from councils.models import Person
from federation.models import Webhook, WebhookSecret
from federation.services.webhooks_holding import change, hold, note
from federation.webhooks.signing import secret_text
from federation.wire.sealed import seal, unseal

SIZE = 32  # Bytes.
OVERLAP, LONGEST = 24, 7 * 24  # Hours.


def live_secrets(*, webhook: Webhook, at: datetime) -> list[bytes]:
    """The secrets that sign at a moment, the newest first."""
    live = webhook.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    return [unseal(each.sealed) for each in live.order_by("-pk")]


def shown_secret(*, webhook: Webhook) -> str:
    """The newest secret, as whoever has just made it is shown it, once."""
    return secret_text(unseal(webhook.secrets.get(ends_at=None).sealed))


def make_secret(*, webhook: Webhook) -> None:
    """Give a webhook the secret it signs with from now on."""
    sealed = seal(secrets.token_bytes(SIZE))
    WebhookSecret.objects.create(webhook=webhook, sealed=sealed)


@transaction.atomic
def rotate_secret(
    *,
    webhook: Webhook,
    actor: Person,
    overlap: int = OVERLAP,
    version: int | None = None,
) -> Webhook:
    """Sign with a new secret too; the ones before sign for ``overlap`` hours more.

    With 0 they are of no use at once, as after a leak. Raises ValidationError:
    ``overlap`` for less than none or more than a week, ``changed``.
    """
    if not 0 <= overlap <= LONGEST:
        raise ValidationError(
            _("Old and new sign together for 0 to %(most)d hours."),
            code="overlap",
            params={"most": LONGEST},
        )
    held = hold(webhook=webhook, version=version)
    ends = Now() + timedelta(hours=overlap)
    held.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=ends)).update(ends_at=ends)
    make_secret(webhook=held)
    change(held)
    note("webhook.secret_changed", held, actor, hours=overlap)
    return held
