"""Short sentences, one thought each: what a count says, for everybody.

In German these are written as plain language asks: no foreign words, no nesting.
"""

from django.utils.translation import gettext as _

# Price steps smaller than this are not worth a sentence.
SMALL_STEP = 0.005


def needed(result):
    """What people want and have of a good."""
    words = {"good": result.good}
    if result.requested == result.offered:
        return _("%(good)s: There is as much as people want.") % words
    if result.requested > result.offered:
        if result.within:
            return _("%(good)s: There is almost enough.") % words
        return _("%(good)s: People want more than there is.") % words
    if result.within:
        return _("%(good)s: There is a little more than people want.") % words
    return _("%(good)s: There is more than people want.") % words


def moved(result):
    """What that does to the price."""
    if abs(result.step) < SMALL_STEP:
        return _("The price stays almost the same.")
    if result.step > 0:
        return _("The price goes up.")
    return _("The price goes down.")
