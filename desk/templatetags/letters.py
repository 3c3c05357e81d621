"""What letters need besides figures: they are plain text."""

from django import template

register = template.Library()


@register.filter
def underlined(name):
    """A heading where there is no bold type."""
    text = str(name)
    return f"{text}\n{'=' * len(text)}"
