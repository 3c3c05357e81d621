"""Who may act for the service, who looked at what, and which programs may."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "office": _("Offices"),
    "list": _("Lists looked at"),
    "token": _("Access for programs"),
}
SAYINGS = {
    "office.appointed": _("Person %(subject)s was appointed: %(office)s."),
    "office.dismissed": _("Person %(subject)s was dismissed: %(office)s."),
    "council.looked_at": _(
        "Not public of %(council)s, looked at (%(office)s): %(what)s."
    ),
    "list.looked_at": _("A list of all councils was looked at (%(office)s): %(what)s."),
    "token.issued": _(
        "Person %(person)s got access for a program until %(expires_at)s: %(scopes)s."
    ),
    "token.revoked": _("Access for a program of person %(person)s was ended."),
}
