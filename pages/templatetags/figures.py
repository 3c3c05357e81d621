"""Figures on pages: each with its unit, each as the reader's language writes it."""

import zoneinfo
from decimal import ROUND_FLOOR, Decimal

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pages import words
from pages.fields import echo
from pages.units import per_unit, unit_name
from proposals.quantity import display_number

register = template.Library()
CENT, THOUSANDTH = Decimal("0.01"), Decimal("0.001")

register.filter("percent", words.percent)
register.filter("excess", words.excess)
register.filter("why", words.why)
register.filter("pulled", words.pulled)
register.filter("difference", words.difference)
register.filter("number", display_number)
register.filter("unit", unit_name)
register.filter("per_unit", per_unit)


@register.filter
def quantity(units, good):
    """Smallest units with the good's unit: ``1 500 kg``."""
    return "–" if units is None else echo(abs(units), good)


@register.filter
def side(units):
    """What a quantity is: positive requested, negative offered."""
    if not units:
        return ""
    return _("request") if units > 0 else _("offer")


@register.filter
def price(amount):
    """A price, at least two digits behind the mark and at most what was announced."""
    if amount is None:
        return "–"
    text = display_number(amount)
    mark = formats.get_format("DECIMAL_SEPARATOR")
    whole, found, fraction = text.partition(mark)
    return f"{whole}{mark}{fraction:0<2}" if found else f"{text}{mark}00"


@register.filter
def amount(credits):
    """An amount of credits without the word, to the hundredth."""
    return price(Decimal(credits).quantize(CENT))


@register.filter("credits")
def in_credits(figure):
    return pgettext("amount", "%(amount)s credits") % {"amount": amount(figure)}


@register.filter
def change(new, old):
    """How much ``new`` differs from ``old``: ``+12 %``; nothing to compare: –."""
    if not old or new is None:
        return "–"
    share = Decimal(new) / Decimal(old) - 1
    if not share:
        return "±0\N{NO-BREAK SPACE}%"
    return ("+" if share > 0 else "\N{MINUS SIGN}") + words.percent(share)


@register.filter
def kind(units):
    """The name of a style for a quantity's side."""
    return "request" if units > 0 else "offer" if units < 0 else "none"


@register.filter
def signed(share):
    """A share with its sign: ``+12 %`` requested beyond what is offered."""
    text = words.percent(share or 0)
    if not share or text.startswith("<"):
        return text
    return ("+" if share > 0 else "\N{MINUS SIGN}") + text


@register.filter
def size(amount):
    return abs(amount)


@register.filter
def tenth(figure):
    """What a figure about 1 says about a tenth: 1 is 10 % for 10 %."""
    return figure / 10


@register.filter
def ratio(figure):
    """A ratio to three digits, never rounded up: 0.9996 is not 1."""
    return display_number(figure.quantize(THOUSANDTH, ROUND_FLOOR))


@register.filter
def count(number):
    return display_number(Decimal(number))


@register.simple_tag(takes_context=True)
def moment(context, at):
    """A moment in the reader's time, and in UTC."""
    local = timezone.localtime(at, _zone(context))
    universal = at.astimezone(zoneinfo.ZoneInfo("UTC"))
    form = pgettext("date format", "j F Y, H:i")
    # The other date too, where it is another day in Greenwich.
    short = "H:i" if local.date() == universal.date() else form
    return format_html(
        '<time datetime="{}">{} {} <small>({} UTC)</small></time>',
        universal.isoformat(timespec="seconds"),
        formats.date_format(local, form),
        local.tzname(),
        formats.date_format(universal, short),
    )


@register.filter
def day(date):
    return formats.date_format(date, pgettext("date format", "j F Y"))


@register.simple_tag
def left(at, now):
    """The time that is left until ``at``, in words."""
    return words.left(at - now)


@register.simple_tag
def term(name, text):
    """A word with a link to what it means."""
    return format_html(
        '<a class="term" href="{}#{}">{}</a>', reverse("desk:glossary"), name, text
    )


@register.simple_tag
def people(number):
    return ngettext("%(n)s member", "%(n)s members", number) % {"n": count(number)}


@register.simple_tag
def asset(path):
    return static(path)


@register.simple_tag(takes_context=True)
def address(context, **changes):
    """This page with other choices in its query; an empty one is left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return "?" + query.urlencode()


def _zone(context):
    """The reader's own time zone, if it is one; else the service's."""
    request = context.get("request")
    name = getattr(getattr(request, "user", None), "time_zone", "")
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
