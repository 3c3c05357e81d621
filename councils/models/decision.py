from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    """By what a ballot is decided. A council's rule says it, a ballot freezes it."""

    class Method(models.TextChoices):
        DELEGATES = "delegates", _("delegates submit")
        MAJORITY = "majority", _("by majority")
        CONSENSUS = "consensus", _("by consensus")

    class Majority(models.TextChoices):
        HALF = "half", _("more than half")
        TWO_THIRDS = "two_thirds", _("at least two thirds")

    method = models.CharField(
        _("how the council decides"),
        max_length=10,
        choices=Method,
        default=Method.MAJORITY,
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        default=0,
        help_text=_("Percent of those entitled to vote who must take part."),
    )
    majority = models.CharField(
        _("majority"), max_length=10, choices=Majority, default=Majority.HALF
    )
    hidden = models.BooleanField(_("result hidden until the close"), default=False)
    closes_early = models.BooleanField(
        _("closes when everybody has voted"), default=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_quorum_is_a_share", condition=Q(quorum__lte=100)
            )
        ]


class Answer(models.IntegerChoices):
    """What can be said to a question; the places of a ballot's options."""

    FOR = 0, _("for")
    AGAINST = 1, _("against")
    ABSTAIN = 2, _("abstain")


# The options of a ballot that decides a question.
ANSWERS = ["for", "against", "abstain"]


class Outcome(models.TextChoices):
    """What has become of a ballot."""

    CARRIED = "carried", _("carried")
    REJECTED = "rejected", _("not carried")
    NO_QUORUM = "no_quorum", _("too few took part")
    AMENDED = "amended", _("replaced by its amended version")
    WITHDRAWN = "withdrawn", _("taken back")
    COUNTED = "counted", _("counted")


def is_quorate(quorum, electors, voted):
    """Whether enough took part; who abstains took part, and nobody is never enough.

    >>> is_quorate(50, 5, 2), is_quorate(50, 5, 3), is_quorate(0, 5, 0)
    (False, True, False)
    """
    return voted > 0 and 100 * voted >= quorum * electors


def verdict(terms, electors, tally):
    """How a question is decided; ``tally`` counts the answers for, against, abstain.

    By majority those who abstain do not count. By consensus one objection is enough
    to reject, and somebody must be for it.

    >>> half = Terms.Majority.HALF
    >>> from types import SimpleNamespace
    >>> terms = SimpleNamespace(method="majority", quorum=50, majority=half)
    >>> [str(verdict(terms, 6, tally)) for tally in ([2, 1, 0], [1, 1, 4], [2, 0, 0])]
    ['carried', 'rejected', 'no_quorum']
    """
    agree, against, _abstain = tally
    if not is_quorate(terms.quorum, electors, sum(tally)):
        return Outcome.NO_QUORUM
    if terms.method == Terms.Method.CONSENSUS:
        carried = agree and not against
    elif terms.majority == Terms.Majority.TWO_THIRDS:
        carried = agree and agree >= 2 * against
    else:
        carried = agree > against
    return Outcome.CARRIED if carried else Outcome.REJECTED
