"""By what rule a council decides, for pages that offer to submit."""

from django import template
from django.utils.html import strip_tags

from councils.models import DecisionRule
from desk.deciding import title_of
from pages.templatetags.figures import moment

register = template.Library()
register.filter("ballot_title", title_of)


@register.simple_tag
def decision_rule(council):
    return DecisionRule.objects.of(council)


@register.simple_tag(takes_context=True)
def clock(context, at):
    """A moment as bare text, for a choice in a list."""
    return strip_tags(moment(context, at))
