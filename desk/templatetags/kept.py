"""Pieces of pages that are made once: figures that never change."""

from django import template
from django.core.cache import cache

register = template.Library()
SECONDS = 3600


class KeptNode(template.Node):
    def __init__(self, name, nodes):
        self.name, self.nodes = name, nodes

    def render(self, context):
        name = self.name.resolve(context)
        if name is None:
            return self.nodes.render(context)
        key = f"{context.template_name}|{name}"
        return cache.get_or_set(key, lambda: self.nodes.render(context), SECONDS)


@register.tag
def kept(parser, token):
    """``{% kept name %}…{% endkept %}``: made once under a name; None: each time."""
    _tag, name = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(parser.compile_filter(name), nodes)
