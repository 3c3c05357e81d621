"""The words of this service, as the pages use them."""

from django.utils.translation import gettext_lazy as _

WORDS = [
    (
        "council",
        _("Council"),
        _(
            "Who requests and offers: a workplace, a neighbourhood, a federation of "
            "either, people who keep commons such as land or water, or people "
            "affected by pollution."
        ),
    ),
    (
        "good",
        _("Good"),
        _(
            "Anything that is planned: bread, an hour of nursing, a hectare of "
            "land, a kilogram of a pollutant. Work and care are goods like all "
            "others."
        ),
    ),
    (
        "year",
        _("Planning year"),
        _(
            "A year that is planned together. Its list of goods is fixed when the "
            "first round opens."
        ),
    ),
    (
        "round",
        _("Round"),
        _(
            "From the announcement of prices to the count. While a round is open, "
            "councils look at the prices and revise their proposals."
        ),
    ),
    (
        "cutoff",
        _("Cutoff"),
        _(
            "The moment at which a round closes. The last revision submitted before "
            "it counts."
        ),
    ),
    (
        "price",
        _("Indicative price"),
        _(
            "The estimate of what one unit of a good costs society, in credits. "
            "Nobody pays it during planning; it tells every council what its "
            "requests cost others. It moves from round to round."
        ),
    ),
    (
        "credit",
        _("Credit"),
        _("The unit in which prices, entitlements, costs and benefits are counted."),
    ),
    (
        "draft",
        _("Draft"),
        _(
            "Your council's working copy. It is saved as you type and counts for "
            "nothing until it is submitted."
        ),
    ),
    (
        "proposal",
        _("Proposal"),
        _(
            "What a council requests and what it offers in a year. Every submission "
            "is a new revision; none is ever changed."
        ),
    ),
    (
        "receipt",
        _("Receipt"),
        _(
            "What you are given when a proposal is submitted: its time and a "
            "digest, a row of letters and digits by which anybody can see that "
            "nothing was changed later."
        ),
    ),
    (
        "standing",
        _("Standing instruction"),
        _(
            "How a council is answered for while it is silent: its last proposal is "
            "kept, or it follows the prices as far as the council has said. It can "
            "be changed or revoked at any time."
        ),
    ),
    (
        "entitlement",
        _("Entitlement"),
        _(
            "What a consumer council may use in a year, in credits: for work done, "
            "as an allowance, for special needs or as compensation. It does not "
            "change while rounds run."
        ),
    ),
    (
        "public",
        _("Public good"),
        _(
            "Something a federation requests for all, such as parks or a clinic. "
            "Its cost is shared by its members, so much a head, and comes off their "
            "entitlements first."
        ),
    ),
    (
        "ratio",
        _("Ratio of benefit to cost"),
        _(
            "The value of what a council offers, divided by the value of what it "
            "requests. At 1 or more it gives society at least as much as it takes."
        ),
    ),
    (
        "requested",
        _("Requested, offered, excess"),
        _(
            "The sums over all councils. The excess is what is requested beyond "
            "what is offered."
        ),
    ),
    (
        "imbalance",
        _("Imbalance"),
        _(
            "How far requests and offers of a good are apart, measured against "
            "their average. 0 % means balanced."
        ),
    ),
    (
        "tolerance",
        _("Tolerance"),
        _("The imbalance up to which a good counts as balanced."),
    ),
    (
        "agreed",
        _("Agreed"),
        _("The state of a round in which every good is within tolerance."),
    ),
    (
        "settlement",
        _("Settlement"),
        _(
            "The last step: the smallest fair change that makes the agreed "
            "proposals balance exactly."
        ),
    ),
    (
        "plan",
        _("Plan and assignment"),
        _(
            "The settled result, and one council's part in it: what it shall make "
            "and what it may use."
        ),
    ),
    (
        "digest",
        _("Digest"),
        _(
            "A fingerprint of a document, 64 letters and digits (SHA-256). If one "
            "character of the document changes, so does the digest."
        ),
    ),
]
