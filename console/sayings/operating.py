"""Maintenance, letters that could not be delivered, archives, and what was deleted."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "maintenance": _("Maintenance"),
    "message": _("Letters that failed"),
    "retention": _("What is deleted in time"),
}
SAYINGS = {
    "maintenance.announced": _(
        "Operators announced maintenance from %(begins)s to %(ends)s."
    ),
    "maintenance.lifted": _(
        "Operators ended an announcement of maintenance before its time."
    ),
    "message.retried": _("A letter that had failed is tried again."),
    "message.given_up": _(
        "A letter that could not be delivered was given up; attempts: %(attempts)s."
    ),
    "retention.pruned": _(
        "What had served its time was deleted: %(what)s, %(count)s rows, after "
        "%(days)s days."
    ),
    "year.archived": _("The year %(period)s was archived; SHA-256 %(sha256)s."),
}
