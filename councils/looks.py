"""What of a council is not public, and who holds an office, in words."""

from django.utils.translation import gettext_lazy as _

# What somebody may have looked at, by the word that stands on record.
THINGS = {
    "acceptances": _("who accepted invitations"),
    "answers": _("answers to questions"),
    "assignments": _("assignments that are not published yet"),
    "ballots": _("ballots and their questions"),
    "changes": _("how a year was made to differ for the council"),
    "declarations": _("the declared flexibility"),
    "entitlements": _("entitlements and what they rest on"),
    "figures": _("figures of proposals"),
    "instructions": _("the standing instruction"),
    "invitations": _("invitations"),
    "offers": _("offers to the council"),
    "outliers": _("answers that were far from what was expected"),
    "proposals": _("proposals"),
    "requests": _("requests for a seat"),
    "seats": _("who sits in the council"),
    "signatures": _("signatures under offers"),
    "votes": _("who took part in ballots"),
}
OFFICES = {
    "facilitators": _("facilitator"),
    "auditors": _("auditor"),
    "operators": _("operator"),
    "administrators": _("administrator"),
}
