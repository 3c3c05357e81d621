"""The first facilitator, what the guide brings in, and practice years."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "facilitator": _("The first facilitator"),
    "councils": _("Lists of councils"),
    "practice": _("Practice years"),
}
SAYINGS = {
    "facilitator.first": _("The first facilitator made an account."),
    "councils.founded": _(
        "Councils were brought in: %(new)s new ones, %(known)s known before."
    ),
    "catalogue.filled": _(
        "%(goods)s goods were put into the catalogue of %(subject)s."
    ),
    "practice.begun": _("The year %(of)s is rehearsed as %(subject)s."),
    "practice.reset": _("The practice year %(subject)s was begun anew."),
    "practice.deleted": _(
        "The practice year %(subject)s with %(rounds)s rounds was deleted."
    ),
}
