"""Acts of a shared year that are shown with what they do: removed, opened."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from federation.models import PartDocument
from federation.pages.acts import Act, ask
from federation.pages.years_contradictions import goods_of, totals_in
from federation.pages.years_definition import lasting
from federation.pages.years_now import read_now
from federation.pages.years_seen import answers_in
from federation.pages.years_sharing import led_here, member_of, page_of
from federation.pages.years_words import names
from federation.services.shared_years import remove_server
from federation.tasks import advance_year
from federation.together.asking import read
from iteration.calendar import after
from iteration.documents.parts import total_units
from iteration.services import open_period
from ledger import clock
from pages.access import for_facilitators
from pages.fields import echo
from pages.templatetags.figures import count
from proposals.models import Period

MOST = 5
SIDES = ("requested", "offered")


@for_facilitators
@require_http_methods(["GET", "POST"])
def remove(request, period, number):
    """Take an invitation back, or go on without a server."""
    member = member_of(request, period, number)
    name = {"name": str(member.peer)}
    joined = member.joined_at is not None
    if joined:
        title, done = (
            _("Go on without %(name)s"),
            _("The year goes on without %(name)s."),
        )
        points = _without(member)
    else:
        title = _("Take the invitation of %(name)s back")
        done = _("%(name)s is no longer invited.")
        points = (
            _("It cannot join any more, unless it is invited again."),
            _("Nothing is said to it of this. Tell the people there."),
        )
    act = Act(
        title=title % name,
        button=_("Go on without it") if joined else _("Take it back"),
        about=_("%(year)s, planned under this server.") % {"year": member.year},
        points=points,
        done=done % name,
        back=page_of(member.year.period),
    )

    def do(reason):
        remove_server(member=member, actor=request.user, reason=reason)
        advance_year.delay_on_commit(member.year_id)

    return ask(request, act, do)


@for_facilitators
@require_http_methods(["GET", "POST"])
def open_year(request, period):
    """Open the first round, here and at every server that has joined."""
    year = led_here(request, period)
    [now] = read_now([year])
    act = Act(
        title=_("Open the first round of %(year)s") % {"year": year},
        button=_("Open the first round"),
        about=_(
            "The round opens here now, and at every server that has joined as soon as "
            "it is told."
        ),
        points=_opening(now),
        done=_("The first round is open."),
        back=page_of(year.period),
    )

    def do(reason):
        open_period(period=year.period, actor=request.user, reason=reason)
        advance_year.delay_on_commit(year.pk)

    return ask(request, act, do)


def _opening(now):
    period = now.year.period
    goods = period.catalogue.count()
    lasts = after(clock.now(), period.round_length) - clock.now()
    points = [
        _("Catalogue, first prices, rules and entitlements are then fixed."),
        ngettext(
            "%(n)s good is in the catalogue.",
            "%(n)s goods are in the catalogue.",
            goods,
        )
        % {"n": count(goods)},
        _("It closes here after %(span)s; servers below close a little earlier.")
        % {"span": lasting(lasts)},
        _("It takes part: %(names)s.") % {"names": names(now.taking_part, 20)}
        if now.taking_part
        else _("No other server has joined: the councils here plan alone."),
    ]
    if now.invited:
        text = _("Not joined, and out of this year from then on: %(names)s.")
        points.append(text % {"names": names(now.invited, 20)})
    return tuple(points)


def _without(member):
    """What it means to go on without a server, in sentences."""
    period = member.year.period
    points = []
    if period.status == Period.Status.DRAFT:
        points.append(_("Nothing has been counted yet: nothing of it is lost."))
    elif period.status == Period.Status.AGREED:
        points.append(
            _(
                "The proposals have agreed with what it counted. Without it what is "
                "left may not balance: speak with everybody first."
            )
        )
    else:
        points.append(
            _("From the next count on nothing of it counts, and nothing is carried on.")
        )
    points += _weight(member)
    points += [
        _("What it has counted so far stays in the documents, and its keys stay."),
        _("Servers below it are out of the year with it."),
        _("Its councils see prices no more. Tell the people there what they can do."),
    ]
    return tuple(points)


def _weight(member):
    """How much its last part was, for a few of its goods."""
    parts = PartDocument.objects.filter(member=member, contradicts=False)
    published = member.year.period.rounds.exclude(published_at=None).values("number")
    # What was counted can be compared with the whole; else what has come so far.
    last = (
        parts.annotate(was_counted=Q(number__in=published))
        .order_by("-was_counted", "-number", "-revision")
        .first()
    )
    if last is None:
        return []
    says = read(last.body)
    answers = answers_in(says)
    counted = sum(answers.values()) - answers["absent"]
    text = ngettext(
        "Its last part, of round %(n)s, speaks for %(councils)s council.",
        "Its last part, of round %(n)s, speaks for %(councils)s councils.",
        counted,
    )
    points = [text % {"n": last.number, "councils": count(counted)}]
    largest = _largest(member.year, last.number, totals_in(says))
    if largest:
        listed = "; ".join(largest)
        points.append(
            _("The most that would be missing: %(goods)s.") % {"goods": listed}
        )
    return points


def _largest(year, number, totals):
    """The goods of which it is the largest part of the whole, in words."""
    results = year.period.rounds.filter(number=number).values_list(
        "results__good__code", "results__requested", "results__offered"
    )
    whole = {code: (requested, offered) for code, requested, offered in results}
    goods, rows = goods_of(year), []
    for code in totals.keys() & goods.keys():
        for place, side in enumerate(SIDES):
            units = total_units(totals[code][side], goods[code])
            of = (whole.get(code) or (0, 0))[place] or 0
            if units and of:
                rows.append((units / of, code, side, units, of))
    words = {
        "requested": _("%(good)s: %(part)s of %(whole)s requested"),
        "offered": _("%(good)s: %(part)s of %(whole)s offered"),
    }
    return [
        words[side]
        % {
            "good": goods[code],
            "part": echo(units, goods[code]),
            "whole": echo(of, goods[code]),
        }
        for _share, code, side, units, of in sorted(rows, reverse=True)[:MOST]
    ]
