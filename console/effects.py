"""What a table would do, for pages and for a spreadsheet."""

from console.bars import bars, long
from console.checking_sums import check_of
from console.files import streamed
from councils.models import Council
from iteration.effects import LAST, NOW, compare
from iteration.reckoning import credits


def effects_of(period, grants, beside=""):
    """What pages show of grants: sums, the check, who wins and loses, how many."""
    effects = compare(grants, beside if beside in (NOW, LAST) else "")
    winners, losers = effects.most(win=True), effects.most(win=False)
    keys = [change.key for change in (*winners, *losers)]
    councils = Council.objects.in_bulk(keys)
    sums = effects.sums
    tried = {each.source: each.tried for each in sums}
    return {
        "grants": grants,
        "effects": effects,
        "sums": sums,
        "winners": [(councils[each.key], each) for each in winners],
        "losers": [(councils[each.key], each) for each in losers],
        "groups": [(long(group), group.councils) for group in effects.groups],
        "bars": bars(effects.groups),
        "misfits": int((~grants.fits).sum()),
        "check": check_of(
            period, tried, credits(grants.lent), grants.rule, grants.known.past
        ),
    }


def as_file(grants):
    """Council by council what was tried, as a table for a spreadsheet."""
    known = grants.known
    sources = list(grants.amounts)
    before = [f"{source}_now" for source in sources]
    columns = ["council", "members", *sources, "total", *before]
    return streamed(
        columns, _rows(grants), f"{known.period.code}-entitlements-tried.csv"
    )


def _rows(grants):
    known, total = grants.known, grants.total
    slugs = dict(Council.objects.values_list("pk", "slug"))
    for place, key in enumerate(known.key.tolist()):
        tried = [credits(amounts[place]) for amounts in grants.amounts.values()]
        now = [credits(known.now[source][place]) for source in grants.amounts]
        members = int(known.members[place])
        yield [slugs[key], members, *tried, credits(total[place]), *now]
