"""Webhooks: added, changed, switched off and on, removed, by people or by the rule."""

import uuid
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from councils.models import Council, Person
from federation.models import Delivery, Webhook
from federation.models.webhook import ADDRESS
from federation.services.webhooks_hearing import last_seal
from federation.services.webhooks_holding import change, hold, note
from federation.services.webhooks_secrets import make_secret
from federation.webhooks.letters import switched_off
from federation.wire.addresses import place_of

State, Why = Webhook.State, Webhook.Why
MOST, LONGEST_NAME = 20, 100
OFF = {
    Why.BY_HAND: "webhook.disabled",
    Why.GONE: "webhook.gone",
    Why.FAILING: "webhook.failed",
}


def add_webhook(
    *,
    address: str,
    events: Iterable[str],
    actor: Person,
    council: Council | None = None,
    office: str = "",
    name: str = "",
    practice: bool = False,
    public_id: uuid.UUID | None = None,
) -> tuple[Webhook, bool]:
    """Tell an address of events from now on; return the webhook and whether it is new.

    It belongs to ``council`` or to ``office``, whoever may decide that. The same
    ``public_id`` again is the same webhook.

    Raises ValidationError: ``address``, ``events``, ``name``, and ``many`` for a
    council or an office that has 20.
    """
    fields = {"address": _address(address), "events": _events(events)}
    fields["name"] = _name(name or str(urlsplit(address).hostname))
    key = public_id or uuid.uuid4()
    try:
        with transaction.atomic():
            if known := Webhook.objects.filter(public_id=key).first():
                return known, False
            return _add(key, council, office, practice, actor, fields), True
    except IntegrityError:  # The same request, at the same moment.
        return Webhook.objects.get(public_id=key), False


def _add(
    key: uuid.UUID,
    council: Council | None,
    office: str,
    practice: bool,
    actor: Person,
    fields: Mapping[str, object],
) -> Webhook:
    if Webhook.objects.filter(council=council, office=office).count() >= MOST:
        raise ValidationError(
            _("There are %(most)d webhooks already. Remove one first."),
            code="many",
            params={"most": MOST},
        )
    webhook = Webhook.objects.create(
        public_id=key,
        council=council,
        office=office,
        practice=practice,
        heard=last_seal(),
        **fields,
    )
    webhook.refresh_from_db()
    make_secret(webhook=webhook)
    note("webhook.added", webhook, actor, events=webhook.events)
    return webhook


@transaction.atomic
def change_webhook(
    *,
    webhook: Webhook,
    actor: Person,
    version: int | None = None,
    address: str | None = None,
    events: Iterable[str] | None = None,
    name: str | None = None,
    state: str | None = None,
) -> Webhook:
    """Change what is given. Raises ValidationError: as added, and ``changed``."""
    held = hold(webhook=webhook, version=version)
    fields: dict[str, object] = {}
    if address is not None:
        fields["address"] = _address(address)
    if events is not None:
        fields["events"] = _events(events)
    if name is not None:
        fields["name"] = _name(name)
    other = {key: each for key, each in fields.items() if each != getattr(held, key)}
    if other:
        change(held, **other)
        note("webhook.changed", held, actor, fields=sorted(other), events=held.events)
    if state is not None:
        turn = enable_webhook if state == State.ACTIVE else disable_webhook
        turn(webhook=held, actor=actor)
        held.refresh_from_db()
    return held


@transaction.atomic
def disable_webhook(
    *,
    webhook: Webhook,
    why: str = Why.BY_HAND,
    actor: Person | None = None,
    reason: str = "",
    version: int | None = None,
) -> bool:
    """Tell it nothing more; say whether this call did so.

    What still waits is dropped. Whom it belongs to is told by letter, unless a person
    did it. Raises ValidationError ``changed``.
    """
    held = hold(webhook=webhook, version=version)
    if held.state == State.DISABLED:
        return False
    change(held, state=State.DISABLED, why=why)
    held.deliveries.waiting().update(
        state=Delivery.State.DROPPED, due_at=None, ended_at=Now()
    )
    note(OFF[Why(why)], held, actor, reason)
    if why != Why.BY_HAND:
        switched_off(held)
    return True


@transaction.atomic
def enable_webhook(
    *, webhook: Webhook, actor: Person, version: int | None = None
) -> bool:
    """Tell it again, of what happens from now on; say whether this call did so.

    Raises ValidationError ``changed``.
    """
    held = hold(webhook=webhook, version=version)
    if held.state == State.ACTIVE:
        return False
    change(held, state=State.ACTIVE, why="", heard=last_seal(), since=Now())
    note("webhook.enabled", held, actor, events=held.events)
    return True


@transaction.atomic
def remove_webhook(
    *, webhook: Webhook, actor: Person, version: int | None = None
) -> None:
    """Delete it with its log; the record tells of it. Raises ValidationError."""
    held = hold(webhook=webhook, version=version)
    note("webhook.removed", held, actor)
    # Whoever begins a try now waits, and finds that there is none to be made.
    list(held.deliveries.select_for_update().values_list("pk"))
    held.delete()


def _address(url: str) -> str:
    if len(url) > ADDRESS:
        raise ValidationError(_("This address is too long."), code="address")
    place_of(url, settings.FEDERATION_NETWORKS)
    return url


def _events(events: Iterable[str]) -> list[str]:
    wanted = set(events)
    if not wanted or wanted - set(Webhook.Event.values):
        raise ValidationError(
            _("Name events out of %(events)s."),
            code="events",
            params={"events": ", ".join(Webhook.Event.values)},
        )
    return [each for each in Webhook.Event.values if each in wanted]


def _name(name: str) -> str:
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise ValidationError(
            _("Give the webhook a name of at most 100 characters."), code="name"
        )
    return " ".join(name.split())
