from django.contrib.auth.models import Group, Permission

FACILITATORS = "facilitators"
# They see everything but what stays within a council until it is handed in, and what is
# a person's own.
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


def ensure_facilitators() -> Group:
    """The group of facilitators with exactly the permissions it shall have."""
    group, _created = Group.objects.get_or_create(name=FACILITATORS)
    ours = Permission.objects.filter(content_type__app_label__in=SEEN)
    seen = ours.filter(codename__startswith="view_").exclude(codename__in=UNSEEN)
    group.permissions.set(seen | ours.filter(codename__in=CHANGED))
    return group
