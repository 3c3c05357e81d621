"""How many rounds are left, said with what it rests on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iteration.forecast import Verdict
from pages.words import percent


def foretold(found, period):
    """A forecast as one or two sentences, for people who decide by it."""
    if found.verdict == Verdict.TREND:
        return _trend(found)
    return {
        Verdict.AGREED: _("The proposals agree: no further round is needed."),
        Verdict.TOO_FEW: _(
            "This cannot be estimated before two rounds are counted: one count has no "
            "trend."
        ),
        Verdict.ONE_SIDED: _(
            "This cannot be estimated: a good is requested that nobody offers, or the "
            "other way round, and no number of rounds changes that by itself."
        ),
        Verdict.NOISE: _(
            "No number of rounds is likely to be enough: answers vary by themselves by "
            "more than the tolerance of %(tolerance)s."
        )
        % {"tolerance": percent(period.tolerance)},
        Verdict.NO_TREND: _(
            "This cannot be estimated: the worst imbalance has not become smaller over "
            "the last counts."
        ),
    }[found.verdict]


def _trend(found):
    about = ngettext(
        "About one more round", "About %(n)d more rounds", found.expected
    ) % {"n": found.expected}
    words = {
        "about": about,
        "least": found.least,
        "most": found.most,
        "rounds": found.rounds,
        "share": percent(1 - found.share),
    }
    if found.most is None:
        span = _(
            "%(about)s, at least %(least)d; in one of them it did not fall at all."
        )
    elif found.least == found.most:
        span = _("%(about)s.")
    else:
        span = _("%(about)s, between %(least)d and %(most)d.")
    basis = _(
        "This goes by the last %(rounds)d counts, between which the worst imbalance "
        "fell by %(share)s on average. It is a trend, not a promise."
    )
    return f"{span % words} {basis % words}"
