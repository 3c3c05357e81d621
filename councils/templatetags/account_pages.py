from datetime import datetime

from allauth.account.adapter import get_adapter
from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def may_sign_up(context):
    """Whether whoever looks at the page may open an account."""
    return get_adapter().is_open_for_signup(context["request"])


@register.simple_tag
def issuer_name():
    """What the councils' own login is called; empty where there is none."""
    return settings.OIDC[0]["name"] if settings.OIDC else ""


@register.filter
def plain(value):
    """A value of the database as somebody reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return value
