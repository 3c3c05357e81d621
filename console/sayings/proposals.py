"""What councils hand in, and how they are answered for while they are silent."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "proposal": _("Proposals"),
    "declaration": _("Declared flexibility"),
    "instruction": _("Standing instructions"),
    "entitlement": _("Entitlements"),
}
SAYINGS = {
    "proposal.submitted": _(
        "%(council)s submitted revision %(revision)s for %(period)s (%(origin)s)."
    ),
    "proposal.typed_from_paper": _(
        "Paper form %(form)s of %(council)s for %(period)s was typed in as revision "
        "%(revision)s."
    ),
    "declaration.made": _(
        "%(council)s declared how it would answer prices: %(figures)s."
    ),
    "declaration.ended": _(
        "%(council)s took back what it had declared of its answers to prices."
    ),
    "instruction.given": _(
        "%(council)s gave a standing instruction for when it is silent: %(mode)s."
    ),
    "instruction.revoked": _("%(council)s revoked its standing instruction."),
    "entitlement.granted": _(
        "%(council)s may use %(amount)s credits in %(period)s (%(source)s)."
    ),
}
