"""Webhooks: which programs are told of what."""

from django.utils.translation import gettext_lazy as _

TOPICS = {"webhook": _("Webhooks")}
SAYINGS = {
    "webhook.added": _("A webhook of %(subject)s was added; it is told: %(events)s."),
    "webhook.changed": _(
        "A webhook of %(subject)s was changed; it is told: %(events)s."
    ),
    "webhook.enabled": _("A webhook of %(subject)s was switched on again."),
    "webhook.disabled": _("A webhook of %(subject)s was switched off."),
    "webhook.gone": _(
        "A webhook of %(subject)s was switched off: its address answered that it is "
        "gone."
    ),
    "webhook.failed": _(
        "A webhook of %(subject)s was switched off: what it was told was not taken, "
        "after every try."
    ),
    "webhook.secret_changed": _(
        "A webhook of %(subject)s got a new secret; the one before signs beside it for "
        "%(hours)s hours."
    ),
    "webhook.replayed": _("A webhook of %(subject)s was told once more: %(event)s."),
    "webhook.removed": _("A webhook of %(subject)s was removed."),
}
