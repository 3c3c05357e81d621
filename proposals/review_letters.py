"""What people hear of special needs: that they were drawn to look at one."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models import Membership, Mute
from councils.notices.occasions import Occasion, Source, plain_notices
from councils.services.letters_writing import happened
from proposals.models import Review

DRAWN = "review_drawn"


def drawn_to_review(review: Review) -> None:
    """Note that somebody was drawn; a task tells them. Of the need nothing is said."""
    happened(
        kind="review.drawn",
        key=f"review-{review.pk}",
        data={"review": review.pk},
    )


def _drawn(event):
    """One seat of who was drawn, in a council they have not muted: one letter."""
    review = Review.objects.get(pk=event.data["review"])
    seats = Membership.objects.open().filter(person=review.person_id)
    muted = Mute.objects.filter(person=review.person_id).values("council")
    first = seats.exclude(council__in=muted).order_by("pk").values("pk")[:1]
    return Membership.objects.filter(pk__in=first)


def _told(notice, _seat, _at):
    """As long as the vote is missing and counts; neither the need nor whose it is."""
    awaited = Review.objects.awaited().select_related("need__period")
    review = awaited.filter(pk=notice.data["review"]).first()
    return review and {
        "period": review.need.period,
        "until": review.until,
        "address": settings.BASE_URL + reverse("desk:review", args=[review.pk]),
    }


OCCASION = Occasion(
    DRAWN,
    title=_("You were drawn by lot to look at a special need"),
    help=_("Until you have voted, or somebody else was drawn."),
    told=_told,
    needs_seat=False,
)
SOURCE = Source(_drawn, plain_notices(DRAWN))
