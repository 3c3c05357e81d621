from django.utils.translation import gettext_lazy as _

from .kind import Kind

# What servers that plan a year together refuse of each other.
SERVERS = [
    Kind(
        "message-malformed",
        422,
        _("The message cannot be understood."),
        _("Compare it with the example in the manual, field by field."),
    ),
    Kind(
        "other-catalogue",
        409,
        _("The catalogue is not the one of this year."),
        _("Read the year anew; goods, units, first prices and floors must be equal."),
    ),
    Kind(
        "cutoff-passed",
        409,
        _("The cutoff has passed already."),
        _("Announce the round again with a cutoff to come."),
    ),
    Kind(
        "not-in-this-order",
        409,
        _("Something that comes before has not arrived, or has not been done, yet."),
        _("Send the same again a little later."),
    ),
    Kind(
        "not-in-this-state",
        409,
        _("The year is not in a state for this."),
        _("“detail” says why. People at both servers can change it."),
    ),
    Kind(
        "part-wrong",
        422,
        _("The part does not add up."),
        _("“detail” names what does not hold. Nothing was kept."),
    ),
    Kind(
        "part-late",
        409,
        _("The round has been counted without this part."),
        _("“detail” names its cutoff and document. It counts from the next round on."),
    ),
    Kind(
        "part-contradicts",
        422,
        _("Another part of this round was sent before."),
        _("Both are kept with their signatures, for everybody to see."),
    ),
    Kind(
        "record-wrong",
        422,
        _("The document does not hold."),
        _("“detail” names what does not follow. It is kept as evidence only."),
    ),
    Kind(
        "record-contradicts",
        422,
        _("Something else was signed about the same before."),
        _("“detail” is its digest. Both are kept as evidence; people must decide."),
    ),
    Kind(
        "no-trials",
        403,
        _("This server answers no trial prices."),
        _("Go on by the totals alone."),
    ),
]
