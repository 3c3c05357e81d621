"""Offices for the whole service, as groups: who keeps it moving, checks it, runs it."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

FACILITATORS, AUDITORS, OPERATORS = OFFICES = ("facilitators", "auditors", "operators")

# Facilitators see everything but what stays within a council until it is handed in, and
# what is a person's own.
SEEN = ("ledger", "councils", "proposals", "iteration")
UNSEEN = (
    *("view_draft", "view_draftchange", "view_comment", "view_motion"),
    *("view_letterchoice", "view_lettersettings", "view_mute", "view_notice"),
)
# Setting up a year and who takes part; figures are the councils'.
CHANGED = (
    *("add_period", "change_period", "add_good", "change_good"),
    *("add_council", "change_council", "add_membership", "change_membership"),
)
# Auditors see what is public, and the record.
AUDITED = (
    *("view_record", "view_seal", "view_council", "view_good", "view_period"),
    *("view_catalogueentry", "view_round", "view_price", "view_result", "view_plan"),
    "view_publication",
)
# Operators see servers at work, and no figures.
OPERATED = ("operate", "view_message", "view_seal")


def ensure_offices() -> None:
    """Make the three groups, each with exactly the permissions it shall have."""
    for office in OFFICES:
        ensure_office(office)


def ensure_office(office: str) -> Group:
    """The group of an office, with exactly the permissions it shall have."""
    group, _created = Group.objects.get_or_create(name=office)
    group.permissions.set(_permissions(office))
    return group


def _permissions(office: str) -> QuerySet[Permission]:
    ours = Permission.objects.filter(content_type__app_label__in=SEEN)
    if office == FACILITATORS:
        seen = Q(codename__startswith="view_") & ~Q(codename__in=UNSEEN)
        return ours.filter(seen | Q(codename__in=CHANGED))
    return ours.filter(codename__in=AUDITED if office == AUDITORS else OPERATED)
