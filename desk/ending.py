"""Until when a ballot may stand, and the ends somebody can choose."""

from datetime import timedelta

# Between the end of a ballot and the cutoff: to count it, and to hand in by hand.
MARGIN, PART = timedelta(minutes=5), 10
HOURS = (1, 6, 24, 48, 72, 120, 168, 336, 672)


def latest_end(now, rule, cutoff=None):
    """The latest moment a ballot opened now may end; None: none is left.

    A ballot on a proposal ends a little before the cutoff, so that it is counted.
    """
    latest = now + timedelta(days=rule.days)
    if cutoff is None:
        return latest
    latest = min(latest, cutoff - min(MARGIN, (cutoff - now) / PART))
    return latest if latest > now else None


def ends(now, latest):
    """The ends that can be chosen, by hours from now; the latest has no number."""
    found = [
        (str(hours), now + timedelta(hours=hours))
        for hours in HOURS
        if now + timedelta(hours=hours) < latest
    ]
    return [*found, ("latest", latest)]


def chosen_end(now, latest, text):
    """The moment chosen, as the form named it; what it did not offer is the latest."""
    return dict(ends(now, latest)).get(text, latest)
