"""The parts of the service in words: what each does, and how it is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

NAMES = {
    "beat": (gettext_lazy("Clock"), gettext_lazy("sends a tick every few seconds")),
    "tick": (gettext_lazy("Tick"), gettext_lazy("looks for whatever is due")),
    "worker": (gettext_lazy("Worker"), gettext_lazy("works off what is sent to it")),
    "outbox": (gettext_lazy("Letters"), gettext_lazy("leave soon after they are due")),
    "seal": (gettext_lazy("Seals"), gettext_lazy("close the record again and again")),
    "rounds": (gettext_lazy("Rounds"), gettext_lazy("are counted after their cutoff")),
}
SILENT = {"beat", "tick", "worker"}


def described(part):
    """A part for a page: its name, what it does, and how it is."""
    name, does = NAMES[part.name]
    return {"name": name, "does": does, "ok": part.ok, "said": _said(part)}


def _said(part):
    if part.seconds is None:
        return _("never heard of")
    words = {"span": span(part.seconds), "limit": span(part.limit)}
    if part.name in SILENT:
        return _("last heard of %(span)s ago; the alarm is at %(limit)s") % words
    if not part.seconds:
        return _("nothing is late")
    return _("late by %(span)s; the alarm is at %(limit)s") % words


def span(seconds):
    """A length of time in the largest unit that it has one of."""
    whole = int(seconds)
    if whole < 120:
        return ngettext("%(n)d second", "%(n)d seconds", whole) % {"n": whole}
    if whole < 7200:
        return ngettext("%(n)d minute", "%(n)d minutes", whole // 60) % {
            "n": whole // 60
        }
    if whole < 2 * 86400:
        return ngettext("%(n)d hour", "%(n)d hours", whole // 3600) % {
            "n": whole // 3600
        }
    days = whole // 86400
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
