"""What entitlements are called on pages of the console."""

from decimal import Decimal

from django import template

from pages.templatetags.figures import in_credits
from proposals.models import Entitlement

register = template.Library()
NAMES = dict(Entitlement.Source.choices)


@register.filter
def source_name(source):
    return NAMES.get(source, source)


@register.filter
def for_each(council):
    """What a council may use, for each of its members."""
    if not council.members:
        return "–"
    return in_credits(Decimal(council.total) / council.members)
