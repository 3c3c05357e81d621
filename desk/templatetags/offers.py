"""Whether a council has an offer to sign; asked only while a year is agreed."""

from django import template

from iteration.models import OfferPart
from proposals.models import Period

register = template.Library()


@register.inclusion_tag("desk/offer_notice.html")
def offer_notice(period, council):
    """A line with a link to the models' offer, where one stands."""
    part = None
    if period.status == Period.Status.AGREED:
        parts = OfferPart.objects.filter(offer__period=period, council=council)
        part = parts.filter(offer__status="open").select_related("offer").first()
    return {"offer": part and part.offer, "period": period, "council": council}
