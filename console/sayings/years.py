"""Years from their preparation to their plan, and what is planned with."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "period": _("Planning years"),
    "year": _("Years kept and archived"),
    "round": _("Rounds"),
    "offer": _("Offers of the models"),
    "plan": _("Plans"),
    "catalogue": _("Catalogues"),
    "good": _("Goods"),
    "package": _("Data packages"),
}
SAYINGS = {
    "period.created": _("The year %(period)s was set up."),
    "period.changed": _("%(period)s was changed in preparation: %(changes)s."),
    "period.opened": _(
        "%(period)s opened with %(goods)s goods, a tolerance of %(tolerance)s and the "
        "%(rule)s. If a council is silent: %(silence)s. First cutoff: %(cutoff)s."
    ),
    "period.stalled": _("%(period)s stalled after round %(round)s."),
    "period.resumed": _(
        "%(period)s goes on for up to %(rounds)s more rounds, with a tolerance of "
        "%(tolerance)s."
    ),
    "period.closed": _("%(period)s is over."),
    "round.fixed": _(
        "Round %(round)s of %(period)s passed its cutoff; %(imputed)s councils were "
        "answered for."
    ),
    "round.published": _(
        "Round %(round)s of %(period)s was counted and published. Agreed: %(agreed)s. "
        "%(own)s councils answered themselves, %(standing)s by standing instruction, "
        "%(imputed)s were answered for as expected, %(carried)s kept their last "
        "proposal, %(absent)s were left out."
    ),
    "round.extended": _("Round %(round)s of %(period)s was extended to %(to)s."),
    "round.closed_early": _(
        "Round %(round)s of %(period)s was closed at %(to)s instead of %(from)s."
    ),
    "offer.made": _(
        "Councils were offered what the models expect for %(period)s, to sign until "
        "%(closes_at)s."
    ),
    "offer.signed": _(
        "%(council)s gave its word on the offer for %(period)s. Accepted: %(accepts)s."
    ),
    "offer.closed": _(
        "The offer for %(period)s closed: %(accepted)s councils accepted, %(objected)s "
        "objected, %(silent)s said nothing."
    ),
    "offer.withdrawn": _("The offer for %(period)s was withdrawn."),
    "plan.settled": _(
        "The plan of %(period)s was settled from round %(round)s, for %(councils)s "
        "councils."
    ),
    "plan.published": _("The plan of %(period)s was published."),
    "plan.withdrawn": _("The plan of %(period)s was withdrawn."),
    "plan.in_force": _("The plan of %(period)s came into force."),
    "catalogue.dropped": _("%(good)s was left out of the catalogue of %(period)s."),
    "good.created": _("%(good)s was added to the goods."),
    "good.changed": _("What is known of %(good)s was changed: %(fields)s."),
    "package.imported": _(
        "%(period)s was imported from a file, with %(councils)s councils and "
        "%(proposals)s proposals."
    ),
}
