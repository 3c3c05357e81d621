from django.utils.translation import gettext_lazy as _

from .kind import Kind

# What was asked of webhooks as a whole, or of anything with an ETag.
REFUSED = [
    Kind(
        "webhook-switched-off",
        409,
        _("The webhook is switched off."),
        _("Switch it on by sending “state”: “active”, then ask again."),
    ),
    Kind(
        "changed-meanwhile",
        412,
        _("This was changed since you read it."),
        _("Read it again, and send the new ETag in If-Match if it shall be so."),
    ),
    Kind(
        "if-match-missing",
        428,
        _("The header If-Match is missing."),
        _("Send the ETag of what you change, as you read it."),
    ),
]
# Places in what was sent about a webhook.
PLACED = [
    Kind(
        "unknown-owner",
        400,
        _("You do not look after the webhooks of this council or office."),
        _(
            "Name a council in which you are delegate or clerk, or your office:"
            " “facilitators” or “auditors”."
        ),
    ),
    Kind(
        "not-an-address",
        400,
        _("Nothing is sent to this address."),
        _("It begins with https:// and leads to a public address."),
    ),
    Kind(
        "not-a-list",
        400,
        _("This must be a list with something in it."),
        _("Write it in square brackets."),
    ),
    Kind(
        "unknown-event",
        400,
        _("There is no such event."),
        _("docs/webhooks.md names all of them."),
    ),
    Kind(
        "unknown-state",
        400,
        _("There is no such state."),
        _("A webhook is “active” or “disabled”."),
    ),
    Kind(
        "too-many-webhooks",
        400,
        _("There are as many webhooks as there can be."),
        _("A council or an office has at most 20; remove one first."),
    ),
]
