"""A shared year in words: what this server is in it, and what is to be done next."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.pages.years_now import BETWEEN, LEAF, ROOT
from iteration.models import Round
from proposals.models import Period

Status = Period.Status
ROLES = {
    ROOT: gettext_lazy("The root: this server keeps the clock and finds the prices."),
    BETWEEN: gettext_lazy(
        "In between: this server adds up what comes from the servers below it and what "
        "its own councils say, and sends the sum up."
    ),
    LEAF: gettext_lazy(
        "A leaf: this server sends up what its own councils say, as sums."
    ),
}
SHORT = {
    ROOT: gettext_lazy("root"),
    BETWEEN: gettext_lazy("in between"),
    LEAF: gettext_lazy("leaf"),
}
OVER = {
    Status.STALLED: gettext_lazy(
        "The proposals came no closer. People at the root decide how to go on."
    ),
    Status.AGREED: gettext_lazy(
        "The proposals agree. The root settles them with all servers, so that "
        "everything balances exactly: every server must answer."
    ),
    Status.SETTLED: gettext_lazy(
        "All servers have settled on the same. Next the plan is published at the root, "
        "then at every server."
    ),
}


def next_step(now):
    """What is to be done next, in a sentence."""
    if other := now.other_histories:
        return _(
            "There are two histories of this year: %(servers)s published another "
            "document of a round than this server. Speak with the people there before "
            "the next round is counted, and do not remove anything."
        ) % {"servers": names(other)}
    standing = [each for each in now.disputed if not each.left_at]
    if standing:
        return _(
            "%(servers)s signed two different parts of one round. Speak with the "
            "people there, and decide whether to go on without them."
        ) % {"servers": names(standing)}
    status = now.year.period.status
    if status == Status.DRAFT:
        return _preparing(now)
    if status == Status.OPEN and now.round is not None:
        return _counting(now) if now.round.status == "counting" else _open(now)
    return str(OVER.get(status, _("The plan is published: nothing is left to do.")))


def _preparing(now):
    if now.year.parent_id is not None:
        return _(
            "Wait: the first round opens here as soon as people at %(parent)s open it."
        ) % {"parent": now.year.parent}
    if now.invited:
        return _(
            "People at %(servers)s still have to join. Whoever has not joined when the "
            "first round opens stays out of this year."
        ) % {"servers": names(now.invited)}
    if not now.taking_part:
        return _("Invite the servers that are to plan this year with you.")
    return _("Everybody who was invited has joined: open the first round.")


def _open(now):
    if now.round.status == Round.Status.PUBLISHED:
        return _("Round %(n)d is published. The next one opens by itself.") % {
            "n": now.round.number
        }
    return _("Councils answer round %(n)d. Nothing has to be done by hand.") % {
        "n": now.round.number
    }


def _counting(now):
    words = {"n": now.round.number, "parent": now.year.parent}
    if now.is_told:
        return (
            _(
                "The document of round %(n)d is here. It is published as soon as "
                "%(parent)s shows what was counted here in the part it was added to."
            )
            % words
        )
    if now.year.parent_id is not None and None in now.sent:
        return (
            _(
                "What was counted here in round %(n)d is on its way to %(parent)s or "
                "there already; the round’s document comes back from there."
            )
            % words
        )
    if now.missing:
        words["servers"] = names(now.missing)
        return _("Round %(n)d is counted. Nothing has come from %(servers)s yet.") % (
            words
        )
    return _("Round %(n)d is being counted.") % words


def names(members, most=5):
    """The names of a few, and how many more there are."""
    told = [str(each.peer) for each in members[:most]]
    if len(members) > most:
        told.append(_("%(n)d more") % {"n": len(members) - most})
    if len(told) < 2:
        return "".join(told)
    words = {"some": ", ".join(told[:-1]), "last": told[-1]}
    return _("%(some)s and %(last)s") % words
