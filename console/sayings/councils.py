"""Councils, their seats, and who offers and asks for them."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "council": _("Councils"),
    "membership": _("Seats in councils"),
    "invitation": _("Invitations"),
    "join_request": _("Requests for a seat"),
    "person": _("Accounts"),
}
SAYINGS = {
    "council.created": _("%(council)s was added to the councils."),
    "council.changed": _("What is known of %(council)s was changed: %(fields)s."),
    "membership.begun": _("Person %(person)s took a seat in %(council)s: %(role)s."),
    "membership.ended": _("Person %(person)s gave up their seat in %(council)s."),
    "invitation.made": _(
        "Seats in %(council)s were offered: %(role)s, for at most %(uses)s to accept "
        "(invitation %(invitation)s)."
    ),
    "invitation.accepted": _(
        "Invitation %(invitation)s to a seat in %(council)s was accepted."
    ),
    "invitation.declined": _(
        "Invitation %(invitation)s to a seat in %(council)s was declined."
    ),
    "invitation.withdrawn": _(
        "Invitation %(invitation)s to seats in %(council)s was taken back."
    ),
    "join_request.made": _("Somebody asked for a seat in %(council)s."),
    "join_request.approved": _("A request for a seat in %(council)s was approved."),
    "join_request.refused": _(
        "A request for a seat in %(council)s was refused, with a reason that only the "
        "person who asked reads."
    ),
    "join_request.taken_back": _("A request for a seat in %(council)s was taken back."),
    "person.forgotten": _(
        "Person %(subject)s deleted their account; nothing names them any more."
    ),
}
